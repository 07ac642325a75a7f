"""Forms that commands open: as the first response, or not at all."""

import asyncio
import logging
from typing import Any

import pytest

from app.context.command import CommandContext
from app.errors import AnswerInvalid, ResponseError
from app.models.display import TextDisplay
from app.models.modal import Modal
from app.models.response import Reply
from app.simulator.rules import MODAL
from app.testing import DidNotRespond
from tests.given import given_bot, newest, sent

FORM = Modal("form:1", "A form", [TextDisplay(content="Read this.")])
HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]


def warnings(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.levelno == logging.WARNING]


@pytest.mark.parametrize("seconds", [0.0, 1.999, 2.001, 2.9])
@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_who_may_open_a_form_is_told_that_he_is_late_and_never_deferred(
    host: Any, background: Any, seconds: float, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_bot(host=host, background=background)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Modal | str:
        await asyncio.sleep(seconds)
        return FORM

    await bot.slash("try")

    assert newest(bot).callback_type == MODAL
    late = "/try has not answered after 2.0 s, and is not deferred since it may open a modal or an Activity"
    assert [line.partition(", which cannot")[0] for line in warnings(caplog)] == ([late] if seconds > 2 else [])


async def test_who_is_too_late_with_a_form_is_told_how_late(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Modal:
        await asyncio.sleep(3.5)
        return FORM

    with pytest.raises(DidNotRespond):
        await bot.slash("try")
    assert "/try was neither answered nor deferred in time" in caplog.text
    assert "/try: answered 3.5 s after arrival, Discord waits 3 s" in caplog.text
    assert sent(bot) == []


@pytest.mark.parametrize("way", ["deferred by hand", "deferred by the clock"])
async def test_a_form_behind_a_deferral_is_refused_with_advice(way: str) -> None:
    bot = given_bot()
    caught: list[AnswerInvalid] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        await (ctx.defer() if way == "deferred by hand" else asyncio.sleep(2.5))
        try:
            await ctx.show_modal(FORM)
        except AnswerInvalid as error:
            caught.append(error)
        return "hello"

    assert (await bot.slash("try")).texts() == ["hello"]
    by = "ctx.defer()" if way == "deferred by hand" else "the automatic deferral"
    assert f"ctx.show_modal() is a modal, and came after {by}" in str(caught[0])
    assert "-> Modal" in str(caught[0])


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (Modal("", "A form", FORM.components), "custom_id"),
        (Modal("x" * 101, "A form", FORM.components), "custom_id has 101 characters"),
        (Modal("form:1", "", FORM.components), "title"),
        (Modal("form:1", "x" * 46, FORM.components), "title has 46 characters"),
        (Modal("form:1", "A form"), "components"),
        (Modal("form:1", "A form", [*FORM.components] * 6), "components has 6"),
    ],
)
async def test_a_form_that_discord_would_refuse_is_refused_here_and_another_answer_is_free(
    form: Modal, why: str
) -> None:
    bot = given_bot()

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        with pytest.raises(AnswerInvalid, match=why):
            await ctx.show_modal(form)
        return "hello"

    assert (await bot.slash("try")).texts() == ["hello"]


async def test_a_form_is_an_answer_behind_which_messages_may_follow() -> None:
    bot = given_bot()
    caught: list[ResponseError] = []

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.show_modal(FORM)
        try:
            await ctx.respond("hello")
        except ResponseError as error:
            caught.append(error)
        await ctx.followup(Reply("beside the form", ephemeral=True))

    await bot.slash("try")

    assert newest(bot).callback_type == MODAL
    assert [message["content"] for message in newest(bot).followups] == ["beside the form"]
    assert "ctx.respond() came after ctx.show_modal()" in str(caught[0])
