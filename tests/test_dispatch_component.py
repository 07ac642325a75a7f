"""Components and forms that the code does not have: whatever the bot's error handlers answer them with."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.command_errors import CommandError
from app.context.component import ComponentContext, UpdatingContext
from app.context.modal import ModalContext
from app.errors import ComponentNotFound
from app.models.display import TextDisplay
from app.models.embed import Embed
from app.models.file import File
from app.models.modal import Modal
from app.models.response import Reply, Update
from app.simulator.interaction import Interaction
from app.simulator.rules import (
    CHANNEL_MESSAGE,
    DEFERRED_CHANNEL_MESSAGE,
    DEFERRED_UPDATE_MESSAGE,
    IS_COMPONENTS_V2,
    MODAL,
    UPDATE_MESSAGE,
)
from app.testing import TestBot, virtual_time
from tests.context.clicks import answered, click, place_message, shown, submit, texts
from tests.given import given_bot, sent

HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]
GONE = "This message is from an older version of the bot. Ask for a new one and try again."
FORM = Modal("form:1", "A form", [TextDisplay(content="Read this.")])
KINDS = ["component", "form", "form of a command"]

Handler = Callable[[Any], Awaitable[object]]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


async def use(bot: TestBot, handler: Handler | None, kind: str = "component", **message: Any) -> Interaction:
    """Let this handle what is unknown, and use a component or send a form that is."""
    if handler is not None:

        @bot.bot.on_error(ComponentNotFound)
        async def handles(ctx: Any, error: ComponentNotFound) -> Any:
            return await handler(ctx)

    source = None if kind == "form of a command" else place_message(bot, **message)
    begun = click(bot, source) if kind == "component" and source else submit(bot, source)
    return await answered(bot, begun)


def returns(answer: object, after: float = 0.0) -> Handler:
    async def handler(ctx: Any) -> object:
        await asyncio.sleep(after)
        return answer

    return handler


def source(begun: Interaction) -> dict[str, Any]:
    assert begun.source is not None
    return begun.source


# ── without a handler ──


@pytest.mark.parametrize("kind", KINDS)
async def test_the_user_is_told_privately_and_the_message_stays(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    begun = await use(given_bot(), None, kind)

    assert texts(begun) == [GONE]
    assert shown(begun)[0]["flags"] & 64
    assert begun.source is None or begun.source["content"] == "the old text"
    assert [record.getMessage() for record in caplog.records] == [
        "drift between Discord and the code: no handler for the custom_id of 'gone': no handler has this name"
    ]


# ── what it may be answered with ──


@pytest.mark.parametrize(("host", "background"), HOSTS)
@pytest.mark.parametrize("after", [0.0, 1.999, 2.0, 2.001, 10.0])
@pytest.mark.parametrize("kind", KINDS[:2])
async def test_an_update_changes_the_message_in_time_and_behind_the_deferral(
    kind: str, after: float, host: Any, background: Any
) -> None:
    bot = given_bot(host=host, background=background)
    begun = await use(bot, returns(Update("the new text"), after), kind)

    assert (source(begun)["content"], shown(begun)) == ("the new text", [])
    assert source(begun)["components"]
    assert begun.callback_type in {UPDATE_MESSAGE, DEFERRED_UPDATE_MESSAGE}
    assert after == 2.0 or begun.callback_type == (UPDATE_MESSAGE if after < 2 else DEFERRED_UPDATE_MESSAGE)
    assert (bot.discord.violations, bot.discord.double_answers) == ([], [])
    assert background == "task" or bot.left_behind == []


@pytest.mark.parametrize(("host", "background"), HOSTS)
@pytest.mark.parametrize("after", [0.0, 10.0])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ephemeral", [False, True])
async def test_a_reply_is_a_new_message_as_private_as_it_says(
    ephemeral: bool, kind: str, after: float, host: Any, background: Any
) -> None:
    bot = given_bot(host=host, background=background)
    begun = await use(bot, returns(Reply("new", ephemeral=ephemeral), after), kind)

    assert texts(begun) == ["new"]
    assert bool(shown(begun)[0]["flags"] & 64) == ephemeral
    assert begun.source is None or begun.source["content"] == "the old text"
    late = DEFERRED_CHANNEL_MESSAGE if kind == "form of a command" else DEFERRED_UPDATE_MESSAGE
    assert begun.callback_type == (late if after else CHANNEL_MESSAGE)
    assert background == "task" or bot.left_behind == []


async def test_a_form_may_be_opened_at_once() -> None:
    begun = await use(given_bot(), returns(FORM))

    assert begun.callback_type == MODAL
    assert begun.modal is not None
    assert begun.modal["title"] == "A form"


@pytest.mark.parametrize("kind", KINDS[1:])
async def test_a_form_cannot_open_another_one_and_the_log_says_what_it_may_do(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    begun = await use(given_bot(), returns(FORM), kind)

    assert texts(begun)[0].startswith("Something went wrong")
    assert "the returned Modal is a modal, which a modal" in caplog.text
    assert "allowed are a message, a deferred message" in caplog.text


async def test_a_form_that_comes_too_late_is_an_error_that_says_so(caplog: pytest.LogCaptureFixture) -> None:
    begun = await use(given_bot(), returns(FORM, after=2.5))

    assert texts(begun)[0].startswith("Something went wrong")
    assert "the returned Modal is a modal, and came after the automatic deferral" in caplog.text
    assert source(begun)["content"] == "the old text"


async def test_a_form_of_a_command_has_no_message_to_change(caplog: pytest.LogCaptureFixture) -> None:
    begun = await use(given_bot(), returns(Update("the new text")), "form of a command")

    assert texts(begun)[0].startswith("Something went wrong")
    assert "which a modal that no component opened cannot be answered with" in caplog.text


@pytest.mark.parametrize("answer", [7, ["hello"], {"content": "hello"}])
async def test_what_is_no_answer_is_an_error(answer: object, caplog: pytest.LogCaptureFixture) -> None:
    begun = await use(given_bot(), returns(answer))

    assert texts(begun)[0].startswith("Something went wrong")
    assert f"component 'gone' returned a {type(answer).__name__}, which is no answer" in caplog.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("after", [0.0, 3.0])
async def test_who_returns_nothing_leaves_the_sentence(after: float, kind: str) -> None:
    begun = await use(given_bot(), returns(None, after), kind)

    assert texts(begun) == [GONE]
    assert shown(begun)[0]["flags"] & 64


# ── what they may hold ──


@pytest.mark.parametrize("after", [0.0, 10.0])
@pytest.mark.parametrize("size", [100, 100_000, 3_000_000])
async def test_an_update_may_bring_files_of_every_size(size: int, after: float) -> None:
    bot = given_bot()
    embed = Embed(title="A box")
    begun = await use(bot, returns(Update(embeds=[embed], files=[File("a.bin", bytes(size))]), after))

    assert [file["size"] for file in source(begun)["attachments"]] == [size]
    assert (source(begun)["content"], source(begun)["embeds"][0]["title"]) == ("the old text", "A box")
    if not after:
        assert begun.callback_type == (DEFERRED_UPDATE_MESSAGE if size > 2_000_000 else UPDATE_MESSAGE)
        assert begun.answered_by == ("callback" if size == 100_000 else "response")
    assert bot.discord.violations == []


@pytest.mark.parametrize("after", [0.0, 10.0])
@pytest.mark.parametrize("size", [100, 100_000, 3_000_000])
async def test_a_private_reply_may_bring_files_of_every_size(size: int, after: float) -> None:
    begun = await use(given_bot(), returns(Reply("x", files=[File("a.bin", bytes(size))], ephemeral=True), after))
    (message,) = shown(begun)

    assert [file["size"] for file in message["attachments"]] == [size]
    assert message["flags"] & 64
    assert source(begun)["attachments"] == []


@pytest.mark.parametrize("after", [0.0, 10.0])
async def test_components_that_make_up_the_message_take_the_place_of_its_text(after: float) -> None:
    begun = await use(given_bot(), returns(Update(components=[TextDisplay(content="all of it")]), after))

    assert source(begun)["flags"] & IS_COMPONENTS_V2
    assert source(begun)["content"] == ""
    assert source(begun)["components"][0]["content"] == "all of it"


@pytest.mark.parametrize("after", [0.0, 10.0])
async def test_a_reply_may_be_made_up_of_components(after: float) -> None:
    begun = await use(given_bot(), returns(Reply(components=[TextDisplay(content="all of it")]), after))
    (message,) = shown(begun)

    assert message["flags"] & IS_COMPONENTS_V2
    assert source(begun)["flags"] == 0


async def test_an_update_that_discord_would_refuse_is_refused_here(caplog: pytest.LogCaptureFixture) -> None:
    begun = await use(given_bot(), returns(Update("x" * 2001)))

    assert texts(begun)[0].startswith("Something went wrong")
    assert "the returned Update cannot be sent: content has 2,001 characters" in caplog.text


# ── through the context ──


@pytest.mark.parametrize("kind", KINDS)
async def test_the_context_is_that_of_a_component_or_a_form(kind: str) -> None:
    contexts: list[UpdatingContext] = []

    async def handler(ctx: UpdatingContext) -> str:
        contexts.append(ctx)
        return "hello"

    begun = await use(given_bot(), handler, kind)
    (ctx,) = contexts

    assert type(ctx) is (ComponentContext if kind == "component" else ModalContext)
    assert texts(begun) == ["hello"]
    assert (ctx.interaction.message is None) == (kind == "form of a command")


async def test_a_deferred_update_shows_nothing_until_the_edit() -> None:
    async def handler(ctx: ComponentContext) -> None:
        await ctx.defer_update()
        await asyncio.sleep(100)
        await ctx.edit("the new text")

    bot = given_bot()
    begun = await use(bot, handler)

    assert (begun.callback_type, source(begun)["content"], shown(begun)) == (6, "the new text", [])
    assert sent(bot) == [("PATCH", "/messages/@original")]


async def test_several_things_may_be_said_behind_an_update() -> None:
    async def handler(ctx: ComponentContext) -> None:
        await ctx.update("the new text", components=[])
        await ctx.followup("beside")
        await ctx.edit("the newest text")

    begun = await use(given_bot(), handler)

    assert (source(begun)["content"], source(begun)["components"]) == ("the newest text", [])
    assert texts(begun) == ["beside"]


# ── deferral and errors ──


@pytest.mark.parametrize("deferral", ["public", "ephemeral"])
@pytest.mark.parametrize("kind", KINDS[:2])
async def test_whatever_the_bot_says_of_privacy_a_late_update_still_changes_the_message(
    kind: str, deferral: Any
) -> None:
    begun = await use(given_bot(deferral=deferral), returns(Update("the new text"), 5.0), kind)

    assert (begun.callback_type, source(begun)["content"]) == (DEFERRED_UPDATE_MESSAGE, "the new text")


async def test_a_bot_that_is_never_deferred_is_not_deferred_here() -> None:
    begun = await use(given_bot(deferral="off"), returns(Update("the new text"), 5.0))

    assert begun.failure is not None
    assert source(begun)["content"] == "the old text"


@pytest.mark.parametrize("after", [0.0, 5.0])
@pytest.mark.parametrize("kind", KINDS[:2])
async def test_a_handler_that_refuses_is_quoted_privately(kind: str, after: float) -> None:
    async def handler(ctx: Any) -> None:
        await asyncio.sleep(after)
        raise CommandError("No.")

    begun = await use(given_bot(), handler, kind)

    assert texts(begun) == ["No."]
    assert shown(begun)[0]["flags"] & 64


@pytest.mark.parametrize("custom_id", ["", "x" * 100, "a\nb", "é" * 100])
async def test_whatever_the_custom_id_is_the_user_is_told(custom_id: str) -> None:
    bot = given_bot()
    begun = click(bot, place_message(bot), custom_id)

    assert texts(await answered(bot, begun)) == [GONE]
