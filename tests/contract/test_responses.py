"""Every first response to an interaction, against the callbacks of Discord's OpenAPI description."""

import json
from typing import Any

import pytest

from app.models.attachment import Attachment
from app.models.base import Snowflake
from app.models.command import CommandOptionChoice
from app.models.response import (
    DEFERRED_UPDATE,
    LAUNCH,
    PONG,
    InteractionResponse,
    Reply,
    Update,
    autocomplete_result,
    deferral,
    message_response,
    modal_response,
    update_response,
)
from tests.contract.calling import read_form
from tests.contract.deviations import described
from tests.contract.messages import CLASSIC, EMBED, FILES, LAYOUT, MENTIONS, MODAL, OTHER_MODAL, ROWS
from tests.contract.operations import OPERATIONS, Schema, faults

KEPT = Attachment(id=Snowflake(5), filename="old.png")
RESPONSES: dict[str, tuple[str, InteractionResponse]] = {
    "pong": ("Pong", PONG),
    "launch": ("LaunchActivity", LAUNCH),
    "thinking": ("CreateMessage", deferral(ephemeral=False)),
    "thinking privately": ("CreateMessage", deferral(ephemeral=True)),
    "later update": ("UpdateMessage", DEFERRED_UPDATE),
    "text": ("CreateMessage", message_response(Reply("Hello.", ephemeral=True))),
    "message": ("CreateMessage", message_response(Reply("Hello.", **CLASSIC))),
    "layout": ("CreateMessage", message_response(Reply(components=LAYOUT, files=FILES))),
    "update": (
        "UpdateMessage",
        update_response(
            Update("New.", embeds=[EMBED], components=ROWS, files=FILES, attachments=[KEPT], allowed_mentions=MENTIONS)
        ),
    ),
    "update to a layout": ("UpdateMessage", update_response(Update(components=LAYOUT))),
    "update that clears": (
        "UpdateMessage",
        update_response(
            Update(None, embeds=None, components=None, files=None, attachments=None, allowed_mentions=None)
        ),
    ),
    "form": ("Modal", modal_response(MODAL)),
    "other form": ("Modal", modal_response(OTHER_MODAL)),
    "suggested texts": (
        "ApplicationCommandAutocomplete",
        autocomplete_result([CommandOptionChoice(name="A", value="a", name_localizations={"de": "Ah"})]),
    ),
    "suggested numbers": (
        "ApplicationCommandAutocomplete",
        autocomplete_result([CommandOptionChoice(name="1", value=1), CommandOptionChoice(name="1.5", value=1.5)]),
    ),
    "no suggestions": ("ApplicationCommandAutocomplete", autocomplete_result([])),
}


def callback(name: str) -> Schema:
    """Return the schema of a callback, by the beginning of its name."""
    body = OPERATIONS["create_interaction_response"].body
    assert body is not None
    (reference,) = [one for one in body["anyOf"] if one["$ref"].rpartition("/")[2].startswith(name)]
    return dict(reference)


@pytest.mark.parametrize(("name", "response"), RESPONSES.values(), ids=list(RESPONSES))
def test_a_first_response_is_as_described(name: str, response: InteractionResponse) -> None:
    assert faults(callback(name), described(), json.loads(response.body)) == []


@pytest.mark.parametrize("name", ["message", "layout", "update"])
def test_the_files_of_a_response_go_beside_it_under_their_numbers(name: str) -> None:
    _, response = RESPONSES[name]
    content_type, body = response.read()

    parts = dict(read_form(body, content_type))
    sent: dict[str, Any] = json.loads(parts.pop("payload_json"))

    assert sent == json.loads(response.body)
    assert list(parts) == ["files[0]", "files[1]"]
    new = [one for one in sent["data"]["attachments"] if "filename" in one]
    assert [f"files[{one['id']}]" for one in new] == list(parts)
