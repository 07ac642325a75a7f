"""
Registering application commands.

https://docs.discord.com/developers/interactions/application-commands#registering-a-command
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from app.models.base import convert, encode
from app.models.command import ApplicationCommand
from app.rest import routes
from app.rest.requester import Requester

Registered: TypeAlias = tuple[ApplicationCommand, ...]
ToRegister: TypeAlias = Sequence[ApplicationCommand | Mapping[str, Any]]
"""Commands as models, or as the JSON that Discord takes."""


class CommandsResource:
    """`rest.commands`: the commands that Discord knows of an application."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def list_global(self, application_id: int) -> Registered:
        """List all global commands, with their localizations."""
        return convert(await self.read_registered(application_id), Registered)

    async def list_guild(self, application_id: int, guild_id: int) -> Registered:
        """List all commands of a guild, with their localizations."""
        return convert(await self.read_registered(application_id, guild_id), Registered)

    async def read_registered(self, application_id: int, guild_id: int | None = None) -> list[Mapping[str, Any]]:
        """Read commands as Discord writes them, so that nothing is lost when they are sent back.

        Args:
            application_id: Whose commands.
            guild_id: The guild; None for global ones.
        """
        if guild_id is None:
            answer = await self._requester.request(routes.LIST_GLOBAL_COMMANDS, application_id=application_id)
        else:
            answer = await self._requester.request(
                routes.LIST_GUILD_COMMANDS, application_id=application_id, guild_id=guild_id
            )
        return convert(answer, list[Mapping[str, Any]])

    async def overwrite_global(self, application_id: int, commands: ToRegister) -> Registered:
        """Replace all global commands by these; what is not among them is deleted.

        Returns:
            The commands as Discord registered them, with their ids.
        """
        answer = await self._requester.request(
            routes.OVERWRITE_GLOBAL_COMMANDS, encode(commands), application_id=application_id
        )
        return convert(answer, Registered)

    async def overwrite_guild(self, application_id: int, guild_id: int, commands: ToRegister) -> Registered:
        """Replace all commands of a guild by these; what is not among them is deleted.

        Returns:
            The commands as Discord registered them, with their ids.
        """
        answer = await self._requester.request(
            routes.OVERWRITE_GUILD_COMMANDS, encode(commands), application_id=application_id, guild_id=guild_id
        )
        return convert(answer, Registered)
