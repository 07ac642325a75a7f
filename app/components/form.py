"""
Forms: the fields of a modal as a class, and what the user sent as its instance.

    class Feedback(Form):
        intro = TextDisplay("Tell us what you think.")
        rating: Annotated[Literal["good", "bad"], Label("How was it?")]
        text: Annotated[str, Label("What happened?", TextInput(style=TextInputStyle.paragraph))]
        day: Annotated[dt.date | None, Label("When?")] = None

A form is read once, when the handler that takes it is decorated.
"""

import dataclasses
import inspect
import logging
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, cast, dataclass_transform

from app.command_errors import FormInvalid, UserInputError
from app.components.form_answers import find_answers
from app.components.form_field import EMPTY, FormField, read_field
from app.components.form_layout import FormMeta
from app.context.modal import ModalContext
from app.context.sentences import refusal
from app.errors import DefinitionError
from app.models.component import Component, ModalComponent
from app.models.display import TextDisplay
from app.models.interaction import Interaction
from app.models.limits import find_modal_fault
from app.models.modal import Modal
from app.models.ranges import most
from app.parameters.bundle import become_dataclass, read_hints
from app.providers import where_called

log = logging.getLogger(__name__)

F = TypeVar("F", bound="Form")

_MOST_COMPONENTS = most(Modal, "components")


@dataclass_transform(kw_only_default=True)
class Form(metaclass=FormMeta):
    """Fields of a modal, and what the user sent. Unannotated `TextDisplay`s stand between the fields.

    A field is an annotated attribute of a subclass: `Annotated[T, Label(…)]`. The
    label may name the component that asks; without, the type chooses it, and
    without a label the field's name is the question. `Option(min=…, max=…)` beside
    it limits a number, or the length of a text. A subclass of a form has its
    fields too.

    A field that has a default, or `| None`, may be left empty. It begins with its
    default. Where the user takes that away it is None if the type has `| None`, a
    list is `[]`, and a plain `str` is `""`; a number, a date or a choice, whose
    type has nothing that says "empty", is its default again. The default counts,
    too, where it could not be shown, such as one that is made anew for each
    form, and where the form that came was older and had no such field.

    A subclass is made with keywords, has `==` and a readable `repr`. Raise
    `FormInvalid` or `BadArgument` in `__post_init__` where values do not go together.
    """

    __layout__: ClassVar[tuple[str, ...]]
    __plan__: ClassVar["FormPlan[Any] | None"] = None
    __where__: ClassVar[str] = ""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.__where__ = where_called()[0]
        become_dataclass(cls, own=(list,))


@dataclass(frozen=True, slots=True)
class FormPlan(Generic[F]):
    """A form as it is asked and read.

    Attributes:
        form: The class.
        fields: Its fields.
        components: What the modal shows: labels with the fields, and texts.
    """

    form: type[F]
    fields: tuple[FormField, ...]
    components: tuple[ModalComponent, ...]

    async def read(self, context: ModalContext) -> F:
        """Make the form of what the user sent.

        Raises:
            FormInvalid: With a sentence for each field that cannot be used.
        """
        answers = find_answers(context.interaction.modal.components)
        values: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for field in self.fields:
            try:
                value = await field.read(answers.get(field.name), context)
            except UserInputError as error:
                faults[field.name] = error.message or refusal(error)
                continue
            if value is not EMPTY:
                values[field.name] = value
            elif not field.has_default:
                values[field.name] = None
        if faults:
            raise FormInvalid(faults)
        make: Any = self.form
        try:
            return cast(F, make(**values))
        except FormInvalid:
            raise
        except UserInputError as error:
            raise FormInvalid({getattr(error, "option", ""): error.message or refusal(error)}) from error

    def name_fields(self, error: FormInvalid) -> None:
        """Let several sentences that an author has given name their fields, where they do not themselves."""
        labels = {field.name: field.label.label for field in self.fields}
        for name, _ in error.faults:
            if name not in labels:
                log.warning("form %s has no field %r; there are: %s", self.form.__name__, name, ", ".join(labels))
        if len(error.faults) > 1:
            named = [(labels.get(name, ""), text) for name, text in error.faults]
            error.message = "\n".join(text if label in text else f"`{label}`: {text}" for label, text in named)

    def typed(self, interaction: Interaction) -> dict[str, Any]:
        """Return what the user entered, as JSON and as `Modal.prefill(**typed)` takes it; files are left out.

        A text stays as it is; options are lists of values, and what Discord filled
        a menu with is a list of ids with their types. What could not stand in the
        form, since that was changed meanwhile, is left out.

        Args:
            interaction: The submission.
        """
        answers = find_answers(interaction.modal.components)
        restored = {field.name: field.restore(answers.get(field.name), interaction) for field in self.fields}
        return {name: value for name, value in restored.items() if value is not EMPTY}


def read_form(form: type[F]) -> FormPlan[F]:
    """Read a form; the same plan for every handler that takes it.

    Raises:
        DefinitionError: If a field is of a type that no component asks for, or
            Discord would refuse what the form asks with.
    """
    known: FormPlan[F] | None = form.__dict__.get("__plan__")
    if known is None:
        known = _read_form(form)
        form.__plan__ = known
    return known


def _read_form(form: type[F]) -> FormPlan[F]:
    where, name = form.__where__, form.__name__
    declared: Any = form
    # Form itself is no dataclass, and has no fields.
    members = dataclasses.fields(declared) if dataclasses.is_dataclass(declared) else ()
    made = {member.name: member for member in members if member.init}
    _check_stray(where, form, made)
    if not made:
        raise DefinitionError(where, f"form {name} has no fields: write a class with annotated attributes")
    hints = read_hints(where, declared, "form")
    fields = {key: _read_member(where, name, member, hints[key]) for key, member in made.items()}
    components: list[ModalComponent] = []
    for key in _lay_out(form):
        held = getattr(form, key, None)
        if key in fields:
            if isinstance(held, TextDisplay):
                why = f"form {name}: {key} is a field and a text; leave the annotation of a text out"
                raise DefinitionError(where, why)
            components.append(fields[key].label)
        elif isinstance(held, TextDisplay):
            components.append(held)
    if lost := sorted(fields.keys() - _lay_out(form).keys()):
        raise DefinitionError(where, f"form {name}: {lost[0]} stands nowhere among its fields and texts")
    if len(components) > _MOST_COMPONENTS:
        why = f"form {name} has {len(components)} fields and texts, Discord accepts at most {_MOST_COMPONENTS}"
        raise DefinitionError(where, why)
    fault = find_modal_fault(Modal("form", "Form", tuple(components)))
    if fault:
        raise DefinitionError(where, f"form {name}: {fault}")
    return FormPlan(form, tuple(fields.values()), tuple(components))


def _read_member(where: str, form: str, member: "dataclasses.Field[Any]", annotation: Any) -> FormField:
    has_default, default = False, None
    if member.default is not dataclasses.MISSING:
        has_default, default = True, member.default
    elif member.default_factory is not dataclasses.MISSING:
        has_default = True
        made = member.default_factory()
        # What is made anew each time, such as today's date, is not what a field begins with next month.
        default = made if isinstance(made, list) else None
    return read_field(where, form, member.name, annotation, default, has_default=has_default)


def _lay_out(form: type[Form]) -> dict[str, None]:
    """Return the names of fields and texts in order, those of bases first; what is declared again keeps its place."""
    return dict.fromkeys(name for base in reversed(form.__mro__) for name in base.__dict__.get("__layout__", ()))


def _check_stray(where: str, form: type[Form], fields: dict[str, Any]) -> None:
    """Refuse a component that was meant as a field, and has no annotation."""
    for base in form.__mro__:
        known = fields.keys() | inspect.get_annotations(base)
        for name, value in base.__dict__.items():
            if isinstance(value, Component) and not isinstance(value, TextDisplay) and name not in known:
                kind = type(value).__name__
                why = f"form {form.__name__}: {name} has no type: write {name}: Annotated[str, {kind}(…)]"
                raise DefinitionError(where, why)
