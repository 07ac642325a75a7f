"""The kit as the author of a bot uses it."""

import asyncio
import enum
import re
import time
from typing import Annotated, Literal

import pytest

from app import CommandContext, Option, Reply, guild_only
from app.errors import CommandNotFound
from app.models import Attachment, Channel, Embed, File, Locale, Member, Permissions, Role, User
from app.models.response import Reply as PlainReply
from app.testing import DidNotRespond, TestBot
from tests.fixtures.commands.throw import throw
from tests.given import given_bot, newest


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


# ── what a user sees ──


async def test_a_result_tells_what_the_user_sees(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("one", embeds=[Embed(title="A box")], ephemeral=True)
        await ctx.followup("two")
        await ctx.followup(embeds=[Embed(title="Another box")])
        await ctx.followup("three", ephemeral=True)

    result = await bot.slash("try")

    assert result.content == "one"
    assert result.ephemeral
    assert [embed.title for embed in result.embeds] == ["A box"]
    assert [followup.content for followup in result.followups] == ["two", "", "three"]
    assert [followup.ephemeral for followup in result.followups] == [False, False, True]
    assert result.followups[1].embeds[0].title == "Another box"
    assert result.texts() == ["one", "two", "three"]
    assert repr(result) == "<Result 'one' (ephemeral)>"
    assert repr(result.followups[0]) == "<Result 'two'>"


async def test_a_result_follows_the_edits_that_come_later(bot: TestBot) -> None:
    tasks: list[asyncio.Task[None]] = []

    @bot.bot.slash_command(description="Count down.")
    async def launch(ctx: CommandContext) -> None:
        async def count() -> None:
            await asyncio.sleep(60)
            await ctx.edit("lift-off", embeds=[Embed(title="A box")])

        await ctx.respond("sixty")
        tasks.append(asyncio.create_task(count()))

    result = await bot.slash("launch")
    assert (result.content, result.embeds) == ("sixty", ())
    await tasks[0]

    assert result.content == "lift-off"
    assert len(result.embeds) == 1


async def test_a_result_is_the_private_answer_where_that_took_the_place_of_thinking(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Tell a secret.")
    async def secret(ctx: CommandContext) -> None:
        await ctx.defer()
        await ctx.respond("secret", ephemeral=True)
        await ctx.followup("more")

    result = await bot.slash("secret")

    assert result.content == "secret"
    assert result.ephemeral
    assert result.texts() == ["secret", "more"]
    assert [followup.content for followup in result.followups] == ["more"]


async def test_a_result_of_an_answer_that_was_deleted_is_empty(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("one")
        await ctx.delete()

    result = await bot.slash("try")

    assert (result.content, result.ephemeral, list(result.embeds), result.texts()) == ("", False, [], [])


async def test_a_step_waits_until_the_bot_is_done(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("one")
        await asyncio.sleep(600)
        await ctx.followup("two")

    began = time.monotonic()
    result = await bot.slash("try")

    assert result.texts() == ["one", "two"]
    assert asyncio.get_running_loop().time() == pytest.approx(600)
    assert time.monotonic() - began < 300


async def test_who_gets_no_answer_is_told_why_and_what_happened_when() -> None:
    bot = given_bot(deferral="off")

    @bot.bot.slash_command(description="Take your time.")
    async def slow(ctx: CommandContext) -> str:
        await asyncio.sleep(4)
        return "late"

    with pytest.raises(DidNotRespond) as caught:
        await bot.slash("slow")
    first, *story = str(caught.value).splitlines()

    assert first == "/slow: no answer within 3 s"
    assert all(re.fullmatch(r"  +\d+\.\d{3} s  .+", line) for line in story)
    assert "sent to http://bot.test/interactions" in story[0]
    assert story[-2].endswith("3.000 s  The application did not respond: no answer within 3 s")
    assert "HTTP 504 came too late" in story[-1]
    assert isinstance(caught.value, AssertionError)


async def test_a_command_that_the_bot_does_not_have_is_named_with_those_it_has(bot: TestBot) -> None:
    @bot.bot.slash_command("tag show", description="Show it.")
    async def show(ctx: CommandContext) -> str:
        return "tag"

    with pytest.raises(CommandNotFound, match=r"tag; there are: tag show"):
        await bot.slash("tag")
    with pytest.raises(CommandNotFound):
        await bot.autocomplete("tags", "name", "x")


async def test_commands_may_be_declared_between_two_steps(bot: TestBot) -> None:
    @bot.bot.slash_command(description="One.")
    async def one(ctx: CommandContext) -> str:
        return "one"

    first = await bot.slash("one")

    @bot.bot.slash_command(description="Two.")
    async def two(ctx: CommandContext) -> str:
        return "two"

    assert (first.content, (await bot.slash("two")).content) == ("one", "two")


async def test_a_dependency_that_nobody_provides_fails_the_first_step(bot: TestBot) -> None:
    class Database: ...

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, db: Database) -> str:
        return "never"

    with pytest.raises(DidNotRespond, match=r"ProviderMissing.*parameter db is a .*Database"):
        await bot.slash("try")


# ── who does it ──


async def test_an_actor_is_a_user_of_his_own(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Who am I?")
    async def who(ctx: CommandContext) -> str:
        may = ctx.member.permissions
        return f"{ctx.author.display_name} {ctx.locale} {bool(may and Permissions.ban_members in may)}"

    ida = bot.actor("Ida", permissions=Permissions.ban_members | Permissions.view_channel, locale=Locale.german)
    tom = bot.actor("Tom")

    assert (await ida.slash("who")).content == "Ida de True"
    assert (await tom.slash("who")).content == "Tom en-US False"
    assert (await bot.slash("who")).content == "Ben en-US False"
    assert ida.id != tom.id != bot.id
    assert ida.user.id == ida.id
    assert ida.user.display_name == "Ida"


async def test_an_actor_may_act_in_a_direct_message(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Where am I?")
    async def where(ctx: CommandContext) -> str:
        return f"{ctx.interaction.member is None} {ctx.interaction.guild_id is None} {ctx.user.display_name}"

    assert (await bot.actor("Ida", in_guild=False).slash("where")).content == "True True Ida"


async def test_an_actor_without_the_permission_is_not_offered_the_command(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Ban.", default_member_permissions=Permissions.ban_members)
    async def ban(ctx: CommandContext) -> str:
        return "banned"

    judge = bot.actor("Ida", permissions=Permissions.ban_members | Permissions.view_channel)

    assert (await judge.slash("ban")).content == "banned"
    with pytest.raises(ValueError, match="may not use ban"):
        await bot.slash("ban")


class Color(enum.Enum):
    red = "ff0000"
    blue = "0000ff"


@pytest.mark.seed("N66")
async def test_options_are_given_as_values_and_actors(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Take everything.")
    async def take(
        ctx: CommandContext,
        user: User,
        member: Member,
        role: Role,
        channel: Channel,
        file: Attachment,
        word: Annotated[str, Option("A word")],
        number: float = 0.5,
        side: Literal["left", "right"] = "left",
        color: Color = Color.red,
        loud: bool = False,
    ) -> str:
        objects = [user.display_name, member.display_name, role.name, channel.name, file.filename]
        return " ".join(map(str, [*objects, word, number, side, color.name, loud]))

    world = bot.discord.world
    artist = next(role for role in world.guild.roles.values() if role.name == "Artist")
    result = await bot.slash(
        "take",
        user=bot.actor("Ida"),
        member=bot,
        role=artist,
        channel=world.channel("general"),
        file=File("cat.png", b"cat"),
        word="hello",
        number=2,
        side="right",
        color="0000ff",
        loud=True,
    )

    assert result.content == "Ida Ben Artist general cat.png hello 2.0 right blue True"


async def test_an_option_may_be_called_name(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Greet.")
    async def greet(ctx: CommandContext, name: str) -> str:
        return f"Hello {name}"

    assert (await bot.slash("greet", name="Ida")).content == "Hello Ida"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        pytest.param({}, "required options are missing: word", id="missing"),
        pytest.param({"word": "x", "nothing": 1}, "no option 'nothing'", id="unknown"),
        pytest.param({"word": 7}, "7 is not", id="of another type"),
    ],
)
async def test_what_discord_would_not_let_a_user_send_is_not_sent(
    bot: TestBot, options: dict[str, object], why: str
) -> None:
    @bot.bot.slash_command(description="Say it.")
    async def say(ctx: CommandContext, word: str) -> str:
        return word

    with pytest.raises(ValueError, match=re.escape(why)):
        await bot.slash("say", **options)


# ── the rest of the kit ──


async def test_a_handler_can_be_called_with_a_context(bot: TestBot) -> None:
    @bot.bot.slash_command(description="A thread.")
    def threaded(ctx: CommandContext, word: str) -> Reply:
        return Reply(f"{ctx.author.display_name} {word} {ctx.command.qualified_name}")

    context = bot.context(CommandContext)
    reply = await threaded(context, word="hello")

    assert isinstance(reply, PlainReply)
    assert reply.content == "Ben hello test"
    assert await throw(context, dice=2) == "2d6"
    assert context.guild_id == bot.discord.world.guild.id


async def test_a_context_of_an_actor_is_his(bot: TestBot) -> None:
    ida = bot.actor("Ida", in_guild=False)
    assert ida.user.display_name == "Ida"
    await bot.context(CommandContext).respond("goes nowhere")


def test_a_context_of_another_kind_is_refused(bot: TestBot) -> None:
    with pytest.raises(TypeError, match=r"^no int can be made here"):
        bot.context(int)


async def test_provide_replaces_what_the_bot_provides(bot: TestBot) -> None:
    class Database:
        def __init__(self, name: str) -> None:
            self.name = name

    bot.bot.provide(Database, lambda: Database("real"))
    bot.provide(Database, Database("fake"))

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        return (await ctx.get(Database)).name

    assert (await bot.slash("try")).content == "fake"

    bot.provide(Database, Database("fake again"))
    assert (await bot.slash("try")).content == "fake again"


async def test_requests_tell_what_the_bot_asked_of_discord(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("one")
        await ctx.original()
        await ctx.followup("two")

    await bot.slash("try")
    hook = f"/api/v10/webhooks/{bot.discord.application_id}/{{token}}"

    assert bot.requests == [("GET", f"{hook}/messages/@original", {}), ("POST", hook, {"content": "two"})]
    assert newest(bot).token not in str(bot.requests)


async def test_the_clock_moves_bot_author_and_discord_together(bot: TestBot) -> None:
    dates: list[float] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        dates.append(ctx.interaction.id.created_at.timestamp())
        return "hello"

    await bot.slash("try")
    bot.clock.advance(86_400)
    await bot.slash("try")
    await asyncio.sleep(86_400)
    await bot.slash("try")

    assert [date - dates[0] for date in dates] == [0, pytest.approx(86_400), pytest.approx(2 * 86_400)]


async def test_two_bots_know_nothing_of_each_other() -> None:
    first, second = TestBot("tests.fixtures.commands"), TestBot("tests.fixtures.commands")
    await first.slash("note create", name="rules", text="Be kind.")

    assert (await first.slash("note show", name="rules")).content == "Be kind."
    assert (await second.slash("note show", name="rules")).ephemeral


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_the_kit_works_in_real_time_too(bot: TestBot, anyio_backend: object) -> None:
    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.respond("one")
        await ctx.followup("two")

    assert (await bot.slash("try")).texts() == ["one", "two"]
    with pytest.raises(RuntimeError):
        bot.clock.advance(1)


async def test_a_command_of_one_server_that_says_where_it_can_be_used_is_tried_all_the_same() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Answers.", guild_ids=[7])
    @guild_only
    async def here(ctx: CommandContext) -> str:
        return "here"

    assert (await bot.slash("here")).content == "here"
