"""Components and forms over processes that share nothing: all that one needs to know, the other one is sent."""

import time
from collections.abc import AsyncIterator

import pytest

from app.components.codec import decode_integer, encode_integer
from tests.journeys.deployments import (
    DRIFT,
    EXPIRED,
    GONE,
    Deployments,
    Json,
    accepted,
    custom_id_of,
    deployed,
    fields_of,
    lines_of,
    said,
    seen_alone,
)
from tests.journeys.server_process import PATIENCE

CLICKS = 20
HOUR = 3600


@pytest.fixture
async def bot() -> AsyncIterator[Deployments]:
    async with deployed() as made:
        yield made


async def use_everything(bot: Deployments, message: Json) -> None:
    """Use all that stands on a message of the first version's."""
    picked = await bot.pick(message, "ada", "mira")
    assert picked.content == f"{2**60}: Ada, Mira"

    opened = await bot.click(message, "Tell us")
    assert fields_of(opened) == {"text": None, "times": None}
    assert (await bot.send(opened, text="It broke.", times="2")).content == "7: It broke. × 2"

    assert said(await bot.click(message, "Roll again")) == "2d6"
    assert said(await bot.click(message, "Roll again")) == "3d6"


async def test_what_one_process_has_sent_another_one_handles(bot: Deployments) -> None:
    one, other = await bot.start("first", "first")
    message = await bot.show()
    await bot.stop(one)
    bot.put_to_work(other)

    await use_everything(bot, message)


async def test_a_form_that_one_process_has_opened_is_sent_to_another(bot: Deployments) -> None:
    one, other = await bot.start("first", "first")
    by_command = accepted(await bot.discord.command("ask"))
    by_button = await bot.click(await bot.show(), "Tell us")
    await bot.stop(one)
    bot.put_to_work(other)

    assert (await bot.send(by_command, text="Late.", times="1")).content == "8: Late. × 1"
    assert (await bot.send(by_button, text="Later.", times="3")).content == "7: Later. × 3"


async def test_what_was_sent_before_a_process_was_killed_works_when_it_is_back(bot: Deployments) -> None:
    (one,) = await bot.start("first")
    message = await bot.show()
    await bot.kill(one)
    await bot.start("first")

    await use_everything(bot, message)


def grow_old(custom_id: str, seconds: float) -> str:
    """Return a custom_id that expires as one would that had been made so long ago."""
    name, _, rest = custom_id.partition(":")
    head, expiry, body = rest[:4], rest[4:10], rest[10:]
    return f"{name}:{head}{encode_integer(decode_integer(expiry) - int(seconds)).rjust(6, '0')}{body}"


async def test_what_is_over_by_one_process_is_over_by_another(bot: Deployments) -> None:
    one, other = await bot.start("first", "first")
    message = await bot.show()
    made = custom_id_of(message, "Hurry")
    for server in (one, other):
        bot.put_to_work(server)
        in_time = await bot.discord.click(message, grow_old(made, HOUR - 60), unchecked=True)
        assert accepted(in_time).content == "won 5"
        late = await bot.discord.click(message, grow_old(made, HOUR + 1), unchecked=True)
        assert seen_alone(accepted(late)) == EXPIRED

    for server in (one, other):
        assert len(await lines_of(server, "a component was used after its time")) == 1
        assert "WARNING" not in server.log()


async def test_a_custom_id_that_nobody_made_is_answered_politely(bot: Deployments) -> None:
    (server,) = await bot.start("first")
    message = await bot.show()
    made = custom_id_of(message, "Roll again")
    wrong = ["nobody:1", made[:-3], f"{made}:1", made.replace("again:", "again:z"), "again", ":", "again:~"]
    for custom_id in wrong:
        used = await bot.discord.click(message, custom_id, unchecked=True)
        assert seen_alone(accepted(used)) == GONE

    lines = await lines_of(server, DRIFT)
    assert len(lines) == len(wrong)
    assert "Traceback" not in server.log()


async def test_two_workers_handle_what_either_has_sent(bot: Deployments) -> None:
    await bot.start("first", how="two workers")
    workers: set[str] = set()
    give_up = time.monotonic() + PATIENCE
    # Which of them takes a connection is for the system to say, and at once it says both.
    while len(workers) < 2 and time.monotonic() < give_up:
        messages = [await bot.show() for _ in range(CLICKS)]
        clicks = [bot.discord.begin_click(message, custom_id_of(message, "Count")) for message in messages]
        for click in clicks:
            number, worker = said(accepted(await click.until(lambda one: one.state != "waiting", within=30))).split()
            assert number == "1"
            workers.add(worker)
    assert len(workers) == 2

    for count in range(2, CLICKS + 2):
        assert said(await bot.click(messages[0], "Count")).startswith(f"{count} ")
