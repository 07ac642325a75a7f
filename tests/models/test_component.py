"""Components that hold others, and how any component is decoded."""

import copy
import json
import pickle
from typing import Any

import msgspec
import pytest

from app.models.base import Model, decoder, encode
from app.models.button import Button, LinkButton
from app.models.component import (
    ActionRow,
    Component,
    ComponentType,
    Container,
    Label,
    Section,
    Separator,
    SeparatorSpacing,
    UnknownComponent,
    make_component,
)
from app.models.display import MediaGallery, TextDisplay, Thumbnail
from app.models.field import TextInput
from app.models.select import RoleSelect, StringSelect

components = decoder(Component)


@pytest.mark.parametrize("kind", ComponentType, ids=lambda kind: kind.name)
def test_every_kind_has_a_class_of_its_own_that_knows_its_type(kind: ComponentType) -> None:
    made = components.decode(json.dumps({"type": kind.value, "id": 3}))

    assert isinstance(made, Model)
    assert (made.type, made.id) == (kind, 3)


def test_the_type_is_encoded_though_nobody_gave_it() -> None:
    assert json.loads(msgspec.json.encode(TextDisplay(content="hi"))) == {"type": 10, "content": "hi"}


def test_a_row_holds_buttons_of_several_kinds() -> None:
    row = components.decode(
        b'{"type":1,"id":1,"components":[{"type":2,"style":1,"custom_id":"a"},{"type":2,"style":5,"url":"https://x.y"}]}'
    )

    assert isinstance(row, ActionRow)
    assert [type(child) for child in row.components] == [Button, LinkButton]


def test_a_section_has_texts_and_an_accessory() -> None:
    section = components.decode(
        b'{"type":9,"components":[{"type":10,"content":"hi"}],"accessory":{"type":11,"media":{"url":"https://x.y"}}}'
    )

    assert isinstance(section, Section)
    assert section.components == (TextDisplay(content="hi"),)
    assert isinstance(section.accessory, Thumbnail)
    assert section.accessory.media.url == "https://x.y"


def test_a_section_may_hold_more_than_texts_one_day() -> None:
    section = components.decode(b'{"type":9,"components":[{"type":99}]}')

    assert isinstance(section, Section)
    assert isinstance(section.components[0], UnknownComponent)


def test_a_container_holds_layout_and_unknown_components_alike() -> None:
    box = components.decode(
        b'{"type":17,"accent_color":null,"spoiler":true,'
        b'"components":[{"type":14,"divider":false,"spacing":2},{"type":77,"new":[1]}]}'
    )

    assert isinstance(box, Container)
    assert (box.accent_color, box.spoiler) == (None, True)
    assert box.components[0] == Separator(divider=False, spacing=SeparatorSpacing.large)
    assert box.components[1] == UnknownComponent({"type": 77, "new": [1]})


def test_a_label_carries_its_question_or_its_answer() -> None:
    asked = components.decode(b'{"type":18,"label":"Why?","component":{"type":4,"custom_id":"why","style":2}}')
    answered = components.decode(b'{"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"why","value":"so"}}')

    assert isinstance(asked, Label)
    assert isinstance(answered, Label)
    assert isinstance(asked.component, TextInput)
    assert isinstance(answered.component, TextInput)
    assert (asked.label, asked.component.value) == ("Why?", None)
    assert (answered.label, answered.component.value) == ("", "so")


def test_the_data_of_a_component_interaction_is_a_component() -> None:
    chosen = make_component({"component_type": 6, "id": 2, "custom_id": "role_ids", "values": ["222222222222222222"]})

    assert isinstance(chosen, RoleSelect)
    assert chosen.values == (222222222222222222,)


def test_a_field_that_is_null_counts_as_absent() -> None:
    select = components.decode(b'{"type":3,"custom_id":"a","placeholder":null,"min_values":null,"disabled":null}')

    assert select == StringSelect(custom_id="a")


@pytest.mark.parametrize("body", [b"[]", b"7", b'"button"', b'{"type":[]}', b'{"type":10,"content":5}'])
def test_what_is_no_component_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        components.decode(body)


def test_a_component_takes_what_it_holds_one_by_one_and_texts_for_text_displays() -> None:
    message = Container(
        "# Menu",
        Section("Soup", TextDisplay("hot"), accessory=Thumbnail("https://x.y")),
        ActionRow(Button(custom_id="go", label="Go"), id=7),
        Separator(spacing=2),
        accent_color=5,
    )

    assert json.loads(encode(message)) == {
        "type": 17,
        "accent_color": 5,
        "components": [
            {"type": 10, "content": "# Menu"},
            {
                "type": 9,
                "components": [{"type": 10, "content": "Soup"}, {"type": 10, "content": "hot"}],
                "accessory": {"type": 11, "media": {"url": "https://x.y"}},
            },
            {"type": 1, "id": 7, "components": [{"type": 2, "style": 1, "custom_id": "go", "label": "Go"}]},
            {"type": 14, "spacing": 2},
        ],
    }
    assert components.decode(encode(message)) == message


def test_a_question_is_written_with_what_it_is_answered_with() -> None:
    label = Label("Why?", TextInput(custom_id="why"), description="In short")

    assert json.loads(encode(label)) == {
        "type": 18,
        "label": "Why?",
        "component": {"type": 4, "custom_id": "why", "style": 1},
        "description": "In short",
    }
    assert components.decode(encode(label)) == label


@pytest.mark.parametrize(
    "component",
    [
        ActionRow(Button(custom_id="a"), LinkButton("https://x.y")),
        Container("a", id=5),
        Section("a", accessory=Thumbnail("https://x.y")),
        MediaGallery("https://x.y"),
        Label("Why?", TextInput(custom_id="why")),
        Separator(),
    ],
    ids=lambda component: component.type.name,
)
def test_a_component_is_copied_and_changed_as_any_model(component: Any) -> None:
    assert copy.deepcopy(component) == component
    assert pickle.loads(pickle.dumps(component)) == component
    assert component.replace(id=9).id == 9
    assert component.id != 9


def test_what_a_component_holds_may_be_changed_and_given_by_name() -> None:
    row: Any = ActionRow
    held = (LinkButton("https://x.y"),)

    assert row(components=held) == ActionRow(*held)
    assert ActionRow(Button(custom_id="a")).replace(components=list(held)) == ActionRow(*held)
    assert Container("a").replace(components=["b"]) == Container("b")
    with pytest.raises(TypeError, match="ActionRow takes components by position or by name, not both"):
        row(*held, components=held)


def test_a_component_that_is_not_known_is_sent_as_it_came() -> None:
    raw = {"type": 99, "new": [{"deep": None}]}

    assert json.loads(encode(Container(UnknownComponent(raw)))) == {"type": 17, "components": [raw]}


def test_the_place_of_what_is_wrong_is_named() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"Expected `str`.*\$\.content.*\$\.components\[0\]"):
        components.decode(b'{"type":17,"components":[{"type":10,"content":5}]}')
