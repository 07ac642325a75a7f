"""Recordings of one run in another: components whose custom_ids say something of the first run alone."""

from pathlib import Path

import pytest

from app import CommandContext
from app.simulator.recording import Recorder, read_recording
from app.simulator.replaying import Replay
from app.testing import TestBot


def recorded(bot: TestBot, path: Path) -> Path:
    """Write down all that was done with a bot."""
    recorder = Recorder(path / "recorded.jsonl")
    for interaction in bot.discord.interactions.values():
        recorder.add("playground", interaction.payload)
    recorder.close()
    return recorder.path


def later(commands: str | None = "commands") -> TestBot:
    """Make a bot in a Discord of its own, some days later: no id in it is one of before."""
    bot = TestBot(commands)
    bot.clock.advance(200_000)
    return bot


@pytest.mark.parametrize("is_fresh", [True, False])
async def test_a_vote_is_counted_in_the_poll_that_was_made_anew(is_fresh: bool, tmp_path: Path) -> None:
    bot = TestBot()
    asked = await bot.slash("poll", question="Tea?", answers="yes, no")
    await asked.click("Vote", index=1)
    await asked.click("Vote", index=0, by=bot.person("ada"))
    await asked.click("Close the poll")
    before = asked.snapshot()
    path = recorded(bot, tmp_path)
    again = await (later() if is_fresh else bot).replay(path)

    assert again[0].snapshot() == before
    assert "2 votes · anonymous · closed" in before
    assert asked.snapshot() == before


async def test_a_vote_for_several_answers_is_counted_there_too(tmp_path: Path) -> None:
    bot = TestBot()
    asked = await bot.slash("poll", question="What?", answers="tea, milk, water", several=True)
    await asked.select("0", "2")
    path = recorded(bot, tmp_path)

    assert (await later().replay(path))[0].snapshot() == asked.snapshot()


def ordering(bot: TestBot) -> TestBot:
    """Declare a command that asks twice, and answers in the end."""

    @bot.bot.slash_command("order", description="Order something.")
    async def order(ctx: CommandContext) -> str:
        size = await ctx.ask("Which size?", ["Small", "Large"])
        milk = await ctx.ask("With milk?", ["Yes", "No"])
        return f"{size}, {milk}"

    return bot


async def order(path: Path) -> tuple[list[str], Path]:
    bot = ordering(TestBot(None))
    asked = await bot.slash("order")
    await asked.click("Large")
    await asked.followups[0].click("No")
    return asked.texts(), recorded(bot, path)


async def test_questions_in_the_middle_of_a_handler_are_answered_again(tmp_path: Path) -> None:
    texts, path = await order(tmp_path)
    again = await ordering(later(None)).replay(path)

    assert again[0].texts() == texts
    assert "Large, No" in texts


async def test_the_page_waits_for_the_question_that_is_to_be_answered(tmp_path: Path) -> None:
    texts, path = await order(tmp_path)
    bot = ordering(later(None))
    bot.discord.register([{"name": "order", "description": "Order something."}])
    await Replay(bot.discord).send_all(read_recording(path))
    await bot.settle()
    asked, *_ = bot.discord.interactions.values()

    assert [asked.content, *(followup["content"] for followup in asked.followups)] == texts
