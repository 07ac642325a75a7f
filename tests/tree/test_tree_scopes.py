"""Where commands are registered: everywhere, or in the guilds that they name."""

from typing import Any

import pytest

from app.context.command import CommandContext
from app.errors import DefinitionError, LimitExceeded
from app.models.command import CommandData, CommandDataOption, OptionType
from app.models.user import Member, User
from app.tree.command import Command, Group, group, slash_command, user_command
from app.tree.tree import CommandTree


def command(path: str, **options: Any) -> Command[..., Any]:
    @slash_command(path, **({"description": "Does it."} | options))
    async def handler(ctx: CommandContext) -> None: ...

    return handler


def tree_of(*nodes: Command[..., Any] | Group) -> CommandTree:
    tree = CommandTree()
    for node in nodes:
        tree.add(node)
    return tree


def names(tree: CommandTree) -> dict[int | None, list[str]]:
    return {scope: [command.name for command in commands] for scope, commands in tree.scopes().items()}


def test_a_command_with_guilds_is_registered_in_these_alone() -> None:
    tree = tree_of(command("a"), command("b", guild_ids=[1, 2]), command("c", guild_ids=[2]))

    assert names(tree) == {None: ["a"], 1: ["b"], 2: ["b", "c"]}
    assert [described.name for described in tree.registrations()] == ["a", "b", "c"]


def test_the_group_says_it_for_all_that_hangs_below_it_whoever_comes_first() -> None:
    tags = group("tag", "Texts", guild_ids=[5])
    create = command("tag create")

    assert names(tree_of(tags, create)) == names(tree_of(create, tags)) == {None: [], 5: ["tag"]}


def test_an_empty_tree_has_the_global_scope_all_the_same() -> None:
    assert names(tree_of()) == {None: []}


def test_a_command_of_a_guild_is_found() -> None:
    roll = command("roll", guild_ids=[1])
    create = command("tag create")
    tree = tree_of(roll, create, group("tag", "Texts", guild_ids=[1]))
    step = CommandDataOption(name="create", type=OptionType.sub_command)

    assert tree.find(CommandData(name="roll"))[0] is roll
    assert tree.find(CommandData(name="tag", options=(step,)))[0] is create


def test_each_scope_takes_100_commands() -> None:
    tree = tree_of(*(command(f"g{number}") for number in range(100)))
    for number in range(100):
        tree.add(command(f"h{number}", guild_ids=[1, 2]))

    with pytest.raises(LimitExceeded, match="slash commands of guild 2: 101, Discord accepts at most 100"):
        tree.add(command("one-too-many", guild_ids=[2]))
    with pytest.raises(LimitExceeded, match="slash commands: 101"):
        tree.add(command("another"))


def test_old_names_are_kept_for_sync() -> None:
    tree = tree_of(command("a", renamed_from="b"), command("c"), group("tag", "Texts", renamed_from="label"))
    tree.add(command("tag create"))

    assert tree.renames() == {"a": "b", "tag": "label"}


def test_commands_on_users_are_of_guilds_and_were_called_otherwise_too() -> None:
    @user_command("Who is it", guild_ids=[1], renamed_from="Who")
    async def who(ctx: CommandContext, target: Member | User) -> None: ...

    tree = tree_of(who)

    assert names(tree) == {None: [], 1: ["Who is it"]}
    assert tree.renames() == {"Who is it": "Who"}


@pytest.mark.parametrize(
    ("path", "options", "why"),
    [
        ("a", {"guild_ids": []}, "guild_ids names nothing, or something twice"),
        ("a", {"guild_ids": [1, 1]}, "guild_ids names nothing, or something twice"),
        ("a b", {"guild_ids": [1]}, "Discord has guild_ids for whole commands"),
        ("a b", {"renamed_from": "c"}, "Discord has renamed_from for whole commands"),
    ],
)
def test_what_cannot_be_is_refused(path: str, options: dict[str, Any], why: str) -> None:
    with pytest.raises(DefinitionError, match=why):
        command(path, **options)
