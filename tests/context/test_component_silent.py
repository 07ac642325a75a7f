"""Handlers that return nothing where there is no message that could stay as it is."""

import pytest

from app.components.modal import modal
from app.context.command import CommandContext
from app.context.modal import ModalContext
from app.models.modal import Modal
from app.testing import TestBot
from tests.components.forms import Age


async def test_a_form_that_a_command_opened_is_not_acknowledged_silently(caplog: pytest.LogCaptureFixture) -> None:
    bot = TestBot(commands=None)

    @modal(title="Your age")
    async def age(ctx: ModalContext, form: Age) -> None: ...

    bot.bot.add(age)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Modal:
        return age.modal()

    told = await (await bot.slash("try")).submit(age=7)

    assert told.content.startswith("This ended without an answer.")
    assert "modal age returned None and never answered: return a str or Reply, or call ctx.respond()" in caplog.text
    assert "deferred update" not in caplog.text
