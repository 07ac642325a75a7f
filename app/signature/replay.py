"""
Sees to it that no interaction is handled twice.

A signed request stays valid for the whole signature window, so whoever saw one
(a proxy's log, say) could send it again. And Discord itself, or a proxy in
front, may deliver one twice. The guard remembers ids, not signatures: one
signature can be spelled in several ways.

A duplicate that comes within Discord's 3 seconds shares the first one's answer
(a different answer would show the user a failure); a later one is refused.

Memory is bounded on both sides: ids leave when their signature can no longer
pass, and the oldest leave when there are too many; answers are kept for the
newest interactions alone. The module reads no clock: the caller passes `now`.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from app.request_errors import InteractionReplayed

SHARED_FOR = 3.0
"""Seconds for which a duplicate gets the first one's answer: Discord's own deadline."""
MOST_IDS = 65_536
MOST_ANSWERS = 1_024

A = TypeVar("A")


class ReplayGuard(Generic[A]):
    """Remembers which interactions were admitted, and the answers of the newest.

    Args:
        window: Seconds for which a signature is accepted at all; ids are
            remembered as long.
    """

    def __init__(self, window: float) -> None:
        self._window = window
        self._admitted: OrderedDict[tuple[int, int], float] = OrderedDict()
        self._answers: OrderedDict[tuple[int, int], A] = OrderedDict()

    def admit(self, application_id: int, interaction_id: int, now: float, answer: Callable[[], A]) -> tuple[A, bool]:
        """Admit an interaction, or give the answer of its first delivery.

        Args:
            application_id: Ids are unique within one application only as far
                as we can trust: several keys may serve several applications.
            interaction_id: Discord's id of the interaction.
            now: Seconds of any clock that does not go back.
            answer: Makes the place where the first answer will be found;
                called for a new interaction only.

        Returns:
            The place of the answer, and whether this is the first delivery.

        Raises:
            InteractionReplayed: If it came before and its answer is no longer
                shared.
        """
        key = (application_id, interaction_id)
        admitted = self._admitted.get(key)
        if admitted is not None:
            shared = self._answers.get(key)
            if shared is None or now - admitted > SHARED_FOR:
                raise InteractionReplayed(interaction_id)
            return shared, False
        self._forget(now)
        self._admitted[key] = now
        place = self._answers[key] = answer()
        return place, True

    def _forget(self, now: float) -> None:
        # One leaves for one that comes: no dictionary outgrows its peak, and no request pays for a sweep.
        oldest = next(iter(self._admitted), None)
        if oldest is not None and (now - self._admitted[oldest] > self._window or len(self._admitted) >= MOST_IDS):
            del self._admitted[oldest]
            self._answers.pop(oldest, None)
        if len(self._answers) >= MOST_ANSWERS:
            self._answers.popitem(last=False)
