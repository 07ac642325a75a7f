"""Predicates of the author's own."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.checks.base import check
from app.checks.builtin import dm_only, guild_only
from app.checks.node import Node, declared_on
from app.command_errors import CheckFailure
from app.context.command import CommandContext
from app.errors import DefinitionError
from app.models.response import Reply
from app.providers import where_called
from app.testing import TestBot
from app.tree.decorators import slash_command
from app.tree.group import group


class Staff:
    """A dependency."""

    def __init__(self, *names: str) -> None:
        self.names = names


def yes(ctx: CommandContext) -> bool:
    return True


async def no(ctx: CommandContext) -> bool:
    return False


def raises(ctx: CommandContext) -> bool:
    raise CheckFailure("Not on Mondays.")


async def is_staff(ctx: CommandContext, staff: Staff) -> bool:
    return ctx.user.username in staff.names


async def run(target: Any) -> None:
    """Ask every check that stands on a function, class or node, as Ben."""
    bot = TestBot(None)
    bot.provide(Staff, Staff("ben"))
    node = target if isinstance(target, Node) else declared_on(target)
    assert node is not None
    for one in node.checks:
        await one.run(bot.context(CommandContext))


def order_of(target: Any) -> list[str]:
    node = target if isinstance(target, Node) else declared_on(target)
    assert node is not None
    return [one.hook.function.__name__ for one in node.checks]


# ── predicates ──


@pytest.mark.parametrize("predicate", [yes, is_staff, lambda ctx: True, lambda ctx: 1])
async def test_a_predicate_that_holds_lets_through(predicate: Callable[..., bool]) -> None:
    @check(predicate)
    async def handler(ctx: CommandContext) -> None: ...

    await run(handler)


@pytest.mark.parametrize("predicate", [no, lambda ctx: None, lambda ctx, staff=False: staff])
async def test_a_predicate_that_does_not_hold_refuses(predicate: Callable[..., bool]) -> None:
    @check(predicate)
    async def handler(ctx: CommandContext) -> None: ...

    with pytest.raises(CheckFailure) as caught:
        await run(handler)

    assert caught.value.message == ""


async def test_a_message_says_what_the_user_is_told() -> None:
    @check(no, message="Come back tomorrow.")
    async def handler(ctx: CommandContext) -> None: ...

    with pytest.raises(CheckFailure, match=r"^Come back tomorrow\.$"):
        await run(handler)


async def test_what_a_predicate_raises_stays_as_it_is() -> None:
    @check(raises, message="Never seen.")
    async def handler(ctx: CommandContext) -> None: ...

    with pytest.raises(CheckFailure, match=r"^Not on Mondays\.$"):
        await run(handler)


# ── in signed interactions ──


@pytest.mark.parametrize(
    ("decorate", "told"),
    [
        (check(yes), "done"),
        (check(no), "You cannot use this here."),
        (check(no, message="Come back tomorrow."), "Come back tomorrow."),
        (check(raises), "Not on Mondays."),
        (check(is_staff), "done"),
        (check(is_staff, message="For staff."), "done"),
    ],
)
async def test_the_user_is_told_what_a_predicate_says(decorate: Callable[[Any], Any], told: str) -> None:
    bot = TestBot(None)
    bot.provide(Staff, Staff("ben"))

    @bot.bot.slash_command("try", description="Try it.")
    @decorate
    async def command(ctx: CommandContext) -> str:
        return "done"

    result = await bot.slash("try")

    assert result.content == told
    assert result.ephemeral is (told != "done")


async def test_the_widest_check_is_asked_first_and_the_first_refusal_is_told() -> None:
    bot = TestBot(None)
    tag = check(no, message="Not with tags.")(group("tag", "Texts."))
    asked = []

    def note(ctx: CommandContext) -> bool:
        asked.append(ctx)
        return True

    @tag.command(description="Show one.")
    @check(note)
    async def show(ctx: CommandContext) -> str:
        return "done"

    bot.bot.add(tag)

    assert (await bot.slash("tag show")).content == "Not with tags."
    assert not asked


async def test_a_broken_predicate_is_a_fault_and_lets_nobody_through() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    @check(lambda ctx: ctx.nothing)
    async def command(ctx: CommandContext) -> str:
        return "done"

    assert "Something went wrong" in (await bot.slash("try")).content


# ── where it stands ──


def test_checks_are_asked_from_top_to_bottom() -> None:
    @check(yes)
    @check(no)
    @slash_command(description="Does something")
    @check(raises)
    @check(is_staff)
    async def handler(ctx: CommandContext) -> None: ...

    assert order_of(handler) == ["yes", "no", "raises", "is_staff"]


def test_a_function_stays_the_function_that_it_was() -> None:
    async def handler(ctx: CommandContext) -> None: ...

    assert check(yes)(handler) is handler


def test_a_check_stands_on_groups_and_bots_too() -> None:
    tag = group("tag", "Texts.")
    bot = TestBot(None).bot

    assert check(yes)(tag) is tag
    assert order_of(tag) == ["yes"]
    assert check(no)(bot) is bot
    assert order_of(bot) == ["no"]


def test_a_check_stands_on_a_class_and_not_on_its_subclasses() -> None:
    @check(yes)
    class Shop: ...

    class Bakery(Shop): ...

    assert order_of(Shop) == ["yes"]
    assert declared_on(Bakery) is None


async def test_a_method_of_a_class_can_be_the_predicate() -> None:
    class Shop:
        open = True

        def is_open(self, ctx: CommandContext) -> bool:
            return self.open

        @check(is_open)
        async def buy(self, ctx: CommandContext) -> None: ...

    shop = Shop()
    node = declared_on(Shop.buy)
    assert node is not None
    node.bind_hooks(shop)
    await run(node)
    shop.open = False
    with pytest.raises(CheckFailure):
        await run(node)


# ── mistakes ──


def test_a_check_without_its_predicate_is_refused() -> None:
    command = slash_command("try", description="Try.")(no)  # type: ignore[type-var]

    with pytest.raises(DefinitionError, match=r"test_base\.py:\d+: .*@check\(is_weekend\)"):
        check(command)
    with pytest.raises(DefinitionError, match="no function"):
        check("moderator")  # type: ignore[arg-type]


@pytest.mark.parametrize(("answer", "shown"), [(None, "None"), (str, "str"), (Reply, "Reply"), ("None", "None")])
def test_a_handler_is_no_predicate(answer: object, shown: str) -> None:
    async def handler(ctx: CommandContext) -> None: ...

    handler.__annotations__["return"] = answer

    with pytest.raises(DefinitionError, match=f"returns {shown}") as caught:
        check(handler)  # type: ignore[arg-type]

    assert caught.value.where == f"{__file__}:{handler.__code__.co_firstlineno}"


def test_a_dependency_of_a_predicate_needs_an_annotation() -> None:
    with pytest.raises(DefinitionError, match=r"parameter staff .* has no annotation"):
        check(lambda ctx, staff: True)


@pytest.mark.parametrize("target", ["try", 3, None])
def test_a_check_cannot_stand_on_just_anything(target: Any) -> None:
    with pytest.raises(DefinitionError, match=re.escape(repr(target))) as caught:
        check(yes)(target)

    assert caught.value.where.startswith(f"{__file__}:")


def test_what_is_written_in_c_can_be_a_predicate() -> None:
    async def handler(ctx: CommandContext) -> None: ...

    assert check(bool)(handler) is handler
    assert order_of(handler) == ["bool"]


def test_the_authors_line_is_found() -> None:
    line = where_called()[0]

    assert re.fullmatch(re.escape(__file__) + r":\d+", line)


def test_checks_that_nobody_could_pass_are_refused() -> None:
    async def handler(ctx: CommandContext) -> None: ...

    with pytest.raises(DefinitionError, match="exclude each other"):
        guild_only(dm_only(handler))
