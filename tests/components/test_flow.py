"""Flows: conversations that go on in another process, after a restart, and after the code has changed."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable
from typing import Annotated, Literal

import pytest

from app.bot import Bot
from app.checks.base import check
from app.command_errors import CommandError
from app.components.flow import Flow
from app.components.form import Form
from app.components.modal import modal
from app.components.select import select
from app.context.base import Context
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.context.modal import ModalContext
from app.models.base import Snowflake
from app.models.component import ActionRow, Label
from app.models.modal import Modal
from app.models.response import Reply, Update
from app.stores.base import Store
from app.testing import Result, TestBot
from tests.components.flows import EXPIRED, Answer, Count, changing, counting, told
from tests.components.forms import Age
from tests.components.processes import given_process, start_another

Size = Literal["small", "large"]


class Address(Form):
    street: Annotated[str, Label("Street")]


def pizzeria(bot: Bot) -> None:
    """Declare a conversation of four steps: a menu, a form that a button opens, a button that ends it."""

    class Order(Flow, expires=3600):
        pizza: str
        size: Size = "small"
        extras: list[str] = []  # noqa: RUF012 - each flow gets one of its own
        street: str = ""

    @bot.slash_command(description="Order a pizza.")
    async def order(ctx: CommandContext, pizza: str = "margherita") -> Reply:
        begun = await Order(pizza=pizza).begin(ctx)
        return Reply("What size?", components=[ActionRow(size.select(begun))])

    @bot.select
    async def size(ctx: ComponentContext, values: list[Size], order: Order) -> Update:
        order.size = values[0]
        return show(order)

    @bot.button
    async def cheese(ctx: ComponentContext, order: Order) -> Update:
        order.extras.append("cheese")
        return show(order)

    @bot.button
    async def to(ctx: ComponentContext, order: Order) -> Modal:
        return address.modal(order=order)

    @bot.modal(title="Where to?")
    async def address(ctx: ModalContext, form: Address, order: Order) -> Update:
        order.street = form.street
        return show(order)

    @bot.button
    async def pay(ctx: ComponentContext, order: Order) -> Update:
        await order.end()
        return Update(f"Paid: {describe(order)}")

    def show(order: Order) -> Update:
        row = ActionRow(cheese.button(order), to.button(order), pay.button(order=order))
        return Update(describe(order), components=[row])

    def describe(order: Order) -> str:
        return f"{order.size} {order.pizza} {order.extras} {order.street}"


@pytest.mark.parametrize("goes_on", [lambda bot, store: None, lambda bot, store: start_another(bot, pizzeria, store)])
async def test_a_conversation_goes_on_in_the_same_process_and_in_others(
    goes_on: Callable[[TestBot, Store], None],
) -> None:
    bot, store = given_process(pizzeria)
    shown = await bot.slash("order", pizza="quattro: stagioni ü")
    goes_on(bot, store)
    shown = await shown.select("large")
    for _ in range(2):
        goes_on(bot, store)
        shown = await shown.click("Cheese")
    goes_on(bot, store)
    opened = await shown.click("To")
    goes_on(bot, store)
    shown = await opened.submit(street="Elm Street 1")
    goes_on(bot, store)
    paid = await shown.click("Pay")

    assert paid.content == "Paid: large quattro: stagioni ü ['cheese', 'cheese'] Elm Street 1"


async def test_the_custom_id_holds_a_key_and_nothing_else() -> None:
    bot, _ = given_process(pizzeria)
    texts = [await bot.slash("order", pizza="p" * 2000) for _ in range(2)]
    first, second = [menu_id(text) for text in texts]

    assert len(first) == len("size:0xyz") + 16
    assert first != second


async def test_each_flow_has_lists_of_its_own() -> None:
    bot, _ = given_process(pizzeria)
    first, second = await bot.slash("order"), await bot.slash("order")
    first, second = await first.select("small"), await second.select("small")
    await first.click("Cheese")
    second = await second.click("Cheese")

    assert second.content == "small margherita ['cheese']"


class Colour(enum.Enum):
    red = "r"
    blue = "b"


class Kept(Flow):
    """Has a value of every kind."""

    number: int = 2**62
    ids: set[Snowflake] = dataclasses.field(default_factory=set)
    when: dt.datetime = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    colour: Colour = Colour.red
    votes: dict[str, list[int]] = {}  # noqa: RUF012 - each flow gets one of its own
    nobody: str | None = None


async def test_attributes_come_back_as_what_they_were() -> None:
    seen: list[Kept] = []
    made = Kept(ids={Snowflake(1)}, colour=Colour.blue, votes={"ü": [1, 2]})

    def code(bot: Bot) -> None:
        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            return Reply("?", components=[ActionRow(look.button(await made.begin(ctx)))])

        @bot.button
        async def look(ctx: ComponentContext, flow: Kept) -> None:
            seen.append(flow)

    bot, _ = given_process(code)
    await (await bot.slash("try")).click("Look")

    assert seen == [made]
    assert seen[0] is not made
    assert repr(seen[0]).startswith("Kept(number=4611686018427387904, ids={1}, ")
    assert isinstance(next(iter(seen[0].ids)), Snowflake)


# ── what counts ──


async def change_and_respond(ctx: ComponentContext, flow: Count) -> None:
    flow.number += 1
    await ctx.respond("now")


@pytest.mark.parametrize("answer", [changing(None), changing("text"), changing(Update("new")), change_and_respond])
async def test_a_change_counts_whatever_the_handler_answers(answer: Answer) -> None:
    bot, _ = given_process(counting(answer))
    shown = await bot.slash("try")
    await shown.click("Use")

    assert await told(shown) == "1"


async def test_a_handler_that_runs_in_a_thread_changes_a_flow_as_others_do() -> None:
    def code(bot: Bot) -> None:
        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            return Reply("?", components=[ActionRow(tell.button(await Count().begin(ctx)))])

        @bot.button
        def tell(ctx: ComponentContext, flow: Count) -> str:
            flow.number += 1
            return f"{flow.number}"

    bot, _ = given_process(code)
    shown = await bot.slash("try")

    assert [await told(shown) for _ in range(2)] == ["1", "2"]


@pytest.mark.parametrize(
    ("error", "text"),
    [(CommandError("Not now."), "Not now."), (ZeroDivisionError("oh"), "Something went wrong.")],
    ids=["a refusal", "a fault"],
)
@pytest.mark.parametrize("ends", [False, True], ids=["changed", "ended"])
async def test_a_handler_that_raises_has_changed_nothing(error: Exception, text: str, ends: bool) -> None:
    async def fails(ctx: ComponentContext, flow: Count) -> None:
        flow.number += 1
        if ends:
            await flow.end()
        raise error

    bot, _ = given_process(counting(fails))
    shown = await bot.slash("try")

    assert (await shown.click("Use")).content.startswith(text)
    assert await told(shown) == "0"


async def test_a_form_that_cannot_be_used_changes_nothing_and_goes_on_once_it_is_mended() -> None:
    def code(bot: Bot) -> None:
        async def count(ctx: Context) -> bool:
            assert isinstance(ctx, ModalContext)
            ctx.state["flow"].number += 10
            return True

        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Modal:
            return ask.modal(await Count().begin(ctx))

        @bot.modal(title="Age")
        @check(count)
        async def ask(ctx: ModalContext, form: Age, flow: Count) -> str:
            flow.number += 1
            return f"{form.age} {flow.number}"

    bot, _ = given_process(code)
    told = await (await bot.slash("try")).submit(age="old")
    opened = await told.click("Edit and send again")

    assert (await opened.submit(age="30")).content == "30 11"


@pytest.mark.parametrize("ends", [False, True], ids=["changed", "ended"])
async def test_an_answer_that_cannot_be_sent_has_changed_nothing(ends: bool) -> None:
    async def too_long(ctx: ComponentContext, flow: Count) -> str:
        flow.number += 1
        if ends:
            await flow.end()
        return "x" * 2001

    bot, _ = given_process(counting(too_long))
    shown = await bot.slash("try")

    assert (await shown.click("Use")).content.startswith("Something went wrong.")
    assert await told(shown) == "0"


async def test_a_change_that_is_saved_counts_whatever_comes_behind_it() -> None:
    async def saves(ctx: ComponentContext, flow: Count) -> None:
        flow.number = 1
        await flow.save()
        flow.number = 2
        raise CommandError("Not now.")

    bot, _ = given_process(counting(saves))
    shown = await bot.slash("try")
    await shown.click("Use")

    assert await told(shown) == "1"


async def test_checks_see_the_flow_and_one_that_refuses_changes_nothing() -> None:
    def code(bot: Bot) -> None:
        async def is_open(ctx: Context) -> bool:
            assert isinstance(ctx, ComponentContext)
            flow = ctx.state["flow"]
            assert isinstance(flow, Count)
            flow.number += 1
            return flow.number < 2

        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            return Reply("?", components=[ActionRow(use.button(await Count().begin(ctx)))])

        @bot.button
        @check(is_open, message="Closed.")
        async def use(ctx: ComponentContext, flow: Count) -> str:
            return f"{flow.number}"

    bot, _ = given_process(code)
    shown = await bot.slash("try")

    assert [(await shown.click("Use")).content for _ in range(3)] == ["1", "Closed.", "Closed."]


async def test_handlers_can_be_called_as_they_are() -> None:
    @select
    async def choose(ctx: ComponentContext, values: list[Size], flow: Count) -> str:
        flow.number += len(values)
        return f"{values[0]} {flow.number}"

    bot = TestBot(None)

    assert await choose(bot.context(ComponentContext), ["small"], Count(number=4)) == "small 5"


async def test_what_belongs_to_a_flow_that_has_ended_has_expired() -> None:
    bot, _ = given_process(pizzeria)
    shown = await (await bot.slash("order")).select("small")
    await shown.click("Pay")

    assert [(await shown.click(label)).content for label in ("Pay", "Cheese", "To")] == [EXPIRED] * 3


def menu_id(shown: Result) -> str:
    (row,) = shown.components
    assert isinstance(row, ActionRow)
    custom_id = getattr(row.components[0], "custom_id", "")
    assert isinstance(custom_id, str)
    return custom_id


def test_modal_and_select_build_from_a_flow_as_buttons_do() -> None:
    @modal(title="Where to?")
    async def address(ctx: ModalContext, form: Address, flow: Count) -> None: ...

    with pytest.raises(ValueError, match=r"address\.modal\(\): flow was not begun"):
        address.modal(Count())
