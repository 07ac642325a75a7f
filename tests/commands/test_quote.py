import pytest

from app.testing import TestBot


async def test_a_quote_names_its_author_and_links_to_the_message(bot: TestBot) -> None:
    message = bot.message("Less is more.", author=bot.actor("Ida"))
    form = await bot.message_command("Quote", message)
    quote = await form.submit(comment="So true.")

    assert quote.content == "So true."
    (embed,) = quote.embeds
    assert embed.author is not None
    assert embed.author.name == "Ida"
    assert embed.description == "Less is more."
    assert embed.url is not None
    assert embed.url.endswith(f"/{message.channel_id}/{message.id}")


async def test_the_comment_is_begun_for_the_user_who_may_leave_it_out(bot: TestBot) -> None:
    form = await bot.message_command("Quote", bot.message("Less is more.", author=bot.actor("Ida")))
    quote = await form.submit(comment="")

    assert form.modal is not None
    assert form.modal.values == {"comment": "As Ida says:"}
    assert quote.content == ""
    assert quote.embeds


async def test_a_long_message_is_quoted_in_full(bot: TestBot) -> None:
    form = await bot.message_command("Quote", bot.message("word " * 399 + "end"))
    quote = await form.submit()

    assert quote.embeds[0].description == "word " * 399 + "end"


async def test_nobody_is_called_by_a_quote(bot: TestBot) -> None:
    ida = bot.actor("Ida")
    form = await bot.message_command("Quote", bot.message(f"@everyone <@{ida.id}>"))
    quote = await form.submit(comment=f"@here <@{ida.id}>")

    assert quote.message is not None
    assert not quote.message.mention_everyone
    assert not quote.message.mentions


async def test_a_message_without_text_cannot_be_quoted(bot: TestBot) -> None:
    refused = await bot.message_command("Quote", bot.message(""))

    assert refused.modal is None
    assert refused.content == "There is no text in this message."
    assert refused.ephemeral


async def test_a_comment_has_its_limit(bot: TestBot) -> None:
    form = await bot.message_command("Quote", bot.message("Less is more."))

    with pytest.raises(ValueError, match="500"):
        await form.submit(comment="x" * 501)
