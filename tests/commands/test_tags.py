import pytest

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


async def test_names_are_suggested_while_they_are_typed(bot: TestBot) -> None:
    for name in ("rules", "Roles", "welcome", "rules"):
        await bot.slash("tag create", name=name, text="…")

    suggested = await bot.autocomplete("tag show", "name", "r")

    assert [choice.name for choice in suggested] == ["Roles", "rules"]


async def test_nothing_is_suggested_in_direct_messages(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    suggested = await bot.actor("Ida", in_guild=False).autocomplete("tag show", "name", "r")

    assert suggested == []
    assert not caplog.records
