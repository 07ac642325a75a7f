"""How a handler's signature becomes options and dependencies."""

import enum
import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, Optional, Union

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.attachment import Attachment
from app.models.channel import (
    AnnouncementChannel,
    CategoryChannel,
    Channel,
    ChannelType,
    ForumChannel,
    MediaChannel,
    StageChannel,
    TextChannel,
    Thread,
    VoiceChannel,
)
from app.models.command import CommandOption, CommandOptionChoice, OptionType
from app.models.guild import Role
from app.models.user import Member, User
from app.parameters.option import Choice, Option
from app.parameters.parameter import OptionParameter
from app.parameters.signature import Signature, read_signature
from tests.parameters import strung

EMPTY = inspect.Parameter.empty


class Colour(enum.Enum):
    RED = "#f00"
    GREEN = "#0f0"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 10
    TOP = 10


class Mood(enum.StrEnum):
    GLAD = "glad"


class Ratio(enum.Enum):
    HALF = 0.5


class Mixed(enum.Enum):
    A = 1
    B = "b"


class Database:
    pass


def handler_of(annotation: Any, default: Any = EMPTY) -> Callable[..., Any]:
    async def handler(ctx: object, value: Any = None) -> None: ...

    handler.__annotations__["value"] = annotation
    handler.__defaults__ = () if default is EMPTY else (default,)
    return handler


def read(annotation: Any, default: Any = EMPTY) -> OptionParameter:
    (option,) = read_signature(handler_of(annotation, default)).options
    return option


def names(signature: Signature) -> list[str]:
    return [option.parameter for option in signature.options]


# ── types ──


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (str, OptionType.string),
        (int, OptionType.integer),
        (float, OptionType.number),
        (bool, OptionType.boolean),
        (User, OptionType.user),
        (Member, OptionType.user),
        (Member | User, OptionType.user),
        (User | Member, OptionType.user),
        (Union[Member, User], OptionType.user),  # noqa: UP007  # as older code writes it
        (Role, OptionType.role),
        (Member | Role, OptionType.mentionable),
        (User | Role, OptionType.mentionable),
        (Member | User | Role, OptionType.mentionable),
        (Attachment, OptionType.attachment),
        (Channel, OptionType.channel),
        (Literal["a", "b"], OptionType.string),
        (Literal[1, 2], OptionType.integer),
        (Colour, OptionType.string),
        (Level, OptionType.integer),
        (Mood, OptionType.string),
        (Ratio, OptionType.number),
    ],
)
@pytest.mark.parametrize("optional", [False, True], ids=["", "or None"])
def test_a_type_chooses_the_option(annotation: Any, kind: OptionType, optional: bool) -> None:
    option = read(annotation | None if optional else annotation)

    assert option.wire.type is kind
    assert option.wire.required is not optional
    assert option.default is (None if optional else EMPTY)
    assert (option.parameter, option.wire.name, option.wire.description) == ("value", "value", "value")


@pytest.mark.parametrize(
    ("annotation", "kinds"),
    [
        (Channel, ()),
        (TextChannel | Channel, ()),
        (TextChannel, (ChannelType.guild_text,)),
        (VoiceChannel, (ChannelType.guild_voice,)),
        (CategoryChannel, (ChannelType.guild_category,)),
        (AnnouncementChannel, (ChannelType.guild_announcement,)),
        (StageChannel, (ChannelType.guild_stage_voice,)),
        (ForumChannel, (ChannelType.guild_forum,)),
        (MediaChannel, (ChannelType.guild_media,)),
        (Thread, (ChannelType.announcement_thread, ChannelType.public_thread, ChannelType.private_thread)),
        (VoiceChannel | TextChannel | None, (ChannelType.guild_text, ChannelType.guild_voice)),
        (Annotated[Channel, Option(channel_types=[TextChannel])], (ChannelType.guild_text,)),
        (Annotated[TextChannel | VoiceChannel, Option(channel_types=[VoiceChannel])], (ChannelType.guild_voice,)),
    ],
)
def test_kinds_of_channel_become_channel_types(annotation: Any, kinds: tuple[ChannelType, ...]) -> None:
    option = read(annotation)

    assert option.wire.type is OptionType.channel
    assert option.wire.channel_types == kinds


@pytest.mark.parametrize(
    ("annotation", "choices"),
    [
        (Literal["a", "b"], [("a", "a"), ("b", "b")]),
        (Literal[3, -1], [("3", 3), ("-1", -1)]),
        (Colour, [("RED", "#f00"), ("GREEN", "#0f0")]),
        pytest.param(Level, [("LOW", 1), ("HIGH", 10)], id="an alias is not offered twice"),
        (Mood, [("GLAD", "glad")]),
        (Ratio, [("HALF", 0.5)]),
        (Literal["a"] | None, [("a", "a")]),
        (Annotated[str, Option(choices=[Choice("Red", "r"), Choice("b")])], [("Red", "r"), ("b", "b")]),
        (Annotated[int, Option(choices=[Choice("one", 1)])], [("one", 1)]),
        (Annotated[float, Option(choices=[Choice("one", 1), Choice("half", 0.5)])], [("one", 1.0), ("half", 0.5)]),
        pytest.param(
            Annotated[Colour, Option(choices=[Choice("Rouge", "#f00")])], [("Rouge", "#f00")], id="an enum's, renamed"
        ),
    ],
)
def test_values_become_choices(annotation: Any, choices: list[tuple[str, Any]]) -> None:
    offered = read(annotation).wire.choices

    assert [(choice.name, choice.value) for choice in offered] == choices
    assert [type(choice.value) for choice in offered] == [type(value) for _, value in choices]


def test_the_names_of_choices_may_be_localized() -> None:
    option = read(Annotated[str, Option(choices=[Choice("Red", "r", name_localizations={"de": "Rot"})])])

    assert option.wire.choices == (CommandOptionChoice(name="Red", value="r", name_localizations={"de": "Rot"}),)


# ── what is said of an option ──


def test_a_default_makes_an_option_optional() -> None:
    assert read(int, 6).default == 6
    assert not read(int, 6).wire.required
    assert read(int | None, 7).default == 7
    assert read(str, None).default is None


def test_what_option_says_is_registered() -> None:
    option = read(Annotated[int, "a remark", Option("How many dice", name="dice", min=1, max=20)], 1)

    assert option.parameter == "value"
    assert option.wire == CommandOption(
        type=OptionType.integer, name="dice", description="How many dice", required=False, min_value=1, max_value=20
    )


@pytest.mark.parametrize(
    "annotation",
    [
        Annotated[str | None, Option("Whose")],
        Annotated[str, Option("Whose")] | None,
        Optional[Annotated[str, Option("Whose")]],  # noqa: UP045  # as older code writes it
        Annotated[Annotated[str, "inner"] | None, Option("Whose")],
    ],
)
def test_none_may_stand_inside_or_outside_of_annotated(annotation: Any) -> None:
    option = read(annotation)

    assert (option.wire.description, option.wire.required, option.default) == ("Whose", False, None)


@pytest.mark.parametrize(
    ("annotation", "limits"),
    [
        (Annotated[int, Option(min=0)], {"min_value": 0}),
        (Annotated[int, Option(max=2.0)], {"max_value": 2}),
        (Annotated[int, Option(min=-(2**53 - 1), max=2**53 - 1)], {"min_value": -(2**53 - 1), "max_value": 2**53 - 1}),
        (Annotated[float, Option(min=0.5, max=1)], {"min_value": 0.5, "max_value": 1}),
        (Annotated[str, Option(min=0, max=6000)], {"min_length": 0, "max_length": 6000}),
        (Annotated[str, Option(max=1)], {"max_length": 1}),
    ],
)
def test_limits_go_into_the_fields_of_the_type(annotation: Any, limits: dict[str, float]) -> None:
    wire = read(annotation).wire
    fields = ("min_value", "max_value", "min_length", "max_length")

    assert {name: getattr(wire, name) for name in fields if getattr(wire, name) is not None} == limits


def test_what_is_written_in_c_may_suggest_too() -> None:
    assert read(Annotated[str, Option(autocomplete=max)]).wire.autocomplete


def test_underscores_of_a_name_are_spaces_in_its_description() -> None:
    async def handler(ctx: object, who_else: str) -> None: ...

    (option,) = read_signature(handler).options

    assert (option.wire.name, option.wire.description) == ("who_else", "who else")


# ── the handler ──


def test_required_options_come_first_and_keep_their_order() -> None:
    async def handler(ctx: object, a: int = 1, *, b: int, c: str | None, d: str, e: bool = False) -> None: ...

    assert names(read_signature(handler)) == ["b", "d", "a", "c", "e"]


def test_what_is_no_option_is_a_dependency_wherever_it_stands() -> None:
    async def handler(ctx: object, db: Database, a: int, *, other: dict[str, int], b: str = "") -> None: ...

    signature = read_signature(handler)

    assert names(signature) == ["a", "b"]
    assert signature.dependencies == {"db": Database, "other": dict[str, int]}


@pytest.mark.parametrize("annotation", [Mixed, Database | None, bytes, "Database"])
def test_a_type_that_discord_has_no_option_for_is_a_dependency(annotation: Any) -> None:
    assert list(read_signature(handler_of(annotation)).dependencies) == ["value"]


def test_annotations_may_be_strings() -> None:
    # The context's annotation is not needed, but all are evaluated together.
    strung.strung.__globals__["CommandContext"] = object

    signature = read_signature(strung.strung)

    assert signature.dependencies == {"db": strung.Database}
    assert names(signature) == ["who", "how", "times"]
    assert signature.options[2].wire.min_value == 1


def test_a_wrapped_handler_is_read_through_its_wrapper() -> None:
    async def handler(ctx: object, a: int) -> None: ...

    @functools.wraps(handler)
    def wrapper(*args: Any, **kwargs: Any) -> Awaitable[None]:
        return handler(*args, **kwargs)

    signature = read_signature(wrapper)

    assert names(signature) == ["a"]
    assert signature.where == f"{__file__}:{handler.__code__.co_firstlineno}"


def test_a_method_is_read_without_its_self() -> None:
    class Shop:
        async def buy(self, ctx: object, what: str) -> None: ...

    assert names(read_signature(Shop().buy)) == ["what"]


# ── any signature ──

OPTIONS: list[Any] = [str, int, float, bool, User, Member | User, Role, Attachment, Thread, Literal["a"], Level]
OPTIONS += [Annotated[str, Option("Said", max=3)], Annotated[float, Option(min=0)]]
OTHERS: list[Any] = [Database, bytes, dict[str, int], Mixed]
KINDS = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@st.composite
def parameters(draw: st.DrawFn, name: str) -> inspect.Parameter:
    annotation = draw(st.sampled_from(OPTIONS + OTHERS))
    if annotation in OPTIONS and draw(st.booleans()):
        annotation = annotation | None
    default = draw(st.sampled_from([EMPTY, None, "something"]))
    return inspect.Parameter(name, draw(st.sampled_from(KINDS)), default=default, annotation=annotation)


@st.composite
def handlers(draw: st.DrawFn) -> Callable[..., Any]:
    drawn = [draw(parameters(f"p{number}")) for number in range(draw(st.integers(0, 12)))]
    # Python's own order: positional ones without default, with one, then keyword-only ones.
    drawn.sort(key=lambda one: (one.kind, one.kind is KINDS[0] and one.default is not EMPTY))

    async def handler(ctx: object) -> None: ...

    context = inspect.Parameter("ctx", KINDS[0])
    handler.__signature__ = inspect.Signature([context, *drawn])  # type: ignore[attr-defined]
    handler.__annotations__ = {one.name: one.annotation for one in drawn}
    return handler


@given(handlers())
def test_every_parameter_is_one_option_or_one_dependency(handler: Callable[..., Any]) -> None:
    declared = list(inspect.signature(handler).parameters.values())[1:]

    signature = read_signature(handler)

    assert sorted([*names(signature), *signature.dependencies]) == sorted(one.name for one in declared)
    required = [option.wire.required for option in signature.options]
    assert required == sorted(required, reverse=True)
    for option in signature.options:
        parameter = next(one for one in declared if one.name == option.parameter)
        assert option.wire.required == (option.default is EMPTY)
        if parameter.default is not EMPTY:
            assert option.default == parameter.default
