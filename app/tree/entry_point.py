"""
The command that opens an application's Activity: its entry point.

An application with Activities has one, and Discord shows it where Activities
are launched. Either the application handles it, and may answer with the
Activity or with a message, or Discord launches the Activity by itself and the
application never hears of it.

https://docs.discord.com/developers/interactions/application-commands#entry-point-commands
"""

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from app.context.command import CommandContext
from app.errors import CommandNotFound, DefinitionError, OptionUnsupported
from app.models.command import ApplicationCommandType, EntryPointHandler
from app.models.response import CommandAnswer
from app.parameters import docstring
from app.parameters.signature import Signature
from app.providers import where_called
from app.tree.command import Command, CommandOptions
from app.tree.naming import MOST_DESCRIPTION, check_length, check_menu_name

P = ParamSpec("P")
RC = TypeVar("RC", bound=CommandAnswer)


async def launched_by_discord(ctx: CommandContext) -> None:
    """Stand where Discord handles the command, and say so if it does not.

    Raises:
        CommandNotFound: Always: what Discord has is another command than the code's.
    """
    raise CommandNotFound(f"{ctx.command.shown_name}: the code lets Discord launch the Activity, run postern sync")


class EntryPointCommand(Command[P, RC]):
    """The command that opens an Activity; without a handler it is Discord that does.

    Attributes:
        handler: Who handles it.
    """

    def __init__(
        self,
        callback: Callable[..., Any],
        name: str | None,
        options: CommandOptions,
        type: ApplicationCommandType = ApplicationCommandType.primary_entry_point,
    ) -> None:
        is_ours = callback is not launched_by_discord
        self.handler = EntryPointHandler.app_handler if is_ours else EntryPointHandler.discord_launch_activity
        super().__init__(callback, name, options, type)

    def __call__(self, ctx: CommandContext, /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, RC]:
        """Call the handler; a sync one runs in a thread.

        Raises:
            DefinitionError: If this was put on a function, though Discord
                handles the command.
        """
        if self.callback is launched_by_discord and not isinstance(ctx, CommandContext):
            why = f'{self.shown_name} is launched by Discord: leave out handler="discord", or the function below it'
            raise DefinitionError(self.where, why)
        return super().__call__(ctx, *args, **kwargs)

    @property
    def shown_name(self) -> str:
        """The name as people read it: `launch (entry point command)`."""
        return f"{self.qualified_name} (entry point command)"

    def _read(self) -> Signature:
        if self.callback is launched_by_discord:
            # Nothing of the author's but the line that declares it.
            return Signature(where_called()[0], (), {})
        return super()._read()

    def _make_name(self) -> str:
        if self.callback is launched_by_discord:
            why = 'a command that Discord handles is declared by its name: entry_point_command("launch", …)'
            raise DefinitionError(self.where, why)
        name: str = self.callback.__name__
        return name

    def _describe(self) -> str:
        is_ours = self.callback is not launched_by_discord
        return self.options.get("description") or (docstring.summary(self.callback) if is_ours else "")

    def _validate(self) -> None:
        check_menu_name(self.where, "command", self.name)
        # Discord takes one without a description, as the one is that it makes by itself.
        if self.description:
            check_length(self.where, f"description of {self.shown_name}", self.description, MOST_DESCRIPTION)
        if self.signature.options:
            parameter = self.signature.options[0].parameter
            raise OptionUnsupported(self.where, f"{parameter} is an option, and an entry point command takes none")
        if "guild_ids" in self.options:
            raise DefinitionError(self.where, "Discord has the entry point command everywhere alone: no guild_ids=")
