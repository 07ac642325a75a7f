"""
Sees to it that no interaction is handled by two processes: `POSTERN_REPLAY=store`.

A proxy that gets no answer from one process may ask another, and what the first
one remembers helps nobody there. So each process counts an interaction in the
store before it handles it, and the one that finds it counted leaves it alone.

An answer that comes late is none, and a bot that is silent because its store is
away helps nobody: where the store does not answer soon, an interaction is
handled all the same.
"""

import asyncio
import logging

from app.errors import StoreError
from app.models.interaction import Interaction
from app.stores.base import Store

log = logging.getLogger(__name__)

WITHIN = 0.5
"""Seconds for the store, of the three that Discord waits."""
PERIOD = 60.0
"""Seconds between two lines that say that the store did not answer."""


class Elsewhere:
    """Knows what other processes have admitted.

    Args:
        store: Where all of them count.
        window: Seconds for which they remember; as long as a signature is
            accepted at all.
    """

    def __init__(self, store: Store, window: float) -> None:
        self._store = store
        self._window = window
        self._said_at = float("-inf")

    async def has(self, interaction: Interaction) -> bool:
        """Tell whether another process has admitted an interaction; from now on this one has. False if nobody knows."""
        key = f"postern:seen:{interaction.application_id}:{interaction.id}"
        try:
            async with asyncio.timeout(WITHIN):
                return await self._store.increment(key, ttl=self._window) > 1
        except TimeoutError:
            self._say(f"the store did not answer within {WITHIN} s")
        except StoreError as error:
            self._say(str(error))
        return False

    def _say(self, why: str) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._said_at >= PERIOD:
            self._said_at = now
            log.warning(
                "POSTERN_REPLAY=store: interactions are handled without knowing whether another process has: %s", why
            )
