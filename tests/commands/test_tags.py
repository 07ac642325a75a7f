from app.testing import TestBot


async def test_what_is_kept_can_be_shown(bot: TestBot) -> None:
    kept = await bot.slash("tag create", name="rules", text="Be kind.")
    shown = await bot.slash("tag show", name="Rules")

    assert kept.ephemeral
    assert shown.content == "Be kind."
    assert not shown.ephemeral


async def test_a_missing_tag_is_explained_to_the_user_alone(bot: TestBot) -> None:
    result = await bot.slash("tag show", name="rules")

    assert result.ephemeral
    assert "There is no tag **rules** here." in result.content


async def test_tags_belong_to_servers(bot: TestBot) -> None:
    result = await bot.actor("Ida", in_guild=False).slash("tag show", name="rules")

    assert result.content == "This can only be used in a server."
    assert result.ephemeral
