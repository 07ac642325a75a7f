"""The Compose file: valid, and what stands in it fits the rest."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import compose_spec
import pytest
import yaml

from app.settings import VARIABLES, read_settings

DEPLOY = Path(__file__).parents[2] / "deploy"
FILE = DEPLOY / "compose.yaml"
BOTS = ("bot-1", "bot-2")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load(FILE.read_text())["services"]
    return services


def test_it_is_valid() -> None:
    compose_spec.PyCompose.from_yaml(FILE.read_text()).validate()


def test_its_settings_are_settings(services: dict[str, Any]) -> None:
    for bot in BOTS:
        environ = services[bot]["environment"]
        assert set(environ) <= set(VARIABLES.values())
        assert read_settings(environ).replay == "store"


def test_handlers_end_in_their_own_time(services: dict[str, Any]) -> None:
    for bot in BOTS:
        assert float(services[bot]["stop_grace_period"].removesuffix("s")) > read_settings({}).grace


def test_the_files_that_it_mounts_are_there(services: dict[str, Any]) -> None:
    mounted = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())]
    files = [path for path in mounted if path.startswith("./")]

    assert files
    assert all((DEPLOY / path).is_file() for path in files)


def test_nothing_is_open_to_the_internet_but_the_proxy(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_both_bots_share_the_redis_that_is_there(services: dict[str, Any]) -> None:
    stores = {read_settings(services[bot]["environment"]).store for bot in BOTS}

    assert {urlsplit(store).hostname for store in stores} <= set(services)
    assert [services[bot]["depends_on"] for bot in BOTS] == [{"redis": {"condition": "service_healthy"}}] * 2
    assert {services[bot]["build"]["dockerfile"] for bot in BOTS} == {"deploy/Dockerfile"}


def test_no_process_may_more_than_it_needs(services: dict[str, Any]) -> None:
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_proxy_is_told_where_the_bots_are(services: dict[str, Any]) -> None:
    told = services["proxy"]["environment"]
    named = set(re.findall(r"^[^#\n]*?\{\$([A-Z]+)", (DEPLOY / "caddy" / "Caddyfile").read_text(), re.MULTILINE))

    assert set(told) == named
    assert told["UPSTREAMS"].split() == [f"{bot}:{read_settings({}).port}" for bot in BOTS]
