"""Every sentence that Postern itself shows to users, in one table."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.command_errors import (
    AlreadyUsed,
    BadArgument,
    BadLiteralArgument,
    BotMissingPermissions,
    CommandError,
    CommandOnCooldown,
    EntitlementMissing,
    MaxConcurrencyReached,
    MissingAnyRole,
    MissingPermissions,
    MissingRequiredArgument,
    MissingRequiredAttachment,
    MissingRole,
    NoPrivateMessage,
    NotInvoker,
    NotOwner,
    NSFWChannelRequired,
    PrivateMessageOnly,
    TooLate,
    UserNotAllowed,
)
from app.models.flags import Permissions, name_permissions

SENTENCES = MappingProxyType(
    {
        "command_gone": "This command was updated or removed. Reload Discord and try again.",
        "component_gone": "This message is from an older version of the bot. Ask for a new one and try again.",
        "component_expired": "This has expired. Ask for a new one and try again.",
        "refused": "You cannot use this here.",
        "server_needed": "This can only be used in a server.",
        "private_message_needed": "This can only be used in a direct message.",
        "owner_needed": "This is for the owners of the bot alone.",
        "invoker_needed": "This is for the one who asked for it.",
        "other_user_needed": "You are not among those who may use this.",
        "nsfw_channel_needed": "This can only be used in an age-restricted channel.",
        "permissions_needed": "You need these permissions here: {permissions}.",
        "bot_permissions_needed": "The bot needs these permissions here: {permissions}.",
        "role_needed": "You need the role {roles}.",
        "any_role_needed": "You need one of these roles: {roles}.",
        "entitlement_needed": "This needs a purchase that neither you nor this server has.",
        "too_late": "This could be used until {until}.",
        "already_used": "This can be used only once, and it has been.",
        "on_cooldown": "You have used this too often. Try again in {wait}.",
        "too_many_at_once": "This is being used by as many as it can be. Try again in a moment.",
        "member_needed": "This works for members of this server alone.",
        "option_invalid": "`{option}` cannot be {value!r:.100}.",
        "option_needs_member": "`{option}` must be a member of this server.",
        "option_needs_other_channel": "`{option}` cannot be a channel of this kind.",
        "option_missing": "This command was updated: `{option}` is missing. Reload Discord and try again.",
        "form_gone": "What you entered is kept no more. Please fill in the form again.",
        "form_files": "Files cannot be kept: choose them again.",
        "form_field_gone": "This form was updated: `{option}` is missing. Open the form again.",
        "form_field_missing": "`{option}` must be filled in.",
        "form_needs_whole_number": "`{option}` must be a whole number.",
        "form_needs_number": "`{option}` must be a number, such as 2.5.",
        "form_needs_date": "`{option}` must be a date, written as 2026-11-21.",
        "form_needs_time": "`{option}` must be a date and a time, written as 2026-11-21 18:00.",
        "form_needs_span": "`{option}` must be a span of time, such as 1h 30m.",
        "form_needs_id": "`{option}` must be an id or a mention.",
        "form_needs_colour": "`{option}` must be a colour, such as #ff00cc.",
        "form_needs_emoji": "`{option}` must be an emoji.",
        "form_needs_message": "`{option}` must be the link of a message.",
        "form_needs_choice": "`{option}` must be one of the values that are offered.",
        "form_choice_gone": "`{option}`: what you chose is not there any more. Choose again.",
        "form_too_short": "`{option}` is too short. It needs {limit} or more characters.",
        "form_too_long": "`{option}` is too long. Shorten it to {limit} or fewer characters.",
        "form_too_small": "`{option}` must be {least} or more.",
        "form_too_large": "`{option}` must be {most} or less.",
        "form_not_between": "`{option}` must be between {least} and {most}.",
        "form_too_few": "`{option}`: choose {limit} or more.",
        "form_too_many": "`{option}`: choose {limit} or fewer.",
        "stopped": "The bot is being restarted, and could not finish this. Try again in a moment.",
        "no_answer": "This ended without an answer. Its developers can find the reason under `{reference}`.",
        "failed": "Something went wrong. Its developers can find the reason under `{reference}`.",
    }
)


def sentence(key: str, /, **values: object) -> str:
    """Return a sentence, with the values put in."""
    return SENTENCES[key].format(**values)


_REFUSALS: Mapping[type[CommandError], str] = {
    NoPrivateMessage: "server_needed",
    PrivateMessageOnly: "private_message_needed",
    NotOwner: "owner_needed",
    NotInvoker: "invoker_needed",
    UserNotAllowed: "other_user_needed",
    NSFWChannelRequired: "nsfw_channel_needed",
    MissingPermissions: "permissions_needed",
    BotMissingPermissions: "bot_permissions_needed",
    MissingRole: "role_needed",
    MissingAnyRole: "any_role_needed",
    EntitlementMissing: "entitlement_needed",
    TooLate: "too_late",
    CommandOnCooldown: "on_cooldown",
    AlreadyUsed: "already_used",
    MaxConcurrencyReached: "too_many_at_once",
    BadArgument: "option_invalid",
    BadLiteralArgument: "option_invalid",
    MissingRequiredArgument: "option_missing",
    MissingRequiredAttachment: "option_missing",
    CommandError: "refused",
}


def refusal(error: CommandError) -> str:
    """Return the sentence of a refusal that brings none of its own, made of the values that it carries."""
    key = next(_REFUSALS[kind] for kind in type(error).__mro__ if kind in _REFUSALS)
    # A subclass of the author's may have left out the values of its base.
    values: dict[str, Any] = {"option": "", "value": None} | vars(error)
    roles = getattr(error, "roles", None) or (getattr(error, "role", ""),)
    values["permissions"] = name_permissions(getattr(error, "missing", Permissions(0)))
    values["wait"] = _spell_wait(getattr(error, "retry_after", 0.0))
    values["until"] = f"<t:{error.until:.0f}:f>" if isinstance(error, TooLate) else ""
    values["roles"] = ", ".join(f"<@&{role}>" if isinstance(role, int) else str(role) for role in roles)
    return sentence(key, **values)


def _spell_wait(seconds: float) -> str:
    """Return a time to wait in whole seconds, minutes or hours, never too short."""
    for unit, length in (("hours", 3600), ("minutes", 60)):
        if seconds > length:
            return f"{math.ceil(seconds / length)} {unit}"
    count = max(math.ceil(seconds), 1)
    return "1 second" if count == 1 else f"{count} seconds"
