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
    from app.checks.base import check as check
    from app.checks.builtin import bot_has_permissions as bot_has_permissions
    from app.checks.builtin import dm_only as dm_only
    from app.checks.builtin import entitled as entitled
    from app.checks.builtin import guild_only as guild_only
    from app.checks.builtin import has_permissions as has_permissions
    from app.checks.builtin import has_role as has_role
    from app.checks.builtin import is_nsfw as is_nsfw
    from app.checks.builtin import owner_only as owner_only
    from app.checks.cooldowns import cooldown as cooldown
    from app.checks.cooldowns import max_concurrency as max_concurrency
    from app.checks.node import Node as Node
    from app.command_errors import BadArgument as BadArgument
    from app.command_errors import BadLiteralArgument as BadLiteralArgument
    from app.command_errors import BotMissingPermissions as BotMissingPermissions
    from app.command_errors import CheckFailure as CheckFailure
    from app.command_errors import CommandError as CommandError
    from app.command_errors import CommandInvokeError as CommandInvokeError
    from app.command_errors import CommandOnCooldown as CommandOnCooldown
    from app.command_errors import EntitlementMissing as EntitlementMissing
    from app.command_errors import MaxConcurrencyReached as MaxConcurrencyReached
    from app.command_errors import MissingAnyRole as MissingAnyRole
    from app.command_errors import MissingPermissions as MissingPermissions
    from app.command_errors import MissingRequiredArgument as MissingRequiredArgument
    from app.command_errors import MissingRequiredAttachment as MissingRequiredAttachment
    from app.command_errors import MissingRole as MissingRole
    from app.command_errors import NoPrivateMessage as NoPrivateMessage
    from app.command_errors import NotOwner as NotOwner
    from app.command_errors import NSFWChannelRequired as NSFWChannelRequired
    from app.command_errors import PrivateMessageOnly as PrivateMessageOnly
    from app.command_errors import UserInputError as UserInputError
    from app.context.autocomplete import AutocompleteContext as AutocompleteContext
    from app.context.base import Context as Context
    from app.context.command import CommandContext as CommandContext
    from app.context.component import ComponentContext as ComponentContext
    from app.context.interaction import InteractionContext as InteractionContext
    from app.context.modal import ModalContext as ModalContext
    from app.errors import AlreadyResponded as AlreadyResponded
    from app.errors import AnswerInvalid as AnswerInvalid
    from app.errors import AppError as AppError
    from app.errors import BadRequest as BadRequest
    from app.errors import CloudflareBanned as CloudflareBanned
    from app.errors import CommandNotFound as CommandNotFound
    from app.errors import ComponentNotFound as ComponentNotFound
    from app.errors import DeadlineMissed as DeadlineMissed
    from app.errors import Forbidden as Forbidden
    from app.errors import NotFound as NotFound
    from app.errors import RateLimited as RateLimited
    from app.errors import ResponseError as ResponseError
    from app.errors import RestError as RestError
    from app.errors import ServerError as ServerError
    from app.errors import TokenExpired as TokenExpired
    from app.errors import TransportError as TransportError
    from app.errors import Unauthorized as Unauthorized
    from app.listeners import Listener as Listener
    from app.listeners import listen as listen
    from app.models.response import CommandAnswer as CommandAnswer
    from app.models.response import ComponentAnswer as ComponentAnswer
    from app.models.response import EditFields as EditFields
    from app.models.response import IneligibilityReason as IneligibilityReason
    from app.models.response import LaunchActivity as LaunchActivity
    from app.models.response import MessageFields as MessageFields
    from app.models.response import Modal as Modal
    from app.models.response import ModalAnswer as ModalAnswer
    from app.models.response import PurchaseEligibility as PurchaseEligibility
    from app.models.response import Reply as Reply
    from app.models.response import Unset as Unset
    from app.models.response import Update as Update
    from app.parameters.bundle import Options as Options
    from app.parameters.converter import Converter as Converter
    from app.parameters.converters import ColourConverter as ColourConverter
    from app.parameters.converters import DatetimeConverter as DatetimeConverter
    from app.parameters.converters import EmojiConverter as EmojiConverter
    from app.parameters.converters import MessageConverter as MessageConverter
    from app.parameters.converters import SnowflakeConverter as SnowflakeConverter
    from app.parameters.converters import TimedeltaConverter as TimedeltaConverter
    from app.parameters.converters import URLConverter as URLConverter
    from app.parameters.matching import cached as cached
    from app.parameters.matching import match as match
    from app.parameters.option import Autocompleter as Autocompleter
    from app.parameters.option import Choice as Choice
    from app.parameters.option import Choices as Choices
    from app.parameters.option import Option as Option
    from app.plugins.plugin import Plugin as Plugin
    from app.plugins.plugin import after_invoke as after_invoke
    from app.plugins.plugin import before_invoke as before_invoke
    from app.plugins.plugin import on_error as on_error
    from app.rest.client import Rest as Rest
    from app.rest.routes import Route as Route
    from app.stores.base import Store as Store
    from app.tree.command import Command as Command
    from app.tree.command import CommandOptions as CommandOptions
    from app.tree.command import GroupOptions as GroupOptions
    from app.tree.decorators import entry_point_command as entry_point_command
    from app.tree.decorators import message_command as message_command
    from app.tree.decorators import slash_command as slash_command
    from app.tree.decorators import user_command as user_command
    from app.tree.entry_point import EntryPointCommand as EntryPointCommand
    from app.tree.group import Group as Group
    from app.tree.group import group as group

_MODULES = {
    "AlreadyResponded": "app.errors",
    "AnswerInvalid": "app.errors",
    "AppError": "app.errors",
    "AutocompleteContext": "app.context.autocomplete",
    "Autocompleter": "app.parameters.option",
    "BadArgument": "app.command_errors",
    "BadLiteralArgument": "app.command_errors",
    "BadRequest": "app.errors",
    "Bot": "app.bot",
    "BotMissingPermissions": "app.command_errors",
    "CheckFailure": "app.command_errors",
    "Choice": "app.parameters.option",
    "Choices": "app.parameters.option",
    "CloudflareBanned": "app.errors",
    "ColourConverter": "app.parameters.converters",
    "Command": "app.tree.command",
    "CommandAnswer": "app.models.response",
    "CommandContext": "app.context.command",
    "CommandError": "app.command_errors",
    "CommandInvokeError": "app.command_errors",
    "CommandNotFound": "app.errors",
    "CommandOnCooldown": "app.command_errors",
    "CommandOptions": "app.tree.command",
    "ComponentAnswer": "app.models.response",
    "ComponentContext": "app.context.component",
    "ComponentNotFound": "app.errors",
    "Context": "app.context.base",
    "Converter": "app.parameters.converter",
    "DatetimeConverter": "app.parameters.converters",
    "DeadlineMissed": "app.errors",
    "EditFields": "app.models.response",
    "EmojiConverter": "app.parameters.converters",
    "EntitlementMissing": "app.command_errors",
    "EntryPointCommand": "app.tree.entry_point",
    "Forbidden": "app.errors",
    "Group": "app.tree.group",
    "GroupOptions": "app.tree.command",
    "IneligibilityReason": "app.models.response",
    "InteractionContext": "app.context.interaction",
    "LaunchActivity": "app.models.response",
    "Listener": "app.listeners",
    "MaxConcurrencyReached": "app.command_errors",
    "MessageConverter": "app.parameters.converters",
    "MessageFields": "app.models.response",
    "MissingAnyRole": "app.command_errors",
    "MissingPermissions": "app.command_errors",
    "MissingRequiredArgument": "app.command_errors",
    "MissingRequiredAttachment": "app.command_errors",
    "MissingRole": "app.command_errors",
    "Modal": "app.models.response",
    "ModalAnswer": "app.models.response",
    "ModalContext": "app.context.modal",
    "NSFWChannelRequired": "app.command_errors",
    "NoPrivateMessage": "app.command_errors",
    "Node": "app.checks.node",
    "NotFound": "app.errors",
    "NotOwner": "app.command_errors",
    "Option": "app.parameters.option",
    "Options": "app.parameters.bundle",
    "Plugin": "app.plugins.plugin",
    "PrivateMessageOnly": "app.command_errors",
    "PurchaseEligibility": "app.models.response",
    "RateLimited": "app.errors",
    "Reply": "app.models.response",
    "ResponseError": "app.errors",
    "Rest": "app.rest.client",
    "RestError": "app.errors",
    "Route": "app.rest.routes",
    "ServerError": "app.errors",
    "SnowflakeConverter": "app.parameters.converters",
    "Store": "app.stores.base",
    "TimedeltaConverter": "app.parameters.converters",
    "TokenExpired": "app.errors",
    "TransportError": "app.errors",
    "URLConverter": "app.parameters.converters",
    "Unauthorized": "app.errors",
    "Unset": "app.models.response",
    "Update": "app.models.response",
    "UserInputError": "app.command_errors",
    "after_invoke": "app.plugins.plugin",
    "before_invoke": "app.plugins.plugin",
    "bot_has_permissions": "app.checks.builtin",
    "cached": "app.parameters.matching",
    "check": "app.checks.base",
    "cooldown": "app.checks.cooldowns",
    "dm_only": "app.checks.builtin",
    "entitled": "app.checks.builtin",
    "entry_point_command": "app.tree.decorators",
    "group": "app.tree.group",
    "guild_only": "app.checks.builtin",
    "has_permissions": "app.checks.builtin",
    "has_role": "app.checks.builtin",
    "is_nsfw": "app.checks.builtin",
    "listen": "app.listeners",
    "match": "app.parameters.matching",
    "max_concurrency": "app.checks.cooldowns",
    "message_command": "app.tree.decorators",
    "on_error": "app.plugins.plugin",
    "owner_only": "app.checks.builtin",
    "slash_command": "app.tree.decorators",
    "user_command": "app.tree.decorators",
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
