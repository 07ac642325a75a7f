"""
Registering application commands.

https://docs.discord.com/developers/interactions/application-commands#registering-a-command
"""

from collections.abc import Sequence

from app.models.base import convert, encode
from app.models.command import ApplicationCommand
from app.rest import routes
from app.rest.requester import Requester


class CommandsResource:
    """`rest.commands`: the commands that Discord knows of an application."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def overwrite(
        self, application_id: int, commands: Sequence[ApplicationCommand]
    ) -> tuple[ApplicationCommand, ...]:
        """Replace all global commands by these; what is not among them is deleted.

        Returns:
            The commands as Discord registered them, with their ids.
        """
        answer = await self._requester.request(
            routes.OVERWRITE_GLOBAL_COMMANDS, encode(commands), application_id=application_id
        )
        return convert(answer, tuple[ApplicationCommand, ...])
