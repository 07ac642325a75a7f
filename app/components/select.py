"""Select menus: `@select`, and what it returns."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, Unpack, overload

from app.checks.node import Wait
from app.components.handler import HandlerOptions, StatefulHandler
from app.components.looks import check_looks
from app.components.values import Values, read_values
from app.context.base import Context
from app.context.component import ComponentContext
from app.errors import DefinitionError
from app.models.response import ComponentAnswer
from app.models.select import ChannelSelect, Select, SelectOption, StringSelect

P = ParamSpec("P")
S = TypeVar("S")
V = TypeVar("V")
R = TypeVar("R", bound=ComponentAnswer)


class SelectHandler(StatefulHandler, Generic[V, P, R]):
    """What `select` returns: handles a choice, and builds the menu of the kind that its `values` ask for.

    Attributes:
        values: What the menu offers, and how what was chosen is read.
    """

    word = "select"
    leading = 2
    looks = ("placeholder", "options", "min_values", "max_values")
    values: Values

    def __init__(self, callback: Callable[..., Any], looks: dict[str, Any], options: HandlerOptions) -> None:
        super().__init__(callback, options)
        said = looks.pop("options")
        if said and self.values.menu is not StringSelect:
            raise DefinitionError(self.where, f"a {self.values.menu.__name__} is filled by Discord: no options=")
        if self.values.menu is StringSelect:
            looks["options"] = said or self.values.options
        elif self.values.menu is ChannelSelect:
            looks["channel_types"] = self.values.channel_types
        self._looks: Select = check_looks(self.where, self.values.menu, looks)

    def __call__(
        self, ctx: ComponentContext, values: list[V], /, *args: P.args, **kwargs: P.kwargs
    ) -> Coroutine[Any, Any, R]:
        """Call the handler, and nothing else; a sync one in a thread."""
        return self.run(ctx, values, *args, **kwargs)

    def select(self, *args: P.args, **kwargs: P.kwargs) -> Select:
        """Build a menu that brings these values back, beside what is chosen.

        Its looks are changed by `.replace(placeholder=…, options=…)`.

        Raises:
            CustomIdTooLong: If they need more than 100 characters; says what
                takes how many.
            TypeError: If they are not the handler's parameters.
            ValueError: If a value cannot travel.
        """
        return self._looks.replace(custom_id=self._make_custom_id(args, kwargs))

    async def stored_select(self, ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> Select:
        """Build a menu as `select` does; values that do not fit are kept in the store.

        They are kept for as long as the menu counts (`expires`), else for 30
        days. The handler must be declared with `spill=True`.

        Raises:
            StoreError: If the store cannot be reached.
            TypeError: If they are not the handler's parameters.
            ValueError: If a value cannot travel.
        """
        return self._looks.replace(custom_id=await self._make_stored_custom_id(ctx, args, kwargs))

    def _read_leading(self, hint: Any) -> None:
        self.values = read_values(self.where, hint)

    def _explain_leading(self) -> str:
        return "behind the context it takes what was chosen: values: list[str], list[Member] …"


class SelectOf(Protocol):
    """`select(...)`: waits for the handler."""

    @overload
    def __call__(
        self, handler: Callable[Concatenate[ComponentContext, list[V], P], Wait[R]], /
    ) -> SelectHandler[V, P, R]: ...
    @overload
    def __call__(
        self, handler: Callable[Concatenate[S, ComponentContext, list[V], P], Wait[R]], /
    ) -> SelectHandler[V, P, R]: ...


@overload
def select(handler: Callable[Concatenate[ComponentContext, list[V], P], Wait[R]], /) -> SelectHandler[V, P, R]: ...
@overload
def select(handler: Callable[Concatenate[S, ComponentContext, list[V], P], Wait[R]], /) -> SelectHandler[V, P, R]: ...
@overload
def select(
    *,
    placeholder: str | None = None,
    options: Sequence[SelectOption] = (),
    min_values: int = 1,
    max_values: int = 1,
    **handler: Unpack[HandlerOptions],
) -> SelectOf: ...
def select(
    function: Any = None,
    /,
    *,
    placeholder: str | None = None,
    options: Sequence[SelectOption] = (),
    min_values: int = 1,
    max_values: int = 1,
    **handler: Unpack[HandlerOptions],
) -> Any:
    """Declare what a select menu does; bare or called.

        @select(placeholder="Whom?", max_values=3)
        async def pick(ctx: ComponentContext, values: list[Member], poll: int) -> str: ...

        pick.select(poll=7)

    The kind of menu follows from `values`: `list[str]`, `list[int]`,
    `list[Snowflake]`, `list[Literal[…]]` and lists of an Enum are a menu of
    texts, which the last two also fill; users, members, roles, channels and
    unions of users and roles are menus that Discord fills. The parameters
    behind are the state, as with `button`.

    Args:
        function: The function.
        placeholder: Shown while nothing is chosen, at most 150 characters.
        options: The lines of a menu of texts, at most 25; also by
            `pick.select(…).replace(options=…)`.
        min_values: Fewest choices, 0 to 25.
        max_values: Most choices, 1 to 25.
        handler: As with `button`.

    Raises:
        DefinitionError: If no menu offers such values, a parameter can neither
            travel nor be provided, or Discord would refuse the menu.

    https://docs.discord.com/developers/components/reference#string-select
    """

    def declare(later: Callable[..., Any]) -> SelectHandler[Any, ..., Any]:
        looks: dict[str, Any] = {"placeholder": placeholder, "min_values": min_values, "max_values": max_values}
        return SelectHandler(later, looks | {"options": options}, handler)

    return declare if function is None else declare(function)
