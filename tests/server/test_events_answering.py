"""When an event is answered on each kind of host, and how a listener gets it again."""

import asyncio
import logging
from typing import Any

import pytest

from app.errors import StoreError
from app.models.event import EntitlementCreate
from app.plugins.plugin import Plugin
from app.server.events import ANSWERED_WITHIN
from tests.server.told import Told, event


@pytest.fixture
def told() -> Told:
    return Told()


def hears(told: Told, seconds: float = 0.0, *, fails: int = 0, name: str = "", redeliver: bool = False) -> None:
    """Let one more listen: it takes so many seconds, and fails so many times first."""
    left = fails

    @told.bot.listen(EntitlementCreate, redeliver=redeliver)
    async def hear(event: EntitlementCreate) -> None:
        nonlocal left
        await asyncio.sleep(seconds)
        told.heard.append(name or asyncio.get_running_loop().time())
        left -= 1
        if left >= 0:
            raise ConnectionError("try again")


def now() -> float:
    return asyncio.get_running_loop().time()


# ── where the process stays, and where it does not ──


async def test_a_slow_listener_runs_behind_the_answer_where_the_process_stays(told: Told) -> None:
    begun = now()
    hears(told, 5)
    answer = await told.post(event())

    assert (answer.status, answer.after, now()) == (204, None, begun)
    await told.bot.drain(grace=10)
    assert told.heard == [begun + 5]


async def test_a_door_that_waits_gets_the_rest_of_the_work() -> None:
    told, begun = Told(background="inline"), now()
    hears(told, 5)
    answer = await told.post(event())

    assert (answer.status, now()) == (204, begun)
    assert answer.after is not None
    await answer.after
    assert told.heard == [begun + 5]


async def test_a_host_that_freezes_waits_for_all_that_listeners_do_and_says_which_is_late(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told, begun = Told(background="callback"), now()
    hears(told, 1)
    hears(told, 5)

    @told.bot.listen(EntitlementCreate)
    async def passes_on(event: EntitlementCreate) -> None:
        told.bot.dispatch("sale", event)

    @told.bot.listen
    async def on_sale(event: EntitlementCreate) -> None:
        await asyncio.sleep(2)
        told.heard.append("sale")

    answer = await told.post(event())

    assert (answer.status, answer.after, now()) == (204, None, begun + 5)
    assert told.heard == [begun + 1, "sale", begun + 5]
    (late,) = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert "hears.<locals>.hear was done after 5.0 s" in late
    assert await told.status(event()) == 204
    assert len(told.heard) == 3


async def test_a_host_that_freezes_says_503_where_a_listener_wants_it_again() -> None:
    told = Told(background="callback")
    hears(told, fails=1, redeliver=True)

    assert [await told.status(event()) for _ in range(3)] == [503, 204, 204]
    assert len(told.heard) == 2


@pytest.mark.parametrize("background", ["task", "inline", "callback"])
@pytest.mark.parametrize(("redeliver", "status"), [(False, 204), (True, 503)])
async def test_a_plugin_that_cannot_be_loaded_is_asked_for_again_only_where_a_listener_wants_it(
    background: Any, redeliver: bool, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told(background=background)
    hears(told, redeliver=redeliver)

    class Broken(Plugin):
        async def on_load(self) -> None:
            raise OSError("no database")

    told.bot.add_plugin(Broken)

    assert await told.status(event()) == status
    assert told.heard == []
    assert "ENTITLEMENT_CREATE: nobody hears of it: " in caplog.text


async def test_a_client_that_leaves_stops_no_listener(told: Told) -> None:
    hears(told, 1, redeliver=True)
    asking = asyncio.create_task(told.post(event()))
    await asyncio.sleep(0.5)
    asking.cancel()
    await told.bot.drain(grace=10)

    assert len(told.heard) == 1
    assert await told.status(event()) == 204
    assert len(told.heard) == 1


# ── listeners that ask for redelivery ──


async def test_one_that_fails_gets_it_again_and_others_do_not(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    hears(told, name="plain")
    hears(told, name="plain that fails", fails=9)
    hears(told, name="good", redeliver=True)
    hears(told, name="shaky", fails=2, redeliver=True)

    assert [await told.status(event()) for _ in range(5)] == [503, 503, 204, 204, 204]
    assert sorted(told.heard) == ["good", "plain", "plain that fails", "shaky", "shaky", "shaky"]
    assert "ENTITLEMENT_CREATE: Discord is asked to send it again" in caplog.text


async def test_the_answer_waits_for_it_and_not_for_others(told: Told) -> None:
    begun = now()
    hears(told, 1, redeliver=True)
    hears(told, 60)

    assert (await told.post(event())).status == 204
    assert now() == begun + 1


async def test_one_that_is_not_done_in_time_is_waited_for_at_the_next_time(told: Told) -> None:
    begun = now()
    hears(told, 6, redeliver=True)

    statuses = [(await told.post(event())).status]
    assert now() == begun + ANSWERED_WITHIN
    # It still runs: the next request starts it no second time.
    statuses.append((await told.post(event())).status)
    await asyncio.sleep(10)
    statuses.append((await told.post(event())).status)

    assert statuses == [503, 503, 204]
    assert told.heard == [begun + 6]


async def test_one_that_the_end_of_the_process_has_stopped_gets_it_again(tmp_path: Any) -> None:
    first, second = (Told(store=f"sqlite:///{tmp_path}/store.db") for _ in range(2))
    hears(first, 60, redeliver=True)
    hears(second, redeliver=True)

    assert (await first.post(event())).status == 503
    await first.bot.drain(grace=1)
    assert await second.status(event()) == 204
    assert (first.heard, len(second.heard)) == ([], 1)
    for told in (first, second):
        await told.bot.close()


async def test_the_end_of_the_process_in_the_middle_of_a_request_is_503(told: Told) -> None:
    hears(told, 60, redeliver=True)
    asking = asyncio.create_task(told.post(event()))
    await asyncio.sleep(0.5)
    await told.bot.drain(grace=0)

    assert (await asking).status == 503


@pytest.mark.parametrize(("operation", "runs"), [("get", 0), ("set", 1)])
async def test_a_store_that_goes_away_meanwhile_loses_nothing(
    told: Told, operation: str, runs: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*args: object, **options: object) -> None:
        raise StoreError("the store is away")

    hears(told, redeliver=True)
    with monkeypatch.context() as patched:
        patched.setattr(told.bot._store, operation, fail)
        assert await told.status(event()) == (204 if runs else 503)
    assert len(told.heard) == runs
    assert "the store is away" in caplog.text
    assert await told.status(event()) == 204
    assert told.heard
