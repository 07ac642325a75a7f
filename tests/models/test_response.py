"""What an interaction is answered with, in its form on the wire."""

import datetime as dt
import json
from typing import Any

import pytest

from app.models.base import encode
from app.models.command import CommandOptionChoice
from app.models.embed import Embed, EmbedField
from app.models.mention import AllowedMentions
from app.models.response import (
    LAUNCH,
    PONG,
    EditFields,
    Reply,
    Unset,
    autocomplete_result,
    deferral,
    edit_data,
    message_data,
    message_response,
)


def wire(value: object) -> Any:
    return json.loads(encode(value))


def test_a_ping_is_answered_with_a_pong() -> None:
    assert wire(PONG) == {"type": 1}


def test_opening_an_activity_has_no_data() -> None:
    assert wire(LAUNCH) == {"type": 12}


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
        (Reply("ünï 🎲 \u2028"), {"content": "ünï 🎲 \u2028"}),
    ],
)
def test_a_reply_is_a_new_message(reply: Reply, data: dict[str, Any]) -> None:
    assert wire(message_response(reply)) == {"type": 4, "data": data}
    assert wire(message_data(reply)) == data


def test_a_reply_takes_no_field_that_it_does_not_have() -> None:
    wrong: dict[str, Any] = {"embed": Embed()}

    with pytest.raises(TypeError, match="embed"):
        Reply("x", **wrong)


def test_a_reply_is_changed_by_copying() -> None:
    reply = Reply("x", silent=True)

    assert reply.replace(ephemeral=True) == Reply("x", silent=True, ephemeral=True)
    assert not reply.ephemeral


@pytest.mark.parametrize(("ephemeral", "data"), [(True, {"flags": 64}), (False, {})])
def test_a_deferral_says_who_will_see_the_answer(ephemeral: bool, data: dict[str, Any]) -> None:
    assert wire(deferral(ephemeral=ephemeral)) == {"type": 5, "data": data}


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
        (
            "x",
            {"allowed_mentions": AllowedMentions(users=[5], roles=False, replied_user=False)},
            {"content": "x", "allowed_mentions": {"parse": [], "users": ["5"], "replied_user": False}},
        ),
    ],
)
def test_an_edit_leaves_out_what_was_not_given(content: Any, fields: EditFields, data: dict[str, Any]) -> None:
    assert wire(edit_data(content, fields)) == data


def test_an_edit_does_not_change_the_fields_it_is_given() -> None:
    fields: EditFields = {"allowed_mentions": AllowedMentions()}

    edit_data("x", fields)

    assert fields == {"allowed_mentions": AllowedMentions()}


@pytest.mark.parametrize("name", ["embed", "view", "ephemeral", "flags", "delete_after"])
def test_an_edit_refuses_what_discord_would_pass_over_in_silence(name: str) -> None:
    wrong: Any = {name: None}

    with pytest.raises(TypeError, match=f"an edit takes no {name}; it takes content, embeds"):
        edit_data("x", wrong)
