"""A conversation of several steps, each in another process; they share the store, and nothing else."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.stores.lease import LEASE
from tests.journeys.deployments import (
    DRIFT,
    EXPIRED,
    GONE,
    KEY_LENGTH,
    Deployments,
    Json,
    accepted,
    custom_id_of,
    deployed,
    lines_of,
    said,
    seen_alone,
)
from tests.journeys.test_limits import Kind, on_redis, on_sqlite
from tests.journeys.test_shutdown import turned
from tests.stores.kinds import needs_redis

BUSY = "This is being used by as many as it can be. Try again in a moment."
AT_ONCE = 8


@pytest.fixture
async def bot() -> AsyncIterator[Deployments]:
    async with deployed() as made:
        yield made


@pytest.fixture(params=[pytest.param(on_sqlite, id="sqlite"), pytest.param(on_redis, id="redis", marks=needs_redis)])
def kind(request: pytest.FixtureRequest, tmp_path: Path, bot: Deployments) -> Iterator[Kind]:
    yield from request.param(tmp_path)
    if request.param is on_redis:
        bot.forget()


async def order(bot: Deployments, kind: Kind) -> Json:
    """Begin an order."""
    message = await bot.show("order", pizza="Margherita")
    # The flow's key, which is also that of its lease.
    kind.mark = f"flow:{custom_id_of(message, 'More cheese')[-KEY_LENGTH:]}"
    return message


async def test_a_conversation_goes_on_in_another_process_at_each_step(bot: Deployments, kind: Kind) -> None:
    one, other = await bot.start("ordering", "ordering", POSTERN_STORE=kind.url)
    message = await order(bot, kind)
    bot.put_to_work(other)
    opened = accepted(await bot.discord.select(message, custom_id_of(message, "Size"), ["large"]))
    await bot.kill(one)
    (one,) = await bot.start("ordering", POSTERN_STORE=kind.url)

    refused = await bot.refuse(opened, street="Elm Street", number="thirteen")
    assert "`Which house?` must be a whole number." in refused["content"]
    bot.put_to_work(other)
    reopened = await bot.click(refused, "Edit and send again")
    bot.put_to_work(one)
    await bot.send(reopened, number="13")
    await turned(lambda: message["content"] == "A large Margherita for Elm Street 13.")
    assert said(await bot.click(message, "More cheese")) == "1 × cheese"
    bot.put_to_work(other)
    done = await bot.click(message, "Order it")
    assert done.content == "large Margherita, 1 × cheese, to Elm Street 13"

    bot.put_to_work(one)
    assert seen_alone(await bot.click(message, "Order it")) == EXPIRED
    assert len(await lines_of(one, "its Order has ended")) == 1
    assert DRIFT not in one.log() + other.log()


async def test_steps_that_two_processes_take_at_once_lose_nothing(bot: Deployments, kind: Kind) -> None:
    servers = await bot.start("ordering", "ordering", POSTERN_STORE=kind.url)
    message = await order(bot, kind)
    clicks = []
    for number in range(AT_ONCE):
        bot.put_to_work(servers[number % 2])
        clicks.append(bot.discord.begin_click(message, custom_id_of(message, "More cheese")))
    done = [accepted(await click.until(lambda one: one.state != "waiting", within=30)) for click in clicks]

    # Whom the machine let wait for too long was told so, and has changed nothing.
    refused = [seen_alone(click) for click in done if click.original is not message]
    assert refused == [BUSY] * len(refused)
    assert len(refused) < AT_ONCE
    ended = await bot.click(message, "Order it")
    assert ended.content == f"small Margherita, {AT_ONCE - len(refused)} × cheese, to nowhere"


async def test_a_step_whose_process_was_killed_has_not_happened(bot: Deployments, kind: Kind, tmp_path: Path) -> None:
    (one,) = await bot.start("ordering", POSTERN_STORE=kind.url, GATE=str(tmp_path / "gate"))
    (other,) = await bot.start("ordering", POSTERN_STORE=kind.url)
    message = await order(bot, kind)
    bot.put_to_work(one)
    lost = bot.discord.begin_click(message, custom_id_of(message, "More cheese"))
    await turned((tmp_path / "gate-reached").exists)
    await bot.kill(one)
    await lost.until(lambda click: click.failure is not None, within=30)
    bot.put_to_work(other)

    assert seen_alone(await bot.click(message, "More cheese")) == BUSY
    kind.let_pass(LEASE)
    assert said(await bot.click(message, "More cheese")) == "1 × cheese"


async def test_a_version_that_knows_more_goes_on_and_one_that_cannot_read_it_says_so(
    bot: Deployments, kind: Kind
) -> None:
    versions = await bot.start("ordering", "ordering_more", "ordering_less", POSTERN_STORE=kind.url)
    first, more, less = versions
    message = await order(bot, kind)
    assert said(await bot.click(message, "More cheese")) == "1 × cheese"

    bot.put_to_work(less)
    assert seen_alone(await bot.click(message, "More cheese")) == GONE
    bot.put_to_work(more)
    assert said(await bot.click(message, "More cheese")) == "2 × cheese, 8 × olives"
    bot.put_to_work(first)
    assert said(await bot.click(message, "More cheese")) == "3 × cheese"

    (line,) = await lines_of(less, DRIFT)
    assert "what is added to a flow needs a default" in line
    assert "Traceback" not in less.log()
