"""What cannot be asked, and where: said at once, with how to mend it."""

from typing import Any, cast

import pytest

from app.context.command import CommandContext
from app.errors import AnswerInvalid, AppError, DeadlineMissed, TokenExpired
from app.models.component import ActionRow
from app.models.response import Reply
from app.models.select import StringSelect
from app.testing import TestBot
from tests.context.asked import asking_bot
from tests.context.clicks import texts

SIZES = ["Small", "Large"]
MENUS = [ActionRow(StringSelect(["a"], custom_id=f"own:{number}")) for number in range(5)]

WRONG: dict[str, tuple[Any, Any, dict[str, Any], str]] = {
    "a text": ("?", "Small", {}, 'ctx.ask() takes a list of texts, ["Red", "Blue"], or a mapping, and not \'Small\''),
    "a set": ("?", {"Small"}, {}, "ctx.ask() takes a list of texts"),
    "no choice": ("?", [], {}, "ctx.ask() has 0 choices, and takes 1 to 25"),
    "too many": ("?", list(map(str, range(26))), {}, "ctx.ask() has 26 choices, and takes 1 to 25"),
    "no text": ("?", ["Small", 3], {}, "ctx.ask(): choice 3 is no text that can be shown"),
    "an empty one": ("?", {"Small": 1, " ": 2}, {}, "ctx.ask(): choice ' ' is no text that can be shown"),
    "twice": ("?", ["Small", "Small"], {}, "ctx.ask(): choice 'Small' stands there twice"),
    "long on a button": (
        "?",
        ["x" * 81],
        {},
        "ctx.ask(): choice 'xxxxxxxxxxxxxxxxxxxx'… has 81 characters, Discord accepts at most 80 on a button",
    ),
    "long in a menu": (
        "?",
        ["x" * 101, *map(str, range(5))],
        {},
        "has 101 characters, Discord accepts at most 100 in a menu",
    ),
    "no time": ("?", SIZES, {"timeout": 0}, "ctx.ask() waits for a number of seconds above 0, and not for 0"),
    "no number": ("?", SIZES, {"timeout": float("nan")}, "and not for nan"),
    "a long question": ("x" * 2001, SIZES, {}, "ctx.ask() cannot be sent: content has 2,001 characters"),
    "no room": (Reply("?", components=MENUS), SIZES, {}, "ctx.ask() cannot be sent: components has 6 items"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_cannot_be_asked_is_said(case: str) -> None:
    content, choices, how, told = WRONG[case]
    bot = TestBot(None)
    ctx = bot.context(CommandContext)

    with pytest.raises(AnswerInvalid) as caught:
        await ctx.ask(content, choices, **how)

    assert told in str(caught.value)
    assert len(bot.bot.waiting) == 0


async def test_what_is_widest_may_be_asked() -> None:
    ctx = TestBot(None).context(CommandContext)

    assert await ctx.ask("x" * 2000, ["x" * 80, *"abcd"], timeout=1) is None
    assert await ctx.ask("?", {f"{number:100}": number for number in range(25)}, timeout=1) is None


async def test_confirm_names_itself() -> None:
    ctx = TestBot(None).context(CommandContext)

    with pytest.raises(AnswerInvalid, match=r"ctx\.confirm\(\): choice 'Yes' stands there twice"):
        await ctx.confirm("?", no="Yes")


@pytest.mark.parametrize(("host", "background"), [("waits", "inline"), ("freezes", "callback")])
async def test_where_the_host_freezes_the_process_asking_is_an_error_that_names_the_durable_way(
    host: Any, background: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.ask("Which size?", SIZES)

    bot = asking_bot(handler, host=host, background=background)
    bot.require("try")
    begun = await bot.discord.command("try")
    await bot.settle()

    assert texts(begun)[0].startswith("Something went wrong")
    assert "ctx.ask() waits in this process, which this host freezes between two requests (its background is " in (
        caplog.text
    )
    assert f"{background}, see POSTERN_BACKGROUND): let a @button with parameters go on" in caplog.text


@pytest.mark.parametrize(("is_answered", "kind"), [(True, TokenExpired), (False, DeadlineMissed)])
async def test_when_the_token_is_over_nothing_can_be_asked(is_answered: bool, kind: type[AppError]) -> None:
    bot = TestBot(None)
    ctx = bot.context(CommandContext)
    if is_answered:
        await ctx.respond("Wait.")
    bot.clock.advance(900)

    with pytest.raises(kind):
        await ctx.ask("Which size?", SIZES)
    assert len(bot.bot.waiting) == 0


async def test_types_tell_what_comes_back() -> None:
    ctx = TestBot(None).context(CommandContext)

    text: str | None = await ctx.ask("?", SIZES, timeout=1)
    number: int | None = await ctx.ask("?", {"a": 1}, timeout=1)
    agreed: bool | None = await ctx.confirm("?", timeout=1)
    wrong = cast(Any, ctx)
    with pytest.raises(TypeError):
        await wrong.ask("?", SIZES, 5)

    assert (text, number, agreed) == (None, None, None)
