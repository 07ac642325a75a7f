"""
Leases: keys of the store that one holder has at a time, over all processes.

A lease is taken by whoever counts its key from nothing to 1. It ends by itself,
so that what a dead process held is free again. So long as its holder works it
is renewed in the background. A holder who could not renew it in time (the store
was away, the process was frozen) no longer knows whose it is: he neither
prolongs nor frees it then. Where a place is all that counts, he takes it anew
once it is free.
"""

import asyncio
import logging

from app.errors import StoreError
from app.stores.base import Store

log = logging.getLogger(__name__)

LEASE = 30.0
"""Seconds after which what a dead process held is free again.

Long enough for a store that restarts, short enough for users who wait.
"""
RENEWED_EVERY = 7.0
"""Seconds between renewals: one may fail, even after the 5 that a store lets it wait, and the next is in time."""
TRUSTED_FOR = 20.0
"""Seconds after which a lease that was not renewed may be another's soon.

The rest of `LEASE` is more than any store lets a handler wait.
"""


class Lease:
    """A key that is held, renewed by a timer: what ends soon needs no task."""

    __slots__ = (
        "_again", "_asked", "_has_ended", "_has_warned", "_is_unbroken", "_key", "_loop", "_name", "_renewal", "_store",
        "_timer",
    )  # fmt: skip

    def __init__(self, store: Store, key: str, name: str, asked: float, *, again: bool) -> None:
        self._store = store
        self._key = key
        self._name = name
        self._again = again
        # When the store was asked last: its own time for the key began later, and so ends later.
        self._asked = asked
        self._loop = asyncio.get_running_loop()
        self._is_unbroken = True
        self._has_ended = self._has_warned = False
        self._renewal: asyncio.Task[None] | None = None
        self._timer = self._loop.call_later(RENEWED_EVERY, self._start_renewal)

    @classmethod
    async def take(cls, store: Store, key: str, name: str, *, again: bool = False) -> "Lease | None":
        """Take a key; None if it is held.

        Args:
            store: Where it is kept.
            key: What the lease is about.
            name: How the log calls it.
            again: Whether it is taken anew where it was lost, once it is free.

        Raises:
            StoreError: If the store cannot be asked.
        """
        asked = asyncio.get_running_loop().time()
        return cls(store, key, name, asked, again=again) if await store.increment(key, ttl=LEASE) == 1 else None

    @property
    def is_unbroken(self) -> bool:
        """Whether nobody else can have held it since it was taken."""
        return self._is_unbroken and self._is_ours(self._loop.time())

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
            await self._store.delete(self._key)
        except StoreError as error:
            log.warning("%s is not freed before %g s: %s", self._name, LEASE, error)

    def _start_renewal(self) -> None:
        self._renewal = self._loop.create_task(self._renew())

    async def _renew(self) -> None:
        asked = self._loop.time()
        try:
            if self._is_ours(asked):
                await self._store.set(self._key, 1, ttl=LEASE)
                self._asked = asked
            else:
                self._is_unbroken = False
                if self._again and await self._store.increment(self._key, ttl=LEASE) == 1:
                    self._asked = asked
        except StoreError as error:
            if not self._has_warned:
                self._has_warned = True
                log.warning("%s may let in too many: it cannot be renewed: %s", self._name, error)
        if not self._has_ended:
            self._timer = self._loop.call_later(RENEWED_EVERY, self._start_renewal)

    def _is_ours(self, now: float) -> bool:
        return now - self._asked < TRUSTED_FOR
