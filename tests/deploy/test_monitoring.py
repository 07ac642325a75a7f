"""What watches a bot: every name in it is one that the bot tells, and every query and alert is sound."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.telemetry.metrics import GAUGES, PREFIX
from app.telemetry.record import OUTCOMES
from app.telemetry.tally import FAMILIES, REASONS, SCOPES

MONITORING = Path(__file__).parents[2] / "deploy" / "monitoring"
OF_PROMETHEUS = {"job", "instance", "namespace", "le", "alertname", "severity"}
"""Labels that do not come from the bot."""


def load(name: str) -> Any:
    return yaml.safe_load((MONITORING / name).read_text())


def told() -> dict[str, set[str]]:
    """Return the labels of every metric that the bot tells, by its name."""
    known = {f"{PREFIX}{name}": set[str]() for name in GAUGES}
    known[f"{PREFIX}build_info"] = {"version", "python"}
    for name, family in FAMILIES.items():
        ends = ("_bucket", "_sum", "_count") if family.bounds else ("_total",)
        known |= {f"{PREFIX}{name}{end}": set(family.labels) for end in ends}
    return known


def rules() -> list[dict[str, Any]]:
    return [rule for group in load("alerts.yml")["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = json.loads((MONITORING / "dashboard.json").read_text())["panels"]
    return shown


def queries() -> Iterator[tuple[str, str]]:
    for rule in rules():
        yield rule.get("alert") or rule["record"], rule["expr"]
    for panel in panels():
        for target in panel.get("targets", ()):
            yield f"panel {panel['title']}", target["expr"]


ALL = list(queries())


@pytest.mark.parametrize(("name", "query"), ALL, ids=[f"{number} {name}" for number, (name, _) in enumerate(ALL)])
def test_a_query_asks_for_nothing_that_the_bot_does_not_tell(name: str, query: str) -> None:
    known = told()
    asked = set(re.findall(r"\bpostern_\w+", query))
    assert asked <= known.keys(), asked - known.keys()

    of_these = set().union(*(known[metric] for metric in asked))
    labels = {label for inside in re.findall(r"\{([^}]*)\}", query) for label in re.findall(r"(\w+)\s*[=!]", inside)}
    labels |= {label.strip() for inside in re.findall(r"\bby \(([^)]*)\)", query) for label in inside.split(",")}
    assert labels <= of_these | OF_PROMETHEUS, labels - of_these


@pytest.mark.parametrize(
    ("label", "known"),
    [
        ("outcome", {*OUTCOMES, "handled"}),
        ("reason", set(REASONS.values())),
        ("scope", SCOPES),
        ("result", {"accepted", "refused", "unknown"}),
        ("response", {"answer", "deferral"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_value_that_is_asked_for_is_one_that_there_is(label: str, known: set[str]) -> None:
    asked = {
        value
        for _, query in ALL
        for said in re.findall(rf'\b{label}(?:=|!=|=~|!~)"([^"]*)"', query)
        for value in said.split("|")
    }

    assert asked <= known


def test_all_numbers_are_shown_somewhere() -> None:
    shown = {
        re.sub(r"_(bucket|sum|count|total)$", "", name)
        for _, query in ALL
        for name in re.findall(r"postern_\w+", query)
    }

    assert shown == {re.sub(r"_total$", "", f"{PREFIX}{name}") for name in (*FAMILIES, *GAUGES, "build_info")}


def test_what_is_recorded_is_what_is_shown() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    asked = {name for _, query in ALL for name in re.findall(r"\bpostern:[\w:]+", query)}

    assert asked == recorded


def test_the_panels_stand_beside_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in panels()}) == len(panels())


def test_every_panel_asks_the_source_that_is_chosen() -> None:
    for panel in panels():
        sources = [target["datasource"] for target in panel.get("targets", ())]
        assert all(source == {"type": "prometheus", "uid": "${datasource}"} for source in sources)
        assert panel["type"] == "row" or sources, panel["title"]


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    for rule in rules():
        if "alert" in rule:
            assert rule["labels"]["severity"] in {"critical", "warning"}
            assert {"summary", "description"} <= rule["annotations"].keys(), rule["alert"]


def test_every_alert_is_tried() -> None:
    tried = (MONITORING / "alerts.test.yml").read_text()

    assert not [rule["alert"] for rule in rules() if "alert" in rule and f'"{rule["alert"]}"' not in tried]


def promtool(*arguments: str, cwd: Path = MONITORING) -> None:
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed")
    done = subprocess.run(["promtool", *arguments], cwd=cwd, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_its_configuration_and_the_rules() -> None:
    promtool("check", "config", "prometheus.yml")
    promtool("check", "rules", "alerts.yml")


def test_the_alerts_do_what_they_say() -> None:
    promtool("test", "rules", "alerts.test.yml")


def test_prometheus_can_read_every_query_of_the_dashboard(tmp_path: Path) -> None:
    read = [
        {"record": f"query:{number}", "expr": query.replace("$__rate_interval", "5m").replace("$job", ".*")}
        for number, (_, query) in enumerate(ALL)
    ]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": read}]}))

    promtool("check", "rules", "rules.yml", cwd=tmp_path)
