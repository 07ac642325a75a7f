"""How often something may be used."""

from typing import Any

import pytest

from app.checks.base import check
from app.checks.cooldowns import Cooldown, CooldownKey, MaxConcurrency, cooldown, max_concurrency
from app.checks.node import Node, declared_on
from app.command_errors import CommandOnCooldown, MaxConcurrencyReached
from app.context.command import CommandContext
from app.plugins.plugin import Plugin
from app.testing import TestBot
from app.tree.decorators import slash_command
from app.tree.group import group
from tests.checks.limited import use_by


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


async def waits(limit: Cooldown, context: CommandContext, key: str = "/try") -> float | None:
    """Use it once, and return for how many seconds it is refused; None if it is not."""
    try:
        await limit.acquire(context, key)
    except CommandOnCooldown as error:
        return error.retry_after
    return None


def tell(bot: TestBot) -> None:
    """Let users see how long they have to wait."""

    @bot.bot.on_error(CommandOnCooldown)
    async def say(ctx: CommandContext, error: CommandOnCooldown) -> str:
        return f"wait {error.retry_after:.0f}"

    @bot.bot.on_error(MaxConcurrencyReached)
    async def busy(ctx: CommandContext, error: MaxConcurrencyReached) -> str:
        return f"busy {error.limit}"


async def texts(bot: TestBot, *names: str) -> list[str]:
    return [(await bot.slash(name)).content for name in names]


# ── the window ──


async def test_the_window_begins_with_the_first_use_and_holds_so_many(bot: TestBot) -> None:
    limit, context = Cooldown(3, 10.0), use_by(bot)

    assert [await waits(limit, context), await waits(limit, context)] == [None, None]
    bot.clock.advance(6)
    assert [await waits(limit, context), await waits(limit, context)] == [None, pytest.approx(4)]
    bot.clock.advance(4)
    assert [await waits(limit, context) for _ in range(4)] == [None, None, None, pytest.approx(10)]


async def test_a_refused_use_does_not_prolong_the_window(bot: TestBot) -> None:
    limit, context = Cooldown(1, 10.0), use_by(bot)

    waited = []
    for _ in range(11):
        waited.append(await waits(limit, context))
        bot.clock.advance(1)

    assert waited == [None, *(pytest.approx(10 - second) for second in range(1, 10)), None]


async def test_what_is_limited_is_told_apart_by_its_key(bot: TestBot) -> None:
    limit, context = Cooldown(1, 10.0), use_by(bot)

    assert [await waits(limit, context, key) for key in ("/a", "/b", "/a#1")] == [None] * 3
    assert await waits(limit, context, "/a") is not None


# ── whose uses are counted together ──

BEN = {"user": 1}
OTHERS = {
    "ben there": BEN,
    "ada there": {"user": 2},
    "ben in another channel": BEN | {"channel": 7},
    "ben in another server": BEN | {"guild": 8, "channel": 9},
    "ben in a direct message": BEN | {"guild": None, "channel": 10},
    "ada in that message": {"user": 2, "guild": None, "channel": 10},
}


@pytest.mark.parametrize(
    ("by", "refused"),
    [
        ("user", {"ben there", "ben in another channel", "ben in another server", "ben in a direct message"}),
        ("member", {"ben there", "ben in another channel"}),
        ("channel", {"ben there", "ada there"}),
        ("guild", {"ben there", "ada there", "ben in another channel"}),
        ("global", set(OTHERS)),
        (lambda ctx: ctx.user.id % 2, {"ben there", *(name for name in OTHERS if name.startswith("ben"))}),
        (lambda ctx: None, set()),
    ],
    ids=lambda by: by if isinstance(by, str) else None,
)
async def test_uses_are_counted_together_by_what_is_said(bot: TestBot, by: CooldownKey, refused: set[str]) -> None:
    found = set()
    for name, where in OTHERS.items():
        # A limit of its own for each: they do not see one another, only the first use.
        limit = Cooldown(1, 10.0, by)
        assert await waits(limit, use_by(bot, **BEN), name) is None
        if await waits(limit, use_by(bot, **where), name) is not None:  # type: ignore[arg-type]
            found.add(name)

    assert found == refused


async def test_a_server_is_one_bucket_in_direct_messages_the_message_is(bot: TestBot) -> None:
    limit = Cooldown(1, 10.0, "guild")

    assert await waits(limit, use_by(bot, 1, guild=None, channel=10)) is None
    assert await waits(limit, use_by(bot, 2, guild=None, channel=10)) is not None
    assert await waits(limit, use_by(bot, 1, guild=None, channel=11)) is None


async def test_a_bucket_of_the_authors_own_may_be_awaited(bot: TestBot) -> None:
    async def by_parity(ctx: CommandContext) -> object:
        return None if ctx.user.id == 9 else ("parity", ctx.user.id % 2)

    limit = Cooldown(1, 10.0, by_parity)

    refused = [await waits(limit, use_by(bot, user)) is not None for user in (1, 2, 3, 4, 9, 9)]
    assert refused == [False, False, True, True, False, False]


# ── where it stands ──


@pytest.mark.parametrize("above", [True, False])
async def test_a_command_is_limited_above_and_below_its_decorator(bot: TestBot, above: bool) -> None:
    async def handler(ctx: CommandContext) -> str:
        return "done"

    named = slash_command("try", description="Try.")
    made = cooldown(2, per=10.0)(named(handler)) if above else named(cooldown(2, per=10.0)(handler))
    bot.bot.add(made)
    tell(bot)

    assert await texts(bot, "try", "try", "try") == ["done", "done", "wait 10"]
    bot.clock.advance(10)
    assert await texts(bot, "try") == ["done"]


async def test_all_commands_of_a_group_are_counted_together(bot: TestBot) -> None:
    shop = cooldown(1, 10)(group("shop", "Things."))

    @shop.command
    async def buy(ctx: CommandContext) -> str:
        """Buy."""
        return "bought"

    @shop.command
    @cooldown(1, 100, by="global")
    async def sell(ctx: CommandContext) -> str:
        """Sell."""
        return "sold"

    bot.bot.add(shop)
    tell(bot)

    assert await texts(bot, "shop buy", "shop sell") == ["bought", "wait 10"]
    bot.clock.advance(10)
    assert await texts(bot, "shop sell") == ["sold"]
    bot.clock.advance(10)
    assert await texts(bot, "shop sell", "shop buy") == ["wait 90", "wait 10"]


async def test_a_class_of_plugin_and_a_bot_are_limited_with_all_below(bot: TestBot) -> None:
    @cooldown(1, 10)
    class Shop(Plugin):
        @slash_command
        async def buy(self, ctx: CommandContext) -> str:
            """Buy."""
            return "bought"

        @slash_command
        async def sell(self, ctx: CommandContext) -> str:
            """Sell."""
            return "sold"

    bot.bot.add_plugin(Shop)
    tell(bot)
    assert await texts(bot, "buy", "sell") == ["bought", "wait 10"]

    cooldown(1, 60)(bot.bot)
    bot.clock.advance(10)
    assert await texts(bot, "sell", "buy") == ["sold", "wait 60"]


async def test_who_may_not_use_it_uses_nothing_up(bot: TestBot) -> None:
    allowed = False

    @bot.bot.slash_command("try", description="Try.")
    @cooldown(1, 10)
    @check(lambda ctx: allowed, message="Not now.")
    async def handler(ctx: CommandContext) -> str:
        return "done"

    tell(bot)

    assert await texts(bot, "try", "try") == ["Not now.", "Not now."]
    allowed = True
    assert await texts(bot, "try", "try") == ["done", "wait 10"]


async def test_two_cooldowns_of_one_command_hold_both(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try.")
    @cooldown(2, 10)
    @cooldown(3, 100)
    async def handler(ctx: CommandContext) -> str:
        return "done"

    tell(bot)

    assert await texts(bot, "try", "try", "try") == ["done", "done", "wait 10"]
    bot.clock.advance(10)
    assert await texts(bot, "try", "try") == ["done", "wait 90"]


def test_limits_stand_from_top_to_bottom() -> None:
    @cooldown(1, 1)
    @max_concurrency(1)
    @cooldown(2, 2)
    @max_concurrency(2)
    async def handler(ctx: CommandContext) -> None: ...

    node = declared_on(handler)
    assert node is not None
    assert [numbers(limit) for limit in node.limits] == ["1 in 1", "max 1", "2 in 2", "max 2"]


def numbers(limit: Any) -> str:
    return f"max {limit.limit}" if isinstance(limit, MaxConcurrency) else f"{limit.rate} in {limit.per}"


def test_limits_are_told_to_operators_by_name(bot: TestBot) -> None:
    @bot.bot.slash_command("try", description="Try.")
    @cooldown(1, 10)
    @max_concurrency(1)
    async def handler(ctx: CommandContext) -> None: ...

    max_concurrency(5)(bot.bot)

    assert sorted(bot.bot.declared_limits()) == [
        ("cooldown", "/try"),
        ("max_concurrency", "/try"),
        ("max_concurrency", "the bot"),
    ]
    assert isinstance(handler, Node)
