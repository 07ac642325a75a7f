"""The bot's commands, registered in the simulated Discord as they are at the moment."""

import orjson

from app.bot import Bot
from app.errors import CommandNotFound
from app.models.base import convert, encode
from app.models.command import ApplicationCommand, ApplicationCommandType
from app.simulator.discord import Discord
from app.simulator.registration import PRIMARY_ENTRY_POINT


class Registered:
    """Registers the commands of a bot whenever there are others than before."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._known: list[str] = []

    def require(self, bot: Bot, name: str) -> None:
        """Register the commands as they are now, and see to it that this is one of them.

        Raises:
            CommandNotFound: If it is not; names those that are.
        """
        known = self.refresh(bot)
        if name not in known:
            raise CommandNotFound(f"{name}; there are: {', '.join(known)}")

    def require_entry_point(self, bot: Bot) -> None:
        """Register the commands as they are now, and see to it that one of them opens an Activity.

        Raises:
            CommandNotFound: If none does; names those that are.
        """
        known = self.refresh(bot)
        if not _has_entry_point(bot):
            raise CommandNotFound(f"entry point; there are: {', '.join(known)}")

    def refresh(self, bot: Bot) -> list[str]:
        """Register all commands if there are others than before, and return their paths."""
        known = [command.qualified_name for command in bot.tree.commands()]
        if known != self._known:
            self._register(bot)
            self._known = known
        return known

    def _register(self, bot: Bot) -> None:
        """Register all commands: those of servers in the one that there is here."""
        here = self._discord.world.guild.id
        for left in self._discord.commands.listed():
            # Discord takes no list without it, but a test that takes it away wants it gone.
            if left["type"] == PRIMARY_ENTRY_POINT and not _has_entry_point(bot):
                self._discord.commands.delete(int(left["id"]))
        for scope, commands in ((None, bot.tree.scopes()[None]), (here, bot.tree.gather(here))):
            registered = self._discord.register(orjson.loads(encode(commands)), scope)
            bot.tree.learn_ids(scope, convert(registered, tuple[ApplicationCommand, ...]))


def _has_entry_point(bot: Bot) -> bool:
    return any(one.type is ApplicationCommandType.primary_entry_point for one in bot.tree.commands())
