"""What can be used once: by whom, where, for how long, and what becomes of a use that failed."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.checks.base import check
from app.checks.cooldowns import cooldown, max_concurrency
from app.checks.guards import Once, once
from app.checks.node import Node, declared_on
from app.command_errors import AlreadyUsed, CheckFailure, CommandError, CommandOnCooldown
from app.context.command import CommandContext
from app.context.component import UpdatingContext
from app.errors import StoreError
from app.models.response import Update
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from app.stores.sqlite import SqliteBackend
from app.testing import TestBot
from tests.checks.limited import use_by
from tests.checks.pressed import Pressed
from tests.context.clicks import answered, texts

BOTH = pytest.mark.parametrize("is_form", [False, True], ids=["button", "form"])


@BOTH
@pytest.mark.parametrize("decorate", [once, once(), once(by="message")], ids=["bare", "called", "by message"])
async def test_it_is_used_once_in_each_message(decorate: Callable[[Any], Any], is_form: bool) -> None:
    tried = Pressed(decorate)
    ida = tried.bot.actor("Ida")
    first, second = await tried.message(tried.bot), await tried.message(tried.bot)

    assert await tried.press(tried.bot, first, is_form=is_form) is None
    assert isinstance(await tried.press(tried.bot, first, is_form=is_form), AlreadyUsed)
    assert isinstance(await tried.press(ida, first, is_form=is_form), AlreadyUsed)
    assert await tried.press(ida, second, is_form=is_form) is None


async def test_by_user_each_user_has_one_use_in_each_message() -> None:
    tried = Pressed(once(by="user"))
    ida = tried.bot.actor("Ida")
    first, second = await tried.message(tried.bot), await tried.message(tried.bot)

    assert await tried.press(tried.bot, first) is None
    assert await tried.press(ida, first) is None
    assert isinstance(await tried.press(ida, first), AlreadyUsed)
    assert await tried.press(ida, second) is None


async def test_who_comes_later_is_told_so_privately() -> None:
    tried = Pressed(once)
    message = await tried.message(tried.bot)
    await tried.press(tried.bot, message)
    begun = await answered(tried.bot, tried.begin(tried.bot, message))

    assert texts(begun) == ["This can be used only once, and it has been."]
    assert begun.is_ephemeral


async def test_a_use_is_remembered_for_its_time() -> None:
    tried = Pressed(once(ttl=60))
    message = await tried.message(tried.bot)

    assert await tried.press(tried.bot, message) is None
    tried.bot.clock.advance(50)
    assert isinstance(await tried.press(tried.bot, message), AlreadyUsed)
    tried.bot.clock.advance(11)
    assert await tried.press(tried.bot, message) is None


async def test_of_two_who_press_at_once_one_gets_through() -> None:
    async def slow(ctx: UpdatingContext) -> None:
        await asyncio.sleep(1)

    tried = Pressed(once, slow)
    message = await tried.message(tried.bot)
    begun = [tried.begin(tried.bot, message) for _ in range(20)]
    await asyncio.gather(*(answered(tried.bot, one) for one in begun))

    assert [type(error) for error in tried.errors] == [AlreadyUsed] * 19 + [type(None)]


async def test_it_holds_over_processes_that_share_a_store(tmp_path: Path) -> None:
    tried, other = Pressed(once), Pressed(once)
    stores = [Store(SqliteBackend(tmp_path / "shared.db")) for _ in range(2)]
    for one, store in zip((tried, other), stores, strict=True):
        one.bot.provide(Store, store)
    message = await tried.message(tried.bot)

    assert await tried.press(tried.bot, message) is None
    assert isinstance(await other.press(other.bot, message), AlreadyUsed)
    for store in stores:
        await store.close()


# ── what gives a use back ──


async def refuse(ctx: UpdatingContext) -> None:
    raise CommandError("You have no coins.")


async def fail(ctx: UpdatingContext) -> None:
    raise ValueError("broken")


async def defer_and_fail(ctx: UpdatingContext) -> None:
    await ctx.defer_update()
    raise ValueError("broken")


async def be_deferred_and_fail(ctx: UpdatingContext) -> None:
    await asyncio.sleep(5)
    raise ValueError("broken")


async def answer_wrongly(ctx: UpdatingContext) -> Update:
    return Update("x" * 2001)


async def answer_and_fail(ctx: UpdatingContext) -> None:
    await ctx.update("Yours now.")
    raise ValueError("broken")


@pytest.mark.parametrize("handler", [refuse, fail, defer_and_fail, be_deferred_and_fail, answer_wrongly])
async def test_a_handler_that_fails_before_it_has_answered_gives_the_use_back(handler: Any) -> None:
    tried = Pressed(once, handler)
    message = await tried.message(tried.bot)

    for _ in range(2):
        error = await tried.press(tried.bot, message)
        assert not isinstance(error, AlreadyUsed | None)
    tried.handler = Pressed(once).handler
    assert await tried.press(tried.bot, message) is None
    assert isinstance(await tried.press(tried.bot, message), AlreadyUsed)


async def test_a_handler_that_fails_behind_its_answer_does_not() -> None:
    tried = Pressed(once, answer_and_fail)
    message = await tried.message(tried.bot)

    assert isinstance(await tried.press(tried.bot, message), ValueError)
    assert isinstance(await tried.press(tried.bot, message), AlreadyUsed)


async def test_a_handler_that_is_stopped_with_the_process_gives_the_use_back() -> None:
    async def wait(ctx: UpdatingContext) -> None:
        await asyncio.sleep(600)

    tried = Pressed(once, wait)
    message = await tried.message(tried.bot)
    begun = tried.begin(tried.bot, message)
    await begun.until(lambda one: one.state == "deferred")
    await tried.bot.bot.drain(grace=0)
    tried.handler = Pressed(once).handler

    assert await tried.press(tried.bot, message) is None


async def test_a_use_whose_time_was_over_is_anothers_and_not_given_back() -> None:
    async def slow(ctx: UpdatingContext) -> None:
        await asyncio.sleep(10)
        raise ValueError("broken")

    tried = Pressed(once(ttl=5), slow)
    message = await tried.message(tried.bot)
    first = tried.begin(tried.bot, message)
    await asyncio.sleep(8)
    tried.handler = Pressed(once).handler
    second = tried.begin(tried.bot, message)
    for begun in (first, second):
        await answered(tried.bot, begun)

    assert [type(error) for error in tried.errors] == [type(None), ValueError]
    assert isinstance(await tried.press(tried.bot, message), AlreadyUsed)


async def test_who_is_refused_by_a_check_or_another_limit_uses_nothing_up() -> None:
    is_open = False

    def decorate(node: Any) -> Any:
        return check(lambda ctx: is_open)(cooldown(1, 10)(max_concurrency(1)(once(by="user")(node))))

    tried = Pressed(decorate)
    first, second = await tried.message(tried.bot), await tried.message(tried.bot)

    assert isinstance(await tried.press(tried.bot, first), CheckFailure)
    is_open = True
    assert await tried.press(tried.bot, first) is None
    # What is used up costs no cooldown either: once is asked before it.
    tried.bot.clock.advance(10)
    assert isinstance(await tried.press(tried.bot, first), AlreadyUsed)
    assert await tried.press(tried.bot, second) is None
    third = await tried.message(tried.bot)
    assert isinstance(await tried.press(tried.bot, third), CommandOnCooldown)
    tried.bot.clock.advance(10)
    assert await tried.press(tried.bot, third) is None


async def test_a_store_that_cannot_be_reached_hides_no_error_of_the_handler(caplog: pytest.LogCaptureFixture) -> None:
    class Lost(MemoryBackend):
        async def delete(self, key: str) -> None:
            raise StoreError("it is gone")

    tried = Pressed(once, fail)
    tried.bot.provide(Store, Store(Lost()))

    assert isinstance(await tried.press(tried.bot, await tried.message(tried.bot)), ValueError)
    assert "button try has failed, and its use is not given back: it is gone" in caplog.text


# ── where it stands ──


async def test_commands_stand_in_no_message_and_are_not_limited() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    @once
    async def command(ctx: CommandContext) -> str:
        return "done"

    assert [(await bot.slash("try")).content for _ in range(3)] == ["done"] * 3
    assert await Once().acquire(use_by(bot), "/try") is None


def test_it_stands_among_the_limits_from_top_to_bottom() -> None:
    @cooldown(1, 1)
    @once(by="user", ttl=5)
    @max_concurrency(1)
    async def handler(ctx: CommandContext) -> None: ...

    node = declared_on(handler)
    assert isinstance(node, Node)
    assert [limit.name for limit in node.limits] == ["cooldown", "once", "max_concurrency"]
    limit = node.limits[1]
    assert isinstance(limit, Once)
    assert (limit.by, limit.ttl) == ("user", 5)
