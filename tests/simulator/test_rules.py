from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulator.refusal import Refusal
from app.simulator.rules import allowed_callbacks, check_callback, check_message, is_empty
from tests.simulator.component_cases import TEXT, link, row

EMBED = {"title": "t", "fields": [{"name": "n", "value": "v", "inline": True}], "color": 0xFFFFFF}


def refused(body: object, interaction_type: int = 2, files: tuple[str, ...] = ()) -> Refusal:
    with pytest.raises(Refusal) as caught:
        check_callback(body, interaction_type, has_message=False, files=files)
    return caught.value


def test_a_full_message_is_accepted() -> None:
    data = {
        "content": "x" * 2000,
        "embeds": [EMBED] * 10,
        "flags": 64,
        "allowed_mentions": {"parse": ["users"], "roles": ["1"]},
        "attachments": [{"id": 0, "description": "d"}],
        "poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}], "duration": 24},
        "components": [row(link())],
    }

    assert check_callback({"type": 4, "data": data}, 2, has_message=False, files=("0",)) == 4


def test_discords_own_shape_is_used_for_form_errors() -> None:
    refusal = refused({"type": 4, "data": {"content": "x" * 2001}})

    error = {"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}
    assert refusal.status == 400
    assert refusal.body == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {"data": {"content": {"_errors": [error]}}},
    }


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"content": 5}, "data.content"),
        ({"content": "a", "embeds": [EMBED] * 11}, "data.embeds"),
        ({"embeds": [{"description": "x" * 4097}]}, "data.embeds.0.description"),
        ({"embeds": [{"title": "x" * 257}]}, "data.embeds.0.title"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "data.embeds"),
        ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, "data.embeds.0.fields.0.name"),
        ({"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]}, "data.embeds.0.fields"),
        ({"embeds": [{"color": 0x1000000}]}, "data.embeds.0.color"),
        ({"embeds": [{"color": "red"}]}, "data.embeds.0.color"),
        ({"embeds": [{"image": {"url": "ftp://x"}}]}, "data.embeds.0.image.url"),
        ({"embeds": [{"footer": {}}]}, "data.embeds.0.footer.text"),
        ({"embeds": [{"author": {"name": "x" * 257}}]}, "data.embeds.0.author.name"),
        ({"embeds": "x"}, "data.embeds"),
        ({"embeds": ["x"]}, "data.embeds.0"),
        ({"content": "a", "flags": 1 << 20}, "data.flags"),
        ({"content": "a", "flags": -1}, "data.flags"),
        ({"content": "a", "flags": 1 << 7}, "data.flags"),
        ({"content": "a", "tts": "yes"}, "data.tts"),
        ({"content": "a", "components": [row(link())] * 6}, "data.components"),
        ({"content": "a", "flags": 1 << 15, "components": [TEXT]}, "data.content"),
        ({"content": "a", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "data.allowed_mentions"),
        ({"content": "a", "allowed_mentions": {"parse": ["all"]}}, "data.allowed_mentions.parse.0"),
        ({"content": "a", "attachments": [{"filename": "x"}]}, "data.attachments.0.id"),
        ({"poll": {"question": {"text": "x" * 301}, "answers": [{}]}}, "data.poll.question.text"),
        ({"poll": {"question": {"text": "x"}}}, "data.poll.answers"),
    ],
)
def test_each_limit_of_a_message_names_its_field(data: dict[str, Any], path: str) -> None:
    refusal = refused({"type": 4, "data": data})

    assert refusal.code == 50035
    assert [line.split(": ")[0] for line in refusal.fields] == [path]


def test_only_an_edit_may_say_that_its_message_is_loading() -> None:
    check_message({"content": "a", "flags": 64 | 1 << 7}, (), flags=64 | 1 << 7)

    with pytest.raises(Refusal) as caught:
        check_message({"content": "a", "flags": 64 | 1 << 7}, ())

    assert [line.split(": ")[0] for line in caught.value.fields] == ["flags"]


@pytest.mark.parametrize("data", [{}, {"content": ""}, {"content": None, "embeds": []}, {"flags": 64}])
def test_an_empty_message_is_refused(data: dict[str, Any]) -> None:
    assert refused({"type": 4, "data": data}).code == 50006


def test_a_file_alone_is_a_message() -> None:
    assert check_callback({"type": 4, "data": {}}, 2, has_message=False, files=("0",)) == 4


def test_more_than_ten_files_are_refused() -> None:
    refusal = refused({"type": 4, "data": {"content": "a"}}, files=tuple(map(str, range(11))))

    assert refusal.fields == ["data.attachments: Must be 10 or fewer in length."]


@pytest.mark.parametrize(
    "body", [{"type": 4}, {"type": 8}, {"type": 9}, {}, [], "x", None, {"type": "x"}, {"type": 99}]
)
def test_a_callback_that_is_none_is_refused(body: object) -> None:
    assert refused(body).code == 50035


@pytest.mark.parametrize(
    ("interaction_type", "has_message", "allowed"),
    [
        (1, False, {1}),
        (2, False, {4, 5, 9, 10, 12}),
        (3, True, {4, 5, 6, 7, 9, 10, 12}),
        (3, False, {4, 5, 9, 10, 12}),
        (4, False, {8}),
        (5, False, {4, 5, 10, 12}),
        (5, True, {4, 5, 6, 7, 10, 12}),
        (6, False, {13}),
        (99, False, set()),
    ],
)
def test_each_interaction_type_has_its_callback_types(
    interaction_type: int, has_message: bool, allowed: set[int]
) -> None:
    assert allowed_callbacks(interaction_type, has_message=has_message) == allowed


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({}, "data.choices"),
        ({"choices": [{"name": "n", "value": "v"}] * 26}, "data.choices"),
        ({"choices": [{"name": "", "value": "v"}]}, "data.choices.0.name"),
        ({"choices": [{"name": "x" * 101, "value": "v"}]}, "data.choices.0.name"),
        ({"choices": [{"name": "n", "value": "v" * 101}]}, "data.choices.0.value"),
        ({"choices": [{"name": "n", "value": True}]}, "data.choices.0.value"),
        ({"choices": [{"name": "n"}]}, "data.choices.0.value"),
    ],
)
def test_each_limit_of_choices_names_its_field(data: dict[str, Any], path: str) -> None:
    assert [line.split(": ")[0] for line in refused({"type": 8, "data": data}, 4).fields] == [path]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"title": "t", "components": [TEXT]}, "data.custom_id"),
        ({"custom_id": "c", "title": "x" * 46, "components": [TEXT]}, "data.title"),
        ({"custom_id": "c", "title": "t", "components": []}, "data.components"),
    ],
)
def test_each_limit_of_a_modal_names_its_field(data: dict[str, Any], path: str) -> None:
    assert [line.split(": ")[0] for line in refused({"type": 9, "data": data}).fields] == [path]


def test_a_purchase_may_be_allowed_or_refused_with_a_reason() -> None:
    refusal = {"eligible": False, "ineligible_reason": 1, "ineligible_reason_description": "You own it."}

    for data in ({"eligible": True}, refusal):
        assert check_callback({"type": 13, "data": data}, 6, has_message=False, files=()) == 13


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({}, "data.eligible"),
        ({"eligible": "yes"}, "data.eligible"),
        ({"eligible": False, "ineligible_reason": 3}, "data.ineligible_reason"),
        ({"eligible": False, "ineligible_reason_description": "x" * 256}, "data.ineligible_reason_description"),
    ],
)
def test_each_limit_of_an_eligibility_names_its_field(data: dict[str, Any], path: str) -> None:
    assert [line.split(": ")[0] for line in refused({"type": 13, "data": data}, 6).fields] == [path]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["content", "embeds", "flags", "components", "allowed_mentions", "attachments", "poll", "tts"])


@given(body=st.dictionaries(FIELDS, JSON, max_size=4))
def test_whatever_a_bot_sends_is_accepted_or_refused(body: dict[str, Any]) -> None:
    try:
        check_message(body, ())
        is_empty(body)
    except Refusal as refusal:
        assert refusal.fields
