"""
Whom and what the bot user stands above: only that may it change.

https://docs.discord.com/developers/topics/permissions#permission-hierarchy
"""

from app.simulator.refusal import Refusal
from app.simulator.world import Guild, Member, Role, World


def stands_above_role(world: World, guild: Guild, role: Role) -> bool:
    """Tell whether the bot user's highest role is above a role; an owner is above all."""
    bot = guild.members[world.application.bot.id]
    return guild.owner_id == bot.user.id or _rank(role) < _highest(guild, bot)


def stands_above_member(world: World, guild: Guild, member: Member) -> bool:
    """Tell whether the bot user is above a member; nobody is above the owner, or above himself."""
    bot = guild.members[world.application.bot.id]
    if guild.owner_id in (bot.user.id, member.user.id):
        return guild.owner_id == bot.user.id and member is not bot
    return _highest(guild, member) < _highest(guild, bot)


def require_above_role(world: World, guild: Guild, role: Role) -> None:
    """Refuse what would reach a role that the bot user is not above.

    Raises:
        Refusal: 403 with code 50013.
    """
    if not stands_above_role(world, guild, role):
        raise Refusal(403, 50013)


def require_above_member(world: World, guild: Guild, member: Member) -> None:
    """Refuse what would reach a member that the bot user is not above.

    Raises:
        Refusal: 403 with code 50013.
    """
    if not stands_above_member(world, guild, member):
        raise Refusal(403, 50013)


def _rank(role: Role) -> tuple[int, int]:
    # Of two roles at one position the older one stands higher.
    return role.position, -role.id


def _highest(guild: Guild, member: Member) -> tuple[int, int]:
    return max(_rank(guild.roles[role_id]) for role_id in [guild.id, *member.role_ids])
