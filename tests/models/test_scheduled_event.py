"""Scheduled events."""

import datetime as dt

from app.models.base import decoder, encode
from app.models.scheduled_event import (
    GuildScheduledEvent,
    GuildScheduledEventEntityType,
    RecurrenceFrequency,
    RecurrenceNWeekday,
    RecurrenceRule,
    RecurrenceWeekday,
)

START = dt.datetime(2026, 12, 7, 18, tzinfo=dt.UTC)


def test_a_rule_writes_how_often_and_on_which_day_even_if_both_are_zero() -> None:
    yearly = RecurrenceRule(start=START, frequency=RecurrenceFrequency.yearly, by_month=(12,), by_month_day=(7,))
    day = RecurrenceNWeekday(n=1, day=RecurrenceWeekday.monday)

    assert encode(yearly) == (
        b'{"start":"2026-12-07T18:00:00Z","frequency":0,"interval":1,"by_month":[12],"by_month_day":[7]}'
    )
    assert encode(day) == b'{"n":1,"day":0}'


def test_a_kind_of_event_that_is_not_known_is_kept() -> None:
    event = decoder(GuildScheduledEvent).decode(b'{"id":"1","entity_type":4,"recurrence_rule":{"by_weekday":[0,6]}}')

    assert isinstance(event.entity_type, GuildScheduledEventEntityType)
    assert event.entity_type.name == "unknown_4"
    assert event.recurrence_rule is not None
    assert event.recurrence_rule.by_weekday == (RecurrenceWeekday.monday, RecurrenceWeekday.sunday)
