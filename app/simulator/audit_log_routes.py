"""
The REST route that shows what was done in a guild.

https://docs.discord.com/developers/resources/audit-log#get-guild-audit-log
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import entry_view
from app.simulator.channel_views import channel_view
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.event_views import event_view
from app.simulator.guild_records import AuditLogEntry
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import page_id, page_limit
from app.simulator.views import user_view
from app.simulator.webhook_views import webhook_view
from app.simulator.world import Guild, Json

_MOST, _DEFAULT = 1000, 50


class AuditLogRoutes:
    """Handler of the audit log route."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the route."""
        return [door.open("/guilds/{guild_id:int}/audit-logs", {"GET": self.read})]

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List entries, the newest first, or from `after` on the oldest first, and what they are about."""
        guild = self._access.guild(request.path_params["guild_id"], Permission.VIEW_AUDIT_LOG)
        limit = page_limit(request, most=_MOST, default=_DEFAULT)
        before, after = page_id(request, "before"), page_id(request, "after")
        filters = {key: page_id(request, key) for key in ("user_id", "target_id", "action_type")}
        found = [
            entry
            for entry in self._discord.world.audit_log
            if entry.guild_id == guild.id
            and all(value is None or getattr(entry, key) == value for key, value in filters.items())
            and (before is None or entry.id < before)
            and (after is None or entry.id > after)
        ]
        found.sort(key=lambda entry: entry.id, reverse=after is None)
        return json_response(self._view(guild, found[:limit]))

    def _view(self, guild: Guild, entries: list[AuditLogEntry]) -> Json:
        world = self._discord.world
        ids = {entry.target_id for entry in entries}
        user_ids = ids | {entry.user_id for entry in entries}
        commands = [*self._discord.commands.listed(), *self._discord.commands.listed(guild.id)]
        return {
            "audit_log_entries": [entry_view(entry) for entry in entries],
            "users": [user_view(user) for user in world.users.values() if user.id in user_ids],
            "integrations": [],
            "webhooks": [webhook_view(world, webhook) for webhook in world.webhooks.values() if webhook.id in ids],
            "guild_scheduled_events": [
                event_view(event) for event_id, event in guild.scheduled_events.items() if event_id in ids
            ],
            "threads": [
                channel_view(world, channel)
                for channel in guild.channels.values()
                if channel.is_thread and channel.id in ids
            ],
            "application_commands": [command for command in commands if int(command["id"]) in ids],
            "auto_moderation_rules": [rule for rule_id, rule in guild.moderation_rules.items() if rule_id in ids],
        }
