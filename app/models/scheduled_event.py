"""
Scheduled events: what is going to happen in a server, in a channel of it or elsewhere.

https://docs.discord.com/developers/resources/guild-scheduled-event
"""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake
from app.models.user import Member, User


class GuildScheduledEventPrivacyLevel(OpenIntEnum):
    """Who may know of an event.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-guild-scheduled-event-privacy-level
    """

    guild_only = 2


class GuildScheduledEventStatus(OpenIntEnum):
    """How far an event has come; a completed or canceled one stays so.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-guild-scheduled-event-status
    """

    scheduled = 1
    active = 2
    completed = 3
    canceled = 4


class GuildScheduledEventEntityType(OpenIntEnum):
    """Where an event takes place.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-guild-scheduled-event-entity-types
    """

    stage_instance = 1
    voice = 2
    external = 3


class RecurrenceFrequency(OpenIntEnum):
    """What an event comes back by.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object-guild-scheduled-event-recurrence-rule-frequency
    """

    yearly = 0
    monthly = 1
    weekly = 2
    daily = 3


class RecurrenceWeekday(OpenIntEnum):
    """A day of the week.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object-guild-scheduled-event-recurrence-rule-weekday
    """

    monday = 0
    tuesday = 1
    wednesday = 2
    thursday = 3
    friday = 4
    saturday = 5
    sunday = 6


class RecurrenceNWeekday(Model, kw_only=True):
    """A day within one of the month's weeks, such as the fourth Wednesday.

    Attributes:
        n: Which week, 1 to 5; 5 is the last one.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object-guild-scheduled-event-recurrence-rule-nweekday-structure
    """

    n: int = 0
    # Not a plain default, so that Monday is written.
    day: RecurrenceWeekday = msgspec.field(default_factory=lambda: RecurrenceWeekday.monday)


class RecurrenceRule(Model, kw_only=True):
    """When an event takes place again.

    Discord takes few of all rules that can be written: `by_weekday` for daily
    events (the days from Monday to Friday, Tuesday to Saturday or Sunday to
    Thursday, or two neighbours of Friday to Monday) and weekly ones (a single
    day), `by_n_weekday` for monthly ones (a single day), `by_month` together
    with `by_month_day` for yearly ones (a single date).

    Attributes:
        start: From when on; one without a zone is local.
        end: Until when. Discord sets it, and takes none; nor `by_year_day` and `count`.
        interval: Every how many days, weeks and so on; 2 for weekly events only, else 1.
        by_month: Months, from 1 to 12.
        by_month_day: Days of the month.
        by_year_day: Days of the year, from 1 to 364.
        count: How many times in all.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object
    """

    start: dt.datetime | None = None
    end: dt.datetime | None = None
    # Not plain defaults, so that both are written.
    frequency: RecurrenceFrequency = msgspec.field(default_factory=lambda: RecurrenceFrequency.weekly)
    interval: int = msgspec.field(default_factory=lambda: 1)
    by_weekday: tuple[RecurrenceWeekday, ...] | None = None
    by_n_weekday: tuple[RecurrenceNWeekday, ...] | None = None
    by_month: tuple[int, ...] | None = None
    by_month_day: tuple[int, ...] | None = None
    by_year_day: tuple[int, ...] | None = None
    count: int | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            start: dt.datetime | None = None,
            end: dt.datetime | None = None,
            frequency: RecurrenceFrequency = RecurrenceFrequency.weekly,
            interval: int = 1,
            by_weekday: Sequence[RecurrenceWeekday] | None = None,
            by_n_weekday: Sequence[RecurrenceNWeekday] | None = None,
            by_month: Sequence[int] | None = None,
            by_month_day: Sequence[int] | None = None,
            by_year_day: Sequence[int] | None = None,
            count: int | None = None,
        ) -> None: ...


class GuildScheduledEventException(Model, kw_only=True):
    """That a recurring event is skipped or moved once.

    Attributes:
        event_exception_id: Holds the time at which it was to start; not unique.
        scheduled_start_time: When it starts instead; None as before.
        scheduled_end_time: When it ends instead; None as before.
        is_canceled: Whether it is skipped.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-exception-object
    """

    event_id: Snowflake = NO_ID
    event_exception_id: Snowflake = NO_ID
    scheduled_start_time: dt.datetime | None = None
    scheduled_end_time: dt.datetime | None = None
    is_canceled: bool = False


class GuildScheduledEventUserResponse(OpenIntEnum):
    """What a user said about an event.

    It stands in Discord's OpenAPI description only.
    """

    uninterested = 0
    interested = 1


class GuildScheduledEventEntityMetadata(Model, kw_only=True):
    """What else there is to know of an event.

    Attributes:
        location: Where an external event takes place, 1 to 100 characters.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-guild-scheduled-event-entity-metadata
    """

    location: str | None = None


class GuildScheduledEventUser(Model, kw_only=True):
    """That a user is interested in an event.

    Attributes:
        user_id: The user. This and `response` stand in Discord's OpenAPI
            description only.
        member: The same as a member of the server; None unless it was asked for.
        guild_scheduled_event_exception_id: The one occurrence that it is about, if it is not all.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-user-object
    """

    guild_scheduled_event_id: Snowflake = NO_ID
    user_id: Snowflake = NO_ID
    user: User = User()
    member: Member | None = None
    guild_scheduled_event_exception_id: Snowflake | None = None
    response: GuildScheduledEventUserResponse = GuildScheduledEventUserResponse.interested


class GuildScheduledEvent(Model, kw_only=True):
    """Something that is going to happen in a server.

    Attributes:
        channel_id: Where it takes place; None for an external event.
        creator_id: Who made it; None for events from before October 25th, 2021.
        scheduled_end_time: None where nobody said; an external event has one.
        entity_id: What takes place, such as a stage instance.
        entity_metadata: None unless the event is external.
        user_count: How many users are interested; None unless it was asked for.
        image: Hash of the cover picture.
        recurrence_rule: None if it takes place once.
        user_rsvp: What the bot itself said about it; stands in Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object
    """

    id: Snowflake = NO_ID
    guild_id: Snowflake = NO_ID
    channel_id: Snowflake | None = None
    creator_id: Snowflake | None = None
    name: str = ""
    description: str | None = None
    scheduled_start_time: dt.datetime | None = None
    scheduled_end_time: dt.datetime | None = None
    privacy_level: GuildScheduledEventPrivacyLevel = GuildScheduledEventPrivacyLevel.guild_only
    status: GuildScheduledEventStatus = GuildScheduledEventStatus.scheduled
    entity_type: GuildScheduledEventEntityType = GuildScheduledEventEntityType.external
    entity_id: Snowflake | None = None
    entity_metadata: GuildScheduledEventEntityMetadata | None = None
    creator: User | None = None
    user_count: int | None = None
    image: str | None = None
    recurrence_rule: RecurrenceRule | None = None
    guild_scheduled_event_exceptions: tuple[GuildScheduledEventException, ...] = ()
    user_rsvp: GuildScheduledEventUser | None = None
