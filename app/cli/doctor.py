"""
`postern doctor`: what is wrong with this deployment, in plain words.

It goes on where everything else stops: a missing setting, a module that cannot be
imported and a Discord that cannot be reached are findings, and what does not hang
on them is looked at all the same. It changes nothing, here or at Discord.
"""

import asyncio
import contextlib
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import click

from app.cli.doctor_case import Case
from app.cli.doctor_code import check_code, check_drift, check_permissions
from app.cli.doctor_discord import check_connection, check_identity
from app.cli.doctor_endpoint import check_endpoint, check_events, check_server
from app.cli.doctor_host import check_host, check_store, check_versions
from app.cli.doctor_intents import check_intents
from app.cli.doctor_settings import check_settings
from app.cli.finding import Finding, Level, fit_terminal, has_failed, render_json, render_text
from app.settings import VARIABLES, read_dotenv

LONGEST = 60.0
"""Seconds that one check may take, whatever it waits for; each step of it has less."""

_Check: TypeAlias = Callable[[Case], Awaitable[list[Finding]]]

_PARTS: tuple[tuple[str, tuple[_Check, ...]], ...] = (
    ("Settings", (check_settings,)),
    ("Discord", (check_connection, check_identity)),
    ("Commands", (check_code, check_drift, check_permissions, check_intents)),
    ("Endpoint", (check_server, check_endpoint, check_events)),
    ("This machine", (check_host, check_store, check_versions)),
)
"""In this order, since each may use what those before it have learned."""


@click.command("doctor")
@click.option("--host", "only_host", is_flag=True, help="Only say which host this is, and which strategy follows.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def command(env_file: Path, only_host: bool, as_json: bool) -> None:
    """Say in plain words what is wrong with keys, clock, endpoint, commands and host.

    Nothing needs to be set: what is missing is reported, and the rest is looked
    at. Exits with 0 if nothing failed, warnings or not, and 1 if something did.
    """
    case = Case.of(os.environ, read_dotenv(env_file) if env_file.is_file() else None, str(env_file))
    # What is logged meanwhile is said by the findings, or is nothing to be said here.
    logging.getLogger().addHandler(logging.NullHandler())
    found = asyncio.run(_look(case, only_host=only_host, is_shown=not as_json))
    if as_json:
        click.echo(render_json(found))
    elif not only_host:
        click.echo(f"\n{_sum_up(found)}")
    raise SystemExit(1 if has_failed(found) else 0)


async def _look(case: Case, *, only_host: bool, is_shown: bool) -> list[Finding]:
    """Look at everything, and show each part as soon as it is there."""
    found: list[Finding] = []
    width = fit_terminal()
    parts = _look_at_host(case) if only_host else examine(case)
    async for title, findings in parts:
        if is_shown and findings:
            before = "\n" if found else ""
            heading = f"{before}{click.style(title, bold=True)}\n" if title else ""
            click.echo(heading + render_text(findings, width))
        found += findings
    return found


async def _look_at_host(case: Case) -> AsyncIterator[tuple[str, list[Finding]]]:
    variable = VARIABLES["background"]
    faults = [Finding("settings", Level.failure, str(fault)) for fault in case.faults if fault.variable == variable]
    yield "", [*await _run(check_host, case), *faults]


async def examine(case: Case) -> AsyncIterator[tuple[str, list[Finding]]]:
    """Look at everything: each part's title, and what was found there."""
    try:
        for title, checks in _PARTS:
            yield title, [found for check in checks for found in await _run(check, case)]
    finally:
        if case.bot is not None:
            # Of an author's own, which closes what he has made.
            with contextlib.suppress(Exception):
                await case.bot.close()


async def _run(check: _Check, case: Case) -> list[Finding]:
    """Run a check, so that nothing that it meets keeps the others from being run."""
    try:
        async with asyncio.timeout(LONGEST):
            found = await check(case)
    except TimeoutError:
        found = [Finding("doctor", Level.failure, f"{_name(check)} took longer than {LONGEST:.0f} s and was given up")]
    except Exception as error:  # noqa: BLE001 - one check that breaks must not hide what the others find
        says = f"{_name(check)} could not be finished ({type(error).__name__}: {error})"
        found = [Finding("doctor", Level.failure, says, "That is a fault of postern doctor: please report it.")]
    return [replace(one, says=case.redact(one.says), mend=case.redact(one.mend)) for one in found]


def _name(check: _Check) -> str:
    return f"The check of the {getattr(check, '__name__', '').removeprefix('check_')}"


def _sum_up(found: Iterable[Finding]) -> str:
    """Say in one line how it stands."""
    counts = Counter(one.level for one in found)
    failures, warnings, unknown = (counts[level] for level in (Level.failure, Level.warning, Level.unknown))
    parts = [_count(failures, "failure"), _count(warnings, "warning")]
    said = ", ".join(part for part in parts if part) or "Nothing wrong was found"
    colour = "red" if failures else "yellow" if warnings else "green"
    more = f"; {_count(unknown, 'thing')} could not be looked at" if unknown else ""
    return f"{click.style(said, fg=colour, bold=True)}{more}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""
