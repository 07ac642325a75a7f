"""
Handlers whose components carry state: what buttons, select menus and forms have in common.

A handler is also what builds its component, from exactly the parameters that it
takes back: `again.button(dice=3, sides=8)`. The values travel in the custom_id,
so any process can handle the component, whenever.
"""

import copy
import datetime as dt
import inspect
import math
import secrets
from collections.abc import Callable, Mapping, Sequence
from types import NoneType
from typing import Any, ClassVar, NamedTuple, Self, TypedDict

from app.checks.handler import HandlerNode
from app.checks.node import AutoDefer
from app.components.codec import FIELD_END
from app.components.custom_id import MOST_CHARACTERS, NAME, OF_THE_HOUSE, seal, unseal
from app.components.state import State, read_state
from app.context.base import Context
from app.errors import ComponentExpired, ComponentOutdated, CustomIdTooLong, DefinitionError, SettingsError
from app.models.component_base import Component
from app.models.modal import Modal
from app.models.response import LaunchActivity, Update
from app.parameters.annotation import take_apart
from app.parameters.signature import inspect_handler
from app.stores.base import Store

_ITSELF = ("button", "select", "item")
_HINTS = {
    "row": "rows are made by ActionRow(…), and in a View by its components()",
    "disabled": "one that is built can be greyed out: .replace(disabled=True)",
    "url": "nobody is told of clicks on a link: LinkButton(url, label) needs no handler",
    "cls": "which menu it is follows from the annotation of its values: list[Member]",
    "channel_types": "which channels follows from the annotation of its values: list[TextChannel]",
}
"""How it is written here what decorators of other libraries take."""
STORED_FOR = 30 * 24 * 3600.0
"""Seconds for which the store keeps state that does not fit, unless `expires` says otherwise."""


class HandlerOptions(TypedDict, total=False):
    """Keywords of `@button`, `@select` and `@modal` that concern the state."""

    name: str
    custom_id: str
    expires: float
    signed: bool
    spill: bool
    auto_defer: AutoDefer


_TYPES: Mapping[str, tuple[type, str]] = {
    "name": (str, "text"),
    "custom_id": (str, "text"),
    "signed": (bool, "True or False"),
    "spill": (bool, "True or False"),
}
"""Of the keywords whose values need no more than a type."""


class Seal(NamedTuple):
    """What custom_ids are made and read with.

    Attributes:
        now: Unix time in seconds.
        secrets: What signs them, the current one first.
    """

    now: Callable[[], float]
    secrets: Sequence[bytes] = ()


class StatefulHandler(HandlerNode):
    """The handler of a component or form, and what builds it.

    Attributes:
        name: Its key in custom_ids.
        options: The keywords it was declared with that concern the state.
        state: Which of its parameters travel, and how.
        answers: Types of what it says that it answers with.
        is_update: Whether a deferral of it is a change of the message.
        opens: Whether it may open a form or an Activity, and so is never
            deferred unless it says otherwise.
        is_signed: Whether its custom_ids are signed.
        seal: What custom_ids are made with; given once it is added to a bot.
        origin: Whose copy it is, if `until` made it; that one is added to a bot.
    """

    word: ClassVar[str]
    """What it makes, and how errors call it: `button`."""
    leading: ClassVar[int] = 1
    """How many parameters stand before the state."""
    looks: ClassVar[Sequence[str]] = ()
    """Keywords of its decorator that concern what is seen."""
    shown_as: str = ""
    """How people read its name, where that is made up."""

    def __init__(self, callback: Callable[..., Any], options: HandlerOptions) -> None:
        super().__init__(callback)
        self.options = options
        parameters, hints = inspect_handler(self.where, callback, self.is_method)
        self.name = options.get("name") or callback.__name__
        if len(parameters) < self.leading:
            raise DefinitionError(self.where, f"{self.shown_name}: {self._explain_leading()}")
        self._refuse_itself(parameters, hints)
        self._read_leading(hints.get(parameters[self.leading - 1].name))
        self.state: State = read_state(self.where, parameters[self.leading :], hints)
        said = options.get("auto_defer")
        _, self.answers, may_be_none = take_apart(hints.get("return", NoneType))
        self.opens = LaunchActivity in self.answers or Modal in self.answers
        # Where nothing is promised, nobody is to see "thinking" unless the author says so.
        promises_nothing = may_be_none or self.answers == {NoneType}
        self.is_update = Update in self.answers or (promises_nothing and said is None)
        self.auto_defer = said or ("off" if self.opens else None)
        self.is_signed = options.get("signed", False)
        self.seal: Seal | None = None
        self.origin: Self | None = None
        self._expires_at: float | None = None
        self._check_options()
        self._adopt_declared()

    @property
    def shown_name(self) -> str:
        """The name as people read it: `button again`."""
        return f"{self.word} {self.shown_as or self.name}"

    @property
    def limit_key(self) -> str:
        """What its limits are counted under: several that take a custom_id as it stands may have one name."""
        said = self.options.get("custom_id")
        return self.shown_name if said is None else f"{self.word} {said}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def until(self, moment: dt.datetime) -> Self:
        """Return this handler as one whose components count until a moment: `vote.until(friday).button(poll=7)`.

        Raises:
            DefinitionError: If its custom_id is used as it stands.
            ValueError: If the moment has no time zone.
        """
        if "custom_id" in self.options:
            raise DefinitionError(self.where, f"{self.shown_name}: custom_id is used as it stands, and holds no time")
        if moment.tzinfo is None:
            raise ValueError(f"{self.name}.until(): {moment} has no time zone: datetime.now(UTC) has one")
        limited = copy.copy(self)
        limited.origin = self.origin or self
        limited._expires_at = moment.timestamp()
        return limited

    async def read_state(self, context: Context, custom_id: str, by: Seal) -> dict[str, Any]:
        """Return the state that a custom_id of this handler's carries.

        Args:
            context: Where the store is asked for.
            custom_id: What Discord sent.
            by: What the bot reads it with; this handler may be part of several.

        Raises:
            ComponentOutdated: If another version of the code made it, or nobody.
            ComponentExpired: If its time is over, or that of what was stored for it.
        """
        if "custom_id" in self.options:
            return {}
        opened = unseal(custom_id, now=by.now(), secrets=by.secrets, is_signed=self.is_signed)
        body = opened.body
        if opened.is_stored:
            store = await context.get(Store)
            stored = await store.get(_stored_at(body), str)
            if stored is None:
                raise ComponentExpired(custom_id, "what was stored for it is gone")
            body = stored
        try:
            return self.state.read(opened.layout, body)
        except ValueError as error:
            raise ComponentOutdated(custom_id, str(error)) from None

    def _make_custom_id(self, args: Sequence[object], kwargs: Mapping[str, object]) -> str:
        """Make a custom_id that holds the state."""
        body = self.state.write(f"{self.shown_as or self.name}.{self.word}", args, kwargs)
        made = self._seal(body)
        if len(made) > MOST_CHARACTERS:
            raise CustomIdTooLong(self.where, len(made), MOST_CHARACTERS, self._explain_length(made, body))
        return made

    async def _make_stored_custom_id(
        self, context: Context, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> str:
        """Make a custom_id that holds the state, or where that does not fit a key under which the store has it."""
        if not self.options.get("spill"):
            why = f"{self.shown_name} keeps nothing in the store, unless it is declared so: @{self.word}(spill=True)"
            raise DefinitionError(self.where, why)
        body = self.state.write(f"{self.shown_as or self.name}.stored_{self.word}", args, kwargs)
        made = self._seal(body)
        if len(made) <= MOST_CHARACTERS:
            return made
        key = secrets.token_urlsafe(12)
        store = await context.get(Store)
        by = (self.origin or self).seal
        ends_at = None if by is None else self._ends_at(by)
        life = STORED_FOR if by is None or ends_at is None else max(ends_at - by.now(), 1.0)
        await store.set(_stored_at(key), body, ttl=life)
        return self._seal(key, is_stored=True)

    def _seal(self, body: str, *, is_stored: bool = False) -> str:
        said = self.options.get("custom_id")
        if said is not None:
            return said
        by = (self.origin or self).seal
        if by is None:
            if self.is_signed or self._expires_at is not None or "expires" in self.options:
                way = "reach it through its plugin's object" if self.is_unbound else "add it before it builds"
                why = f"{self.shown_name} is signed or expires, which needs the bot: {way}"
                raise DefinitionError(self.where, why)
            return seal(self.name, self.state.layout, body, is_stored=is_stored)
        if self.is_signed and not by.secrets:
            raise SettingsError("POSTERN_SECRET", f"is missing: {self.shown_name} at {self.where} is signed with it")
        return seal(
            self.name,
            self.state.layout,
            body,
            expires_at=self._ends_at(by),
            is_stored=is_stored,
            secret=by.secrets[0] if self.is_signed else None,
        )

    def _ends_at(self, by: Seal) -> float | None:
        """Return the Unix time from which what is built now counts no more; None if it counts for good."""
        expires = self.options.get("expires")
        if self._expires_at is not None or expires is None:
            return self._expires_at
        return by.now() + expires

    def _explain_length(self, made: str, body: str) -> str:
        lengths = [len(text) for text in body.split(FIELD_END)]
        parts = [f"{field.name} {length}" for field, length in zip(self.state.fields, lengths, strict=True)]
        sizes = ", ".join([f"the name and what belongs to it {len(made) - sum(lengths)}", *parts])
        stored = f"await {self.name}.stored_{self.word}(ctx, …)"
        if self.options.get("spill"):
            return f"{sizes}; {stored} keeps it in the store"
        return f"{sizes}; say less, as ids instead of names, or @{self.word}(spill=True) and {stored}"

    def _read_leading(self, hint: Any) -> None:
        """Read what stands last before the state; of a button that is the context."""

    def _explain_leading(self) -> str:
        return "the handler takes the context first"

    def _refuse_itself(self, parameters: Sequence[inspect.Parameter], hints: Mapping[str, Any]) -> None:
        """Refuse what handlers of other libraries are given: the component itself."""
        for name in (parameter.name for parameter in parameters):
            hint = hints.get(name, Component)
            if name in _ITSELF and inspect.isclass(hint) and issubclass(hint, Component):
                own = f"self.{self.callback.__name__}" if self.is_method else self.callback.__name__
                why = f"a handler is not given its {self.word}: leave {name} away, and build one that looks otherwise"
                how = f"{own}.{self.word}(…).replace(…)" + ("; what was chosen is values" if self.leading > 1 else "")
                raise DefinitionError(self.where, f"{self.shown_name}: {why}, {how}")

    def _check_options(self) -> None:
        """Refuse keywords that cannot work."""
        known = HandlerOptions.__annotations__
        for name in self.options:
            if name not in known:
                takes = ", ".join((*self.looks, *known))
                hint = f"; {_HINTS[name]}" if name in _HINTS else ""
                raise DefinitionError(self.where, f"@{self.word} takes no {name}; it takes {takes}{hint}")
        for name, (kind, words) in _TYPES.items():
            if name in self.options and not isinstance(self.options.get(name), kind):
                raise DefinitionError(self.where, f"{name} is {words}, not {self.options.get(name)!r}")
        said = self.options.get("custom_id")
        if said is not None:
            if not 1 <= len(said) <= MOST_CHARACTERS:
                why = f"custom_id has {len(said)} characters, Discord accepts 1 to {MOST_CHARACTERS}"
                raise DefinitionError(self.where, why)
            others = self.options.keys() & {"expires", "signed", "spill"}
            if self.state.fields or others:
                what = sorted(others)[0] if others else f"parameter {self.state.fields[0].name}"
                raise DefinitionError(self.where, f"custom_id is used as it stands, and holds no state: no {what}")
        if not NAME.fullmatch(self.name):
            why = f"{self.name!r} cannot be the key of a custom_id: name= 1 to 32 of A-Z, a-z, 0-9, _, . and -"
            raise DefinitionError(self.where, why)
        if self.name.startswith(OF_THE_HOUSE) and not self.callback.__module__.startswith("app."):
            raise DefinitionError(self.where, f"names that begin with {OF_THE_HOUSE} are Postern's own: name=…")
        expires: object = self.options.get("expires", 1.0)
        if not isinstance(expires, int | float) or expires is True or not 0 < expires < math.inf:
            raise DefinitionError(self.where, f"expires is a number of seconds above 0, not {expires!r}")
        deferral = self.options.get("auto_defer")
        if deferral not in (None, "public", "ephemeral", "off"):
            raise DefinitionError(self.where, f'auto_defer is "public", "ephemeral" or "off", not {deferral!r}')


def _stored_at(key: str) -> str:
    return f"postern:state:{key}"
