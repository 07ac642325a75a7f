"""Components, against Discord's examples and its OpenAPI description."""

import functools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from app.models.base import convert, encode
from app.models.button import Button, LinkButton, PremiumButton
from app.models.component import (
    ActionRow,
    Component,
    ComponentType,
    Container,
    Label,
    Section,
    Separator,
    make_component,
)
from app.models.disabling import disable
from app.models.display import FileComponent, MediaGallery, TextDisplay, Thumbnail
from app.models.field import Checkbox, CheckboxGroup, FileUpload, RadioGroup, TextInput
from app.models.file import File
from app.models.interaction import InteractionType, decode_interaction
from app.models.limits import find_fault, find_modal_fault
from app.models.modal import Modal
from app.models.ranges import walk
from app.models.response import Reply, Update, is_v2, message_response, modal_response, update_response
from app.models.select import ChannelSelect, MentionableSelect, RoleSelect, StringSelect, UserSelect
from tests.contract.deviations import described
from tests.contract.messages import FILES, LAYOUT, MODAL, OTHER_MODAL, ROWS
from tests.contract.openapi import PAYLOADS
from tests.contract.operations import OPERATIONS, validator
from tests.models.refusals import Refusal
from tests.models.refusals_modals import MODALS
from tests.models.test_component_refusals import MESSAGES
from tests.models.test_limits_simulator import modals, replies, updates, v2_replies, v2_updates

KINDS: dict[int, type[Component]] = {
    1: ActionRow, 2: Button, 3: StringSelect, 4: TextInput, 5: UserSelect, 6: RoleSelect, 7: MentionableSelect,
    8: ChannelSelect, 9: Section, 10: TextDisplay, 11: Thumbnail, 12: MediaGallery, 13: FileComponent, 14: Separator,
    17: Container, 18: Label, 19: FileUpload, 21: RadioGroup, 22: CheckboxGroup, 23: Checkbox,
}  # fmt: skip
EXAMPLES: dict[str, Any] = {
    file.stem: json.loads(file.read_text()) for file in sorted((PAYLOADS / "components").glob("*.json"))
}
SENT = {name: example for name, example in EXAMPLES.items() if example.get("type", 4) in {4, 9}}
USED = {name: example for name, example in EXAMPLES.items() if name not in SENT}
FOR_GRANTED = {
    "required": True,
    "min_values": 1,
    "max_values": 1,
    "disabled": False,
    "divider": True,
    "spacing": 1,
    "spoiler": False,
    "default": False,
}
"""What Discord takes for granted where nothing is said: an example may say it, our models do not."""


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Go through the components in JSON, parents before their children."""
    if isinstance(value, list):
        for one in value:
            yield from parts(one)
    elif isinstance(value, dict):
        if isinstance(value.get("type"), int):
            yield value
        for name in ("components", "component", "accessory"):
            yield from parts(value.get(name, []))


def terse(value: Any) -> Any:
    """Leave out what goes without saying."""
    if isinstance(value, list):
        return [terse(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: terse(one) for key, one in value.items() if FOR_GRANTED.get(key, ...) != one}


def component_class(value: dict[str, Any]) -> type[Component]:
    if value["type"] == ComponentType.button:
        return LinkButton if "url" in value else PremiumButton if "sku_id" in value else Button
    return KINDS[value["type"]]


@functools.cache
def _callback(name: str) -> Any:
    """Make what holds a first response against the description, by the beginning of its schema's name."""
    body = OPERATIONS["create_interaction_response"].body
    assert body is not None
    (reference,) = [one for one in body["anyOf"] if one["$ref"].rpartition("/")[2].startswith(name)]
    return validator(dict(reference), described())


def is_described(name: str, body: bytes) -> bool:
    return bool(_callback(name).is_valid(json.loads(body)))


# ── Discord's examples ──


def test_the_examples_show_nearly_all_kinds() -> None:
    shown = {part["type"] for example in SENT.values() for part in parts(example.get("data", example)["components"])}

    assert set(KINDS) - shown == {
        ComponentType.container,
        ComponentType.mentionable_select,
        ComponentType.radio_group,
    }
    assert set(KINDS) == set(ComponentType)


@pytest.mark.parametrize("example", SENT.values(), ids=list(SENT))
def test_what_an_example_sends_is_what_its_components_are_sent_as(example: dict[str, Any]) -> None:
    components = example.get("data", example)["components"]

    made = [make_component(component) for component in components]

    held = [part for component in made for _, part in walk(component, "") if isinstance(part, Component)]
    assert [type(part) for part in held] == [component_class(part) for part in parts(components)]
    assert json.loads(encode(made)) == terse(components)


@pytest.mark.parametrize("name", [name for name, example in SENT.items() if example.get("type") != 9])
def test_an_example_of_a_message_has_no_fault_and_is_described(name: str) -> None:
    example = SENT[name].get("data", SENT[name])
    components: Any = [make_component(component) for component in example["components"]]
    uploads = {url.removeprefix("attachment://") for url in addresses(components) if url.startswith("attachment://")}
    reply = Reply(example.get("content"), components=components, files=[File(upload, b"x") for upload in uploads])

    assert find_fault(reply) == ""
    response = message_response(reply)
    # Of rows alone a message can be made with the flag and without.
    assert json.loads(response.body)["data"].get("flags", 0) == (example["flags"] if is_v2(components) else 0)
    assert is_described("CreateMessage", response.body)


def addresses(components: list[Any]) -> Iterator[str]:
    for component in components:
        for _, part in walk(component, ""):
            yield getattr(part, "url", "")


@pytest.mark.parametrize("name", [name for name, example in SENT.items() if example.get("type") == 9])
def test_an_example_of_a_form_has_no_fault_and_is_described(name: str) -> None:
    modal = convert(SENT[name]["data"], Modal)

    assert find_modal_fault(modal) == ""
    assert json.loads(encode(modal)) == terse(SENT[name]["data"])
    assert is_described("Modal", modal_response(modal).body)


@pytest.mark.parametrize("example", USED.values(), ids=list(USED))
def test_an_example_of_a_used_component_has_its_values(example: dict[str, Any]) -> None:
    data = example["data"]
    interaction = decode_interaction(json.dumps(example).encode())

    if interaction.type is InteractionType.message_component:
        made = make_component(data)
        assert type(made) is KINDS[data["component_type"]]
        assert list(map(str, getattr(made, "values", ()))) == data.get("values", [])
        return
    read = [part for one in interaction.modal.components for _, part in walk(one, "") if isinstance(part, Component)]
    assert [type(part) for part in read] == [component_class(part) for part in parts(data["components"])]
    assert json.loads(encode(interaction.modal.components)) == answers(data["components"])


def answers(components: Any) -> Any:
    """Leave out what our models say by a default: no value, and none of several."""
    if isinstance(components, list):
        return [answers(one) for one in components]
    if not isinstance(components, dict):
        return components
    return {key: answers(one) for key, one in components.items() if one is not None and one != []}


# ── what we build ──


@pytest.mark.parametrize("modal", [MODAL, OTHER_MODAL], ids=["form", "other form"])
def test_a_form_with_everything_in_it_has_no_fault(modal: Modal) -> None:
    assert find_modal_fault(modal) == ""


@pytest.mark.parametrize(
    "reply", [Reply("x", components=ROWS), Reply(components=LAYOUT, files=FILES)], ids=["rows", "layout"]
)
def test_a_message_with_everything_in_it_can_be_disabled(reply: Reply) -> None:
    update = Update(components=disable(reply.components))

    assert find_fault(update) == ""
    assert is_described("UpdateMessage", update_response(update).body)


@given(replies | v2_replies)
def test_a_message_without_a_fault_is_described(reply: Reply) -> None:
    if not find_fault(reply):
        assert is_described("CreateMessage", message_response(reply).body)


@given(updates | v2_updates)
def test_an_update_without_a_fault_is_described(update: Update) -> None:
    if not find_fault(update):
        assert is_described("UpdateMessage", update_response(update).body)


@given(modals)
def test_a_form_without_a_fault_is_described(modal: Modal) -> None:
    if not find_modal_fault(modal):
        assert is_described("Modal", modal_response(modal).body)


# ── what we refuse ──


@pytest.mark.parametrize("refusal", MESSAGES, ids=[refusal.name for refusal in MESSAGES])
def test_the_description_refuses_of_a_message_what_it_can_express(refusal: Refusal) -> None:
    assert is_described("CreateMessage", message_response(refusal.made).body) is not refusal.is_described


@pytest.mark.parametrize("refusal", MODALS, ids=[refusal.name for refusal in MODALS])
def test_the_description_refuses_of_a_form_what_it_can_express(refusal: Refusal) -> None:
    assert is_described("Modal", modal_response(refusal.made).body) is not refusal.is_described
