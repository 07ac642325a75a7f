"""Buttons: `@button`, and what it returns."""

from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, Unpack, overload

from app.checks.node import Wait
from app.components.handler import HandlerOptions, StatefulHandler
from app.components.looks import check_looks
from app.context.base import Context
from app.context.component import ComponentContext
from app.errors import DefinitionError
from app.models.button import Button, ButtonStyle
from app.models.response import ComponentAnswer

P = ParamSpec("P")
S = TypeVar("S")
R = TypeVar("R", bound=ComponentAnswer)


class ButtonHandler(StatefulHandler, Generic[P, R]):
    """What `button` returns: handles a click, and builds what is clicked."""

    word = "button"
    looks = ("label", "style", "emoji")

    def __init__(self, callback: Callable[..., Any], looks: dict[str, Any], options: HandlerOptions) -> None:
        super().__init__(callback, options)
        if looks.get("label") is None and looks.get("emoji") is None:
            looks = {**looks, "label": callback.__name__.replace("_", " ").strip().capitalize()}
        style = looks["style"]
        if not isinstance(style, ButtonStyle):
            raise DefinitionError(self.where, f"style is a ButtonStyle, such as ButtonStyle.danger, not {style!r}")
        if style in (ButtonStyle.link, ButtonStyle.premium):
            why = f"Discord tells nobody of clicks on a button of style {style.name}: it has no handler"
            raise DefinitionError(self.where, why)
        self._looks = check_looks(self.where, Button, looks)

    def __call__(self, ctx: ComponentContext, /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, R]:
        """Call the handler, and nothing else; a sync one in a thread."""
        return self.run(ctx, *args, **kwargs)

    def button(self, *args: P.args, **kwargs: P.kwargs) -> Button:
        """Build a button that brings these values back.

        Its looks are changed by `.replace(label=…, disabled=…)`.

        Raises:
            CustomIdTooLong: If they need more than 100 characters; says what
                takes how many.
            TypeError: If they are not the handler's parameters.
            ValueError: If a value cannot travel.
        """
        return self._looks.replace(custom_id=self._make_custom_id(args, kwargs))

    async def stored_button(self, ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> Button:
        """Build a button as `button` does; values that do not fit are kept in the store.

        They are kept for as long as the button counts (`expires`), else for 30
        days. The handler must be declared with `spill=True`.

        Raises:
            StoreError: If the store cannot be reached.
            TypeError: If they are not the handler's parameters.
            ValueError: If a value cannot travel.
        """
        return self._looks.replace(custom_id=await self._make_stored_custom_id(ctx, args, kwargs))


class ButtonOf(Protocol):
    """`button(...)`: waits for the handler."""

    @overload
    def __call__(self, handler: Callable[Concatenate[ComponentContext, P], Wait[R]], /) -> ButtonHandler[P, R]: ...
    @overload
    def __call__(self, handler: Callable[Concatenate[S, ComponentContext, P], Wait[R]], /) -> ButtonHandler[P, R]: ...


@overload
def button(handler: Callable[Concatenate[ComponentContext, P], Wait[R]], /) -> ButtonHandler[P, R]: ...
@overload
def button(handler: Callable[Concatenate[S, ComponentContext, P], Wait[R]], /) -> ButtonHandler[P, R]: ...
@overload
def button(
    *,
    label: str | None = None,
    style: ButtonStyle = ButtonStyle.primary,
    emoji: str | None = None,
    **options: Unpack[HandlerOptions],
) -> ButtonOf: ...
def button(
    handler: Any = None,
    /,
    *,
    label: str | None = None,
    style: ButtonStyle = ButtonStyle.primary,
    emoji: str | None = None,
    **options: Unpack[HandlerOptions],
) -> Any:
    """Declare what a button does; bare or called.

        @button(label="Roll again")
        async def again(ctx: ComponentContext, dice: int) -> Update: ...

        again.button(dice=3)

    The parameters behind the context are the state: they travel in the
    button's custom_id, which has 100 characters, and come back with the click,
    in whatever process. What another version of the code has made is answered
    politely, and so is what has expired.

    Args:
        handler: The function.
        label: Text on the button, at most 80 characters; the function's name
            unless it or an emoji is given.
        style: Its colour.
        emoji: Shown before the label, or alone.
        options: `name`: the key in the custom_id, which no other handler of the
            bot may have, such as `"poll.close"`; the function's name unless
            given. `expires`: seconds for which a button counts. `signed`:
            whether `POSTERN_SECRET` signs the state. `spill`: whether
            `stored_button` may keep state in the store. `custom_id`: used as
            it stands, for a button without state. `auto_defer`: as with
            commands.

    Raises:
        DefinitionError: If a parameter can neither travel nor be provided, or
            Discord would refuse the button.

    https://docs.discord.com/developers/components/reference#button
    """
    looks = {"label": label, "style": style, "emoji": emoji}
    if handler is not None:
        return ButtonHandler(handler, looks, options)
    return lambda later: ButtonHandler(later, looks, options)
