"""`postern commands`: the command tree, without any setting."""

import os

import click
import msgspec

from app.bot import Bot
from app.models.base import encode
from app.models.command import ApplicationCommand, ApplicationCommandType, CommandOption, EntryPointHandler, OptionType
from app.plugins.loader import check_place
from app.settings import set_up


@click.command("commands")
@click.option("--json", "as_json", is_flag=True, help="Print what would be registered with Discord.")
def command(as_json: bool) -> None:
    """Print the command tree."""
    bot = Bot(set_up(os.environ))
    check_place(bot.settings.commands)
    bot.load()
    bot.check_dependencies()
    scopes = bot.tree.scopes()
    if as_json:
        every = [one.replace(guild_id=scope) for scope, commands in scopes.items() for one in commands]
        click.echo(msgspec.json.format(encode(every)).decode())
        return
    if bot.description:
        click.echo(f"{bot.description}\n")
    if not any(scopes.values()):
        click.echo(f"no commands in {bot.settings.commands}")
    for guild_id, commands in scopes.items():
        if guild_id is not None:
            click.echo(f"\nin server {guild_id} alone:")
        for registration in commands:
            is_slash = registration.type is ApplicationCommandType.chat_input
            name = f"/{registration.name}" if is_slash else registration.name
            _print(name, _about(registration), registration.options, 0)


def _about(registration: ApplicationCommand) -> str:
    """Say what a command is for: its description, or what it is used on."""
    if registration.type is ApplicationCommandType.chat_input:
        return registration.description
    if registration.type is ApplicationCommandType.primary_entry_point:
        is_ours = registration.handler is EntryPointHandler.app_handler
        kind = "entry point" if is_ours else "entry point, launched by Discord"
        return f"{kind}: {registration.description}" if registration.description else kind
    return f"on a {registration.type and registration.type.name}"


def _print(name: str, description: str, options: tuple[CommandOption, ...], depth: int) -> None:
    taken = [option for option in options if option.type > OptionType.sub_command_group]
    usage = " ".join([name, *(_usage(option) for option in taken)])
    click.echo(f"{'  ' * depth}{click.style(usage, bold=True)}  {click.style(description, dim=True)}")
    for option in options:
        if option not in taken:
            _print(option.name, option.description, option.options, depth + 1)


def _usage(option: CommandOption) -> str:
    text = f"{option.name}:{'|'.join(choice.name for choice in option.choices) or option.type.name}"
    return text if option.required else f"[{text}]"
