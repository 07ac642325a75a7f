from app.testing import TestBot


async def test_members_are_told_apart_by_when_they_joined(bot: TestBot) -> None:
    result = await bot.user_command("Who is this?", bot.actor("Ida"))

    (embed,) = result.embeds
    assert embed.title == "Ida"
    assert [field.name for field in embed.fields] == ["Account made", "Joined"]
    assert result.ephemeral


async def test_words_are_counted(bot: TestBot) -> None:
    message = bot.message("three little words", author=bot.actor("Ida"))

    result = await bot.message_command("Count words", message)

    assert result.content.startswith("3 words by Ida: https://discord.com/channels/")
