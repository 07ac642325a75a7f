"""What Prometheus reads, as its own library reads it."""

from collections.abc import Callable

import pytest
from prometheus_client import openmetrics
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families

from app.telemetry.metrics import GAUGES, PREFIX, expose
from app.telemetry.tally import FAMILIES, Tally
from tests.stores.processes import run_script

BUILD = {"version": "1.2.3", "python": "3.11"}


def scraped(tally: Tally, gauges: dict[str, float] | None = None, accept: str = "") -> dict[str, Metric]:
    body, kind = expose(tally, gauges or {}, BUILD, accept)
    read: Callable[..., object] = read_openmetrics if "openmetrics" in kind else text_string_to_metric_families
    return {metric.name: metric for metric in read(body.decode())}  # type: ignore[attr-defined]


@pytest.mark.parametrize("accept", ["", "text/plain", "application/openmetrics-text; version=1.0.0"])
def test_every_number_is_there_with_its_help_whoever_asks(accept: str) -> None:
    metrics = scraped(Tally(), accept=accept)

    assert metrics.keys() == {f"{PREFIX}{name}" for name in (*FAMILIES, *GAUGES, "build_info")}
    assert all(metric.documentation for metric in metrics.values())
    assert openmetrics.exposition.CONTENT_TYPE_LATEST.startswith("application/openmetrics-text")


def test_a_counter_has_its_labels() -> None:
    tally = Tally()
    tally.count("interactions", "application_command", "/roll", "answered", by=3)
    (sample,) = scraped(tally)["postern_interactions"].samples

    assert (sample.name, sample.value) == ("postern_interactions_total", 3.0)
    assert sample.labels == {"type": "application_command", "handler": "/roll", "outcome": "answered"}


def test_a_histogram_adds_up() -> None:
    tally = Tally()
    for seconds in (0.004, 0.3, 0.3, 7.0):
        tally.measure("acknowledgement_seconds", seconds, "ping", "answer")
    samples = scraped(tally)["postern_acknowledgement_seconds"].samples

    buckets = {sample.labels["le"]: sample.value for sample in samples if sample.name.endswith("_bucket")}
    assert (buckets["0.005"], buckets["0.25"], buckets["0.5"], buckets["3.0"], buckets["+Inf"]) == (1, 1, 3, 3, 4)
    assert {sample.name.rpartition("_")[2]: sample.value for sample in samples}["sum"] == pytest.approx(7.604)
    assert {sample.name.rpartition("_")[2]: sample.value for sample in samples}["count"] == 4


def test_what_runs_and_what_is_so_at_the_moment_is_told() -> None:
    metrics = scraped(Tally(), {"handlers_running": 3.0})

    assert [sample.value for sample in metrics["postern_handlers_running"].samples] == [3.0]
    assert [(one.labels, one.value) for one in metrics["postern_build_info"].samples] == [(BUILD, 1.0)]


def test_an_odd_name_is_escaped() -> None:
    tally = Tally()
    tally.count("rest_requests", 'GET /a"b\\c\nd', "200")
    (sample,) = scraped(tally)["postern_rest_requests"].samples

    assert sample.labels["route"] == 'GET /a"b\\c\nd'


def test_without_its_library_the_extra_is_named() -> None:
    script = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "prometheus_client":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
from app.errors import SettingsError
from app.telemetry.telemetry import Telemetry

assert Telemetry().scraper() is None
try:
    Telemetry(metrics=True).scraper()
except SettingsError as error:
    print(error)
"""

    assert run_script(script) == 'POSTERN_METRICS needs the extra: pip install "postern[metrics]"'
