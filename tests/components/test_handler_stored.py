"""State that does not fit: kept in the store, for as long as the component counts."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from app.components.button import button
from app.components.custom_id import unseal
from app.components.handler import STORED_FOR
from app.components.select import select
from app.context.component import ComponentContext
from app.errors import ComponentExpired, DefinitionError, StoreError
from app.models.response import Update
from app.stores.base import Backend, Store
from app.stores.memory import MemoryBackend
from app.testing import TestBot, virtual_time
from tests.components.used import EXPIRED, FAILED, GONE, source_of, use
from tests.context.clicks import shown, texts
from tests.given import given_bot

LONG = "x:~é😀" * 200


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Broken(MemoryBackend):
    """A store that cannot be reached, where it says so."""

    reads = writes = True

    async def read(self, key: str) -> bytes | None:
        if self.reads:
            raise StoreError("the store cannot be reached")
        return await super().read(key)

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        if self.writes:
            raise StoreError("the store cannot be reached")
        await super().write(key, value, ttl)


def keep_on(backend: Backend, *bots: TestBot) -> None:
    """Let bots keep what they keep there."""
    for bot in bots:
        bot.bot._providers.provide_value(Store, Store(backend))


@pytest.fixture
def bot() -> TestBot:
    return given_bot()


def declare(bot: TestBot, **options: Any) -> Any:
    """Declare a button whose state may be kept in the store."""

    @bot.bot.button(spill=True, **options)
    async def keep(ctx: ComponentContext, text: str, count: int = 1) -> Update:
        return Update(f"{len(text)} {count}")

    return keep


async def stored(bot: TestBot, custom_id: str | None) -> float | None:
    """Return the seconds for which the state of a custom_id is kept."""
    key = unseal(custom_id or "", now=0).body
    store = await bot.context(ComponentContext).get(Store)
    return await store.ttl(f"postern:state:{key}")


async def build(bot: TestBot, keep: Any, text: str = LONG) -> str:
    made = await keep.stored_button(bot.context(ComponentContext), text=text)
    return str(made.custom_id)


async def test_what_fits_is_not_stored(bot: TestBot) -> None:
    keep_on(Broken(), bot)
    keep = declare(bot)
    short = await build(bot, keep, "short")

    assert short == keep.button(text="short").custom_id
    assert not unseal(short, now=0).is_stored


@pytest.mark.parametrize(("length", "is_stored"), [(0, False), (89, False), (90, True), (5000, True)])
async def test_whether_it_fits_is_decided_to_the_character(bot: TestBot, length: int, is_stored: bool) -> None:
    made = await build(bot, declare(bot), "x" * length)

    assert unseal(made, now=0).is_stored == is_stored
    assert len(made) <= 100
    assert is_stored or len(made) == 11 + length
    assert source_of(await use(bot, made))["content"] == f"{length} 1"


async def test_what_is_stored_comes_back_with_the_click(bot: TestBot) -> None:
    keep = declare(bot)
    made = await build(bot, keep)

    assert source_of(await use(bot, made))["content"] == f"{len(LONG)} 1"
    assert source_of(await use(bot, made))["content"] == f"{len(LONG)} 1"


async def test_each_has_a_key_of_its_own(bot: TestBot) -> None:
    keep = declare(bot)

    assert len({await build(bot, keep) for _ in range(50)}) == 50


@pytest.mark.parametrize(("options", "seconds"), [({}, STORED_FOR), ({"expires": 90}, 90), ({"expires": 0.5}, 1)])
async def test_it_is_kept_for_as_long_as_the_button_counts(
    bot: TestBot, options: dict[str, Any], seconds: float
) -> None:
    made = await build(bot, declare(bot, **options))

    assert await stored(bot, made) == pytest.approx(seconds, abs=0.01)


async def test_it_is_kept_until_the_moment_that_was_said(bot: TestBot) -> None:
    friday = dt.datetime.fromtimestamp(bot.clock.now() + 12345, dt.UTC)

    made = await build(bot, declare(bot, expires=5).until(friday))

    assert await stored(bot, made) == pytest.approx(12345, abs=0.01)


async def test_what_is_gone_has_expired(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "app.context.drift")
    made = await build(bot, declare(bot))
    store = await bot.context(ComponentContext).get(Store)
    await store.delete(f"postern:state:{unseal(made, now=0).body}")
    begun = await use(bot, made)

    assert texts(begun) == [EXPIRED]
    assert shown(begun)[0]["flags"] & 64
    assert [(one.levelname, one.getMessage()) for one in caplog.records if one.name == "app.context.drift"] == [
        (
            "INFO",
            "a component was used after its time: no handler for the custom_id of "
            f"{made.partition(':')[0]!r}: what was stored for it is gone",
        )
    ]


async def test_what_has_ended_has_expired(bot: TestBot) -> None:
    made = await build(bot, declare(bot, expires=60))
    await asyncio.sleep(59)
    assert source_of(await use(bot, made))["content"] == f"{len(LONG)} 1"
    await asyncio.sleep(2)

    assert texts(await use(bot, made)) == [EXPIRED]


async def test_what_is_signed_and_stored_comes_back_too(bot: TestBot) -> None:
    made = await build(bot, declare(bot, signed=True, expires=60))
    assert source_of(await use(bot, made))["content"] == f"{len(LONG)} 1"

    forged = made[:-1] + ("A" if made[-1] != "A" else "B")
    assert texts(await use(bot, forged)) == [GONE]


async def test_another_instance_reads_what_one_has_stored() -> None:
    backend = MemoryBackend()
    one, other = given_bot(), given_bot()
    keep_on(backend, one, other)
    made = await build(one, declare(one))
    declare(other)

    assert source_of(await use(other, made))["content"] == f"{len(LONG)} 1"


async def test_a_deployment_that_added_a_parameter_reads_what_was_stored(bot: TestBot) -> None:
    older = declare(bot)
    made = await build(bot, older)
    bot.bot.remove(older)

    @bot.bot.button
    async def keep(ctx: ComponentContext, text: str, count: int = 1, *, extra: list[int] | None = None) -> Update:
        return Update(f"{len(text)} {count} {extra}")

    assert source_of(await use(bot, made))["content"] == f"{len(LONG)} 1 None"


async def test_without_its_word_nothing_is_stored(bot: TestBot) -> None:
    @button
    async def plain(ctx: ComponentContext, text: str) -> None: ...

    @select
    async def pick(ctx: ComponentContext, values: list[str], text: str) -> None: ...

    ctx = bot.context(ComponentContext)
    with pytest.raises(DefinitionError, match=r"button plain keeps nothing in the store.*@button\(spill=True\)"):
        await plain.stored_button(ctx, text="short")
    with pytest.raises(DefinitionError, match=r"select pick keeps nothing in the store.*@select\(spill=True\)"):
        await pick.stored_select(ctx, text="short")


async def test_a_store_that_fails_is_the_authors_to_hear_of(bot: TestBot) -> None:
    keep_on(Broken(), bot)

    with pytest.raises(StoreError, match="cannot be reached"):
        await build(bot, declare(bot))


async def test_a_store_that_fails_at_the_click_is_a_fault_with_a_reference(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    backend = Broken()
    backend.writes = False
    keep_on(backend, bot)
    made = await build(bot, declare(bot))
    begun = await use(bot, made)

    assert texts(begun)[0].startswith(FAILED)
    assert shown(begun)[0]["flags"] & 64
    assert source_of(begun)["content"] == "the old text"
    assert "button keep failed [reference" in caplog.text
    backend.reads = False
    assert source_of(await use(bot, made))["content"] == f"{len(LONG)} 1"


async def test_something_else_at_the_key_is_no_crash(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    made = await build(bot, declare(bot))
    store = await bot.context(ComponentContext).get(Store)
    key = f"postern:state:{unseal(made, now=0).body}"
    await store.set(key, "1:2:3:4")
    assert texts(await use(bot, made)) == [GONE]

    await store.set(key, 5)
    assert texts(await use(bot, made))[0].startswith(FAILED)


async def test_the_authors_word_for_what_has_expired_changes_the_message(bot: TestBot) -> None:
    keep = declare(bot, expires=5)

    @keep.on_error(ComponentExpired)  # type: ignore[untyped-decorator]
    async def over(ctx: ComponentContext, error: ComponentExpired) -> Update:
        return Update("It is over.", components=[])

    made = await build(bot, keep)
    await asyncio.sleep(6)
    begun = await use(bot, made)

    assert (source_of(begun)["content"], source_of(begun)["components"], texts(begun)) == ("It is over.", [], [])
