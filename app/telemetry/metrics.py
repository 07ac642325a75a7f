"""
What Prometheus is told: numbers become samples here, when it asks.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterator, Mapping

from app.errors import SettingsError
from app.telemetry.tally import FAMILIES, Tally

try:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
    from prometheus_client.exposition import choose_encoder
    from prometheus_client.registry import Collector, CollectorRegistry
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "prometheus_client":
        raise
    raise SettingsError("POSTERN_METRICS", 'needs the extra: pip install "postern[metrics]"') from None

PREFIX = "postern_"

GAUGES: Mapping[str, str] = {
    "handlers_running": "Handlers that run, those behind an answer included.",
    "rest_requests_waiting": "Requests to Discord that its rate limits hold back.",
    "log_lines_waiting": "Lines of the log that are held back for the next batch.",
    "workers": "Server processes that share these numbers.",
    "start_time_seconds": "Unix time at which the newest of these processes began.",
    "last_interaction_time_seconds": "Unix time of the newest genuine interaction, PING included; 0 without any.",
}


class _Collector(Collector):
    def __init__(self, tally: Tally, gauges: Mapping[str, float], build: Mapping[str, str]) -> None:
        self._tally = tally
        self._gauges = gauges
        self._build = build

    def collect(self) -> Iterator[Metric]:
        for name, family in FAMILIES.items():
            yield _histogram(name, self._tally) if family.bounds else _counter(name, self._tally)
        for name, about in GAUGES.items():
            yield GaugeMetricFamily(PREFIX + name, about, value=self._gauges.get(name, 0.0))
        built = GaugeMetricFamily(f"{PREFIX}build_info", "What runs; always 1.", labels=list(self._build))
        built.add_metric(list(self._build.values()), 1.0)
        yield built


def expose(tally: Tally, gauges: Mapping[str, float], build: Mapping[str, str], accept: str) -> tuple[bytes, str]:
    """Return the answer to a scrape, and its content type.

    Args:
        tally: The numbers.
        gauges: What is so at the moment, by the names in `GAUGES`.
        build: What runs: names and versions.
        accept: The `Accept` header of whoever asks.
    """
    encode, kind = choose_encoder(accept)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(tally, gauges, build))
    return encode(registry), kind


def _counter(name: str, tally: Tally) -> Metric:
    family = FAMILIES[name]
    made = CounterMetricFamily(PREFIX + name, family.about, labels=family.labels)
    for labels, number in tally.counts[name].items():
        made.add_metric(labels, number)
    return made


def _histogram(name: str, tally: Tally) -> Metric:
    family = FAMILIES[name]
    made = HistogramMetricFamily(PREFIX + name, family.about, labels=family.labels)
    for labels, (*counts, total) in tally.measures[name].items():
        so_far, buckets = 0.0, []
        for bound, count in zip((*map(str, family.bounds), "+Inf"), counts, strict=True):
            so_far += count
            buckets.append((bound, so_far))
        made.add_metric(labels, buckets, sum_value=total)
    return made
