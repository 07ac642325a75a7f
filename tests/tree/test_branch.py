"""What stands at a path: descriptions of names that lead further, and where a command can be used."""

from typing import Any

import pytest

from app.checks.builtin import dm_only, guild_only
from app.checks.node import Node
from app.context.command import CommandContext
from app.errors import DefinitionError
from app.models.command import InteractionContextType
from app.plugins.plugin import Plugin
from app.tree.branch import Branch, commands_of, contexts_of, scopes_of, where_declared
from app.tree.command import Command
from app.tree.decorators import slash_command
from app.tree.group import Group, group
from app.tree.tree import CommandTree

GUILD, BOT_DM, PRIVATE = InteractionContextType
DIRECT = (BOT_DM, PRIVATE)


def command(path: str = "try", **options: Any) -> Command[..., Any]:
    @slash_command(path, **({"description": "Does it."} | options))
    async def handler(ctx: CommandContext) -> None: ...

    return handler


def contexts(*nodes: Command[..., Any] | Group, bot: Node | None = None) -> tuple[InteractionContextType, ...] | None:
    """Return where the first of what was declared is offered."""
    tree = CommandTree(bot)
    for node in nodes:
        tree.add(node)
    return tree.registrations()[0].contexts


def of_plugin(plugin: Plugin, node: Any) -> Any:
    plugin.add(node)
    return node


# ── what stands there ──


def test_a_branch_is_described_by_its_group_or_else_by_its_path() -> None:
    described = group("tag", "Texts", guild_ids=[5])

    assert Branch(("tag", "admin")).description == "tag admin"
    assert Branch(("tag",), [described]).description == "Texts"
    assert scopes_of(Branch(("tag",), [described])) == (5,)
    assert scopes_of(Branch(("tag",))) == (None,)


def test_a_branch_is_declared_where_its_group_is_or_else_its_first_command() -> None:
    show, admin = command("tag show"), command("tag admin purge")
    inner = Branch(("tag", "admin"), children={"purge": admin})
    children: Any = {"show": show, "admin": inner}

    assert list(commands_of(children)) == [admin, show]
    assert where_declared(Branch(("tag",), children=children)) == admin.where
    assert where_declared(Branch(("tag",), [group("tag")], children)).startswith(__file__)
    assert where_declared(Branch(("tag",))) == ""


# ── where it can be used ──


def test_who_says_nothing_can_be_used_everywhere() -> None:
    assert contexts_of(command(), Node()) is None
    assert contexts_of(Branch(("tag",)), Node()) is None


@pytest.mark.parametrize(
    ("said", "only", "left"),
    [
        (None, guild_only, (GUILD,)),
        (None, dm_only, DIRECT),
        ([GUILD, BOT_DM], guild_only, (GUILD,)),
        ([PRIVATE, GUILD], dm_only, (PRIVATE,)),
        ([PRIVATE, GUILD], lambda node: node, (PRIVATE, GUILD)),
    ],
)
@pytest.mark.parametrize("where", ["command", "plugin", "bot"])
def test_what_a_command_says_is_narrowed_by_every_node_on_its_way(
    where: str, said: Any, only: Any, left: tuple[InteractionContextType, ...]
) -> None:
    plugin, bot = Plugin("shop"), Node()
    made = of_plugin(plugin, command(**({} if said is None else {"contexts": said})))
    only({"command": made, "plugin": plugin, "bot": bot}[where])

    assert contexts(made, bot=bot) == left


def test_groups_narrow_too() -> None:
    tag = guild_only(group("tag", "Texts", contexts=[GUILD, BOT_DM]))

    assert contexts(tag, command("tag show")) == (GUILD,)


def test_a_command_is_offered_wherever_one_of_its_subcommands_can_be_used() -> None:
    tag = group("tag", "Texts")
    in_servers, in_messages = guild_only(command("tag show")), dm_only(command("tag admin purge"))

    assert contexts(tag, in_servers) == (GUILD,)
    assert contexts(in_servers, in_messages) == (GUILD, BOT_DM, PRIVATE)
    assert contexts(tag, in_servers, command("tag list")) is None
    assert contexts(group("tag", contexts=[BOT_DM, GUILD]), in_servers, command("tag list")) == (BOT_DM, GUILD)


def test_a_plugin_narrows_what_has_no_group_of_its_own() -> None:
    plugin = guild_only(Plugin("shop"))

    assert contexts(of_plugin(plugin, command("tag show"))) == (GUILD,)


def refused() -> Any:
    tag = guild_only(group("tag", "Texts"))
    below = group("tag", "Texts")
    return [
        pytest.param([guild_only(command(contexts=[BOT_DM]))], Node(), id="the command itself"),
        pytest.param([dm_only(command())], guild_only(Node()), id="the bot"),
        pytest.param([of_plugin(guild_only(Plugin("shop")), dm_only(command()))], Node(), id="its plugin"),
        pytest.param([tag, dm_only(command("tag show"))], Node(), id="a group, though others can be used"),
        pytest.param([below, dm_only(below.group("admin")), guild_only(command("tag admin purge"))], Node(), id="two"),
    ]


@pytest.mark.parametrize(("nodes", "bot"), refused())
def test_what_can_be_used_nowhere_is_refused_with_its_place(nodes: list[Any], bot: Node) -> None:
    with pytest.raises(DefinitionError, match="leave no place where this can be used") as caught:
        contexts(*nodes, bot=bot)

    assert caught.value.where == nodes[-1].where
