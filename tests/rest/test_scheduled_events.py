import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.models.scheduled_event import (
    GuildScheduledEvent,
    GuildScheduledEventEntityMetadata,
    GuildScheduledEventEntityType,
    GuildScheduledEventStatus,
    RecurrenceFrequency,
    RecurrenceNWeekday,
    RecurrenceRule,
    RecurrenceWeekday,
)
from app.rest.client import Rest
from tests.rest.wire import Sent, recorded, sent

START = dt.datetime(2026, 12, 2, 18, tzinfo=dt.UTC)
END = dt.datetime(2026, 12, 2, 20, tzinfo=dt.UTC)
EVENT = {"id": "2", "name": "Quiz", "entity_type": 3, "entity_metadata": {"location": "Park"}, "user_count": 4}
PATH = "/guilds/1/scheduled-events"
MONTHLY = RecurrenceRule(
    start=START,
    frequency=RecurrenceFrequency.monthly,
    by_n_weekday=[RecurrenceNWeekday(n=1, day=RecurrenceWeekday.monday)],
)


def page(*ids: int) -> list[dict[str, Any]]:
    return [{"guild_scheduled_event_id": "2", "user": {"id": str(number)}} for number in ids]


async def test_events_are_read_with_the_number_of_users_if_it_is_wanted() -> None:
    rest, requests = recorded([EVENT], EVENT)

    (listed,) = await rest.scheduled_events.list(1)
    event = await rest.scheduled_events.get(1, 2, with_user_count=True)

    assert listed.name == "Quiz"
    assert event.user_count == 4
    assert event.entity_metadata == GuildScheduledEventEntityMetadata(location="Park")
    assert [sent(request) for request in requests] == [
        Sent("GET", PATH, {"with_user_count": "false"}, None),
        Sent("GET", f"{PATH}/2", {"with_user_count": "true"}, None),
    ]


CREATIONS: list[tuple[Callable[[Rest], Awaitable[GuildScheduledEvent]], dict[str, Any]]] = [
    (
        lambda rest: rest.scheduled_events.create(
            1,
            name="Quiz",
            scheduled_start_time=START,
            scheduled_end_time=END,
            entity_type=GuildScheduledEventEntityType.external,
            entity_metadata=GuildScheduledEventEntityMetadata(location="Park"),
            description="Bring a pen",
            image=b"GIF89a",
            reason="fun",
        ),
        {
            "name": "Quiz",
            "privacy_level": 2,
            "scheduled_start_time": "2026-12-02T18:00:00Z",
            "scheduled_end_time": "2026-12-02T20:00:00Z",
            "entity_type": 3,
            "entity_metadata": {"location": "Park"},
            "description": "Bring a pen",
            "image": "data:image/gif;base64,R0lGODlh",
        },
    ),
    (
        lambda rest: rest.scheduled_events.create(
            1,
            name="Talk",
            scheduled_start_time=START,
            entity_type=GuildScheduledEventEntityType.voice,
            channel_id=7,
            recurrence_rule=MONTHLY,
            reason="fun",
        ),
        {
            "name": "Talk",
            "privacy_level": 2,
            "scheduled_start_time": "2026-12-02T18:00:00Z",
            "entity_type": 2,
            "channel_id": "7",
            "recurrence_rule": {
                "start": "2026-12-02T18:00:00Z",
                "frequency": 1,
                "interval": 1,
                "by_n_weekday": [{"n": 1, "day": 0}],
            },
        },
    ),
]


@pytest.mark.parametrize(("create", "data"), CREATIONS)
async def test_an_event_is_made_in_a_channel_or_elsewhere(
    create: Callable[[Rest], Awaitable[GuildScheduledEvent]], data: dict[str, Any]
) -> None:
    rest, requests = recorded(EVENT)

    assert (await create(rest)).id == 2
    assert sent(requests[0]) == Sent("POST", PATH, {}, data)
    assert requests[0].headers["X-Audit-Log-Reason"] == "fun"


async def test_an_event_that_comes_back_does_so_by_local_time_where_no_zone_is_named() -> None:
    rest, requests = recorded(EVENT)
    local = dt.datetime(2026, 12, 2, 18)

    await rest.scheduled_events.edit(1, 2, recurrence_rule=RecurrenceRule(start=local))

    rule = sent(requests[0]).data["recurrence_rule"]
    assert dt.datetime.fromisoformat(rule["start"]) == local.astimezone()


async def test_an_event_is_started_by_its_status() -> None:
    rest, requests = recorded(EVENT)

    await rest.scheduled_events.edit(1, 2, status=GuildScheduledEventStatus.active, reason="late")

    assert sent(requests[0]) == Sent("PATCH", f"{PATH}/2", {}, {"status": 2})
    assert requests[0].headers["X-Audit-Log-Reason"] == "late"


async def test_of_an_event_what_is_given_is_edited_and_none_clears() -> None:
    rest, requests = recorded(EVENT)

    await rest.scheduled_events.edit(
        1,
        2,
        name="Quiz",
        scheduled_start_time=START,
        scheduled_end_time=END,
        entity_type=GuildScheduledEventEntityType.external,
        channel_id=None,
        entity_metadata=GuildScheduledEventEntityMetadata(location="Park"),
        description=None,
        image=None,
        recurrence_rule=None,
    )

    assert sent(requests[0]).data == {
        "name": "Quiz",
        "scheduled_start_time": "2026-12-02T18:00:00Z",
        "scheduled_end_time": "2026-12-02T20:00:00Z",
        "entity_type": 3,
        "channel_id": None,
        "entity_metadata": {"location": "Park"},
        "description": None,
        "image": None,
        "recurrence_rule": None,
    }


async def test_an_event_is_deleted() -> None:
    rest, requests = recorded(None)

    await rest.scheduled_events.delete(1, 2)

    assert sent(requests[0]) == Sent("DELETE", f"{PATH}/2", {}, None)


async def test_all_who_are_interested_are_read_a_hundred_at_a_time() -> None:
    rest, requests = recorded(page(*range(1, 101)), page(101))

    users = [interested.user.id async for interested in rest.scheduled_events.list_users(1, 2)]

    assert users == list(range(1, 102))
    assert [sent(request) for request in requests] == [
        Sent("GET", f"{PATH}/2/users", {"limit": "100", "with_member": "false"}, None),
        Sent("GET", f"{PATH}/2/users", {"limit": "100", "with_member": "false", "after": "100"}, None),
    ]


async def test_some_who_are_interested_are_read_as_members() -> None:
    rest, requests = recorded([{"user": {"id": "6"}, "member": {"nick": "Bo"}}])

    listed = rest.scheduled_events.list_users(1, 2, with_member=True, after=5, limit=1)

    assert [user.member.nick async for user in listed if user.member] == ["Bo"]
    assert sent(requests[0]).query == {"limit": "1", "with_member": "true", "after": "5"}
