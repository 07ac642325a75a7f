"""
Registering application commands.

All of it takes the bot token, or an access token of the application itself
(`rest.oauth.get_client_token`); only who has a command is set by a user.

https://docs.discord.com/developers/interactions/application-commands#registering-a-command
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, Unpack

from app.models.base import convert
from app.models.command import (
    ApplicationCommand,
    CommandFields,
    CommandPermission,
    CommandPermissions,
)
from app.rest import routes
from app.rest.fields import known
from app.rest.requester import Requester
from app.rest.values import bits

Registered: TypeAlias = tuple[ApplicationCommand, ...]
OneToRegister: TypeAlias = ApplicationCommand | Mapping[str, Any]
ToRegister: TypeAlias = Sequence[OneToRegister]
"""Commands as models, or as the JSON that Discord takes."""


_WHOLE = {"with_localizations": True}


class CommandsResource:
    """`rest.commands`: the commands that Discord knows of an application."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def list_global(self, application_id: int) -> Registered:
        """Read all global commands, with their localizations.

        https://docs.discord.com/developers/interactions/application-commands#get-global-application-commands
        """
        return convert(await self.read_registered(application_id), Registered)

    async def list_guild(self, application_id: int, guild_id: int) -> Registered:
        """Read all commands of a server, with their localizations.

        https://docs.discord.com/developers/interactions/application-commands#get-guild-application-commands
        """
        return convert(await self.read_registered(application_id, guild_id), Registered)

    async def read_registered(self, application_id: int, guild_id: int | None = None) -> list[Mapping[str, Any]]:
        """Read commands as Discord writes them, so that nothing is lost when they are sent back.

        Args:
            application_id: Whose commands.
            guild_id: The server; None for global ones.
        """
        if guild_id is None:
            answer = await self._requester.request(
                routes.LIST_APPLICATION_COMMANDS, query=_WHOLE, application_id=application_id
            )
        else:
            answer = await self._requester.request(
                routes.LIST_GUILD_APPLICATION_COMMANDS, query=_WHOLE, application_id=application_id, guild_id=guild_id
            )
        return convert(answer, list[Mapping[str, Any]])

    async def overwrite_global(self, application_id: int, commands: ToRegister) -> Registered:
        """Replace all global commands by these; what is not among them is deleted.

        Returns:
            The commands as Discord registered them, with their ids.

        https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands
        """
        answer = await self._requester.request(
            routes.BULK_SET_APPLICATION_COMMANDS, commands, application_id=application_id
        )
        return convert(answer, Registered)

    async def overwrite_guild(self, application_id: int, guild_id: int, commands: ToRegister) -> Registered:
        """Replace all commands of a server by these; what is not among them is deleted.

        Returns:
            The commands as Discord registered them, with their ids.

        https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-guild-application-commands
        """
        answer = await self._requester.request(
            routes.BULK_SET_GUILD_APPLICATION_COMMANDS, commands, application_id=application_id, guild_id=guild_id
        )
        return convert(answer, Registered)

    async def get_global(self, application_id: int, command_id: int) -> ApplicationCommand:
        """Read a global command.

        https://docs.discord.com/developers/interactions/application-commands#get-global-application-command
        """
        return await self._requester.fetch(
            ApplicationCommand, routes.GET_APPLICATION_COMMAND, application_id=application_id, command_id=command_id
        )

    async def get_guild(self, application_id: int, guild_id: int, command_id: int) -> ApplicationCommand:
        """Read a command of a server.

        https://docs.discord.com/developers/interactions/application-commands#get-guild-application-command
        """
        return await self._requester.fetch(
            ApplicationCommand,
            routes.GET_GUILD_APPLICATION_COMMAND,
            application_id=application_id,
            guild_id=guild_id,
            command_id=command_id,
        )

    async def create_global(self, application_id: int, command: OneToRegister) -> ApplicationCommand:
        """Register a global command; one of the same type and name is replaced.

        At most 100 slash commands, 15 user commands, 15 message commands and
        one entry point, and 200 new commands in a day.

        https://docs.discord.com/developers/interactions/application-commands#create-global-application-command
        """
        return await self._requester.fetch(
            ApplicationCommand, routes.CREATE_APPLICATION_COMMAND, command, application_id=application_id
        )

    async def create_guild(self, application_id: int, guild_id: int, command: OneToRegister) -> ApplicationCommand:
        """Register a command in one server, where it is there at once; one of the same type and name is replaced.

        The limits are those of global commands, but for each server by itself.

        https://docs.discord.com/developers/interactions/application-commands#create-guild-application-command
        """
        return await self._requester.fetch(
            ApplicationCommand,
            routes.CREATE_GUILD_APPLICATION_COMMAND,
            command,
            application_id=application_id,
            guild_id=guild_id,
        )

    async def edit_global(
        self, application_id: int, command_id: int, **fields: Unpack[CommandFields]
    ) -> ApplicationCommand:
        """Edit a global command; what is not given stays as it is, None clears.

        Args:
            application_id: Whose command.
            command_id: The command.
            fields: See `CommandFields`.

        Raises:
            TypeError: If a field is none of these.

        https://docs.discord.com/developers/interactions/application-commands#edit-global-application-command
        """
        return await self._requester.fetch(
            ApplicationCommand,
            routes.UPDATE_APPLICATION_COMMAND,
            _to_wire("rest.commands.edit_global()", fields),
            application_id=application_id,
            command_id=command_id,
        )

    async def edit_guild(
        self, application_id: int, guild_id: int, command_id: int, **fields: Unpack[CommandFields]
    ) -> ApplicationCommand:
        """Edit a command of a server; what is not given stays as it is, None clears.

        Args:
            application_id: Whose command.
            guild_id: The server.
            command_id: The command.
            fields: See `CommandFields`.

        Raises:
            TypeError: If a field is none of these.

        https://docs.discord.com/developers/interactions/application-commands#edit-guild-application-command
        """
        return await self._requester.fetch(
            ApplicationCommand,
            routes.UPDATE_GUILD_APPLICATION_COMMAND,
            _to_wire("rest.commands.edit_guild()", fields),
            application_id=application_id,
            guild_id=guild_id,
            command_id=command_id,
        )

    async def delete_global(self, application_id: int, command_id: int) -> None:
        """Delete a global command, and with it who was allowed to use it.

        https://docs.discord.com/developers/interactions/application-commands#delete-global-application-command
        """
        await self._requester.request(
            routes.DELETE_APPLICATION_COMMAND, application_id=application_id, command_id=command_id
        )

    async def delete_guild(self, application_id: int, guild_id: int, command_id: int) -> None:
        """Delete a command of a server, and with it who was allowed to use it.

        https://docs.discord.com/developers/interactions/application-commands#delete-guild-application-command
        """
        await self._requester.request(
            routes.DELETE_GUILD_APPLICATION_COMMAND,
            application_id=application_id,
            guild_id=guild_id,
            command_id=command_id,
        )

    async def list_permissions(self, application_id: int, guild_id: int) -> tuple[CommandPermissions, ...]:
        """Read who has which command in a server; commands without entries of their own are left out.

        https://docs.discord.com/developers/interactions/application-commands#get-guild-application-command-permissions
        """
        return await self._requester.fetch(
            tuple[CommandPermissions, ...],
            routes.LIST_GUILD_APPLICATION_COMMAND_PERMISSIONS,
            application_id=application_id,
            guild_id=guild_id,
        )

    async def get_permissions(self, application_id: int, guild_id: int, command_id: int) -> CommandPermissions:
        """Read who has a command in a server.

        Args:
            application_id: Whose command.
            guild_id: The server.
            command_id: The command; the application's own id for all that have no entries.

        Raises:
            NotFound: If the command has no entries.

        https://docs.discord.com/developers/interactions/application-commands#get-application-command-permissions
        """
        return await self._requester.fetch(
            CommandPermissions,
            routes.GET_GUILD_APPLICATION_COMMAND_PERMISSIONS,
            application_id=application_id,
            guild_id=guild_id,
            command_id=command_id,
        )

    async def edit_permissions(
        self,
        application_id: int,
        guild_id: int,
        command_id: int,
        permissions: Sequence[CommandPermission],
        *,
        access_token: str,
    ) -> CommandPermissions:
        """Say who has a command in a server, in place of all entries that it had.

        Args:
            application_id: Whose command.
            guild_id: The server.
            command_id: The command; the application's own id for all that have no entries.
            permissions: The entries, at most 100.
            access_token: Of a user who may manage the server and
                its roles, for `applications.commands.permissions.update`; a
                bot may not do this.

        https://docs.discord.com/developers/interactions/application-commands#edit-application-command-permissions
        """
        return await self._requester.fetch(
            CommandPermissions,
            routes.SET_GUILD_APPLICATION_COMMAND_PERMISSIONS,
            {"permissions": permissions},
            authorization=f"Bearer {access_token}",
            application_id=application_id,
            guild_id=guild_id,
            command_id=command_id,
        )


def _to_wire(by: str, fields: CommandFields) -> dict[str, Any]:
    """Write permissions as Discord writes them."""
    data = known(by, fields, CommandFields)
    if "default_member_permissions" in data:
        data["default_member_permissions"] = bits(data["default_member_permissions"])
    return data
