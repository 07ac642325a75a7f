"""What a user can choose in a menu, and what Discord's client does not offer."""

from typing import Any

import pytest

from app.simulator.component_values import choose, name_of
from app.simulator.default_world import default_world
from app.simulator.payloads import Origin
from app.simulator.resolved import Resolved
from app.simulator.world import Channel, Guild, Role, User
from tests.simulator.component_cases import entities, menu

Json = dict[str, Any]
WORLD = default_world(lambda: 1_800_000_000.0)
BEN = WORLD.user("ben")
STRANGER = User(5, "stranger")
WORLD.users[5] = STRANGER
OTHER = Guild(6, "Elsewhere", 5, channels={7: Channel(7, 0, "far", guild_id=6)}, roles={8: Role(8, "Far")})
WORLD.guilds[6] = OTHER
FAR = OTHER.channels[7]


def chosen(component: Json, *values: object, channel: Channel | None = None, **options: Any) -> list[str]:
    origin = Origin(WORLD, BEN, channel or WORLD.channel("bots"), "en-US")
    return choose(component, values, origin, Resolved(WORLD, origin.channel, BEN), **options)


@pytest.mark.parametrize(
    ("component", "values", "why"),
    [
        pytest.param(menu(), ["3"], "pick: '3' is not among the options: '1', '2'", id="no option"),
        pytest.param(menu(), [], "pick: at least 1 must be chosen, not 0", id="too few"),
        pytest.param(menu(), ["1", "2"], "pick: at most 1 can be chosen, not 2", id="too many"),
        pytest.param(menu(max_values=2), ["1", "1"], "pick: nothing can be chosen twice: 1, 1", id="twice"),
        pytest.param(entities(5), [STRANGER], "stranger is not a member of Postern Playground", id="no member"),
        pytest.param(entities(7), [5], "stranger is not a member of Postern Playground", id="no member, by id"),
        pytest.param(entities(6), [OTHER.roles[8]], "the role 'Far' is of another server", id="a role of another"),
        pytest.param(entities(7), [OTHER.roles[8]], "the role 'Far' is of another server", id="it, as mentionable"),
        pytest.param(entities(8), [FAR], "the channel 'far' is not of this server", id="a channel of another"),
        pytest.param(
            entities(8, channel_types=[2]),
            [WORLD.channel("general")],
            "'general' is a channel of type 0, not one of",
            id="a channel of another type",
        ),
        pytest.param(entities(8), [WORLD.channel("staff")], "ben does not see the channel 'staff'", id="a hidden one"),
    ],
)
def test_what_is_not_offered_cannot_be_chosen(component: Json, values: list[object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        chosen(component, *values)


@pytest.mark.parametrize("kind", [5, 6, 7, 8])
def test_an_id_that_belongs_to_nothing_is_said_to(kind: int) -> None:
    with pytest.raises(LookupError, match="has the id"):
        chosen(entities(kind), 99)


def test_in_a_private_channel_its_people_can_be_chosen_and_nothing_else() -> None:
    private = next(iter(WORLD.channels.values()))

    assert chosen(entities(5), BEN, channel=private) == [str(BEN.id)]
    with pytest.raises(ValueError, match="mira is not in this chat"):
        chosen(entities(5), WORLD.user("mira"), channel=private)
    with pytest.raises(ValueError, match="is not of this server"):
        chosen(entities(8), WORLD.channel("general"), channel=private)
    with pytest.raises(ValueError, match="is of another server"):
        chosen(entities(6), WORLD.role("Artist"), channel=private)


def test_all_of_it_can_be_sent_unchecked() -> None:
    assert chosen(menu(), "3", "3", unchecked=True) == ["3", "3"]
    assert chosen(entities(5), STRANGER, unchecked=True) == ["5"]
    assert chosen(entities(6), OTHER.roles[8], unchecked=True) == ["8"]
    assert chosen(entities(8), FAR, unchecked=True) == ["7"]


def test_nothing_is_enough_where_it_is_optional_and_some_is_not() -> None:
    component = menu(min_values=2, max_values=2)

    assert chosen(component, optional=True) == []
    with pytest.raises(ValueError, match="at least 2"):
        chosen(component, "1", optional=True)


@pytest.mark.parametrize(
    ("component", "name"),
    [
        ({"label": "Go", "custom_id": "x"}, "Go"),
        ({"emoji": {"name": "🔥"}, "custom_id": "x"}, "🔥"),
        ({"placeholder": "Whom?", "custom_id": "x"}, "Whom?"),
        ({"custom_id": "x", "id": 1}, "x"),
        ({"id": 1}, "1"),
    ],
)
def test_a_component_is_called_what_the_user_reads(component: Json, name: str) -> None:
    assert name_of(component) == name
