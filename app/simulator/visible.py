"""Tells which messages somebody sees."""

from app.simulator.permissions import Permission, permissions_for
from app.simulator.rules import EPHEMERAL
from app.simulator.world import Channel, Json, User, World


def visible_messages(world: World, channel: Channel, user: User) -> list[Json]:
    """List the messages of a channel that a user sees, oldest first; none where he may not look into it."""
    if not permissions_for(world, user, channel) & Permission.VIEW_CHANNEL:
        return []
    here = [one for one in world.messages.values() if one["channel_id"] == str(channel.id) and sees(user, one)]
    return sorted(here, key=lambda message: int(message["id"]))


def sees(user: User, message: Json) -> bool:
    """Tell whether a message is there for a user: an ephemeral one is for who caused it alone."""
    metadata = message.get("interaction_metadata") or {}
    return not message["flags"] & EPHEMERAL or (metadata.get("user") or {}).get("id") == str(user.id)
