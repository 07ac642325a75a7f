"""
What has changed since somebody looked last, found out by looking.

Whoever shows many things, again and again, wants to hear of those alone that are
other than before. Nothing has to say that it changed: all is written down as JSON,
and compared with what was written before.
"""

from collections.abc import Mapping

import orjson

from app.simulator.world import Json

MOST_GONE = 2_000
"""Things gone that are remembered; who looked last before the oldest of them is told everything anew."""


class Changes:
    """The newest state of things by key, and when each was last seen to change.

    Attributes:
        revision: Counts the looks that found a change.
    """

    def __init__(self) -> None:
        self.revision = 0
        self._known: dict[str, tuple[int, bytes]] = {}
        self._gone: dict[str, int] = {}
        self._complete_from = 0

    def look(self, things: Mapping[str, Json]) -> None:
        """Compare things with what they were at the last look."""
        coming = self.revision + 1
        for key, thing in things.items():
            written = orjson.dumps(thing)
            known = self._known.get(key)
            if known is None or known[1] != written:
                self._known[key] = (coming, written)
                self._gone.pop(key, None)
                self.revision = coming
        for key in self._known.keys() - things.keys():
            del self._known[key]
            self._gone[key] = coming
            self.revision = coming
        while len(self._gone) > MOST_GONE:
            oldest = next(iter(self._gone))
            self._complete_from = self._gone.pop(oldest)

    def since(self, revision: int) -> Json:
        """Tell what changed after a revision; all there is, where that is not known any more.

        Returns:
            `revision`, `is_all`, the changed things in `set` and the keys of those gone in `gone`.
        """
        is_all = not self._complete_from <= revision <= self.revision or revision == 0
        newer = 0 if is_all else revision
        return {
            "revision": self.revision,
            "is_all": is_all,
            "set": {key: orjson.Fragment(text) for key, (at, text) in self._known.items() if at > newer},
            "gone": [] if is_all else [key for key, at in self._gone.items() if at > newer],
        }
