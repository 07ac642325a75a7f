"""
How often something may be used, and how often at once, over all processes of the bot.

What is counted stands in the Store, so limits hold as far as the Store reaches:
with `memory:` in each process by itself, with `sqlite:` on one machine, with
`redis:` everywhere.

A cooldown is one number for each window: whoever makes the number begins the
window, and the number ends with it. One atomic step counts a use, and a use
that is refused cannot prolong what it did not begin.

A running handler holds a `Lease`: one of as many keys as may run at once. A
number of those that run would be simpler, and would be wrong for good after the
first process that dies; a lease ends by itself.
"""

import inspect
import math
import random
from collections.abc import Callable, Mapping
from typing import Any, Literal, Never, TypeAlias, overload

from app.checks.node import F, Node, Release, require_node
from app.command_errors import CommandOnCooldown, MaxConcurrencyReached, NoPrivateMessage
from app.context.base import Context
from app.errors import DefinitionError
from app.providers import where_called
from app.stores.base import Store
from app.stores.lease import Lease

CooldownKey: TypeAlias = Literal["user", "member", "channel", "guild", "global"] | Callable[[Any], object]

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
        # Who begins anywhere seldom meets what others hold.
        first = random.randrange(self.limit) if self.limit > 1 else 0
        for number in (*range(first, self.limit), *range(first)):
            slot = f"postern:max_concurrency:{_application_id(context)}:{key}:{number}:{bucket}"
            # A place is all that counts here, whoever had it in between.
            lease = await Lease.take(store, slot, f"max_concurrency of {key}", again=True)
            if lease is not None:
                return _released_by(lease)
        raise MaxConcurrencyReached(self.limit)


def _released_by(lease: Lease) -> Release:
    async def release(_raised: BaseException | None = None, /) -> None:
        await lease.release()

    return release


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
    require_node(target, limit.name, "a command, group, plugin or bot").limits.insert(0, limit)
    return target
