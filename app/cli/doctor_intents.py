"""
What `postern doctor` says of privileged intents, which some requests need although there is no gateway.

What needs one is found in the sources: a request that an author makes with
`rest.members.list` is written there, and nothing else tells of it before a user
meets the refusal.

https://docs.discord.com/developers/events/gateway#privileged-intents
"""

import ast
import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.cli.doctor_case import Case
from app.cli.finding import Finding, Level
from app.cli.watching import place_of
from app.models.flags import ApplicationFlags


class _Intent(NamedTuple):
    """An intent.

    Attributes:
        name: What the portal calls it.
        flags: The application has one of these if it has the intent.
    """

    name: str
    flags: ApplicationFlags


class _Use(NamedTuple):
    """A request that hangs on an intent.

    Attributes:
        intent: The one.
        without: What becomes of the request without it.
        level: How bad that is; `unknown` where it hangs on what the author does with the answer.
    """

    intent: _Intent
    without: str
    level: Level


_MEMBERS = _Intent(
    "Server Members Intent", ApplicationFlags.gateway_guild_members | ApplicationFlags.gateway_guild_members_limited
)
_CONTENT = _Intent(
    "Message Content Intent",
    ApplicationFlags.gateway_message_content | ApplicationFlags.gateway_message_content_limited,
)
_READING = _Use(_CONTENT, "comes without what others have written", Level.unknown)
_USES = {
    "members.list": _Use(_MEMBERS, "is refused by Discord", Level.warning),
    "messages.search": _Use(_CONTENT, "is refused by Discord", Level.warning),
    "messages.list": _READING,
    "messages.list_around": _READING,
    "messages.get": _READING,
    "pins.list": _READING,
}


async def check_intents(case: Case) -> list[Finding]:
    """Hold the intents that the code needs against those that the application has."""
    if case.bot is None or case.application is None:
        return []
    has = case.application.flags | (case.application.flags_new or ApplicationFlags(0))
    # Files are read, of which a package may have many.
    used = await asyncio.to_thread(_find_uses, place_of(case.settings.commands))
    found, granted = [], set()
    for request, where in used.items():
        use = _USES[request]
        if use.intent.flags & has:
            granted.add(use.intent.name)
            continue
        says = f"{where}: rest.{request} {use.without} as long as the application does not have the {use.intent.name}"
        found.append(Finding("intents", use.level, says, "It is switched on on the Bot page of the portal."))
    if granted and not found:
        names = " and the ".join(sorted(granted))
        found.append(Finding("intents", Level.fine, f"The application has the {names}, which the code uses"))
    return found


def _find_uses(place: Path) -> dict[str, str]:
    """Find what hangs on an intent below a folder; returns file and line of the first of each request."""
    uses: dict[str, str] = {}
    for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        # What cannot be read or parsed is named by whoever loads it.
        with contextlib.suppress(OSError, SyntaxError, ValueError):
            shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
            for request, line in _requests(ast.parse(file.read_bytes())):
                uses.setdefault(request, f"{shown}:{line}")
    return uses


def _requests(source: ast.Module) -> Iterator[tuple[str, int]]:
    """Give `members.list` and its line for each `….rest.members.list`, and so on."""
    for node in ast.walk(source):
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)):
            continue
        client = node.value.value
        name = client.attr if isinstance(client, ast.Attribute) else client.id if isinstance(client, ast.Name) else ""
        request = f"{node.value.attr}.{node.attr}"
        if name == "rest" and request in _USES:
            yield request, node.lineno
