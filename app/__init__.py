"""
Postern: Discord bots over HTTP. The one door for bot authors.

    from app import CommandContext, slash_command

    @slash_command
    async def ping(ctx: CommandContext) -> str:
        \"\"\"Say hello.\"\"\"
        return "Pong!"

Discord's types stand in `app.models`, the pytest kit in `app.testing`.
Everything else may change without notice.

Names are loaded when they are first used, so `import app` costs nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.bot import Bot as Bot
    from app.context.autocomplete import AutocompleteContext as AutocompleteContext
    from app.context.base import Context as Context
    from app.context.base import InteractionContext as InteractionContext
    from app.context.command import CommandContext as CommandContext
    from app.errors import AlreadyResponded as AlreadyResponded
    from app.errors import AppError as AppError
    from app.errors import BadArgument as BadArgument
    from app.errors import CheckFailure as CheckFailure
    from app.errors import CommandError as CommandError
    from app.errors import Forbidden as Forbidden
    from app.errors import NoPrivateMessage as NoPrivateMessage
    from app.errors import NotFound as NotFound
    from app.errors import RestError as RestError
    from app.errors import UserInputError as UserInputError
    from app.models.response import CommandAnswer as CommandAnswer
    from app.models.response import EditFields as EditFields
    from app.models.response import MessageFields as MessageFields
    from app.models.response import Reply as Reply
    from app.models.response import Unset as Unset
    from app.parameters.option import Autocompleter as Autocompleter
    from app.parameters.option import Choice as Choice
    from app.parameters.option import Choices as Choices
    from app.parameters.option import Option as Option
    from app.rest.client import Rest as Rest
    from app.stores.base import Store as Store
    from app.tree.command import Command as Command
    from app.tree.command import CommandOptions as CommandOptions
    from app.tree.command import Group as Group
    from app.tree.command import GroupOptions as GroupOptions
    from app.tree.command import group as group
    from app.tree.command import message_command as message_command
    from app.tree.command import slash_command as slash_command
    from app.tree.command import user_command as user_command

_MODULES = {
    "AlreadyResponded": "app.errors",
    "AppError": "app.errors",
    "AutocompleteContext": "app.context.autocomplete",
    "Autocompleter": "app.parameters.option",
    "BadArgument": "app.errors",
    "Bot": "app.bot",
    "CheckFailure": "app.errors",
    "Choice": "app.parameters.option",
    "Choices": "app.parameters.option",
    "Command": "app.tree.command",
    "CommandAnswer": "app.models.response",
    "CommandContext": "app.context.command",
    "CommandError": "app.errors",
    "CommandOptions": "app.tree.command",
    "Context": "app.context.base",
    "EditFields": "app.models.response",
    "Forbidden": "app.errors",
    "Group": "app.tree.command",
    "GroupOptions": "app.tree.command",
    "InteractionContext": "app.context.base",
    "MessageFields": "app.models.response",
    "NoPrivateMessage": "app.errors",
    "NotFound": "app.errors",
    "Option": "app.parameters.option",
    "Reply": "app.models.response",
    "Rest": "app.rest.client",
    "RestError": "app.errors",
    "Store": "app.stores.base",
    "Unset": "app.models.response",
    "UserInputError": "app.errors",
    "group": "app.tree.command",
    "message_command": "app.tree.command",
    "slash_command": "app.tree.command",
    "user_command": "app.tree.command",
}

__all__ = sorted(_MODULES)


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
