"""`postern dev`: what is bought and installed on the page reaches the bot's listeners."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.playground import Playground, environ, project

__all__ = ["Playground", "environ", "project"]

LISTENERS = """
import logging

from app import listen
from app.models import ApplicationDeauthorized, EntitlementCreate

log = logging.getLogger("shop")


@listen(EntitlementCreate)
async def sold(event: EntitlementCreate) -> None:
    log.info("sold %d", event.entitlement.sku_id)


@listen(ApplicationDeauthorized, redeliver=True)
async def left(event: ApplicationDeauthorized) -> None:
    log.info("left by %s", event.user.username)
"""


@pytest.fixture
def playground(project: Path, environ: dict[str, str]) -> Iterator[Playground]:
    (project / "commands" / "shop.py").write_text(LISTENERS)
    started = Playground(project, environ)
    yield started
    started.end()


def test_a_purchase_on_the_page_is_heard_by_the_bot(playground: Playground) -> None:
    playground.wait_until("running")
    user, sku = playground.all("user")[0], playground.bot()["skus"][0]["id"]
    owned = [one for one in user["entitlements"] if one != sku]
    for entitlements in (owned, [*owned, sku]):
        playground.client.post(
            "/playground/users", json={"user": user["id"], "entitlements": entitlements}
        ).raise_for_status()
    for is_installed in (True, False):
        playground.client.post(
            "/playground/users", json={"user": user["id"], "has_installed": is_installed}
        ).raise_for_status()

    playground.wait_for_line(f"sold {sku}")
    playground.wait_for_line("left by ")
