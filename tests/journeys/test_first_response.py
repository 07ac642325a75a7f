"""
F1 of the field notes: every kind of interaction, at every pace, on every kind of host.

Whatever the pace, the first response is there in time, exactly once, by the way
that the host asks for, and what the user sees in the end is the same.
"""

import asyncio
from typing import Annotated, Any

import pytest

from app.context.autocomplete import AutocompleteContext
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.context.modal import ModalContext
from app.errors import ComponentNotFound
from app.models.component import Label
from app.models.field import TextInput
from app.models.modal import Modal
from app.models.response import Reply
from app.parameters.option import Option
from app.simulator.interaction import Interaction
from app.simulator.rules import (
    AUTOCOMPLETE_RESULT,
    CHANNEL_MESSAGE,
    DEFERRED_CHANNEL_MESSAGE,
    DEFERRED_UPDATE_MESSAGE,
    MODAL,
)
from app.testing import TestBot, virtual_time
from tests.given import given_bot

HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]
PACES = [0.0, 1.9, 2.1, 2.9, 10.0]
KINDS = ["command", "component", "form on a message", "form of a command"]
MOMENT = 2.0
FORM = Modal("form", "Form", (Label("Name", TextInput(custom_id="name")),))
ON_HOSTS = pytest.mark.parametrize(("host", "background"), HOSTS)


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


def declare(bot: TestBot, pace: float, *, ephemeral: bool) -> None:
    """Let commands, components and forms be answered at a pace."""

    async def answer() -> Reply:
        await asyncio.sleep(pace)
        return Reply("done", ephemeral=ephemeral)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Reply:
        return await answer()

    @bot.bot.on_error(ComponentNotFound)
    async def others(ctx: ComponentContext | ModalContext, error: ComponentNotFound) -> Reply:
        return await answer()


async def begin(bot: TestBot, kind: str) -> Interaction:
    """Do what makes an interaction of a kind."""
    if kind == "command":
        bot.require("try")
        return bot.discord.begin_command("try")
    world = bot.discord.world
    message = bot.message("Choose.")
    source = world.messages[int(message.id)]
    channel = world.channel("bots")
    about: dict[str, Any] = {"channel_id": str(channel.id), "guild_id": str(world.guild.id)}
    about["application_id"] = str(bot.discord.application_id)
    about["member"] = {"user": {"id": str(bot.id), "username": "ben"}, "permissions": "0"}
    if kind == "component":
        data: dict[str, Any] = {"custom_id": "old", "component_type": 2}
        return bot.discord.begin({**about, "type": 3, "data": data, "message": source}, source=source)
    data = {"custom_id": "old", "components": []}
    if kind == "form of a command":
        return bot.discord.begin({**about, "type": 5, "data": data})
    return bot.discord.begin({**about, "type": 5, "data": data, "message": source}, source=source)


async def finish(bot: TestBot, interaction: Interaction) -> None:
    """Wait until everybody is done with an interaction."""
    await interaction.until(lambda i: i.state != "waiting", within=60)
    await interaction.until(lambda i: i.status is not None, within=60)
    await bot.settle()
    await bot._host.finished()


def acknowledgements(interaction: Interaction) -> list[float]:
    """Return when it was acknowledged, in seconds since it was sent."""
    ways = (" by HTTP response", " by callback route")
    return [seconds for seconds, text in interaction.timeline if any(way in text for way in ways)]


def shown(interaction: Interaction) -> list[tuple[str, bool]]:
    """Return the texts that the bot has put there, and whether the user alone sees them."""
    messages = [interaction.original, *interaction.followups]
    return [(one["content"], bool(one["flags"] & 64)) for one in messages if one and one is not interaction.source]


@pytest.mark.parametrize("off_by", ["nobody", "the bot", "POSTERN_AUTO_DEFER=0"])
@pytest.mark.parametrize("ephemeral", [True, False], ids=["ephemeral", "public"])
@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("kind", KINDS)
@ON_HOSTS
async def test_there_is_one_first_response_in_time(
    host: Any, background: Any, kind: str, pace: float, ephemeral: bool, off_by: str
) -> None:
    """F1."""
    deferral: Any = "off" if off_by == "the bot" else "ephemeral" if ephemeral else "public"
    auto_defer = 0.0 if off_by == "POSTERN_AUTO_DEFER=0" else MOMENT
    bot = given_bot(host=host, background=background, deferral=deferral, auto_defer=auto_defer)
    declare(bot, pace, ephemeral=ephemeral)
    interaction = await begin(bot, kind)
    await finish(bot, interaction)

    is_late = pace > MOMENT and off_by == "nobody"
    if pace > 3 and not is_late:
        assert interaction.failure == "no answer within 3 s"
        assert shown(interaction) == []
    else:
        updates = kind in {"component", "form on a message"}
        late = DEFERRED_UPDATE_MESSAGE if updates else DEFERRED_CHANNEL_MESSAGE
        assert interaction.failure is None
        assert acknowledgements(interaction) == [MOMENT if is_late else pace]
        assert interaction.callback_type == (late if is_late else CHANNEL_MESSAGE)
        assert interaction.answered_by == ("callback" if is_late and background == "callback" else "response")
        assert shown(interaction) == [("done", ephemeral)]
        assert len(bot.requests) == is_late + (is_late and background == "callback")
    assert bot.discord.violations == []
    assert bot.discord.double_answers == []
    assert background == "task" or bot.left_behind == []


@pytest.mark.parametrize("auto_defer", [MOMENT, 0.0])
@pytest.mark.parametrize("pace", PACES)
@ON_HOSTS
async def test_suggestions_come_in_time_or_not_at_all(
    host: Any, background: Any, pace: float, auto_defer: float
) -> None:
    """F1: an autocomplete is never deferred, and its list is empty at its own moment."""
    bot = given_bot(host=host, background=background, auto_defer=auto_defer)

    async def suggest(ctx: AutocompleteContext, value: str) -> list[str]:
        await asyncio.sleep(pace)
        return ["red"]

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, colour: Annotated[str, Option(autocomplete=suggest)]) -> str:
        return colour

    bot.require("try")
    interaction = await bot.discord.autocomplete("try", "colour", "r")

    assert interaction.failure is None
    assert interaction.callback_type == AUTOCOMPLETE_RESULT
    assert [choice["value"] for choice in interaction.choices or ()] == (["red"] if pace < 2.5 else [])
    assert acknowledgements(interaction) == [min(pace, 2.5)]
    await bot.settle()
    await bot._host.finished()
    assert background == "task" or bot.left_behind == []


@pytest.mark.parametrize("pace", PACES)
@ON_HOSTS
async def test_who_may_open_a_form_is_never_deferred(
    host: Any, background: Any, pace: float, caplog: pytest.LogCaptureFixture
) -> None:
    """F1: a form cannot follow a deferral."""
    bot = given_bot(host=host, background=background)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Modal:
        await asyncio.sleep(pace)
        return FORM

    bot.require("try")
    interaction = bot.discord.begin_command("try")
    await finish(bot, interaction)

    if pace < 3:
        assert (interaction.failure, interaction.callback_type) == (None, MODAL)
        assert acknowledgements(interaction) == [pace]
    else:
        assert interaction.failure == "no answer within 3 s"
    assert ("has not answered after 2.0 s, and is not deferred" in caplog.text) == (pace > MOMENT)
    assert background == "task" or bot.left_behind == []
