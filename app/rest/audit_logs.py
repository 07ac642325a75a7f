"""
Audit logs: who did what in a server.

https://docs.discord.com/developers/resources/audit-log
"""

from collections.abc import AsyncIterator, Sequence

from app.models.audit_log import AuditLog, AuditLogEntry, AuditLogEvent
from app.rest import routes
from app.rest.paging import check_direction, paginate
from app.rest.requester import Requester

ENTRIES_A_PAGE = 100


class AuditLogsResource:
    """`rest.audit_logs`: who did what in servers; the bot needs View Audit Log."""

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
            before: Only entries older than this id.
            after: Only entries newer than this id, the oldest first; 0 for all.
            limit: How many at most, 1 to 100.

        Raises:
            ValueError: If both `before` and `after` are given.

        https://docs.discord.com/developers/resources/audit-log#get-guild-audit-log
        """
        check_direction("entries of an audit log", before, after)
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
        after: int | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[AuditLogEntry]:
        """Go through the entries, from the newest to older ones; with `after`, from there to newer ones.

            async for entry in rest.audit_logs.list(guild_id, action_type=AuditLogEvent.member_kick): ...

        Args:
            guild_id: The server.
            user_id: Only what this user did.
            target_id: Only what was done to this user, channel, role and so on.
            action_type: Only what is of this kind.
            before: Only entries older than this id.
            after: Only entries newer than this id, the oldest first; 0 for all.
            limit: How many at most; None for all.

        Raises:
            ValueError: If both `before` and `after` are given.

        https://docs.discord.com/developers/resources/audit-log#get-guild-audit-log
        """
        check_direction("entries of an audit log", before, after)

        async def read(count: int, behind: int | None) -> Sequence[AuditLogEntry]:
            log = await self.get(
                guild_id,
                user_id=user_id,
                target_id=target_id,
                action_type=action_type,
                before=behind if after is None else None,
                after=None if after is None else behind,
                limit=count,
            )
            return log.audit_log_entries

        start = before if after is None else after
        return paginate(read, size=ENTRIES_A_PAGE, limit=limit, start=start, cursor=lambda entry: entry.id)
