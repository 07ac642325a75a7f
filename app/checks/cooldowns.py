"""
How often something may be used, and how often at once, over all processes of the bot.

What is counted stands in the Store, so limits hold as far as the Store reaches:
with `memory:` in each process by itself, with `sqlite:` on one machine, with
`redis:` everywhere.

A cooldown is one number for each window: whoever makes the number begins the
window, and the number ends with it. One atomic step counts a use, and a use
that is refused cannot prolong what it did not begin.

A running handler holds a *lease*: one of as many keys as may run at once, taken
by whoever counts it from nothing to 1. A number of those that run would be
simpler, and would be wrong for good after the first process that dies; a lease
ends by itself. So long as its handler runs it is renewed in the background. A
holder who could not renew it in time (the store was away, the process was
frozen) no longer knows whose it is: it neither prolongs nor frees it then, and
takes it anew once it is free.
"""

import asyncio
import inspect
import logging
import math
import random
from collections.abc import Callable, Mapping
from typing import Any, Literal, Never, TypeAlias, overload

from app.checks.node import F, Limit, Node, Release, node_of
from app.command_errors import CommandOnCooldown, MaxConcurrencyReached, NoPrivateMessage
from app.context.base import Context
from app.errors import DefinitionError, StoreError
from app.providers import where_called
from app.stores.base import Store

log = logging.getLogger(__name__)

CooldownKey: TypeAlias = Literal["user", "member", "channel", "guild", "global"] | Callable[[Any], object]

LEASE = 30.0
"""Seconds after which what a dead process held is free again.

Long enough for a store that restarts, short enough for users who wait.
"""
RENEWED_EVERY = 10.0
"""Seconds between renewals, so that one may fail."""
TRUSTED_FOR = 20.0
"""Seconds after which a lease that was not renewed may be another's soon.

The rest of `LEASE` is more than any store lets a command wait.
"""

_COOLDOWN_FORM = "@cooldown(5, per=10.0)"
_CONCURRENCY_FORM = "@max_concurrency(1)"


class Cooldown:
    """So many uses in a window of time, which begins with the first.

    Args:
        rate: Uses in a window.
        per: Length of the window, in seconds.
        by: Whose uses are counted together.
    """

    name = "cooldown"
    is_given_back = False

    def __init__(self, rate: int, per: float, by: CooldownKey = "user") -> None:
        self.rate = rate
        self.per = per
        self._counted = _Counted(by)

    async def acquire(self, context: Context, key: str) -> None:
        """Count one use.

        Raises:
            CommandOnCooldown: If there were as many as may be.
            StoreError: If the store cannot be asked.
        """
        bucket = await self._counted.find_bucket(context)
        if bucket is None:
            return
        store = await context.get(Store)
        window = f"postern:cooldown:{_application_id(context)}:{key}:{bucket}"
        if await store.increment(window, ttl=self.per) > self.rate:
            # Nothing is left where the window ended just now.
            raise CommandOnCooldown(await store.ttl(window) or 0.0)


class MaxConcurrency:
    """So many handlers at once.

    Args:
        limit: How many.
        by: Whose are counted together.
    """

    name = "max_concurrency"
    is_given_back = True

    def __init__(self, limit: int, by: CooldownKey = "global") -> None:
        self.limit = limit
        self._counted = _Counted(by)

    async def acquire(self, context: Context, key: str) -> Release | None:
        """Take a lease, and return what frees it.

        Raises:
            MaxConcurrencyReached: If none is free.
            StoreError: If the store cannot be asked.
        """
        bucket = await self._counted.find_bucket(context)
        if bucket is None:
            return None
        store = await context.get(Store)
        loop = asyncio.get_running_loop()
        # Who begins anywhere seldom meets what others hold.
        first = random.randrange(self.limit) if self.limit > 1 else 0
        for number in (*range(first, self.limit), *range(first)):
            slot = f"postern:max_concurrency:{_application_id(context)}:{key}:{number}:{bucket}"
            asked = loop.time()
            if await store.increment(slot, ttl=LEASE) == 1:
                return _Lease(store, slot, key, asked, loop).release
        raise MaxConcurrencyReached(self.limit)


class _Lease:
    """One of the keys that a running handler holds, renewed by a timer: a handler that ends soon needs no task."""

    __slots__ = ("_has_ended", "_has_warned", "_key", "_loop", "_renewal", "_slot", "_store", "_sure_since", "_timer")

    def __init__(self, store: Store, slot: str, key: str, asked: float, loop: asyncio.AbstractEventLoop) -> None:
        self._store = store
        self._slot = slot
        self._key = key
        # When the store was asked: its own time for the key begins later, and so ends later.
        self._sure_since = asked
        self._loop = loop
        self._has_ended = self._has_warned = False
        self._renewal: asyncio.Task[None] | None = None
        self._timer = loop.call_later(RENEWED_EVERY, self._start_renewal)

    async def release(self) -> None:
        """Free the key, once. Raises nothing: what cannot be freed ends by itself."""
        if self._has_ended:
            return
        self._has_ended = True
        self._timer.cancel()
        if self._renewal is not None:
            # Not cancelled: what is on its way to the store would come after the deletion, and take the key again.
            await asyncio.wait([self._renewal])
        if not self._is_ours(self._loop.time()):
            return
        try:
            await self._store.delete(self._slot)
        except StoreError as error:
            log.warning("max_concurrency of %s is not freed before %g s: %s", self._key, LEASE, error)

    def _start_renewal(self) -> None:
        self._renewal = self._loop.create_task(self._renew())

    async def _renew(self) -> None:
        asked = self._loop.time()
        try:
            if self._is_ours(asked):
                await self._store.set(self._slot, 1, ttl=LEASE)
                self._sure_since = asked
            elif await self._store.increment(self._slot, ttl=LEASE) == 1:
                self._sure_since = asked
        except StoreError as error:
            if not self._has_warned:
                self._has_warned = True
                log.warning("max_concurrency of %s may let in too many: it cannot be renewed: %s", self._key, error)
        if not self._has_ended:
            self._timer = self._loop.call_later(RENEWED_EVERY, self._start_renewal)

    def _is_ours(self, now: float) -> bool:
        return now - self._sure_since < TRUSTED_FOR


class _Counted:
    """Whose uses are counted together.

    Args:
        by: A word for it, or a function of the context.
    """

    __slots__ = ("_find", "_name")

    def __init__(self, by: CooldownKey) -> None:
        self._name = by if isinstance(by, str) else "own"
        self._find = _BUCKETS[by] if isinstance(by, str) else by

    async def find_bucket(self, context: Context) -> str | None:
        """Return what names the bucket of a use in the store; None if it is not limited."""
        found = self._find(context)
        if inspect.isawaitable(found):
            found = await found
        # Text of the author's comes last: nothing behind it can be mistaken for a part of it.
        return None if found is None else f"{self._name}:{found}"


def _application_id(context: Context) -> int:
    """Return whose limits these are: several bots may share a store."""
    return context.interaction.application_id if context.interaction is not None else 0


def _guild(context: Context) -> object:
    try:
        return context.guild_id
    except NoPrivateMessage:
        return context.channel_id


_BUCKETS: Mapping[str, Callable[[Context], object]] = {
    "user": lambda context: context.user.id,
    "member": lambda context: f"{_guild(context)}:{context.user.id}",
    "channel": lambda context: context.channel_id,
    "guild": _guild,
    "global": lambda context: "",
}


@overload
def cooldown(rate: int, /, per: float, *, by: CooldownKey = "user") -> Callable[[F], F]: ...
@overload
def cooldown(target: Callable[..., Any] | Node, /) -> Never: ...
def cooldown(rate: Any = None, /, per: Any = None, *, by: Any = "user") -> Any:
    """Let something be used so many times in so many seconds: `@cooldown(5, per=10.0)`.

    The window begins with the first use, and ends `per` seconds later; further
    uses in it are refused, do not prolong it, and are told when it ends. A use
    counts once the checks have passed, whatever becomes of it.

    It stands above or below the decorator of a command, on a class of plugin,
    or is called with a group, plugin or bot: `cooldown(5, 10.0)(shop)`; all
    that is below these is counted together. Several hold at once.

    Args:
        rate: Uses in a window; at least 1.
        per: Length of the window, in seconds.
        by: Whose uses are counted together: those of a `"user"`, a `"member"`
            (a user in one server), in a `"channel"`, in a `"guild"` (in a
            direct message: there), all (`"global"`); or a function of the
            context, sync or async, that returns what stands for them as text.
            None: this use is not limited.

    Raises:
        DefinitionError: If it is not called with these, or put on something else.
    """
    if not _is_count(rate):
        raise DefinitionError(where_called()[0], f"cooldown takes a number of uses and seconds: {_COOLDOWN_FORM}")
    if not isinstance(per, int | float) or isinstance(per, bool) or not 0 < per < math.inf:
        why = f"cooldown takes the seconds of its window, and {per!r} are none: {_COOLDOWN_FORM}"
        raise DefinitionError(where_called()[0], why)
    _check_by("cooldown", by, "@cooldown(5, per=10.0, by={})")
    return lambda target: _add(target, Cooldown(rate, per, by))


@overload
def max_concurrency(limit: int, /, *, by: CooldownKey = "global") -> Callable[[F], F]: ...
@overload
def max_concurrency(target: Callable[..., Any] | Node, /) -> Never: ...
def max_concurrency(limit: Any = None, /, *, by: Any = "global") -> Any:
    """Let something run so many times at once: `@max_concurrency(1, by="channel")`.

    A further use is refused while those run. It stands where a `cooldown` may
    stand, and is asked before it: who is refused here has used nothing up.

    Where a process dies, its places are free again after 30 seconds. While the
    store cannot be reached for longer than that, running handlers lose theirs,
    and more may run for as long.

    Args:
        limit: How many; at least 1. To find no free place takes as many steps
            of the store.
        by: Which are counted together, as for `cooldown`.

    Raises:
        DefinitionError: If it is not called with these, or put on something else.
    """
    if not _is_count(limit):
        why = f"max_concurrency takes how many may run at once: {_CONCURRENCY_FORM}"
        raise DefinitionError(where_called()[0], why)
    _check_by("max_concurrency", by, "@max_concurrency(1, by={})")
    return lambda target: _add(target, MaxConcurrency(limit, by))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _check_by(name: str, by: object, form: str) -> None:
    if isinstance(by, str) and by in _BUCKETS:
        return
    if not callable(by) or inspect.isclass(by):
        words = ", ".join(f'"{word}"' for word in _BUCKETS)
        why = f"{name} counts by one of {words}, or by a function of the context, and {by!r} is none"
        raise DefinitionError(where_called()[0], f"{why}: " + form.format('"user"'))
    try:
        inspect.signature(by).bind(None)
    except TypeError:
        why = f"what {name} counts by is called with the context and nothing else"
        raise DefinitionError(where_called()[0], f"{why}: " + form.format("lambda ctx: ctx.user.id")) from None
    except ValueError:  # what is written in C may have no signature
        return


def _add(target: F, limit: Cooldown | MaxConcurrency) -> F:
    """Put a limit before those that are there: decorators are called from the bottom, and read from the top."""
    given: object = target
    if not isinstance(given, Node) and not (callable(given) and hasattr(given, "__dict__")):
        why = f"{limit.name} is put on a command, group, plugin or bot, or on the function below, and {given!r} is none"
        raise DefinitionError(where_called()[0], why)
    limits: list[Limit] = node_of(target).limits
    limits.insert(0, limit)
    return target
