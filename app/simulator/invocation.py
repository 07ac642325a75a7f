"""
What Discord's client checks before it lets a user invoke a command.

https://docs.discord.com/developers/interactions/application-commands#contexts
"""

from app.simulator.payloads import GUILD, USER_INSTALL, Origin, authorizing_integration_owners
from app.simulator.permissions import ALL, permissions_in
from app.simulator.registry import FoundCommand
from app.simulator.world import Json


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
    name = command["name"]
    contexts = command.get("contexts")
    if contexts is not None and origin.context not in contexts:
        raise ValueError(f"{name} is not offered in context {origin.context}, only in {contexts}")
    types = command.get("integration_types", [0])
    if "guild_id" not in command and not authorizing_integration_owners(origin, types):
        way = "a user install" if types == [USER_INSTALL] else "an installation"
        raise ValueError(f"{name} is not offered here: {way} of the application is missing")
    if origin.context != GUILD:
        return
    if command["nsfw"] and not origin.channel.nsfw:
        raise ValueError(f"{name} is age-restricted, the channel {origin.channel.name!r} is not")
    guild = origin.guild
    assert guild is not None
    held = permissions_in(guild, guild.members[origin.user.id], origin.channel)
    needed = command["default_member_permissions"]
    if needed is None or held == ALL:
        return
    # "0" means: nobody but administrators.
    if int(needed) == 0 or held & int(needed) != int(needed):
        raise ValueError(f"{origin.user.username} may not use {name}: it needs the permissions {needed}, he has {held}")


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
