"""Which handler a path leads to, and what Discord is told."""

import itertools
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import CommandContext
from app.errors import CommandNotFound, DefinitionError, DuplicateName
from app.models.base import convert, encode
from app.models.command import CommandData
from app.tree.command import Command
from app.tree.decorators import slash_command
from app.tree.group import Group, group
from app.tree.tree import CommandTree

AnyCommand = Command[..., Any]


def command(path: str, **options: Any) -> AnyCommand:
    @slash_command(path, **({"description": f"Does {path}"[:100]} | options))
    async def handler(ctx: CommandContext) -> None: ...

    return handler


def tree_of(*nodes: AnyCommand | Group) -> CommandTree:
    tree = CommandTree()
    for node in nodes:
        tree.add(node)
    return tree


def data(path: str, *, kinds: Iterable[int] = (), kind: int = 1, **options: Any) -> CommandData:
    """Make what Discord sends when this path is used."""
    name, *parts = path.split(" ")
    filled: list[dict[str, Any]] = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
    types = [*kinds] or ([2] * (len(parts) - 1) + [1])
    for part, part_type in zip(reversed(parts), reversed(types[: len(parts)]), strict=True):
        filled = [{"name": part, "type": part_type, "options": filled}]
    return convert({"id": "1", "name": name, "type": kind, "options": filled}, CommandData)


def registered(tree: CommandTree) -> Any:
    return json.loads(encode(tree.registrations()))


def paths(tree: CommandTree) -> list[str]:
    return [found.qualified_name for found in tree.commands()]


# ── finding ──


@pytest.mark.seed("N51")
@pytest.mark.parametrize("path", ["a", "b c", "b d", "e f g", "e h"])
def test_a_path_leads_to_its_command_and_options(path: str) -> None:
    tree = tree_of(*map(command, ["a", "b c", "b d", "e f g", "e h"]))

    route, options = tree.find(data(path, x="1"))
    found = route.command

    assert found.qualified_name == path
    assert [(option.name, option.value) for option in options] == [("x", "1")]


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        pytest.param(data("z"), "z", id="no such command"),
        pytest.param(data("b z"), "b z", id="no such subcommand"),
        pytest.param(data("e f z"), "e f z", id="no such subcommand of a group"),
        pytest.param(data("e z g"), "e z", id="no such group"),
        pytest.param(data("b"), "b", id="a group itself"),
        pytest.param(data("e f"), "e f", id="a group in a group itself"),
        pytest.param(data("a c"), "a", id="a command that was a group when it was registered"),
        pytest.param(data("b c d"), "b c", id="a subcommand that was a group when it was registered"),
        pytest.param(data("b", c="text"), "b", id="a group that was a command with an option of that name"),
        pytest.param(data("a", kind=2), "a (user command)", id="a user command of that name"),
        pytest.param(data("a", kind=3), "a (message command)", id="a message command of that name"),
        pytest.param(data("a", kind=99), "a (unknown_99 command)", id="something new of that name"),
        pytest.param(CommandData(), "", id="nothing at all"),
    ],
)
def test_what_the_code_does_not_have_is_not_found(sent: CommandData, path: str) -> None:
    tree = tree_of(*map(command, ["a", "b c", "e f g"]))

    with pytest.raises(CommandNotFound, match=re.escape(f"no command /{path}") + "$") as caught:
        tree.find(sent)

    assert caught.value.path == path


def test_commands_are_listed_by_path() -> None:
    tree = tree_of(*map(command, ["z", "b d", "e f g", "a", "b c", "e a"]))

    assert paths(tree) == ["a", "b c", "b d", "e a", "e f g", "z"]


NAMES = st.sampled_from("abcd")
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(" ".join)


@pytest.mark.seed("N28")
@given(st.lists(PATHS, unique=True, max_size=20))
def test_every_command_that_was_added_is_found_and_no_other(declared: list[str]) -> None:
    tree, added = CommandTree(), set[str]()
    for path in declared:
        is_branch = any(one.startswith(f"{path} ") or path.startswith(f"{one} ") for one in added)
        if is_branch:
            with pytest.raises(DuplicateName):
                tree.add(command(path))
        else:
            tree.add(command(path))
            added.add(path)

    assert paths(tree) == sorted(added, key=str.split)
    for depth in (1, 2, 3):
        for parts in itertools.product("abcd", repeat=depth):
            path = " ".join(parts)
            if path in added:
                assert tree.find(data(path))[0].command.qualified_name == path
            else:
                with pytest.raises(CommandNotFound):
                    tree.find(data(path))


# ── meeting ──


def by_group() -> list[AnyCommand | Group]:
    root = group("tag", "Texts", nsfw=True)
    root.group("admin", "For moderators")
    return [root, command("tag show"), command("tag admin purge")]


@pytest.mark.seed("N78", "N81", "N82", "N85")
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_group_and_commands_with_path_names_meet_in_any_order(order: tuple[int, ...]) -> None:
    nodes = by_group()

    tree = tree_of(*(nodes[index] for index in order))

    assert registered(tree) == [
        {
            "type": 1,
            "name": "tag",
            "description": "Texts",
            "nsfw": True,
            "options": [
                {
                    "type": 2,
                    "name": "admin",
                    "description": "For moderators",
                    "options": [{"type": 1, "name": "purge", "description": "Does tag admin purge"}],
                },
                {"type": 1, "name": "show", "description": "Does tag show"},
            ],
        }
    ]


def test_the_same_thing_may_be_added_again() -> None:
    nodes = by_group()

    tree = tree_of(*nodes, *nodes)

    assert paths(tree) == ["tag admin purge", "tag show"]


def test_what_is_declared_below_a_group_later_is_found() -> None:
    root = group("tag", "Texts")
    tree = tree_of(root)

    @root.command
    async def show(ctx: CommandContext) -> None:
        """Show."""

    @root.group("admin").command
    async def purge(ctx: CommandContext) -> None:
        """Purge."""

    assert paths(tree) == ["tag admin purge", "tag show"]
    assert tree.find(data("tag admin purge"))[0].command is purge


@pytest.mark.seed("N86")
def test_a_group_that_nobody_describes_is_described_by_its_path() -> None:
    (described,) = registered(tree_of(command("a b c")))

    assert described["description"] == "a"
    assert described["options"][0]["description"] == "a b"


def test_two_groups_of_one_path_may_say_the_same() -> None:
    tree = tree_of(group("tag", "Texts"), group("tag", "Texts"), command("tag show"))

    assert registered(tree)[0]["description"] == "Texts"


@pytest.mark.seed("N87", "N88")
@pytest.mark.parametrize(
    "other",
    [group("tag", "Other texts"), group("tag", "Texts", nsfw=True), group("tag", "Texts", auto_defer="off")],
    ids=["description", "nsfw", "auto_defer"],
)
def test_two_groups_of_one_path_must_not_disagree(other: Group) -> None:
    first = group("tag", "Texts")

    with pytest.raises(DefinitionError, match=f"^{other.where}: group 'tag' is described otherwise at {first.where}"):
        tree_of(first, other)


@pytest.mark.seed("N14", "N88")
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (lambda: command("a"), lambda: command("a")),
        (lambda: command("a b"), lambda: command("a b")),
        (lambda: command("a b c"), lambda: command("a b c")),
        (lambda: command("a"), lambda: command("a b")),
        (lambda: command("a b"), lambda: command("a")),
        (lambda: command("a b"), lambda: command("a b c")),
        (lambda: command("a b c"), lambda: command("a b")),
        (lambda: command("a b c"), lambda: command("a")),
        (lambda: command("a"), lambda: group("a")),
        (lambda: group("a"), lambda: command("a")),
        (lambda: command("a b"), lambda: group("a").group("b")),
        (lambda: group("a").group("b"), lambda: command("a b")),
        (lambda: group("a").group("b"), lambda: command("a")),
        (lambda: command("a"), lambda: group("a").group("b")),
    ],
)
def test_a_path_that_is_taken_is_refused_with_both_places(
    first: Callable[[], AnyCommand | Group], second: Callable[[], AnyCommand | Group]
) -> None:
    tree = tree_of(first())

    with pytest.raises(DuplicateName, match=r"/a") as caught:
        tree.add(second())

    assert caught.value.where.startswith(__file__)


# ── deferral ──


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("a", None),
        ("b c", "ephemeral"),
        ("b d", "off"),
        ("b e f", "public"),
        ("b e g", "off"),
        ("b h i", "ephemeral"),
        ("j k l", None),
    ],
)
def test_a_command_is_deferred_as_it_says_or_else_its_nearest_group(path: str, said: str | None) -> None:
    root = group("b", auto_defer="ephemeral")
    root.group("e", auto_defer="public")
    root.group("h")
    tree = tree_of(
        root,
        *map(command, ["a", "b c", "b e f", "b h i", "j k l"]),
        command("b d", auto_defer="off"),
        command("b e g", auto_defer="off"),
    )

    route, _ = tree.find(data(path))

    assert route.auto_defer == said


def test_a_group_is_counted_as_the_one_command_that_discord_is_told_of() -> None:
    tree = tree_of(command("roll"), command("tag show"), command("tag create"), command("tag find name"))

    assert (tree.count(), len(tree.registrations()), len(list(tree.commands()))) == (2, 2, 4)
