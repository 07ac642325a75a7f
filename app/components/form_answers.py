"""
What came back from a modal: its fields by name, and what the user entered into each.

The form that came may be older than the code: a field may be of another kind by
now, or gone. So a field is asked what it says, and not what it is.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias

from app.models.component import ActionRow, Component, Label
from app.models.field import Checkbox, CheckboxGroup, FileUpload, RadioGroup, TextInput
from app.models.message import ResolvedData
from app.models.select import (
    ChannelSelect,
    EntitySelect,
    MentionableSelect,
    RoleSelect,
    Select,
    UserSelect,
)

Answer: TypeAlias = bool | tuple[str, ...]
"""Whether a box is ticked; or the texts, values or ids that were entered, none where the field was left empty."""


def find_answers(components: Iterable[Component]) -> dict[str, Answer]:
    """Return what was entered into the fields of a form, by their custom_ids; of modals of the old kind, too."""
    answers: dict[str, Answer] = {}
    for component in components:
        held: Iterable[Any] = ()
        if isinstance(component, Label):
            held = (component.component,)
        elif isinstance(component, ActionRow):
            held = component.components
        for field in held:
            answer = _read_answer(field)
            if answer is not None:
                answers[field.custom_id] = answer
    return answers


def _read_answer(field: Any) -> Answer | None:
    match field:
        case TextInput() | RadioGroup():
            return (field.value,) if field.value else ()
        case Checkbox():
            return field.value
        case Select() | CheckboxGroup() | FileUpload():
            values: tuple[Any, ...] = getattr(field, "values", ())
            return tuple(str(value) for value in dict.fromkeys(values))
    return None


def find_chosen(menu: EntitySelect, ids: Iterable[str], resolved: ResolvedData) -> list[dict[str, str]]:
    """Return what was chosen from a menu, as its `default_values`; what is not of its kind is left out."""
    known: dict[str, str] = {}
    for kind, menus, objects in (
        ("channel", ChannelSelect, resolved.channels),
        ("role", RoleSelect | MentionableSelect, resolved.roles),
        ("user", UserSelect | MentionableSelect, resolved.users),
    ):
        if isinstance(menu, menus):
            known |= {str(key): kind for key in objects}
    return [{"id": one, "type": known[one]} for one in ids if one in known]
