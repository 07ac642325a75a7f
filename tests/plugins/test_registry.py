"""When plugins are loaded and unloaded: with a lifespan, and without one."""

import asyncio
from typing import Any

import pytest

from app import Bot, CommandContext, Plugin, slash_command
from app.errors import DiscoveryError
from app.server.asgi import AsgiDoor
from app.testing import TestBot, virtual_time
from tests.given import given_bot


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def bot() -> TestBot:
    return given_bot()


class Noted(Plugin):
    """Writes down what happens to it."""

    def __init__(self, name: str, story: list[str], *, delay: float = 0.0) -> None:
        super().__init__(name)
        self.story = story
        self.delay = delay
        self.failures: list[Exception] = []

    async def on_load(self) -> None:
        await asyncio.sleep(self.delay)
        if self.failures:
            raise self.failures.pop()
        self.story.append(f"+{self.name}")

    async def on_unload(self) -> None:
        await asyncio.sleep(self.delay)
        self.story.append(f"-{self.name}")


class Greeter(Noted):
    @slash_command
    async def greet(self, ctx: CommandContext, name: str = "") -> str:
        """Greet."""
        return " ".join(self.story)

    @greet.autocomplete("name")
    async def suggest(self, ctx: Any, value: str) -> list[str]:
        return self.story


async def run_lifespan(door: AsgiDoor) -> list[dict[str, Any]]:
    """Start and stop an application as a server does, and return what it says."""
    sent: list[dict[str, Any]] = []
    events = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> dict[str, Any]:
        return {"type": next(events)}

    async def send(message: Any) -> None:
        sent.append(message)

    await door({"type": "lifespan"}, receive, send)
    return sent


# ── with a lifespan ──


@pytest.mark.seed("N44", "N45", "N46")
async def test_plugins_are_loaded_at_the_start_and_unloaded_at_the_end_in_reverse(bot: TestBot) -> None:
    story: list[str] = []
    for name in ("one", "two", "three"):
        bot.bot.add_plugin(Noted(name, story))
    assert [plugin.is_loaded for plugin in bot.bot.plugins] == [False, False, False]

    await run_lifespan(bot.bot.asgi())

    assert story == ["+one", "+two", "+three", "-three", "-two", "-one"]
    assert [plugin.is_loaded for plugin in bot.bot.plugins] == [False, False, False]


async def test_plugins_are_loaded_again_when_a_lifespan_starts_again(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Noted("one", story))
    door = bot.bot.asgi()

    for _ in range(3):
        await run_lifespan(door)

    assert story == ["+one", "-one"] * 3


def test_plugins_are_loaded_again_in_another_event_loop(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Noted("one", story, delay=0.001))
    door = bot.bot.asgi()

    for _ in range(2):
        asyncio.run(run_lifespan(door))

    assert story == ["+one", "-one"] * 2


@pytest.mark.seed("N45")
async def test_a_plugin_that_cannot_be_loaded_stops_a_server(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    story: list[str] = []
    broken = Noted("broken", story)
    broken.failures.append(ValueError("no key"))
    bot.bot.add_plugin(broken)
    bot.bot.add_plugin(Noted("other", story))

    sent = await run_lifespan(bot.bot.asgi())

    line = Noted.on_load.__code__.co_firstlineno + 3
    assert [message["type"] for message in sent] == ["lifespan.startup.failed"]
    assert f"{__file__}:{line}: plugin broken could not be loaded: on_load() raised ValueError: no key" in caplog.text
    assert story == ["+other"]
    assert not broken.is_loaded


async def test_a_plugin_that_cannot_be_loaded_is_left_out_of_a_lenient_bot(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    story: list[str] = []
    broken = Greeter("broken", story)
    broken.failures.append(ValueError("no key"))
    bot.bot.load("tests.fixtures.commands", strict=False)
    bot.bot.add_plugin(broken)
    bot.bot.add_plugin(Noted("other", story))

    sent = await run_lifespan(bot.bot.asgi())

    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert story == ["+other", "-other"]
    assert [plugin.name for plugin in bot.bot.plugins] == ["other"]
    assert bot.bot.get_command("greet") is None
    assert bot.bot.get_command("ping") is not None
    assert f"{__file__}:" in caplog.text
    assert "on_load() raised ValueError: no key; it is left out" in caplog.text


async def test_what_unloading_raises_is_logged_and_stops_nothing(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    class Stubborn(Noted):
        async def on_unload(self) -> None:
            raise ValueError("never")

    story: list[str] = []
    bot.bot.add_plugin(Noted("one", story))
    bot.bot.add_plugin(Stubborn("two", story))

    await run_lifespan(bot.bot.asgi())

    assert story == ["+one", "+two", "-one"]
    assert "plugin two: on_unload() failed" in caplog.text


# ── without one ──


@pytest.mark.seed("N1", "N4", "N45")
async def test_without_a_lifespan_the_first_interaction_loads_plugins(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Noted("one", story))
    bot.bot.add_plugin(Greeter("two", story))
    assert story == []

    assert (await bot.slash("greet")).content == "+one +two"
    assert (await bot.slash("greet")).content == "+one +two"
    assert [plugin.is_loaded for plugin in bot.bot.plugins] == [True, True]


@pytest.mark.seed("N45")
async def test_interactions_at_once_share_one_slow_loading_and_are_deferred(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Greeter("slow", story, delay=30.0))

    answers = await asyncio.gather(*(bot.slash("greet") for _ in range(5)))

    assert [answer.content for answer in answers] == ["+slow"] * 5
    assert story == ["+slow"]


async def test_the_first_interaction_may_be_an_autocomplete(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Greeter("one", story))

    assert [choice.name for choice in await bot.autocomplete("greet", "name", "x")] == ["+one"]


async def test_an_autocomplete_is_empty_while_plugins_cannot_be_loaded(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    plugin = Greeter("one", [])
    plugin.failures.append(ValueError("the database is down"))
    bot.bot.add_plugin(plugin)

    assert await bot.autocomplete("greet", "name", "x") == []
    assert "the database is down" in caplog.text


async def test_an_autocomplete_does_not_wait_too_long_for_plugins(bot: TestBot) -> None:
    plugin = Greeter("one", [], delay=60.0)
    bot.bot.add_plugin(plugin)

    assert await bot.autocomplete("greet", "name", "x") == []
    await bot.bot.load_plugins()
    assert plugin.is_loaded


async def test_a_loading_that_failed_is_tried_again_by_the_next_interaction(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    story: list[str] = []
    plugin = Greeter("one", story)
    plugin.failures.append(ValueError("the database is down"))
    bot.bot.add_plugin(plugin)

    assert "+one" not in (await bot.slash("greet")).content
    assert "the database is down" in caplog.text
    assert (await bot.slash("greet")).content == "+one"
    caplog.clear()
    await bot.bot.close()
    assert story == ["+one", "-one"]


async def test_a_plugin_that_is_added_later_is_loaded_by_the_next_interaction(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Greeter("one", story))
    await bot.slash("greet")
    bot.bot.add_plugin(Noted("two", story))

    assert (await bot.slash("greet")).content == "+one +two"


async def test_a_plugin_that_is_added_while_others_are_loaded_is_loaded_with_them(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Noted("one", story, delay=5.0))
    loading = asyncio.ensure_future(bot.bot.load_plugins())
    await asyncio.sleep(1)
    bot.bot.add_plugin(Noted("two", story))

    await bot.bot.load_plugins()

    assert story == ["+one", "+two"]
    await loading


async def test_a_plugin_may_add_another_one_while_it_is_loaded(bot: TestBot) -> None:
    story: list[str] = []

    class Adding(Noted):
        async def on_load(self) -> None:
            self.bot.add_plugin(Noted("two", self.story))
            await self.bot.load_plugins()
            await super().on_load()

    bot.bot.add_plugin(Adding("one", story))
    await bot.bot.load_plugins()

    assert story == ["+one", "+two"]


async def test_loading_goes_on_when_the_one_who_waited_is_cancelled(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Noted("one", story, delay=5.0))
    impatient = asyncio.ensure_future(bot.bot.load_plugins())
    await asyncio.sleep(1)
    impatient.cancel()

    await bot.bot.load_plugins()

    assert impatient.cancelled()
    assert story == ["+one"]


@pytest.mark.seed("N19")
async def test_load_plugins_loads_all_that_were_added_once(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Noted("one", story))
    bot.bot.add_plugin(Noted("two", story))

    await bot.bot.load_plugins()
    await bot.bot.load_plugins()

    assert story == ["+one", "+two"]


async def test_an_object_may_be_part_of_two_bots() -> None:
    """As a module's object is, in tests that load the module for a bot each."""
    first, second = given_bot(), given_bot()
    story: list[str] = []
    shared = Greeter("shared", story)
    for bot in (first, second):
        bot.bot.add_plugin(shared)

    assert (await first.slash("greet")).content == "+shared"
    assert (await second.slash("greet")).content == "+shared +shared"


async def test_hooks_may_be_plain_functions(bot: TestBot) -> None:
    class Plain(Plugin):
        story = ""

        def on_load(self) -> None:  # type: ignore[override]
            self.story += "+"

        def on_unload(self) -> None:  # type: ignore[override]
            self.story += "-"

    plain = Plain()
    bot.bot.add_plugin(plain)
    await run_lifespan(bot.bot.asgi())

    assert plain.story == "+-"


async def test_what_a_plugin_waits_for_and_is_cancelled_is_a_failure_like_others(bot: TestBot) -> None:
    plugin = Noted("one", [])

    async def wait() -> None:
        gone = asyncio.ensure_future(asyncio.sleep(5))
        gone.cancel()
        await gone

    plugin.on_load = wait  # type: ignore[method-assign]
    bot.bot.add_plugin(plugin)

    with pytest.raises(DiscoveryError, match=r"on_load\(\) raised CancelledError"):
        await bot.bot.load_plugins()


# ── removing ──


@pytest.mark.seed("N20", "N46")
async def test_removing_unloads_and_is_not_undone_by_an_interaction_meanwhile(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Greeter("stays", story))
    bot.bot.add_plugin(Noted("goes", story, delay=10.0))
    await bot.bot.load_plugins()

    removing = asyncio.ensure_future(bot.bot.remove_plugin("goes"))
    await asyncio.sleep(1)
    await bot.slash("greet")
    await removing

    assert story == ["+stays", "+goes", "-goes"]


@pytest.mark.seed("N46")
async def test_a_plugin_that_was_never_loaded_is_not_unloaded(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Noted("one", story))
    await bot.bot.remove_plugin("one")
    await bot.bot.close()

    assert story == []


async def test_a_plugin_that_is_removed_while_it_is_loaded_is_unloaded_then(bot: TestBot) -> None:
    story: list[str] = []
    bot.bot.add_plugin(Noted("one", story, delay=5.0))
    loading = asyncio.ensure_future(bot.bot.load_plugins())
    await asyncio.sleep(1)

    await bot.bot.remove_plugin("one")
    await loading

    assert story == ["+one", "-one"]


async def test_errors_of_loading_say_where_the_plugin_is_if_no_line_of_it_failed(bot: TestBot) -> None:
    plugin = Plugin("odd")
    plugin.on_load = Bot.load  # type: ignore[assignment, method-assign]
    bot.bot.add_plugin(plugin)

    with pytest.raises(DiscoveryError) as caught:
        await bot.bot.load_plugins()

    assert caught.value.where == plugin.where
