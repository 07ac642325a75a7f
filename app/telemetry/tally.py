"""
The numbers that operators watch, as plain numbers.

A Prometheus counter whose labels are looked up each time costs two microseconds,
and an interaction meets a handful of them. Here a number is an entry of a
dictionary, and becomes a sample when somebody asks (`metrics.py`). Without
`POSTERN_METRICS=on` there is no tally at all.

Labels are bounded: names of handlers that the code has, templates of routes, and
words of closed lists. An author's own route may have ids in it, so each family
has at most `MOST_SERIES` sets of labels; what comes beyond is counted under
`other`.

https://prometheus.io/docs/practices/naming/
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.request_errors import RequestRejected

MOST_SERIES = 1_000
"""Sets of labels of one family that are told apart."""

REASONS = {kind: re.sub(r"(?<=.)(?=[A-Z])", "_", kind.__name__).lower() for kind in RequestRejected.__subclasses__()}
"""Why requests are refused, by the class of the error."""
SCOPES = frozenset({"user", "global", "shared", "cloudflare", "other"})
"""What a 429 is about; `cloudflare` is a ban of the address."""

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
_LONG = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0)


class Family(NamedTuple):
    """Numbers of one name.

    Attributes:
        about: What is counted or measured, for people.
        labels: Names of the labels.
        bounds: Upper bounds of a histogram's buckets, in seconds; empty for a
            counter.
        begins: Labels of a counter that stand at 0 from the beginning: what
            appears as 1 has not increased, as Prometheus sees it.
    """

    about: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()
    begins: tuple[tuple[str, ...], ...] = ()


FAMILIES: Mapping[str, Family] = {
    "interactions": Family("Interactions that were handled.", ("type", "handler", "outcome")),
    "rejections": Family(
        "Requests that were refused before a handler was looked for.",
        ("reason",),
        begins=tuple((one,) for one in REASONS.values()),
    ),
    "verification_seconds": Family(
        "Time that it takes to check a signature.",
        bounds=(0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.005, 0.025, 0.1),
    ),
    "acknowledgement_seconds": Family(
        "Time from a request's arrival until its first response (answer, deferral) had left.",
        ("type", "response"),
        _QUICK,
    ),
    "margin_seconds": Family(
        "What was left of Discord's 3 seconds when the first response left; 0 if it came too late.",
        ("type", "response"),
        (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 2.75, 2.9, 3.0),
    ),
    "handler_seconds": Family("Time from arrival until a handler had ended.", ("type",), _LONG),
    "deferrals": Family("First responses that only said that the answer comes later.", ("type",)),
    "callbacks": Family(
        "First responses that went by a request of their own.",
        ("result",),
        begins=(("accepted",), ("refused",), ("unknown",)),
    ),
    "events": Family("Webhook events.", ("type", "outcome")),
    "rest_requests": Family("Requests to Discord's REST API, each attempt by itself.", ("route", "status")),
    "rest_request_seconds": Family(
        "Time that one attempt took on the wire.", ("method",), (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
    ),
    "rest_wait_seconds": Family(
        "Time that a request waited for rate limits.", (), (0.0, 0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0)
    ),
    "rest_rate_limited": Family(
        "Refusals with 429, and bans.", ("scope",), begins=tuple((one,) for one in sorted(SCOPES))
    ),
    "store_errors": Family("Calls of the store that failed.", begins=((),)),
    "log_lines_dropped": Family(
        "Interactions and events without a line in the log, since there were too many at once.", begins=((),)
    ),
    "cold_starts": Family("Processes that have handled their first interaction.", begins=((),)),
}
"""All counters and histograms; their names are those of the metrics, without `postern_` and `_total`."""

Labels = tuple[str, ...]


class Tally:
    """Counts, and measures.

    Attributes:
        counts: Numbers of each counter, by labels.
        measures: Of each histogram, by labels: how many fell into each bucket
            (the last has no bound), and in the end their sum.
    """

    def __init__(self) -> None:
        self.counts: dict[str, dict[Labels, int]] = {}
        self.measures: dict[str, dict[Labels, list[float]]] = {}
        for name, family in FAMILIES.items():
            if family.bounds:
                self.measures[name] = {}
            else:
                self.counts[name] = dict.fromkeys(family.begins, 0)

    def count(self, name: str, *labels: str, by: int = 1) -> None:
        """Add to a counter."""
        counts = self.counts[name]
        if labels not in counts and len(counts) >= MOST_SERIES:
            labels = ("other",) * len(labels)
        counts[labels] = counts.get(labels, 0) + by

    def measure(self, name: str, value: float, *labels: str) -> None:
        """Add a value to a histogram."""
        series, bounds = self.measures[name], FAMILIES[name].bounds
        buckets = series.get(labels)
        if buckets is None:
            if len(series) >= MOST_SERIES:
                labels = ("other",) * len(labels)
            buckets = series.setdefault(labels, [0.0] * (len(bounds) + 2))
        buckets[bisect_left(bounds, value)] += 1
        buckets[-1] += value

    def add(self, other: "Tally") -> None:
        """Add the numbers of another process."""
        for name, counts in other.counts.items():
            for labels, number in counts.items():
                self.count(name, *labels, by=number)
        for name, series in other.measures.items():
            mine = self.measures[name]
            for labels, buckets in series.items():
                before = mine.get(labels) or [0.0] * len(buckets)
                mine[labels] = [one + more for one, more in zip(before, buckets, strict=True)]

    def dump(self) -> dict[str, list[tuple[str, Labels, Any]]]:
        """Return all numbers in a form that JSON has."""
        return {
            "counts": [(name, labels, one) for name, all_of in self.counts.items() for labels, one in all_of.items()],
            "measures": [
                (name, labels, one) for name, all_of in self.measures.items() for labels, one in all_of.items()
            ],
        }

    @classmethod
    def load(cls, dumped: Mapping[str, Sequence[Any]]) -> "Tally":
        """Read what `dump` returned; what another version counts, and this one does not, is left out."""
        made = cls()
        for name, labels, number in dumped["counts"]:
            if name in made.counts and len(labels) == len(FAMILIES[name].labels):
                made.counts[name][tuple(labels)] = int(number)
        for name, labels, buckets in dumped["measures"]:
            family = FAMILIES.get(name)
            if family is not None and len(labels) == len(family.labels) and len(buckets) == len(family.bounds) + 2:
                made.measures[name][tuple(labels)] = [float(one) for one in buckets]
        return made
