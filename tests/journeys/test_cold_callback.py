"""The first callback of a process: what it needs is loaded ahead of it, and nobody waits for that."""

from app.simulator.discord import Discord
from tests.journeys.test_shutdown import listening, serving


async def test_the_first_deferral_of_a_cold_process_comes_in_time_and_nobody_is_blamed() -> None:
    discord = Discord()
    async with listening(discord) as api:
        with serving("postern serve", discord, api, POSTERN_BACKGROUND="callback") as server:
            begun = discord.begin_command("wait", {"seconds": 4.0})
            await begun.until(lambda i: i.state == "answered", within=30)
            await begun.until(lambda i: i.status is not None, within=30)

            assert (begun.content, begun.answered_by, begun.status) == ("waited", "callback", 202)
            assert "blocked the event loop" not in server.log()
        await discord.aclose()
