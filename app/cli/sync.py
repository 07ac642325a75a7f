"""`postern sync`: Discord gets the commands of the code."""

import asyncio
import os
import sys
from collections.abc import Callable

import click
import msgspec

from app.bot import Bot
from app.plugins.loader import check_place
from app.settings import set_up
from app.tree.sync import SyncPlan
from app.tree.sync_report import render_json, render_text

MANY = 5
"""Scopes from which on progress is told."""


@click.command("sync")
@click.option("--plan", "only_plan", is_flag=True, help="Change nothing; exit with 3 if something would change.")
@click.option("--guild", "guilds", type=click.IntRange(1), multiple=True, metavar="ID", help="Only this guild.")
@click.option("--check-guilds", is_flag=True, help="Look for commands left behind in all guilds that the bot is in.")
@click.option("--prune", is_flag=True, help="Delete what the code does not declare.")
@click.option("--yes", is_flag=True, help="Rename without asking; admins' permissions of these commands are lost.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def command(
    only_plan: bool, guilds: tuple[int, ...], check_guilds: bool, prune: bool, yes: bool, as_json: bool
) -> None:
    """Plan what Discord has to be told of the commands, then tell it.

    Exits with 0 if all is done, or nothing is to do; 1 if it failed; 2 if a
    setting is missing, or --yes is; 3 with --plan if something would change.
    """
    settings = set_up(os.environ)
    check_place(settings.commands)
    bot = Bot(settings)
    bot.load()
    seen: list[SyncPlan] = []

    def approve(plan: SyncPlan) -> bool:
        seen.append(plan)
        if not as_json:
            # Before anything is sent, so that it is known what was on its way when something fails.
            click.echo(render_text(plan))
        return not only_plan and (yes or not plan.renames)

    plan = asyncio.run(_sync(bot, guilds, approve, check_guilds=check_guilds, prune=prune))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(render_json(plan))).decode())
    else:
        for failure in plan.failures:
            if failure not in seen[0].failures:
                click.echo(f"postern: guild {failure.guild_id}: {failure.failure}", err=True)
    if not plan.is_applied and not only_plan:
        click.echo(
            "postern: nothing was changed: a rename loses permissions that admins have set, so say --yes", err=True
        )
    if plan.failures:
        raise SystemExit(1)
    if only_plan:
        raise SystemExit(3 if plan.has_drift else 0)
    if not plan.is_applied:
        raise SystemExit(2)
    if not as_json:
        click.echo("done" if plan.has_drift else "nothing to do")


async def _sync(
    bot: Bot, guilds: tuple[int, ...], approve: Callable[[SyncPlan], bool], *, check_guilds: bool, prune: bool
) -> SyncPlan:
    try:
        return await bot.sync_commands(
            guild_ids=guilds or None,
            check_guilds="all" if check_guilds else (),
            delete=prune,
            approve=approve,
            progress=_show_progress,
        )
    finally:
        await bot.close()


def _show_progress(what: str, done: int, total: int) -> None:
    if total < MANY:
        return
    if sys.stderr.isatty():
        click.echo(f"\r{what} {done} of {total}", nl=done == total, err=True)
    elif done == total or done % 100 == 0:
        click.echo(f"{what} {done} of {total}", err=True)
