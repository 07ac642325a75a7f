"""How a component's handler is deferred that takes its time: by what it answers with, and by who said so."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

import pytest

from app.components.button import button
from app.components.form import Form
from app.components.handler import StatefulHandler
from app.components.modal import modal
from app.context.component import ComponentContext
from app.context.modal import ModalContext
from app.models.component import Label
from app.models.modal import Modal
from app.models.response import LaunchActivity, Reply, Update
from app.plugins.plugin import Plugin
from app.simulator.interaction import Interaction
from app.simulator.rules import DEFERRED_CHANNEL_MESSAGE, DEFERRED_UPDATE_MESSAGE
from app.testing import TestBot, virtual_time
from tests.components.used import FAILED, STRINGS, entered, source_of, use
from tests.context.clicks import shown, texts
from tests.given import given_bot

EPHEMERAL = 64
THINKING, UPDATE, NONE = "thinking", "update", "none"
PRIVATE = "private thinking"

Handler = Callable[..., Any]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Why(Form):
    why: Annotated[str, Label("Why?")]


async def bare(ctx: ComponentContext):  # type: ignore[no-untyped-def]  # noqa: ANN201
    await asyncio.sleep(5)


async def nothing(ctx: ComponentContext) -> None:
    await asyncio.sleep(5)


async def update(ctx: ComponentContext) -> Update:
    await asyncio.sleep(5)
    return Update("new")


async def update_or_none(ctx: ComponentContext) -> Update | None:
    await asyncio.sleep(5)
    return Update("new")


async def update_or_text(ctx: ComponentContext) -> "Update | str":
    await asyncio.sleep(5)
    return Update("new")


async def noted_update(ctx: ComponentContext) -> Annotated[Update, "a note"]:
    await asyncio.sleep(5)
    return Update("new")


async def text(ctx: ComponentContext) -> str:
    await asyncio.sleep(5)
    return "new"


async def text_or_none(ctx: ComponentContext) -> str | None:
    await asyncio.sleep(5)
    return "new"


async def reply(ctx: ComponentContext) -> Reply:
    await asyncio.sleep(5)
    return Reply("new")


async def form(ctx: ComponentContext) -> Modal:
    await asyncio.sleep(5)
    return ask.modal()


async def form_or_update(ctx: ComponentContext) -> Modal | Update:
    await asyncio.sleep(5)
    return Update("new")


async def activity(ctx: ComponentContext) -> LaunchActivity:
    await asyncio.sleep(5)
    return LaunchActivity()


@modal(title="Why?")
async def ask(ctx: ModalContext, form: Why) -> str:
    return form.why


def deferred(begun: Interaction) -> str:
    """Return how an interaction was deferred."""
    if begun.callback_type == DEFERRED_UPDATE_MESSAGE:
        return UPDATE
    if begun.callback_type == DEFERRED_CHANNEL_MESSAGE:
        # What all have seen thinking gives way to a sentence that only the user sees.
        return PRIVATE if begun.original is not None and begun.original["flags"] & EPHEMERAL else THINKING
    assert begun.failure is not None
    return NONE


async def click(bot: TestBot, handler: Handler, **options: Any) -> Interaction:
    made = button(**options)(handler)
    bot.bot.add(made)
    return await use(bot, made.button().custom_id or "")


# ── what it says that it answers with ──


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (bare, UPDATE),
        (nothing, UPDATE),
        (update, UPDATE),
        (update_or_none, UPDATE),
        (update_or_text, UPDATE),
        (noted_update, UPDATE),
        (text, THINKING),
        (text_or_none, UPDATE),
        (reply, THINKING),
        (form, NONE),
        (form_or_update, NONE),
        (activity, NONE),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
async def test_a_slow_handler_is_deferred_by_what_it_answers_with(handler: Handler, expected: str) -> None:
    begun = await click(given_bot(), handler)

    assert deferred(begun) == expected
    assert expected != THINKING or texts(begun) == ["new"]
    if "update" in handler.__name__ and expected != NONE:
        assert (source_of(begun)["content"], shown(begun)) == ("new", [])


async def test_a_menu_is_deferred_as_a_button_is() -> None:
    bot = given_bot()

    @bot.bot.select
    async def pick(ctx: ComponentContext, values: list[str]) -> Update:
        await asyncio.sleep(5)
        return Update(values[0])

    begun = await use(bot, pick.select().custom_id, STRINGS, ["tea"])

    assert (deferred(begun), source_of(begun)["content"]) == (UPDATE, "tea")


# ── what it says of it ──


@pytest.mark.parametrize(
    ("handler", "said", "expected"),
    [
        (text, "public", THINKING),
        (text, "ephemeral", PRIVATE),
        (text, "off", NONE),
        (nothing, "public", THINKING),
        (nothing, "ephemeral", PRIVATE),
        (bare, "ephemeral", PRIVATE),
        (nothing, "off", NONE),
        (update, "public", UPDATE),
        (update, "ephemeral", UPDATE),
        (update, "off", NONE),
        (form_or_update, "public", UPDATE),
        (form, "ephemeral", PRIVATE),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
async def test_what_the_handler_says_of_it_counts_first(handler: Handler, said: Any, expected: str) -> None:
    begun = await click(given_bot(deferral="public"), handler, auto_defer=said)

    assert deferred(begun) == expected


@pytest.mark.parametrize("of", ["bot", "plugin"])
@pytest.mark.parametrize(
    ("handler", "said", "expected"),
    [
        (text, "ephemeral", PRIVATE),
        (text, "off", NONE),
        (nothing, "ephemeral", UPDATE),
        (nothing, "off", NONE),
        (update, "ephemeral", UPDATE),
        (update, "off", NONE),
        (form_or_update, "public", NONE),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
async def test_else_the_plugin_says_it_and_then_the_bot(of: str, handler: Handler, said: Any, expected: str) -> None:
    bot = given_bot(deferral=said if of == "bot" else "public")
    made: StatefulHandler = button(handler)
    if of == "plugin":
        plugin = Plugin("shop")
        plugin.auto_defer = said
        plugin.add(made)
        bot.bot.add_plugin(plugin)
    else:
        bot.bot.add(made)

    assert deferred(await use(bot, f"{made.name}:0{made.state.layout}")) == expected


async def test_the_handlers_own_word_goes_before_the_bots() -> None:
    assert deferred(await click(given_bot(deferral="off"), text, auto_defer="ephemeral")) == PRIVATE


async def test_nobody_is_deferred_where_the_operator_says_so() -> None:
    assert deferred(await click(given_bot(auto_defer=0.0), update)) == NONE


# ── forms ──


def modal_that(answer: Any, annotation: Any, **options: Any) -> Any:
    async def slow(ctx: ModalContext, form: Why) -> Any:
        await asyncio.sleep(5)
        return answer

    slow.__annotations__["return"] = annotation
    return modal(title="Why?", **options)(slow)


@pytest.mark.parametrize("in_message", [True, False], ids=["from a message", "from a command"])
@pytest.mark.parametrize(
    ("answer", "annotation", "options", "expected"),
    [
        (Update("new"), Update, {}, (UPDATE, THINKING)),
        (None, None, {}, (UPDATE, THINKING)),
        ("new", Update | str, {}, (UPDATE, THINKING)),
        ("new", str, {}, (THINKING, THINKING)),
        ("new", str, {"auto_defer": "ephemeral"}, (PRIVATE, PRIVATE)),
        ("new", Update | str, {"auto_defer": "ephemeral"}, (UPDATE, PRIVATE)),
        ("new", Update | str, {"auto_defer": "off"}, (NONE, NONE)),
    ],
    ids=str,
)
async def test_a_form_changes_a_message_only_where_there_is_one(
    answer: Any, annotation: Any, options: Any, expected: tuple[str, str], in_message: bool
) -> None:
    bot = given_bot()
    handler = modal_that(answer, annotation, **options)
    bot.bot.add(handler)
    begun = await use(bot, handler.modal().custom_id, fields=[entered("why", "so")], in_message=in_message)

    assert deferred(begun) == expected[not in_message]
    if answer == "new" and deferred(begun) != NONE:
        assert texts(begun) == ["new"]


# ── in time ──


@pytest.mark.parametrize(("after", "is_deferred"), [(0.0, False), (1.9, False), (2.1, True)])
async def test_who_answers_in_time_is_not_deferred(after: float, is_deferred: bool) -> None:
    bot = given_bot()

    @bot.bot.button
    async def quick(ctx: ComponentContext) -> Update:
        await asyncio.sleep(after)
        return Update("new")

    begun = await use(bot, quick.button().custom_id or "")

    assert source_of(begun)["content"] == "new"
    assert (begun.callback_type == DEFERRED_UPDATE_MESSAGE) == is_deferred


async def test_a_slow_form_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()
    bot.bot.add(ask)
    await click(bot, form)

    assert "button form has not answered after 2.0 s, and is not deferred since it may open a modal" in caplog.text


async def test_an_update_behind_a_promised_message_is_a_fault_that_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async def lies(ctx: ComponentContext) -> str:
        await asyncio.sleep(5)
        return Update("new")  # type: ignore[return-value]

    begun = await click(given_bot(), lies)

    assert source_of(begun)["content"] == "the old text"
    assert texts(begun)[0].startswith(FAILED)
    assert "the returned Update" in caplog.text


async def test_nothing_behind_a_promised_message_is_a_fault_that_says_so(caplog: pytest.LogCaptureFixture) -> None:
    begun = await click(given_bot(), nothing, auto_defer="public")

    assert "ended without an answer" in texts(begun)[0]
    assert "button nothing returned None and never answered" in caplog.text


async def test_a_form_of_a_command_that_is_answered_by_nothing_is_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()

    @bot.bot.modal(title="Why?")
    async def quiet(ctx: ModalContext, form: Why) -> None: ...

    begun = await use(bot, quiet.modal().custom_id, fields=[entered("why", "so")], in_message=False)

    assert (begun.status, len(texts(begun))) == (200, 1)
    assert "quiet" in caplog.text
