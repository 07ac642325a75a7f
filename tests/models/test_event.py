"""Webhook events as they come, and as authors make them."""

import datetime as dt
import json
from typing import Any

import pytest

from app.models.application import EventWebhooksStatus
from app.models.base import NO_TIME, Snowflake
from app.models.channel import DMChannel
from app.models.command import IntegrationType
from app.models.entitlement import Entitlement
from app.models.event import (
    WEBHOOK_EVENTS,
    ApplicationAuthorized,
    ApplicationDeauthorized,
    EntitlementCreate,
    Event,
    GameDirectMessageCreate,
    LobbyMessageDelete,
    LobbyMessageUpdate,
    QuestUserEnrollment,
    check_no_event,
    decode_event,
    event_name,
)
from app.models.user import User
from app.request_errors import BodyMalformed, EventMisdirected, InteractionMisdirected


def decoded(type: str, data: object, **more: Any) -> Event:
    happened = {"type": type, "timestamp": "2024-10-18T14:42:53.064834", "data": data} | more
    body = {"version": 1, "application_id": "5", "type": 1, "event": happened}
    event = decode_event(json.dumps(body).encode()).event
    assert event is not None
    return event


def test_all_twelve_events_are_known_by_discords_names_and_by_those_of_listeners() -> None:
    assert len(WEBHOOK_EVENTS) == 12
    assert all(event_name(kind).upper() == name for name, kind in WEBHOOK_EVENTS.items())
    assert all(kind().type == name for name, kind in WEBHOOK_EVENTS.items())
    assert event_name(GameDirectMessageCreate) == "game_direct_message_create"
    assert EventWebhooksStatus(2) is EventWebhooksStatus.enabled


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2024-10-18T14:42:53.064834", dt.datetime(2024, 10, 18, 14, 42, 53, 64834, dt.UTC)),
        ("2024-10-18T14:42:53Z", dt.datetime(2024, 10, 18, 14, 42, 53, 0, dt.UTC)),
        ("2024-10-18T16:42:53+02:00", dt.datetime(2024, 10, 18, 14, 42, 53, 0, dt.UTC)),
        ("yesterday", NO_TIME),
        (5, NO_TIME),
        (None, NO_TIME),
    ],
)
def test_a_time_without_a_zone_is_utc_and_one_that_cannot_be_read_is_none(said: object, meant: dt.datetime) -> None:
    event = decoded("QUEST_USER_ENROLLMENT", {}, timestamp=said)

    assert isinstance(event, QuestUserEnrollment)
    assert event.timestamp == meant
    assert event.timestamp.tzinfo is not None


def test_times_within_the_data_have_a_zone_too() -> None:
    event = decoded("ENTITLEMENT_CREATE", {"id": "1", "starts_at": "2024-10-18T14:42:53", "ends_at": None})

    assert isinstance(event, EntitlementCreate)
    assert event.entitlement.starts_at == dt.datetime(2024, 10, 18, 14, 42, 53, 0, dt.UTC)


def test_an_authorization_says_who_for_what_and_where() -> None:
    data = {"integration_type": 0, "user": {"id": "7"}, "scopes": ["bot"], "guild": {"id": "8"}, "new": 1, "type": "x"}
    event = decoded("APPLICATION_AUTHORIZED", data)

    assert isinstance(event, ApplicationAuthorized)
    assert (event.user.id, event.scopes, event.integration_type) == (7, ("bot",), IntegrationType.guild_install)
    assert event.guild is not None
    assert (event.guild.id, event.type, event.application_id) == (8, "APPLICATION_AUTHORIZED", 5)
    assert event.raw == data


def test_messages_of_lobbies_and_games_have_their_own_fields() -> None:
    changed = decoded("LOBBY_MESSAGE_UPDATE", {"id": "1", "lobby_id": "2", "metadata": {"a": "b"}, "flags": 65536})
    deleted = decoded("LOBBY_MESSAGE_DELETE", {"id": "1", "lobby_id": "2"})
    written = decoded("GAME_DIRECT_MESSAGE_CREATE", {"id": "1", "channel": {"id": "3", "type": 1}, "lobby_id": "2"})

    assert isinstance(changed, LobbyMessageUpdate)
    assert (changed.message.lobby_id, changed.message.metadata) == (2, {"a": "b"})
    assert isinstance(deleted, LobbyMessageDelete)
    assert (deleted.message_id, deleted.lobby_id) == (1, 2)
    assert isinstance(written, GameDirectMessageCreate)
    assert isinstance(written.message.channel, DMChannel)
    assert (written.message.lobby_id, written.message.author) == (2, User())


@pytest.mark.parametrize("data", [None, [], "x", {"id": []}, {"id": "1", "starts_at": "never"}])
def test_data_that_is_not_as_documented_makes_a_plain_event_with_the_reason(data: object) -> None:
    body = {"type": 1, "event": {"type": "ENTITLEMENT_CREATE", "data": data}}
    delivered = decode_event(json.dumps(body).encode())

    assert type(delivered.event) is Event
    assert delivered.event.type == "ENTITLEMENT_CREATE"
    assert delivered.problem
    assert delivered.event.raw == (data if isinstance(data, dict) else {})


def test_an_unknown_type_is_a_plain_event_without_a_problem() -> None:
    event = decoded("QUITE_NEW" * 30, {"a": 1})

    assert (type(event), event.raw, len(event.type)) == (Event, {"a": 1}, 100)


@pytest.mark.parametrize(
    ("event", "raw"),
    [
        (EntitlementCreate(entitlement=Entitlement(id=Snowflake(1), consumed=True)), {"id": "1", "consumed": True}),
        (LobbyMessageDelete(message_id=Snowflake(1), lobby_id=Snowflake(2)), {"id": "1", "lobby_id": "2"}),
        (
            ApplicationDeauthorized(user=User(id=Snowflake(1)), timestamp=dt.datetime(2027, 1, 1)),
            {"user": {"id": "1"}},
        ),
        (Event(type="QUITE_NEW"), {}),
    ],
)
def test_what_an_author_makes_reads_back_as_it_was(event: Event, raw: dict[str, Any]) -> None:
    assert event.raw == raw
    again = decoded(event.type, event.raw, timestamp=event.timestamp.isoformat())
    assert again.replace(application_id=event.application_id) == event


def test_a_ping_is_no_event_and_an_interaction_is_neither() -> None:
    assert decode_event(b'{"version":1,"application_id":"5","type":0}').event is None
    for body in (b'{"type":1,"id":"1","token":"a"}', b'{"type":0,"token":"a"}', b'{"type":2,"id":"1"}'):
        with pytest.raises(InteractionMisdirected):
            decode_event(body)
    for body in (b'{"type":1}', b'{"type":7}', b"[]"):
        with pytest.raises(BodyMalformed):
            decode_event(body)


def test_an_event_is_told_from_an_interaction() -> None:
    check_no_event(b'{"type":1}')
    for body in (b'{"type":0}', b'{"type":1,"event":{}}'):
        with pytest.raises(EventMisdirected):
            check_no_event(body)
