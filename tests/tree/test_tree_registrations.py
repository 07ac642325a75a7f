"""What Discord is told of the commands, and how much of it Discord takes."""

import inspect
import json
from collections.abc import Iterable
from typing import Annotated, Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import CommandContext
from app.errors import DefinitionError, DuplicateName, LimitExceeded
from app.models.base import encode
from app.models.command import IntegrationType, InteractionContextType, OptionType
from app.models.flags import Permissions
from app.models.locale import Locale
from app.parameters.option import Choice, Option
from app.tree.command import Command
from app.tree.decorators import slash_command
from app.tree.group import Group, group
from app.tree.tree import CommandTree
from tests.fixtures.commands.notes.note import note
from tests.fixtures.commands.ping import ping
from tests.fixtures.commands.throw import throw

AnyCommand: TypeAlias = Command[..., Any]

PATHS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=3).map(" ".join)


def command(path: str, **options: Any) -> AnyCommand:
    @slash_command(path, **({"description": f"Does {path}"[:100]} | options))
    async def handler(ctx: CommandContext) -> None: ...

    return handler


def tree_of(*nodes: AnyCommand | Group) -> CommandTree:
    tree = CommandTree()
    for node in nodes:
        tree.add(node)
    return tree


def registered(tree: CommandTree) -> Any:
    return json.loads(encode(tree.registrations()))


def paths(tree: CommandTree) -> list[str]:
    return [found.qualified_name for found in tree.commands()]


# ── counts ──


def test_discord_takes_100_commands() -> None:
    tree = tree_of(*(command(f"c{number}") for number in range(100)))

    with pytest.raises(LimitExceeded, match="slash commands: 101, Discord accepts at most 100"):
        tree.add(command("one-too-many"))


def test_groups_count_as_commands() -> None:
    tree = tree_of(*(command(f"c{number} sub") for number in range(100)))
    tree.add(command("c0 another"))

    with pytest.raises(LimitExceeded, match="slash commands: 101"):
        tree.add(group("one-too-many"))


@pytest.mark.parametrize("path", ["a", "a b"])
def test_a_group_takes_25_subcommands(path: str) -> None:
    tree = tree_of(*(command(f"{path} c{number}") for number in range(25)))

    with pytest.raises(LimitExceeded, match=f"subcommands of /{path}: 26, Discord accepts at most 25"):
        tree.add(command(f"{path} one-too-many"))


def test_groups_in_a_group_count_as_subcommands() -> None:
    tree = tree_of(*(command(f"a c{number} sub") for number in range(25)))

    with pytest.raises(LimitExceeded, match="subcommands of /a: 26"):
        tree.add(command("a one-too-many sub"))


def wordy(path: str, options: int, **more: Any) -> AnyCommand:
    async def handler(ctx: CommandContext, **texts: str) -> None: ...

    kind = inspect.Parameter.KEYWORD_ONLY
    said = Annotated[str, Option("x" * 100, choices=[Choice("n" * 100, "v" * 100)])]
    given = [inspect.Parameter(f"option{number:02}", kind, annotation=said) for number in range(options)]
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    handler.__signature__ = inspect.Signature([context, *given])  # type: ignore[attr-defined]
    handler.__annotations__ = {one.name: one.annotation for one in given}
    return slash_command(path, description="d", **more)(handler)


def test_a_command_has_8000_characters_with_all_that_hangs_below_it() -> None:
    # Each option has 8 + 100 + 100 + 100 characters.
    tree = tree_of(wordy("tag a", 12), wordy("tag b", 13))

    assert len(registered(tree)) == 1

    tree.add(wordy("tag c", 1))
    with pytest.raises(LimitExceeded, match=r"characters of /tag: 80\d\d, Discord accepts at most 8000"):
        tree.registrations()


def test_the_longest_localization_counts() -> None:
    tree = tree_of(
        wordy("a", 25, description_localizations={"de": "x" * 100, "fr": "y" * 90}, name_localizations={"de": "a" * 32})
    )

    assert len(registered(tree)) == 1

    tree = tree_of(wordy("tag a", 25), wordy("tag b", 0, description_localizations={"de": "x" * 100}))
    tree.add(wordy("tag c", 0, description_localizations={"de": "x" * 100}, name_localizations={"fr": "a" * 32}))
    tree.add(wordy("tag d", 0, description_localizations={"de": "x" * 100}))
    with pytest.raises(LimitExceeded, match="characters of /tag"):
        tree.registrations()


# ── registrations ──


@pytest.mark.seed("N54", "N55")
def test_a_bot_is_registered_as_it_reads() -> None:
    name = {"type": 3, "name": "name", "description": "The note's name", "required": True, "min_length": 1}
    show_name = {key: value for key, value in name.items() if key != "min_length"} | {
        "autocomplete": True,
        "max_length": 50,
    }

    assert registered(tree_of(note, throw, ping)) == [
        {
            "type": 1,
            "name": "note",
            "description": "Texts that are kept under a name",
            "options": [
                {
                    "type": 1,
                    "name": "create",
                    "description": "Keep a text under a name.",
                    "options": [
                        name | {"max_length": 50},
                        {
                            "type": 3,
                            "name": "text",
                            "description": "What it says",
                            "required": True,
                            "min_length": 1,
                            "max_length": 1500,
                        },
                    ],
                },
                {"type": 1, "name": "show", "description": "Post a note.", "options": [show_name]},
            ],
        },
        {"type": 1, "name": "ping", "description": "Say hello."},
        {
            "type": 1,
            "name": "throw",
            "description": "Throw some dice.",
            "options": [
                {"type": 4, "name": "dice", "description": "How many dice", "min_value": 1, "max_value": 20},
                {"type": 4, "name": "sides", "description": "Sides of each die", "min_value": 2, "max_value": 1000},
            ],
        },
    ]


@pytest.mark.seed("N57", "N58", "N59")
def test_what_a_command_says_is_registered() -> None:
    made = command(
        "roll",
        default_member_permissions=Permissions.ban_members | Permissions.kick_members,
        contexts=[InteractionContextType.guild, InteractionContextType.bot_dm],
        integration_types=[IntegrationType.user_install],
        nsfw=True,
        name_localizations={Locale.german: "würfeln"},
        description_localizations={"de": "Würfelt"},
        auto_defer="off",
    )

    assert registered(tree_of(made)) == [
        {
            "type": 1,
            "name": "roll",
            "description": "Does roll",
            "default_member_permissions": "6",
            "contexts": [0, 1],
            "integration_types": [1],
            "nsfw": True,
            "name_localizations": {"de": "würfeln"},
            "description_localizations": {"de": "Würfelt"},
        }
    ]


def test_a_command_for_administrators_alone_needs_no_permission_by_number() -> None:
    (described,) = registered(tree_of(command("purge", default_member_permissions=Permissions(0))))

    assert described["default_member_permissions"] == "0"


@pytest.mark.seed("N53", "N79", "N80")
def test_parts_have_localizations_too() -> None:
    root = group("tag", "Texts", name_localizations={"de": "schild"})
    root.group("admin", "Mods", description_localizations={"de": "Für Moderatoren"})
    (described,) = registered(tree_of(root, command("tag admin purge", name_localizations={"de": "leeren"})))

    (admin,) = described["options"]
    assert described["name_localizations"] == {"de": "schild"}
    assert admin["description_localizations"] == {"de": "Für Moderatoren"}
    assert admin["options"][0]["name_localizations"] == {"de": "leeren"}


def test_a_group_without_commands_is_refused() -> None:
    empty = group("tag", "Texts")

    with pytest.raises(DefinitionError, match=f"^{empty.where}: group 'tag' has no commands"):
        tree_of(empty).registrations()
    with pytest.raises(DefinitionError, match="group 'tag admin' has no commands"):
        tree_of(empty.group("admin")).registrations()


def test_an_empty_tree_registers_nothing() -> None:
    assert tree_of().registrations() == []
    assert list(tree_of().commands()) == []


@pytest.mark.seed("N51")
@given(st.lists(PATHS, unique=True, max_size=20))
def test_what_is_registered_has_the_paths_that_are_found(declared: list[str]) -> None:
    tree = CommandTree()
    for path in declared:
        try:
            tree.add(command(path))
        except DuplicateName:
            continue

    def walk(options: Any, before: tuple[str, ...]) -> Iterable[str]:
        for option in options:
            here = (*before, option.name)
            below = getattr(option, "options", ())
            if below or getattr(option, "type", None) == OptionType.sub_command_group:
                yield from walk(below, here)
            else:
                yield " ".join(here)

    assert list(walk(tree.registrations(), ())) == paths(tree)
