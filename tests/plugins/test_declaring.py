"""The decorators of modules, as methods of bots and plugins."""

from collections.abc import Callable
from typing import Any

import pytest

from app import Bot, Command, CommandContext, Group, Listener, Plugin
from app.checks.node import Node
from app.errors import DefinitionError
from app.models import Member, Message, User
from app.models.command import ApplicationCommandType
from app.plugins.declaring import Declares
from app.settings import Settings


@pytest.fixture(params=[lambda: Bot(Settings()), lambda: Plugin("shop")], ids=["bot", "plugin"])
def node(request: pytest.FixtureRequest) -> Declares:
    made: Declares = request.param()
    return made


def commands_of(node: Declares) -> list[Any]:
    return node.commands if isinstance(node, Bot) else node.declared if isinstance(node, Plugin) else []


async def slash(ctx: CommandContext) -> None:
    """Do it."""


async def on_person(ctx: CommandContext, target: Member | User) -> None: ...


async def on_text(ctx: CommandContext, target: Message) -> None: ...


@pytest.mark.seed("P50", "N49")
@pytest.mark.parametrize(
    ("decorator", "handler", "name", "type"),
    [
        pytest.param(Declares.slash_command, slash, "slash", ApplicationCommandType.chat_input, id="slash"),
        pytest.param(Declares.user_command, on_person, "On Person", ApplicationCommandType.user, id="user"),
        pytest.param(Declares.message_command, on_text, "On Text", ApplicationCommandType.message, id="message"),
    ],
)
@pytest.mark.parametrize("form", ["bare", "called", "named"])
def test_commands_are_declared_and_added(
    node: Declares,
    decorator: Callable[..., Any],
    handler: Callable[..., Any],
    name: str,
    type: ApplicationCommandType,
    form: str,
) -> None:
    made = {
        "bare": lambda: decorator(node, handler),
        "called": lambda: decorator(node)(handler),
        "named": lambda: decorator(node, "other")(handler),
    }[form]()

    assert isinstance(made, Command)
    assert (made.name, made.type) == ("other" if form == "named" else name, type)
    assert commands_of(node) == [made]


def test_entry_points_are_declared_and_added(node: Declares) -> None:
    made = node.entry_point_command(slash)

    assert made.type is ApplicationCommandType.primary_entry_point
    assert commands_of(node) == [made]


def test_an_entry_point_of_discords_is_declared_and_added(node: Declares) -> None:
    made = node.entry_point_command("launch", handler="discord")

    assert made.name == "launch"
    assert commands_of(node) == [made]


def test_groups_are_declared_and_added(node: Declares) -> None:
    tag = node.group("tag", "Texts", nsfw=True)
    show = tag.command(slash)

    assert isinstance(tag, Group)
    assert (tag.description, tag.options) == ("Texts", {"nsfw": True})
    assert commands_of(node) == [show if isinstance(node, Bot) else tag]


def test_listeners_are_declared_and_added(node: Declares) -> None:
    async def on_sale() -> None: ...

    made = [node.listen(on_sale), node.listen()(on_sale), node.listen("on_other")(on_sale)]

    assert [isinstance(one, Listener) for one in made] == [True] * 3
    assert [one.event for one in made] == ["on_sale", "on_sale", "on_other"]
    if isinstance(node, Plugin):
        assert node.declared == made


def test_what_cannot_be_declared_is_not_added(node: Declares) -> None:
    with pytest.raises(DefinitionError):
        node.slash_command("Wrong", description="x")(slash)
    with pytest.raises(DefinitionError):
        node.group("tag", "x" * 101)
    with pytest.raises(DefinitionError):
        node.listen(slash)

    assert commands_of(node) == []


def test_a_node_that_declares_is_one_that_hooks_are_put_on() -> None:
    assert issubclass(Declares, Node)
    with pytest.raises(NotImplementedError):
        Declares().group("tag")
