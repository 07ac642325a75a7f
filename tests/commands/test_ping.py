from app.testing import TestBot


async def test_ping_greets_whoever_uses_it(bot: TestBot) -> None:
    result = await bot.slash("ping")

    assert result.content == f"Pong, {bot.user.display_name}!"
