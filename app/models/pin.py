"""
Messages that are pinned to a channel.

https://docs.discord.com/developers/resources/message#message-pin-object
"""

import datetime as dt

from app.models.base import NO_TIME, Model
from app.models.message import Message


class MessagePin(Model, kw_only=True):
    """A message that is pinned.

    Attributes:
        pinned_at: When it was.

    https://docs.discord.com/developers/resources/message#message-pin-object
    """

    pinned_at: dt.datetime = NO_TIME
    message: Message = Message()


class PinPage(Model, kw_only=True):
    """A part of the messages that are pinned to a channel, the newest pin first.

    Attributes:
        has_more: Whether there are older pins.

    https://docs.discord.com/developers/resources/message#get-channel-pins
    """

    items: tuple[MessagePin, ...] = ()
    has_more: bool = False
