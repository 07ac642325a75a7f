import httpx
import pytest

from app.simulator.attribution import HEADER, Attributing, read_attribution


async def sent(url: str, interaction_id: int | None) -> str | None:
    """Send a request while the code works for an interaction, and return what its header says."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    async with httpx.AsyncClient(transport=Attributing(httpx.MockTransport(answer), lambda: interaction_id)) as client:
        await client.get(url)
    said: str | None = seen[0].headers.get(HEADER)
    return said


async def test_the_simulated_discord_is_told_for_which_interaction_it_is_asked() -> None:
    assert await sent("http://127.0.0.1:8000/api/v10/users/@me", 123) == "123"
    assert await sent("http://127.0.0.1:8000/api/v10/users/@me", None) is None


@pytest.mark.parametrize("host", ["discord.com", "cdn.discordapp.com", "media.discordapp.net"])
async def test_the_real_discord_is_told_nothing(host: str) -> None:
    assert await sent(f"https://{host}/attachments/1/2/a.png", 123) is None


@pytest.mark.parametrize("value", [None, "", "x", "-1", "9" * 20, "１２"])
def test_what_is_no_id_is_no_attribution(value: str | None) -> None:
    assert read_attribution(value) is None
