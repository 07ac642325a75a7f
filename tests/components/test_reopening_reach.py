"""A form that is sent again, and what it came from is gone, too old, or out of reach: nobody loses his answer."""

import asyncio
import logging
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest

from app.bot import Bot
from app.command_errors import FormInvalid
from app.components.form import Form
from app.components.modal import ModalHandler
from app.components.reopening import Kept
from app.context.command import CommandContext
from app.context.modal import ModalContext, Refusal
from app.errors import StoreError
from app.models.base import Snowflake
from app.models.button import Button
from app.models.component import ActionRow, Label
from app.models.display import TextDisplay
from app.models.embed import Embed
from app.models.modal import Modal
from app.models.response import Update
from app.models.select import UserSelect
from app.models.user import User
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from app.testing import Result, TestBot
from tests.components.forms import Age
from tests.components.processes import given_process, start_another
from tests.components.reopened import (
    AGAIN,
    NO_NUMBER,
    Answer,
    declare,
    given_form,
    is_clean,
    mended,
    refused,
    visible,
)
from tests.given import newest

GONE_BY_NOW = "What you entered is kept no more. Please fill in the form again."
FAILED = "Something went wrong."
UNKNOWN = {"code": 10008, "message": "Unknown Message"}


async def updates(ctx: ModalContext, form: Age) -> Update:
    return Update(f"{ctx.message and ctx.message.content} {form.age}")


async def says(ctx: ModalContext, form: Age) -> str:
    return f"Age: {form.age}."


def delete(bot: TestBot, shown: Result) -> None:
    """Let a moderator delete a message."""
    assert shown.message is not None
    del bot.discord.world.messages[shown.message.id]


class Away(MemoryBackend):
    """A store that can be out of reach."""

    is_away = False

    async def read(self, key: str) -> bytes | None:
        if self.is_away and key.startswith("postern:form:"):
            raise StoreError("the store cannot be reached")
        return await super().read(key)


async def test_where_the_message_is_gone_its_change_takes_the_place_of_the_refusal(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = given_form(updates)
    panel = await bot.slash("panel")
    told = await refused(panel)
    delete(bot, panel)
    done = await mended(told)

    assert visible(bot) == ["The panel. 30"]
    assert (done.content, done.ephemeral, list(done.components)) == ("The panel. 30", True, [])
    (line,) = caplog.messages
    assert line.startswith("modal tell: what changes the form's message changes its refusal instead: ")
    assert is_clean(bot)


@pytest.mark.parametrize("code", [10008, 10015, 50027])
async def test_so_it_is_where_the_message_goes_while_the_handler_runs(
    code: int, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_form(updates)
    told = await refused(await bot.slash("panel"))
    path = "/webhooks/*/@original"
    status = 401 if code == 50027 else 404
    # 10015 is taken for a token that Discord does not know yet, for a while.
    times = 1 if code != 10015 else 8
    bot.discord.faults.add("PATCH", path, times=times, status=status, body={"code": code, "message": "Gone"})
    await mended(told)

    assert visible(bot) == ["The panel.", "The panel. 30"]
    assert any("is out of reach, its refusal is changed" in line for line in caplog.messages)
    assert is_clean(bot)


async def test_where_it_is_gone_and_nothing_changes_it_the_refusal_goes_all_the_same() -> None:
    bot = given_form(says)
    panel = await bot.slash("panel")
    told = await refused(panel)
    delete(bot, panel)
    await mended(told)

    assert visible(bot) == ["Age: 30."]


async def test_a_message_is_out_of_reach_a_quarter_of_an_hour_after_the_first_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = given_form(updates)
    told = await refused(await bot.slash("panel"))
    await asyncio.sleep(800)
    told = await mended(told, "older")
    await asyncio.sleep(200)
    await mended(told)

    assert visible(bot) == ["The panel.", "The panel. 30"]
    assert "Invalid Webhook Token" in caplog.text
    assert is_clean(bot)


@pytest.mark.parametrize(
    "slowness", [{"delay": 60.0}, {"status": 500, "times": None}, {"breaks": True}, {"status": 403}]
)
async def test_where_the_message_cannot_be_read_in_time_it_is_as_it_was(slowness: dict[str, float]) -> None:
    bot = given_form(updates)
    told = await refused(await bot.slash("panel"))
    bot.discord.faults.add("GET", "/webhooks/*/@original", **slowness)  # type: ignore[arg-type]
    await mended(told)

    assert visible(bot) == ["The panel. 30"]
    assert is_clean(bot)


async def test_what_is_kept_no_more_cannot_be_opened_again() -> None:
    bot = given_form(updates)
    told = await refused(await bot.slash("panel"))
    await asyncio.sleep(901)
    over = await told.click(AGAIN)

    assert (over.content, over.ephemeral) == (GONE_BY_NOW, True)


async def test_a_form_that_is_sent_after_that_time_changes_its_refusal(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app.components.reopening")
    bot = given_form(updates)
    opened = await (await refused(await bot.slash("panel"))).click(AGAIN)
    await asyncio.sleep(901)
    done = await opened.submit(age="30")

    assert visible(bot) == ["The panel.", f"{NO_NUMBER} 30"]
    assert done.ephemeral
    assert caplog.messages == ["modal tell: a form was sent again after its time, and changes its refusal"]


@pytest.mark.parametrize(("answer", "said"), [(says, "Age: 30."), (updates, FAILED)])
async def test_one_that_a_command_opened_has_no_message_after_that_time_either(answer: Answer, said: str) -> None:
    bot = given_form(answer)
    opened = await (await refused(bot)).click(AGAIN)
    await asyncio.sleep(901)
    done = await opened.submit(age="30")

    assert done.content.startswith(said)
    assert visible(bot)[0] == NO_NUMBER


async def test_where_the_store_is_out_of_reach_the_refusal_is_changed(caplog: pytest.LogCaptureFixture) -> None:
    backend = Away()
    bot, _ = given_process(lambda made: None, Store(backend))
    declare(bot, updates)
    opened = await (await refused(await bot.slash("panel"))).click(AGAIN)
    backend.is_away = True
    await opened.submit(age="30")

    assert visible(bot) == ["The panel.", f"{NO_NUMBER} 30"]
    assert "modal tell: the store cannot be reached" in caplog.messages


async def test_another_process_that_shares_the_store_changes_the_message() -> None:
    bot, store = given_process(lambda made: None)
    declare(bot, updates)
    opened = await (await refused(await bot.slash("panel"))).click(AGAIN)
    start_another(bot, lambda made: None, store)
    declare(bot, updates)
    await opened.submit(age="30")

    assert visible(bot) == ["The panel. 30"]
    assert is_clean(bot)


async def test_a_form_that_was_changed_meanwhile_opens_with_what_still_fits() -> None:
    class Older(Form):
        name: str
        gone: str
        size: str
        who: Annotated[list[User], Label("Who?", UserSelect(max_values=3))]
        age: int

    class Newer(Form):
        name: str
        size: Literal["small", "large"]
        who: User

    def code(form: type[Form]) -> Callable[[Bot], None]:
        async def tell(ctx: ModalContext, form: Any) -> None:
            return None

        def declares(bot: Bot) -> None:
            tell.__annotations__["form"] = form
            handler: ModalHandler[Any, ..., Any] = bot.modal(title="Form", name="tell")(tell)

            @bot.slash_command("ask", description="Open the form.")
            async def ask(ctx: CommandContext) -> Modal:
                return handler.modal()

        return declares

    bot, store = given_process(code(Older))
    people = [bot.actor("Ida"), bot.actor("Jan")]
    told = await (await bot.slash("ask")).submit(name="Ada", gone="x", size="huge", who=people, age="old")
    start_another(bot, code(Newer), store)
    opened = await told.click(AGAIN)

    assert opened.modal is not None
    assert opened.modal.values == {"name": "Ada", "size": None, "who": []}


@pytest.mark.parametrize("answer", [updates, says])
async def test_a_refusal_that_cannot_be_deleted_takes_nothing_away(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_form(answer)
    told = await refused(await bot.slash("panel"))
    bot.discord.faults.add("DELETE", "/webhooks/*", status=403, body={"code": 50001, "message": "Missing Access"})
    await mended(told)

    assert NO_NUMBER in visible(bot)
    assert visible(bot)[0 if answer is updates else -1] == ("The panel. 30" if answer is updates else "Age: 30.")
    assert [line.partition(": ")[2].startswith("what refused the form before stays") for line in caplog.messages] == [
        True
    ]


@pytest.mark.parametrize("answer", [updates, says])
async def test_a_refusal_that_the_user_has_dismissed_is_no_matter(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_form(answer)
    told = await refused(await bot.slash("panel"))
    opened = await told.click(AGAIN)
    delete(bot, told)
    await opened.submit(age="30")

    assert visible(bot) == (["The panel. 30"] if answer is updates else ["The panel.", "Age: 30."])
    assert caplog.messages == []


async def test_a_change_that_discord_refuses_was_not_taken_and_can_be_sent_once_more() -> None:
    bot = given_form(updates)
    told = await refused(await bot.slash("panel"))
    bot.discord.faults.add("PATCH", "/webhooks/*", status=400, body={"code": 50035, "message": "Invalid Form Body"})
    failed = await mended(told)

    assert failed.content.startswith(FAILED)
    assert visible(bot) == ["The panel.", failed.content]
    await mended(failed)
    assert visible(bot) == ["The panel. 30"]


async def test_where_the_acknowledgement_is_refused_the_refusal_itself_is_the_answer() -> None:
    bot = given_form(updates, host="freezes", background="callback")
    panel = await bot.slash("panel")
    opened = await panel.click("Open")
    bot.discord.faults.add("POST", "/interactions/*", status=400, body={"code": 50035, "message": "Invalid Form Body"})
    told = await opened.submit(age="old")
    assert (told.content, told.ephemeral) == (NO_NUMBER, True)
    assert newest(bot).callback_type == 4
    await mended(told)

    assert visible(bot) == ["The panel.", "The panel. 30"]
    assert is_clean(bot)


async def test_what_was_refused_behind_another_answer_cannot_reach_the_message() -> None:
    async def answers_first(ctx: ModalContext, form: Age) -> Update | None:
        if form.age < 0:
            await ctx.respond("One moment.")
            raise FormInvalid({"age": "Too young."})
        return await updates(ctx, form)

    bot = given_form(answers_first)
    opened = await (await bot.slash("panel")).click("Open")
    told = await opened.submit(age="-1")
    assert told.texts() == ["One moment.", "Too young."]
    await mended(told.followups[0])

    assert visible(bot) == ["The panel.", "One moment.", "The panel. 30"]
    assert is_clean(bot)


@pytest.mark.parametrize(
    ("update", "content", "kinds"),
    [
        (Update("Done."), "Done.", []),
        (Update(embeds=[Embed(description="Done.")]), "", []),
        (Update("Done.", components=[ActionRow(Button(label="More", custom_id="more"))]), "Done.", [1]),
        (Update(components=[ActionRow(Button(label="More", custom_id="more"))]), "", [1]),
        (Update(components=[TextDisplay("Done.")]), "Done.", [10]),
        (Update(allowed_mentions=None), NO_NUMBER, []),
    ],
    ids=["text", "embed", "text and button", "button", "components", "nothing"],
)
async def test_what_takes_the_place_of_a_refusal_leaves_nothing_of_it(
    update: Update, content: str, kinds: list[int]
) -> None:
    async def gives(ctx: ModalContext, form: Age) -> Update:
        return update

    bot = given_form(gives)
    panel = await bot.slash("panel")
    told = await refused(panel)
    delete(bot, panel)
    await mended(told)

    assert told.content == content
    assert [int(one.type) for one in told.components] == kinds


@pytest.mark.parametrize(
    "custom_id", ["postern.again", "postern.again:", "postern.again:0abc:x", "postern.again:0abc", "not:postern.again"]
)
async def test_a_message_that_only_looks_like_a_refusal_is_none(custom_id: str) -> None:
    bot = given_form(updates)
    panel = await bot.slash("panel")
    assert panel.message is not None
    button = {"type": 2, "style": 1, "label": "More", "custom_id": custom_id, "id": 9}
    bot.discord.world.messages[panel.message.id]["components"][0]["components"].append(button)
    await (await panel.click("Open")).submit(age="30")

    assert visible(bot) == ["The panel. 30"]


async def test_discord_may_know_the_acknowledgement_late() -> None:
    bot = given_form(updates)
    panel = await bot.slash("panel")
    bot.discord.webhook_lag = 2.0
    await mended(await refused(panel))

    assert visible(bot) == ["The panel. 30"]


async def test_no_token_is_printed_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bot = given_form(updates)
    panel = await bot.slash("panel")
    told = await refused(panel)
    delete(bot, panel)
    await mended(told)
    kept = Kept(custom_id="tell:1", values={}, token="first", source_token="second")
    printed = repr(kept) + repr(Refusal(Snowflake(1), "first", "second"))

    assert "first" not in printed
    assert "second" not in printed
    assert not [one for one in bot.discord.interactions.values() if one.token in caplog.text]
