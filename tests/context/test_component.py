"""What the handler of a component may do with its context, and what its return value becomes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.context.component import ComponentContext
from app.errors import AlreadyResponded, AnswerInvalid, AnswerMissing, BadRequest, ComponentNotFound, ResponseError
from app.models.display import TextDisplay
from app.models.embed import Embed
from app.models.modal import Modal
from app.models.response import Reply, Update
from app.simulator.interaction import Interaction
from app.simulator.rules import (
    CHANNEL_MESSAGE,
    DEFERRED_UPDATE_MESSAGE,
    MODAL,
    UPDATE_MESSAGE,
)
from app.testing import TestBot
from tests.context.clicks import answered, click, place_message, texts
from tests.given import given_bot, sent

FORM = Modal("form:1", "A form", [TextDisplay(content="Read this.")])

Step = Callable[[ComponentContext], Awaitable[Any]]


async def respond(ctx: ComponentContext) -> None:
    await ctx.respond("new")


async def defer(ctx: ComponentContext) -> None:
    await ctx.defer()


async def update(ctx: ComponentContext) -> None:
    await ctx.update("changed")


async def defer_update(ctx: ComponentContext) -> None:
    await ctx.defer_update()


async def show_modal(ctx: ComponentContext) -> None:
    await ctx.show_modal(FORM)


async def use(handler: Step, bot: TestBot | None = None) -> Interaction:
    """Click a button whose handler this is; what it returns is taken as an error handler's is not: as an answer."""
    bot = bot or given_bot()

    @bot.bot.on_error(ComponentNotFound)
    async def handles(ctx: ComponentContext, error: ComponentNotFound) -> None:
        await ctx.finish(await handler(ctx))

    return await answered(bot, click(bot, place_message(bot)))


def content(begun: Interaction) -> str:
    assert begun.source is not None
    return str(begun.source["content"])


# ── one step ──


@pytest.mark.parametrize(
    ("step", "kind", "old", "new"),
    [
        (respond, CHANNEL_MESSAGE, "the old text", ["new"]),
        (update, UPDATE_MESSAGE, "changed", []),
        (show_modal, MODAL, "the old text", []),
        (defer_update, DEFERRED_UPDATE_MESSAGE, "the old text", []),
    ],
)
async def test_one_step_is_an_answer_and_nothing_need_be_returned(
    step: Step, kind: int, old: str, new: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_bot()
    begun = await use(step, bot)

    assert (begun.callback_type, content(begun), texts(begun)) == (kind, old, new)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    assert bot.requests == []


async def test_a_reply_is_a_new_message_with_the_fields_beside_it() -> None:
    begun = await use(lambda ctx: ctx.respond(Reply("new"), ephemeral=True))

    assert (texts(begun), begun.is_ephemeral) == (["new"], True)


@pytest.mark.parametrize(
    "step",
    [
        lambda ctx: ctx.update("changed", embeds=[Embed(title="A box")]),
        lambda ctx: ctx.update(Update("changed", embeds=[Embed(title="A box")])),
        lambda ctx: ctx.update(Update("changed"), embeds=[Embed(title="A box")]),
    ],
    ids=["in fields", "as a whole", "both"],
)
async def test_an_update_may_be_given_in_fields_or_as_a_whole(step: Step) -> None:
    begun = await use(step)

    assert begun.source is not None
    assert (content(begun), begun.source["embeds"][0]["title"]) == ("changed", "A box")
    assert begun.source["components"]


async def test_an_update_to_none_clears_and_what_is_left_out_stays() -> None:
    begun = await use(lambda ctx: ctx.update(None, embeds=[Embed(title="A box")]))

    assert begun.source is not None
    assert (content(begun), len(begun.source["components"])) == ("", 1)


async def test_the_handler_sees_the_message_that_carries_its_component() -> None:
    seen: list[str] = []

    async def handler(ctx: ComponentContext) -> str:
        seen.append(ctx.message.content)
        return "new"

    await use(handler)

    assert seen == ["the old text"]


# ── returning is answering ──


@pytest.mark.parametrize(
    ("answer", "kind", "old", "new"),
    [
        ("new", CHANNEL_MESSAGE, "the old text", ["new"]),
        (Reply("new"), CHANNEL_MESSAGE, "the old text", ["new"]),
        (Update("changed"), UPDATE_MESSAGE, "changed", []),
        (FORM, MODAL, "the old text", []),
        (None, DEFERRED_UPDATE_MESSAGE, "the old text", []),
    ],
    ids=["str", "Reply", "Update", "Modal", "None"],
)
async def test_returning_is_answering_and_nothing_acknowledges_silently(
    answer: Any, kind: int, old: str, new: list[str]
) -> None:
    async def handler(ctx: ComponentContext) -> Any:
        return answer

    begun = await use(handler)

    assert (begun.callback_type, content(begun), texts(begun)) == (kind, old, new)


@pytest.mark.parametrize(
    ("step", "answer", "old", "new"),
    [
        (defer_update, "new", "the old text", ["new"]),
        (defer_update, Update("changed"), "changed", []),
        (defer_update, None, "the old text", []),
        (defer, "new", "the old text", ["new"]),
    ],
)
async def test_what_is_returned_behind_a_deferral_completes_it(
    step: Step, answer: Any, old: str, new: list[str]
) -> None:
    async def handler(ctx: ComponentContext) -> Any:
        await step(ctx)
        await asyncio.sleep(60)
        return answer

    begun = await use(handler)

    assert (content(begun), texts(begun)) == (old, new)


async def test_who_defers_a_new_message_and_returns_nothing_has_not_answered() -> None:
    caught: list[ResponseError] = []

    async def handler(ctx: ComponentContext) -> None:
        await ctx.defer()
        try:
            await ctx.finish(None)
        except ResponseError as error:
            caught.append(error)
            raise

    begun = await use(handler)

    assert isinstance(caught[0], AnswerMissing)
    assert texts(begun)[0].startswith("This ended without an answer")


# ── two steps ──

ONE_AFTER_THE_OTHER = [
    (respond, respond, AlreadyResponded),
    (respond, update, AlreadyResponded),
    (respond, defer, AlreadyResponded),
    (respond, defer_update, AlreadyResponded),
    (respond, show_modal, AlreadyResponded),
    (update, respond, AlreadyResponded),
    (update, update, AlreadyResponded),
    (update, show_modal, AlreadyResponded),
    (show_modal, respond, AlreadyResponded),
    (show_modal, defer_update, AlreadyResponded),
    (show_modal, show_modal, AlreadyResponded),
    (defer, defer, AlreadyResponded),
    (defer, defer_update, AlreadyResponded),
    (defer_update, defer, AlreadyResponded),
    (defer_update, defer_update, AlreadyResponded),
    (defer, show_modal, AnswerInvalid),
    (defer_update, show_modal, AnswerInvalid),
    (defer, update, AnswerInvalid),
]


@pytest.mark.parametrize(("first", "second", "kind"), ONE_AFTER_THE_OTHER)
async def test_a_second_answer_is_refused_and_changes_nothing(
    first: Step, second: Step, kind: type[ResponseError]
) -> None:
    bot = given_bot()
    caught: list[Exception] = []

    async def handler(ctx: ComponentContext) -> str | None:
        await first(ctx)
        try:
            await second(ctx)
        except ResponseError as error:
            caught.append(error)
        return "new" if first is defer else None

    begun = await use(handler, bot)

    assert [type(error) for error in caught] == [kind]
    assert texts(begun) == (["new"] if first in (respond, defer) else [])
    assert content(begun) == ("changed" if first is update else "the old text")
    assert (bot.discord.violations, bot.discord.double_answers) == ([], [])


async def test_the_answer_that_follows_a_returned_one_is_told_apart_from_it() -> None:
    caught: list[AlreadyResponded] = []

    async def handler(ctx: ComponentContext) -> None:
        await ctx.update("changed")
        try:
            await ctx.finish(Update("again"))
        except AlreadyResponded as error:
            caught.append(error)

    begun = await use(handler)

    assert content(begun) == "changed"
    assert (caught[0].attempted, caught[0].first) == ("the returned Update", "ctx.update()")


async def test_nothing_is_an_answer_only_once() -> None:
    caught: list[str] = []

    async def handler(ctx: ComponentContext) -> None:
        await ctx.finish(None)
        with pytest.raises(AlreadyResponded) as error:
            await ctx.respond("new")
        caught.append(error.value.first)

    await use(handler)

    assert caught == ["the silent acknowledgement"]


# ── what Discord refuses ──


async def test_an_update_that_discord_refused_behind_a_deferral_may_be_mended() -> None:
    bot = given_bot()
    bot.discord.faults.add("PATCH", "*/@original", status=400, body={"code": 50035, "message": "Invalid Form Body"})

    async def handler(ctx: ComponentContext) -> Update:
        await ctx.defer_update()
        with pytest.raises(BadRequest):
            await ctx.update("wrong")
        return Update("changed")

    begun = await use(handler, bot)

    assert content(begun) == "changed"
    assert sent(bot) == [("PATCH", "/messages/@original")] * 2


async def test_an_update_that_was_given_up_behind_a_deferral_may_be_given_again() -> None:
    bot = given_bot()
    bot.discord.webhook_lag = 4.0

    async def handler(ctx: ComponentContext) -> Update:
        await ctx.defer_update()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await ctx.update("first try")
        return Update("changed")

    assert content(await use(handler, bot)) == "changed"


async def test_a_new_message_behind_a_deferred_update_that_discord_refused_may_be_mended() -> None:
    bot = given_bot()
    bot.discord.faults.add("POST", "/webhooks/*", status=400, body={"code": 50035, "message": "Invalid Form Body"})

    async def handler(ctx: ComponentContext) -> str:
        await ctx.defer_update()
        with pytest.raises(BadRequest):
            await ctx.respond("wrong")
        return "new"

    begun = await use(handler, bot)

    assert (content(begun), texts(begun)) == ("the old text", ["new"])
