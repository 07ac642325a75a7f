"""
What autocompleters are made of: the candidates that fit best, and suggestions that are kept.

    @cached
    async def cities(ctx: AutocompleteContext, value: str) -> list[str]:
        return match(value, CITIES)
"""

import functools
import inspect
from collections import OrderedDict
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable
from typing import Any, ParamSpec, TypeVar

from app.context.threads import run_in_thread
from app.parameters.option import Autocompleter, Choice
from app.providers import is_method

P = ParamSpec("P")
T = TypeVar("T", bound=str | tuple[str, str | int | float] | Choice)

MOST_SHOWN = 25
MOST_KEPT = 1024
"""Texts whose suggestions `cached` keeps; the one that was not asked for longest goes first."""


def match(typed: str, candidates: Iterable[T]) -> list[T]:
    """Return the candidates that fit what was typed, the best first, at most 25.

    Upper and lower case are the same. What is equal comes first; then what
    begins with the text, what has a word that begins with it, what holds it,
    and last what has its letters in this order. Within these, the order of the
    candidates stays. Where nothing was typed, the first 25 are returned.

    It is fast enough for some thousand candidates at each keystroke.

    Args:
        typed: What the user typed so far.
        candidates: Texts, pairs of name and value, or `Choice` objects; names
            are what is compared.
    """
    wanted = typed.strip().casefold()
    if not wanted:
        return [candidate for candidate, _ in zip(candidates, range(MOST_SHOWN), strict=False)]
    ranks: tuple[list[T], ...] = ([], [], [], [], [])
    for candidate in candidates:
        rank = _rank(wanted, _name(candidate).casefold())
        if rank is not None and len(ranks[rank]) < MOST_SHOWN:
            ranks[rank].append(candidate)
    return [candidate for found in ranks for candidate in found][:MOST_SHOWN]


def _name(candidate: str | tuple[str, Any] | Choice) -> str:
    if isinstance(candidate, Choice):
        return candidate.name
    return candidate[0] if isinstance(candidate, tuple) else candidate


def _rank(wanted: str, name: str) -> int | None:
    """Tell how well a name fits, 0 best; None if it does not."""
    at = name.find(wanted)
    if at == 0:
        return 0 if len(name) == len(wanted) else 1
    if at > 0:
        while at > 0:
            if not name[at - 1].isalnum():
                return 2
            at = name.find(wanted, at + 1)
        return 3
    for letter in wanted:
        at = name.find(letter, at + 1)
        if at < 0:
            return None
    return 4


def cached(suggest: Callable[P, Any]) -> Callable[P, Coroutine[Any, Any, tuple[Any, ...]]]:
    """Keep what an autocompleter suggests, by what was typed, for as long as the process runs.

    For a source that never changes: countries, the items of a game, a table
    that comes with the code. The suggestions of the newest 1,024 texts are
    kept, and everybody gets the same ones. So it must not be used where they
    depend on who types, or where, on the other options, or on the language; nor
    where the source may change before the bot is started anew.

    The autocompleter may be sync, async, a generator or an async generator, and
    may have dependencies; they are made, and it is asked, only at the first
    time that a text is typed. What it raises is not kept.

    Args:
        suggest: The autocompleter.
    """
    leading = is_method(suggest)
    kept: OrderedDict[tuple[int, str], tuple[object, tuple[Any, ...]]] = OrderedDict()

    @functools.wraps(suggest)
    async def keep(*arguments: P.args, **dependencies: P.kwargs) -> tuple[Any, ...]:
        # The plugin whose method it is stands beside its suggestions, so that its identity is not given to another.
        owner = arguments[0] if leading else None
        key = (id(owner), str(arguments[1 + leading]))
        found = kept.get(key)
        if found is None:
            found = owner, tuple(await _ask(suggest, arguments, dependencies))
            kept[key] = found
            if len(kept) > MOST_KEPT:
                kept.popitem(last=False)
        else:
            kept.move_to_end(key)
        return found[1]

    return keep


async def _ask(suggest: Autocompleter, arguments: tuple[Any, ...], dependencies: dict[str, Any]) -> list[Any]:
    """Return what an autocompleter suggests, as far as it can be shown."""
    distinct: dict[object, Any] = {}
    async for suggestion in each(await call(suggest, *arguments, **dependencies)):
        choice = as_choice(suggestion)
        distinct.setdefault((type(choice.value), choice.value), suggestion)
        if len(distinct) == MOST_SHOWN:
            break
    return list(distinct.values())


async def call(suggest: Autocompleter, *arguments: Any, **dependencies: Any) -> Any:
    """Call an autocompleter, a plain one in a thread; what comes is ready for `each`."""
    if inspect.iscoroutinefunction(suggest) or inspect.isasyncgenfunction(suggest):
        made: Any = suggest(*arguments, **dependencies)
    else:
        made = await run_in_thread(suggest, *arguments, **dependencies)
    return await made if inspect.isawaitable(made) else made


async def each(made: AsyncIterable[Any] | Iterable[Any]) -> AsyncIterator[Any]:
    """Go through suggestions, whether they come at once or one by one."""
    if isinstance(made, AsyncIterable):
        async for suggestion in made:
            yield suggestion
    else:
        for suggestion in made:
            yield suggestion


def as_choice(suggestion: Any) -> Choice:
    """Return a suggestion, a value or a pair of name and value, as a `Choice`."""
    if isinstance(suggestion, Choice):
        return suggestion
    if isinstance(suggestion, tuple):
        name, value = suggestion
        return Choice(str(name), value)
    return Choice(str(suggestion), suggestion)
