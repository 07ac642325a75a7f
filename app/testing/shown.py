"""
What stands on a user's screen, and how a test names it: buttons, menus, forms.

A test names things as a user reads them, by label or emoji; what a menu gives
the bot may be named, too.
"""

import datetime
import enum
from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

from app.models.file import File
from app.simulator.component_fields import (
    BUTTON,
    CHECKBOX,
    FILE_UPLOAD,
    SELECTS,
    STRING_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
)
from app.simulator.component_rules import nested_components
from app.simulator.component_values import name_of
from app.simulator.component_views import shown_text
from app.simulator.modal_form import initial_value, modal_fields, modal_questions

Json = dict[str, Any]

_LONGEST_TEXT = 200
"""Characters of a message's text that an error shows."""


class ShownModal:
    """A form that was opened for the user."""

    def __init__(self, modal: Json) -> None:
        self._modal = modal

    @property
    def title(self) -> str:
        """What stands above the form."""
        return str(self._modal["title"])

    @property
    def custom_id(self) -> str:
        """What Discord gives back with the form; its state is in there."""
        return str(self._modal["custom_id"])

    @property
    def labels(self) -> Sequence[str]:
        """The questions, from top to bottom."""
        return list(modal_questions(self._modal).values())

    @property
    def values(self) -> Mapping[str, object]:
        """What stands in each field before the user touches it; those chosen by their values or ids."""
        return {name: initial_value(field) for name, field in modal_fields(self._modal).items()}

    def texts(self) -> list[str]:
        """Return the texts between the questions."""
        shown = nested_components(self._modal["components"])
        return [str(component["content"]) for component in shown if component["type"] == TEXT_DISPLAY]

    def fill(self, fields: Mapping[str, object]) -> dict[str, object]:
        """Return the values of fields as Discord's client has them."""
        known = modal_fields(self._modal)
        return {name: _field_value(known[name], value) if name in known else value for name, value in fields.items()}

    def __repr__(self) -> str:
        return f"<ShownModal {self.title!r}: {', '.join(self.labels)}>"


def find_button(message: Json, label: str, index: int) -> Json:
    """Find a button of a message by its label or emoji.

    Args:
        message: The message.
        label: Its label or emoji, or both as the user reads them.
        index: Which of those that are called so.

    Raises:
        LookupError: If there is none, or there are not so many; names those there are.
    """
    buttons = [component for component in _components(message) if component["type"] == BUTTON]
    found = [button for button in buttons if label in _names(button)]
    if found and not -len(found) <= index < len(found):
        raise LookupError(f"no button {label!r} with the index {index}; there are {len(found)} of them")
    if not found:
        listed = ", ".join(repr(name_of(button)) for button in buttons)
        raise LookupError(f"no button {label!r}; there are: {listed or 'none'}{_where(message)}")
    return found[index]


def find_menu(message: Json, placeholder: str | None) -> Json:
    """Find a select menu of a message by its placeholder, or the only one.

    Raises:
        LookupError: If there is none, or several that could be meant; names those there are.
    """
    menus = [component for component in _components(message) if component["type"] in SELECTS]
    found = [menu for menu in menus if placeholder is None or placeholder == menu.get("placeholder")]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(repr(name_of(menu)) for menu in menus) or "none"
    if placeholder is None and menus:
        raise LookupError(f"several menus; say by placeholder= which of these is meant: {listed}")
    problem = "several menus" if found else "no menu"
    raise LookupError(
        f"{problem}{'' if placeholder is None else f' {placeholder!r}'}; there are: {listed}{_where(message)}"
    )


def menu_values(menu: Json, values: Sequence[object]) -> list[object]:
    """Return values of a menu as Discord's client has them.

    Raises:
        ValueError: If there is no such option; names those there are.
    """
    if menu["type"] == STRING_SELECT:
        return [_option_value(menu, value) for value in values]
    return [_entity(value) for value in values]


def _where(message: Json) -> str:
    """Say which message was looked at: often it is another one than the test expects."""
    text = shorten(shown_text(message), _LONGEST_TEXT, placeholder="…")
    return f"; the message says {text!r}" if text else "; there is no text" if message else "; there is no message"


def _components(message: Json) -> list[Json]:
    return list(nested_components(message.get("components")))


def _names(button: Json) -> set[str]:
    """Return all that a button may be called by."""
    label, emoji = str(button.get("label") or ""), button.get("emoji") or {}
    name, number = str(emoji.get("name") or ""), emoji.get("id")
    names = {label, name, f"{name} {label}"}
    if number is not None:
        names |= {f"<:{name}:{number}>", f"<a:{name}:{number}>", f":{name}:"}
    return names - {"", " "}


def _field_value(field: Json, value: object) -> object:
    kind = field["type"]
    if value is None or kind == CHECKBOX:
        return value
    if kind == TEXT_INPUT:
        return _text(value)
    several = list(value) if isinstance(value, list | tuple | set | frozenset) and not _is_file(value) else None
    if kind == FILE_UPLOAD:
        return [file_value(one) for one in ([value] if several is None else several)]
    if kind in SELECTS:
        return menu_values(field, [value] if several is None else several)
    return _option_value(field, value) if several is None else [_option_value(field, one) for one in several]


def _option_value(field: Json, value: object) -> str:
    """Return the value of an option that is named by it or by its label."""
    options = field.get("options") or ()
    words = [str(value.value), value.name] if isinstance(value, enum.Enum) else [_text(value)]
    for key in ("value", "label"):
        for option in options:
            if option[key] in words:
                return str(option["value"])
    listed = ", ".join(repr(option["label"]) for option in options)
    raise ValueError(f"{name_of(field)}: no option {words[0]!r}; there are: {listed or 'none'}")


def _entity(value: object) -> object:
    """Return what stands in the simulated world for somebody or something that the bot's models show."""
    found = getattr(value, "id", None) or getattr(getattr(value, "user", None), "id", None)
    return value if found is None else int(found)


def _text(value: object) -> str:
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value.value) if isinstance(value, enum.Enum) else str(value)


def _is_file(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], bytes)


def file_value(value: object) -> object:
    """Return a `File` as name and bytes, which is how the simulated Discord takes one, and anything else as it is."""
    if not isinstance(value, File):
        return value
    with value.open() as content:
        return (value.name, content.read(value.size))
