"""
The component that asks for a field: the author's where he names one, else the one that the type chooses.

What the type says goes before what the component says: whether the field must
be filled in, what is offered, which channels there are. The custom_id is the
field's name.
"""

from dataclasses import dataclass
from typing import Any, cast

from app.components.form_kind import FieldKind
from app.errors import DefinitionError
from app.models.component import Component, Label
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput
from app.models.limits import find_modal_fault
from app.models.modal import Modal
from app.models.ranges import most
from app.models.select import ChannelSelect, Select, SelectOption, StringSelect


@dataclass(frozen=True, slots=True)
class Question:
    """A field as its author declared it.

    Attributes:
        where: `file:line` of the form.
        subject: What errors call the field.
        name: The field.
        spelled: Its type, as authors write it.
        kind: What the type is among answers.
        is_list: Whether it takes several values.
        required: Whether it must be filled in.
    """

    where: str
    subject: str
    name: str
    spelled: str
    kind: FieldKind
    is_list: bool
    required: bool

    def refuse(self, why: str) -> DefinitionError:
        """Return the error that says what is wrong with the field."""
        return DefinitionError(self.where, f"{self.subject}: {why}")


def choose_component(question: Question) -> Component:
    """Return the component that the type chooses.

    Raises:
        DefinitionError: If the type alone does not say what can be chosen.
    """
    kind = question.kind
    fitting = kind.several if question.is_list else kind.single
    if not fitting:
        raise question.refuse(f"no component asks for {question.spelled}")
    if question.is_list and not kind.choices and issubclass(fitting[0], CheckboxGroup):
        why = f"{question.spelled} does not say what there is to choose: give it CheckboxGroup(options=[…])"
        raise question.refuse(why)
    made: Any = fitting[0]()
    if isinstance(made, TextInput):
        return made.replace(placeholder=kind.placeholder)
    if question.is_list and isinstance(made, Select | FileUpload):
        accepted = most(type(made), "max_values")
        return made.replace(max_values=min(len(kind.choices), accepted) if kind.choices else accepted)
    return cast(Component, made)


def fit_component(question: Question, said: Any) -> Any:
    """Return a component as it asks for this field.

    Raises:
        DefinitionError: If it does not fit the field.
    """
    kind = question.kind
    fitting = kind.several if question.is_list else kind.single
    if isinstance(said, type):
        raise question.refuse(f"{said.__name__} is the class; write {said.__name__}(…)")
    if not isinstance(said, fitting):
        listed = ", ".join(one.__name__ for one in fitting) or "nothing"
        raise question.refuse(f"{type(said).__name__} does not fit {question.spelled}; what fits: {listed}")
    _check_said(question, said)
    changes: dict[str, Any] = {"custom_id": question.name}
    if not isinstance(said, Checkbox):
        changes["required"] = question.required
    if isinstance(said, Select | FileUpload | CheckboxGroup) and not question.required:
        changes["min_values"] = 0
    if isinstance(said, StringSelect | RadioGroup | CheckboxGroup):
        changes["options"] = _options(question, said)
    if isinstance(said, ChannelSelect):
        changes["channel_types"] = _channel_types(question, said)
    return said.replace(**changes)


def _check_said(question: Question, said: Any) -> None:
    """Refuse what the field itself says, and what only a list could hold."""
    if said.custom_id:
        raise question.refuse(f"the custom_id is the field's name: leave {said.custom_id!r} out")
    count = getattr(said, "max_values", 1)
    if count != 1 and not question.is_list:
        raise question.refuse(f"max_values={count} needs a list: list[{question.spelled}]")
    if getattr(said, "required", True) is not True:
        raise question.refuse(f"the type says what may be left empty: {question.spelled} | None, or a default")
    if getattr(said, "min_values", 1) == 0 and question.required:
        raise question.refuse(f"min_values=0 needs a default, or None: {question.spelled} | None = None")


def _options(question: Question, said: StringSelect | RadioGroup | CheckboxGroup) -> tuple[Any, ...]:
    offered = question.kind.choices
    if not said.options:
        if not offered:
            raise question.refuse(f"{type(said).__name__}() has no options, and {question.spelled} offers none")
        option: Any = SelectOption if isinstance(said, StringSelect) else GroupOption
        return tuple(option(label, value) for label, value in offered)
    values = {value for _, value in offered}
    stray = [option.value for option in said.options if values and option.value not in values]
    if stray:
        listed = ", ".join(repr(value) for _, value in offered)
        raise question.refuse(f"option {stray[0]!r} is no value of {question.spelled}; its values: {listed}")
    return said.options


def _channel_types(question: Question, said: ChannelSelect) -> tuple[Any, ...]:
    allowed = question.kind.channel_types
    stray = [one for one in said.channel_types if allowed and one not in allowed]
    if stray:
        raise question.refuse(f"channel_types has {stray[0].name}, which {question.spelled} excludes")
    return said.channel_types or allowed


def prefill_label(question: Question, label: Label, default: Any) -> Label:
    """Return a label whose component begins with the field's default.

    Raises:
        DefinitionError: If the component cannot.
    """
    spell = question.kind.spell
    if default is None or default == []:
        return label
    if isinstance(label.component, FileUpload):
        raise question.refuse("nobody can fill in a file beforehand: its default is None, or []")
    if question.is_list and not isinstance(default, list):
        raise question.refuse(f"its default {default!r:.60} is no list")
    value = [spell(one) for one in default] if question.is_list else spell(default)
    if value is None:
        return label
    length = getattr(label.component, "max_length", None)
    if length is not None and len(str(value)) > length:
        raise question.refuse(f"its default has {len(str(value)):,} characters, and max_length is {length:,}")
    try:
        filled = Modal("form", "Form", (label,)).prefill(**{question.name: value}).components[0]
    except (TypeError, ValueError) as error:
        raise question.refuse(f"its default {default!r:.60} cannot stand in it: {error}") from error
    return cast(Label, filled)


def check_label(question: Question, label: Label) -> None:
    """Refuse what Discord would refuse.

    Raises:
        DefinitionError: With the place and the limit.
    """
    fault = find_modal_fault(Modal("form", "Form", (label,)))
    if fault:
        raise question.refuse(fault.replace("components[0].", "", 1))
