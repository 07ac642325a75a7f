"""What `find_fault` passes, the simulator takes; what the simulator refuses, `find_fault` finds."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.models.base import encode
from app.models.button import Button, LinkButton
from app.models.component import ActionRow, Container, Label, Section, Separator
from app.models.display import MediaGallery, TextDisplay, Thumbnail
from app.models.embed import Embed, EmbedAuthor, EmbedField, EmbedFooter, EmbedMedia
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput
from app.models.file import File
from app.models.limits import find_fault, find_modal_fault
from app.models.mention import AllowedMentions
from app.models.modal import Modal
from app.models.poll import Poll, PollMedia
from app.models.response import (
    InteractionResponse,
    Reply,
    Unset,
    Update,
    message_response,
    modal_response,
    outgoing,
    update_response,
)
from app.models.select import ChannelSelect, RoleSelect, StringSelect, UserSelect
from app.simulator.refusal import Refusal
from app.simulator.rules import (
    APPLICATION_COMMAND,
    IS_COMPONENTS_V2,
    MESSAGE_COMPONENT,
    check_callback,
    check_message,
)
from tests.models.refusals import Refusal as Refused
from tests.models.refusals_modals import MODALS
from tests.models.test_component_refusals import MESSAGES

Fields: TypeAlias = dict[str, st.SearchStrategy[Any]]


def text(most: int, least: int = 1) -> st.SearchStrategy[str]:
    """Texts that are just short and just long enough."""
    return st.builds(lambda length, letter: letter * length, st.sampled_from([least, most]), st.sampled_from("xü🎲"))


def off(most: int) -> st.SearchStrategy[str]:
    """Texts that may be too short, too long, or nothing to see."""
    return st.sampled_from(["", " ", "\n", "x" * (most + 1), "ü" * (most + 1)]) | text(most)


def times(item: Any, *counts: int) -> st.SearchStrategy[list[Any]]:
    return st.sampled_from(counts).map(lambda count: [item] * count)


@st.composite
def made(draw: st.DrawFn, make: Callable[..., Any], sound: Fields, risky: Fields) -> Any:
    """Objects that are right, or wrong in one field at most: where all fields vary, hardly anything would be right."""
    fields = {name: draw(strategy) for name, strategy in sound.items()}
    name = draw(st.sampled_from([None, *risky]))
    if name is not None:
        fields[name] = draw(risky[name])
    return make(**fields)


urls = st.sampled_from(["https://x.y/z", "http://x.y", "attachment://a.png"])
bad_urls = st.sampled_from(["attachment://b.png", "x.y", "", "ftp://x", "https://" + "x" * 2048])
colours = st.sampled_from([None, 0, 0xFFFFFF])
bad_colours = st.sampled_from([-1, 0x1000000, "red", True, 1.5])
wrong = st.sampled_from([5, True, 1.5, ["x"], b"x"])
field = EmbedField("x" * 100, "y")
embeds = made(
    Embed,
    {"title": text(256), "color": colours, "image": st.none() | urls, "fields": times(field, 0, 25)},
    {
        "title": off(256) | wrong,
        "description": off(4096) | wrong,
        "url": st.sampled_from(["x" * 2049, "https://x.y"]),
        "color": bad_colours,
        "image": bad_urls | st.just(EmbedMedia()),
        "fields": times(field, 26) | st.builds(EmbedField, off(256), off(1024)).map(lambda one: [field, one]),
        "footer": st.builds(EmbedFooter, off(2048), st.none() | urls),
        "author": st.builds(EmbedAuthor, off(256)),
    },
)
a_button = Button(custom_id="a", label="x")
options = st.sampled_from([1, 2, 10]).map(lambda count: [str(number) for number in range(count)])
bad_options = times("x", 0, 2) | times(GroupOption("x", default=True), 2) | st.just([*"abcdefghijklmnopqrstuvwxyz"])
counts = st.sampled_from([-1, 0, 1, 2, 3, 10, 11, 25, 26])
named: Fields = {"custom_id": text(100)}
badly_named: Fields = {"custom_id": off(100) | wrong, "id": st.sampled_from([0, 1, -1, 2**31, "x"])}
counted: Fields = {**badly_named, "min_values": counts, "max_values": counts, "required": st.booleans() | wrong}
menu: Fields = {**counted, "placeholder": off(150) | wrong, "disabled": st.booleans() | wrong}
menus = made(StringSelect, {**named, "options": options}, {**menu, "options": bad_options}) | st.one_of(
    [
        made(kind, named, {**menu, "default_values": st.sampled_from([[], [1], [1, 2]])})
        for kind in (UserSelect, RoleSelect, ChannelSelect)
    ]
)
boxes_to_write_in = made(
    TextInput,
    {**named, "required": st.booleans(), "value": st.none() | text(4000), "placeholder": text(100)},
    {
        **badly_named,
        "value": off(4000) | wrong,
        "min_length": st.sampled_from([-1, 0, 4000, 4001]),
        "max_length": st.sampled_from([0, 1, 4000, 4001]),
        "label": off(45),
        "style": st.integers(0, 3),
    },
)
fields = st.one_of(
    menus,
    boxes_to_write_in,
    made(RadioGroup, {**named, "options": options}, {**badly_named, "options": bad_options}),
    made(CheckboxGroup, {**named, "options": options}, {**counted, "options": bad_options}),
    made(FileUpload, named, {**counted, "file_types": times(".a", 0, 10, 11)}),
    made(Checkbox, {**named, "default": st.booleans()}, badly_named),
)
links = made(LinkButton, {"url": urls, "label": text(80)}, {"url": bad_urls, "label": off(80) | wrong})
row = ActionRow(LinkButton("https://x.y", "x"))
rows = st.lists(links, max_size=6).map(lambda held: ActionRow(*held)) | st.just(ActionRow(a_button))
texts = made(TextDisplay, {"content": text(100)}, {"content": off(4000), "id": st.sampled_from([0, 1, -1, 2**31, "x"])})
sections = st.builds(
    lambda held, beside: Section(*held, accessory=beside),
    st.lists(texts, max_size=4),
    links | st.builds(Thumbnail, urls),
)
galleries = st.lists(urls | bad_urls, max_size=11).map(lambda held: MediaGallery(*held))
parts = rows | texts | sections | galleries | st.just(Separator())
boxes = st.builds(lambda held, colour: Container(*held, accent_color=colour), st.lists(parts), colours | bad_colours)
legacy = times(row, 1, 5) | st.just([ActionRow(a_button)]) | menus.map(lambda menu: [ActionRow(menu)])
layouts = times(TextDisplay("x"), 1, 40) | times(TextDisplay("x" * 100), 40)
risky_layouts = (
    st.lists(parts | boxes, max_size=4) | times(Container("x", "y"), 13, 14) | times(row, 6) | times(a_button, 1)
)
polls = made(
    Poll,
    {"question": text(300), "answers": times("x" * 55, 1, 10), "duration": st.sampled_from([None, 1, 768])},
    {
        "question": off(300) | st.just(PollMedia()),
        "answers": times("x", 0, 11) | times("x" * 56, 1) | times(5, 1) | times(PollMedia(), 1),
        "duration": st.sampled_from([0, 769, "1", 1.5, True]),
    },
)
png = File("a.png", b"x")
mentions = st.builds(AllowedMentions, users=st.booleans() | st.just(range(100)), roles=st.booleans())
SOUND: Fields = {
    "content": text(2000),
    "embeds": st.just([]) | times(Embed(title="x"), 1, 10) | st.lists(embeds, max_size=2),
    "components": st.just([]) | legacy,
    "files": times(png, 1, 10),
    "allowed_mentions": st.none() | mentions,
}
RISKY: Fields = {
    "content": st.none() | off(2000) | wrong,
    "embeds": times(Embed(title="x"), 11) | times(Embed(description="x" * 3001), 2) | wrong,
    "components": layouts | risky_layouts | wrong,
    "files": times(png, 0, 11) | times(File("", b""), 1) | times(File("x" * 1025, b""), 1) | wrong,
    "allowed_mentions": st.just(AllowedMentions(users=range(101))) | wrong,
}
NEW: Fields = {"poll": st.none() | polls, "ephemeral": st.booleans()}
UNSET = st.just(Unset.token)
replies = made(Reply, SOUND | NEW, RISKY | {"poll": wrong, "ephemeral": wrong})
# Of what makes up a whole message there is nothing else.
v2_replies = made(Reply, {"components": layouts, "files": times(png, 1)}, {"components": risky_layouts, **RISKY})
updates = made(Update, {name: UNSET | st.none() | values for name, values in SOUND.items()}, RISKY)
v2_updates = made(Update, {"components": layouts}, {"components": risky_layouts, **RISKY})
box = TextInput(custom_id="a")
questions = made(
    Label,
    {"label": text(45), "component": fields, "description": st.none() | text(100)},
    {"label": off(45) | wrong, "component": fields | st.just(a_button), "description": off(100) | wrong},
)
modals = made(
    Modal,
    {"custom_id": text(100), "title": text(45), "components": questions.map(lambda one: [one])},
    {
        "custom_id": off(100) | wrong,
        "title": off(45) | wrong,
        "components": times(TextDisplay("x"), 0, 5, 6) | times(Label("x", box), 2) | times(row, 1) | wrong,
    },
)


def refusal_of(response: InteractionResponse, kind: int, flags: int = 0) -> str:
    """Say what the simulator has against an answer; the flags are those of the message that carries the component."""
    numbers = {str(number) for number in range(len(response.files))}
    try:
        check_callback(json.loads(response.body), kind, has_message=True, files=numbers, flags=flags)
    except Refusal as refusal:
        return f"{refusal!r}"
    return ""


@given(replies | v2_replies)
def test_a_new_message_without_a_fault_is_taken(reply: Reply) -> None:
    fault = find_fault(reply)
    event("refused" if fault else "passed")
    if not fault:
        assert refusal_of(message_response(reply), APPLICATION_COMMAND) == ""
        check_message(json.loads(encode(outgoing(reply).data)), {str(number) for number in range(len(reply.files))})


@given(updates | v2_updates)
def test_an_update_without_a_fault_is_taken(update: Update) -> None:
    fault = find_fault(update)
    event("refused" if fault else "passed")
    if not fault:
        assert refusal_of(update_response(update), MESSAGE_COMPONENT) == ""


@given(updates | v2_updates)
def test_an_update_without_a_fault_is_taken_where_the_message_is_made_of_components(update: Update) -> None:
    fault = find_fault(update, was_v2=True)
    event("refused" if fault else "passed")
    if not fault:
        assert refusal_of(update_response(update), MESSAGE_COMPONENT, IS_COMPONENTS_V2) == ""


@given(modals)
def test_a_form_without_a_fault_is_taken(modal: Modal) -> None:
    fault = find_modal_fault(modal)
    event("refused" if fault else "passed")
    if not fault:
        assert refusal_of(modal_response(modal), APPLICATION_COMMAND) == ""


# ── the tables of refusals ──

OWN = {
    "a picture that is not sent",
    "a file that is not sent",
    "a premium button without a SKU",
    "an empty description",
    "an emoji by its name",
    "an emoji of an option by its name",
    "more choices than options",
    "a kind of channel twice",
}
"""What the simulator takes: where it is our rule alone, or is seen only when the message is kept."""


@pytest.mark.parametrize("refused", [one for one in MESSAGES if one.name not in OWN], ids=lambda one: one.name)
def test_what_is_refused_of_a_message_the_simulator_refuses_too(refused: Refused) -> None:
    assert refusal_of(message_response(refused.made), APPLICATION_COMMAND)


@pytest.mark.parametrize("refused", [one for one in MODALS if one.name not in OWN], ids=lambda one: one.name)
def test_what_is_refused_of_a_form_the_simulator_refuses_too(refused: Refused) -> None:
    assert refusal_of(modal_response(refused.made), APPLICATION_COMMAND)
