"""
The checks that nearly every bot needs: where, who, with what permissions and roles.

Permission checks believe only what Discord computed for this very interaction:
`member.permissions` and `app_permissions`, with roles and the channel's
overwrites applied. What stands in the options, or in `resolved`, is about
somebody else, or typed by the user.

`default_member_permissions` is no check: admins of a server change it, and
Discord does not apply it to buttons of a message that is already there.

https://docs.discord.com/developers/topics/permissions
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Never, overload

from app.checks.base import add_check
from app.checks.node import F, make_check
from app.command_errors import (
    BotMissingPermissions,
    EntitlementMissing,
    MissingAnyRole,
    MissingPermissions,
    MissingRole,
    NotOwner,
    NSFWChannelRequired,
    PrivateMessageOnly,
)
from app.context.base import Context
from app.errors import AppError, DefinitionError, RestError
from app.models.base import Snowflake
from app.models.channel import Thread
from app.models.command import InteractionContextType
from app.models.entitlement import Entitlement
from app.models.flags import Permissions
from app.models.interaction import Interaction
from app.providers import where_called

_SERVERS = (InteractionContextType.guild,)
_MESSAGES = (InteractionContextType.bot_dm, InteractionContextType.private_channel)
_NONE = Permissions(0)
_ID = re.compile(r"\d{17,20}")


@overload
def guild_only(target: F, /) -> F: ...
@overload
def guild_only() -> Callable[[F], F]: ...
def guild_only(target: Any = None, /) -> Any:
    """Let this be used in servers alone; bare or called.

    Discord does not offer a command elsewhere of which this holds for every
    subcommand, and whoever tries it anyway is told so: `NoPrivateMessage`.

    Raises:
        DefinitionError: If it is for direct messages alone.
    """
    return _put(target, _is_in_server, _SERVERS)


@overload
def dm_only(target: F, /) -> F: ...
@overload
def dm_only() -> Callable[[F], F]: ...
def dm_only(target: Any = None, /) -> Any:
    """Let this be used in direct messages and group messages alone; bare or called.

    Discord does not offer a command elsewhere of which this holds for every
    subcommand, and whoever tries it anyway is told so: `PrivateMessageOnly`.

    Raises:
        DefinitionError: If it is for servers alone.
    """
    return _put(target, _is_in_messages, _MESSAGES)


@overload
def owner_only(target: F, /) -> F: ...
@overload
def owner_only() -> Callable[[F], F]: ...
def owner_only(target: Any = None, /) -> Any:
    """Let the bot's owners alone use this; bare or called. Others are told so: `NotOwner`.

    Owners are those that `Bot(owner_ids=…)` names; else the application's
    owner, or the owner, admins and developers of its team.
    """
    return _put(target, _is_owner)


@overload
def is_nsfw(target: F, /) -> F: ...
@overload
def is_nsfw() -> Callable[[F], F]: ...
def is_nsfw(target: Any = None, /) -> Any:
    """Let this be used in age-restricted channels, and in direct messages; bare or called.

    Elsewhere the user is told so: `NSFWChannelRequired`. A thread is what its
    channel is. Discord does not say that with the interaction, so the channel
    is read over REST, at most once a minute.
    """
    return _put(target, _is_age_restricted)


def has_permissions(permissions: Permissions = _NONE, /, **by_name: Never) -> Callable[[F], F]:
    """Let those alone use this who have all of these permissions in the channel.

    Others are told what they lack: `MissingPermissions`. Administrators have
    every permission. Outside a server it is `NoPrivateMessage`.

    Args:
        permissions: `Permissions.ban_members | Permissions.kick_members`.
        by_name: Nothing: whoever writes `ban_members=True` is told the form.

    Raises:
        DefinitionError: If it is not called with permissions.
    """
    wanted = _read_permissions("has_permissions", permissions, by_name)

    def holds(ctx: Context) -> bool:
        missing = _find_missing(wanted, ctx.member.permissions or _NONE)
        if missing:
            raise MissingPermissions(missing)
        return True

    return _decorator(holds)


def bot_has_permissions(permissions: Permissions = _NONE, /, **by_name: Never) -> Callable[[F], F]:
    """Refuse where the bot itself lacks one of these permissions in the channel.

    The user is told what it lacks: `BotMissingPermissions`. Outside a server it
    is `NoPrivateMessage`.

    Args:
        permissions: `Permissions.ban_members | Permissions.kick_members`.
        by_name: Nothing: whoever writes `ban_members=True` is told the form.

    Raises:
        DefinitionError: If it is not called with permissions.
    """
    wanted = _read_permissions("bot_has_permissions", permissions, by_name)

    def holds(ctx: Context) -> bool:
        # Asked for its error: in direct messages Discord states permissions too.
        _ = ctx.guild_id
        missing = _find_missing(wanted, _interaction(ctx).app_permissions)
        if missing:
            raise BotMissingPermissions(missing)
        return True

    return _decorator(holds, bot_permissions=wanted)


def has_role(*roles: int | str) -> Callable[[F], F]:
    """Let those alone use this who have one of these roles.

    Others are told which: `MissingRole`, or `MissingAnyRole` of several.
    Outside a server it is `NoPrivateMessage`.

    An id is looked for among the roles that Discord signed. A name is looked
    up among the roles of the server, over REST, at most once a minute; and
    whoever may rename a role decides who has it.

    Args:
        roles: Their ids, or names as the server writes them.

    Raises:
        DefinitionError: If there are none, or one is neither id nor name.
    """
    _read_roles(roles)

    async def holds(ctx: Context) -> bool:
        held = {*ctx.member.roles, ctx.guild_id}
        if not held.isdisjoint(role for role in roles if isinstance(role, int)):
            return True
        names = {role for role in roles if isinstance(role, str)}
        if names and not held.isdisjoint(await _find_role_ids(ctx, names)):
            return True
        raise MissingRole(roles[0]) if len(roles) == 1 else MissingAnyRole(roles)

    return _decorator(holds)


def entitled(sku_id: int, /) -> Callable[[F], F]:
    """Let those alone use this who bought it, or are in a server that did.

    Others are told so: `EntitlementMissing`. What counts is an entitlement in
    the interaction that holds now: neither ended nor taken back nor consumed.

    Args:
        sku_id: Id of what is sold.

    Raises:
        DefinitionError: If it is not called with an id.

    https://docs.discord.com/developers/monetization/implementing-app-subscriptions
    """
    if not _is_number(sku_id):
        raise DefinitionError(where_called()[0], "entitled takes the id of an SKU: @entitled(1234567890123456789)")

    def holds(ctx: Context) -> bool:
        interaction = _interaction(ctx)
        if any(one.sku_id == sku_id and _is_live(one, interaction) for one in interaction.entitlements):
            return True
        raise EntitlementMissing(sku_id)

    return _decorator(holds)


def _put(target: Any, predicate: Callable[..., Any], contexts: tuple[InteractionContextType, ...] | None = None) -> Any:
    made = make_check(predicate)
    return add_check(target, made, contexts) if target is not None else lambda later: add_check(later, made, contexts)


def _decorator(
    predicate: Callable[[Context], bool | Awaitable[bool]], *, bot_permissions: Permissions | None = None
) -> Callable[[F], F]:
    made = replace(make_check(predicate), bot_permissions=bot_permissions)
    return lambda target: add_check(target, made)


def _interaction(ctx: Context) -> Interaction:
    if ctx.interaction is None:
        raise AppError("this check reads what Discord signs with an interaction, and this conversation is none")
    return ctx.interaction


def _is_in_server(ctx: Context) -> bool:
    # Raises the right error itself.
    return bool(ctx.guild_id)


def _is_in_messages(ctx: Context) -> bool:
    if _interaction(ctx).guild_id is not None:
        raise PrivateMessageOnly
    return True


async def _is_owner(ctx: Context) -> bool:
    if not await ctx.bot.is_owner(ctx.user):
        raise NotOwner
    return True


async def _is_age_restricted(ctx: Context) -> bool:
    interaction = _interaction(ctx)
    channel = interaction.channel
    if interaction.guild_id is None or (channel is not None and channel.nsfw):
        return True
    if isinstance(channel, Thread) and channel.parent_id:
        try:
            parent = await ctx.rest.channels.get_recent(channel.parent_id)
        except RestError as error:
            raise AppError(f"is_nsfw could not read channel {channel.parent_id}, which the thread is in") from error
        if parent.nsfw:
            return True
    raise NSFWChannelRequired


async def _find_role_ids(ctx: Context, names: set[str]) -> set[Snowflake]:
    try:
        roles = await ctx.rest.roles.list_recent(ctx.guild_id)
    except RestError as error:
        why = f"has_role could not look up {sorted(names)} in server {ctx.guild_id}; ids of roles need no looking up"
        raise AppError(why) from error
    return {role.id for role in roles if role.name in names}


def _is_live(entitlement: Entitlement, interaction: Interaction) -> bool:
    # The id says when the interaction was made: as signed, and without a clock.
    now = interaction.id.created_at
    # One that names a server is that server's, whoever in it paid.
    if entitlement.guild_id is not None:
        is_ours = entitlement.guild_id == interaction.guild_id
    else:
        is_ours = entitlement.user_id == interaction.user.id
    has_begun = entitlement.starts_at is None or entitlement.starts_at <= now
    has_ended = entitlement.ends_at is not None and entitlement.ends_at <= now
    return is_ours and has_begun and not (has_ended or entitlement.deleted or entitlement.consumed)


def _find_missing(wanted: Permissions, held: Permissions) -> Permissions:
    return _NONE if Permissions.administrator in held else wanted & ~held


def _read_permissions(name: str, permissions: object, by_name: dict[str, Any]) -> Permissions:
    if isinstance(permissions, Permissions) and permissions and not by_name:
        return permissions
    known = [f"Permissions.{flag}" for flag in by_name if flag in Permissions.__members__]
    form = " | ".join(known) or "Permissions.ban_members | Permissions.kick_members"
    raise DefinitionError(where_called()[0], f"{name} is called with Permissions: @{name}({form})")


def _read_roles(roles: tuple[object, ...]) -> None:
    form = '@has_role(1234567890123456789), or @has_role("Moderator", "Admin")'
    if not roles:
        raise DefinitionError(where_called()[0], f"has_role needs a role: {form}")
    for role in roles:
        if not (_is_number(role) or (isinstance(role, str) and role)):
            raise DefinitionError(
                where_called()[0], f"has_role takes ids and names of roles, and {role!r} is none: {form}"
            )
        if isinstance(role, str) and _ID.fullmatch(role):
            raise DefinitionError(where_called()[0], f"{role!r} looks like an id, which is a number: @has_role({role})")


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
