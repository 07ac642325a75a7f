"""A form that is sent again acts as it would have the first time: on the message it came from, not on its refusal."""

import asyncio

import pytest

from app.checks.base import check
from app.checks.guards import invoker_only, once
from app.command_errors import FormInvalid
from app.context.base import Context
from app.context.modal import ModalContext
from app.models.component import ActionRow
from app.models.embed import Embed
from app.models.message import Message
from app.models.response import Reply, Update
from tests.components.forms import Age
from tests.components.reopened import (
    AGAIN,
    NO_NUMBER,
    Answer,
    given_form,
    is_clean,
    mended,
    refused,
    visible,
)
from tests.given import newest

FAILED = "Something went wrong."
HOSTS = [("stays", "task"), ("waits", "inline"), ("freezes", "callback"), ("buffers", "callback")]


async def updates(ctx: ModalContext, form: Age) -> Update:
    return Update(f"Age: {form.age}.")


async def updates_later(ctx: ModalContext, form: Age) -> Update:
    await asyncio.sleep(5)
    return Update(f"Age: {form.age}.")


async def updates_and_edits(ctx: ModalContext, form: Age) -> None:
    await ctx.update("Thinking.")
    assert (await ctx.original()).content == "Thinking."
    await ctx.edit(f"Age: {form.age}.")


async def defers_and_edits(ctx: ModalContext, form: Age) -> None:
    await ctx.defer_update()
    await asyncio.sleep(5)
    await ctx.edit(f"Age: {form.age}.")


async def edits_when_it_has_ended(ctx: ModalContext, form: Age) -> None:
    async def later() -> None:
        await asyncio.sleep(1)
        await ctx.edit(f"Age: {form.age}.")

    ctx.task = asyncio.create_task(later())  # type: ignore[attr-defined]


@pytest.mark.parametrize(("host", "background"), HOSTS)
@pytest.mark.parametrize("answer", [updates, updates_later, updates_and_edits, defers_and_edits])
async def test_what_changes_a_message_changes_that_of_the_first_time(
    answer: Answer, host: str, background: str
) -> None:
    bot = given_form(answer, host=host, background=background)
    panel = await bot.slash("panel")
    await mended(await refused(panel))

    assert visible(bot) == ["Age: 30."]
    assert panel.content == "Age: 30."
    assert is_clean(bot)


async def test_what_goes_on_behind_the_handler_changes_it_too() -> None:
    bot = given_form(edits_when_it_has_ended)
    await mended(await refused(await bot.slash("panel")))
    assert visible(bot) == ["The panel."]
    await asyncio.sleep(2)

    assert visible(bot) == ["Age: 30."]


async def says(ctx: ModalContext, form: Age) -> str:
    return f"Age: {form.age}."


async def says_later(ctx: ModalContext, form: Age) -> str:
    await asyncio.sleep(5)
    return f"Age: {form.age}."


async def replies(ctx: ModalContext, form: Age) -> Reply:
    return Reply("", embeds=[Embed(description="Noted.")], ephemeral=True)


async def responds_and_edits(ctx: ModalContext, form: Age) -> None:
    await ctx.respond("Thinking.")
    await ctx.edit(f"Age: {form.age}.")


async def follows_up(ctx: ModalContext, form: Age) -> None:
    await ctx.defer_update()
    await ctx.followup(f"Age: {form.age}.")


@pytest.mark.parametrize(("host", "background"), HOSTS)
@pytest.mark.parametrize(
    ("answer", "from_command"),
    [
        *((answer, origin) for answer in (says, says_later, replies, responds_and_edits) for origin in (False, True)),
        (follows_up, False),
    ],
)
async def test_what_is_a_new_message_the_first_time_is_one_again(
    answer: Answer, from_command: bool, host: str, background: str
) -> None:
    bot = given_form(answer, host=host, background=background)
    told = await mended(await refused(bot if from_command else await bot.slash("panel")))

    said = "" if answer is replies else "Age: 30."
    assert visible(bot) == ([said] if from_command else ["The panel.", said])
    assert (told.content, told.ephemeral) == (said, answer is replies)
    assert is_clean(bot)


async def nothing(ctx: ModalContext, form: Age) -> None:
    return None


async def nothing_for_long(ctx: ModalContext, form: Age) -> None:
    await asyncio.sleep(5)


async def deletes(ctx: ModalContext, form: Age) -> None:
    await ctx.defer_update()
    await ctx.delete()


@pytest.mark.parametrize("answer", [nothing, nothing_for_long])
async def test_none_acknowledges_silently_and_the_refusal_goes(answer: Answer) -> None:
    bot = given_form(answer)
    told = await mended(await refused(await bot.slash("panel")))

    assert visible(bot) == told.texts() == ["The panel."]
    assert is_clean(bot)


async def test_what_deletes_the_answer_deletes_the_message_as_it_would_have() -> None:
    bot = given_form(deletes)
    await mended(await refused(await bot.slash("panel")))

    assert visible(bot) == []


@pytest.mark.parametrize("from_command", [False, True], ids=["from a message", "from a command"])
@pytest.mark.parametrize("answer", [updates_later, says_later, nothing_for_long])
async def test_it_is_deferred_as_it_was_the_first_time(answer: Answer, from_command: bool) -> None:
    kinds = []
    for is_again in (False, True):
        bot = given_form(answer)
        source = bot if from_command else await bot.slash("panel")
        if is_again:
            await mended(await refused(source))
        else:
            opened = await (bot.slash("ask") if from_command else source.click("Open"))  # type: ignore[union-attr]
            await opened.submit(age="30")
        kinds.append(newest(bot).callback_type)

    assert kinds[0] == kinds[1]


async def test_the_message_is_that_of_the_first_time_as_it_stands_now() -> None:
    seen: list[Message | None] = []

    async def looks(ctx: ModalContext, form: Age) -> Update:
        seen.append(ctx.message)
        assert ctx.message is not None
        return Update(f"{ctx.message.content} {form.age}")

    bot = given_form(looks)
    panel = await bot.slash("panel")
    told = await refused(panel)
    await (await panel.click("Open", by=bot.actor("Ida"))).submit(age="40")
    await mended(told)

    assert visible(bot) == ["The panel. 40 30"]
    assert [message and message.jump_url for message in seen] == [panel.message and panel.message.jump_url] * 2
    assert [message and len(message.components) for message in seen] == [1, 1]


async def test_a_form_that_a_command_opened_has_no_message_again_and_can_change_none() -> None:
    async def looks(ctx: ModalContext, form: Age) -> Update:
        assert ctx.message is None
        assert ctx.interaction.message is None
        return Update("Changed.")

    bot = given_form(looks)
    first = await (await bot.slash("ask")).submit(age="30")
    again = await mended(await refused(bot))

    assert first.content.startswith(FAILED)
    assert again.content.startswith(FAILED)
    # It was not taken, and can be mended once more.
    assert visible(bot) == [first.content, again.content]
    assert (await again.click(AGAIN)).modal is not None


async def test_guards_look_at_the_message_of_the_first_time() -> None:
    bot = given_form(updates, invoker_only, once)
    told = await refused(await bot.slash("panel"))
    again = await told.click(AGAIN)
    await again.submit(age="30")

    assert visible(bot) == ["Age: 30."]


async def test_one_use_of_the_message_is_one_use() -> None:
    async def says_it(ctx: ModalContext, form: Age) -> str:
        return "Noted."

    bot = given_form(says_it, once)
    panel = await bot.slash("panel")
    told = await refused(panel)
    await (await panel.click("Open")).submit(age="40")

    assert (await mended(told)).content == "This can be used only once, and it has been."
    assert NO_NUMBER not in visible(bot)


@pytest.mark.parametrize(("host", "background"), HOSTS)
@pytest.mark.parametrize("from_command", [False, True], ids=["from a message", "from a command"])
async def test_it_is_refused_as_often_as_it_is_wrong_and_the_newest_refusal_stands_alone(
    from_command: bool, host: str, background: str
) -> None:
    bot = given_form(says if from_command else updates, host=host, background=background)
    told = await refused(bot if from_command else await bot.slash("panel"))
    kept = ([] if from_command else ["The panel."]) + [NO_NUMBER]
    for age in ("older", "oldest"):
        opened = await told.click(AGAIN)
        told = await opened.submit(age=age)
        assert (told.content, told.ephemeral) == (NO_NUMBER, True)
        assert visible(bot) == kept
        reopened = await told.click(AGAIN)
        assert reopened.modal is not None
        assert reopened.modal.values["age"] == age
    await mended(told)

    assert visible(bot) == ["Age: 30."]
    assert is_clean(bot)


async def test_one_that_is_refused_slowly_is_refused_again_too() -> None:
    async def refuses_slowly(ctx: ModalContext, form: Age) -> Update:
        await asyncio.sleep(5)
        if form.age < 0:
            raise FormInvalid({"age": "Too young."})
        return Update(f"Age: {form.age}.")

    bot = given_form(refuses_slowly)
    told = await (await (await bot.slash("panel")).click("Open")).submit(age="-1")
    told = await mended(told, "-2")
    assert visible(bot) == ["The panel.", "Too young."]
    await mended(told)

    assert visible(bot) == ["Age: 30."]
    assert is_clean(bot)


async def test_two_forms_that_are_open_at_once_both_count() -> None:
    ages: list[int] = []

    async def counts(ctx: ModalContext, form: Age) -> Update:
        ages.append(form.age)
        return Update(f"Ages: {ages}.")

    bot = given_form(counts)
    told = await refused(await bot.slash("panel"))
    one, other = await asyncio.gather(told.click(AGAIN), told.click(AGAIN))
    await asyncio.gather(one.submit(age="30"), other.submit(age="40"))

    assert visible(bot) == [f"Ages: {ages}."]
    assert sorted(ages) == [30, 40]
    assert is_clean(bot)


async def test_one_that_is_refused_for_another_reason_can_be_sent_once_more() -> None:
    def is_open(ctx: Context) -> bool:
        return not closed

    closed: list[bool] = []
    bot = given_form(updates, check(is_open, message="Closed."))
    told = await refused(await bot.slash("panel"))
    closed.append(True)
    told = await mended(told)
    assert visible(bot) == ["The panel.", "Closed."]
    closed.clear()
    await mended(told)

    assert visible(bot) == ["Age: 30."]


async def test_a_message_of_components_stays_one() -> None:
    async def rows(ctx: ModalContext, form: Age) -> Update:
        assert ctx.message is not None
        held = ctx.message.components
        assert all(isinstance(row, ActionRow) for row in held)
        return Update.disabled(ctx.message, f"Age: {form.age}.")

    bot = given_form(rows)
    panel = await bot.slash("panel")
    await mended(await refused(panel))

    assert panel.content == "Age: 30."
    with pytest.raises(ValueError, match="disabled"):
        await panel.click("Open")
