"""The Kubernetes manifests: valid for the API, and what stands in them fits the rest."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from app.settings import VARIABLES, read_settings

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
FILES = sorted(FOLDER.glob("*.yaml"))


def things(kind: str) -> list[dict[str, Any]]:
    found = [thing for file in FILES for thing in yaml.safe_load_all(file.read_text())]
    return [thing for thing in found if thing["kind"] == kind]


@pytest.fixture(scope="module")
def pod() -> dict[str, Any]:
    (deployment,) = things("Deployment")
    spec: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return spec


def test_they_are_valid() -> None:
    validate = Path(sys.executable).parent / "kubernetes-validate"
    done = subprocess.run([validate, "--strict", *FILES], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_their_settings_are_settings(pod: dict[str, Any]) -> None:
    environ = {entry["name"]: entry["value"] for entry in pod["containers"][0]["env"]}

    assert set(environ) <= set(VARIABLES.values())
    assert read_settings(environ).metrics
    services = {service["metadata"]["name"] for service in things("Service")}
    assert urlsplit(read_settings(environ).store).hostname in services


def test_handlers_end_in_their_own_time(pod: dict[str, Any]) -> None:
    (pause,) = [int(word) for word in pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"] if word.isdigit()]

    assert pod["terminationGracePeriodSeconds"] > pause + read_settings({}).grace


def test_the_probes_ask_what_there_is(pod: dict[str, Any]) -> None:
    container = pod["containers"][0]
    asked = {name: container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness")}

    assert asked == {"startup": "/readyz", "readiness": "/readyz", "liveness": "/healthz"}


def test_no_process_may_more_than_it_needs() -> None:
    pods = [thing["spec"]["template"]["spec"] for kind in ("Deployment", "StatefulSet") for thing in things(kind)]

    assert len(pods) == 2
    for pod in pods:
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            context = container["securityContext"]
            assert (context["allowPrivilegeEscalation"], context["readOnlyRootFilesystem"]) == (False, True)
            assert context["capabilities"] == {"drop": ["ALL"]}


def test_nothing_is_reached_from_outside_but_what_discord_calls() -> None:
    (ingress,) = things("Ingress")
    paths = {path["path"] for path in ingress["spec"]["rules"][0]["http"]["paths"]}
    settings = read_settings({})

    assert paths == {settings.interactions_path, settings.events_path}


def test_whoever_is_named_is_there() -> None:
    names = {thing["metadata"]["name"] for thing in things("Deployment")}
    (ingress,) = things("Ingress")
    behind = {path["backend"]["service"]["name"] for path in ingress["spec"]["rules"][0]["http"]["paths"]}
    scaled = {scaler["spec"]["scaleTargetRef"]["name"] for scaler in things("HorizontalPodAutoscaler")}

    assert behind <= {service["metadata"]["name"] for service in things("Service")}
    assert scaled == names


def test_pods_are_added_by_a_metric_that_is_recorded() -> None:
    (scaler,), (rules,) = things("HorizontalPodAutoscaler"), things("ConfigMap")
    asked = [metric["external"]["metric"]["name"] for metric in scaler["spec"]["metrics"] if "external" in metric]
    offered = yaml.safe_load(rules["data"]["config.yaml"])["externalRules"]
    groups = yaml.safe_load((FOLDER.parent / "monitoring" / "alerts.yml").read_text())["groups"]
    recorded = {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}

    assert asked == [rule["name"]["as"] for rule in offered]
    assert {rule["seriesQuery"] for rule in offered} <= recorded
