"""
Scheduled events of servers.

https://docs.discord.com/developers/resources/guild-scheduled-event
"""

import datetime as dt
from collections.abc import AsyncIterator, Sequence

from app.models.response import UNSET, Unset
from app.models.scheduled_event import (
    GuildScheduledEvent,
    GuildScheduledEventEntityMetadata,
    GuildScheduledEventEntityType,
    GuildScheduledEventPrivacyLevel,
    GuildScheduledEventStatus,
    GuildScheduledEventUser,
    RecurrenceRule,
)
from app.rest import routes
from app.rest.fields import given
from app.rest.paging import paginate
from app.rest.requester import Requester
from app.rest.values import instant, picture, snowflake

USERS_A_PAGE = 100


class ScheduledEventsResource:
    """`rest.scheduled_events`: what is going to happen in servers; this needs a bot token.

    To make events takes the permission Create Events, to edit or delete those of
    others Manage Events; both count in the event's channel if it has one, where
    the bot must also be able to join.
    """

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def list(self, guild_id: int, *, with_user_count: bool = False) -> tuple[GuildScheduledEvent, ...]:
        """Read the events of a server.

        Args:
            guild_id: The server.
            with_user_count: Whether to count, for each, the users who are interested.

        https://docs.discord.com/developers/resources/guild-scheduled-event#list-scheduled-events-for-guild
        """
        return await self._requester.fetch(
            tuple[GuildScheduledEvent, ...],
            routes.LIST_GUILD_SCHEDULED_EVENTS,
            query={"with_user_count": with_user_count},
            guild_id=guild_id,
        )

    async def get(self, guild_id: int, event_id: int, *, with_user_count: bool = False) -> GuildScheduledEvent:
        """Read an event.

        Args:
            guild_id: The server.
            event_id: The event.
            with_user_count: Whether to count the users who are interested.

        https://docs.discord.com/developers/resources/guild-scheduled-event#get-guild-scheduled-event
        """
        return await self._requester.fetch(
            GuildScheduledEvent,
            routes.GET_GUILD_SCHEDULED_EVENT,
            query={"with_user_count": with_user_count},
            guild_id=guild_id,
            guild_scheduled_event_id=event_id,
        )

    async def create(
        self,
        guild_id: int,
        name: str,
        *,
        scheduled_start_time: dt.datetime,
        entity_type: GuildScheduledEventEntityType,
        channel_id: int | Unset = UNSET,
        entity_metadata: GuildScheduledEventEntityMetadata | Unset = UNSET,
        scheduled_end_time: dt.datetime | Unset = UNSET,
        description: str | Unset = UNSET,
        image: bytes | Unset = UNSET,
        recurrence_rule: RecurrenceRule | Unset = UNSET,
        reason: str | None = None,
    ) -> GuildScheduledEvent:
        """Make an event; a server has at most 100 to come or under way.

        Args:
            guild_id: The server.
            name: 1 to 100 characters.
            scheduled_start_time: When it starts. A time without a zone is
                local; so is that of its end.
            entity_type: Where it takes place.
            channel_id: The stage or voice channel; for an external event, none.
            entity_metadata: The location of an external event, which needs it.
            scheduled_end_time: When it ends; an external event needs it.
            description: 1 to 1,000 characters.
            image: The cover picture, as the bytes of an image file.
            recurrence_rule: When it takes place again.
            reason: What the audit log says, at most 512 characters.

        Raises:
            ValueError: If the image is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/guild-scheduled-event#create-guild-scheduled-event
        """
        data = given(
            name=name,
            privacy_level=GuildScheduledEventPrivacyLevel.guild_only,
            scheduled_start_time=instant(scheduled_start_time),
            scheduled_end_time=instant(scheduled_end_time),
            entity_type=entity_type,
            channel_id=snowflake(channel_id),
            entity_metadata=entity_metadata,
            description=description,
            image=picture(image),
            recurrence_rule=_write_rule(recurrence_rule),
        )
        return await self._requester.fetch(
            GuildScheduledEvent, routes.CREATE_GUILD_SCHEDULED_EVENT, data, reason=reason, guild_id=guild_id
        )

    async def edit(
        self,
        guild_id: int,
        event_id: int,
        *,
        name: str | Unset = UNSET,
        status: GuildScheduledEventStatus | Unset = UNSET,
        scheduled_start_time: dt.datetime | Unset = UNSET,
        scheduled_end_time: dt.datetime | Unset | None = UNSET,
        entity_type: GuildScheduledEventEntityType | Unset = UNSET,
        channel_id: int | Unset | None = UNSET,
        entity_metadata: GuildScheduledEventEntityMetadata | Unset | None = UNSET,
        description: str | Unset | None = UNSET,
        image: bytes | Unset | None = UNSET,
        recurrence_rule: RecurrenceRule | Unset | None = UNSET,
        reason: str | None = None,
    ) -> GuildScheduledEvent:
        """Edit an event; what is not given stays as it is, None clears.

        By `status` an event is started, ended, or called off before it started.
        To make it external, `channel_id` must be None, and the location and the
        end be given. Another `recurrence_rule` may undo all exceptions. The other
        arguments are those of `create`.

        Raises:
            ValueError: If the image is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/guild-scheduled-event#modify-guild-scheduled-event
        """
        data = given(
            name=name,
            status=status,
            scheduled_start_time=instant(scheduled_start_time),
            scheduled_end_time=instant(scheduled_end_time),
            entity_type=entity_type,
            channel_id=snowflake(channel_id),
            entity_metadata=entity_metadata,
            description=description,
            image=picture(image),
            recurrence_rule=_write_rule(recurrence_rule),
        )
        return await self._requester.fetch(
            GuildScheduledEvent,
            routes.UPDATE_GUILD_SCHEDULED_EVENT,
            data,
            reason=reason,
            guild_id=guild_id,
            guild_scheduled_event_id=event_id,
        )

    async def delete(self, guild_id: int, event_id: int) -> None:
        """Delete an event.

        https://docs.discord.com/developers/resources/guild-scheduled-event#delete-guild-scheduled-event
        """
        await self._requester.request(
            routes.DELETE_GUILD_SCHEDULED_EVENT, guild_id=guild_id, guild_scheduled_event_id=event_id
        )

    def list_users(
        self,
        guild_id: int,
        event_id: int,
        *,
        with_member: bool = False,
        after: int | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[GuildScheduledEventUser]:
        """Go through the users who are interested in an event, by their ids.

            async for interested in rest.scheduled_events.list_users(guild_id, event_id): ...

        Args:
            guild_id: The server.
            event_id: The event.
            with_member: Whether to read each as a member of the server too.
            after: Only users whose id is greater.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/guild-scheduled-event#get-guild-scheduled-event-users
        """

        async def read(count: int, behind: int | None) -> Sequence[GuildScheduledEventUser]:
            return await self._requester.fetch(
                tuple[GuildScheduledEventUser, ...],
                routes.LIST_GUILD_SCHEDULED_EVENT_USERS,
                query={"limit": count, "with_member": with_member, "after": behind},
                guild_id=guild_id,
                guild_scheduled_event_id=event_id,
            )

        return paginate(read, size=USERS_A_PAGE, limit=limit, start=after, cursor=lambda interested: interested.user.id)


def _write_rule(rule: RecurrenceRule | Unset | None) -> RecurrenceRule | Unset | None:
    return rule.replace(start=instant(rule.start)) if isinstance(rule, RecurrenceRule) else rule
