"""The resource alone: what it asks for, and what it gives back."""

import pytest

from app.errors import Forbidden, NotFound
from app.models.message import Message
from tests.given import given_bot
from tests.rest.channels import ChannelMessages


async def test_a_message_is_read_with_the_bots_token() -> None:
    wires: list[ChannelMessages] = []

    def wire(beyond: object) -> ChannelMessages:
        wires.append(ChannelMessages(beyond, {(1, 5): "hello"}))  # type: ignore[arg-type]
        return wires[0]

    bot = given_bot(wire=wire)

    message = await bot.bot.rest.messages.get(1, 5)

    assert isinstance(message, Message)
    assert (message.id, message.channel_id, message.content) == (5, 1, "hello")
    (request,) = wires[0].requests
    assert (request.method, request.headers["Authorization"]) == ("GET", f"Bot {bot.discord.bot_token}")
    with pytest.raises(NotFound):
        await bot.bot.rest.messages.get(1, 6)
    with pytest.raises(Forbidden):
        await bot.bot.rest.messages.get(2, 5)
