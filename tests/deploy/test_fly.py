"""Fly: what stands in its file fits the rest."""

import tomllib
from typing import Any

import pytest

from app.context.boundary import LAST_WORDS
from app.settings import VARIABLES, read_settings
from tests.deploy.deployment import DEPLOY


@pytest.fixture
def config() -> dict[str, Any]:
    return tomllib.loads((DEPLOY / "fly" / "fly.toml").read_text())


def test_it_routes_to_the_port_of_the_image(config: dict[str, Any]) -> None:
    port = config["http_service"]["internal_port"]

    assert port == read_settings(config["env"]).port
    assert f"EXPOSE {port}" in (DEPLOY / "Dockerfile").read_text()
    assert set(config["env"]) <= set(VARIABLES.values())


def test_no_machine_sleeps(config: dict[str, Any]) -> None:
    assert config["http_service"]["auto_stop_machines"] == "off"
    assert config["http_service"]["min_machines_running"] >= 1


def test_a_machine_that_is_to_end_is_told_so_and_gets_the_time(config: dict[str, Any]) -> None:
    """Fly asks with SIGINT unless told otherwise, and waits five seconds."""
    assert config["kill_signal"] == "SIGTERM"
    assert config["kill_timeout"] > read_settings({}).grace + LAST_WORDS


def test_a_new_machine_gets_requests_when_it_is_ready(config: dict[str, Any]) -> None:
    (check,) = config["http_service"]["checks"]

    assert check["path"] == "/readyz"
    assert config["deploy"]["strategy"] == "bluegreen"
