"""The examples of Discord's documentation of webhook events; its OpenAPI description knows none."""

import json
from typing import Any

import msgspec
import pytest

from app.models.event import WEBHOOK_EVENTS, Event, LobbyMessage, decode_event
from tests.contract.openapi import PAYLOADS
from tests.contract.reading import differences
from tests.contract.test_payloads import SCHEMAS, needs_openapi

FILES = sorted((PAYLOADS / "webhook-events").glob("*.json"))
NO_EXAMPLE = {"APPLICATION_DEAUTHORIZED", "QUEST_USER_ENROLLMENT"}


@pytest.mark.parametrize("sent", [pytest.param(json.loads(file.read_text()), id=file.stem) for file in FILES])
def test_examples_of_events_are_read_whole(sent: dict[str, Any]) -> None:
    delivered = decode_event(json.dumps(sent).encode())

    event, happened = delivered.event, sent["event"]
    assert event is not None
    assert (delivered.problem, delivered.application_id) == ("", int(sent["application_id"]))
    assert type(event) is WEBHOOK_EVENTS[happened["type"]]
    assert event.timestamp.isoformat() == f"{happened['timestamp']}+00:00"
    assert event.raw == happened["data"]
    assert list(differences(happened["data"], getattr(event, event.whole) if event.whole else event)) == []


@pytest.mark.skipif(not FILES, reason="the payload examples are not on this machine")
def test_every_event_has_an_example_or_is_known_to_have_none() -> None:
    shown = {json.loads(file.read_text())["event"]["type"] for file in FILES}

    assert shown | NO_EXAMPLE == WEBHOOK_EVENTS.keys()
    assert not shown & NO_EXAMPLE


@needs_openapi
def test_messages_of_lobbies_have_the_fields_that_discord_describes() -> None:
    described = set(SCHEMAS["LobbyMessageResponse"]["properties"])
    known = {field.encode_name for field in msgspec.structs.fields(LobbyMessage)}

    assert described - known == set()
    assert issubclass(WEBHOOK_EVENTS["LOBBY_MESSAGE_CREATE"], Event)
