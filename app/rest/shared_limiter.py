"""
Limits that all processes of a bot keep together, over the Store.

Discord counts by token, not by process. Each process by itself would send as
much as the bucket takes, and together they would send too much.

A bucket of five is five keys here, its *places*. A request takes a place before
it leaves: whoever counts a key from nothing to 1 has it. When the answer comes,
the place is given a time to live, which is what the answer says is left of the
window. So a place is held from before a request was sent until the window that
counted it is over, wherever in between it arrived; and no window sees more
requests than there are places. A process that dies leaves its places to end by
themselves.

What a route's bucket is, is kept in the Store as well. As long as nobody knows,
one request at a time is sent by all processes for each major part.

Answers to interactions take no part in this: an interaction lives in one
process, and its buckets with it. Neither do they ever wait for the Store. While
the Store is away, each process keeps the limits for itself.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from typing import Literal
from weakref import WeakValueDictionary

from app.errors import StoreError
from app.rest.limiter import UNSENT, ExternalLimiter, Known, Limiter, LocalLimiter, Told
from app.rest.line import LONGEST_WAIT, Claim
from app.rest.ratelimit import GLOBAL_LIMIT
from app.stores.base import Store

log = logging.getLogger(__name__)

REMEMBERED = 86_400.0
"""Seconds that it is kept what a route's bucket is."""
AWAY = 5.0
"""Seconds for which a store that failed is left alone."""

_MARGIN = 1.0
"""Seconds that a place outlasts the longest that a request can take."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.01, 0.25
"""Seconds between two looks at places that are taken: they may become free sooner than they say."""
_LOOKED_AT = 5
"""Places whose time to live is asked for where all are taken."""


class SharedLimiter:
    """Keeps the limits of a bot for all of its processes.

    Args:
        store: What the processes share.
        name: Tells bots apart that share a store.
        per_second: Discord's global limit for this bot.
    """

    def __init__(self, store: Store, name: str = "", per_second: int = GLOBAL_LIMIT) -> None:
        self._store = store
        self._prefix = f"postern:limit:{name}"
        self._per_second = per_second
        self._local = LocalLimiter(per_second)
        # Whoever waits for a place of a bucket waits in line, and one of a process looks at a time.
        self._lines: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()
        self._away_until = 0.0

    async def acquire(self, claim: Claim) -> None:
        """Wait until a request may leave.

        Raises:
            RateLimited: If that takes longer than `LONGEST_WAIT`, or than the
                request has.
        """
        try:
            if self._is_shared(claim) and self._local.known(claim.route) is None:
                await self._read(claim.route)
        except StoreError as error:
            self._leave_alone(error)
        await self._local.acquire(claim)
        try:
            if self._is_shared(claim):
                await self._take_places(claim)
        except StoreError as error:
            self._leave_alone(error)
        except BaseException:
            await self.release(claim, UNSENT)
            raise

    async def release(self, claim: Claim, told: Told) -> None:
        """Take in what became of a request; called once after each `acquire`."""
        places, claim.places = claim.places, {}
        try:
            if places and self._is_shared(claim):
                await self._settle(claim, places, told)
        except StoreError as error:
            self._leave_alone(error)
        finally:
            await self._local.release(claim, told)

    def _is_shared(self, claim: Claim) -> bool:
        # By the time of each loop; one that begins anew has no reason to wait for the last one's.
        left = self._away_until - asyncio.get_running_loop().time()
        return claim.is_global and not 0 < left <= AWAY

    def _leave_alone(self, error: StoreError) -> None:
        log.warning("limits are kept by this process alone for a while: %s", error)
        self._away_until = asyncio.get_running_loop().time() + AWAY

    # ── what a route's bucket is ──

    async def _read(self, route: str) -> Known | None:
        known = await self._store.get(f"{self._prefix}:route:{route}", Known)
        if known is not None:
            self._local.teach(route, known)
        return known

    async def _write(self, route: str, known: Known) -> None:
        await self._store.set(f"{self._prefix}:route:{route}", known, ttl=REMEMBERED)

    # ── places ──

    async def _take_places(self, claim: Claim) -> None:
        known = self._local.known(claim.route)
        if known is None:
            unknown = self._unknown(claim)
            claim.places["unknown"] = await self._take(claim, unknown, 1)
            # Whoever had it before may have learned what there is to know.
            known = await self._read(claim.route)
            if known is not None:
                await self._store.delete(claim.places.pop("unknown"))
        everybody = f"{self._prefix}:global"
        if known is None or not known.bucket:
            claim.places["global"] = await self._take(claim, everybody, self._per_second)
            return
        loop, lease = asyncio.get_running_loop(), self._lease(claim, known.period)
        name = self._bucket(known.bucket, claim)
        while True:
            claim.places["bucket"] = await self._take(claim, name, known.limit, known.period)
            taken = loop.time()
            claim.places["global"] = await self._take(claim, everybody, self._per_second)
            waited = loop.time() - taken
            if waited > claim.lasts:
                # The first may be another's by now.
                del claim.places["bucket"]
                await self._store.delete(claim.places.pop("global"))
                continue
            if waited > _MARGIN:
                await self._store.set(claim.places["bucket"], 1, ttl=lease)
            return

    async def _take(self, claim: Claim, name: str, count: int, period: float = 1.0) -> str:
        """Take one of the places of this name, when one is free, and return its key."""
        loop, lease = asyncio.get_running_loop(), self._lease(claim, period)
        key = id(loop), name
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = asyncio.Lock()
        async with line:
            while True:
                # Who begins anywhere seldom meets what others hold.
                first = random.randrange(count)
                keys = [f"{name}:{(first + number) % count}" for number in range(count)]
                for key_of_place in keys:
                    if await self._store.increment(key_of_place, ttl=lease) == 1:
                        return key_of_place
                wait = min([await self._store.ttl(taken) or 0.0 for taken in keys[:_LOOKED_AT]])
                pause = min(max(wait, _SHORTEST_PAUSE), _LONGEST_PAUSE) * random.uniform(1.0, 1.2)
                if loop.time() + pause > claim.deadline or wait > max(LONGEST_WAIT, lease):
                    raise claim.too_long(wait, "global" if name.endswith(":global") else "user")
                await asyncio.sleep(pause)

    def _lease(self, claim: Claim, period: float) -> float:
        """Return the seconds after which a place whose holder has died is free."""
        return claim.lasts + period + _MARGIN

    async def _settle(self, claim: Claim, places: Mapping[str, str], told: Told) -> None:
        """Say of each place how long it is still taken."""
        store = self._store
        if not told.was_sent:
            for place in places.values():
                await store.delete(place)
            return
        known = await self._pass_on(claim, places, told)
        if "bucket" in places:
            left = told.limits.reset_after if told.limits is not None else known.period if known is not None else 1.0
            await store.set(places["bucket"], 1, ttl=left)
        if "global" in places:
            await store.set(places["global"], 1, ttl=1.0)
        if told.refusal is not None:
            await self._close(claim, known, told.refusal.retry_after, told.refusal.scope)
        elif "unknown" in places:
            await store.delete(places["unknown"])

    async def _pass_on(self, claim: Claim, places: Mapping[str, str], told: Told) -> Known | None:
        """Tell the others what an answer teaches; returns what is known of the route now."""
        before, limits = self._local.known(claim.route), told.limits
        known = self._local.learn(claim, told)
        if known is not None and (known != before or "unknown" in places):
            await self._write(claim.route, known)
        if known is not None and limits is not None and ("bucket" not in places or known != before):
            # Discord has counted it, and perhaps others, in a bucket of which nobody took a place for it.
            name = self._bucket(limits.bucket, claim)
            for number in range(limits.limit - limits.remaining):
                await self._store.increment(f"{name}:{number}", ttl=limits.reset_after)
        return known

    async def _close(self, claim: Claim, known: Known | None, seconds: float, scope: str) -> None:
        """Take all places for as long as a 429 says."""
        if scope == "global":
            name, count = f"{self._prefix}:global", self._per_second
        elif known is not None and known.bucket:
            name, count = self._bucket(known.bucket, claim), known.limit
        else:
            name, count = self._unknown(claim), 1
        for number in range(count):
            await self._store.set(f"{name}:{number}", 1, ttl=seconds)

    def _bucket(self, bucket: str, claim: Claim) -> str:
        return f"{self._prefix}:bucket:{bucket}:{claim.major}"

    def _unknown(self, claim: Claim) -> str:
        return f"{self._prefix}:unknown:{claim.route}:{claim.major}"


def make_limiter(where: Literal["local", "store", "external"], store: Store, name: str) -> Limiter:
    """Make what keeps the limits: in this process, in the store for all of them, or elsewhere altogether.

    Args:
        where: What `POSTERN_RATE_LIMIT` says.
        store: What the processes share.
        name: Tells bots apart that share a store.
    """
    if where == "store":
        return SharedLimiter(store, name)
    return LocalLimiter() if where == "local" else ExternalLimiter()
