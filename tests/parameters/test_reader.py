"""How the value of an option becomes the argument."""

import enum
import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.command_errors import BadArgument, BadLiteralArgument
from app.models.attachment import Attachment
from app.models.channel import AnnouncementChannel, Channel, TextChannel, Thread, VoiceChannel
from app.models.guild import Role
from app.models.interaction import Interaction, decode_interaction
from app.models.user import Member, User
from app.parameters.option import Choice, Option
from app.parameters.signature import read_signature

USERS = {"1": {"id": "1", "username": "ada"}, "2": {"id": "2", "username": "ben"}}
RESOLVED = {
    "users": USERS,
    "members": {"1": {"nick": "Countess", "roles": []}},
    "roles": {"3": {"id": "3", "name": "mods"}},
    "channels": {
        "4": {"id": "4", "type": 0, "name": "general"},
        "5": {"id": "5", "type": 2, "name": "voice"},
        "6": {"id": "6", "type": 11, "name": "thread"},
        "7": {"id": "7", "type": 99, "name": "new"},
        "8": {"id": "8", "type": 5, "name": "news"},
    },
    "attachments": {"9": {"id": "9", "filename": "a.png"}},
}
INTERACTION = decode_interaction(json.dumps({"type": 2, "id": "10", "data": {"resolved": RESOLVED}}).encode())
NOTHING = decode_interaction(b'{"type":2}')


class Colour(enum.Enum):
    RED = "#f00"
    BLACK = ""


class Level(enum.IntEnum):
    NONE = 0
    LOW = 1


class Mood(enum.StrEnum):
    GLAD = "glad"


class Ratio(enum.Enum):
    HALF = 0.5
    WHOLE = 1.0


def take(annotation: Any, value: Any, interaction: Interaction = INTERACTION) -> Any:
    async def handler(ctx: object, x: Any) -> None: ...

    handler.__annotations__["x"] = annotation
    (option,) = read_signature(handler).options
    return option.read(value, "x", interaction)


@pytest.mark.parametrize(
    ("annotation", "value", "argument"),
    [
        (str, "hello", "hello"),
        (str, "", ""),
        (int, 3, 3),
        (int, 3.0, 3),
        (int, -(2**53) + 1, -(2**53) + 1),
        (float, 3, 3.0),
        (float, 0.5, 0.5),
        (bool, True, True),
        (bool, False, False),
        (Literal["a", "b"], "b", "b"),
        (Literal[1, 2], 2, 2),
        (Literal[1, 2], 2.0, 2),
        (Colour, "#f00", Colour.RED),
        (Colour, "", Colour.BLACK),
        (Level, 0, Level.NONE),
        (Level, 1.0, Level.LOW),
        (Mood, "glad", Mood.GLAD),
        (Ratio, 1, Ratio.WHOLE),
        (Annotated[float, Option(choices=[Choice("one", 1)])], 1, 1.0),
        (Annotated[Colour, Option(choices=[Choice("rouge", "#f00")])], "#f00", Colour.RED),
        (Annotated[int, Option(min=1, max=3)], 3, 3),
        (Annotated[int, Option(min=1, max=3)], 1.0, 1),
        (Annotated[float, Option(min=0.5)], 0.5, 0.5),
    ],
)
def test_a_good_value_becomes_the_argument_of_the_right_type(annotation: Any, value: Any, argument: Any) -> None:
    taken = take(annotation, value)

    assert taken == argument
    assert type(taken) is type(argument)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (str, 3),
        (str, True),
        (int, "3"),
        (int, True),
        (int, 3.5),
        (int, float("inf")),
        (int, float("nan")),
        (float, "3"),
        (float, False),
        pytest.param(float, 10**400, id="a number that no float can hold"),
        (bool, 1),
        (bool, 0),
        (bool, "true"),
        (Literal["a"], "c"),
        (Literal[1], True),
        (Literal[0], False),
        (Literal["1"], 1),
        (Colour, "RED"),
        (Level, True),
        (Level, 2),
        (Mood, "GLAD"),
        (Annotated[str, Option(choices=[Choice("Red", "r")])], "Red"),
        (Annotated[int, Option(min=1, max=3)], 0),
        (Annotated[int, Option(min=1, max=3)], 4),
        (Annotated[float, Option(max=0.5)], 0.6),
    ],
)
def test_a_value_that_does_not_fit_is_refused(annotation: Any, value: Any) -> None:
    with pytest.raises((BadArgument, BadLiteralArgument)) as caught:
        take(annotation, value)

    error = caught.value
    assert isinstance(error, BadArgument | BadLiteralArgument)
    assert error.option == "x"
    assert error.value is value or error.value == value


@pytest.mark.parametrize(
    ("annotation", "value", "kind", "name"),
    [
        (User, "1", User, "ada"),
        (User, "2", User, "ben"),
        (Member, "1", Member, "Countess"),
        (Member | User, "1", Member, "Countess"),
        (Member | User, "2", User, "ben"),
        (Role, "3", Role, "mods"),
        (Member | Role, "1", Member, "Countess"),
        (Member | Role, "3", Role, "mods"),
        (User | Role, "1", User, "ada"),
        (User | Role, "3", Role, "mods"),
        (Member | User | Role, "1", Member, "Countess"),
        (Member | User | Role, "2", User, "ben"),
        (Member | User | Role, "3", Role, "mods"),
        (Channel, "4", TextChannel, "general"),
        (Channel, "7", Channel, "new"),
        (TextChannel, "4", TextChannel, "general"),
        (TextChannel, "8", AnnouncementChannel, "news"),
        (TextChannel | VoiceChannel, "5", VoiceChannel, "voice"),
        (Thread, "6", Thread, "thread"),
        (Attachment, "9", Attachment, "a.png"),
    ],
)
def test_an_id_becomes_the_object_that_it_stands_for(annotation: Any, value: str, kind: type, name: str) -> None:
    taken = take(annotation, value)

    assert type(taken) is kind
    assert name in {getattr(taken, word, None) for word in ("name", "display_name", "username", "filename")}


def test_a_member_is_joined_with_his_user() -> None:
    member = take(Member, "1")

    assert (member.id, member.user.username, member.mention) == (1, "ada", "<@1>")


def test_somebody_who_is_not_in_the_server_is_no_member() -> None:
    with pytest.raises(BadArgument, match="must be a member of this server"):
        take(Member, "2")


def test_a_channel_of_another_kind_is_refused() -> None:
    with pytest.raises(BadArgument, match="cannot be a channel of this kind"):
        take(TextChannel, "5")


OBJECTS: list[Any] = [User, Member, Member | User, Role, Member | Role, User | Role, Member | User | Role]
OBJECTS += [Channel, TextChannel, Attachment]


@pytest.mark.parametrize("annotation", OBJECTS)
@pytest.mark.parametrize("value", ["", "x", "１", "+1", " 1", "1_0", "0x1", "-1", "0", "404", 1, 1.0, True, "9" * 5000])
def test_an_id_of_nothing_is_refused(annotation: Any, value: Any) -> None:
    with pytest.raises(BadArgument):
        take(annotation, value)


@pytest.mark.parametrize("annotation", OBJECTS)
def test_without_resolved_objects_an_id_stands_for_nothing(annotation: Any) -> None:
    with pytest.raises(BadArgument):
        take(annotation, "1", NOTHING)


TAKEN: list[tuple[Any, tuple[type, ...]]] = [
    (str, (str,)),
    (int, (int,)),
    (float, (float,)),
    (bool, (bool,)),
    (Literal["a", "b"], (str,)),
    (Literal[1, 0], (int,)),
    (Colour, (Colour,)),
    (Level, (Level,)),
    (Ratio, (Ratio,)),
    (Annotated[int, Option(min=-2, max=2)], (int,)),
    *((annotation, (User, Member, Role, Channel, Attachment)) for annotation in OBJECTS),
]
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**300, max_value=10**400),
    st.floats(),
    st.text(),
    st.sampled_from(["a", "#f00", "", *map(str, range(12))]),
    st.integers(min_value=0).map(str),
    st.lists(st.integers()),
    st.dictionaries(st.text(), st.integers()),
)


@given(value=VALUES, taken=st.sampled_from(TAKEN))
def test_any_value_is_refused_as_bad_or_gives_the_right_type(value: Any, taken: tuple[Any, tuple[type, ...]]) -> None:
    annotation, kinds = taken
    try:
        argument = take(annotation, value)
    except (BadArgument, BadLiteralArgument) as error:
        assert error.option == "x"
        assert len(str(error)) < 200
    else:
        assert isinstance(argument, kinds)
        assert isinstance(argument, bool) is (annotation is bool)
