"""What `postern dev` says in the terminal; the page shows the same, and more."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from app.cli.mistakes import INDENT
from app.simulator.discord import Discord

SLASH, ON_USERS, ON_MESSAGES = 1, 2, 3
_MENUS = {ON_USERS: "on users", ON_MESSAGES: "on messages"}
_SUBCOMMANDS = (1, 2)
_WIDTH = 100
_MOST_NAMES = 8

Registered = Mapping[tuple[int, int, str], Mapping[str, Any]]
"""Commands by guild (0: everywhere), type and name."""


def registered(discord: Discord) -> Registered:
    """Return the commands that are registered now, of all places."""
    places = [(0, discord.commands.listed()), *((key, discord.commands.listed(key)) for key in discord.world.guilds)]
    return {
        (place, command["type"], command["name"]): {
            key: value for key, value in command.items() if key not in ("id", "version")
        }
        for place, listed in places
        for command in listed
    }


def greet(url: str, place: Path, recording: Path | None) -> None:
    """Say where the page is, what is watched, and where interactions are written down, if they are."""
    click.echo(f"\n  Postern playground   {click.style(url, bold=True)}")
    if recording is not None:
        click.echo(f"  Recording every interaction in {recording}, without tokens.")
    click.echo(f"  Watching {place} for changes. Ctrl+C stops.\n")


def list_commands(discord: Discord, seconds: float) -> None:
    """Say that the bot is ready, and what it can do."""
    commands = registered(discord)
    count = f"{len(commands)} command{'s' if len(commands) != 1 else ''}" if commands else "no commands yet"
    click.echo(click.style(f"  Ready in {seconds:.1f} s: {count}", fg="green"))
    for line in _by_kind({key: command for key, command in commands.items() if key[0] == 0}):
        click.echo(f"    {line}")
    for guild in discord.world.guilds.values():
        here = {key: command for key, command in commands.items() if key[0] == guild.id}
        for line in _by_kind(here):
            click.echo(f"    only in {guild.name}: {line}")


def tell_changes(files: Sequence[str], before: Registered, after: Registered, seconds: float) -> None:
    """Say what was changed, and what that made of the commands, in one line."""
    added = [f"+{_shown(key)}" for key in after if key not in before]
    changed = [f"~{_shown(key)}" for key in after if key in before and after[key] != before[key]]
    removed = [f"-{_shown(key)}" for key in before if key not in after]
    names = [*added, *changed, *removed]
    more = [f"and {len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
    said = f", registered: {' '.join([*names[:_MOST_NAMES], *more])}" if names else ""
    click.echo(f"  {_files(files)} changed: ready in {seconds:.1f} s{said}")


def tell_left_out(count: int) -> None:
    """Say that the bot runs without what cannot be loaded; each stands in the lines above."""
    what = "1 thing" if count == 1 else f"{count} things"
    click.echo(click.style(f"  Left out until mended: {what} that cannot be loaded, named above.", fg="red"), err=True)


def tell_failure(files: Sequence[str], detail: str) -> None:
    """Say why there is no bot, and what led to it."""
    begin = f"{_files(files)} changed: the" if files else "The"
    click.echo(click.style(f"  {begin} bot is not running.", fg="red", bold=True), err=True)
    for line in detail.splitlines():
        click.echo(click.style(f"  {line}", fg=None if line.startswith(INDENT) else "red"), err=True)


def tell_record(record: Mapping[str, Any]) -> None:
    """Say what the bot logged; what Postern itself tells besides is for the page alone."""
    if str(record.get("logger", "")).startswith("app.") and record.get("level") in ("debug", "info"):
        return
    color = {"warning": "yellow", "error": "red", "critical": "red"}.get(str(record.get("level")))
    about = f" [interaction {record['interaction_id']}]" if "interaction_id" in record else ""
    click.echo(click.style(f"  {record['message']}{about}", fg=color), err=True)
    if record.get("error"):
        click.echo(record["error"], err=True)


def tell_real(record: Mapping[str, Any]) -> None:
    """Say that an interaction came from the real Discord, and what became of it."""
    click.echo(click.style(f"  {record['message']}", fg="yellow" if record["level"] == "warning" else None))


def _files(names: Sequence[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more}" if names else "something"


def _shown(key: tuple[int, int, str]) -> str:
    return f"/{key[2]}" if key[1] == SLASH else key[2]


def _by_kind(commands: Registered) -> list[str]:
    """Give a line for all plain commands, one for each group, one for each kind of menu."""
    slash = {name: command for (_, kind, name), command in sorted(commands.items()) if kind == SLASH}
    groups = {name: _below(command) for name, command in slash.items()}
    plain = [f"/{name}" for name, below in groups.items() if not below]
    lines = _wrapped(plain)
    lines += [f"/{name}: {', '.join(below)}" for name, below in groups.items() if below]
    for type, label in _MENUS.items():
        names = [name for (_, kind, name) in sorted(commands) if kind == type]
        lines += [f"{label}: {', '.join(names)}"] if names else []
    lines += [f"opens the Activity: {name}" for (_, kind, name) in commands if kind not in (SLASH, *_MENUS)]
    return lines


def _below(command: Mapping[str, Any]) -> list[str]:
    return [
        f"{option['name']} ({', '.join(_below(option))})" if _below(option) else str(option["name"])
        for option in command.get("options", ())
        if option["type"] in _SUBCOMMANDS
    ]


def _wrapped(names: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for name in names:
        if lines and len(lines[-1]) + len(name) < _WIDTH:
            lines[-1] += f"  {name}"
        else:
            lines.append(name)
    return lines
