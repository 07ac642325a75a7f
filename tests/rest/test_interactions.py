"""The resource alone, against the simulated Discord: what each method sends, and what it gives back."""

import orjson
import pytest

from app.context.command import CommandContext
from app.errors import NotFound
from app.models.message import Message
from app.models.response import MessageData, Outgoing
from app.testing import TestBot
from tests.given import newest


@pytest.fixture
async def bot() -> TestBot:
    """Give a bot that has just answered."""
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        return "hello"

    await bot.slash("try")
    return bot


async def test_the_original_can_be_read_edited_and_deleted(bot: TestBot) -> None:
    interactions, where = bot.bot.rest.interactions, (bot.discord.application_id, newest(bot).token)
    read = await interactions.get_original(*where)
    edited = await interactions.edit_original(*where, Outgoing(MessageData(content="bye")))
    again = await interactions.edit_original(*where, Outgoing({"content": "again"}))
    await interactions.delete_original(*where)

    assert isinstance(read, Message)
    assert [message.content for message in (read, edited, again)] == ["hello", "bye", "again"]
    assert read.id == edited.id
    with pytest.raises(NotFound) as caught:
        await interactions.get_original(*where)
    assert caught.value.code == 10008


async def test_a_followup_can_be_made_read_edited_and_deleted(bot: TestBot) -> None:
    interactions, where = bot.bot.rest.interactions, (bot.discord.application_id, newest(bot).token)
    made = await interactions.create_followup(*where, Outgoing(MessageData(content="more", flags=64)))
    read = await interactions.get_followup(*where, made.id)
    edited = await interactions.edit_followup(*where, made.id, Outgoing({"content": "less"}))
    await interactions.delete_followup(*where, made.id)

    assert [message.content for message in (made, read, edited)] == ["more", "more", "less"]
    assert newest(bot).followups == []
    assert bot.discord.violations == []


async def test_what_is_left_out_of_an_edit_is_not_sent(bot: TestBot) -> None:
    where = (bot.discord.application_id, newest(bot).token)
    await bot.bot.rest.interactions.edit_original(*where, Outgoing({"content": "bye", "embeds": ()}))

    assert bot.requests[-1][2] == orjson.loads(b'{"content":"bye","embeds":[]}')
