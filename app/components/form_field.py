"""
One field of a form: the question that the modal asks, and the value that comes back.

What comes back is not trusted. The modal may be older than the code, so a value
is held against the options, the limits and the resolved objects once more; what
does not fit becomes a sentence for the user.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.command_errors import BadArgument, CommandError, CommandInvokeError, UserInputError
from app.components.form_answers import Answer, find_chosen
from app.components.form_component import Question, check_label, choose_component, fit_component, prefill_label
from app.components.form_kind import TYPES, FieldKind, find_field_kind
from app.components.form_limits import Limits, apply_limits, check_option
from app.context.modal import ModalContext
from app.context.sentences import refusal, sentence
from app.errors import DefinitionError
from app.models.component import Component, Label
from app.models.field import Checkbox, FileUpload, TextInput
from app.models.interaction import Interaction
from app.models.ranges import most
from app.models.select import EntitySelect
from app.parameters.annotation import is_option, spell_union, take_apart

_MOST_TEXT = most(TextInput, "value")


class Empty(enum.Enum):
    """Says that a field was left empty, where None may be a value."""

    token = 0


EMPTY = Empty.token


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form, ready to ask and to read.

    Attributes:
        name: The attribute, and the custom_id of the component.
        label: What the modal shows.
        kind: What the field's type is among answers.
        is_list: Whether it takes several values.
        required: Whether it must be filled in.
        has_default: Whether the class makes the value of a field that has none;
            without, it is None.
        emptied: The value of a field that began with its default, and was
            emptied; `EMPTY` if its type has none for that.
        least: Fewest choices, where anything is chosen at all.
        limits: Between what a number must be.
    """

    name: str
    label: Label
    kind: FieldKind
    is_list: bool
    required: bool
    has_default: bool
    emptied: Any
    least: int
    limits: Limits

    async def read(self, answer: Answer | None, context: ModalContext) -> Any:
        """Make the value of what the user entered; `EMPTY` if he entered none, and need not.

        Args:
            answer: What he entered; None if the modal had no such field.
            context: What readers and converters are given.

        Raises:
            BadArgument: If it cannot be used; with a sentence for the user.
        """
        is_box = isinstance(self.label.component, Checkbox)
        if answer is None or isinstance(answer, bool) is not is_box:
            # The modal is older than the field, or than its kind.
            if self.required:
                raise self._fault("form_field_gone", answer)
            return EMPTY
        if isinstance(answer, bool):
            return answer
        is_text = isinstance(self.label.component, TextInput)
        texts = self._check_text(answer) if is_text else self._check_choices(answer)
        if not texts:
            if self.required:
                raise self._fault("form_field_missing", answer)
            return self.emptied.copy() if isinstance(self.emptied, list) else self.emptied
        values = [await self._make(text, context) for text in texts]
        return values if self.is_list else values[0]

    def restore(self, answer: Answer | None, interaction: Interaction) -> Any:
        """Return what the user entered as `Modal.prefill` takes it, and as JSON; `EMPTY` for what it would refuse.

        Args:
            answer: What he entered; None if the modal had no such field.
            interaction: Where the objects stand that ids mean.
        """
        component: Any = self.label.component
        if (
            answer is None
            or isinstance(component, FileUpload)
            or isinstance(answer, bool) is not isinstance(component, Checkbox)
        ):
            return EMPTY
        if isinstance(answer, bool):
            return answer
        if isinstance(component, TextInput):
            text = "".join(answer[:1])[: component.max_length or _MOST_TEXT]
            return EMPTY if text and _length(text) < (component.min_length or 0) else text or None
        if isinstance(component, EntitySelect):
            chosen = find_chosen(component, answer, interaction.resolved)[: self._most]
            return EMPTY if 0 < len(chosen) < component.min_values else chosen
        return [text for text in answer if text in self._offered][: self._most]

    @property
    def _most(self) -> int:
        """How many values can be chosen."""
        component: Any = self.label.component
        most: int | None = getattr(component, "max_values", 1)
        return len(component.options) if most is None else most

    @property
    def _offered(self) -> frozenset[str]:
        """The values of the options."""
        component: Any = self.label.component
        return frozenset(option.value for option in component.options)

    def _check_text(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        component: Any = self.label.component
        text = "".join(texts[:1])
        if not text or not (self.kind.is_plain or text.strip()):
            return ()
        most, least = component.max_length or _MOST_TEXT, component.min_length or 0
        if len(text) > most:
            raise self._fault("form_too_long", text, limit=most)
        if _length(text) < least:
            raise self._fault("form_too_short", text, limit=least)
        return (text,)

    def _check_choices(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        component = self.label.component
        if not isinstance(component, EntitySelect | FileUpload) and not self._offered.issuperset(texts):
            raise self._fault("form_needs_choice", texts)
        if len(texts) > self._most:
            raise self._fault("form_too_many", texts, limit=self._most)
        if texts and len(texts) < self.least:
            raise self._fault("form_too_few", texts, limit=self.least)
        return texts

    async def _make(self, text: str, context: ModalContext) -> Any:
        try:
            value = self.kind.read(text, self._shown, context.interaction)
            if self.kind.conversion is not None:
                value = await self.kind.conversion.run(self.name, context, value)
        except CommandInvokeError:
            raise
        except CommandError as error:
            said = str(error.message or "").strip()
            if said or not isinstance(error, UserInputError):
                raise BadArgument(said or refusal(error), option=self.name, value=text) from error
            raise self._fault(self.kind.fault, text) from error
        if fault := self.limits.find_fault(value, self._shown):
            raise BadArgument(fault, option=self.name, value=text)
        return value

    def _fault(self, key: str, value: object, **values: object) -> BadArgument:
        return BadArgument(sentence(key, option=self._shown, value=value, **values), option=self.name, value=value)

    @property
    def _shown(self) -> str:
        """The label as a sentence shows it, between backticks."""
        return self.label.label.replace("`", "'")


def _length(text: str) -> int:
    """Count as Discord's client does, to which an emoji may be two characters, and so long enough."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_field(where: str, form: str, name: str, annotation: Any, default: Any, *, has_default: bool) -> FormField:
    """Make a field of what its author declared.

    Args:
        where: `file:line` of the form.
        form: The form's name.
        name: The field's name.
        annotation: Its annotation, with what `Annotated` adds.
        default: What it begins with; None for nothing.
        has_default: Whether the class has a default for it.

    Raises:
        DefinitionError: If no component can ask for it, or Discord would refuse the component.
    """
    subject = f"form {form}, field {name}"
    metadata, kinds, optional = take_apart(annotation)
    _check_metadata(where, subject, metadata, kinds, default)
    others = [one for one in metadata if not (isinstance(one, Component) or is_option(one))]
    kind, is_list = find_field_kind(where, subject, others, kinds), False
    if kind is None and _is_list(kinds):
        (inner,) = next(iter(kinds)).__args__
        said, items, with_none = take_apart(inner)
        if any(isinstance(one, Component) or is_option(one) for one in said):
            raise DefinitionError(where, f"{subject}: what asks stands around the list: Annotated[list[…], Label(…)]")
        kind, is_list = None if with_none else find_field_kind(where, subject, said, items), True
        kinds = items
    spelled = f"list[{spell_union(kinds)}]" if is_list else spell_union(kinds)
    if kind is None:
        raise DefinitionError(where, f"{subject}: no component asks for {spelled}; fields are {TYPES}")
    question = Question(where, subject, name, spelled, kind, is_list, required=not (optional or has_default))
    label, component = _find_said(question, metadata)
    given: Any = choose_component(question) if component is None else component
    fitted, limits = apply_limits(question, fit_component(question, given), metadata)
    empty = label.replace(component=fitted)
    label = prefill_label(question, empty, default)
    check_label(question, label)
    emptied = EMPTY if label is empty or default == "" else _find_emptied(question, fitted, optional=optional)
    least = getattr(given, "min_values", 1)
    field = FormField(name, label, kind, is_list, question.required, has_default, emptied, least, limits)
    if label is not empty:
        _check_default(question, field, default)
    return field


def _find_emptied(question: Question, component: Component, *, optional: bool) -> Any:
    """Return what a field is whose default the user took away; `EMPTY` if its type has nothing for that."""
    if optional:
        return None
    if question.is_list:
        return []
    return "" if question.kind.is_plain and isinstance(component, TextInput) else EMPTY


def _check_default(question: Question, field: FormField, default: Any) -> None:
    """Refuse a default that would not come back as it is, though the user left it alone."""
    component: Any = field.label.component
    if question.kind.asks_others or isinstance(component, Checkbox):
        return
    is_text = isinstance(component, TextInput)
    texts = [component.value or ""] if is_text else [one.value for one in component.options if one.default]
    try:
        values = [question.kind.read_back(text, question.name) for text in texts]
    except (UserInputError, ValueError) as error:
        raise question.refuse(f"its default {default!r:.60} cannot be read back, as {texts[0]!r:.60}") from error
    given = default if question.is_list else [default]
    for one in given:
        if one not in values:
            listed = ", ".join(map(repr, values)) or "nothing"
            raise question.refuse(f"its default {one!r:.60} would come back as {listed:.60}")
        if fault := field.limits.find_fault(one, question.name):
            raise question.refuse(f"its default {one!r:.60} is outside of its own min and max: {fault}")


def _find_said(question: Question, metadata: list[Any]) -> tuple[Label, Component | None]:
    """Return the label of a field, the author's or one made of its name, and the component that he named."""
    labels = [one for one in metadata if isinstance(one, Label)]
    components = [one for one in metadata if isinstance(one, Component) and not isinstance(one, Label)]
    if len(labels) > 1:
        raise question.refuse(f"{len(labels)} times Label(…): say all of it in one")
    label = labels[0] if labels else Label(_name_label(question.name))
    components += [] if label.component is None else [label.component]
    if len(components) > 1:
        raise question.refuse(f"{len(components)} components, and a field has one")
    return label, components[0] if components else None


def _name_label(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _is_list(kinds: Iterable[Any]) -> bool:
    (kind, *others) = kinds
    return not others and getattr(kind, "__origin__", None) is list


def _check_metadata(where: str, subject: str, metadata: list[Any], kinds: frozenset[Any], default: Any) -> None:
    """Refuse what an author says in a place or a form in which it would not be heard."""
    for said in metadata:
        if isinstance(said, str):
            why = f"write Annotated[{spell_union(kinds)}, Label({said[:45]!r})]"
        elif is_option(said):
            why = check_option(said)
        elif isinstance(said, type) and issubclass(said, Component):
            why = f"{said.__name__} is the class; write {said.__name__}(…)"
        else:
            why = ""
        if why:
            raise DefinitionError(where, f"{subject}: {why}")
    if isinstance(default, Component):
        kind = type(default).__name__
        why = f"{kind}(…) is no default: write {subject.rpartition(' ')[2]}: Annotated[…, {kind}(…)]"
        raise DefinitionError(where, f"{subject}: {why}")
