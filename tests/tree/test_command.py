"""What `slash_command` and `group` return, and what they refuse."""

import functools
import threading
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, cast

import pytest

from app import CommandContext
from app.errors import DefinitionError, DuplicateName, LimitExceeded, NameInvalid
from app.models.command import IntegrationType, InteractionContextType
from app.models.flags import Permissions
from app.models.locale import Locale
from app.parameters.option import Choice, Option
from app.testing import TestBot
from app.tree.command import Command
from app.tree.decorators import slash_command
from app.tree.group import Group, group
from app.tree.naming import check_name


def declare(name: str | None = None, **options: Any) -> Command[..., Any]:
    @slash_command(name, **({"description": "Does something"} | options))
    async def thing(ctx: CommandContext) -> None: ...

    return thing


def line_of(handler: Callable[..., Any]) -> str:
    return f"{__file__}:{handler.__code__.co_firstlineno}"


# ── declaring ──


@pytest.mark.seed("P51", "N50", "N52")
def test_a_bare_decorator_takes_name_and_description_from_the_handler() -> None:
    @slash_command
    async def roll(ctx: CommandContext) -> str:
        """Roll some
        dice.

        And much more that users never see.
        """
        return ""

    assert isinstance(roll, Command)
    assert (roll.name, roll.qualified_name, roll.path) == ("roll", "roll", ("roll",))
    assert roll.description == "Roll some dice."
    assert roll.where == line_of(roll.callback)
    assert repr(roll) == "<Command /roll>"


@pytest.mark.seed("P54", "N62")
def test_a_called_decorator_takes_what_is_said() -> None:
    made = declare("tag create", description="Keep a text", auto_defer="ephemeral")

    assert (made.name, made.qualified_name, made.path) == ("create", "tag create", ("tag", "create"))
    assert made.description == "Keep a text"
    assert made.options == {"description": "Keep a text", "auto_defer": "ephemeral"}


@pytest.mark.seed("P52")
def test_a_description_beats_the_docstring() -> None:
    @slash_command(description="Said")
    async def thing(ctx: CommandContext) -> None:
        """Written."""

    assert thing.description == "Said"


@pytest.mark.seed("N74")
async def test_a_command_is_called_like_its_handler() -> None:
    @slash_command
    async def add(ctx: CommandContext, a: int, b: int = 2) -> str:
        """Add."""
        return str(a + b)

    ctx = TestBot(None).context(CommandContext)

    assert await add(ctx, 1) == "3"
    assert await add(ctx, a=1, b=1) == "2"


async def test_a_plain_handler_runs_in_a_thread() -> None:
    @slash_command
    def where(ctx: CommandContext) -> str:
        """Tell the thread."""
        return threading.current_thread().name

    assert await where(TestBot(None).context(CommandContext)) != threading.current_thread().name


async def test_a_plain_wrapper_of_an_async_handler_is_awaited() -> None:
    def announced(handler: Callable[..., Awaitable[str]]) -> Callable[..., Any]:
        @functools.wraps(handler)
        def wrapper(*args: Any, **kwargs: Any) -> Awaitable[str]:
            return handler(*args, **kwargs)

        return wrapper

    bot = TestBot(None)

    @bot.bot.slash_command
    @announced
    async def greet(ctx: CommandContext, name: str) -> str:
        """Greet."""
        return f"Hello, {name}!"

    assert (await bot.slash("greet", name="Ada")).content == "Hello, Ada!"


@pytest.mark.seed("N82")
def test_a_group_makes_subcommands_in_two_levels() -> None:
    tag = group("tag", "Texts")
    admin = tag.group("admin", "For moderators")

    @tag.command
    async def show(ctx: CommandContext) -> None:
        """Show."""

    @tag.command("new", description="Make")
    async def create(ctx: CommandContext) -> None: ...

    @admin.command()
    async def purge(ctx: CommandContext) -> None:
        """Remove all."""

    assert [child.qualified_name for child in tag.children] == ["tag admin", "tag show", "tag new"]
    assert purge.path == ("tag", "admin", "purge")
    assert admin.children == [purge]
    assert repr(admin) == "<Group /tag admin>"


def test_a_group_is_located_where_the_author_wrote_it() -> None:
    made: list[Group] = [group("a"), group("b").group("c"), TestBot(None).bot.group("d")]

    assert {one.where.rpartition(":")[0] for one in made} == {__file__}
    assert len({one.where for one in made}) == 1


# ── names ──

GOOD = [
    "a",
    "roll",
    "roll-again",
    "roll_again",
    "o'clock",
    "42",
    "x" * 32,
    "été",
    "größe",
    "ß",
    "команда",
    "命令",
    "コマンド",
    "명령어",
    "أمر",
    "ⅷ",
    "²",
    "हिन्दी",
    "ภาษาไทย",
    "ที่นี่",
    "ǆ",
    "οδος",
    "𐐨",
]


@pytest.mark.parametrize("name", GOOD)
def test_discord_takes_these_names(name: str) -> None:
    check_name("here:1", "command", name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "0 characters"),
        ("x" * 33, "33 characters, Discord accepts 1 to 32"),
        ("Roll", "must be lower case: 'roll'"),
        ("École", "must be lower case: 'école'"),
        ("ÉTÉ", "lower case"),
        ("Ⅷ", "lower case"),
        ("ǅ", "lower case"),
        ("𐐀", "lower case"),
        ("a b", "holds ' '"),
        ("a\tb", r"holds '\\t'"),
        ("a\u00a0b", r"holds '\\xa0'"),
        ("a.b", r"holds '\.'"),
        ("a/b", "holds '/'"),
        ("/roll", "holds '/'"),
        ("roll!", "holds '!'"),
        ("a’b", "holds '’'"),
        ("a–b", "holds '–'"),
        ("🎲", "holds '🎲'"),
        ("₿", "holds '₿'"),
        ("฿", "holds '฿'"),
        ("e\u0301te", "holds"),
        ("नमस्ते।", "holds '।'"),
        ("a\u200db", "holds"),
        ("\ud800", "holds"),
        ("a!b?c!", r"holds '!' '\?'"),
    ],
)
def test_discord_refuses_these_names(name: str, why: str) -> None:
    with pytest.raises(NameInvalid, match=f"^here:1: command name .*{why}"):
        check_name("here:1", "command", name)


@pytest.mark.parametrize("name", ["", " ", "a  b", " a", "a ", "a B", "a b!"])
def test_every_part_of_a_path_is_a_name(name: str) -> None:
    with pytest.raises(NameInvalid):
        declare(name)


@pytest.mark.parametrize("name", ["Tag", "", "a b", "x" * 33])
def test_a_group_has_a_name_of_one_part(name: str) -> None:
    with pytest.raises(NameInvalid, match=r"test_command\.py:\d+: group name"):
        group(name)


# ── refusals ──


def test_a_name_of_four_parts_is_too_deep() -> None:
    with pytest.raises(DefinitionError, match="'a b c d' is too deep: Discord has command, group and subcommand"):
        declare("a b c d")


def test_a_group_in_a_group_in_a_group_is_too_deep() -> None:
    with pytest.raises(DefinitionError, match="'a b c' is too deep"):
        group("a").group("b").group("c")


@pytest.mark.seed("N63")
def test_a_command_needs_a_description() -> None:
    with pytest.raises(DefinitionError, match="description of /thing is missing: write a docstring, or description="):
        declare(description="")


def test_a_description_has_at_most_100_characters() -> None:
    assert declare(description="x" * 100).description == "x" * 100
    with pytest.raises(LimitExceeded, match=r"description of /thing .*: 101, Discord accepts at most 100"):
        declare(description="x" * 101)
    with pytest.raises(LimitExceeded, match="description of group tag"):
        group("tag", "x" * 101)


@pytest.mark.parametrize(
    ("annotation", "error", "why"),
    [
        (Annotated[int, Option("x" * 101)], LimitExceeded, "description of option value"),
        (Annotated[int, Option(name="Value")], NameInvalid, "option name 'Value' must be lower case"),
        (Annotated[int, Option(name="the value")], NameInvalid, "holds ' '"),
        (Annotated[int, Option(name="other")], DuplicateName, "two options are named 'other'"),
        (Literal["x", ""], DefinitionError, "name of a choice of option value is empty"),
        (Annotated[str, Option(choices=[Choice("x" * 101, "x")])], LimitExceeded, "name of a choice .*101"),
        (Annotated[str, Option(choices=[Choice("x", "x" * 101)])], LimitExceeded, "value of a choice .*101"),
        (Annotated[str, Option(choices=[Choice("x", "")])], DefinitionError, "value of a choice .* is empty"),
        (Annotated[int, Option(choices=[Choice("x", 1), Choice("x", 2)])], DuplicateName, "two choices .* named 'x'"),
    ],
)
def test_an_option_that_discord_would_refuse_is_refused(annotation: Any, error: type[Exception], why: str) -> None:
    async def thing(ctx: CommandContext, value: int, other: str = "") -> None:
        """Do something."""

    thing.__annotations__["value"] = annotation

    with pytest.raises(error, match=f"^{line_of(thing)}: .*{why}"):
        slash_command(thing)


def test_an_option_name_in_upper_case_is_refused_with_its_parameter() -> None:
    with pytest.raises(NameInvalid, match="option name 'userName' must be lower case: 'username'"):

        @slash_command
        async def thing(ctx: CommandContext, userName: str) -> None:
            """Do something."""


GERMAN: dict[Any, str] = {Locale.german: "würfeln"}


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"guild_id": 1}, "there is no guild_id=; there are: auto_defer, "),
        ({"dm_permission": False}, "there is no dm_permission="),
        ({"name_localizations": {"de": "Würfeln"}}, "de command name 'Würfeln' must be lower case"),
        ({"name_localizations": {"de": "x" * 33}}, "33 characters"),
        ({"name_localizations": {"xx": "roll"}}, "'xx' is no language of Discord's"),
        ({"name_localizations": {"de_DE": "roll"}}, "'de_DE' is no language"),
        ({"description_localizations": {"de": ""}}, "de description"),
        ({"description_localizations": {"de": "x" * 101}}, "de description"),
        ({"contexts": []}, "contexts names nothing, or something twice"),
        ({"contexts": [InteractionContextType.guild] * 2}, "contexts names nothing"),
        ({"integration_types": ()}, "integration_types names nothing"),
    ],
)
def test_keywords_that_cannot_work_are_refused_with_their_place(options: dict[str, Any], why: str) -> None:
    for make in (declare, functools.partial(group, "tag")):
        with pytest.raises(DefinitionError, match=rf"^{__file__}:\d+: .*{why}"):
            make(**options)


@pytest.mark.seed("N87")
@pytest.mark.parametrize(
    "options",
    [
        {"default_member_permissions": Permissions.ban_members},
        {"contexts": [InteractionContextType.guild]},
        {"integration_types": [IntegrationType.user_install]},
        {"nsfw": True},
    ],
    ids=lambda options: next(iter(options)),
)
def test_what_discord_has_for_whole_commands_is_refused_on_a_part(options: dict[str, Any]) -> None:
    declare(**options)
    group("tag", **options)

    with pytest.raises(DefinitionError, match="for whole commands, not for subcommands"):
        declare("tag remove", **options)
    with pytest.raises(DefinitionError, match="for whole commands, not for subcommands"):
        group("tag").group("admin", **options)
    with pytest.raises(DefinitionError, match="for whole commands, not for subcommands"):

        @group("tag").command(**options)
        async def remove(ctx: CommandContext) -> None:
            """Remove."""


def test_a_name_given_by_keyword_is_refused_and_not_lost() -> None:
    wrong: Any = {"name": "roll"}

    with pytest.raises(DefinitionError, match="the name stands first, without keyword"):

        @slash_command(**wrong)
        async def thing(ctx: CommandContext) -> None:
            """Do something."""


def test_localizations_are_kept_as_they_are_given() -> None:
    made = declare(name_localizations=GERMAN, description_localizations={"de": "Würfelt"})

    assert made.options["name_localizations"] == {"de": "würfeln"}


# ── what is no text ──


@pytest.mark.parametrize("within", [group, group("tag").group, TestBot(None).bot.group])
def test_a_group_without_a_call_is_told_to_take_a_name(within: Any) -> None:
    async def tag(ctx: CommandContext) -> None: ...

    with pytest.raises(DefinitionError, match=r'test_command.py:\d+: group is called with a name: group\("tag", "…"\)'):
        within(tag)


def test_a_description_that_is_no_text_is_refused_with_its_place() -> None:
    async def roll(ctx: CommandContext, n: Annotated[int, Option(cast("Any", 5))]) -> None: ...

    with pytest.raises(DefinitionError, match=r"test_command.py:\d+: description of option n is text, not 5"):
        slash_command(description="Roll")(roll)
    with pytest.raises(DefinitionError, match=r"test_command.py:\d+: description of /thing is text, not 5"):
        declare(description=5)
    with pytest.raises(DefinitionError, match=r"test_command.py:\d+: description of group tag is text, not 5"):
        group("tag", cast("Any", 5))
