"""What an interaction is answered with, in its form on the wire."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from app.models.attachment import Attachment
from app.models.base import Snowflake, encode
from app.models.button import LinkButton
from app.models.command import CommandOptionChoice
from app.models.component import ActionRow, Label, UnknownComponent
from app.models.display import TextDisplay
from app.models.embed import Embed, EmbedField
from app.models.field import TextInput
from app.models.file import File
from app.models.mention import AllowedMentions
from app.models.modal import Modal
from app.models.poll import Poll
from app.models.response import (
    DEFERRED_UPDATE,
    LAUNCH,
    PONG,
    EditFields,
    InteractionResponse,
    Reply,
    Unset,
    Update,
    autocomplete_result,
    completion,
    deferral,
    make_update,
    message_response,
    modal_response,
    outgoing,
    outgoing_edit,
    update_response,
)
from app.simulator.multipart import Upload, read_body

V2 = 1 << 15
ROW = ActionRow(LinkButton("https://x.y", "Go"))
ROW_WIRE = {"type": 1, "components": [{"type": 2, "style": 5, "url": "https://x.y", "label": "Go"}]}
KEPT = Attachment(id=Snowflake(7), filename="old.png")


def wire(value: object) -> Any:
    if isinstance(value, InteractionResponse):
        return json.loads(value.body)
    return json.loads(encode(value))


def test_a_ping_is_answered_with_a_pong() -> None:
    assert wire(PONG) == {"type": 1}


def test_opening_an_activity_and_deferring_an_update_have_no_data() -> None:
    assert wire(LAUNCH) == {"type": 12}
    assert wire(DEFERRED_UPDATE) == {"type": 6}


@pytest.mark.parametrize(
    ("reply", "data"),
    [
        (Reply("hello"), {"content": "hello"}),
        (Reply(), {}),
        (Reply("", ephemeral=True), {"content": "", "flags": 64}),
        (Reply("x", ephemeral=True, silent=True, suppress_embeds=True), {"content": "x", "flags": 64 | 4096 | 4}),
        (Reply("x", silent=True), {"content": "x", "flags": 4096}),
        (Reply("x", suppress_embeds=True), {"content": "x", "flags": 4}),
        (Reply(embeds=[Embed(title="t")]), {"embeds": [{"title": "t"}]}),
        (
            Reply(embeds=[Embed(fields=[EmbedField("a", "b")], timestamp=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))]),
            {"embeds": [{"fields": [{"name": "a", "value": "b"}], "timestamp": "2026-01-01T00:00:00Z"}]},
        ),
        (
            Reply("x", allowed_mentions=AllowedMentions(users=False, roles=False, replied_user=False)),
            {"content": "x", "allowed_mentions": {"parse": [], "replied_user": False}},
        ),
        (Reply("x", components=[ROW]), {"content": "x", "components": [ROW_WIRE]}),
        (
            Reply(components=[TextDisplay("x")], ephemeral=True),
            {"flags": V2 | 64, "components": [{"type": 10, "content": "x"}]},
        ),
        (Reply(components=[UnknownComponent({"type": 99})]), {"flags": V2, "components": [{"type": 99}]}),
        (
            Reply(files=[File("a.png", b"x", description="a cat"), File("b", b"", spoiler=True)]),
            {
                "attachments": [
                    {"id": 0, "filename": "a.png", "description": "a cat"},
                    {"id": 1, "filename": "b", "is_spoiler": True},
                ]
            },
        ),
        (
            Reply(poll=Poll("Tea?", ["Yes"])),
            {"poll": {"question": {"text": "Tea?"}, "answers": [{"poll_media": {"text": "Yes"}}]}},
        ),
        (Reply("ünï 🎲 \u2028"), {"content": "ünï 🎲 \u2028"}),
    ],
)
def test_a_reply_is_a_new_message(reply: Reply, data: dict[str, Any]) -> None:
    assert wire(message_response(reply)) == {"type": 4, "data": data}
    assert wire(outgoing(reply).data) == data


def test_a_reply_takes_no_field_that_it_does_not_have() -> None:
    wrong: dict[str, Any] = {"embed": Embed()}

    with pytest.raises(TypeError, match="embed"):
        Reply("x", **wrong)


def test_a_reply_is_changed_by_copying() -> None:
    reply = Reply("x", silent=True)

    assert reply.replace(ephemeral=True) == Reply("x", silent=True, ephemeral=True)
    assert not reply.ephemeral


def test_a_deferral_says_who_will_see_the_answer() -> None:
    assert wire(deferral(ephemeral=True)) == {"type": 5, "data": {"flags": 64}}
    assert wire(deferral(ephemeral=False)) == {"type": 5}


def test_suggestions_are_sent_even_if_there_are_none() -> None:
    assert wire(autocomplete_result(())) == {"type": 8, "data": {"choices": []}}


def test_suggestions_have_name_value_and_localizations() -> None:
    choices = [
        CommandOptionChoice(name="A", value="a"),
        CommandOptionChoice(name="Zero", value=0, name_localizations={"de": "Null"}),
        CommandOptionChoice(name="Half", value=0.5),
    ]

    assert wire(autocomplete_result(choices)) == {
        "type": 8,
        "data": {
            "choices": [
                {"name": "A", "value": "a"},
                {"name": "Zero", "value": 0, "name_localizations": {"de": "Null"}},
                {"name": "Half", "value": 0.5},
            ]
        },
    }


@pytest.mark.parametrize(
    ("content", "fields", "data"),
    [
        (Unset.token, {}, {}),
        (None, {}, {"content": None}),
        ("", {}, {"content": ""}),
        ("x", {"embeds": ()}, {"content": "x", "embeds": []}),
        (Unset.token, {"embeds": [Embed(title="t")]}, {"embeds": [{"title": "t"}]}),
        (Unset.token, {"allowed_mentions": None}, {"allowed_mentions": None}),
        (Unset.token, {"embeds": None}, {"embeds": []}),
        (Unset.token, {"components": ()}, {"components": []}),
        (Unset.token, {"components": None}, {"components": []}),
        ("x", {"components": [ROW]}, {"content": "x", "components": [ROW_WIRE]}),
        (
            Unset.token,
            {"components": [TextDisplay("x")]},
            {"flags": V2, "content": None, "embeds": [], "components": [{"type": 10, "content": "x"}]},
        ),
        (Unset.token, {"files": ()}, {"attachments": []}),
        (Unset.token, {"attachments": None}, {"attachments": []}),
        (Unset.token, {"attachments": [KEPT]}, {"attachments": [{"id": "7"}]}),
        (Unset.token, {"files": [File("a", b"")]}, {"attachments": [{"id": 0, "filename": "a"}]}),
        (
            Unset.token,
            {"files": [File("a", b"")], "attachments": [KEPT]},
            {"attachments": [{"id": "7"}, {"id": 0, "filename": "a"}]},
        ),
        (
            "x",
            {"allowed_mentions": AllowedMentions(users=[5], roles=False, replied_user=False)},
            {"content": "x", "allowed_mentions": {"parse": [], "users": ["5"], "replied_user": False}},
        ),
    ],
)
def test_an_edit_leaves_out_what_was_not_given(content: Any, fields: EditFields, data: dict[str, Any]) -> None:
    assert wire(outgoing_edit(make_update(content, fields)).data) == data


def test_an_edit_does_not_change_the_fields_it_is_given() -> None:
    fields: EditFields = {"allowed_mentions": AllowedMentions()}

    outgoing_edit(make_update("x", fields))

    assert fields == {"allowed_mentions": AllowedMentions()}


@pytest.mark.parametrize("name", ["embed", "view", "ephemeral", "flags", "delete_after"])
def test_an_edit_refuses_what_discord_would_pass_over_in_silence(name: str) -> None:
    wrong: Any = {name: None}

    with pytest.raises(TypeError, match=f"an edit takes no {name}; it takes content, embeds"):
        make_update("x", wrong)


def test_an_update_is_the_same_edit_as_a_response() -> None:
    assert wire(update_response(Update())) == {"type": 7, "data": {}}
    assert wire(update_response(Update("x", components=[ROW]))) == {
        "type": 7,
        "data": {"content": "x", "components": [ROW_WIRE]},
    }


def test_a_deferral_is_completed_without_the_flags_of_new_messages() -> None:
    data = completion(Reply(components=[TextDisplay("x")], ephemeral=True, silent=True, suppress_embeds=True)).data

    assert wire(data) == {"flags": V2 | 4, "components": [{"type": 10, "content": "x"}]}


def test_a_form_is_sent_with_its_questions() -> None:
    modal = Modal("ask", "Why?", [Label("Say", TextInput(custom_id="why"))])

    assert wire(modal_response(modal)) == {
        "type": 9,
        "data": {
            "custom_id": "ask",
            "title": "Why?",
            "components": [
                {"type": 18, "label": "Say", "component": {"type": 4, "style": 1, "custom_id": "why"}},
            ],
        },
    }
    assert modal.replace(title="How?").title == "How?"


def test_a_response_without_files_is_json() -> None:
    response = message_response(Reply("x"))

    assert response.read() == ("application/json", b'{"type":4,"data":{"content":"x"}}')
    assert response.size == len(response.body)
    assert encode({"response": response.raw}) == b'{"response":{"type":4,"data":{"content":"x"}}}'


def test_a_response_with_files_is_read_by_discord_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"12345")
    response = message_response(Reply("x", files=[File("a.png", path), File("b.txt", b"678")]))

    payload, files = read_body(*response.read())

    assert payload == wire(response)
    assert files == {"0": Upload("a.png", "image/png", b"12345"), "1": Upload("b.txt", "text/plain", b"678")}
    assert response.size == len(response.body) + 8


def test_the_files_of_an_update_are_uploaded_too() -> None:
    response = update_response(Update(files=[File("a", b"x")], attachments=[KEPT]))

    payload, files = read_body(*response.read())

    assert payload == {"type": 7, "data": {"attachments": [{"id": "7"}, {"id": 0, "filename": "a"}]}}
    assert files["0"].content == b"x"


@pytest.mark.parametrize("content", ["\ud83d", object()], ids=["half a character", "no JSON"])
def test_what_cannot_be_encoded_fails_when_the_response_is_made(content: Any) -> None:
    with pytest.raises((TypeError, ValueError, NotImplementedError)):
        message_response(Reply(content))


def test_a_text_may_be_of_a_class_of_the_authors() -> None:
    class Translated(str):
        def __str__(self) -> str:
            return "not this"

    assert wire(message_response(Reply(Translated("x")))) == {"type": 4, "data": {"content": "x"}}
