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
    from app.checks.guards import invoker_only as invoker_only
    from app.checks.guards import once as once
    from app.checks.guards import only_users as only_users
    from app.checks.guards import until as until
    from app.checks.node import Node as Node
    from app.command_errors import AlreadyUsed as AlreadyUsed
    from app.command_errors import BadArgument as BadArgument
    from app.command_errors import BadLiteralArgument as BadLiteralArgument
    from app.command_errors import BotMissingPermissions as BotMissingPermissions
    from app.command_errors import CheckFailure as CheckFailure
    from app.command_errors import CommandError as CommandError
    from app.command_errors import CommandInvokeError as CommandInvokeError
    from app.command_errors import CommandOnCooldown as CommandOnCooldown
    from app.command_errors import EntitlementMissing as EntitlementMissing
    from app.command_errors import FormInvalid as FormInvalid
    from app.command_errors import MaxConcurrencyReached as MaxConcurrencyReached
    from app.command_errors import MissingAnyRole as MissingAnyRole
    from app.command_errors import MissingPermissions as MissingPermissions
    from app.command_errors import MissingRequiredArgument as MissingRequiredArgument
    from app.command_errors import MissingRequiredAttachment as MissingRequiredAttachment
    from app.command_errors import MissingRole as MissingRole
    from app.command_errors import NoPrivateMessage as NoPrivateMessage
    from app.command_errors import NotInvoker as NotInvoker
    from app.command_errors import NotOwner as NotOwner
    from app.command_errors import NSFWChannelRequired as NSFWChannelRequired
    from app.command_errors import PrivateMessageOnly as PrivateMessageOnly
    from app.command_errors import TooLate as TooLate
    from app.command_errors import UserInputError as UserInputError
    from app.command_errors import UserNotAllowed as UserNotAllowed
    from app.components.button import ButtonHandler as ButtonHandler
    from app.components.button import button as button
    from app.components.flow import Flow as Flow
    from app.components.form import Form as Form
    from app.components.handler import HandlerOptions as HandlerOptions
    from app.components.modal import ModalHandler as ModalHandler
    from app.components.modal import modal as modal
    from app.components.pages import Page as Page
    from app.components.pages import Pages as Pages
    from app.components.select import SelectHandler as SelectHandler
    from app.components.select import select as select
    from app.components.view import View as View
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
    from app.errors import ComponentExpired as ComponentExpired
    from app.errors import ComponentNotFound as ComponentNotFound
    from app.errors import ComponentOutdated as ComponentOutdated
    from app.errors import CustomIdTooLong as CustomIdTooLong
    from app.errors import DeadlineMissed as DeadlineMissed
    from app.errors import DefinitionError as DefinitionError
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
    from app.models.modal import Modal as Modal
    from app.models.response import CommandAnswer as CommandAnswer
    from app.models.response import ComponentAnswer as ComponentAnswer
    from app.models.response import EditFields as EditFields
    from app.models.response import IneligibilityReason as IneligibilityReason
    from app.models.response import LaunchActivity as LaunchActivity
    from app.models.response import MessageFields as MessageFields
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
    from app.providers import provided as provided
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
    "AlreadyUsed": "app.command_errors",
    "AnswerInvalid": "app.errors",
    "AppError": "app.errors",
    "AutocompleteContext": "app.context.autocomplete",
    "Autocompleter": "app.parameters.option",
    "BadArgument": "app.command_errors",
    "BadLiteralArgument": "app.command_errors",
    "BadRequest": "app.errors",
    "Bot": "app.bot",
    "BotMissingPermissions": "app.command_errors",
    "ButtonHandler": "app.components.button",
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
    "ComponentExpired": "app.errors",
    "ComponentNotFound": "app.errors",
    "ComponentOutdated": "app.errors",
    "Context": "app.context.base",
    "Converter": "app.parameters.converter",
    "CustomIdTooLong": "app.errors",
    "DatetimeConverter": "app.parameters.converters",
    "DeadlineMissed": "app.errors",
    "DefinitionError": "app.errors",
    "EditFields": "app.models.response",
    "EmojiConverter": "app.parameters.converters",
    "EntitlementMissing": "app.command_errors",
    "EntryPointCommand": "app.tree.entry_point",
    "Flow": "app.components.flow",
    "Forbidden": "app.errors",
    "Form": "app.components.form",
    "FormInvalid": "app.command_errors",
    "Group": "app.tree.group",
    "GroupOptions": "app.tree.command",
    "HandlerOptions": "app.components.handler",
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
    "Modal": "app.models.modal",
    "ModalAnswer": "app.models.response",
    "ModalContext": "app.context.modal",
    "ModalHandler": "app.components.modal",
    "NSFWChannelRequired": "app.command_errors",
    "NoPrivateMessage": "app.command_errors",
    "Node": "app.checks.node",
    "NotFound": "app.errors",
    "NotInvoker": "app.command_errors",
    "NotOwner": "app.command_errors",
    "Option": "app.parameters.option",
    "Options": "app.parameters.bundle",
    "Page": "app.components.pages",
    "Pages": "app.components.pages",
    "Plugin": "app.plugins.plugin",
    "PrivateMessageOnly": "app.command_errors",
    "PurchaseEligibility": "app.models.response",
    "RateLimited": "app.errors",
    "Reply": "app.models.response",
    "ResponseError": "app.errors",
    "Rest": "app.rest.client",
    "RestError": "app.errors",
    "Route": "app.rest.routes",
    "SelectHandler": "app.components.select",
    "ServerError": "app.errors",
    "SnowflakeConverter": "app.parameters.converters",
    "Store": "app.stores.base",
    "TimedeltaConverter": "app.parameters.converters",
    "TokenExpired": "app.errors",
    "TooLate": "app.command_errors",
    "TransportError": "app.errors",
    "URLConverter": "app.parameters.converters",
    "Unauthorized": "app.errors",
    "Unset": "app.models.response",
    "Update": "app.models.response",
    "UserInputError": "app.command_errors",
    "UserNotAllowed": "app.command_errors",
    "View": "app.components.view",
    "after_invoke": "app.plugins.plugin",
    "before_invoke": "app.plugins.plugin",
    "bot_has_permissions": "app.checks.builtin",
    "button": "app.components.button",
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
    "invoker_only": "app.checks.guards",
    "is_nsfw": "app.checks.builtin",
    "listen": "app.listeners",
    "match": "app.parameters.matching",
    "max_concurrency": "app.checks.cooldowns",
    "message_command": "app.tree.decorators",
    "modal": "app.components.modal",
    "on_error": "app.plugins.plugin",
    "once": "app.checks.guards",
    "only_users": "app.checks.guards",
    "owner_only": "app.checks.builtin",
    "provided": "app.providers",
    "select": "app.components.select",
    "slash_command": "app.tree.decorators",
    "until": "app.checks.guards",
    "user_command": "app.tree.decorators",
}

__all__ = sorted(_MODULES)


if not TYPE_CHECKING:
    # A type checker would take every misspelled name for Any.

    def __getattr__(name: str) -> Any:
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(module), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
