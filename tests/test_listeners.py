"""Who hears of what: declared by name, told without being waited for, and never in the way."""

import asyncio
import threading
from typing import Any

import pytest

from app.bot import Bot
from app.command_errors import CheckFailure, CommandError, CommandInvokeError
from app.context.base import Context
from app.context.command import CommandContext
from app.errors import CommandNotFound, DefinitionError
from app.listeners import Listener, listen
from app.plugins.plugin import Plugin
from app.testing import TestBot, virtual_time
from tests.given import newest


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


async def answers(ctx: CommandContext) -> str:
    return "hello"


# ── declaring ──


@pytest.mark.seed("P70", "N92")
def test_a_listener_is_named_after_its_function_or_as_is_said() -> None:
    async def on_sale(item: str) -> None: ...

    named = [listen(on_sale), listen()(on_sale), listen("on_bargain")(on_sale), listen(None)(on_sale)]

    assert [one.event for one in named] == ["on_sale", "on_sale", "on_bargain", "on_sale"]
    assert {one.handler for one in named} == {on_sale}
    assert repr(named[2]).startswith("<Listener on_bargain ")


async def test_a_listener_stays_a_function() -> None:
    heard: list[str] = []

    @listen
    async def on_sale(item: str, *, price: int) -> None:
        heard.append(f"{item} for {price}")

    await on_sale("bread", price=3)

    assert heard == ["bread for 3"]


def test_what_is_no_event_and_what_cannot_wait_are_refused_with_their_place() -> None:
    async def sale() -> None: ...

    def on_sale() -> None: ...

    with pytest.raises(DefinitionError, match=r"test_listeners.py:\d+: 'sale' is no event: their names begin with on_"):
        listen(sale)
    with pytest.raises(DefinitionError, match=r"test_listeners.py:\d+: a listener is a coroutine function: async def"):
        listen(on_sale)  # type: ignore[arg-type]


# ── telling ──


@pytest.mark.seed("N25", "P70")
@pytest.mark.parametrize("event", ["sale", "on_sale"])
async def test_everybody_who_listens_is_told_plugins_too(bot: TestBot, event: str) -> None:
    heard: list[str] = []

    class Shop(Plugin):
        @listen
        async def on_sale(self, item: str, *, price: int) -> None:
            heard.append(f"{self.name}: {item} for {price}")

    bot.bot.add_plugin(Shop)
    for number in (1, 2):

        @bot.bot.listen("on_sale")
        async def hears(item: str, price: int, number: int = number) -> None:
            heard.append(f"{number}: {item} for {price}")

    @bot.bot.listen
    async def on_other(*args: object) -> None:
        heard.append("never")

    bot.bot.dispatch(event, "bread", price=3)
    await bot.settle()

    assert sorted(heard) == ["1: bread for 3", "2: bread for 3", "Shop: bread for 3"]


@pytest.mark.seed("N47")
async def test_a_plugin_tells_its_own_listeners_alone(bot: TestBot) -> None:
    heard: list[str] = []
    shop, market = Plugin("shop"), Plugin("market")
    for plugin in (shop, market):

        @plugin.listen("on_sale")
        async def hears(item: str, name: str = plugin.name) -> None:
            heard.append(f"{name}: {item}")

        bot.bot.add_plugin(plugin)

    shop.dispatch("sale", "bread")
    await bot.settle()

    assert heard == ["shop: bread"]


@pytest.mark.seed("P69")
async def test_event_takes_the_place_of_the_one_before_and_stands_beside_listeners(bot: TestBot) -> None:
    heard: list[str] = []

    def declare(name: str) -> Any:
        async def on_sale() -> None:
            heard.append(name)

        return on_sale

    first = bot.bot.event(declare("first"))
    bot.bot.listen(declare("beside"))
    bot.bot.event(declare("second"))
    bot.bot.dispatch("sale")
    await bot.settle()

    assert isinstance(first, Listener)
    assert heard == ["second", "beside"]


async def test_who_was_removed_hears_nothing_any_more(bot: TestBot) -> None:
    heard: list[str] = []

    @bot.bot.listen
    async def on_sale() -> None:
        heard.append("listener")

    @bot.bot.event
    async def on_bargain() -> None:
        heard.append("handler")

    for listener in (on_sale, on_bargain, on_sale):
        bot.bot.remove(listener)
    bot.bot.dispatch("sale")
    bot.bot.dispatch("bargain")
    await bot.settle()

    assert heard == []


async def test_a_listener_may_remove_itself_while_others_are_told(bot: TestBot) -> None:
    heard: list[str] = []

    @bot.bot.listen
    async def on_sale() -> None:
        heard.append("once")
        bot.bot.remove(on_sale)

    @bot.bot.listen("on_sale")
    async def always() -> None:
        heard.append("always")

    for _ in range(2):
        bot.bot.dispatch("sale")
        await bot.settle()

    assert heard == ["once", "always", "always"]


# ── failing and waiting ──


async def awaits_what_was_cancelled() -> None:
    given_up = asyncio.get_running_loop().create_future()
    given_up.cancel()
    await given_up


async def divides() -> None:
    raise ZeroDivisionError


async def takes_something(item: str) -> None: ...


@pytest.mark.parametrize("fails", [awaits_what_was_cancelled, divides, takes_something])
async def test_a_listener_that_fails_is_logged_and_disturbs_nobody(
    bot: TestBot, fails: Any, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []
    bot.bot.slash_command("try", description="Try it.")(answers)
    bot.bot.listen("on_application_command")(lambda_of(fails))

    @bot.bot.listen("on_application_command")
    async def hears(ctx: Context) -> None:
        heard.append("heard")

    result = await bot.slash("try")

    assert result.texts() == ["hello"]
    assert heard == ["heard"]
    (record,) = caplog.records
    assert "the listener" in record.getMessage()
    assert record.exc_info is not None


def lambda_of(fails: Any) -> Any:
    async def listener(ctx: Context) -> None:
        await fails()

    return listener


async def test_the_end_of_the_process_waits_for_listeners(bot: TestBot) -> None:
    heard: list[str] = []

    @bot.bot.listen
    async def on_sale() -> None:
        await asyncio.sleep(5)
        bot.bot.dispatch("bargain")

    @bot.bot.listen
    async def on_bargain() -> None:
        await asyncio.sleep(3)
        heard.append("bargain")

    bot.bot.dispatch("sale")
    await bot.bot.drain(grace=10)

    assert heard == ["bargain"]


# ── what the bot itself tells ──


class Heard:
    """What the three events of commands have said."""

    def __init__(self, bot: Bot) -> None:
        self.said: list[tuple[str, Any]] = []
        for event in ("on_application_command", "on_unknown_application_command"):
            bot.listen(event)(self._hears(event))

        @bot.listen
        async def on_application_command_error(ctx: CommandContext, error: Exception) -> None:
            self.said.append((f"error of {ctx.command.shown_name}", error))

    def _hears(self, event: str) -> Any:
        async def listener(ctx: CommandContext) -> None:
            self.said.append((event, ctx.command.shown_name))

        return listener


@pytest.mark.seed("P93")
async def test_every_use_of_a_command_is_told_before_it_is_checked(bot: TestBot) -> None:
    heard = Heard(bot.bot)
    command = bot.bot.slash_command("tag create", description="Try it.")(answers)
    told: list[int] = []

    @command.check
    async def waits(ctx: Context) -> bool:
        await asyncio.sleep(0)
        told.append(len(heard.said))
        return True

    await bot.slash("tag create")

    assert told == [1]
    assert heard.said == [("on_application_command", "/tag create")]


@pytest.mark.seed("P92")
async def test_every_error_is_told_faults_wrapped_and_refusals_as_they_are(bot: TestBot) -> None:
    heard = Heard(bot.bot)
    lost, refused = LookupError("lost"), CheckFailure("No.")

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext, *, is_fault: bool) -> None:
        raise lost if is_fault else refused

    @command.on_error
    async def handles(ctx: CommandContext, error: Exception) -> str:
        return "sorry"

    await bot.slash("try", is_fault=True)
    await bot.slash("try", is_fault=False)

    (_, used), (name, wrapped), _, (_, as_it_is) = heard.said
    assert (used, name) == ("/try", "error of /try")
    assert isinstance(wrapped, CommandInvokeError)
    assert wrapped.original is lost
    assert as_it_is is refused


async def test_a_command_that_the_code_does_not_have_is_told(bot: TestBot) -> None:
    heard = Heard(bot.bot)
    command = bot.bot.slash_command("try", description="Try it.")(answers)
    bot.require("try")
    bot.bot.remove(command)
    await bot.discord.command("try")
    await bot.settle()

    (event, name), (_, error) = heard.said
    assert (event, name) == ("on_unknown_application_command", "/try")
    assert isinstance(error, CommandNotFound)
    assert not isinstance(error, CommandError)


async def test_a_listener_that_answers_first_leaves_one_answer(bot: TestBot) -> None:
    @bot.bot.listen
    async def on_application_command(ctx: CommandContext) -> None:
        await ctx.send("me too")

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await asyncio.sleep(1)
        await ctx.send("hello")

    result = await bot.slash("try")

    assert result.texts() == ["me too", "hello"]
    assert newest(bot).failure is None
    assert bot.discord.violations == []


async def test_a_sync_handler_tells_from_its_thread_and_listeners_hear_on_the_loop(bot: TestBot) -> None:
    heard: list[bool] = []

    @bot.bot.listen
    async def on_sale() -> None:
        heard.append(threading.current_thread() is threading.main_thread())

    @bot.bot.slash_command("try", description="Try it.")
    def command(ctx: CommandContext) -> str:
        bot.bot.dispatch("sale")
        return "sold"

    assert (await bot.slash("try")).content == "sold"
    await bot.settle()
    assert heard == [True]
