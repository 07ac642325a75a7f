"""Questions whose clicks and ends meet: the first one counts, once, and nobody waits for good."""

import asyncio
from typing import Any

import pytest

from app.context.command import CommandContext
from app.context.sentences import sentence
from app.context.waiting import Question, Waiting
from app.simulator.interaction import Interaction
from app.testing import TestBot
from tests.context.asked import asking_bot, begin, buttons, click, done, looks, press, question
from tests.context.clicks import texts
from tests.given import sent

SIZES = ["Small", "Large"]


class Asked:
    """A command that asks, and what came back: nothing as long as it waits."""

    def __init__(self, **how: Any) -> None:
        self.got: list[object] = []
        self.how = how

    async def __call__(self, ctx: CommandContext) -> None:
        try:
            self.got.append(await ctx.ask("Which size?", SIZES, **self.how))
        except BaseException as error:
            self.got.append(type(error))
            raise


class Blocked(Waiting):
    """The questions of a process in which something blocks the event loop whenever a click arrives."""

    def __init__(self, bot: TestBot, seconds: float) -> None:
        super().__init__()
        self._bot = bot
        self._seconds = seconds

    def find(self, custom_id: str) -> Question:
        self._bot.clock.advance(self._seconds)
        return super().find(custom_id)


async def settle(bot: TestBot, *begun: Interaction) -> None:
    await done(bot, *begun)
    assert len(bot.bot.waiting) == 0
    assert (bot.discord.violations, bot.discord.double_answers) == ([], [])


# ── two clicks ──


async def test_of_two_clicks_at_once_the_first_one_counts_and_a_double_click_is_no_mistake() -> None:
    asked = Asked()
    bot = asking_bot(asked)
    begun = await begin(bot)
    message = question(begun)
    clicks = [click(bot, message, label) for label in ("Large", "Small", "Large")]
    await settle(bot, *clicks)

    assert asked.got == ["Large"]
    assert [texts(one) for one in clicks] == [[], [], []]
    assert [one.failure for one in clicks] == [None] * 3
    assert looks(message) == [("Small", True), ("Large", True)]


async def test_who_was_not_the_first_is_told_so() -> None:
    asked = Asked(anybody=True)
    bot = asking_bot(asked)
    begun = await begin(bot)
    clicks = [click(bot, question(begun), "Small", by=bot.actor(name)) for name in ("Pia", "Ida", "Eva")]
    await settle(bot, *clicks)

    assert asked.got == ["Small"]
    told = sorted(text for one in clicks for text in texts(one))
    assert told == ["This can be used only once, and it has been."] * 2


# ── the end of the time ──


@pytest.mark.parametrize("before", [0.002, 0.001, 0.0, -0.001, -0.002])
async def test_a_click_at_the_end_of_the_time_counts_or_is_told_that_it_is_over(before: float) -> None:
    asked = Asked(timeout=60)
    bot = asking_bot(asked)
    loop = asyncio.get_running_loop()
    began = loop.time()
    begun = await begin(bot)
    message = question(begun)
    await asyncio.sleep(began + 60 - before - loop.time())
    clicked = click(bot, message, "Large")
    await settle(bot, clicked)

    assert asked.got in (["Large"], [None])
    assert texts(clicked) == ([sentence("component_expired")] if asked.got == [None] else [])
    assert before == 0 or (asked.got == ["Large"]) == (before > 0)
    assert looks(message) == [("Small", True), ("Large", True)]
    assert clicked.failure is None


@pytest.mark.parametrize("late", [1, 4], ids=["in time for Discord", "too late for it"])
async def test_a_click_that_is_just_being_answered_when_the_time_ends_counts(late: float) -> None:
    asked = Asked(timeout=60)
    bot = asking_bot(asked)
    bot.bot.waiting = Blocked(bot, late)
    begun = await begin(bot)
    await asyncio.sleep(59.5)
    await settle(bot, click(bot, question(begun), "Large"))

    assert asked.got == ["Large"]
    assert looks(question(begun)) == [("Small", True), ("Large", True)]


async def test_a_question_waits_no_longer_than_the_token_lives_that_greys_it_out() -> None:
    asked = Asked(timeout=86_400)
    bot = asking_bot(asked)
    loop = asyncio.get_running_loop()
    began = loop.time()
    begun = await begin(bot)
    await settle(bot)

    assert asked.got == [None]
    assert 880 < loop.time() - began < 900
    assert looks(question(begun)) == [("Small", True), ("Large", True)]


@pytest.mark.parametrize("is_followup", [False, True])
async def test_a_question_that_somebody_deleted_ends_with_its_time(
    is_followup: bool, caplog: pytest.LogCaptureFixture
) -> None:
    asked = Asked(timeout=60)

    async def handler(ctx: CommandContext) -> None:
        if is_followup:
            await ctx.respond("Wait.")
        await asked(ctx)

    bot = asking_bot(handler)
    begun = await begin(bot)
    del bot.discord.world.messages[int(question(begun)["id"])]
    await settle(bot)

    assert asked.got == [None]
    assert caplog.records == []


async def test_a_question_that_cannot_be_greyed_out_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    asked = Asked(timeout=60)
    bot = asking_bot(asked)
    await begin(bot)
    bot.discord.faults.add("PATCH", "*", times=None, status=403, body={"code": 50013, "message": "Missing Permissions"})
    await settle(bot)

    assert asked.got == [None]
    (record,) = caplog.records
    assert record.getMessage().startswith("/try: its question looks as if it still waited: PATCH")


# ── who asked is gone ──


async def test_a_question_ends_with_whoever_asked_it() -> None:
    asked = Asked()

    async def handler(ctx: CommandContext) -> None:
        try:
            async with asyncio.timeout(30):
                await asked(ctx)
        except TimeoutError:
            await ctx.followup("Never mind.")

    bot = asking_bot(handler)
    begun = await begin(bot)
    await begun.until(lambda one: one.followups, within=60)
    clicked = click(bot, question(begun), "Small")
    await settle(bot, clicked)

    assert asked.got == [asyncio.CancelledError]
    assert len(texts(clicked)) == 1
    assert clicked.is_ephemeral


async def test_the_end_of_the_process_does_not_wait_for_an_answer() -> None:
    asked = Asked()
    bot = asking_bot(asked)
    loop = asyncio.get_running_loop()
    await begin(bot)
    began = loop.time()
    await bot.bot.drain(grace=10)

    assert asked.got == [asyncio.CancelledError]
    assert loop.time() - began == pytest.approx(10, abs=0.1)
    assert len(bot.bot.waiting) == 0


async def test_a_question_that_cannot_be_sent_waits_for_nobody() -> None:
    asked = Asked()

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        await asked(ctx)

    bot = asking_bot(handler)
    bot.require("try")
    bot.discord.faults.add("PATCH", "*", status=400, body={"code": 50035, "message": "Invalid Form Body"})
    begun = bot.discord.begin_command("try")
    await settle(bot, begun)

    assert len(asked.got) == 1
    assert "Something went wrong" in texts(begun)[0]


# ── a click that cannot be answered ──


async def test_a_click_that_was_answered_too_late_counts_and_the_question_is_greyed_out_all_the_same() -> None:
    asked = Asked()
    bot = asking_bot(asked)
    bot.bot.waiting = Blocked(bot, 4)
    begun = await begin(bot)
    clicked = click(bot, question(begun), "Large")
    await settle(bot, clicked)

    assert clicked.failure is not None
    assert asked.got == ["Large"]
    assert looks(question(begun)) == [("Small", True), ("Large", True)]
    assert sent(bot) == [("PATCH", "/messages/@original")]


async def test_what_the_asker_does_with_the_message_comes_behind_the_click() -> None:
    async def handler(ctx: CommandContext) -> None:
        size = await ctx.ask("Which size?", SIZES)
        await ctx.edit(f"{size} it is.", components=[])

    bot = asking_bot(handler)
    begun = await begin(bot)
    await settle(bot, click(bot, question(begun), "Small"))

    assert texts(begun) == ["Small it is."]
    assert begun.original is not None
    assert begun.original["components"] == []
    assert sent(bot) == [("PATCH", "/messages/@original")]


# ── clicks that nobody waits for ──


@pytest.mark.parametrize(
    "custom_id",
    [
        "postern.ask:",
        "postern.ask::",
        "postern.ask:0",
        "postern.ask:unknown:0",
        "postern.ask:unknown:menu",
        "postern.ask:{key}",
        "postern.ask:{key}:",
        "postern.ask:{key}:2",
        "postern.ask:{key}:-1",
        "postern.ask:{key}:00",
        "postern.ask:{key}:٠",
        "postern.ask:{key}:menu",
        "postern.ask:{key}:x:1:",
    ],
)
@pytest.mark.parametrize("values", [(), ("2",), ("0", "1"), ("menu",)])
async def test_what_is_no_choice_is_told_politely_and_answers_nothing(custom_id: str, values: tuple[str, ...]) -> None:
    asked = Asked()
    bot = asking_bot(asked)
    begun = await begin(bot)
    key = buttons(question(begun))[0]["custom_id"].split(":")[1]
    clicked = press(bot, question(begun), custom_id.format(key=key), *values)
    await clicked.until(lambda one: one.original is not None)

    assert len(texts(clicked)) == 1
    assert clicked.is_ephemeral
    assert asked.got == []
    await settle(bot, click(bot, question(begun), "Small"))


async def test_another_process_knows_nothing_of_a_question() -> None:
    here, there = asking_bot(Asked()), asking_bot(Asked())
    begun = await begin(here)
    clicked = click(there, question(begun), "Small")
    await done(there, clicked)

    assert len(texts(clicked)) == 1
    assert clicked.is_ephemeral
