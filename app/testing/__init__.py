"""
The pytest kit: a bot, a simulated Discord, and a clock that moves both.

    from app.testing import TestBot

    async def test_rolling(bot: TestBot) -> None:
        result = await bot.slash("roll", dice=3, sides=8)

        assert result.content.startswith("3d8: ")

The fixture `bot` comes with the package: the bot of the package `commands` (or of
`POSTERN_COMMANDS`). Every step goes through a real signature and the real ASGI
application; nothing is mocked, and what comes back is held against Discord's
rules. A step is over when the bot is done with it. It gives a `Result`, which is
what the user sees then, and goes on changing as the message does.

Running tests
-------------

Under anyio's plugin, with `anyio_mode = auto` in pytest's settings, and this in
`conftest.py`. On virtual time, a wait of ten minutes takes none:

    import pytest

    from app.testing import virtual_time


    @pytest.fixture
    def anyio_backend() -> object:
        return virtual_time

Under pytest-asyncio 1.4 or later, in both of its modes, that is:

    from collections.abc import Callable, Mapping

    from app.testing import VirtualTimeLoop


    def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
        return {"virtual": VirtualTimeLoop}

Where warnings are errors, its own about a missing setting is one, too; this in
pytest's settings ends it: `asyncio_default_fixture_loop_scope = function`.

What users do
-------------

Commands of the menus of users and messages:

    async def test_a_user_command(bot: TestBot) -> None:
        result = await bot.user_command("Who is this?", bot.actor("Ida"))

        assert result.embeds[0].title == "Ida"
        assert result.ephemeral

    async def test_a_message_command(bot: TestBot) -> None:
        message = bot.message("three little words", author=bot.actor("Ida"))
        result = await bot.message_command("Count words", message)

        assert result.content.startswith("3 words by Ida")

Typing into an option that completes itself:

    async def test_autocomplete(bot: TestBot) -> None:
        await bot.slash("tag create", name="rules", text="Be kind.")
        suggested = await bot.autocomplete("tag show", "name", "ru")

        assert [choice.name for choice in suggested] == ["rules"]

Buttons by label or emoji, menus by what can be chosen there, and forms by the
names of their fields. Somebody else does it with `by`:

    async def test_a_click(bot: TestBot) -> None:
        poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta")
        await poll.click("Vote", index=1)
        await poll.click("Vote", index=0, by=bot.actor("Ida"))

        assert "2 votes" in poll.content

    async def test_a_menu(bot: TestBot) -> None:
        poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta", several=True)
        await poll.select("Pizza", "Pasta")

        assert "2 votes" in poll.content

    async def test_a_form(bot: TestBot) -> None:
        form = await bot.slash("feedback")
        sent = await form.submit(rating="Good", topics=["speed"], text="It answers at once.")

        assert form.modal.labels[0] == "How do you like the bot?"
        assert sent.embeds[0].description == "It answers at once."

The command that opens an Activity; `TestBot(None)` has no commands but those of
the test:

    from app import CommandContext, LaunchActivity

    async def test_an_activity() -> None:
        bot = TestBot(None)

        @bot.bot.entry_point_command
        async def launch(ctx: CommandContext) -> LaunchActivity:
            return LaunchActivity()

        assert (await bot.entry_point()).launched

Who does it
-----------

`bot` itself is Ben, a plain member in the channel `bots`. `actor` makes somebody,
with roles, permissions, a language, or what he has bought; `person` gives one of
those who live here (`ada` owns the server, `mira` moderates it). Each may act in
another channel, in the direct message with the bot, or in the server next door,
where only those have the bot's commands who installed it for themselves:

    from app.models import Locale, Permissions

    async def test_actors(bot: TestBot) -> None:
        judge = bot.actor("Ida", permissions=Permissions.ban_members, locale=Locale.german)
        ada = bot.person("ada", channel="general")

        assert (await judge.slash("ping")).content == "Pong, Ida!"
        assert (await ada.slash("ping")).content == "Pong, Ada!"
        assert (await ada.in_dm().slash("tag show", name="rules")).content == "This can only be used in a server."

`impatient` is the same user in a hurry. His step is over with the first answer,
while the handler still works; time stands still until the next step. Whoever is
patient waits for the handler, as does `await bot.settle()`:

    import asyncio

    from app import CommandContext, ComponentContext, Update
    from app.models import ActionRow

    async def test_someone_acts_while_a_handler_waits() -> None:
        bot = TestBot(None)
        joined: list[str] = []

        @bot.bot.button(label="Join")
        async def join(ctx: ComponentContext) -> Update:
            joined.append(ctx.author.display_name)
            return Update(f"Joined: {len(joined)}")

        @bot.bot.slash_command(description="Give something away.")
        async def giveaway(ctx: CommandContext) -> None:
            await ctx.respond("Join within 8 seconds.", components=[ActionRow(join.button())])
            await asyncio.sleep(8)
            await ctx.edit(f"{joined[0]} wins.", components=[])

        begun = await bot.impatient().slash("giveaway")
        await begun.click("Join", by=bot.actor("Ida").impatient())
        assert begun.content == "Joined: 1"

        await bot.settle()
        assert begun.content == "Ida wins."

What Discord tells
------------------

Webhook events, to those who listen; what a listener raises fails the test:

    from app.models import Entitlement, EntitlementCreate, Snowflake

    async def test_an_event() -> None:
        bot = TestBot(None)
        owners: list[int] = []

        @bot.bot.listen(EntitlementCreate)
        async def sold(event: EntitlementCreate) -> None:
            owners.append(event.entitlement.user_id)

        await bot.send_event(EntitlementCreate(entitlement=Entitlement(user_id=Snowflake(7))))

        assert owners == [7]

What users see
--------------

A result has `content`, `embeds`, `attachments`, `poll`, `ephemeral`, `modal` and
`followups`; components by label; and what the message said before:

    async def test_what_is_shown(bot: TestBot) -> None:
        result = await bot.slash("simulate", throws=200)

        assert result.history == ["25 % …", "50 % …", "75 % …", "100 % …"]
        assert bot.read(result.attachments[0]).startswith(b"sum,count")
        assert not (await bot.slash("roll")).button("Roll again").disabled

`see` looks at any message, with the eyes of whoever is asked:

    async def test_another_looks_at_it(bot: TestBot) -> None:
        rolled = await bot.slash("roll", dice=2)
        again = await bot.actor("Ida").see(rolled.message).click("Roll again")

        assert again.content.startswith("2d6: ")

`latest` looks at the newest message where somebody is, such as a handler sends to
other channels, or into the direct message with a user:

    from app.models import TextChannel

    async def test_a_message_elsewhere() -> None:
        bot = TestBot(None)

        @bot.bot.button(label="Answer")
        async def answer(ctx: ComponentContext) -> str:
            return "Answered."

        @bot.bot.slash_command(description="Report something.")
        async def report(ctx: CommandContext, where: TextChannel) -> str:
            row = ActionRow(answer.button())
            await ctx.rest.messages.create(where.id, f"By {ctx.author.display_name}", components=[row])
            return "Reported."

        await bot.slash("report", where="general")
        told = bot.person("mira", channel="general").latest()

        assert told.content == "By Ben"
        assert (await told.click("Answer")).content == "Answered."

A snapshot is the whole as text, the same in every run: names stand for ids, and
dates are left out. `print(result)` shows it, ready to be pasted:

    from inspect import cleandoc

    async def test_a_snapshot(bot: TestBot) -> None:
        poll = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta")
        await poll.click("Vote", index=1)

        assert poll.snapshot() == cleandoc('''
            postern (edited):
              | ## Lunch?
              | **Pizza**
              | ▱▱▱▱▱▱▱▱▱▱ 0   [Vote]
              | **Pasta**
              | ▰▰▰▰▰▰▰▰▰▰ 1   [Vote]
              | ───
              | -# 1 vote · anonymous · open
              | [Close the poll]
        ''')

Time, faults, restarts
----------------------

The clock is that of the bot, of its handlers and of Discord:

    async def test_the_clock(bot: TestBot) -> None:
        for _ in range(5):
            await bot.slash("roll")
        assert (await bot.slash("roll")).content.startswith("You have used this too often.")

        bot.clock.advance(10)
        assert (await bot.slash("roll")).content.startswith("1d6: ")

What goes wrong between the bot and Discord, as often as a test wants it; see
`TestBot.faults`. A step without an answer raises `DidNotRespond`, which says why,
and has Discord's record of it:

    import pytest

    from app.testing import DidNotRespond

    async def test_an_edit_that_fails_is_tried_again(bot: TestBot) -> None:
        fault = bot.faults.add("PATCH", "/webhooks/*", status=502)
        result = await bot.slash("simulate", throws=200)

        assert fault.met == 1
        assert result.content.startswith("200 throws: ")

    async def test_a_server_that_is_not_there(bot: TestBot) -> None:
        bot.discord.endpoint = "http://bot.test/nowhere"
        with pytest.raises(DidNotRespond) as caught:
            await bot.slash("ping")

        assert caught.value.interaction.status == 404

`restart` stops the bot and starts another one, as a deployment does:

    async def test_a_restart(bot: TestBot) -> None:
        rolled = await bot.slash("roll", dice=2)
        await bot.restart()

        assert (await rolled.click("Roll again")).content.startswith("2d6: ")

`replay` sends again what `postern dev --record recorded.jsonl` has written down:

    async def test_a_recording(bot: TestBot) -> None:
        greeted, rolled = await bot.replay("recorded.jsonl")

        assert greeted.content == "Pong, Ben!"
        assert rolled.content.startswith("2d6: ")

And without any of this, a handler is a function to call, with `bot.context(…)`:

    from commands.ping import ping

    async def test_a_handler(bot: TestBot) -> None:
        assert await ping(bot.context(CommandContext)) == "Pong, Ben!"
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.testing.actor import Actor as Actor
    from app.testing.client import TestBot as TestBot
    from app.testing.loop import Clock as Clock
    from app.testing.loop import VirtualTimeLoop as VirtualTimeLoop
    from app.testing.loop import virtual_time as virtual_time
    from app.testing.result import DidNotRespond as DidNotRespond
    from app.testing.result import Result as Result
    from app.testing.shown import ShownModal as ShownModal

# Loaded when they are used: pytest imports this package in every run of an environment, for the sake of its plugin.
_MODULES = {
    "Actor": "app.testing.actor",
    "Clock": "app.testing.loop",
    "DidNotRespond": "app.testing.result",
    "Result": "app.testing.result",
    "ShownModal": "app.testing.shown",
    "TestBot": "app.testing.client",
    "VirtualTimeLoop": "app.testing.loop",
    "virtual_time": "app.testing.loop",
}

__all__ = sorted(_MODULES)


if not TYPE_CHECKING:
    # A type checker would take every misspelled name for Any.

    def __getattr__(name: str) -> Any:
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(module), name)
