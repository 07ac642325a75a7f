"""Which components may stand where, and what no two of them may share."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from app.simulator.component_rules import check_references, nested_components
from app.simulator.refusal import Refusal
from app.simulator.rules import IS_COMPONENTS_V2, check_callback, check_message
from tests.simulator.bodies import bodies
from tests.simulator.component_cases import (
    FILE,
    GALLERY,
    PICTURE,
    TEXT,
    THUMBNAIL,
    box,
    button,
    container,
    entities,
    judge,
    judge_legacy,
    judge_modal,
    judge_v2,
    label,
    link,
    menu,
    modal,
    premium,
    radio,
    row,
    section,
    tick,
    ticks,
    upload,
)

Json = dict[str, Any]


def test_a_message_without_the_flag_takes_rows_of_buttons_and_menus() -> None:
    buttons = row(*(button(f"go{number}") for number in range(3)), link(), premium())
    menus = [row(menu()), *(row(entities(kind)) for kind in (5, 6, 7))]

    assert judge_legacy(buttons, *menus) == []


def test_a_message_with_the_flag_takes_every_layout() -> None:
    separator = {"type": 14, "divider": False, "spacing": 2}
    box_of_all = container(row(menu()), TEXT, section(), GALLERY, separator, FILE, accent_color=0xFFFFFF, spoiler=True)

    assert judge_v2(row(button()), TEXT, section(accessory=link()), GALLERY, separator, FILE, box_of_all) == []


def test_a_modal_takes_every_kind_of_field() -> None:
    assert judge_modal(TEXT, label(box()), label(menu()), label(upload()), label(radio())) == []
    assert judge_modal(label(ticks()), label(tick()), *(label(entities(kind)) for kind in (5, 6, 7))) == []
    assert judge_modal(label(entities(8)), row(box(label="Old"))) == []


WIDTH = "The specified component exceeds the maximum width"
ONE_TO_FIVE = "Must be between 1 and 5 in length."
REQUIRED = "This field is required"


def of_types(*kinds: int) -> str:
    return f'Value of field "type" must be one of ({", ".join(map(str, kinds))}).'


IN_ROW = of_types(2, 3, 5, 6, 7, 8)
IN_CONTAINER = of_types(1, 9, 10, 12, 13, 14)
IN_LABEL = of_types(3, 4, 5, 6, 7, 8, 19, 21, 22, 23)


@pytest.mark.parametrize(
    ("judged", "components", "refusals"),
    [
        pytest.param(judge_legacy, [{}], {"0.type": REQUIRED}, id="no type"),
        pytest.param(judge_legacy, [{"type": 15}], {"0.type": of_types(1)}, id="a type that is none"),
        pytest.param(judge_legacy, [{"type": "x"}], {"0.type": 'Value "x" is not int.'}, id="a type that is a word"),
        pytest.param(
            judge_legacy,
            ["x"],
            {"0": "Only dictionaries may be used in a ModelType", "0.type": REQUIRED},
            id="no component",
        ),
        pytest.param(judge_legacy, [button()], {"0.type": of_types(1)}, id="a button without a row"),
        pytest.param(judge_legacy, [TEXT], {"0.type": of_types(1)}, id="a text without the flag"),
        pytest.param(judge_legacy, [container()], {"0.type": of_types(1)}, id="a container without the flag"),
        pytest.param(judge_legacy, [row(link())] * 6, {"": "Must be 5 or fewer in length."}, id="six rows"),
        pytest.param(judge_legacy, [row()], {"0.components": ONE_TO_FIVE}, id="an empty row"),
        pytest.param(judge_legacy, [{"type": 1}], {"0.components": REQUIRED}, id="a row of nothing"),
        pytest.param(judge_legacy, [row(*[link()] * 6)], {"0.components": ONE_TO_FIVE}, id="six buttons"),
        pytest.param(judge_legacy, [row(menu(), link())], {"0.components.1": WIDTH}, id="a button beside a menu"),
        pytest.param(judge_legacy, [row(link(), menu())], {"0.components.1": WIDTH}, id="a menu beside a button"),
        pytest.param(judge_legacy, [row(menu("a"), menu("b"))], {"0.components.1": WIDTH}, id="two menus in a row"),
        pytest.param(judge_legacy, [row(row(link()))], {"0.components.0.type": IN_ROW}, id="a row in a row"),
        pytest.param(judge_legacy, [row(box())], {"0.components.0.type": IN_ROW}, id="a text input in a message"),
        pytest.param(judge_v2, [button()], {"0.type": of_types(1, 9, 10, 12, 13, 14, 17)}, id="a button alone"),
        pytest.param(judge_v2, [label(menu())], {"0.type": of_types(1, 9, 10, 12, 13, 14, 17)}, id="a label"),
        pytest.param(judge_v2, [THUMBNAIL], {"0.type": of_types(1, 9, 10, 12, 13, 14, 17)}, id="a thumbnail alone"),
        pytest.param(judge_v2, [container(container())], {"0.components.0.type": IN_CONTAINER}, id="boxes in boxes"),
        pytest.param(judge_v2, [container(link())], {"0.components.0.type": IN_CONTAINER}, id="a button in a box"),
        pytest.param(
            judge_v2,
            [container(components=[])],
            {"0.components": "Must be between 1 and 40 in length."},
            id="an empty container",
        ),
        pytest.param(judge_v2, [section(link())], {"0.components.0.type": of_types(10)}, id="a button as text"),
        pytest.param(
            judge_v2, [section(*[TEXT] * 4)], {"0.components": "Must be between 1 and 3 in length."}, id="four texts"
        ),
        pytest.param(judge_v2, [section(accessory=None)], {"0.accessory": REQUIRED}, id="no accessory"),
        pytest.param(judge_v2, [section(accessory=menu())], {"0.accessory.type": of_types(2, 11)}, id="a menu beside"),
        pytest.param(judge_v2, [TEXT] * 41, {"": "Must be 40 or fewer in length."}, id="41 components"),
        pytest.param(
            judge_v2,
            [container(*[TEXT] * 20), container(*[TEXT] * 19)],
            {"": "Must be 40 or fewer in length."},
            id="41 components, nested",
        ),
        pytest.param(
            judge_v2,
            [TEXT | {"content": "x" * 2000}, container(TEXT | {"content": "x" * 2001})],
            {"": "Components displayable text size exceeds maximum size of 4000"},
            id="4001 characters in all",
        ),
        pytest.param(
            judge_v2,
            [row(button()), section(accessory=button())],
            {"1.accessory.custom_id": "Component custom id cannot be duplicated"},
            id="the same custom_id twice",
        ),
        pytest.param(
            judge_v2,
            [TEXT | {"id": 3}, container(TEXT | {"id": 3}, id=4)],
            {"1.components.0.id": "Component id cannot be duplicated"},
            id="the same id twice",
        ),
        pytest.param(judge_modal, [], {"": ONE_TO_FIVE}, id="an empty modal"),
        pytest.param(judge_modal, [TEXT] * 6, {"": ONE_TO_FIVE}, id="six components in a modal"),
        pytest.param(judge_modal, [box()], {"0.type": of_types(1, 10, 18)}, id="a text input without a label"),
        pytest.param(judge_modal, [container()], {"0.type": of_types(1, 10, 18)}, id="a container in a modal"),
        pytest.param(judge_modal, [row(button())], {"0.components.0.type": of_types(4)}, id="a button in a modal"),
        pytest.param(judge_modal, [row(menu())], {"0.components.0.type": of_types(4)}, id="a menu in a modal's row"),
        pytest.param(
            judge_modal,
            [row(box("a", label="A"), box("b", label="B"))],
            {"0.components": "Must be between 1 and 1 in length."},
            id="two text inputs in a row",
        ),
        pytest.param(judge_modal, [label(None)], {"0.component": REQUIRED}, id="a label of nothing"),
        pytest.param(judge_modal, [label(TEXT)], {"0.component.type": IN_LABEL}, id="a text in a label"),
        pytest.param(judge_modal, [label(button())], {"0.component.type": IN_LABEL}, id="a button in a label"),
        pytest.param(
            judge_modal,
            [label(box()), label(box())],
            {"1.component.custom_id": "Component custom id cannot be duplicated"},
            id="the same field twice",
        ),
    ],
)
def test_what_cannot_stand_there_is_refused_by_its_path(
    judged: Callable[..., list[str]], components: list[Any], refusals: dict[str, str]
) -> None:
    paths = {f"data.components.{path}".rstrip("."): why for path, why in refusals.items()}

    assert judged(*components) == [f"{path}: {why}" for path, why in paths.items()]


@pytest.mark.parametrize(
    ("field", "value"),
    [("content", "x"), ("embeds", [{"title": "x"}]), ("sticker_ids", ["1"]), ("shared_client_theme", {"colors": []})],
)
def test_a_message_of_components_is_nothing_beside_them(field: str, value: object) -> None:
    why = f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"

    assert judge_v2(TEXT, **{field: value}) == [f"data.{field}: {why}"]


def test_a_message_of_components_has_no_poll() -> None:
    poll = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}]}

    assert [line.partition(":")[0] for line in judge_v2(TEXT, poll=poll)] == ["data.poll"]


def test_empty_and_null_fields_may_stand_beside_components() -> None:
    assert judge_v2(TEXT, content=None, embeds=[], poll=None, sticker_ids=[]) == []


def test_forty_components_and_four_thousand_characters_are_taken() -> None:
    assert judge_v2(*[TEXT | {"content": "x" * 100}] * 40) == []


def test_an_edit_of_a_message_of_components_needs_no_flag() -> None:
    check_message({"components": [TEXT]}, (), flags=IS_COMPONENTS_V2)
    assert check_callback(
        {"type": 7, "data": {"components": [TEXT]}}, 3, has_message=True, files=(), flags=IS_COMPONENTS_V2
    )
    with pytest.raises(Refusal, match="'content' field cannot be used"):
        check_message({"content": "x"}, (), flags=IS_COMPONENTS_V2)


def test_the_flags_of_the_message_say_nothing_of_a_new_one() -> None:
    body = {"type": 4, "data": {"components": [TEXT]}}

    with pytest.raises(Refusal):
        check_callback(body, 3, has_message=True, files=(), flags=IS_COMPONENTS_V2)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        pytest.param({"title": ""}, "data.title", id="no title"),
        pytest.param({"title": "x" * 46}, "data.title", id="46 characters"),
        pytest.param({"custom_id": ""}, "data.custom_id", id="no custom_id"),
        pytest.param({"custom_id": "x" * 101}, "data.custom_id", id="101 characters"),
    ],
)
def test_a_modal_needs_a_title_and_a_custom_id(fields: Json, path: str) -> None:
    assert [line.partition(":")[0] for line in judge(9, modal(label(box()), **fields))] == [path]


@pytest.mark.parametrize(
    ("component", "path"),
    [
        pytest.param(FILE, "components.0.file.url", id="a file"),
        pytest.param(
            section(accessory={"type": 11, "media": {"url": "attachment://a.txt"}}),
            "components.0.accessory.media.url",
            id="a thumbnail",
        ),
        pytest.param(
            container({"type": 12, "items": [PICTURE, {"media": {"url": "attachment://a.txt"}}]}),
            "components.0.components.0.items.1.media.url",
            id="a picture of a gallery",
        ),
    ],
)
def test_what_a_component_refers_to_must_be_uploaded(component: Json, path: str) -> None:
    check_references([component], {"a.txt"})
    with pytest.raises(Refusal) as caught:
        check_references([component], {"b.txt"})

    assert caught.value.fields == [f"{path}: The referenced attachment was not found in the attachments list"]


def test_components_are_walked_with_all_within_them() -> None:
    tree = [container(section(accessory=button()), row(menu())), label(box())]

    assert [component["type"] for component in nested_components(tree)] == [17, 9, 10, 2, 1, 3, 18, 4]
    assert list(nested_components(None)) == []


FIELDS = ["components", "component", "accessory", "type", "id", "custom_id", "options", "items", "media", "url"]


@given(body=bodies([*FIELDS, "flags", "label", "style", "value", "content"], ["attachment://a", "x", ""]))
def test_whatever_stands_for_components_is_judged(body: Any) -> None:
    for kind in (1, 2, 3, 5, 9, 10, 11, 12, 13, 17, 18, 19, 21, 22):
        for component in [body, {"type": kind, "components": [body]}, {"type": 18, "component": body}]:
            components = [component if not isinstance(component, dict) else {"type": kind} | component]
            for data in ({"flags": IS_COMPONENTS_V2, "components": components}, modal(*components)):
                assert all(judge(9 if "title" in data else 4, data))
    check_wild(body)


def check_wild(body: object) -> None:
    try:
        check_references([body], ())
    except Refusal as refusal:
        assert refusal.fields
