"""What is wrong with a guard is said when the module is imported, with the line and the right form."""

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any, cast

import pytest

from app.checks import guards
from app.checks.guards import invoker_only, once, only_users, until
from app.context.command import CommandContext
from app.errors import DefinitionError

anything = cast(Any, guards)
"""The module without its types, to do what a type checker would not let pass."""


async def handler(ctx: CommandContext) -> str:
    return ""


USERS, ONCE, UNTIL = "@only_users(1234567890123456789)", '@once(by="user"', "@until(datetime(2030, 1, 1, tzinfo=UTC))"

WRONG: dict[str, tuple[Callable[[], object], tuple[str, ...]]] = {
    "invoker_only on text": (lambda: anything.invoker_only("shop"), ("'shop' is none",)),
    "only_users without a call": (lambda: anything.only_users(handler), ("is none", USERS)),
    "only_users without a user": (lambda: only_users(), ("needs the id of a user", USERS)),
    "only_users with text": (lambda: anything.only_users("ben"), ("'ben' is none", USERS)),
    "only_users with an id as text": (
        lambda: anything.only_users("1300000000000000001"),
        ("is a number", "@only_users(1300000000000000001)"),
    ),
    "only_users with a list": (lambda: anything.only_users([1, 2]), ("[1, 2] is none", USERS)),
    "only_users with no id": (lambda: only_users(5, 0), ("0 is none", USERS)),
    "only_users with a truth": (lambda: only_users(True), ("True is none", USERS)),
    "until without a call": (lambda: anything.until(handler), ("takes a datetime", UNTIL)),
    "until with a day": (lambda: anything.until(dt.date(2030, 1, 1)), ("takes a datetime", UNTIL)),
    "until with seconds": (lambda: anything.until(1_900_000_000), ("takes a datetime", UNTIL)),
    "until without a time zone": (
        lambda: until(dt.datetime(2030, 1, 1)),
        ("takes a datetime with its time zone", UNTIL),
    ),
    "once by another word": (lambda: anything.once(by="channel"), ("'channel' is neither", ONCE)),
    "once by a function": (lambda: anything.once(by=[]), ("[] is neither", ONCE)),
    "once with its word in front": (lambda: anything.once("user"), ("'user' is none", ONCE)),
    "once for no time": (lambda: once(ttl=0), ("0 are none", ONCE)),
    "once for good": (lambda: once(ttl=float("inf")), ("inf are none", ONCE)),
    "once for text": (lambda: anything.once(ttl="1 day"), ("'1 day' are none", ONCE)),
    "once for a truth": (lambda: once(ttl=True), ("True are none", ONCE)),
    "once on text, called": (lambda: anything.once()("shop"), ("'shop' is none", ONCE)),
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
    for part in told:
        assert part in str(caught.value)


def test_a_guard_may_stand_twice() -> None:
    async def command(ctx: CommandContext) -> str:
        return ""

    invoker_only(invoker_only(once(once(only_users(1)(only_users(1)(command))))))
