"""
What a user can choose in the select menus of messages and modals.

https://docs.discord.com/developers/components/reference#string-select
"""

from collections.abc import Mapping, Sequence

from app.simulator.component_fields import (
    CHANNEL_SELECT,
    MENTIONABLE_SELECT,
    ROLE_SELECT,
    STRING_SELECT,
    USER_SELECT,
)
from app.simulator.payloads import Origin
from app.simulator.permissions import Permission, permissions_in
from app.simulator.resolved import Resolved
from app.simulator.world import Channel, Json, Role


def choose(
    menu: Json,
    values: Sequence[object],
    origin: Origin,
    resolved: Resolved,
    *,
    optional: bool = False,
    unchecked: bool = False,
) -> list[str]:
    """Choose in a select menu of any kind.

    Args:
        menu: The menu, as it stands in its message or modal.
        values: Values of its options; users, roles and channels as objects of
            the world or as ids.
        origin: Who chooses, and where.
        resolved: Collects the objects behind ids.
        optional: Whether nothing may be chosen whatever the menu's limits are.
        unchecked: Choose even what Discord's client would not let one choose.

    Returns:
        The values of the interaction.

    Raises:
        LookupError: If an id belongs to nothing.
        ValueError: If the client does not offer this, or not so much of it.
    """
    name = name_of(menu)
    chosen = [_VALUES[menu["type"]](menu, value, origin, resolved, unchecked) for value in values]
    if not unchecked:
        check_count(name, chosen, menu.get("min_values", 1), menu.get("max_values", 1), optional=optional)
    return chosen


def check_count(name: str, chosen: Sequence[object], least: int, most: int, *, optional: bool) -> None:
    """Check that so many can be chosen, and each once.

    Raises:
        ValueError: If not.
    """
    if len(set(chosen)) < len(chosen):
        raise ValueError(f"{name}: nothing can be chosen twice: {', '.join(map(str, chosen))}")
    if len(chosen) > most:
        raise ValueError(f"{name}: at most {most} can be chosen, not {len(chosen)}")
    if len(chosen) < least and not (optional and not chosen):
        raise ValueError(f"{name}: at least {least} must be chosen, not {len(chosen)}")


def check_offered(name: str, value: str, options: Sequence[Json]) -> None:
    """Check that a value is that of one of the options.

    Raises:
        ValueError: If it is not; lists those there are.
    """
    offered = [str(option["value"]) for option in options]
    if value not in offered:
        raise ValueError(f"{name}: {value!r} is not among the options: {', '.join(map(repr, offered))}")


def name_of(component: Mapping[str, object]) -> str:
    """Say which component this is, as a user would say it."""
    emoji = component.get("emoji")
    shown = component.get("label") or (emoji.get("name") if isinstance(emoji, dict) else None)
    return str(shown or component.get("placeholder") or component.get("custom_id") or component.get("id"))


def _option(menu: Json, value: object, origin: Origin, resolved: Resolved, unchecked: bool) -> str:
    if not unchecked:
        check_offered(name_of(menu), str(value), menu.get("options", ()))
    return str(value)


def _user(menu: Json, value: object, origin: Origin, resolved: Resolved, unchecked: bool) -> str:
    user_id = resolved.user(value)
    guild = origin.guild
    here = guild.members.keys() if guild is not None else {user.id for user in origin.channel.recipients}
    if not unchecked and int(user_id) not in here:
        username = origin.world.users[int(user_id)].username
        raise ValueError(
            f"{name_of(menu)}: {username} is not {'a member of ' + guild.name if guild else 'in this chat'}"
        )
    return user_id


def _role(menu: Json, value: object, origin: Origin, resolved: Resolved, unchecked: bool) -> str:
    guild = origin.guild
    if not unchecked and isinstance(value, Role) and (guild is None or value.id not in guild.roles):
        raise ValueError(f"{name_of(menu)}: the role {value.name!r} is of another server")
    return resolved.role(value)


def _mentionable(menu: Json, value: object, origin: Origin, resolved: Resolved, unchecked: bool) -> str:
    return (_user if resolved.is_user(value) else _role)(menu, value, origin, resolved, unchecked)


def _channel(menu: Json, value: object, origin: Origin, resolved: Resolved, unchecked: bool) -> str:
    channel = resolved.channel(value)
    if not unchecked:
        _check_channel(menu, channel, origin)
    return str(channel.id)


def _check_channel(menu: Json, channel: Channel, origin: Origin) -> None:
    name, guild, types = name_of(menu), origin.guild, menu.get("channel_types")
    if guild is None or channel.id not in guild.channels:
        raise ValueError(f"{name}: the channel {channel.name!r} is not of this server")
    if types and channel.type not in types:
        raise ValueError(f"{name}: {channel.name!r} is a channel of type {channel.type}, not one of {types}")
    if not permissions_in(guild, guild.members[origin.user.id], channel) & Permission.VIEW_CHANNEL:
        raise ValueError(f"{name}: {origin.user.username} does not see the channel {channel.name!r}")


_VALUES = {
    STRING_SELECT: _option,
    USER_SELECT: _user,
    ROLE_SELECT: _role,
    MENTIONABLE_SELECT: _mentionable,
    CHANNEL_SELECT: _channel,
}
