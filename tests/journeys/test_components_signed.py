"""Components that are signed: over processes, over a change of the secret, and by a secret of somebody else's."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.deployments import (
    DRIFT,
    GONE,
    Deployments,
    accepted,
    custom_id_of,
    deployed,
    lines_of,
    said,
    seen_alone,
)
from tests.journeys.server_process import PATIENCE, ServerProcess
from tests.signature.signing import PUBLIC_KEY

OLD, NEW, STRANGE = "0a" * 32, "1b" * 32, "2c" * 32
SEALED = "tests.fixtures.components.sealed"
UNSIGNED = "no secret of this bot's has signed it"


@pytest.fixture
async def bot() -> AsyncIterator[Deployments]:
    async with deployed() as made:
        yield made


async def test_what_one_process_has_signed_another_one_of_the_same_secret_takes(bot: Deployments) -> None:
    one, other = await bot.start("sealed", "sealed", POSTERN_SECRET=OLD)
    message = await bot.show()
    await bot.stop(one)
    bot.put_to_work(other)

    assert said(await bot.click(message, "Pay")) == "paid 5"
    assert said(await bot.click(message, "Pay")) == "paid 6"


async def test_a_secret_is_changed_without_losing_what_the_old_one_has_signed(bot: Deployments) -> None:
    (old,) = await bot.start("sealed", POSTERN_SECRET=OLD)
    message, untouched = await bot.show(), await bot.show()
    (both,) = await bot.start("sealed", POSTERN_SECRET=f"{NEW},{OLD}")
    assert said(await bot.click(message, "Pay")) == "paid 5"
    await bot.stop(old)
    await bot.stop(both)
    (new,) = await bot.start("sealed", POSTERN_SECRET=NEW)

    # Its button was signed anew by the click.
    assert said(await bot.click(message, "Pay")) == "paid 6"
    assert seen_alone(await bot.click(untouched, "Pay")) == GONE
    assert len(await lines_of(new, DRIFT)) == 1


async def test_what_a_strange_secret_has_signed_or_nobody_is_refused_politely(bot: Deployments) -> None:
    (one,) = await bot.start("sealed", POSTERN_SECRET=OLD)
    message = await bot.show()
    (other,) = await bot.start("sealed", POSTERN_SECRET=STRANGE)
    assert seen_alone(await bot.click(message, "Pay")) == GONE
    bot.put_to_work(one)
    made = custom_id_of(message, "Pay")
    # The amount, the signature, and the mark of one.
    for forged in (f"{made[:-1]}9", f"{made[:12]}{chr(ord(made[12]) ^ 1)}{made[13:]}", f"pay:0{made[5:8]}{made[20:]}"):
        clicked = await bot.discord.click(message, forged, unchecked=True)
        assert seen_alone(accepted(clicked)) == GONE
    assert said(await bot.click(message, "Pay")) == "paid 5"

    assert [UNSIGNED in line for line in await lines_of(other, DRIFT)] == [True]
    assert len(await lines_of(one, DRIFT)) == 3
    for server in (one, other):
        assert OLD not in server.log()


def test_without_a_secret_a_bot_that_signs_does_not_start() -> None:
    server = ServerProcess("postern serve", {"DISCORD_PUBLIC_KEY": PUBLIC_KEY, "POSTERN_COMMANDS": SEALED})
    try:
        assert server.process.wait(PATIENCE) == 2
        assert server.log().startswith("postern: POSTERN_SECRET is missing: button pay at ")
    finally:
        server.close()
