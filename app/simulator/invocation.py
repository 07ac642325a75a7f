"""
What Discord's client checks before it lets a user invoke a command.

Its sentences are for whoever wonders where his command is.

https://docs.discord.com/developers/interactions/application-commands#contexts
"""

from app.simulator.payloads import BOT_DM, GUILD, PRIVATE_CHANNEL, Origin, authorizing_integration_owners
from app.simulator.permissions import ALL, Permission, permission_names, permissions_for
from app.simulator.registration import USER
from app.simulator.registry import FoundCommand
from app.simulator.world import Guild, Json, Member

_PLACES = {GUILD: "in servers", BOT_DM: "in the DM with the bot", PRIVATE_CHANNEL: "in other private channels"}
_FOR_ROLE, _FOR_USER, _FOR_CHANNEL = 1, 2, 3


def check_available(origin: Origin, command: Json, *, unchecked: bool) -> None:
    """Check that a command is offered to this user, here.

    Args:
        origin: Who, and where.
        command: The command as registered.
        unchecked: Check nothing.

    Raises:
        ValueError: If the client would not list it.
    """
    if unchecked:
        return
    name, contexts = command["name"], command.get("contexts")
    if contexts is not None and origin.context not in contexts:
        offered = " and ".join(_PLACES[context] for context in sorted(contexts))
        raise ValueError(f"{name} is not offered {_PLACES[origin.context]}: its contexts say only {offered}")
    _check_installed(origin, command)
    guild = origin.guild
    if guild is None:
        return
    channel = origin.channel
    if command["nsfw"] and not channel.nsfw:
        raise ValueError(f"{name} is age-restricted, the channel {channel.name!r} is not")
    held = permissions_for(origin.world, origin.user, channel)
    if held == ALL:
        return
    if not held & Permission.VIEW_CHANNEL:
        raise ValueError(f"{origin.user.display_name} does not see this channel")
    may_not = f"{origin.user.display_name} may not use {name} here:"
    # What a user command says of somebody is said in the channel.
    basic = int(Permission.USE_APPLICATION_COMMANDS | (Permission.SEND_MESSAGES if command["type"] == USER else 0))
    if lacking := basic & ~held:
        raise ValueError(f"{may_not} such commands need {_listed(lacking)} in this channel")
    verdict = _overwritten(origin, guild, guild.members[origin.user.id], command)
    if verdict is False:
        raise ValueError(f"{may_not} the server's settings for the command (Integrations) do not let him")
    needed = command["default_member_permissions"]
    if verdict or needed is None:
        return
    if int(needed) == 0:
        raise ValueError(f"{may_not} its default_member_permissions are 0, which is for administrators alone")
    if lacking := int(needed) & ~held:
        raise ValueError(f"{may_not} it needs {_listed(lacking)}")


def focus_schema(found: FoundCommand, focused: str) -> Json:
    """Find the option that is being typed.

    Raises:
        ValueError: If there is none of that name, or it does not complete itself.
    """
    for option in found.schema:
        if option["name"] == focused:
            if option.get("autocomplete"):
                return option
            raise ValueError(f"the option {focused!r} is not registered with autocomplete")
    raise ValueError(f"no option {focused!r}; there are: {', '.join(o['name'] for o in found.schema) or 'none'}")


def _check_installed(origin: Origin, command: Json) -> None:
    """Check that the application is installed in one of the ways that the command is for.

    Raises:
        ValueError: If not.
    """
    types = command.get("integration_types", [0])
    if "guild_id" in command or authorizing_integration_owners(origin, types):
        return
    server = f"{origin.guild.name} has not" if origin.guild is not None else "this is none"
    ways = {0: f"by a server, and {server}", 1: f"by its user, and {origin.user.display_name} has not"}
    said = "; or ".join(ways[way] for way in sorted(types))
    raise ValueError(f"{command['name']} is not offered here: it asks that the application is installed {said}")


def _overwritten(origin: Origin, guild: Guild, member: Member, command: Json) -> bool | None:
    """Tell what a guild's own settings say of a command: that somebody may use it, or not; None for nothing.

    What is said of all commands of the application counts for those of which nothing is said on
    their own; it can take a command away, but grants nothing beyond what the command asks for.
    """
    own = guild.command_permissions.get(int(command["id"]))
    entries = own or guild.command_permissions.get(origin.world.application.id) or []
    said = {(entry["type"], int(entry["id"])): bool(entry["permission"]) for entry in entries}
    channel = origin.channel
    place = channel.parent_id if channel.is_thread and channel.parent_id is not None else channel.id
    # All channels together have an id of their own, one below the guild's.
    if not said.get((_FOR_CHANNEL, place), said.get((_FOR_CHANNEL, guild.id - 1), True)):
        return False
    of_roles = [said[_FOR_ROLE, role_id] for role_id in member.role_ids if (_FOR_ROLE, role_id) in said]
    verdict = any(of_roles) if of_roles else said.get((_FOR_ROLE, guild.id))
    verdict = said.get((_FOR_USER, member.user.id), verdict)
    return verdict if own or verdict is False else None


def _listed(permissions: int) -> str:
    return ", ".join(permission_names(permissions))
