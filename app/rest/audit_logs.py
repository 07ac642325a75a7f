"""
Audit logs: who did what in a server.

https://docs.discord.com/developers/resources/audit-log
"""

from collections.abc import AsyncIterator, Sequence

from app.models.audit_log import AuditLog, AuditLogEntry, AuditLogEvent
from app.rest import routes
from app.rest.paging import paginate
from app.rest.requester import Requester

PAGE = 100
"""Entries that Discord gives at once."""


class AuditLogsResource:
    """`rest.audit_logs`: who did what in servers; the bot needs the permission View Audit Log."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get(
        self,
        guild_id: int,
        *,
        user_id: int | None = None,
        target_id: int | None = None,
        action_type: AuditLogEvent | None = None,
        before: int | None = None,
        after: int | None = None,
        limit: int = 50,
    ) -> AuditLog:
        """Read entries, and what they are about: users, webhooks, threads and so on.

        Entries are kept for 45 days. The newest come first; with `after`, the oldest.

        Args:
            guild_id: The server.
            user_id: Only what this user did.
            target_id: Only what was done to this user, channel, role and so on.
            action_type: Only what is of this kind.
            before: Id of the entry before which to read.
            after: Id of the entry behind which to read; 0 for all from the oldest on.
            limit: How many at most, 1 to 100.

        https://docs.discord.com/developers/resources/audit-log#get-guild-audit-log
        """
        query = {
            "user_id": user_id,
            "target_id": target_id,
            "action_type": action_type,
            "before": before,
            "after": after,
            "limit": limit,
        }
        return await self._requester.fetch(
            AuditLog, routes.LIST_GUILD_AUDIT_LOG_ENTRIES, query=query, guild_id=guild_id
        )

    def list(
        self,
        guild_id: int,
        *,
        user_id: int | None = None,
        target_id: int | None = None,
        action_type: AuditLogEvent | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[AuditLogEntry]:
        """Go through the entries, from the newest to the oldest.

            async for entry in rest.audit_logs.list(guild_id, action_type=AuditLogEvent.member_kick): ...

        Args:
            guild_id: The server.
            user_id: Only what this user did.
            target_id: Only what was done to this user, channel, role and so on.
            action_type: Only what is of this kind.
            before: Id of the entry before which to begin.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/audit-log#get-guild-audit-log
        """

        async def read(count: int, before: int | None) -> Sequence[AuditLogEntry]:
            log = await self.get(
                guild_id, user_id=user_id, target_id=target_id, action_type=action_type, before=before, limit=count
            )
            return log.audit_log_entries

        return paginate(read, size=PAGE, limit=limit, start=before, cursor=lambda entry: entry.id)
