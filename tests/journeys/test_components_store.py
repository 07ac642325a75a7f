"""What does not fit into a custom_id, and what was entered into a form: kept where every process finds it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.journeys.deployments import (
    DRIFT,
    EXPIRED,
    FORM_GONE,
    Deployments,
    custom_id_of,
    deployed,
    fields_of,
    lines_of,
    seen_alone,
)
from tests.stores.kinds import REDIS, needs_redis

TEXT = ("Ä long text: with, all ~ that it takes 🎲 " * 40).strip()


@pytest.fixture
async def bot() -> AsyncIterator[Deployments]:
    async with deployed() as made:
        yield made


@pytest.fixture(params=["sqlite", pytest.param("redis", marks=needs_redis)])
def store(request: pytest.FixtureRequest, tmp_path: Path, bot: Deployments) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
        return
    yield REDIS
    bot.forget()


async def test_state_that_does_not_fit_is_read_by_a_process_that_shares_the_store_alone(
    bot: Deployments, store: str
) -> None:
    one, other = await bot.start("first", "first", POSTERN_STORE=store)
    message = await bot.show("keep", text=TEXT)
    small = await bot.show("keep", text="short")
    await bot.stop(one)
    bot.put_to_work(other)

    assert len(custom_id_of(message, "Recall")) < 30
    assert (await bot.click(message, "Recall")).content == TEXT
    assert (await bot.click(message, "Recall")).content == TEXT
    assert (await bot.click(small, "Recall")).content == "short"


async def test_state_is_kept_over_a_restart_and_a_deployment(bot: Deployments, store: str) -> None:
    (one,) = await bot.start("first", POSTERN_STORE=store)
    message = await bot.show("keep", text=TEXT)
    await bot.kill(one)
    await bot.start("added", POSTERN_STORE=store)

    assert (await bot.click(message, "Recall")).content == f"{TEXT[:20]} (1)"


async def test_state_in_the_store_of_another_process_is_answered_as_expired(bot: Deployments) -> None:
    _, other = await bot.start("first", "first")
    message = await bot.show("keep", text=TEXT)
    small = await bot.show("keep", text="short")
    bot.put_to_work(other)

    assert seen_alone(await bot.click(message, "Recall")) == EXPIRED
    assert (await bot.click(small, "Recall")).content == "short"
    assert len(await lines_of(other, "what was stored for it is gone")) == 1


async def test_a_form_that_cannot_be_used_is_opened_again_filled_in_by_another_process(
    bot: Deployments, store: str
) -> None:
    one, other = await bot.start("first", "first", POSTERN_STORE=store)
    opened = await bot.click(await bot.show(), "Tell us")
    bot.put_to_work(other)
    refused = await bot.refuse(opened, text=TEXT[:200], times="twice")
    assert "`How many times?` must be a whole number." in refused["content"]
    await bot.stop(other)
    bot.put_to_work(one)

    reopened = await bot.click(refused, "Edit and send again")
    assert fields_of(reopened) == {"text": TEXT[:200], "times": "twice"}
    assert (await bot.send(reopened, times="2")).content == f"7: {TEXT[:200]} × 2"
    assert not await lines_of(one, DRIFT)


async def test_a_form_whose_answers_another_process_keeps_to_itself_cannot_be_opened_again(bot: Deployments) -> None:
    one, other = await bot.start("first", "first")
    opened = await bot.click(await bot.show(), "Tell us")
    refused = await bot.refuse(opened, text="It broke.", times="twice")
    bot.put_to_work(other)

    assert seen_alone(await bot.click(refused, "Edit and send again")) == FORM_GONE
    bot.put_to_work(one)
    reopened = await bot.click(refused, "Edit and send again")
    assert (await bot.send(reopened, times="2")).content == "7: It broke. × 2"
