"""What the modules of mistakes have at hand: what authors import, and a few declarations of their own."""

# ruff: noqa: F401 - the names are used in the sources

import enum
from typing import Annotated, Any, Literal

from app import Choice, CommandContext, Option, group, message_command, slash_command, user_command
from app.models import Channel, Member, Message, TextChannel, User, VoiceChannel
from app.models.attachment import Attachment
from app.models.guild import Emoji
from app.parameters.bundle import Options
from app.parameters.converters import ColourConverter
from app.plugins.plugin import Plugin


class Database: ...


class Colour(enum.Enum):
    RED = "#f00"


class NeedsMore:
    def __init__(self, table: object) -> None: ...

    async def convert(self, ctx: object, value: str) -> None: ...


class WrongConvert:
    @classmethod
    async def convert(cls, value: str) -> None: ...


class Rates:
    def convert(self, amount: int) -> None: ...


class Page(Options):
    number: int = 1


class Nested(Options):
    page: Page


class WithDependency(Options):
    db: Database


class WithList(Options):
    words: list[str]


class StrayPage(Options):
    """A page.

    Attributes:
        size: How many lines.
    """

    number: int = 1
