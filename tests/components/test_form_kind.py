"""Which component asks for a type, and what becomes of what was entered."""

import asyncio
import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest

from app.command_errors import BadArgument, FormInvalid
from app.components.form import read_form
from app.components.form_kind import find_field_kind
from app.context.base import Context
from app.errors import DefinitionError
from app.models.attachment import Attachment
from app.models.base import Snowflake
from app.models.channel import Channel, ChannelType, StageChannel, TextChannel, VoiceChannel
from app.models.colour import Colour
from app.models.field import Checkbox, CheckboxGroup, FileUpload, RadioGroup, TextInput
from app.models.guild import PartialEmoji, Role
from app.models.message import Message
from app.models.select import ChannelSelect, MentionableSelect, RoleSelect, StringSelect, UserSelect
from app.models.user import Member, User
from app.parameters.converter import Conversion
from app.parameters.converters import URLConverter
from tests.components.submissions import ADA, BEN, BOTS, CID, NOTES, PICTURE, STAFF, STAGE, asked, form_of, read


class Size(enum.Enum):
    small = "s"
    large = "l"


class Level(enum.IntEnum):
    low = 1
    high = 2


class Half(enum.Enum):
    less = 0.5
    more = 1.5


class Point:
    def __init__(self, x: int, y: int) -> None:
        self.place = (x, y)

    @classmethod
    async def convert(cls, ctx: Context, value: str) -> "Point":
        x, y = value.split(",")
        return cls(int(x), int(y))

    def __repr__(self) -> str:
        return "Point()"


Days = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Few = Literal[1, 2, 3]
Many = Literal["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]


def component_of(annotation: Any, **default: Any) -> Any:
    return asked(form_of(annotation, **default))["it"]


async def value_of(annotation: Any, entered: object) -> Any:
    form: Any = await read(form_of(annotation), it=entered)
    return form.it


async def fault_of(annotation: Any, entered: object) -> str:
    with pytest.raises(FormInvalid) as caught:
        await value_of(annotation, entered)
    return dict(caught.value.faults)["it"]


@pytest.mark.parametrize(
    ("annotation", "component", "most"),
    [
        *((kind, TextInput, None) for kind in (str, int, float, Decimal, dt.date, dt.datetime, dt.timedelta)),
        *((kind, TextInput, None) for kind in (Snowflake, Colour, PartialEmoji, Message, Point)),
        (Annotated[str, URLConverter], TextInput, None),
        (Annotated[list[str], str.split], TextInput, None),
        (bool, Checkbox, None),
        (Days, RadioGroup, None),
        (Few, RadioGroup, None),
        (Size, RadioGroup, None),
        (Many, StringSelect, 1),
        (Literal["only"], StringSelect, 1),
        (list[Days], CheckboxGroup, None),
        (list[Literal["only"]], CheckboxGroup, None),
        (list[Many], StringSelect, 11),
        (User, UserSelect, 1),
        (Member, UserSelect, 1),
        (User | Member, UserSelect, 1),
        (Role, RoleSelect, 1),
        (Channel, ChannelSelect, 1),
        (TextChannel | VoiceChannel, ChannelSelect, 1),
        (Member | Role, MentionableSelect, 1),
        (User | Role, MentionableSelect, 1),
        (Member | User | Role, MentionableSelect, 1),
        (list[Member], UserSelect, 25),
        (list[Member | User], UserSelect, 25),
        (list[Role], RoleSelect, 25),
        (list[Channel], ChannelSelect, 25),
        (list[Member | Role], MentionableSelect, 25),
        (Attachment, FileUpload, 1),
        (list[Attachment], FileUpload, 10),
    ],
    ids=str,
)
def test_the_type_chooses_the_component(annotation: Any, component: type, most: int | None) -> None:
    for needed, asks in ((True, component_of(annotation)), (False, component_of(annotation | None))):
        assert type(asks) is component
        assert getattr(asks, "max_values", None) == most
        assert getattr(asks, "required", needed) is needed
        assert getattr(asks, "min_values", int(needed)) == int(needed)


def test_channels_are_those_of_the_annotation() -> None:
    assert component_of(Channel).channel_types == ()
    assert component_of(TextChannel | StageChannel).channel_types == (
        ChannelType.guild_text,
        ChannelType.guild_stage_voice,
    )


def test_what_a_type_offers_is_read_by_its_name_and_sent_by_its_value() -> None:
    assert [(option.label, option.value) for option in component_of(Size).options] == [("small", "s"), ("large", "l")]
    assert [(option.label, option.value) for option in component_of(Level).options] == [("low", "1"), ("high", "2")]
    assert [(option.label, option.value) for option in component_of(list[Half]).options] == [
        ("less", "0.5"),
        ("more", "1.5"),
    ]


@pytest.mark.parametrize(
    ("annotation", "entered", "value"),
    [
        (str, "  as it is\n", "  as it is\n"),
        (str, " ", " "),
        (int, " -12 ", -12),
        (int, "9" * 30, int("9" * 30)),
        (float, "2.5", 2.5),
        (float, " 1e3", 1000.0),
        (Decimal, "0.10", Decimal("0.10")),
        (dt.date, " 2026-11-21 ", dt.date(2026, 11, 21)),
        (dt.date, "2026-11-21T18:00:00+00:00", dt.date(2026, 11, 21)),
        (dt.datetime, "2026-11-21 18:00", dt.datetime(2026, 11, 21, 18, tzinfo=dt.UTC)),
        (dt.timedelta, "1h 30m", dt.timedelta(minutes=90)),
        (Snowflake, "<@5>", Snowflake(5)),
        (Colour, "#f0c", Colour(0xFF00CC)),
        (PartialEmoji, "🔥", PartialEmoji(name="🔥")),
        (Annotated[str, URLConverter], " <https://a.test/b> ", "https://a.test/b"),
        (Annotated[list[str], str.split], "a b  c", ["a", "b", "c"]),
        (bool, True, True),
        (bool, False, False),
        (Days, "tue", "tue"),
        (Few, "2", 2),
        (Half, "1.5", Half.more),
        (Size, "l", Size.large),
        (Level, "2", Level.high),
        (Many, ["k"], "k"),
        (list[Days], ["sun", "mon"], ["sun", "mon"]),
        (list[Level], ["2", "1"], [Level.high, Level.low]),
    ],
    ids=str,
)
async def test_what_was_entered_becomes_the_value(annotation: Any, entered: object, value: object) -> None:
    made = await value_of(annotation, entered)

    assert (made, type(made)) == (value, type(value))


async def test_a_class_may_convert_itself() -> None:
    assert (await value_of(Point, "3,4")).place == (3, 4)


@pytest.mark.parametrize(
    ("annotation", "entered", "kinds"),
    [
        (User, [BEN], [User]),
        (Member, [ADA], [Member]),
        (User | Member, [BEN], [User]),
        (User | Member, [ADA], [Member]),
        (Role, [STAFF], [Role]),
        (Channel, [BOTS], [TextChannel]),
        (StageChannel, [STAGE], [StageChannel]),
        (Attachment, [PICTURE], [Attachment]),
        (Member | Role, [STAFF], [Role]),
        (list[Member | User], [ADA, BEN], [Member, User]),
        (list[Role | User], [STAFF, ADA], [Role, User]),
        (list[Attachment], [NOTES, PICTURE], [Attachment, Attachment]),
    ],
    ids=str,
)
async def test_what_was_chosen_is_the_object_itself(annotation: Any, entered: list[str], kinds: list[type]) -> None:
    made = await value_of(annotation, entered)
    listed = made if isinstance(made, list) else [made]

    assert [type(one) for one in listed] == kinds
    assert [str(one.user.id if isinstance(one, Member) else one.id) for one in listed] == entered


GONE = "`It`: what you chose is not there any more. Choose again."
OFFERED = "`It` must be one of the values that are offered."


@pytest.mark.parametrize(
    ("annotation", "entered", "fault"),
    [
        (str, "", "`It` must be filled in."),
        (int, " ", "`It` must be filled in."),
        (list[Days], [], "`It` must be filled in."),
        (Days, None, "`It` must be filled in."),
        (int, "3.5", "`It` must be a whole number."),
        (int, "٣", "`It` must be a whole number."),
        (int, "1_000", "`It` must be a whole number."),
        *((kind, text, "`It` must be a number, such as 2.5.") for kind in (float, Decimal) for text in ("nan", "1_0")),
        (float, "9e999", "`It` must be a number, such as 2.5."),
        (Decimal, "1e9999999", "`It` must be a number, such as 2.5."),
        (dt.date, "21.11.2026", "`It` must be a date, written as 2026-11-21."),
        (dt.datetime, "today", "`It` must be a date and a time, written as 2026-11-21 18:00."),
        (dt.timedelta, "90", "`It` must be a span of time, such as 1h 30m."),
        (Snowflake, "ada", "`It` must be an id or a mention."),
        (Colour, "dirt", "`It` must be a colour, such as #ff00cc."),
        (PartialEmoji, "fire", "`It` must be an emoji."),
        (Message, "there", "`It` must be the link of a message."),
        (Point, "north", "`It` cannot be 'north'."),
        (Point, "x" * 4000, f"`It` cannot be '{'x' * 99}."),
        (Days, "someday", OFFERED),
        (Few, "4", OFFERED),
        (Few, "1.0", OFFERED),
        (Many, ["z"], OFFERED),
        (list[Days], ["mon", "someday"], OFFERED),
        (User, [CID], GONE),
        (Member, [BEN], "`It` must be a member of this server."),
        (Role, [ADA], GONE),
        (Channel, [CID], GONE),
        (StageChannel, [BOTS], "`It` cannot be a channel of this kind."),
        (Attachment, [CID], GONE),
        (User, ["9" * 30], GONE),
        (User, [ADA, BEN], "`It`: choose 1 or fewer."),
    ],
    ids=str,
)
async def test_what_cannot_be_used_becomes_a_sentence(annotation: Any, entered: object, fault: str) -> None:
    assert await fault_of(annotation, entered) == fault


async def test_a_converter_may_say_the_sentence_itself() -> None:
    def even(text: str) -> int:
        if int(text) % 2:
            raise BadArgument("Only even numbers, please.")
        return int(text)

    assert await value_of(Annotated[int, even], "4") == 4
    assert await fault_of(Annotated[int, even], "5") == "Only even numbers, please."
    assert await fault_of(Annotated[int, even], "x") == "`It` cannot be 'x'."


@pytest.mark.parametrize(
    "annotation",
    [bytes, dict, int | str, Any, set[int], list[dict[str, int]], tuple[int, ...], Literal["a", 1], list[int | None]],
    ids=str,
)
def test_a_type_that_no_component_asks_for_is_refused(annotation: Any) -> None:
    with pytest.raises(DefinitionError, match=r"form One, field it: no component asks for .*; fields are str, int"):
        read_form(form_of(annotation))


def test_a_list_of_boxes_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"field it: no component asks for list\[bool\]"):
        read_form(form_of(list[bool]))


def test_a_list_of_texts_needs_what_there_is_to_choose() -> None:
    with pytest.raises(DefinitionError, match=r"list\[str\] does not say what there is to choose: give it Checkbox"):
        read_form(form_of(list[str]))


def test_two_converters_are_refused() -> None:
    with pytest.raises(DefinitionError, match="field it has 2 converters, and can have one"):
        read_form(form_of(Annotated[str, str.upper, str.lower]))


@pytest.mark.parametrize(
    ("annotation", "default", "text"),
    [
        (str, "Ada", "Ada"),
        (int, 3, "3"),
        (float, 2.5, "2.5"),
        (Decimal, Decimal("1E+3"), "1E+3"),
        (dt.date, dt.date(2026, 11, 21), "2026-11-21"),
        (dt.datetime, dt.datetime(2026, 11, 21, 18, tzinfo=dt.UTC), "2026-11-21T18:00:00+00:00"),
        (dt.timedelta, dt.timedelta(days=1, hours=2, seconds=3.5), "1d 2h 3.5s"),
        (dt.timedelta, dt.timedelta(hours=1, minutes=1), "1h 1m"),
        (dt.timedelta, dt.timedelta(0), "0s"),
        (Snowflake, Snowflake(5), "5"),
        (Colour, Colour(0xFF00CC), "#ff00cc"),
        (PartialEmoji, PartialEmoji(name="a", id=Snowflake(5)), "<:a:5>"),
        (Annotated[str, URLConverter], "https://a.test", "https://a.test"),
    ],
    ids=str,
)
async def test_a_box_begins_with_the_default_as_a_user_would_write_it(annotation: Any, default: Any, text: str) -> None:
    assert component_of(annotation, default=default).value == text
    assert await value_of(annotation, text) == default


def test_nobody_waits_for_a_default_to_be_read_back() -> None:
    async def waits(_ctx: Context, value: str) -> str:
        await asyncio.sleep(0)
        return value

    slow = find_field_kind("here", "it", [], frozenset({str}))
    assert slow is not None
    with pytest.raises(AssertionError, match="the converter of it waits"):
        slow._replace(conversion=Conversion(waits)).read_back("x", "it")


@pytest.mark.parametrize(
    ("annotation", "default"), [(Point, Point(1, 2)), (Message, Message()), (int | None, None)], ids=str
)
def test_a_box_is_empty_where_nobody_knows_the_text_of_the_default(annotation: Any, default: Any) -> None:
    asks = component_of(annotation, default=default)

    assert (asks.value, asks.required) == (None, False)


@pytest.mark.parametrize(
    ("annotation", "default", "ticked"),
    [
        (Size, Size.large, ["l"]),
        (Few, 2, ["2"]),
        (Many, "b", ["b"]),
        (list[Level], [Level.low], ["1"]),
        (list[Days], ["sat", "sun"], ["sat", "sun"]),
    ],
    ids=str,
)
def test_the_default_is_ticked(annotation: Any, default: Any, ticked: list[str]) -> None:
    asks = component_of(annotation, default=default)

    assert [option.value for option in asks.options if option.default] == ticked
    assert asks.required is False


def test_a_box_to_tick_begins_as_its_default_says() -> None:
    assert component_of(bool, default=True).default is True
    assert component_of(bool, default=False).default is False
