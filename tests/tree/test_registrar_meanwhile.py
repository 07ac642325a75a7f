"""What a sync does about what happens while it runs: other syncs, and guilds that refuse what is written."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.context.command import CommandContext
from app.errors import AppError, Forbidden
from app.simulator.world import Guild
from app.testing import TestBot
from app.tree.sync import SyncPlan
from tests.given import given_bot

THEIRS = {"name": "theirs", "description": "Of another version of the code."}


def declare(bot: TestBot, name: str, **options: Any) -> Any:
    @bot.bot.slash_command(name, description="Does it.", **options)
    async def handler(ctx: CommandContext) -> None: ...

    return handler


def names(bot: TestBot, guild_id: int | None = None) -> list[str]:
    return sorted(command["name"] for command in bot.discord.commands.listed(guild_id))


def methods(bot: TestBot) -> list[str]:
    return [method for method, path, _ in bot.requests if path.endswith("/commands")]


def after_reading(what: Callable[[], object]) -> Callable[[SyncPlan], bool]:
    """Do something once, between what a sync reads first and what it writes."""
    waiting = [what]

    def approve(plan: SyncPlan) -> bool:
        if waiting:
            waiting.pop()()
        return True

    return approve


# ── other syncs ──


async def test_what_another_sync_created_in_between_is_not_deleted() -> None:
    bot = given_bot()
    declare(bot, "ours")

    plan = await bot.bot.sync_commands(approve=after_reading(lambda: bot.discord.register([THEIRS])))

    assert names(bot) == ["ours", "theirs"]
    assert [(change.action, change.name) for change in plan.scopes[0].changes] == [
        ("create", "ours"),
        ("keep", "theirs"),
    ]


async def test_what_another_sync_has_done_in_between_is_not_written_again() -> None:
    bot = given_bot()
    declare(bot, "ours")
    same = {"name": "ours", "description": "Does it.", "integration_types": [0]}

    plan = await bot.bot.sync_commands(approve=after_reading(lambda: bot.discord.register([same])))

    assert (plan.has_drift, plan.scopes[0].unchanged) == (False, 1)
    assert methods(bot) == ["GET", "GET"]


async def test_only_what_is_written_is_read_again() -> None:
    bot = given_bot()
    declare(bot, "ours")
    await bot.bot.sync_commands()
    written = methods(bot)
    bot.discord.requests.clear()
    await bot.bot.sync_commands()

    assert (written, methods(bot)) == (["GET", "GET", "PUT"], ["GET"])


async def test_a_plan_that_became_another_one_is_not_followed_unless_it_is_approved_of_too() -> None:
    bot = given_bot()
    here = bot.discord.world.guild.id
    declare(bot, "new", renamed_from="theirs", guild_ids=[here])
    declare(bot, "everywhere")
    seen: list[SyncPlan] = []

    def approve(plan: SyncPlan) -> bool:
        if not seen:
            bot.discord.register([THEIRS], here)
        seen.append(plan)
        return not plan.renames

    plan = await bot.bot.sync_commands(approve=approve)

    assert [len(one.renames) for one in seen] == [0, 1]
    assert [one.guild_id for one in seen[1].scopes] == [here]
    assert (names(bot), names(bot, here)) == (["everywhere"], ["theirs"])
    (failure,) = plan.failures
    assert (failure.guild_id, failure.body) == (here, None)
    assert failure.failure.startswith("changed while it was synced")


# ── refusals ──


class Refusing(httpx.AsyncBaseTransport):
    """A Discord that refuses to be told of the commands of one guild, or of the global ones."""

    def __init__(self, wrapped: httpx.AsyncBaseTransport, ending: str, status: int) -> None:
        self._wrapped = wrapped
        self._ending = ending
        self._status = status

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PUT" and request.url.path.endswith(self._ending):
            return httpx.Response(self._status, json={"code": 50001, "message": "Missing Access"})
        return await self._wrapped.handle_async_request(request)


async def test_a_guild_that_refuses_what_is_written_fails_and_the_others_are_written_and_learned() -> None:
    bot = given_bot(wire=lambda transport: Refusing(transport, "/guilds/5/commands", 403))
    here = bot.discord.world.guild.id
    bot.discord.world.guilds[5] = Guild(5, "Closed", owner_id=1)
    made = declare(bot, "everywhere"), declare(bot, "here", guild_ids=[5, here])

    plan = await bot.bot.sync_commands()

    (failure,) = plan.failures
    assert (failure.guild_id, failure.body, plan.is_applied) == (5, None, True)
    assert failure.failure.startswith("Discord refuses access (Missing Access)")
    assert (names(bot), names(bot, 5), names(bot, here)) == (["everywhere"], [], ["here"])
    assert [list(one.ids) for one in made] == [[None], [here]]


@pytest.mark.parametrize(("ending", "status", "error"), [("/guilds/5/commands", 400, AppError), ("", 403, Forbidden)])
async def test_other_refusals_are_errors_and_what_was_registered_is_learned(
    ending: str, status: int, error: type[Exception]
) -> None:
    bot = given_bot(wire=lambda transport: Refusing(transport, ending, status))
    bot.discord.world.guilds[5] = Guild(5, "Closed", owner_id=1)
    everywhere = declare(bot, "everywhere")
    declare(bot, "here", guild_ids=[5])

    with pytest.raises(error, match="Missing Access"):
        await bot.bot.sync_commands()
    assert list(everywhere.ids) == ([None] if ending else [])
