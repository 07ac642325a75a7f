"""
Conversations that go on in any process: a `Flow` is what a bot knows of one, typed, and kept in the Store.

    class Order(Flow, expires=3600):
        pizza: str
        size: Literal["small", "large"] = "small"

    @slash_command
    async def order(ctx: CommandContext, pizza: str) -> Reply:
        begun = await Order(pizza=pizza).begin(ctx)
        return Reply("What size?", components=[ActionRow(size.select(begun))])

    @select
    async def size(ctx: ComponentContext, values: list[Literal["small", "large"]], order: Order) -> Modal:
        order.size = values[0]
        return address.modal(order)

    @modal(title="Where to?")
    async def address(ctx: ModalContext, form: Address, order: Order) -> Update:
        await order.end()
        return Update(f"A {order.size} {order.pizza} comes to {form.street}.", components=None)

The custom_id of each step's component holds the flow's key, 16 characters; the
rest stands in the Store. A *step* is one use of a component whose handler takes
the flow. It holds a lease while it runs, so that the steps of one flow come one
after the other, whatever process handles them, and none overwrites another's
work. What it changes counts once it has ended without an error.
"""

import asyncio
import dataclasses
import logging
import math
import random
import re
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, ClassVar, NamedTuple, Self, dataclass_transform

import msgspec

from app.command_errors import MaxConcurrencyReached
from app.components.codec import Codec
from app.context.base import Context
from app.context.component import UpdatingContext
from app.errors import AppError, ComponentExpired, ComponentOutdated, DefinitionError, StoreError
from app.parameters.bundle import become_dataclass
from app.providers import where_called
from app.stores.base import Store, decode_value, encode_value
from app.stores.lease import Lease

log = logging.getLogger(__name__)

KEPT_FOR = 86_400.0
"""Seconds for which a flow is kept behind its last change, unless its class says otherwise."""
PATIENCE = 1.5
"""Seconds that a step waits for the one before it: a handler that opens a form must answer within three."""

_LOOKS = 0.01, 0.05
"""Seconds between two looks at whether the step before has ended: from, to."""
_KEY = re.compile(r"[A-Za-z0-9_-]{16}")


class _Bond:
    """Ties an object to what the store keeps of it.

    Attributes:
        key: The flow's key.
        store: Where it is kept.
        kept: What stands there, encoded.
        lease: What the step holds that the object belongs to, if it does.
        has_ended: Whether it was ended.
    """

    __slots__ = ("has_ended", "kept", "key", "lease", "store")

    def __init__(self, key: str, store: Store, kept: bytes = b"", lease: Lease | None = None) -> None:
        self.key = key
        self.store = store
        self.kept = kept
        self.lease = lease
        self.has_ended = False


@dataclass_transform(kw_only_default=True, field_specifiers=(dataclasses.field,))
class Flow:
    """What a conversation of several steps knows, kept in the Store: `class Order(Flow, expires=3600)`.

    A subclass has annotated attributes, of what JSON can hold: plain values,
    enums, literals, dates, ids, lists and mappings of these, dataclasses. It is
    made with keywords, and kept from `begin` on. A handler of a button, menu or
    form that has a parameter of this class takes it from there: it is built by
    `size.select(order)`, and given the flow as it stands then, which checks see
    as well, in `ctx.state`. What the handler changes is saved when it returns;
    where it raises, nothing is.

    Durable is what stands in the attributes: any process goes on with it, after
    any restart, as long as the Store does (`memory:` ends with its process).
    Not durable are the handler's own variables, and a handler that is stopped
    in the midst of a step: the flow then stands as it did before it. `ctx.ask`
    is the other way: it reads from top to bottom, waits within one handler, and
    ends with its process; there is nothing to go on with.

    A flow ends by `end`, or `expires` seconds after its last change (a day,
    unless given); who uses a component of it later is told that it has expired.
    An attribute that is added needs a default: what an older version kept lacks
    it, and without one cannot be read; users are told to begin anew. A step that
    an older version takes, while both run, keeps nothing that it does not know.

    Of two who use components of one flow at once, one waits for the other, up
    to 1.5 seconds; behind that he is refused: `MaxConcurrencyReached`. So a step
    that asks (`ctx.ask`) holds the flow until it is answered. Who may use them
    at all, checks say: `@invoker_only`.
    """

    __expires__: ClassVar[float] = KEPT_FOR
    __where__: ClassVar[str] = ""

    _bond: _Bond | None = None

    def __init_subclass__(cls, *, expires: float | None = None, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.__where__ = where_called()[0]
        if expires is not None:
            if not expires > 0 or math.isinf(expires):
                why = f"flow {cls.__name__}: expires is a number of seconds above 0, not {expires!r}"
                raise DefinitionError(cls.__where__, why)
            cls.__expires__ = expires
        become_dataclass(cls, own=(list, dict, set))

    async def begin(self, ctx: Context) -> Self:
        """Keep the flow from now on, under a key that nobody can guess, and return it.

        Raises:
            AppError: If it was begun before.
            StoreError: If JSON cannot hold it, a value is not of the type that
                the class says, or the store cannot be reached.
        """
        if self._bond is not None:
            raise AppError(f"this {type(self).__name__} was begun already: another one is made anew, and begun")
        bond = _Bond(secrets.token_urlsafe(12), await ctx.get(Store))
        await _write(self, bond)
        self._bond = bond
        return self

    async def save(self) -> None:
        """Keep it as it stands now, and for `expires` seconds from now.

        A step saves by itself. Besides one, such as in the command that has
        begun the flow, this overwrites what steps have changed meanwhile.

        Raises:
            AppError: If it was not begun, or has ended.
            StoreError: As with `begin`; or if a step could not renew its lease.
        """
        await _write(self, self._require_bond("save()"))

    async def end(self) -> None:
        """Forget the flow: its components have expired from then on. In a step, this counts as its changes do.

        Raises:
            AppError: If it was not begun, or has ended.
            StoreError: If the store cannot be reached.
        """
        bond = self._require_bond("end()")
        if bond.lease is None:
            await bond.store.delete(_kept_at(bond.key))
        bond.has_ended = True

    def _require_bond(self, what: str) -> _Bond:
        bond = self._bond
        if bond is None or bond.has_ended:
            raise AppError(f"{what}: this {type(self).__name__} {_explain_absence(self)}")
        return bond


class KeptFlow(NamedTuple):
    """A flow that a custom_id names, and that is not loaded yet.

    Attributes:
        kind: Its class.
        key: Its key.
    """

    kind: type[Flow]
    key: str


class Step:
    """One use of a component, and the flows that its handler takes.

    Args:
        context: The conversation.
        flows: The flows, loaded and held.
    """

    def __init__(self, context: UpdatingContext, flows: Iterable[Flow]) -> None:
        self._context = context
        self._flows = tuple(flows)

    async def finish(self, answer: object) -> None:
        """Save what the handler has changed, then answer; what cannot be answered has changed nothing.

        Raises:
            StoreError: If it cannot be saved.
            Exception: Whatever `UpdatingContext.finish` raises.
        """
        changed: list[tuple[_Bond, bytes, float]] = []
        try:
            # Before the answer: what the user sees then is true, and the next step finds it.
            for flow in self._flows:
                bond = flow._bond
                if bond is None or (not bond.has_ended and _encode(flow, bond.key) == bond.kept):
                    continue
                # A store that fails may have changed it all the same.
                changed.append((bond, bond.kept, flow.__expires__))
                if bond.has_ended:
                    _require_lease(flow, bond)
                    await bond.store.delete(_kept_at(bond.key))
                else:
                    await _write(flow, bond)
            await self._context.finish(answer)
        except BaseException as error:
            if isinstance(error, asyncio.CancelledError) and not self._context.is_owed:
                raise
            for bond, before, expires in changed:
                await _put_back(bond, before, expires)
            raise


@asynccontextmanager
async def step_of(context: UpdatingContext, state: dict[str, Any]) -> AsyncIterator[Step]:
    """Load and hold the flows that a custom_id names, for as long as its handler runs.

    Args:
        context: The conversation.
        state: What the custom_id holds; what stands for a flow becomes the flow.

    Raises:
        ComponentExpired: If one has ended, or expired.
        ComponentOutdated: If what was kept of one fits its class no more.
        MaxConcurrencyReached: If another step of one takes too long.
    """
    store = await context.get(Store)
    named = {one.key: one.kind for one in state.values() if isinstance(one, KeptFlow)}
    held: dict[str, Lease] = {}
    flows: dict[str, Flow] = {}
    try:
        # In one order: two steps that take the same flows must not wait for each other.
        for key in sorted(named):
            held[key] = await _hold(store, key, named[key].__name__)
            flows[key] = await _load(store, KeptFlow(named[key], key), context.interaction.custom_id, held[key])
        state.update({name: flows[one.key] for name, one in state.items() if isinstance(one, KeptFlow)})
        yield Step(context, flows.values())
    finally:
        for flow in flows.values():
            if flow._bond is not None:
                flow._bond.lease = None
        async with AsyncExitStack() as releases:
            # Each of them, though one fails or is cancelled.
            for lease in held.values():
                releases.push_async_callback(lease.release)


def is_flow(kind: Any) -> bool:
    """Tell whether an annotation is a class of flow."""
    return isinstance(kind, type) and issubclass(kind, Flow) and kind is not Flow


def read_flow(where: str, name: str, kind: type[Flow], *, is_optional: bool) -> Codec:
    """Return how a flow travels: as its key.

    Args:
        where: `file:line` of the handler.
        name: The parameter.
        kind: The class.
        is_optional: Whether the parameter has a default, or may be None.

    Raises:
        DefinitionError: If it is optional, or the store cannot keep it.
    """
    if is_optional:
        why = f"{name}: a component belongs to its flow, or does not; no default, and no None: {name}: {kind.__name__}"
        raise DefinitionError(where, why)
    try:
        msgspec.json.Decoder(kind)
    except NameError as error:
        why = f"flow {kind.__name__}: an annotation names {error.name!r}, which is not imported at run time"
        raise DefinitionError(kind.__where__, why) from error
    except TypeError as error:
        raise DefinitionError(kind.__where__, f"flow {kind.__name__} cannot be kept: {error}") from error

    def encode(value: Any) -> str:
        # A subclass would come back without what it adds.
        if type(value) is not kind:
            raise TypeError(f"is a flow of class {kind.__name__}, not {value!r:.40}")
        bond: _Bond | None = value._bond
        if bond is None or bond.has_ended:
            raise ValueError(_explain_absence(value))
        return bond.key

    def decode(text: str) -> KeptFlow:
        if not _KEY.fullmatch(text):
            raise ValueError(f"{text!r:.40} is no key of a flow")
        return KeptFlow(kind, text)

    return Codec(f"flow {kind.__name__}", encode, decode)


def _explain_absence(flow: Flow) -> str:
    """Return why there is nothing to find a flow by."""
    if flow._bond is not None:
        return "has ended"
    return f"was not begun, so that nothing is kept of it: begun = await {type(flow).__name__}(…).begin(ctx)"


async def _hold(store: Store, key: str, name: str) -> Lease:
    """Wait for the step before, and take the flow.

    Raises:
        MaxConcurrencyReached: If that takes too long.
    """
    loop = asyncio.get_running_loop()
    given_up_at = loop.time() + PATIENCE
    while True:
        lease = await Lease.take(store, f"{_kept_at(key)}:step", f"a step of {name}")
        if lease is not None:
            return lease
        if loop.time() > given_up_at:
            raise MaxConcurrencyReached(1)
        # By chance: many who wait must not all look at once, and find it taken by one of them.
        await asyncio.sleep(random.uniform(*_LOOKS))


async def _load(store: Store, named: KeptFlow, custom_id: str, lease: Lease) -> Flow:
    place, kind = _kept_at(named.key), named.kind
    raw = await store.get(place, msgspec.Raw)
    if raw is None:
        why = f"its {kind.__name__} has ended, or was not changed for {kind.__expires__:,g} s"
        raise ComponentExpired(custom_id, why)
    try:
        flow = decode_value(place, bytes(raw), kind)
    except StoreError as error:
        raise ComponentOutdated(custom_id, f"{error}; what is added to a flow needs a default") from None
    flow._bond = _Bond(named.key, store, encode_value(place, flow), lease)
    return flow


async def _write(flow: Flow, bond: _Bond) -> None:
    kept = _encode(flow, bond.key)
    _require_lease(flow, bond)
    await bond.store.set(_kept_at(bond.key), msgspec.Raw(kept), ttl=flow.__expires__)
    bond.kept = kept


async def _put_back(bond: _Bond, kept: bytes, expires: float) -> None:
    """Undo a change, as far as nobody else can have made another."""
    if bond.lease is None or not bond.lease.is_unbroken:
        log.warning("a step has failed, and what it had changed of its flow stays: its lease was not renewed")
        return
    try:
        await bond.store.set(_kept_at(bond.key), msgspec.Raw(kept), ttl=expires)
    except StoreError as error:
        log.warning("a step has failed, and what it had changed of its flow stays: %s", error)


def _encode(flow: Flow, key: str) -> bytes:
    """Encode a flow, and see to it that it can be read back: not at the next step, when nobody knows why."""
    place = _kept_at(key)
    encoded = encode_value(place, flow)
    decode_value(place, encoded, type(flow))
    return encoded


def _require_lease(flow: Flow, bond: _Bond) -> None:
    if bond.lease is not None and not bond.lease.is_unbroken:
        name = type(flow).__name__
        raise StoreError(f"{name} is not saved: its step could not renew its lease, and others may have changed it")


def _kept_at(key: str) -> str:
    return f"postern:flow:{key}"
