"""
The command line: `postern …`, one file a command.

Exit codes: 0 done, 1 it failed, 2 wrong usage or setting, 3 drift.
"""

import importlib
import os
import sys
from pathlib import Path

import click

from app.errors import AppError, SettingsError
from app.settings import read_dotenv

_COMMANDS = {
    "commands": "Print the command tree.",
    "dev": "Run the bot with a simulated Discord in the browser.",
    "doctor": "Say what is wrong with keys, endpoint, clock, commands and host.",
    "endpoint": "Look at an endpoint URL from outside, and register it with Discord.",
    "new": "Write a command to begin with and its test, or an .env of all settings.",
    "serve": "Run the bot for production.",
    "sync": "Register the commands with Discord: plan, then apply.",
}


class _LazyGroup(click.Group):
    """Imports a command's module when that command is used: `serve` has no use for the simulator."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"app.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="postern", prog_name="postern")
@click.option(
    "--env-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with settings; .env where it is run unless given. The environment comes first.",
)
@click.pass_context
def cli(ctx: click.Context, env_file: Path | None) -> None:
    """Run a Discord bot over HTTP."""
    find_modules_here()
    ctx.obj = env_file or Path(".env")
    for name, value in read_dotenv(ctx.obj).items():
        os.environ.setdefault(name, value)


def find_modules_here() -> None:
    """Find the author's modules where the command is run, whatever started it."""
    here = str(Path.cwd())
    if here not in sys.path[:1]:
        sys.path.insert(0, here)


def main() -> None:
    """Run the command line, and turn errors into one sentence and an exit code."""
    try:
        cli(prog_name="postern")
    except SettingsError as error:
        _stop(error, 2)
    except AppError as error:
        _stop(error, 1)


def _stop(error: AppError, code: int) -> None:
    click.echo(f"postern: {error}", err=True)
    raise SystemExit(code)
