"""Forms as Discord's client fills them in and sends them back."""

from typing import Any

import pytest

from app.simulator.default_world import default_world
from app.simulator.modal_form import fill_form, initial_value, modal_fields, modal_questions
from app.simulator.payloads import Origin
from app.simulator.resolved import Resolved
from tests.simulator.component_cases import (
    OPTION,
    OTHER,
    TEXT,
    box,
    entities,
    label,
    menu,
    modal,
    radio,
    row,
    tick,
    ticks,
    upload,
)

Json = dict[str, Any]
WORLD = default_world(lambda: 1_800_000_000.0)
BEN = WORLD.user("ben")
CHOSEN = OPTION | {"default": True}
PNG = ("a.png", b"png")


def resolved() -> Resolved:
    return Resolved(WORLD, WORLD.channel("bots"), BEN)


def filled(field: Json, *given: object, into: Resolved | None = None, **options: Any) -> Json:
    """Fill in a form of this one field, with this value or with none at all, and return what comes back of it."""
    origin = Origin(WORLD, BEN, WORLD.channel("bots"), "en-US")
    values = dict(zip([field["custom_id"]], given, strict=False))
    (back,) = fill_form(modal(label(field)), values, origin, into or resolved(), **options)
    component: Json = back["component"]
    assert (component["type"], component["custom_id"], component["id"]) == (field["type"], field["custom_id"], 2)
    return component


@pytest.mark.parametrize(
    ("field", "given", "back"),
    [
        pytest.param(box(), "because", {"value": "because"}, id="text"),
        pytest.param(box(required=False), None, {"value": ""}, id="no text"),
        pytest.param(box(style=2), "one\ntwo", {"value": "one\ntwo"}, id="two lines"),
        pytest.param(box(min_length=3, required=False), "", {"value": ""}, id="no text where three letters are least"),
        pytest.param(menu(), "2", {"values": ["2"]}, id="one option"),
        pytest.param(menu(max_values=2), ["2", "1"], {"values": ["2", "1"]}, id="two options"),
        pytest.param(menu(required=False), None, {"values": []}, id="no option"),
        pytest.param(entities(5), BEN, {"values": [str(BEN.id)]}, id="a user"),
        pytest.param(radio(), "2", {"value": "2"}, id="a radio button"),
        pytest.param(radio(required=False), None, {"value": None}, id="no radio button"),
        pytest.param(ticks(), ["2", "1"], {"values": ["2", "1"]}, id="two ticks"),
        pytest.param(ticks(required=False), [], {"values": []}, id="no ticks"),
        pytest.param(tick(), True, {"value": True}, id="a tick"),
        pytest.param(upload(required=False), None, {"values": []}, id="no file"),
    ],
)
def test_every_kind_of_field_comes_back_in_its_shape(field: Json, given: object, back: Json) -> None:
    assert filled(field, given).items() >= back.items()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param(box(value="as it was"), "as it was", id="text"),
        pytest.param(box(required=False), "", id="no text"),
        pytest.param(menu(options=[OTHER, CHOSEN]), ["1"], id="an option"),
        pytest.param(entities(5, default_values=[{"id": str(BEN.id), "type": "user"}]), [str(BEN.id)], id="a user"),
        pytest.param(radio(options=[OTHER, CHOSEN]), "1", id="a radio button"),
        pytest.param(radio(required=False), None, id="no radio button"),
        pytest.param(ticks(options=[OTHER, CHOSEN]), ["1"], id="a tick of several"),
        pytest.param(tick(default=True), True, id="a tick"),
        pytest.param(tick(), False, id="no tick"),
        pytest.param(upload(required=False), [], id="no file"),
    ],
)
def test_a_field_that_nobody_touches_stays_as_it_was(field: Json, value: object) -> None:
    back = filled(field)

    assert initial_value(field) == value
    assert back.get("values", back.get("value")) == value


def test_files_are_uploaded() -> None:
    into = resolved()
    back = filled(upload(max_values=2), [PNG, ("b.txt", b"text")], into=into)
    attachments = into.view["attachments"]

    assert back["values"] == list(attachments)
    assert [(file["filename"], file["size"], file["ephemeral"]) for file in attachments.values()] == [
        ("a.png", 3, True),
        ("b.txt", 4, True),
    ]
    assert filled(upload(), PNG)["values"]


@pytest.mark.parametrize(
    ("field", "given", "why"),
    [
        pytest.param(box(), "", "why: must be filled in", id="required text"),
        pytest.param(box(), 7, "why: 7 is not a text", id="a number as text"),
        pytest.param(box(min_length=3), "ab", "why: must be 3 to 4000 characters long, has 2", id="too short"),
        pytest.param(box(max_length=3), "abcd", "why: must be 0 to 3 characters long, has 4", id="too long"),
        pytest.param(box(), "x" * 4001, "has 4001", id="too long for any"),
        pytest.param(box(), "one\ntwo", "why: has one line only", id="two lines in one"),
        pytest.param(menu(), [], "pick: at least 1 must be chosen", id="required option"),
        pytest.param(menu(), "3", "pick: '3' is not among the options", id="no option"),
        pytest.param(menu(), ["1", "2"], "pick: at most 1", id="too many options"),
        pytest.param(entities(5), [], "pick5: at least 1", id="required user"),
        pytest.param(radio(), None, "one: one must be chosen", id="required radio button"),
        pytest.param(radio(), "3", "one: '3' is not among the options", id="no radio button"),
        pytest.param(ticks(), [], "some: at least 1", id="required tick"),
        pytest.param(ticks(), ["3"], "some: '3' is not among the options", id="no such tick"),
        pytest.param(ticks(max_values=1), ["1", "2"], "some: at most 1", id="too many ticks"),
        pytest.param(ticks(), ["1", "1"], "some: nothing can be chosen twice", id="a tick twice"),
        pytest.param(tick(), "yes", "yes: 'yes' is neither true nor false", id="a word as tick"),
        pytest.param(upload(), [], "proof: at least 1", id="required file"),
        pytest.param(upload(), [PNG, PNG], "proof: at most 1", id="too many files"),
        pytest.param(upload(file_types=["video"]), PNG, "proof: 'a.png' is not one of video", id="another kind"),
        pytest.param(upload(), ("a.bin", bytes(10_485_761)), "at most 10485760 can be uploaded", id="too large"),
        pytest.param(upload(), "a.png", "a file is", id="no file"),
    ],
)
def test_what_the_client_would_not_send_is_refused(field: Json, given: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        filled(field, given)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (box(), ""),
        (box(), 7),
        (menu(), ["3", "3"]),
        (radio(), None),
        (radio(), "3"),
        (ticks(), ["3"]),
        (tick(), "yes"),
        (upload(file_types=["video"]), [PNG, PNG]),
    ],
)
def test_all_of_it_can_be_sent_unchecked(field: Json, given: object) -> None:
    assert filled(field, given, unchecked=True)


def test_a_field_that_the_form_does_not_have_is_refused_with_those_it_has() -> None:
    origin = Origin(WORLD, BEN, WORLD.channel("bots"), "en-US")
    form = modal(TEXT, label(box()), row(box("old", label="Old")))
    with pytest.raises(ValueError, match="no field 'whence'; there are: why, old"):
        fill_form(form, {"whence": "x"}, origin, resolved())

    components = fill_form(form, {"whence": "x"}, origin, resolved(), unchecked=True)
    assert components[-1]["component"].items() >= {"type": 4, "custom_id": "whence", "value": "x"}.items()


def test_a_form_says_what_it_asks() -> None:
    form = modal(TEXT, label(box(), label="Why?"), row(box("old", label="Since when?")))

    assert modal_questions(form) == {"why": "Why?", "old": "Since when?"}
    assert list(modal_fields(form)) == ["why", "old"]
