"""Discord's JSON for scheduled events, and for those who are interested in them."""

from app.simulator.guild_records import ScheduledEvent
from app.simulator.guild_views import guild_member_view
from app.simulator.views import user_view
from app.simulator.world import Guild, Json, User

_INTERESTED = 1


def event_view(event: ScheduledEvent, *, with_user_count: bool = False) -> Json:
    """Give the scheduled event object."""
    return {**event.data, "user_count": len(event.user_ids)} if with_user_count else event.data


def event_user_view(event: ScheduledEvent, guild: Guild, user: User, *, with_member: bool) -> Json:
    """Give the scheduled event user object; somebody who left the guild has no member in it."""
    view: Json = {
        "guild_scheduled_event_id": event.data["id"],
        "guild_scheduled_event_exception_id": None,
        "user_id": str(user.id),
        "user": user_view(user),
        "response": _INTERESTED,
    }
    if with_member and user.id in guild.members:
        view["member"] = guild_member_view(guild.members[user.id])
    return view
