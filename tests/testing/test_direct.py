"""Contexts of components and forms, for handlers that a test calls by itself."""

import pytest

from app.context.component import ComponentContext
from app.context.modal import ModalContext
from app.models.display import TextDisplay
from app.models.modal import Modal
from app.models.response import Update
from app.testing import TestBot
from tests.given import newest


async def test_the_context_of_a_component_sits_on_a_message_of_the_bots() -> None:
    bot = TestBot(None)
    ctx = bot.context(ComponentContext)
    await ctx.update("changed")

    assert (ctx.message.author.id, ctx.message.content) == (bot.discord.application_id, "test")
    assert (ctx.author.display_name, ctx.interaction.component.custom_id) == ("Ben", "test")
    assert newest(bot).content == "changed"


async def test_the_context_of_a_component_opens_forms() -> None:
    bot = TestBot(None)
    await bot.context(ComponentContext).show_modal(Modal("form:1", "A form", [TextDisplay("Read this.")]))

    assert newest(bot).modal is not None


async def test_the_context_of_a_form_may_change_the_message_that_it_came_from() -> None:
    bot = TestBot(None)
    ctx = bot.context(ModalContext)
    await ctx.finish(Update("changed"))

    assert ctx.message is not None
    assert newest(bot).content == "changed"


async def test_a_context_is_of_a_kind_that_can_be_made() -> None:
    with pytest.raises(TypeError, match="no str can be made here; there are CommandContext, ComponentContext, Modal"):
        TestBot(None).context(str)
