"""What handlers do with their context, and what Discord holds afterwards."""

import asyncio

import orjson
import pytest

from app.command_errors import NoPrivateMessage
from app.context.command import CommandContext
from app.models.embed import Embed
from app.models.flags import MessageFlags
from app.models.locale import Locale
from app.models.mention import AllowedMentions
from app.models.message import Message
from app.models.response import Reply
from app.simulator.rules import DEFERRED_CHANNEL_MESSAGE
from app.testing import TestBot
from tests.given import newest, sent, use


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


# ── the first answer ──


async def test_respond_answers_inline(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello")

    result = await use(bot, handler)

    assert result.content == "hello"
    assert bot.requests == []


async def test_a_reply_reaches_discord_as_it_was_written(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        reply = Reply(
            f"<@{ctx.user.id}> https://example.org",
            embeds=[Embed(title="A box", description="with text")],
            allowed_mentions=AllowedMentions(users=False, roles=[7]),
            silent=True,
        )
        await ctx.respond(reply, suppress_embeds=True)

    result = await use(bot, handler)
    body = orjson.loads(newest(bot).answer or b"")

    assert [(embed.title, embed.description) for embed in result.embeds] == [("A box", "with text")]
    assert body["data"]["allowed_mentions"] == {"parse": [], "replied_user": True, "roles": ["7"]}
    assert body["data"]["flags"] == MessageFlags.suppress_notifications | MessageFlags.suppress_embeds
    original = newest(bot).original
    assert original is not None
    assert original["mentions"] == []
    assert original["flags"] == body["data"]["flags"]


async def test_what_is_left_out_of_a_reply_is_left_out_on_the_wire(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> str:
        return "hello"

    await use(bot, handler)

    assert orjson.loads(newest(bot).answer or b"") == {"type": 4, "data": {"content": "hello"}}


@pytest.mark.parametrize("ephemeral", [False, True])
async def test_defer_shows_thinking_until_the_answer(bot: TestBot, ephemeral: bool) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.defer(ephemeral=ephemeral)
        await asyncio.sleep(100)
        await ctx.respond("hello")

    result = await use(bot, handler)

    assert result.content == "hello"
    assert result.ephemeral == ephemeral
    assert newest(bot).callback_type == DEFERRED_CHANNEL_MESSAGE
    assert sent(bot) == [("PATCH", "/messages/@original")]


async def test_what_is_returned_after_a_deferral_becomes_the_edit(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> Reply:
        await ctx.defer()
        return Reply("hello", embeds=[Embed(title="A box")], suppress_embeds=True, silent=True)

    result = await use(bot, handler)

    assert result.content == "hello"
    assert result.embeds[0].title == "A box"
    # A message that is there can be neither hidden nor silenced any more.
    assert bot.requests[0][2]["flags"] == MessageFlags.suppress_embeds


async def test_a_first_followup_completes_a_deferral(bot: TestBot) -> None:
    shown: list[Message] = []

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        shown.append(await ctx.followup("first"))
        shown.append(await ctx.followup("second"))

    result = await use(bot, handler)

    assert result.texts() == ["first", "second"]
    assert [message.content for message in shown] == ["first", "second"]
    assert sent(bot) == [("PATCH", "/messages/@original"), ("POST", "")]


# ── who sees it ──


async def test_a_private_reply_after_a_public_deferral_stays_private(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.respond("secret", ephemeral=True)
        await ctx.edit("corrected secret")
        assert (await ctx.original()).content == "corrected secret"

    await use(bot, handler)
    interaction = newest(bot)

    assert sent(bot)[:2] == [("DELETE", "/messages/@original"), ("POST", "")]
    assert interaction.original is None
    assert [(message["content"], message["flags"]) for message in interaction.followups] == [("corrected secret", 64)]


async def test_a_private_followup_after_a_public_deferral_stays_private(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.followup("secret", ephemeral=True)
        await ctx.delete()

    await use(bot, handler)
    interaction = newest(bot)

    assert interaction.original is None
    assert interaction.followups == []
    assert interaction.followups_sent == 1


async def test_a_reply_after_a_private_deferral_is_private_whatever_it_says(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> Reply:
        await ctx.defer(ephemeral=True)
        return Reply("hello", ephemeral=False)

    result = await use(bot, handler)

    assert result.content == "hello"
    assert result.ephemeral


async def test_a_private_reply_arrives_though_somebody_deleted_the_public_thinking(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> Reply:
        await ctx.defer()
        await asyncio.sleep(1)
        bot.discord.lifecycle.delete(newest(bot), "@original")
        return Reply("secret", ephemeral=True)

    await use(bot, handler)

    assert [message["content"] for message in newest(bot).followups] == ["secret"]


# ── behind the answer ──


async def test_edit_changes_what_it_names_and_leaves_the_rest(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello", embeds=[Embed(title="A box")])
        edited = await ctx.edit(embeds=[Embed(title="Another box")])
        assert edited.content == "hello"
        await ctx.edit("bye", allowed_mentions=AllowedMentions(everyone=True))
        await ctx.edit(None)

    result = await use(bot, handler)

    assert result.content == ""
    assert result.embeds[0].title == "Another box"
    assert [body for _, _, body in bot.requests] == [
        {"embeds": [{"title": "Another box"}]},
        {"content": "bye", "allowed_mentions": {"parse": ["everyone", "users", "roles"], "replied_user": True}},
        {"content": None},
    ]


async def test_edit_completes_a_deferral_so_that_no_answer_is_owed(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.edit("hello")

    result = await use(bot, handler)

    assert result.texts() == ["hello"]
    assert caplog.records == []


async def test_delete_takes_the_answer_back(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.delete()

    result = await use(bot, handler)

    assert result.texts() == []
    assert newest(bot).original is None
    assert caplog.records == []


async def test_followups_come_in_order_and_can_be_edited_and_deleted(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("answer")
        first = await ctx.followup("first", silent=True)
        second = await ctx.followup(Reply("second"), ephemeral=True)
        await ctx.followup("third")
        await ctx.edit("first, edited", message_id=first.id)
        await ctx.delete(second.id)

    result = await use(bot, handler)

    assert result.texts() == ["answer", "first, edited", "third"]
    assert bot.requests[0][2]["flags"] == MessageFlags.suppress_notifications
    assert bot.requests[1][2]["flags"] == MessageFlags.ephemeral


@pytest.mark.seed("N65")
async def test_send_picks_the_answer_and_then_followups(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        for text in ("one", "two", "three"):
            await ctx.send(text)

    result = await use(bot, handler)

    assert result.texts() == ["one", "two", "three"]
    assert sent(bot) == [("POST", ""), ("POST", "")]


async def test_send_completes_a_deferral(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.send("one")
        await ctx.send("two")

    result = await use(bot, handler)

    assert result.texts() == ["one", "two"]
    assert sent(bot) == [("PATCH", "/messages/@original"), ("POST", "")]


async def test_original_reads_what_discord_holds(bot: TestBot) -> None:
    read: list[Message] = []

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        read.append(await ctx.original())

    await use(bot, handler)

    assert read[0].content == "hello"
    assert read[0].id


async def test_followups_wait_until_the_answer_has_left(bot: TestBot) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await ctx.followup("more")

    await use(bot, handler)
    story = [text for _, text in newest(bot).timeline]

    assert story[-2:] == ["answered by HTTP response, type 4", "followup sent"]


# ── who, where ──


async def test_a_context_tells_who_and_where(bot: TestBot) -> None:
    contexts: list[CommandContext] = []

    async def handler(ctx: CommandContext) -> str:
        contexts.append(ctx)
        return "hello"

    await use(bot, handler)
    (ctx,) = contexts
    world = bot.discord.world

    assert ctx.user.id == world.user("ben").id
    assert ctx.author is ctx.member
    assert ctx.member.user is not None
    assert ctx.guild_id == world.guild.id
    assert ctx.channel_id == world.channel("bots").id
    assert ctx.locale is Locale.english_us
    assert ctx.interaction.id == newest(bot).id
    assert ctx.command.qualified_name == "try"
    assert ctx.rest is bot.bot.rest


async def test_outside_a_server_there_is_no_member(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Try it.")
    async def mine(ctx: CommandContext) -> str:
        assert ctx.author is ctx.user
        with pytest.raises(NoPrivateMessage):
            _ = ctx.guild_id
        return ctx.member.display_name

    result = await bot.actor("Ida", in_guild=False, locale=Locale.german).slash("mine")

    assert result.content == "This can only be used in a server."
    assert result.ephemeral


async def test_a_dependency_can_be_asked_for(bot: TestBot) -> None:
    bot.provide(dict, {"answer": 42})

    async def handler(ctx: CommandContext) -> str:
        return str((await ctx.get(dict))["answer"])

    assert (await use(bot, handler)).content == "42"
