"""
Suggestions for the option that a user types.

Whatever goes wrong, the user keeps typing: an error, a missed moment and a
wrong suggestion all end in a shorter list and a line in the log, since there is
no error that an autocomplete could be answered with.

https://docs.discord.com/developers/interactions/application-commands#autocomplete
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, TypeAlias

from app.checks.passage import run_checks
from app.command_errors import CommandError, UserInputError
from app.context.autocomplete import AutocompleteContext
from app.context.base import BotProtocol
from app.context.tasks import Tasks
from app.errors import CommandNotFound
from app.models.command import CommandDataOption, CommandOptionChoice, OptionType, localizations
from app.models.interaction import Interaction
from app.parameters.matching import as_choice, call, each
from app.parameters.option import Choice
from app.parameters.parameter import OptionParameter
from app.providers import Lifetime, Providers, close_lifetime
from app.telemetry.record import ANSWERED, FAILED, REFUSED, UNANSWERED, UNKNOWN, Record
from app.tree.command import Command
from app.tree.tree import CommandTree, Route

log = logging.getLogger(__name__)

MOST_CHOICES = 25
MOST_CHARACTERS = 100

_VALUES: dict[OptionType, tuple[type, ...]] = {
    OptionType.string: (str,),
    OptionType.integer: (int,),
    OptionType.number: (int, float),
}


_List: TypeAlias = tuple[CommandOptionChoice, ...]

ANSWER_WITHIN = 2.5
"""Seconds from the request's arrival after which the list stays empty: Discord waits 3, and a deferral there is not."""


class Autocompletes:
    """Answers autocompletes, one at a time for each user.

    Args:
        bot: What contexts say of the bot.
        tree: Where commands are found.
        providers: Where dependencies come from.
        tasks: Owns what is found, and what ends behind the answer.
    """

    def __init__(self, bot: BotProtocol, tree: CommandTree, providers: Providers, tasks: Tasks) -> None:
        self._bot = bot
        self._tree = tree
        self._providers = providers
        self._tasks = tasks
        # The newest keystroke of somebody in a command: its id, and what finds its list.
        self._typing: dict[tuple[int, int], tuple[int, asyncio.Task[_List]]] = {}

    async def answer(self, interaction: Interaction, record: Record) -> _List:
        """Return the suggestions for what is being typed; none if there are none in time.

        Args:
            interaction: What Discord sent, verified.
            record: Says when the request came; takes what was asked, and what
                became of it.
        """
        record.handler, record.is_declared, record.outcome = interaction.command.name, False, UNKNOWN
        try:
            route, options = self._tree.find(interaction.command)
            command = route.command
            option, typed = find_focused(command, options)
        except CommandNotFound as error:
            log.warning("drift between Discord and the code: %s", error)
            return ()
        name = f"/{command.qualified_name} {option.wire.name}"
        record.handler, record.is_declared, record.outcome = command.shown_name, True, UNANSWERED
        key = (interaction.user.id, interaction.command.id)
        newest, older = self._typing.get(key, (0, None))
        if newest > interaction.id:
            # It was overtaken on its way: nobody will see its list.
            return ()
        if older is not None:
            # A keystroke came behind it, so nobody will see its list.
            older.cancel()
        lifetime = self._providers.interaction()
        context = AutocompleteContext(self._bot, interaction, lifetime, read_others(command, options, interaction))
        loop = asyncio.get_running_loop()
        work = self._tasks.start(_work(route, option, context, "" if typed.value is None else str(typed.value)))
        self._typing[key] = (interaction.id, work)
        try:
            await asyncio.wait({work}, timeout=record.arrived + ANSWER_WITHIN - loop.time())
        finally:
            if self._typing.get(key) == (interaction.id, work):
                del self._typing[key]
            if work.cancel():
                log.warning("%s had no suggestions in time", name)
            # Discord does not wait for what ends behind the answer.
            self._tasks.start(_end(work, lifetime, name))
        if not work.done():
            return ()
        record.outcome = _outcome(work)
        return _result(work, name)


async def _end(work: "asyncio.Task[_List]", lifetime: Lifetime, name: str) -> None:
    """Wait for an autocompleter that was given up, and end what it was given."""
    if not work.done():
        await asyncio.wait({work})
        _result(work, name)
    await close_lifetime(lifetime, name)


def _outcome(work: "asyncio.Task[_List]") -> str:
    """Return what became of an autocompleter that has ended, in the words of its record."""
    if work.cancelled():
        return UNANSWERED
    error = work.exception()
    if error is None:
        return ANSWERED
    return REFUSED if isinstance(error, CommandError) else FAILED


def _result(work: "asyncio.Task[_List]", name: str) -> _List:
    if work.cancelled():
        return ()
    error = work.exception()
    if isinstance(error, CommandError):
        # A refusal, such as a server's list asked for in a direct message: there is nothing to suggest, and no fault.
        return ()
    if error is not None:
        log.error("%s: autocomplete failed", name, exc_info=error)
        return ()
    return work.result()


def find_focused(
    command: Command[..., Any], options: Sequence[CommandDataOption]
) -> tuple[OptionParameter, CommandDataOption]:
    """Return the option that is being typed: as it is declared, and as it was sent.

    Raises:
        CommandNotFound: If the code no longer has it, or no longer completes it.
    """
    typed = next((option for option in options if option.focused), None)
    declared = next((known for known in command.signature.options if typed and known.wire.name == typed.name), None)
    if typed is None or declared is None or declared.completion is None:
        raise CommandNotFound(f"{command.qualified_name} with autocomplete for {typed.name if typed else 'an option'}")
    return declared, typed


def read_others(
    command: Command[..., Any], options: Sequence[CommandDataOption], interaction: Interaction
) -> dict[str, Any]:
    """Return the other options typed so far, as they are read; what does not fit as Discord sent it."""
    readers = {known.wire.name: known.read for known in command.signature.options}
    others: dict[str, Any] = {}
    for option in options:
        if option.focused or option.value is None:
            continue
        try:
            others[option.name] = readers[option.name](option.value, option.name, interaction)
        except (KeyError, UserInputError):
            others[option.name] = option.value
    return others


async def convert_others(command: Command[..., Any], context: AutocompleteContext) -> None:
    """Convert those of the other options whose converters need nothing but the text.

    This is done at every keystroke. So converters are applied that say
    `while_typing`, as all that come with Postern but `Message` do, and plain
    functions of the text; another option stays the text that the user typed,
    and so does one that cannot be converted.
    """
    others = {**context.options}
    for option in command.signature.converted:
        name, conversion = option.wire.name, option.conversion
        if conversion is None or not conversion.while_typing or not isinstance(others.get(name), str):
            continue
        try:
            others[name] = await conversion.run(name, context, others[name])
        except CommandError:
            continue
    context.options = others


async def _work(route: Route, option: OptionParameter, context: AutocompleteContext, value: str) -> _List:
    # Suggestions may tell what only those may know who may use the command.
    await run_checks(route.nodes, context)
    command = route.command
    if command.signature.converted:
        await convert_others(command, context)
    return await suggest(option, context, value)


async def suggest(option: OptionParameter, context: AutocompleteContext, value: str) -> tuple[CommandOptionChoice, ...]:
    """Ask an autocompleter, and put what it suggests into its form on the wire.

    Args:
        option: The option that is being typed; it has an autocompleter.
        context: What the autocompleter is given.
        value: What was typed so far.

    Raises:
        Exception: Whatever the author's code raised.
    """
    completion = option.completion
    if completion is None:
        return ()
    dependencies = {name: await context.get(kind) for name, kind in completion.dependencies.items()}
    made = await call(completion.suggest, context, value, **dependencies)
    choices: dict[str | int | float, CommandOptionChoice] = {}
    async for suggestion in each(made):
        _add(choices, option, suggestion)
        if len(choices) == MOST_CHOICES:
            break
    return tuple(choices.values())


def _add(choices: dict[str | int | float, CommandOptionChoice], option: OptionParameter, suggestion: Any) -> None:
    """Add a suggestion that Discord would take, once; name in the log what it would not."""
    choice = as_choice(suggestion)
    if (option.as_text or option.conversion is not None) and not isinstance(choice.value, str):
        # What a converter makes is suggested as the text that it would be made of.
        choice = Choice(choice.name, str(choice.value), name_localizations=choice.name_localizations)
    if type(choice.value) not in _VALUES[option.wire.type] or not _fits(choice.name, choice.value):
        log.warning("autocomplete of %s suggests %r, which Discord would refuse", option.wire.name, choice)
        return
    choices.setdefault(
        choice.value,
        CommandOptionChoice(
            name=choice.name, value=choice.value, name_localizations=localizations(choice.name_localizations)
        ),
    )


def _fits(name: str, value: object) -> bool:
    return 1 <= len(name) <= MOST_CHARACTERS and (not isinstance(value, str) or 1 <= len(value) <= MOST_CHARACTERS)
