"""Messages that a conversation gives back, and what its own may be made of."""

import pytest

from app.context.command import CommandContext
from app.models.message import Message
from app.testing import TestBot
from tests.given import use


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


async def test_links_to_messages_lead_into_the_server(bot: TestBot) -> None:
    links: list[str] = []

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("one")
        links.extend([(await ctx.original()).jump_url, (await ctx.edit("two")).jump_url])
        links.append((await ctx.followup("three")).jump_url)

    await use(bot, handler)

    guild = bot.discord.world.guild.id
    assert [link.split("/")[4] for link in links] == [str(guild)] * 3


async def test_a_link_to_what_a_menu_was_used_on_leads_into_the_server(bot: TestBot) -> None:
    @bot.bot.message_command("Link")
    async def link(ctx: CommandContext, message: Message) -> str:
        return message.jump_url

    result = await bot.message_command("Link", bot.message("hello"))

    assert f"/channels/{bot.discord.world.guild.id}/" in result.content


@pytest.mark.parametrize("way", ["respond", "send", "followup"])
async def test_fields_of_other_libraries_are_refused_with_those_that_there_are(bot: TestBot, way: str) -> None:
    said: list[str] = []

    async def handler(ctx: CommandContext) -> str:
        await ctx.defer()
        with pytest.raises(TypeError) as caught:
            await getattr(ctx, way)("x", embed=None)
        said.append(str(caught.value))
        return "hello"

    await use(bot, handler)

    assert said[0].startswith("a message takes no embed; it takes content, embeds, components, files")
