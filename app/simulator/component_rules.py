"""
The rules for components: which may stand where, and what they may not share.

A message without the flag for components of the second version takes rows of
buttons and menus alone; one with it takes the layouts too, and is made up of
nothing else. A modal takes labels, texts, and the rows of old.

https://docs.discord.com/developers/components/reference#what-is-a-component-component-types
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from app.simulator.component_fields import (
    BUTTON,
    CHECKBOX,
    CHECKBOX_GROUP,
    CONTAINER,
    FILE,
    FILE_UPLOAD,
    GALLERY,
    LABEL,
    RADIO_GROUP,
    REFERENCE,
    ROW,
    SECTION,
    SELECTS,
    SEPARATOR,
    TEXT_DISPLAY,
    TEXT_INPUT,
    TEXT_LIMIT,
    THUMBNAIL,
    check_fields,
    check_in_modal,
)
from app.simulator.forms import Form
from app.simulator.refusal import FormErrors
from app.simulator.world import Json

COMPONENT_LIMIT = 40
"""Components of a message, those within others counted."""
ROW_LIMIT = 5
MODAL_LIMIT = 5

_IN_CONTAINER = frozenset({ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR})
_IN_MESSAGE = _IN_CONTAINER | {CONTAINER}
_IN_LEGACY_MESSAGE = frozenset({ROW})
_IN_MODAL = frozenset({ROW, TEXT_DISPLAY, LABEL})
_IN_LABEL = SELECTS | {TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX}
_LEGACY_FIELDS = ("content", "embeds", "poll", "sticker_ids", "shared_client_theme")


class _Children(NamedTuple):
    """What a component holds in one of its fields; a single one where there is no `most`."""

    key: str
    kinds: frozenset[int]
    least: int = 0
    most: int | None = None


_CHILDREN: Mapping[int, tuple[_Children, ...]] = {
    ROW: (_Children("components", SELECTS | {BUTTON}, 1, 5),),
    SECTION: (
        _Children("components", frozenset({TEXT_DISPLAY}), 1, 3),
        _Children("accessory", frozenset({BUTTON, THUMBNAIL})),
    ),
    CONTAINER: (_Children("components", _IN_CONTAINER, 1, COMPONENT_LIMIT),),
    LABEL: (_Children("component", _IN_LABEL),),
}
_ROW_OF_MODAL = (_Children("components", frozenset({TEXT_INPUT}), 1, 1),)


def check_message_components(message: Form, *, is_v2: bool) -> None:
    """Note what is wrong with the components of a message.

    Args:
        message: The whole body.
        is_v2: Whether the message is one of the second version, by this body or before it.
    """
    census = _Census(in_modal=False)
    kinds = _IN_MESSAGE if is_v2 else _IN_LEGACY_MESSAGE
    for component in message.children("components", most=None if is_v2 else ROW_LIMIT):
        census.enter(component, kinds)
    if not is_v2:
        return
    if sum(1 for _ in nested_components(message.data.get("components"))) > COMPONENT_LIMIT:
        message.fail("components", "BASE_TYPE_MAX_LENGTH", f"Must be {COMPONENT_LIMIT} or fewer in length.")
    if census.characters > TEXT_LIMIT:
        sentence = f"Components displayable text size exceeds maximum size of {TEXT_LIMIT}"
        message.fail("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", sentence)
    for key in _LEGACY_FIELDS:
        if message.data.get(key):
            message.fail(
                key,
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )


def check_modal_components(modal: Form) -> None:
    """Note what is wrong with the components of a modal."""
    census = _Census(in_modal=True)
    for component in modal.children("components", least=1, most=MODAL_LIMIT):
        census.enter(component, _IN_MODAL)


def check_references(components: object, names: Collection[str]) -> None:
    """Check that what components refer to was uploaded with the message, or is kept.

    Args:
        components: Checked components of a message.
        names: Names of its files.

    Raises:
        Refusal: If something refers to another file.
    """
    errors = FormErrors()
    for path, component in _with_paths(components, ("components",)):
        for place, media in _media(component):
            url = str(media.get("url")) if isinstance(media, dict) else ""
            if url.startswith(REFERENCE) and url.removeprefix(REFERENCE) not in names:
                code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
                sentence = "The referenced attachment was not found in the attachments list"
                errors.add((*path, *place, "url"), code, sentence)
    errors.raise_if_any()


def nested_components(value: object) -> Iterator[Json]:
    """Walk all components of a message or modal, parents before their children."""
    for _, component in _with_paths(value, ()):
        yield component


class _Census:
    """Goes through the components of one message or modal, and remembers what each must have for itself."""

    def __init__(self, *, in_modal: bool) -> None:
        self.characters = 0
        self._in_modal = in_modal
        self._names: set[str] = set()
        self._ids: set[int] = set()

    def enter(self, form: Form, kinds: frozenset[int], parent: int | None = None) -> int | None:
        """Check a component and all within it.

        Args:
            form: The component.
            kinds: Types that can stand where it does.
            parent: Type of what holds it.

        Returns:
            Its type, if it is one of those.
        """
        kind = form.integer("type", required=True)
        if kind is None:
            return None
        if kind not in kinds:
            listed = ", ".join(map(str, sorted(kinds)))
            form.fail("type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({listed}).')
            return None
        check_fields(form, kind)
        if self._in_modal:
            check_in_modal(form, kind, in_label=parent == LABEL)
        self._register(form, kind)
        for children in self._children(kind):
            self._enter_children(form, kind, children)
        return kind

    def _children(self, kind: int) -> tuple[_Children, ...]:
        return _ROW_OF_MODAL if self._in_modal and kind == ROW else _CHILDREN.get(kind, ())

    def _enter_children(self, form: Form, kind: int, children: _Children) -> None:
        if children.most is None:
            child = form.child(children.key)
            if child is not None:
                self.enter(child, children.kinds, kind)
            return
        has_menu = False
        for index, child in enumerate(form.children(children.key, least=children.least, most=children.most)):
            has_menu |= self.enter(child, children.kinds, kind) in SELECTS
            # A menu is as wide as five buttons.
            if index and has_menu:
                sentence = "The specified component exceeds the maximum width"
                child.fail(None, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", sentence)

    def _register(self, form: Form, kind: int) -> None:
        number, name = form.data.get("id"), form.data.get("custom_id")
        if isinstance(number, int) and number:
            if number in self._ids:
                form.fail("id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
            self._ids.add(number)
        if isinstance(name, str) and name:
            if name in self._names:
                form.fail("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
            self._names.add(name)
        content = form.data.get("content")
        if kind == TEXT_DISPLAY and isinstance(content, str):
            self.characters += len(content)


def _media(component: Json) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Give the pictures and files that a component shows, and where in it they stand."""
    kind, items = component.get("type"), component.get("items")
    if kind == GALLERY and isinstance(items, list):
        for index, item in enumerate(items):
            if isinstance(item, dict):
                yield ("items", index, "media"), item.get("media")
    for key in ("media", "file"):
        if kind in (THUMBNAIL, FILE) and key in component:
            yield (key,), component[key]


def _with_paths(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Json]]:
    held = [((*path, index), one) for index, one in enumerate(value)] if isinstance(value, list) else [(path, value)]
    for place, component in held:
        if isinstance(component, dict):
            yield place, component
            for key in ("components", "component", "accessory"):
                if key in component:
                    yield from _with_paths(component[key], (*place, key))
