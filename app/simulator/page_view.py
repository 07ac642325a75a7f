"""
What the playground's page is told: the world, the commands, the newest interactions.

Tokens and keys stay out of it; the page needs none.
"""

from itertools import islice

from app.simulator.component_views import shown_text
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.rules import AUTOCOMPLETE
from app.simulator.world import CATEGORY, Channel, Json, World

_SHOWN_INTERACTIONS = 30
_SHOWN_LOGS = 100


def page_view(discord: Discord) -> Json:
    """Tell all that the page shows."""
    world = discord.world
    newest = (i for i in reversed(discord.interactions.values()) if i.type != AUTOCOMPLETE)
    shown = [interaction_view(interaction) for interaction in islice(newest, _SHOWN_INTERACTIONS)]
    return {
        "revision": str(discord.revision),
        "application": {"id": str(discord.application_id), "name": world.application.name},
        "endpoint": discord.endpoint,
        "bot": {"state": discord.bot_state, "detail": discord.bot_detail},
        "guild": {"id": str(world.guild.id), "name": world.guild.name},
        "commands": [*discord.commands.listed(world.guild.id), *discord.commands.listed()],
        "users": _users(world),
        "roles": [{"id": str(role.id), "name": role.name} for role in world.guild.roles.values()],
        "channels": [_channel(channel) for channel in world.guild.channels.values()],
        "messages": _messages(world),
        "interactions": shown[::-1],
        "logs": [_log(record) for record in islice(reversed(discord.logs), _SHOWN_LOGS)][::-1],
        "violations": discord.violations[-20:],
    }


def interaction_view(interaction: Interaction) -> Json:
    """Tell what the page shows of one interaction."""
    origin = interaction.origin
    return {
        "id": str(interaction.id),
        "name": interaction.name,
        "type": interaction.type,
        "state": interaction.state,
        "failure": interaction.failure,
        "callback_type": interaction.callback_type,
        "user": origin.user.display_name if origin else None,
        "channel": (origin.channel.name or "direct message") if origin else None,
        "options": interaction.payload.get("data", {}).get("options", []),
        "original": interaction.original,
        "followups": interaction.followups,
        "choices": interaction.choices,
        "modal": interaction.modal,
        "edits": [{"message_id": str(edit.message_id), "content": edit.content} for edit in interaction.edits],
        "timeline": interaction.timeline,
    }


def _users(world: World) -> list[Json]:
    return [
        {"id": str(user.id), "name": user.display_name, "username": user.username, "bot": user.bot}
        for user in world.users.values()
    ]


def _channel(channel: Channel) -> Json:
    # Nobody can type into a category, so it is a value of options but no place to act.
    return {
        "id": str(channel.id),
        "name": channel.name,
        "type": channel.type,
        "can_act": channel.type != CATEGORY,
    }


def _messages(world: World) -> list[Json]:
    newest = islice((m for m in reversed(world.messages.values()) if shown_text(m)), 25)
    return [
        {"id": m["id"], "author": m["author"]["global_name"] or m["author"]["username"], "content": shown_text(m)[:80]}
        for m in newest
    ]


def _log(record: Json) -> Json:
    """Make a record fit for JSON, whatever a log line carries."""
    return {str(key): value if isinstance(value, int | float | bool) else str(value) for key, value in record.items()}
