"""Custom_ids that nobody made, or that were changed on the way: one answer, one log line, and never a fault."""

import datetime as dt
import enum
import logging
from typing import Annotated, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import ComponentContext, Form, ModalContext, Update, button, modal, select
from app.components.handler import StatefulHandler
from app.errors import ComponentNotFound
from app.models import Label, Permissions, Snowflake
from app.testing import TestBot, virtual_time
from tests.components.used import BUTTON, EXPIRED, GONE, STRINGS, entered, source_of, use
from tests.context.clicks import shown, texts
from tests.given import given_bot
from tests.soak import many

FORM = 0
AS_IT_WAS = "the old text"


class Suit(enum.Enum):
    HEARTS = "h"
    SPADES = "s"


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@button
async def again(ctx: ComponentContext, dice: int, sides: int = 6) -> Update:
    return Update("handled")


@button(signed=True, expires=60, spill=True)
async def every(
    ctx: ComponentContext,
    text: str,
    suit: Suit,
    when: dt.datetime,
    day: dt.date | None,
    life: dt.timedelta,
    who: list[Snowflake],
    how: Literal["a", "b"],
    may: Permissions,
    share: float,
    is_on: bool,
) -> Update:
    return Update("handled")


@button(spill=True, expires=60)
async def keep(ctx: ComponentContext, text: str, when: dt.datetime, day: dt.date, life: dt.timedelta) -> Update:
    return Update("handled")


@select
async def pick(ctx: ComponentContext, values: list[str], poll: int = 0) -> Update:
    return Update("handled")


@button(custom_id="fixed:id")
async def fixed(ctx: ComponentContext) -> Update:
    return Update("handled")


class Why(Form):
    why: Annotated[str, Label("Why?")]


@modal(title="Why?", spill=True)
async def ask(ctx: ModalContext, form: Why, ticket: int, *, note: str = "") -> Update:
    return Update("handled")


HANDLERS: list[StatefulHandler] = [again, every, keep, pick, fixed, ask]


@pytest.fixture
def bot() -> TestBot:
    bot = given_bot()
    for handler in HANDLERS:
        bot.bot.add(handler)
    return bot


MOMENT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def valid(bot: TestBot) -> list[str]:
    """Return custom_ids as the bot makes them."""
    made = (
        again.button(dice=3),
        every.button("a:b~c", Suit.HEARTS, MOMENT, None, dt.timedelta(1), [Snowflake(7)], "a", Permissions(8), 1, True),
        keep.button(text="x", when=MOMENT, day=MOMENT.date(), life=dt.timedelta(days=-1)),
        pick.select(poll=7),
        fixed.button(),
        ask.modal(ticket=5, note="x:"),
    )
    return [one.custom_id or "" for one in made]


HEADS = st.sampled_from(
    ["again:", "every:", "keep:", "pick:", "fixed:", "ask:", "postern.again:", "", ":", "again", "fixed:id"]
)
ANY = st.text(max_size=90) | st.text("0123456789ABCDEFabcdef~:,.-_ne;", max_size=60)


async def check(bot: TestBot, custom_id: str, kind: int, caplog: pytest.LogCaptureFixture) -> None:
    """Use it, and see that the user has an answer and that what he was not told of is in the log, once."""
    caplog.clear()
    fields = [entered("why", "so")] if kind == FORM else None
    begun = await use(bot, custom_id, kind, ["x"] if kind == STRINGS else None, fields=fields)
    logged = [record for record in caplog.records if record.name == "app.context.drift"]

    assert (begun.status, begun.failure) == (200, None)
    assert (bot.discord.violations, bot.discord.double_answers) == ([], [])
    if source_of(begun)["content"] == "handled":
        assert (shown(begun), logged) == ([], [])
        return
    assert source_of(begun)["content"] == AS_IT_WAS
    assert texts(begun) in ([GONE], [EXPIRED])
    assert shown(begun)[0]["flags"] & 64
    assert [record.levelno for record in logged] == [logging.WARNING if texts(begun) == [GONE] else logging.INFO]
    assert repr(custom_id.partition(":")[0][:40]) in logged[0].getMessage()


@given(
    head=HEADS,
    flags=st.sampled_from("01234567") | st.just(""),
    of=st.none() | st.sampled_from(HANDLERS),
    rest=ANY,
    kind=st.sampled_from([BUTTON, STRINGS, FORM]),
)
@settings(max_examples=many(3000, 120), suppress_health_check=list(HealthCheck))
async def test_a_custom_id_that_nobody_made_is_answered(
    head: str,
    flags: str,
    of: StatefulHandler | None,
    rest: str,
    kind: int,
    bot: TestBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    layout = of.state.layout if of is not None else ""

    await check(bot, f"{head}{flags}{layout}{rest}"[:100], kind, caplog)


@given(
    which=st.integers(0, 5),
    cuts=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 3), st.text(max_size=3)), max_size=3),
    kind=st.sampled_from([BUTTON, STRINGS, FORM]),
)
@settings(max_examples=many(3000, 120), suppress_health_check=list(HealthCheck))
async def test_a_custom_id_that_was_changed_is_answered(
    which: int, cuts: list[tuple[int, int, str]], kind: int, bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    custom_id = valid(bot)[which]
    for at, length, text in cuts:
        custom_id = custom_id[:at] + text + custom_id[at + length :]

    await check(bot, custom_id[:100], kind, caplog)


@settings(suppress_health_check=list(HealthCheck))
@given(custom_id=st.builds("{}{}{}".format, HEADS, st.sampled_from("01234567") | st.just(""), st.text(max_size=90)))
async def test_reading_state_raises_nothing_but_what_is_expected(custom_id: str, bot: TestBot) -> None:
    for handler in HANDLERS:
        try:
            state = await handler.read_state(bot.context(ComponentContext), custom_id, bot.bot.components.seal)
        except ComponentNotFound as error:
            assert error.custom_id == custom_id
        else:
            assert set(state) <= {field.name for field in handler.state.fields}


@pytest.mark.parametrize("kind", [BUTTON, STRINGS])
@pytest.mark.parametrize("which", range(5), ids=["plain", "signed", "expiring", "menu", "fixed"])
async def test_what_is_valid_is_handled_where_it_is_of_the_kind(
    which: int, kind: int, bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    custom_id = valid(bot)[which]
    begun = await use(bot, custom_id, kind, ["x"] if kind == STRINGS else None)

    if (kind == STRINGS) == (which == 3):
        assert source_of(begun)["content"] == "handled"
        return
    assert texts(begun) == [GONE]
    word = "StringSelect" if which == 3 else "button"
    assert [record.getMessage() for record in caplog.records] == [
        f"drift between Discord and the code: no handler for the custom_id of {custom_id.partition(':')[0]!r}: "
        f"what has this name now is a {word}"
    ]


@pytest.mark.parametrize("custom_id", ["x" * 100, "é" * 100, "😀" * 100, "again:0" + "\n" * 90, "a\x00b"])
async def test_odd_characters_stay_one_line_in_the_log(
    custom_id: str, bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    begun = await use(bot, custom_id)

    assert texts(begun) == [GONE]
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]
