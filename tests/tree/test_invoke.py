"""From a route to its answer: what comes before what, and what happens when a part of it fails."""

import asyncio
import logging
from collections.abc import Callable
from typing import Annotated, Any

import pytest

from app.checks.builtin import guild_only
from app.checks.node import Release
from app.command_errors import BadArgument, CheckFailure, CommandError, CommandOnCooldown
from app.context.base import Context
from app.context.command import CommandContext
from app.models.response import Reply
from app.testing import TestBot
from app.tree.command import Command
from tests.given import newest


class Noted:
    """A limit that takes notes, and refuses or fails where told."""

    def __init__(self, story: list[str], name: str = "limit", error: Exception | None = None, end: str = "") -> None:
        self.story = story
        self.name = name
        self.is_given_back = True
        self.error = error
        self.end = end
        self.keys: list[str] = []

    async def acquire(self, context: Context, key: str) -> Release | None:
        self.keys.append(key)
        if self.error is not None:
            raise self.error
        self.story.append(self.name)

        async def release(raised: BaseException | None = None, /) -> None:
            self.story.append(f"{self.name} given back")
            if self.end:
                raise OSError(self.end)

        return release


class Lost(CommandError):
    """Of the author's."""


class Session:
    """A dependency."""


class Weighed:
    """An option's type that takes notes when it is converted."""

    story: list[str] = []  # noqa: RUF012 - of one test each

    @classmethod
    async def convert(cls, ctx: Context, argument: str) -> "Weighed":
        cls.story.append("option")
        if argument == "x":
            raise BadArgument(option="value", value=argument)
        return cls()


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


@pytest.fixture
def story(bot: TestBot) -> list[str]:
    """What happened to `/try`, which has one of everything."""
    lines: list[str] = []
    Weighed.story = lines

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, value: Weighed, fails: bool = False) -> str:
        lines.append("handler")
        if fails:
            raise LookupError("lost")
        return "hello"

    @command.check
    def is_fine(ctx: Context) -> bool:
        lines.append("check")
        return True

    @command.before_invoke
    async def before(ctx: Context) -> None:
        lines.append("before")

    @command.after_invoke
    async def after(ctx: Context) -> None:
        lines.append("after")

    command.limits.append(Noted(lines))
    return lines


def declare(bot: TestBot, handler: Callable[..., Any]) -> Command[..., Any]:
    return bot.bot.slash_command("try", description="Try it.")(handler)


async def answers(ctx: CommandContext) -> str:
    return "hello"


async def refuses(ctx: CommandContext) -> str:
    raise CommandError("Not on Sundays.")


# ── the order ──


async def test_checks_come_before_limits_and_limits_before_options(bot: TestBot, story: list[str]) -> None:
    assert (await bot.slash("try", value="1")).content == "hello"
    assert story == ["check", "limit", "option", "before", "handler", "after", "limit given back"]


async def test_after_hooks_run_when_the_handler_raised(bot: TestBot, story: list[str]) -> None:
    await bot.slash("try", value="1", fails=True)

    assert story[-3:] == ["handler", "after", "limit given back"]


async def test_no_hook_runs_for_options_that_cannot_be_used(bot: TestBot, story: list[str]) -> None:
    assert "`value` cannot be 'x'" in (await bot.slash("try", value="x")).content
    assert story == ["check", "limit", "option", "limit given back"]


async def test_who_is_refused_uses_nothing_up_and_converts_nothing(bot: TestBot, story: list[str]) -> None:
    @bot.bot.check
    async def refuse(ctx: Context) -> bool:
        raise CheckFailure("No.")

    assert (await bot.slash("try", value="1")).content == "No."
    assert story == []


async def test_what_a_before_hook_raises_stops_the_handler_and_goes_the_way_of_errors(
    bot: TestBot, story: list[str]
) -> None:
    @bot.bot.before_invoke
    async def refuse(ctx: Context) -> None:
        raise CommandError("Closed.")

    assert (await bot.slash("try", value="1")).content == "Closed."
    assert story == ["check", "limit", "option", "before", "limit given back"]


@pytest.mark.parametrize("place", ["check", "limit", "option", "dependency", "before"])
async def test_errors_of_every_part_come_to_the_error_handlers(bot: TestBot, place: str) -> None:
    error = Lost(place)

    def fails() -> Any:
        raise error

    class Converted:
        @classmethod
        async def convert(cls, ctx: Context, argument: str) -> str:
            return argument if place != "option" else str(fails())

    bot.bot.provide(Session, fails if place == "dependency" else Session)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, session: Session, value: Annotated[str, Converted]) -> str:
        return "hello"

    if place == "check":
        command.check(lambda ctx: fails())
    if place == "before":
        command.before_invoke(lambda ctx: fails())
    if place == "limit":
        command.limits.append(Noted([], error=error))

    @bot.bot.on_error(Lost)
    async def handles(ctx: CommandContext, error: Lost) -> str:
        return f"lost: {error}"

    assert (await bot.slash("try", value="1")).content == f"lost: {place}"


# ── after hooks that fail ──


async def test_an_after_hook_that_fails_leaves_the_answer_and_is_a_fault_of_its_own(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    @declare(bot, answers).after_invoke
    async def fails(ctx: Context) -> None:
        raise ZeroDivisionError("in the hook")

    result = await bot.slash("try")

    assert result.content == "hello"
    assert [message.content[:20] for message in result.followups] == ["Something went wrong"]
    assert result.followups[0].ephemeral
    (record,) = caplog.records
    assert "ZeroDivisionError: in the hook" in caplog.text
    assert record.levelno == logging.ERROR


async def test_an_after_hook_that_fails_too_does_not_hide_what_the_handler_raised(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    @declare(bot, refuses).after_invoke
    async def fails(ctx: Context) -> None:
        raise ZeroDivisionError("in the hook")

    assert (await bot.slash("try")).content == "Not on Sundays."
    (record,) = caplog.records
    assert record.getMessage() == "/try: a hook failed after the handler did"
    assert "ZeroDivisionError: in the hook" in caplog.text


@pytest.mark.parametrize("handler", [answers, refuses])
async def test_all_after_hooks_run_though_one_fails(bot: TestBot, handler: Any) -> None:
    ran: list[str] = []
    command = declare(bot, handler)

    @command.after_invoke
    async def fails(ctx: Context) -> None:
        raise ZeroDivisionError

    @command.after_invoke
    async def second(ctx: Context) -> None:
        ran.append("second")

    @bot.bot.after_invoke
    async def of_bot(ctx: Context) -> None:
        ran.append("bot")

    await bot.slash("try")

    assert ran == ["second", "bot"]


async def test_after_hooks_run_when_the_process_ends(bot: TestBot) -> None:
    ran: list[str] = []

    async def never_ends(ctx: CommandContext) -> str:
        await ctx.defer()
        await asyncio.sleep(900)
        return "hello"

    command = declare(bot, never_ends)
    command.limits.append(Noted(ran))

    @command.after_invoke
    async def after(ctx: Context) -> None:
        ran.append("after")

    bot.require("try")
    begun = bot.discord.begin_command("try")
    await begun.until(lambda i: i.state == "deferred")
    await bot.bot.drain(grace=1)

    assert ran == ["limit", "after", "limit given back"]


# ── limits ──


async def test_limits_hold_from_the_widest_node_to_the_nearest_and_are_given_back_the_other_way(bot: TestBot) -> None:
    story: list[str] = []
    command = declare(bot, answers)
    command.limits += [Noted(story, "first"), Noted(story, "second")]
    bot.bot.limits.append(Noted(story, "bot"))

    await bot.slash("try")

    taken = ["bot", "first", "second"]
    assert story == [*taken, *(f"{name} given back" for name in reversed(taken))]


async def test_what_was_taken_is_given_back_where_a_nearer_limit_refuses(bot: TestBot) -> None:
    story: list[str] = []
    command = declare(bot, answers)
    command.limits += [Noted(story, "first"), Noted(story, error=CommandOnCooldown(5))]
    bot.bot.limits.append(Noted(story, "bot"))

    assert "5 seconds" in (await bot.slash("try")).content
    assert story == ["bot", "first", "first given back", "bot given back"]


async def test_one_that_cannot_be_given_back_does_not_keep_the_others(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    story: list[str] = []
    command = declare(bot, answers)
    command.limits += [Noted(story, "first"), Noted(story, "second", end="gone")]

    assert (await bot.slash("try")).content == "hello"
    assert story[-2:] == ["second given back", "first given back"]
    assert "OSError: gone" in caplog.text


async def test_limits_of_one_node_and_of_one_name_in_several_servers_count_apart(bot: TestBot) -> None:
    everywhere, of_guild = Noted([]), Noted([])
    declare(bot, answers).limits += [everywhere, everywhere]
    await bot.slash("try")
    other = TestBot(None)
    here = other.discord.world.guild.id
    command = other.bot.slash_command("try", description="x", guild_ids=[here])(answers)
    command.limits.append(of_guild)
    await other.slash("try")

    assert everywhere.keys == ["/try", "/try#1"]
    assert of_guild.keys == [f"/try {here}"]


# ── who is asked ──


async def test_a_check_that_answers_by_itself_has_said_all_there_is(bot: TestBot) -> None:
    command = declare(bot, answers)

    @command.check
    async def answers_itself(ctx: CommandContext) -> bool:
        await ctx.respond(Reply("My own words.", ephemeral=True))
        return False

    result = await bot.slash("try")

    assert result.texts() == ["My own words."]
    assert newest(bot).failure is None


async def test_a_direct_message_is_refused_where_a_node_above_wants_a_server(bot: TestBot) -> None:
    tag = bot.bot.group("tag", "Texts")
    guild_only(tag)
    tag.command("show", description="Show.")(answers)
    outside = bot.actor("Eve", in_guild=False)

    with pytest.raises(ValueError, match="context"):
        await outside.slash("tag show")
    bot.require("tag show")
    channel: Any = outside._channel
    begun = await bot.discord.command("tag show", user=outside._account, channel=channel, unchecked=True)

    assert begun.content == "This can only be used in a server."
