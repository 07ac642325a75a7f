"""A form that cannot be used: what the user is told, and the button that opens it again, filled in."""

import asyncio
from typing import Annotated, Any

import pytest

from app.command_errors import FormInvalid
from app.components.form import Form
from app.components.modal import ModalHandler, modal
from app.context.modal import ModalContext
from app.errors import StoreError
from app.models.component import Label
from app.models.field import TextInput
from app.simulator.interaction import Interaction
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from app.testing import TestBot, virtual_time
from tests.components.used import FAILED, GONE, Json, entered, use
from tests.context.clicks import shown, texts
from tests.given import given_bot

ONLY_TEN = "`How many?`: There are only ten.\n`A note`: And no more."
OVER = "What you entered is kept no more. Please fill in the form again."
IN_MESSAGE = pytest.mark.parametrize("in_message", [True, False], ids=["from a message", "from a command"])


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Order(Form):
    count: Annotated[int, Label("How many?")]
    note: Annotated[str | None, Label("A note", TextInput(max_length=100))] = None


class Other(Form):
    name: Annotated[str, Label("Name")]


class Silent(MemoryBackend):
    """A store that takes nothing."""

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        raise StoreError("the store cannot be reached")


@modal(title="Order")
async def order(ctx: ModalContext, form: Order, table: int) -> str:
    if form.count > 10:
        raise FormInvalid({"count": "There are only ten.", "note": "And no more."})
    return f"{form.count} for {table}, {form.note}"


@pytest.fixture
def bot() -> TestBot:
    bot = given_bot()
    bot.bot.add(order)
    return bot


async def send(bot: TestBot, count: str, note: str = "quick", *, in_message: bool = True) -> Interaction:
    fields = [entered("count", count), entered("note", note)]
    return await use(bot, order.modal(table=7).custom_id, fields=fields, in_message=in_message)


def offered(begun: Interaction) -> str:
    """Return the custom_id of the button beside the refusal."""
    ((row,),) = [message["components"] for message in shown(begun)]
    (button,) = row["components"]
    assert button["label"] == "Edit and send again"
    return str(button["custom_id"])


def filled(begun: Interaction) -> dict[str, Any]:
    """Return what the fields of the form that was opened begin with."""
    assert begun.modal is not None
    held: list[Json] = [label["component"] for label in begun.modal["components"]]
    return {field["custom_id"]: field.get("value") for field in held}


@IN_MESSAGE
async def test_a_form_that_can_be_used_is_used(bot: TestBot, in_message: bool) -> None:
    assert texts(await send(bot, "3", in_message=in_message)) == ["3 for 7, quick"]


@IN_MESSAGE
@pytest.mark.parametrize(("count", "sentence"), [("many", None), ("11", ONLY_TEN)], ids=["read", "author"])
async def test_the_user_is_told_and_gets_his_form_back(
    bot: TestBot, count: str, sentence: str | None, in_message: bool, caplog: pytest.LogCaptureFixture
) -> None:
    begun = await send(bot, count, in_message=in_message)

    assert shown(begun)[0]["flags"] & 64
    assert len(texts(begun)) == 1
    assert texts(begun)[0] == sentence if sentence else not texts(begun)[0].startswith(FAILED)
    again = await use(bot, offered(begun), message=shown(begun)[0])
    assert filled(again) == {"count": count, "note": "quick"}
    assert again.modal is not None
    assert again.modal["title"] == "Order"
    mended = await use(bot, again.modal["custom_id"], fields=[entered("count", "3"), entered("note", "")])
    assert texts(mended) == ["3 for 7, None"]
    assert caplog.records == []


async def test_it_can_be_opened_again_as_often_as_it_is_wrong(bot: TestBot) -> None:
    begun = await send(bot, "many")
    for count in ("more", "most"):
        again = await use(bot, offered(begun))
        assert again.modal is not None
        begun = await use(bot, again.modal["custom_id"], fields=[entered("count", count), entered("note", "")])
        assert filled(await use(bot, offered(begun)))["count"] == count


@pytest.mark.parametrize(("after", "is_kept"), [(0.0, True), (899.0, True), (901.0, False)])
async def test_it_is_kept_for_a_quarter_of_an_hour(bot: TestBot, after: float, is_kept: bool) -> None:
    begun = await send(bot, "many")
    await asyncio.sleep(after)
    again = await use(bot, offered(begun))

    assert (again.modal is not None) == is_kept
    assert is_kept or texts(again) == [OVER]


async def test_where_it_cannot_be_kept_the_sentence_stays(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    bot.bot._providers.provide_value(Store, Store(Silent()))
    begun = await send(bot, "11")

    assert texts(begun) == [ONLY_TEN]
    assert not shown(begun)[0].get("components")
    assert [record.getMessage() for record in caplog.records] == [
        "modal order: the form cannot be opened again, filled in: the store cannot be reached"
    ]


async def test_another_instance_opens_it_again() -> None:
    store = Store(MemoryBackend())
    bots = given_bot(), given_bot()
    for bot in bots:
        bot.bot._providers.provide_value(Store, store)
        bot.bot.add(order)
    begun = await send(bots[0], "many")

    assert filled(await use(bots[1], offered(begun))) == {"count": "many", "note": "quick"}


async def test_a_form_that_is_gone_by_then_is_politely_so(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    begun = await send(bot, "many")
    bot.bot.remove(order)

    assert texts(await use(bot, offered(begun))) == [GONE]
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_a_form_that_is_another_by_then_opens_with_what_fits(bot: TestBot) -> None:
    begun = await send(bot, "many")
    bot.bot.remove(order)

    async def changed(ctx: ModalContext, form: Other, table: int) -> str:
        return form.name

    handler: ModalHandler[Any, ..., Any] = modal(title="Order", name="order")(changed)
    bot.bot.add(handler)

    assert filled(await use(bot, offered(begun))) == {"name": None}


async def test_a_key_that_nobody_kept_is_told_of(bot: TestBot) -> None:
    custom_id = offered(await send(bot, "many"))
    key = max(custom_id.split(":"), key=len)

    assert texts(await use(bot, custom_id.replace(key, key[:-4] + "none"))) == [OVER]


@pytest.mark.parametrize("fault", ["x" * 3000, "", "@everyone"])
async def test_whatever_the_author_says_the_user_is_told_of_it(bot: TestBot, fault: str) -> None:
    @bot.bot.modal(title="Strict")
    async def strict(ctx: ModalContext, form: Other) -> None:
        raise FormInvalid({"name": fault})

    begun = await use(bot, strict.modal().custom_id, fields=[entered("name", "x")])

    assert texts(begun)[0].startswith(fault[:2000])
    assert texts(begun)[0]
    assert filled(await use(bot, offered(begun))) == {"name": "x"}


async def test_one_that_was_refused_after_an_answer_is_told_beside_it(bot: TestBot) -> None:
    @bot.bot.modal(title="Late")
    async def late(ctx: ModalContext, form: Other) -> None:
        await ctx.defer_update()
        await asyncio.sleep(5)
        raise FormInvalid({"name": "Not this one."})

    begun = await use(bot, late.modal().custom_id, fields=[entered("name", "x")])

    assert texts(begun) == ["Not this one."]
    assert filled(await use(bot, offered(begun))) == {"name": "x"}


async def test_who_handles_it_himself_leaves_no_button(bot: TestBot) -> None:
    @order.on_error(FormInvalid)
    async def told(ctx: ModalContext, error: FormInvalid) -> str:
        return ", ".join(field for field, _ in error.faults)

    try:
        begun = await send(bot, "11")
    finally:
        order.error_handlers.clear()

    assert texts(begun) == ["count, note"]
    assert not shown(begun)[0].get("components")
