"""What is wrong with a limit is said when the module is imported, with the line and the right form."""

import inspect
from collections.abc import Callable
from typing import Any, cast

import pytest

from app.checks import cooldowns
from app.checks.cooldowns import cooldown, max_concurrency
from app.context.command import CommandContext
from app.errors import DefinitionError

anything = cast(Any, cooldowns)
"""The module without its types, to do what a type checker would not let pass."""

COOLDOWN = "@cooldown(5, per=10.0)"
WORDS = 'one of "user", "member", "channel", "guild", "global", or by a function of the context, and'


async def handler(ctx: CommandContext) -> str:
    return ""


async def of_nobody() -> str:
    return ""


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "cooldown without a call": (lambda: anything.cooldown(handler), COOLDOWN),
    "cooldown with nothing": (lambda: anything.cooldown(), COOLDOWN),
    "cooldown without seconds": (lambda: anything.cooldown(5), f"and None are none: {COOLDOWN}"),
    "no uses": (lambda: cooldown(0, 10.0), COOLDOWN),
    "fewer than no uses": (lambda: cooldown(-1, 10.0), COOLDOWN),
    "half a use": (lambda: anything.cooldown(0.5, 10.0), COOLDOWN),
    "a truth of uses": (lambda: cooldown(True, 10.0), COOLDOWN),
    "no seconds": (lambda: cooldown(5, 0), f"and 0 are none: {COOLDOWN}"),
    "fewer than no seconds": (lambda: cooldown(5, per=-1.5), f"and -1.5 are none: {COOLDOWN}"),
    "seconds without end": (lambda: cooldown(5, float("inf")), f"and inf are none: {COOLDOWN}"),
    "seconds that are no number": (lambda: cooldown(5, float("nan")), f"and nan are none: {COOLDOWN}"),
    "seconds as text": (lambda: anything.cooldown(5, "10"), f"and '10' are none: {COOLDOWN}"),
    "a truth of seconds": (lambda: cooldown(5, True), f"and True are none: {COOLDOWN}"),
    "cooldown by an unknown word": (
        lambda: anything.cooldown(5, 10.0, by="role"),
        f"cooldown counts by {WORDS} 'role' is none: @cooldown(5, per=10.0, by=\"user\")",
    ),
    "cooldown by nothing": (lambda: anything.cooldown(5, 10.0, by=None), "and None is none"),
    "cooldown by a class": (lambda: cooldown(5, 10.0, by=str), "<class 'str'> is none"),
    "cooldown by a function of nothing": (
        lambda: anything.cooldown(5, 10.0, by=of_nobody),
        "with the context and nothing else: @cooldown(5, per=10.0, by=lambda ctx: ctx.user.id)",
    ),
    "cooldown by a function of more": (
        lambda: anything.cooldown(5, 10.0, by=lambda ctx, store: 1),
        "what cooldown counts by is called with the context and nothing else",
    ),
    "cooldown on text": (lambda: anything.cooldown(5, 10.0)("shop"), "cooldown is put on a command, group"),
    "max_concurrency without a call": (lambda: anything.max_concurrency(handler), "@max_concurrency(1)"),
    "max_concurrency with nothing": (lambda: anything.max_concurrency(), "@max_concurrency(1)"),
    "none at once": (lambda: max_concurrency(0), "@max_concurrency(1)"),
    "half of one at once": (lambda: anything.max_concurrency(1.5), "@max_concurrency(1)"),
    "max_concurrency by an unknown word": (
        lambda: anything.max_concurrency(1, by="everybody"),
        f"max_concurrency counts by {WORDS} 'everybody' is none: @max_concurrency(1, by=\"user\")",
    ),
    "max_concurrency by a function of nothing": (
        lambda: anything.max_concurrency(1, by=of_nobody),
        "@max_concurrency(1, by=lambda ctx: ctx.user.id)",
    ),
    "max_concurrency on nothing": (lambda: anything.max_concurrency(1)(None), "and None is none"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_its_line_and_the_right_form(case: str) -> None:
    do, told = WRONG[case]
    source, first = inspect.getsourcelines(do)

    with pytest.raises(DefinitionError) as caught:
        do()

    path, _, line = caught.value.where.rpartition(":")
    assert path == __file__
    assert first <= int(line) < first + len(source)
    assert told in str(caught.value)


def test_a_function_stays_the_function_that_it_was() -> None:
    async def command(ctx: CommandContext) -> None: ...

    assert cooldown(1, 1)(max_concurrency(1)(command)) is command


def test_what_is_written_in_c_can_name_the_bucket() -> None:
    async def command(ctx: CommandContext) -> None: ...

    assert cooldown(1, 1, by=id)(max_concurrency(1, by=iter)(command)) is command
