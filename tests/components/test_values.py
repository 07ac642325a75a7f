"""What was chosen in a menu, of every kind, as the handler's annotation says."""

import enum
import math
import typing
from typing import Annotated, Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.components.select import select
from app.components.values import read_values
from app.context.component import ComponentContext
from app.errors import DefinitionError
from app.models.attachment import Attachment
from app.models.base import Snowflake
from app.models.channel import Channel, ChannelType, TextChannel, Thread, VoiceChannel
from app.models.guild import Role
from app.models.select import ChannelSelect, MentionableSelect, RoleSelect, StringSelect, UserSelect
from app.models.user import Member, User
from app.testing import TestBot, virtual_time
from tests.components.used import CHANNELS, GONE, MENTIONABLES, ROLES, STRINGS, USERS, source_of, use
from tests.context.clicks import shown, texts
from tests.given import given_bot

ADA, BEN, STAFF, BOTS, STAGE = "101", "102", "103", "104", "105"
RESOLVED: dict[str, Any] = {
    "users": {ADA: {"id": ADA, "username": "ada"}, BEN: {"id": BEN, "username": "ben"}},
    "members": {ADA: {"roles": [], "nick": "Ada", "permissions": "0"}},
    "roles": {STAFF: {"id": STAFF, "name": "Staff", "permissions": "0"}},
    "channels": {
        BOTS: {"id": BOTS, "type": 0, "name": "bots", "permissions": "0"},
        STAGE: {"id": STAGE, "type": 13, "name": "stage", "permissions": "0"},
    },
}
"""Ada is in the server, and Ben is not."""


class Tea(enum.Enum):
    GREEN = "green"
    BLACK = "black"
    DARK = BLACK


class Size(enum.IntEnum):
    SMALL = 1
    LARGE = 2**60


class Share(float, enum.Enum):
    HALF = 0.5
    MOST = 1e22


class Many(enum.Enum):
    _ignore_ = ["Many", "number"]  # noqa: RUF012
    Many = vars()
    for number in range(26):
        Many[f"M{number}"] = number


class Mixed(enum.Enum):
    ONE = 1
    TWO = "2"


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def bot() -> TestBot:
    return given_bot()


async def choose(bot: TestBot, annotation: Any, kind: int, values: list[str]) -> tuple[list[Any], list[str]]:
    """Choose in a menu whose handler takes this; returns what it was given, and what the user was told."""
    given: list[Any] = []

    async def pick(ctx: ComponentContext, values: Any) -> None:
        given.append(values)

    pick.__annotations__["values"] = annotation
    bot.bot.add(select(pick))
    begun = await use(bot, f"pick:0{select(pick).state.layout}", kind, values, resolved=RESOLVED)
    assert begun.status == 200
    assert source_of(begun)["content"] == "the old text"
    assert not shown(begun) or shown(begun)[0]["flags"] & 64
    return given, texts(begun)


# ── what is chosen ──


@pytest.mark.parametrize(
    ("annotation", "values", "expected"),
    [
        (list[str], ["a", "", "é"], ["a", "", "é"]),
        (list[str], [], []),
        (list[int], ["5", "-3", str(2**70)], [5, -3, 2**70]),
        (list[float], ["0.5", "3", "-0.0", "1e5"], [0.5, 3.0, -0.0, 1e5]),
        (list[Snowflake], ["5", str(2**63)], [Snowflake(5), Snowflake(2**63)]),
        (list[Literal["a", "b"]], ["b"], ["b"]),
        (list[Literal[1, 2]], ["2", "1"], [2, 1]),
        (list[Tea], ["black", "green"], [Tea.DARK, Tea.GREEN]),
        (list[Size], ["1", str(2**60)], [Size.SMALL, Size.LARGE]),
        (list[Share], ["0.5", "1e+22"], [Share.HALF, Share.MOST]),
        (Annotated[list[str], "a note"], ["a"], ["a"]),
    ],
    ids=str,
)
async def test_texts_arrive_as_what_they_stand_for(
    bot: TestBot, annotation: Any, values: list[str], expected: list[Any]
) -> None:
    ((given,), told) = await choose(bot, annotation, STRINGS, values)

    assert (given, told) == (expected, [])
    assert [type(one) for one in given] == [type(one) for one in expected]


@pytest.mark.parametrize(
    ("annotation", "kind", "values", "kinds"),
    [
        (list[User], USERS, [ADA, BEN], [User, User]),
        (list[Member], USERS, [ADA], [Member]),
        (list[Member | User], USERS, [ADA, BEN], [Member, User]),
        (list[Role], ROLES, [STAFF], [Role]),
        (list[Member | Role], MENTIONABLES, [STAFF, ADA], [Role, Member]),
        (list[User | Role], MENTIONABLES, [STAFF, BEN], [Role, User]),
        (list[Member | User | Role], MENTIONABLES, [BEN, STAFF, ADA], [User, Role, Member]),
        (list[Channel], CHANNELS, [BOTS], [TextChannel]),
        (list[TextChannel], CHANNELS, [BOTS], [TextChannel]),
    ],
    ids=str,
)
async def test_people_roles_and_channels_arrive_as_such_in_their_order(
    bot: TestBot, annotation: Any, kind: int, values: list[str], kinds: list[type]
) -> None:
    ((given,), told) = await choose(bot, annotation, kind, values)

    assert told == []
    assert [type(one) for one in given] == kinds
    assert [str(one.user.id if isinstance(one, Member) else one.id) for one in given] == values


# ── what cannot be ──


@pytest.mark.parametrize(
    ("annotation", "kind", "values"),
    [
        (list[int], STRINGS, ["x"]),
        (list[int], STRINGS, [""]),
        (list[int], STRINGS, ["1.5"]),
        (list[int], STRINGS, ["5", "٣"]),
        (list[int], STRINGS, ["9" * 5000]),
        (list[Snowflake], STRINGS, ["x"]),
        (list[Snowflake], STRINGS, [""]),
        (list[Snowflake], STRINGS, ["-5"]),
        (list[Snowflake], STRINGS, ["1" * 40]),
        (list[float], STRINGS, ["x"]),
        (list[float], STRINGS, [""]),
        (list[Literal[1]], STRINGS, ["a"]),
        (list[User], USERS, ["999"]),
        (list[User], USERS, ["x"]),
        (list[User], USERS, [""]),
        (list[User], USERS, ["1" * 40]),
        (list[Member], USERS, [BEN]),
        (list[Role], ROLES, [ADA]),
        (list[Member | Role], MENTIONABLES, [BEN]),
        (list[User | Role], MENTIONABLES, ["999"]),
        (list[Channel], CHANNELS, ["999"]),
        (list[TextChannel], CHANNELS, [STAGE]),
        (list[Thread], CHANNELS, [BOTS]),
    ],
    ids=lambda one: f"{one}"[:40],
)
async def test_what_is_no_choice_is_a_sentence_for_the_user(
    bot: TestBot, annotation: Any, kind: int, values: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    given, told = await choose(bot, annotation, kind, values)

    assert given == []
    assert len(told) == 1
    assert not told[0].startswith("Something went wrong")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("annotation", "value"),
    [(list[Literal["a"]], "b"), (list[Literal[1]], "2"), (list[Tea], "DARK"), (list[Size], "3"), (list[Share], "0.25")],
    ids=str,
)
async def test_what_the_menu_offers_no_more_is_of_another_version(
    bot: TestBot, annotation: Any, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    given, told = await choose(bot, annotation, STRINGS, [value])

    assert (given, told) == ([], [GONE])
    assert [record.getMessage().rpartition(": ")[2].startswith("its menu offers") for record in caplog.records] == [
        True
    ]


@given(values=st.lists(st.text(max_size=30) | st.sampled_from([ADA, "nan", "1_0", " 5 ", "inf", "+5"]), max_size=3))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (list[int], STRINGS),
        (list[float], STRINGS),
        (list[Tea], STRINGS),
        (list[Member | User | Role], MENTIONABLES),
        (list[Thread], CHANNELS),
    ],
    ids=str,
)
async def test_whatever_comes_is_given_or_told(annotation: Any, kind: int, values: list[str]) -> None:
    given, told = await choose(given_bot(), annotation, kind, values)

    assert len(given) + len(told) == 1
    assert (told == [GONE]) <= (annotation == list[Tea])
    assert not told or not told[0].startswith("Something went wrong")


async def test_a_number_that_is_none_is_none_that_a_menu_offers(bot: TestBot) -> None:
    given, told = await choose(bot, list[float], STRINGS, ["nan"])

    assert told or math.isnan(given[0][0])


# ── what is offered ──


@pytest.mark.parametrize(
    ("annotation", "menu", "options"),
    [
        (list[str], StringSelect, []),
        (list[Snowflake], StringSelect, []),
        (list[Tea], StringSelect, [("GREEN", "green"), ("BLACK", "black")]),
        (list[Size], StringSelect, [("SMALL", "1"), ("LARGE", str(2**60))]),
        (list[Literal["a", "b"]], StringSelect, [("a", "a"), ("b", "b")]),
        (list[Literal[-1]], StringSelect, [("-1", "-1")]),
        (list[User], UserSelect, []),
        (list[Role], RoleSelect, []),
        (list[User | Role], MentionableSelect, []),
        (list[Thread], ChannelSelect, []),
    ],
    ids=str,
)
def test_the_annotation_says_which_menu_it_is_and_fills_it(annotation: Any, menu: type, options: list[Any]) -> None:
    values = read_values("here.py:1", annotation)

    assert values.menu is menu
    assert [(option.label, option.value) for option in values.options] == options


def test_channels_say_which_can_be_chosen() -> None:
    types = read_values("here.py:1", list[TextChannel | VoiceChannel]).channel_types

    assert types == (ChannelType.guild_text, ChannelType.guild_voice)
    assert read_values("here.py:1", list[Channel]).channel_types == ()


@pytest.mark.parametrize(
    "annotation",
    [
        None,
        str,
        list,
        typing.List,  # noqa: UP006 - as an author might write it
        tuple[str, ...],
        list[bytes],
        list[bool],
        list[Literal[True]],
        list[Literal[1, "a"]],
        list[str | None],
        list[Snowflake | None],
        list[Snowflake | int],
        list[int | str],
        list[Mixed],
        list[Attachment],
        list[User | Channel],
        list[list[str]],
        list[str] | list[int],
        Member,
    ],
    ids=str,
)
def test_what_no_menu_offers_is_refused(annotation: Any) -> None:
    with pytest.raises(DefinitionError, match="the second parameter is what was chosen") as caught:
        read_values("here.py:1", annotation)

    assert caught.value.where == "here.py:1"


def test_more_than_a_menu_holds_is_refused_where_it_is_declared() -> None:
    async def pick(ctx: ComponentContext, values: list[Many]) -> None: ...

    with pytest.raises(DefinitionError, match="options has 26"):
        select(pick)
