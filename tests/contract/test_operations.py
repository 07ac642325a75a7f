"""
Which of Discord's operations the REST client has a method for: `operations.md` beside this file.

The table is made from what every call sends, see `calls.py`, and from the list
of all routes.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.contract.calls import called
from tests.contract.operations import ROUTES

TABLE = Path(__file__).parent / "operations.md"
HEAD = """\
# Discord's operations, and the methods that send them

Written by `tests/contract/test_operations.py` when the tests run.
"""

DEPRECATED = {
    "PATCH /guilds/{guild_id}/members/@me/nick",
    "PUT /applications/{application_id}/guilds/{guild_id}/commands/permissions",
}
"""What Discord has replaced or turned off; others say so in their title."""

UNNAMED = {"skus.list": "GET /applications/{application_id}/skus"}
"""Methods whose operation stands in the documentation alone."""

LOBBIES = "lobbies: of games with Discord's Social SDK"
PARTNERS = "partner SDK: of games with Discord's Social SDK"
OLD = "deprecated, or turned off"
HIDDEN = "undocumented"
UNTYPED = "by `rest.request` only"


def why_not(name: str, route: dict[str, Any]) -> str:
    """Say why there is no method for an operation."""
    if route["path"].startswith("/lobbies"):
        return LOBBIES
    if route["path"].startswith("/partner-sdk"):
        return PARTNERS
    if not route["documented"]:
        return HIDDEN
    return OLD if name in DEPRECATED or "(deprecated)" in route["title"] else UNTYPED


def sent() -> dict[str, set[str]]:
    """Return the operations that calls send, each with the methods that do."""
    found: dict[str, set[str]] = {}
    for call in called():
        for request in call.requests:
            name = request.operation.id if request.operation else UNNAMED.get(call.method, "")
            found.setdefault(name, set()).add(call.method)
    return {name: methods for name, methods in found.items() if name in ROUTES}


def table() -> str:
    covered = sent()
    missing = {reason: list[str]() for reason in (UNTYPED, LOBBIES, PARTNERS, OLD, HIDDEN)}
    groups: dict[str, list[bool]] = {}
    for name, route in ROUTES.items():
        groups.setdefault(route["group"], []).append(name in covered)
        if name not in covered:
            missing[why_not(name, route)].append(f"{route['method']} {route['path']}")
    parts = [HEAD, f"\n{len(covered)} of {len(ROUTES)} operations have a method.\n"]
    parts.append("\n| group | operations | with a method |\n| --- | --- | --- |\n")
    parts += [f"| {group} | {len(each)} | {sum(each)} |\n" for group, each in groups.items()]
    for reason, routes in missing.items():
        parts.append(f"\n## Without a method, {reason} ({len(routes)})\n\n")
        parts += [f"- `{route}`\n" for route in routes]
    parts.append("\n## With a method\n\n| operation | method |\n| --- | --- |\n")
    parts += [
        f"| `{route['method']} {route['path']}` | {', '.join(sorted(covered[name]))} |\n"
        for name, route in ROUTES.items()
        if name in covered
    ]
    return "".join(parts)


def test_the_table_of_operations_is_up_to_date() -> None:
    made = table()
    if TABLE.exists() and TABLE.read_text() == made:
        return
    # At once, so that nobody reads half of it.
    new = TABLE.with_suffix(f".{os.getpid()}")
    new.write_text(made)
    new.replace(TABLE)
    pytest.fail("tests/contract/operations.md was out of date and is written anew: commit it")
