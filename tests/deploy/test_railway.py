"""Railway: what stands in its file fits the rest."""

import json
from typing import Any

import pytest

from app.context.boundary import LAST_WORDS
from app.settings import read_settings
from tests.deploy.deployment import DEPLOY, ROOT


@pytest.fixture
def config() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DEPLOY / "railway" / "railway.json").read_text())
    return read


def test_it_builds_the_image_of_the_repository(config: dict[str, Any]) -> None:
    assert config["build"]["builder"] == "DOCKERFILE"
    assert (ROOT / config["build"]["dockerfilePath"]).is_file()


def test_it_listens_where_railway_says() -> None:
    settings = read_settings({"PORT": "7431"})

    assert (settings.host, settings.port) == ("0.0.0.0", 7431)


def test_it_never_sleeps_and_is_asked_whether_it_is_ready(config: dict[str, Any]) -> None:
    assert config["deploy"]["sleepApplication"] is False
    assert config["deploy"]["healthcheckPath"] == "/readyz"


def test_handlers_end_in_their_own_time(config: dict[str, Any]) -> None:
    """Without it Railway kills the old process in the moment in which it asks it to end."""
    assert config["deploy"]["drainingSeconds"] > read_settings({}).grace + LAST_WORDS
