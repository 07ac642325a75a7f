from typing import Any

import pytest

from app.simulator.default_world import default_world
from app.simulator.options import fill_options
from app.simulator.resolved import Resolved
from app.simulator.world import World


@pytest.fixture
def world() -> World:
    return default_world(lambda: 1_800_000_000.0)


def option(type: int, **changes: object) -> dict[str, Any]:
    return {"name": "it", "description": "It.", "type": type, **changes}


def resolved_in(world: World) -> Resolved:
    return Resolved(world, world.channel("bots"), world.user("ben"))


def filled(world: World, schema: dict[str, Any], value: object, **changes: Any) -> Any:
    return fill_options([schema], {"it": value}, resolved_in(world), **changes)[0]["value"]


@pytest.mark.parametrize(
    ("schema", "value", "sentence"),
    [
        (option(3), 5, "is not a string"),
        (option(3, max_length=2), "abc", "0 to 2 characters"),
        (option(3, min_length=2), "a", "2 to 6000 characters"),
        (option(3, choices=[{"name": "A", "value": "a"}]), "b", "not among"),
        (option(4), 1.5, "is not a whole number"),
        (option(4), True, "is not a whole number"),
        (option(4, min_value=1, max_value=6), 7, "must be 1 to 6"),
        (option(4), 2**53, "must be"),
        (option(5), 1, "is not true or false"),
        (option(10), "1", "is not a number"),
        (option(10), float("nan"), "must be"),
        (option(10, min_value=0.5), 0.25, "must be 0.5"),
        (option(11), "a.txt", r"a file is \(filename, bytes\)"),
        (option(11, file_types=["image", ".pdf"]), ("a.txt", b""), "not one of image, .pdf"),
    ],
)
def test_discords_client_refuses(world: World, schema: dict[str, Any], value: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        filled(world, schema, value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (option(3, max_length=2), "abc"),
        (option(4, max_value=6), 7),
        (option(3, choices=[{"name": "A", "value": "a"}]), "b"),
    ],
)
def test_unchecked_values_are_sent_as_they_are(world: World, schema: dict[str, Any], value: object) -> None:
    assert filled(world, schema, value, unchecked=True) == value


@pytest.mark.parametrize(("type", "value"), [(3, "é"), (4, -(2**53) + 1), (5, False), (10, 1), (10, 0.1)])
def test_scalars_are_sent_as_they_are(world: World, type: int, value: object) -> None:
    assert filled(world, option(type), value) is value


def test_missing_and_unknown_options_are_named(world: World) -> None:
    schema = [option(3, required=True)]

    with pytest.raises(ValueError, match="required options are missing: it"):
        fill_options(schema, {"it": None}, resolved_in(world))
    with pytest.raises(ValueError, match="no option 'that'; there are: it"):
        fill_options(schema, {"that": 1}, resolved_in(world))
    assert fill_options(schema, {"that": 1}, resolved_in(world), unchecked=True) == [
        {"name": "that", "type": 4, "value": 1}
    ]


def test_a_member_is_resolved_with_his_user_and_by_either_id(world: World) -> None:
    mira = world.user("mira")
    for value in (mira, world.member("mira"), mira.id, str(mira.id)):
        resolved = resolved_in(world)
        [sent] = fill_options([option(6)], {"it": value}, resolved)

        assert sent["value"] == str(mira.id)
        assert resolved.view["users"][str(mira.id)]["username"] == "mira"
        member = resolved.view["members"][str(mira.id)]
        assert "permissions" in member
        assert not {"user", "deaf", "mute"} & member.keys()


def test_outside_a_guild_a_user_has_no_member_and_a_role_does_not_exist(world: World) -> None:
    resolved = Resolved(world, world.dm(world.user("ben")), world.user("ben"))

    fill_options([option(6)], {"it": world.user("mira")}, resolved)

    assert "members" not in resolved.view
    with pytest.raises(LookupError, match="no role here"):
        fill_options([option(8)], {"it": world.role("Artist").id}, resolved)


def test_a_mentionable_is_a_user_or_a_role(world: World) -> None:
    artist, noor = world.role("Artist"), world.user("noor")
    resolved = resolved_in(world)
    for value in (artist, artist.id, noor, noor.id):
        fill_options([option(9)], {"it": value}, resolved)

    assert resolved.view["roles"].keys() == {str(artist.id)}
    assert resolved.view["users"].keys() == {str(noor.id)}


def test_a_channel_must_be_of_a_type_that_the_option_takes(world: World) -> None:
    resolved = resolved_in(world)
    fill_options([option(7, channel_types=[11])], {"it": world.channel("weekend plans")}, resolved)

    [view] = resolved.view["channels"].values()
    assert "thread_metadata" in view
    assert {"permissions", "app_permissions"} <= view.keys()
    with pytest.raises(ValueError, match="a channel of type 0"):
        filled(world, option(7, channel_types=[2]), world.channel("general"))


def test_an_attachment_is_stored_and_resolved(world: World) -> None:
    resolved = resolved_in(world)
    [sent] = fill_options([option(11, file_types=["image"])], {"it": ("Cat.PNG", b"PNG")}, resolved)

    view = resolved.view["attachments"][sent["value"]]
    assert (view["content_type"], view["size"], view["ephemeral"]) == ("image/png", 3, True)
    assert world.attachments[int(sent["value"])].content == b"PNG"


@pytest.mark.parametrize(("type", "what"), [(6, "user"), (7, "channel"), (8, "role")])
def test_an_id_of_nothing_is_refused(world: World, type: int, what: str) -> None:
    with pytest.raises(LookupError, match=what):
        filled(world, option(type), 5)
    with pytest.raises(LookupError, match="neither an object of the world nor an id"):
        filled(world, option(type), 1.5)


def test_a_half_typed_number_is_sent_as_a_string(world: World) -> None:
    schema = [option(4, autocomplete=True), {**option(3, required=True), "name": "other"}]

    assert fill_options(schema, {"it": 12}, resolved_in(world), focused="it") == [
        {"name": "it", "type": 4, "value": "12", "focused": True}
    ]


def test_the_type_of_an_unregistered_option_is_guessed_from_its_value(world: World) -> None:
    values = (True, 1, 0.5, "x", world.user("ben"), world.role("Artist"), world.channel("news"), ("a.txt", b""))
    given = {f"o{index}": value for index, value in enumerate(values)}

    sent = fill_options([], given, resolved_in(world), unchecked=True)

    assert [option["type"] for option in sent] == [5, 4, 10, 3, 6, 8, 7, 11]
