"""
The form that an interaction opens, and how its fields come filled in.

https://docs.discord.com/developers/components/using-modal-components
"""

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Self

from app.models.base import Model
from app.models.component import ActionRow, Component, Label, ModalComponent
from app.models.field import Checkbox, CheckboxGroup, RadioGroup, TextInput
from app.models.select import EntitySelect, StringSelect


class Modal(Model):
    """A form that opens in front of the user.

    Attributes:
        custom_id: What its submission is known by, 1 to 100 characters.
        title: 1 to 45 characters.
        components: 1 to 5 labels, and texts between them.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal
    """

    custom_id: str
    title: str
    components: Sequence[ModalComponent] = ()

    def prefill(self, /, **values: object) -> Self:
        """Return a copy in which these fields are filled in already, each named by its custom_id.

            feedback.modal(ticket=7).prefill(text="It works.", stars=5, helpers=[member])

        Boxes take texts, numbers, times and spans of time; options their values or enum members, one
        or a list; menus that Discord fills take ids or what has an id; a checkbox takes
        a bool. None empties a field. Discord lets nobody fill in an upload: it stays.

        Args:
            values: What the fields begin with.

        Raises:
            TypeError: If the form has no field of a name, or a field cannot hold its value.
            ValueError: If a value is none of a field's options.
        """
        fields = [one.custom_id for one in _fields(self.components) if hasattr(one, "custom_id")]
        if unknown := sorted(values.keys() - set(fields)):
            raise TypeError(f"the form has no field {', '.join(unknown)}; its fields: {', '.join(fields) or 'none'}")
        return self.replace(components=tuple(_fill_within(component, values) for component in self.components))


def _fields(components: Iterable[Component]) -> Iterable[Any]:
    """Return what labels hold and, in forms of the old kind, rows."""
    for component in components:
        if isinstance(component, Label) and component.component is not None:
            yield component.component
        elif isinstance(component, ActionRow):
            yield from component.components


def _fill_within(component: Any, values: dict[str, object]) -> Any:
    if isinstance(component, Label):
        return component.replace(component=_fill(component.component, values))
    if isinstance(component, ActionRow):
        return component.replace(components=tuple(_fill(one, values) for one in component.components))
    return component


def _fill(field: Any, values: dict[str, object]) -> Any:
    name: str | None = getattr(field, "custom_id", None)
    if name is None or name not in values:
        return field
    value = values[name]
    match field:
        case TextInput():
            return field.replace(value=None if value is None else _text(value, name))
        case Checkbox():
            if not isinstance(value, bool | None):
                raise TypeError(f"{name} is a checkbox; it takes True or False, not {value!r}")
            return field.replace(default=bool(value))
        case StringSelect() | RadioGroup() | CheckboxGroup():
            return _tick(field, _listed(value), name)
        case EntitySelect():
            try:
                return field.replace(default_values=_listed(value))
            except TypeError as error:
                raise TypeError(f"{name}: {error}") from None
    return field


def _text(value: object, name: str) -> str:
    """Write a value as a user would."""
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return _spell_span(value, name)
    if not isinstance(value, str | int | float | Decimal) or isinstance(value, bool):
        raise TypeError(f"{name} takes a text, a number or a time, not an object of type {type(value).__name__}")
    return str(value)


def _spell_span(span: dt.timedelta, name: str) -> str:
    """Write a span of time so that its converter reads it: `1d 2h 0.5s`."""
    if span < dt.timedelta(0):
        raise ValueError(f"{name} takes no span of time below zero, and {span!r} is one")
    minutes, seconds = divmod(span.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((span.days, "d"), (hours, "h"), (minutes, "m"), (seconds + span.microseconds / 1_000_000, "s"))
    # No exponent, which nobody reads: the least is a microsecond.
    return " ".join(f"{number:.6f}".rstrip("0").rstrip(".") + unit for number, unit in parts if number) or "0s"


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _tick(field: StringSelect | RadioGroup | CheckboxGroup, chosen: list[Any], name: str) -> Any:
    texts = [_text(one, name) for one in chosen]
    known = [option.value for option in field.options]
    for text in texts:
        if text not in known:
            raise ValueError(f"{name} has no option {text!r}; its options: {', '.join(map(repr, known)) or 'none'}")
    return field.replace(options=tuple(option.replace(default=option.value in texts) for option in field.options))
