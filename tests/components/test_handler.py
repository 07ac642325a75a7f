"""Handlers that build what they take back: names, sizes, times, signatures, declarations."""

import asyncio
import datetime as dt
import enum
import functools
from collections.abc import Callable
from typing import Any

import pytest

from app.components.button import ButtonHandler, button
from app.components.custom_id import seal
from app.components.handler import Seal
from app.components.modal import modal
from app.components.select import select
from app.context.component import ComponentContext
from app.errors import (
    ComponentExpired,
    ComponentOutdated,
    CustomIdTooLong,
    DefinitionError,
    OptionUnsupported,
    SettingsError,
)
from app.models.modal import Modal
from app.models.response import Update
from app.testing import TestBot, virtual_time
from tests.given import given_bot

OLD, NEW, OTHER = b"\x01" * 32, b"\x02" * 32, b"\x03" * 32
SECONDS = dt.timedelta(seconds=1)


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@button
async def again(ctx: ComponentContext, dice: int, sides: int) -> Update:
    return Update(f"{dice}d{sides}")


@button(name="n")
async def note(ctx: ComponentContext, text: str, who: int = 0) -> str:
    return text


def sealed(handler: ButtonHandler[..., Any], *secrets: bytes, now: float = 0.0) -> None:
    """Give a handler what custom_ids are made with."""
    handler.seal = Seal(lambda: now, secrets)


async def read(bot: TestBot, handler: ButtonHandler[..., Any], custom_id: str | None) -> dict[str, Any]:
    by = handler.seal or bot.bot.components.seal
    return await handler.read_state(bot.context(ComponentContext), custom_id or "", by)


# ── without a bot ──


async def test_a_handler_is_still_a_function() -> None:
    ctx = TestBot(None).context(ComponentContext)

    assert await again(ctx, 3, sides=8) == Update("3d8")
    assert await note(ctx, text="hello") == "hello"


async def test_a_sync_handler_is_called_in_a_thread_whatever_its_parameters_are_called() -> None:
    @button
    def plain(ctx: ComponentContext, function: int, args: str, kwargs: bool, handler: str, context: str) -> str:
        return f"{function}{args}{kwargs}{handler}{context}"

    ctx = TestBot(None).context(ComponentContext)
    assert await plain(ctx, function=1, args="a", kwargs=True, handler="h", context="c") == "1aTruehc"
    assert plain.button(function=1, args="a", kwargs=True, handler="h", context="c").custom_id


def test_a_builder_needs_no_bot() -> None:
    made = again.button(dice=3, sides=8)

    assert made.custom_id == seal("again", again.state.layout, "3:8")
    assert made.label == "Again"


async def test_a_custom_id_of_the_authors_is_used_as_it_stands() -> None:
    @button(custom_id="any:thing at all")
    async def fixed(ctx: ComponentContext) -> str:
        return "fixed"

    assert fixed.button().custom_id == "any:thing at all"
    assert await read(TestBot(None), fixed, "any:thing at all") == {}
    with pytest.raises(TypeError, match=r"fixed\.button\(\) takes nothing"):
        fixed.button(1)  # type: ignore[call-arg]


# ── 100 characters ──


def test_a_custom_id_of_just_100_characters_is_built_and_one_more_is_not() -> None:
    head = len("n:0abc") + len(":0")
    made = note.button(text="x" * (100 - head))
    assert len(made.custom_id or "") == 100

    with pytest.raises(CustomIdTooLong) as caught:
        note.button(text="x" * (101 - head))

    error = caught.value
    assert (error.length, error.limit) == (101, 100)
    assert str(error) == (
        f"{note.where}: the custom_id would have 101 characters, Discord accepts 100: the name and what belongs to it 7"
        ", text 93, who 1; say less, as ids instead of names, or @button(spill=True) and await n.stored_button(ctx, …)"
    )


@pytest.mark.parametrize("text", ["~", ":", ",", "\n", "\u200d", "é", "😀", " "])
def test_the_length_is_that_of_what_is_sent(text: str) -> None:
    cost = len(note.button(text=text).custom_id or "") - len(note.button(text="").custom_id or "")
    most = 92 // cost
    assert len(note.button(text=text * most if text != " " else "x").custom_id or "") <= 100
    with pytest.raises(CustomIdTooLong):
        note.button(text=text * 93)


@pytest.mark.parametrize("number", [2**63, -(2**63), 2**400])
async def test_large_numbers_take_what_they_take(number: int) -> None:
    handler = button(again.callback)
    sealed(handler)
    made = handler.button(dice=number, sides=number if number < 2**64 else 0)

    state = await read(TestBot(None), handler, made.custom_id)
    assert state["dice"] == number


def test_a_number_of_a_hundred_digits_of_ours_does_not_fit() -> None:
    with pytest.raises(CustomIdTooLong, match="dice 101, sides 1"):
        again.button(dice=2**600, sides=0)


def test_where_the_store_may_help_the_error_says_how() -> None:
    @button(spill=True)
    async def keep(ctx: ComponentContext, text: str) -> None: ...

    with pytest.raises(CustomIdTooLong, match=r"text 101; await keep\.stored_button\(ctx, …\) keeps it in the store$"):
        keep.button(text="x" * 101)


def test_what_is_wrong_is_named_as_it_was_called() -> None:
    with pytest.raises(TypeError, match=r"^again\.button\(\): dice is an int, not '3'$"):
        again.button(dice="3", sides=8)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^again\.button\(\) needs sides$"):
        again.button(dice=3)  # type: ignore[call-arg]


# ── expiry ──


@pytest.mark.parametrize(
    ("seconds", "is_open"), [(0.0, True), (8.9, True), (9.999, True), (10.3, False), (11.0, False), (1e9, False)]
)
async def test_a_button_counts_for_as_long_as_it_says(seconds: float, is_open: bool) -> None:
    @button(expires=10)
    async def vote(ctx: ComponentContext, poll: int) -> None: ...

    bot = given_bot()
    bot.bot.add(vote)
    await asyncio.sleep(0.3)
    made = vote.button(poll=7)
    await asyncio.sleep(seconds + (1 if not is_open else 0))

    if is_open:
        assert await read(bot, vote, made.custom_id) == {"poll": 7}
    else:
        with pytest.raises(ComponentExpired):
            await read(bot, vote, made.custom_id)


@pytest.mark.parametrize(("after", "is_open"), [(99.0, True), (99.999, True), (100.0, False), (101.0, False)])
async def test_a_button_counts_until_a_moment_exactly(after: float, is_open: bool) -> None:
    bot = given_bot()
    handler = button(again.callback)
    bot.bot.add(handler)
    await asyncio.sleep(0.123)
    start = bot.clock.now()
    moment = dt.datetime.fromtimestamp(int(start) + 101, dt.UTC)
    made = handler.until(moment).button(dice=3, sides=8)
    await asyncio.sleep(int(start) + 1 - start + after)

    if is_open:
        assert await read(bot, handler, made.custom_id) == {"dice": 3, "sides": 8}
    else:
        with pytest.raises(ComponentExpired):
            await read(bot, handler, made.custom_id)


async def test_a_moment_that_is_over_is_over() -> None:
    bot = given_bot()
    handler = button(again.callback)
    bot.bot.add(handler)
    yesterday = dt.datetime.fromtimestamp(bot.clock.now(), dt.UTC) - dt.timedelta(days=1)

    with pytest.raises(ComponentExpired):
        await read(bot, handler, handler.until(yesterday).button(1, 2).custom_id)


async def test_until_says_it_for_what_it_builds_and_for_nothing_else() -> None:
    @button(expires=10)
    async def vote(ctx: ComponentContext, poll: int) -> None: ...

    bot = given_bot()
    bot.bot.add(vote)
    later = vote.until(dt.datetime.fromtimestamp(bot.clock.now() + 1000, dt.UTC)).button(poll=1)
    usual = vote.button(poll=2)
    await asyncio.sleep(500)

    assert await read(bot, vote, later.custom_id) == {"poll": 1}
    with pytest.raises(ComponentExpired):
        await read(bot, vote, usual.custom_id)


def test_until_takes_a_moment_of_a_time_zone() -> None:
    with pytest.raises(ValueError, match=r"again\.until\(\): 2026-01-01 00:00:00 has no time zone"):
        again.until(dt.datetime(2026, 1, 1))


def test_what_expires_is_not_built_without_a_clock() -> None:
    @button(expires=10)
    async def vote(ctx: ComponentContext) -> None: ...

    for limited in (vote, button(again.callback).until(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))):
        with pytest.raises(DefinitionError, match="is signed or expires, which needs the bot: add it before it builds"):
            limited._make_custom_id((1, 2)[: len(limited.state.fields)], {})


def test_a_custom_id_of_the_authors_cannot_end() -> None:
    @button(custom_id="fixed")
    async def fixed(ctx: ComponentContext) -> None: ...

    with pytest.raises(DefinitionError, match="custom_id is used as it stands, and holds no time"):
        fixed.until(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


# ── signatures ──


@button(signed=True)
async def pay(ctx: ComponentContext, amount: int) -> None: ...


async def test_a_secret_may_change_while_old_ones_still_verify() -> None:
    bot = given_bot()
    sealed(pay, OLD)
    old = pay.button(amount=5).custom_id
    sealed(pay, NEW, OLD)
    new = pay.button(amount=5).custom_id

    assert old != new
    assert await read(bot, pay, old) == await read(bot, pay, new) == {"amount": 5}
    sealed(pay, NEW)
    assert await read(bot, pay, new) == {"amount": 5}
    with pytest.raises(ComponentOutdated, match="no secret of this bot's has signed it"):
        await read(bot, pay, old)


async def test_what_was_built_before_it_was_signed_is_refused() -> None:
    sealed(pay, NEW)
    with pytest.raises(ComponentOutdated, match="it is not signed"):
        await read(given_bot(), pay, seal("pay", pay.state.layout, "5"))


def test_without_a_secret_nothing_is_signed() -> None:
    sealed(pay)
    with pytest.raises(SettingsError, match=r"POSTERN_SECRET is missing: button pay at .*test_handler\.py:\d+ is"):
        pay.button(amount=5)


def test_without_a_secret_the_bot_does_not_start() -> None:
    bot = given_bot(secrets=())
    bot.bot.add(pay)

    with pytest.raises(SettingsError, match=r"POSTERN_SECRET is missing: button pay at .*test_handler\.py:\d+ is sign"):
        bot.bot.asgi()


# ── declarations ──


class Kind(enum.Enum):
    ONE = 1


def plain(ctx: ComponentContext) -> None: ...
def stateful(ctx: ComponentContext, n: int) -> None: ...
def no_context() -> None: ...
def keyword_context(*, ctx: ComponentContext) -> None: ...
async def yields(ctx: ComponentContext) -> Any:
    yield 1


@pytest.mark.parametrize(
    ("handler", "options", "why"),
    [
        (plain, {"auto_defer": "never"}, 'auto_defer is "public", "ephemeral" or "off", not \'never\''),
        (plain, {"expires": 0}, "expires is a number of seconds above 0, not 0"),
        (plain, {"expires": -1.5}, "expires is a number of seconds above 0, not -1.5"),
        (plain, {"expires": float("nan")}, "expires is a number of seconds above 0, not nan"),
        (plain, {"expires": float("inf")}, "expires is a number of seconds above 0, not inf"),
        (plain, {"expires": dt.timedelta(1)}, "expires is a number of seconds above 0, not datetime.timedelta"),
        (plain, {"expires": "x"}, "expires is a number of seconds above 0, not 'x'"),
        (plain, {"expires": True}, "expires is a number of seconds above 0, not True"),
        (plain, {"name": 5}, "name is text, not 5"),
        (plain, {"name": None}, "name is text, not None"),
        (plain, {"custom_id": b"x"}, "custom_id is text, not b'x'"),
        (plain, {"signed": "yes"}, "signed is True or False, not 'yes'"),
        (plain, {"spill": 1}, "spill is True or False, not 1"),
        (plain, {"auto_defer": True}, 'auto_defer is "public", "ephemeral" or "off", not True'),
        (plain, {"auto_defer": []}, 'auto_defer is "public", "ephemeral" or "off", not []'),
        (plain, {"style": 5}, "style is a ButtonStyle, such as ButtonStyle.danger, not 5"),
        (plain, {"style": "red"}, "style is a ButtonStyle, such as ButtonStyle.danger, not 'red'"),
        (plain, {"label": 5}, "label: expected `str | null`, got `int`"),
        (plain, {"ttl": 5}, "@button takes no ttl; it takes label, style, emoji, name, custom_id, expires"),
        (plain, {"row": 1}, "auto_defer; rows are made by ActionRow(…), and in a View by its components()"),
        (plain, {"disabled": True}, "auto_defer; one that is built can be greyed out: .replace(disabled=True)"),
        (plain, {"name": "a:b"}, "'a:b' cannot be the key of a custom_id"),
        (plain, {"name": "x" * 33}, "cannot be the key of a custom_id: name= 1 to 32 of A-Z"),
        (plain, {"name": "postern.x"}, "names that begin with postern. are Postern's own"),
        (plain, {"custom_id": ""}, "custom_id has 0 characters, Discord accepts 1 to 100"),
        (plain, {"custom_id": "x" * 101}, "custom_id has 101 characters, Discord accepts 1 to 100"),
        (stateful, {"custom_id": "x"}, "custom_id is used as it stands, and holds no state: no parameter n"),
        (plain, {"custom_id": "x", "signed": True}, "holds no state: no signed"),
        (plain, {"custom_id": "x", "spill": True, "expires": 5}, "holds no state: no expires"),
        (no_context, {}, "no_context() takes no context"),
        (keyword_context, {}, "keyword_context() takes no context"),
        (yields, {}, "yields() yields: return the answer"),
    ],
)
def test_what_cannot_work_is_refused_where_it_stands(
    handler: Callable[..., Any], options: dict[str, Any], why: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        button(**options)(handler)

    assert why in str(caught.value)
    assert caught.value.where == f"{__file__}:{handler.__code__.co_firstlineno}"


def test_a_name_that_is_no_key_is_refused_with_the_way_out() -> None:
    async def für(ctx: ComponentContext) -> None: ...

    with pytest.raises(DefinitionError, match="'für' cannot be the key of a custom_id: name= 1 to 32"):
        button(für)
    assert button(name="fuer")(für).button().label == "Für"


@pytest.mark.parametrize("decorator", [button, select, modal(title="T")])
def test_one_decorator_is_enough(decorator: Any) -> None:
    with pytest.raises(OptionUnsupported, match="is declared already: one decorator is enough") as caught:
        decorator(again)

    assert caught.value.where == again.where


@pytest.mark.parametrize("made", [functools.partial(stateful, n=1), Kind, 5, "x"])
def test_what_is_no_function_is_no_handler(made: Any) -> None:
    with pytest.raises(DefinitionError, match="a handler is a function"):
        button(made)


def test_an_answer_that_opens_a_form_is_known_from_the_annotation() -> None:
    @button
    async def opens(ctx: ComponentContext) -> Modal | None: ...

    assert (opens.opens, opens.auto_defer) == (True, "off")
    assert (again.opens, again.auto_defer) == (False, None)
