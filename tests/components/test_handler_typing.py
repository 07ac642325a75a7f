"""Handlers as their authors write them, held against the types: `mypy --strict` must pass over this module."""

import datetime as dt
from typing import Annotated, Literal, assert_type

from app import Bot, CommandContext, ComponentContext, ModalContext, Plugin, Reply, Update
from app.components.button import ButtonHandler, button
from app.components.form import Form
from app.components.modal import ModalHandler, modal
from app.components.select import SelectHandler, select
from app.errors import ComponentExpired
from app.models.base import Snowflake
from app.models.button import Button, ButtonStyle
from app.models.component import Label
from app.models.modal import Modal
from app.models.select import Select
from app.models.user import Member
from app.providers import provided
from app.stores.base import Store

Tea = Literal["green", "black"]


class Feedback(Form):
    text: Annotated[str, Label("What?")]


@button(label="Roll again", style=ButtonStyle.danger)
async def again(ctx: ComponentContext, dice: int, sides: int = 6, *, store: Store = provided) -> Update:
    return Update(f"{dice}d{sides}")


@button
def close(ctx: ComponentContext) -> None: ...


@again.on_error(ComponentExpired)
async def over(ctx: ComponentContext, error: ComponentExpired) -> Update:
    return Update(error.why)


@select(placeholder="Whom?", expires=60)
async def pick(ctx: ComponentContext, values: list[Member], poll: int) -> str:
    return values[0].user.username


@select
def brew(ctx: ComponentContext, values: list[Tea]) -> Reply:
    return Reply(values[0])


@modal(title="Feedback")
async def feedback(ctx: ModalContext, form: Feedback, ticket: Snowflake) -> Reply:
    return Reply(form.text)


class Shop(Plugin):
    @button
    async def buy(self, ctx: ComponentContext, count: int) -> Modal | None:
        return feedback.modal(ticket=Snowflake(count))

    @select(max_values=2)
    async def choose(self, ctx: ComponentContext, values: list[str], shelf: int) -> None: ...

    @modal(title="Ask")
    async def ask(self, ctx: ModalContext, form: Feedback, shelf: int = 0) -> Update:
        return Update(str(shelf))


def declare(bot: Bot) -> None:
    """Declare some on a bot."""

    @bot.button(signed=True)
    async def pay(ctx: ComponentContext, amount: int) -> str:
        return str(amount)

    @bot.select
    async def order(ctx: ComponentContext, values: list[int], table: int) -> str:
        return str(sum(values) + table)

    @bot.modal(title="Ask")
    async def ask(ctx: ModalContext, form: Feedback) -> None: ...

    assert_type(pay.button(amount=5), Button)
    assert_type(order.select(3), Select)
    assert_type(ask.modal(), Modal)


async def build(shop: Shop, ctx: CommandContext) -> None:
    """Build each of them, from exactly its parameters."""
    assert_type(again.button(dice=3), Button)
    assert_type(again.button(3, sides=8).replace(label="More"), Button)
    assert_type(await again.stored_button(ctx, dice=3), Button)
    assert_type(again.until(dt.datetime.now(dt.UTC)).button(3), Button)
    assert_type(close.button(), Button)
    assert_type(pick.select(poll=7), Select)
    assert_type(await pick.stored_select(ctx, 7), Select)
    assert_type(brew.select(), Select)
    assert_type(feedback.modal(ticket=Snowflake(7)).prefill(text="x"), Modal)
    assert_type(await feedback.stored_modal(ctx, ticket=Snowflake(7)), Modal)
    assert_type(shop.buy.button(count=2), Button)
    assert_type(shop.choose.select(shelf=1), Select)
    assert_type(shop.ask.modal(), Modal)


async def call(ctx: ComponentContext, sent: ModalContext, member: Member) -> None:
    """Call each of them as a function."""
    assert_type(await again(ctx, dice=3), Update)
    assert_type(await pick(ctx, [member], poll=7), str)
    assert_type(await brew(ctx, ["green"]), Reply)
    assert_type(await feedback(sent, Feedback(text="x"), ticket=Snowflake(7)), Reply)


async def mistake(shop: Shop, ctx: ComponentContext, sent: ModalContext) -> None:
    """Make mistakes, each of which mypy names."""
    again.button()  # type: ignore[call-arg]
    again.button(dice="3")  # type: ignore[arg-type]
    again.button(dice=3, colour=1)  # type: ignore[call-arg]
    pick.select(poll="7")  # type: ignore[arg-type]
    feedback.modal(ticket="7")  # type: ignore[arg-type]
    shop.buy.button(count="2")  # type: ignore[arg-type]
    shop.buy.button(ctx, 2)  # type: ignore[call-arg, arg-type]
    await again(sent, 3)  # type: ignore[arg-type]
    await brew(ctx, ["red"])  # type: ignore[list-item]
    await feedback(sent, "x", ticket=Snowflake(7))  # type: ignore[arg-type]
    again.select()  # type: ignore[attr-defined]

    @button  # type: ignore[arg-type]
    async def of_a_command(ctx: CommandContext) -> None: ...

    @button  # type: ignore[type-var]
    async def answers_a_number(ctx: ComponentContext) -> int:
        return 5

    @modal(title="Ask")  # type: ignore[type-var]
    async def opens_another(ctx: ModalContext, form: Feedback) -> Modal:
        return Modal("x", "X")

    @button(exprires=5)  # type: ignore[call-overload, untyped-decorator]
    async def misspelled(ctx: ComponentContext) -> None: ...


def test_what_is_declared_is_what_the_types_say() -> None:
    assert isinstance(again, ButtonHandler)
    assert isinstance(pick, SelectHandler)
    assert isinstance(feedback, ModalHandler)
    assert again.button(3, 8) == again.button(sides=8, dice=3)
    assert [field.name for field in again.state.fields] == ["dice", "sides"]
