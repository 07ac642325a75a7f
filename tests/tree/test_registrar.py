"""A whole sync against the simulated Discord: what is read, what is written, and with which token."""

import dataclasses
from typing import Any

import pytest

from app.context.command import CommandContext
from app.errors import Forbidden, SettingsError
from app.simulator.world import Guild
from app.testing import TestBot
from app.tree.sync import SyncPlan
from app.tree.sync_report import render_text
from tests.given import given_bot

ROLL = {"name": "roll", "description": "Roll some dice."}


def declare(bot: TestBot, name: str, *guild_ids: int, description: str = "Does it.", renamed_from: str = "") -> None:
    options: dict[str, Any] = {"guild_ids": guild_ids} if guild_ids else {}
    if renamed_from:
        options["renamed_from"] = renamed_from

    @bot.bot.slash_command(name, description=description, **options)
    async def handler(ctx: CommandContext) -> str:
        return name


def names(bot: TestBot, guild_id: int | None = None) -> list[str]:
    return sorted(command["name"] for command in bot.discord.commands.listed(guild_id))


def writes(bot: TestBot) -> list[str]:
    return [path.partition("/applications/")[2] for method, path, _ in bot.requests if method != "GET"]


async def test_commands_are_registered_where_the_code_says_p59() -> None:
    bot = given_bot()
    guild, application = bot.discord.world.guild.id, bot.discord.application_id
    declare(bot, "everywhere")
    declare(bot, "here", guild)

    plan = await bot.bot.sync_commands()

    assert plan.is_applied
    assert (names(bot), names(bot, guild)) == (["everywhere"], ["here"])
    assert writes(bot) == [f"{application}/commands", f"{application}/guilds/{guild}/commands"]
    assert bot.discord.violations == []


async def test_a_second_sync_writes_nothing() -> None:
    bot = given_bot()
    declare(bot, "roll", bot.discord.world.guild.id)
    await bot.bot.sync_commands()
    bot.discord.requests.clear()

    plan = await bot.bot.sync_commands()

    assert not plan.has_drift
    assert writes(bot) == []


async def test_a_command_of_a_guild_is_found_when_it_is_used() -> None:
    bot = given_bot()
    guild = bot.discord.world.guild.id
    declare(bot, "here", guild)
    await bot.bot.sync_commands()

    assert (await bot.discord.command("here")).content == "here"


async def test_what_is_not_approved_of_is_not_done() -> None:
    bot = given_bot()
    declare(bot, "roll")
    seen: list[SyncPlan] = []

    def refuse(plan: SyncPlan) -> bool:
        seen.append(plan)
        return False

    plan = await bot.bot.sync_commands(approve=refuse)

    assert seen == [plan]
    assert not plan.is_applied
    assert (plan.has_drift, names(bot)) == (True, [])


async def test_a_rename_keeps_the_id() -> None:
    bot = given_bot()
    (before,) = bot.discord.register([ROLL])
    declare(bot, "throw", renamed_from="roll")

    plan = await bot.bot.sync_commands()

    (after,) = bot.discord.commands.listed()
    assert (after["id"], after["name"]) == (before["id"], "throw")
    assert [change.before for change in plan.renames] == ["roll"]


async def test_a_way_of_installing_that_came_later_reaches_commands_that_were_there() -> None:
    bot = given_bot()
    declare(bot, "roll")
    await bot.bot.sync_commands()
    bot.discord.world.application.integration_types = [0, 1]

    plan = await bot.bot.sync_commands()

    assert [field.path for field in plan.scopes[0].changes[0].fields] == ["integration_types"]
    assert bot.discord.commands.listed()[0]["integration_types"] == [0, 1]
    assert not (await bot.bot.sync_commands()).has_drift


async def test_some_commands_alone_p60() -> None:
    bot = given_bot()
    declare(bot, "one")
    declare(bot, "two")
    await bot.bot.sync_commands(commands=["one"])

    assert names(bot) == ["one"]


@pytest.mark.seed("P60", "P64")
async def test_what_is_not_among_some_commands_is_deleted_only_if_asked_and_called_what_it_is() -> None:
    bot = given_bot()
    declare(bot, "one")
    declare(bot, "two")
    await bot.bot.sync_commands()

    kept = await bot.bot.sync_commands(commands=["one"])
    assert names(bot) == ["one", "two"]
    assert render_text(kept).startswith("global: 1 kept that is not among these, 1 unchanged\n")
    await bot.bot.sync_commands(commands=["one"], delete=True)
    assert names(bot) == ["one"]


async def test_a_rename_is_of_its_place_and_type_alone() -> None:
    bot = given_bot()
    here = bot.discord.world.guild.id
    bot.discord.register([{"name": "old", "description": "Stays."}])
    (before,) = bot.discord.register([{"name": "old", "description": "Does it."}], here)
    declare(bot, "new")
    declare(bot, "new", here, renamed_from="old")

    plan = await bot.bot.sync_commands()

    assert names(bot) == ["new", "old"]
    assert [(one["id"], one["name"]) for one in bot.discord.commands.listed(here)] == [(before["id"], "new")]
    assert [(change.before, change.name) for change in plan.renames] == [("old", "new")]


async def test_some_guilds_alone_p61() -> None:
    bot = given_bot()
    guild = bot.discord.world.guild.id
    declare(bot, "here", guild)
    declare(bot, "everywhere")
    await bot.bot.sync_commands(guild_ids=[guild])

    assert (names(bot), names(bot, guild)) == ([], ["here"])


async def test_no_guild_at_all_p62() -> None:
    bot = given_bot()
    guild = bot.discord.world.guild.id
    declare(bot, "here", guild)
    await bot.bot.sync_commands(register_guild_commands=False)

    assert names(bot, guild) == []


@pytest.mark.parametrize("everywhere", [False, True])
async def test_commands_left_behind_in_a_guild_are_found_and_deleted_if_asked_p63_p64(everywhere: bool) -> None:
    bot = given_bot()
    guild = bot.discord.world.guild.id
    bot.discord.register([ROLL], guild)

    left = await bot.bot.sync_commands(check_guilds="all" if everywhere else [guild])
    assert names(bot, guild) == ["roll"]
    assert left.warnings[0].startswith(f"guild {guild}: the code declares nothing for it, but it has 1 command")

    await bot.bot.sync_commands(check_guilds="all" if everywhere else [guild], delete=True)
    assert names(bot, guild) == []


async def test_force_writes_what_did_not_change_p65() -> None:
    bot = given_bot()
    declare(bot, "roll")
    await bot.bot.sync_commands()
    bot.discord.requests.clear()
    await bot.bot.sync_commands(force=True)

    assert len(writes(bot)) == 1


async def test_a_guild_without_the_application_is_named_and_the_others_are_synced() -> None:
    bot = given_bot()
    guild = bot.discord.world.guild.id
    declare(bot, "here", 5, guild)

    plan = await bot.bot.sync_commands(check_guilds=[6])

    (failure,) = plan.failures
    assert (failure.guild_id, failure.body) == (5, None)
    assert failure.failure.startswith("Discord refuses access (Missing Access)")
    assert names(bot, guild) == ["here"]


async def test_another_application_is_refused() -> None:
    bot = given_bot(application_id=5)
    with pytest.raises(Forbidden):
        await bot.bot.sync_commands()


async def test_progress_is_told() -> None:
    bot = given_bot()
    declare(bot, "roll")
    heard: list[tuple[str, int, int]] = []
    await bot.bot.sync_commands(progress=lambda what, done, total: heard.append((what, done, total)))

    assert heard == [("reading", 0, 1), ("reading", 1, 1), ("writing", 0, 1), ("writing", 1, 1)]


async def test_all_guilds_are_found_page_by_page() -> None:
    bot = given_bot()
    world = bot.discord.world
    for number in range(1, 451):
        world.guilds[number] = Guild(number, f"Guild {number}", owner_id=1)

    found = [guild_id async for guild_id in bot.bot.rest.users.list_own_guild_ids()]

    assert found == sorted(guild.id for guild in world.guilds.values() if guild.has_application)
    assert len(bot.requests) == 3


# ── tokens ──


async def test_the_client_secret_stands_in_for_the_bot_token() -> None:
    bot = given_bot(token="", client_secret="")
    settings = dataclasses.replace(bot.bot.settings, client_secret=bot.discord.client_secret)
    bot.bot.settings = settings
    declare(bot, "roll")

    await bot.bot.sync_commands()

    assert names(bot) == ["roll"]
    assert bot.requests[0][2] == {"grant_type": "client_credentials", "scope": "applications.commands.update"}
    assert bot.discord.violations == []
    with pytest.raises(SettingsError, match="DISCORD_TOKEN is not set: only a bot's own token"):
        await bot.bot.sync_commands(check_guilds="all")


async def test_a_wrong_client_secret_is_refused() -> None:
    bot = given_bot(token="", client_secret="wrong")
    with pytest.raises(SettingsError, match="DISCORD_CLIENT_SECRET is not the secret of application"):
        await bot.bot.sync_commands()


@pytest.mark.parametrize(
    ("settings", "variable"), [({"application_id": 0}, "DISCORD_APPLICATION_ID"), ({"token": ""}, "DISCORD_TOKEN")]
)
async def test_what_is_not_set_is_named(settings: dict[str, Any], variable: str) -> None:
    bot = given_bot(**settings)
    with pytest.raises(SettingsError) as caught:
        await bot.bot.sync_commands()

    assert caught.value.variable == variable
    assert list(bot.requests) == []
