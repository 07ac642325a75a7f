"""Forms that open in front of the user: `@modal`, and what it returns."""

import inspect
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, Generic, Never, ParamSpec, Protocol, TypeVar, Unpack, overload

from app.checks.node import Wait
from app.components.form import Form, FormPlan, read_form
from app.components.handler import HandlerOptions, StatefulHandler
from app.context.base import Context
from app.context.modal import ModalContext
from app.errors import DefinitionError
from app.models.limits import find_modal_fault
from app.models.modal import Modal
from app.models.response import ModalAnswer
from app.providers import where_called

P = ParamSpec("P")
S = TypeVar("S")
FormT = TypeVar("FormT", bound=Form)
RM = TypeVar("RM", bound=ModalAnswer)


class ModalHandler(StatefulHandler, Generic[FormT, P, RM]):
    """What `modal` returns: handles a form that was sent, and builds what opens it.

    Attributes:
        title: What stands above the form.
        form: The form's fields, and how what was sent is read.
    """

    word = "modal"
    leading = 2
    looks = ("title",)
    form: FormPlan[Any]

    def __init__(self, callback: Callable[..., Any], title: str, options: HandlerOptions) -> None:
        super().__init__(callback, options)
        self.title = title
        fault = find_modal_fault(self.make("x"))
        if fault:
            raise DefinitionError(self.where, f"{self.shown_name}: {fault}")
        if Modal in self.answers:
            raise DefinitionError(self.where, f"{self.shown_name}: a form cannot open another one")

    def __call__(self, ctx: ModalContext, form: FormT, /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, RM]:
        """Call the handler, and nothing else; a sync one in a thread."""
        return self.run(ctx, form, *args, **kwargs)

    def modal(self, *args: P.args, **kwargs: P.kwargs) -> Modal:
        """Build what opens the form, and brings these values back with it.

        `.replace(title=…)` gives it another title, `.prefill(…)` fills fields in.

        Raises:
            CustomIdTooLong: If they need more than 100 characters; says what
                takes how many.
            TypeError: If they are not the handler's parameters.
            ValueError: If a value cannot travel.
        """
        return self.make(self._make_custom_id(args, kwargs))

    async def stored_modal(self, ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> Modal:
        """Build what opens the form, as `modal` does; values that do not fit are kept in the store.

        They are kept for `expires` seconds, else for 30 days. The handler must
        be declared with `spill=True`.

        Raises:
            StoreError: If the store cannot be reached.
            TypeError: If they are not the handler's parameters.
            ValueError: If a value cannot travel.
        """
        return self.make(await self._make_stored_custom_id(ctx, args, kwargs))

    def make(self, custom_id: str) -> Modal:
        """Build what opens the form, with a custom_id that there is already: the one that it was sent with."""
        return Modal(custom_id, self.title, self.form.components)

    def _read_leading(self, hint: Any) -> None:
        if not (inspect.isclass(hint) and issubclass(hint, Form)):
            raise DefinitionError(self.where, f"{self.shown_name}: {self._explain_leading()}")
        self.form = read_form(hint)

    def _explain_leading(self) -> str:
        return "behind the context it takes the form: form: Feedback, with class Feedback(Form)"


class ModalOf(Protocol):
    """`modal(...)`: waits for the handler."""

    @overload
    def __call__(
        self, handler: Callable[Concatenate[ModalContext, FormT, P], Wait[RM]], /
    ) -> ModalHandler[FormT, P, RM]: ...
    @overload
    def __call__(
        self, handler: Callable[Concatenate[S, ModalContext, FormT, P], Wait[RM]], /
    ) -> ModalHandler[FormT, P, RM]: ...


@overload
def modal(*, title: str, **options: Unpack[HandlerOptions]) -> ModalOf: ...
@overload
def modal(handler: Never, /) -> Never: ...
def modal(handler: Any = None, /, *, title: str | None = None, **options: Unpack[HandlerOptions]) -> Any:
    """Declare what becomes of a form.

        class Feedback(Form):
            text: Annotated[str, Label("What do you think?")]

        @modal(title="Feedback")
        async def feedback(ctx: ModalContext, form: Feedback, ticket: int) -> str: ...

        feedback.modal(ticket=7)          # a command or a button answers with it

    The form's class says which fields there are, and is given back with what
    the user entered; see `Form`. The parameters behind it are the state, as
    with `button`. What was entered is not lost where it cannot be used, a check,
    a limit or the handler refuses, or the handler fails: the user is told so,
    with a button that opens the form again, filled in, for 15 minutes. Files
    must be chosen again; he is told that, too.

    A form that is sent again acts as it would have the first time: `ctx.message`
    is the message that it was opened from, and what changes it changes that; the
    refusal goes away. Discord allows that for 15 minutes from the first time,
    and where nothing but an update had answered then. After that, or if the
    message is gone, what would change it takes the place of the refusal, which
    the user alone sees.

    Args:
        handler: Nothing: a form has a title, so it is never declared bare.
        title: What stands above the form, 1 to 45 characters.
        options: As with `button`.

    Raises:
        DefinitionError: If a field cannot be asked for, a parameter can
            neither travel nor be provided, or Discord would refuse the form.

    https://docs.discord.com/developers/components/using-modal-components
    """
    if handler is not None or title is None:
        raise DefinitionError(where_called()[0], 'a form has a title: write @modal(title="…")')
    return lambda later: ModalHandler(later, title, options)
