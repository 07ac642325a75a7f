"""What a sync does about the command that opens an Activity; Discord may have made it by itself."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.context.command import CommandContext
from app.models.command import ApplicationCommand, ApplicationCommandType, EntryPointHandler
from app.models.response import LaunchActivity
from app.testing import TestBot
from app.tree.sync import Renames, SyncOptions, SyncPlan, plan_sync
from tests.tree.declaring import GLOBAL_LISTS, Registered

BY_DISCORD = {"name": "launch", "type": 4, "handler": 2}


def entry_point(name: str = "launch", handler: int = 2, **more: Any) -> ApplicationCommand:
    kind = ApplicationCommandType.primary_entry_point
    return ApplicationCommand(type=kind, name=name, handler=EntryPointHandler(handler), **more)


def plan(discord: Registered, *declared: ApplicationCommand, renamed_from: Renames | None = None) -> SyncPlan:
    return plan_sync({None: declared}, discord.known(None), renamed_from=renamed_from)


def registered(*commands: Mapping[str, Any]) -> Registered:
    discord = Registered()
    discord.put(commands)
    return discord


@given(GLOBAL_LISTS, GLOBAL_LISTS, st.booleans())
def test_a_plan_after_it_was_applied_is_empty(
    before: list[ApplicationCommand], after: list[ApplicationCommand], prune: bool
) -> None:
    discord, options = Registered(), SyncOptions(delete=prune)
    discord.apply(plan_sync({None: before}, discord.known(None), install_types=[0]))

    discord.apply(plan_sync({None: after}, discord.known(None), options, install_types=[0]))
    again = plan_sync({None: after}, discord.known(None), options, install_types=[0])

    assert not again.has_drift
    assert again.scopes[0].body is None
    assert again.scopes[0].unchanged == len(after)


def test_the_one_that_discord_made_is_the_one_declared() -> None:
    made = plan(registered(BY_DISCORD), entry_point())

    assert (made.has_drift, made.scopes[0].unchanged) == (False, 1)


def test_a_handler_of_ones_own_is_a_change_of_one_field() -> None:
    discord = registered(BY_DISCORD)
    made = plan(discord, entry_point(handler=1))

    (change,) = made.scopes[0].changes
    (field,) = change.fields
    assert (change.action, field.path, field.before, field.after) == ("update", "handler", 2, 1)
    discord.apply(made)
    assert [command["handler"] for command in discord.known()[None]] == [1]


def test_another_name_is_an_update_that_keeps_its_id() -> None:
    discord = registered(BY_DISCORD)
    (before,) = discord.known()[None]
    made = plan(discord, entry_point("Play"))
    discord.apply(made)

    (change,) = made.scopes[0].changes
    (after,) = discord.known()[None]
    assert (change.action, [field.path for field in change.fields], made.renames) == ("update", ["name"], ())
    assert (after["id"], after["name"]) == (before["id"], "Play")


def test_a_rename_that_the_code_speaks_of_is_one() -> None:
    discord = registered(BY_DISCORD)
    (before,) = discord.known()[None]
    made = plan(discord, entry_point("Play"), renamed_from={(None, 4, "Play"): "launch"})
    discord.apply(made)

    (change,) = made.scopes[0].changes
    assert (change.action, change.before, change.name, change.id) == ("rename", "launch", "Play", int(before["id"]))
    assert made.renames == (change,)
    assert made.warnings[0].startswith("launch becomes Play: mentions and usage stay")
    again = plan(discord, entry_point("Play"), renamed_from={(None, 4, "Play"): "launch"})
    assert (again.has_drift, again.warnings) == (False, ())


async def test_a_bot_syncs_it_with_all_others_and_once() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Roll.")
    async def roll(ctx: CommandContext) -> str:
        return "6"

    @bot.bot.entry_point_command(renamed_from="launch")
    async def play(ctx: CommandContext) -> LaunchActivity:
        """Play."""
        return LaunchActivity()

    bot.discord.register([BY_DISCORD])
    await bot.bot.sync_commands()
    await bot.bot.sync_commands()

    known = {command["name"]: command for command in bot.discord.commands.listed()}
    assert (known["play"]["handler"], known["play"]["description"]) == (1, "Play.")
    assert [method for method, _, _ in bot.requests if method == "PUT"] == ["PUT"]
    assert play.ids[None] == int(known["play"]["id"])
