"""Dependencies: made once, when they are first needed, and ended in order."""

import asyncio
import functools
from collections.abc import AsyncIterator

import pytest

from app.errors import ProviderMissing
from app.providers import Providers
from app.telemetry.logs import interaction_id


class Config:
    pass


class Database:
    def __init__(self, config: Config | None = None) -> None:
        self.config = config


class Session:
    def __init__(self, database: Database) -> None:
        self.database = database


@pytest.fixture
def providers() -> Providers:
    return Providers()


# ── making ──


async def test_a_plain_factory_makes_a_value(providers: Providers) -> None:
    providers.provide(Database, Database)

    assert isinstance(await providers.get(Database), Database)


async def test_an_async_factory_makes_a_value(providers: Providers) -> None:
    async def connect() -> Database:
        await asyncio.sleep(0)
        return Database()

    providers.provide(Database, connect)

    assert isinstance(await providers.get(Database), Database)


async def test_a_value_that_is_there_can_be_provided(providers: Providers) -> None:
    config = Config()
    providers.provide_value(Config, config)

    assert await providers.get(Config) is config


async def test_none_may_be_a_value(providers: Providers) -> None:
    calls = []
    providers.provide(Config, lambda: calls.append(1))

    assert await providers.get(Config) is None
    assert await providers.get(Config) is None
    assert len(calls) == 1


async def test_a_factory_is_given_what_it_declares(providers: Providers) -> None:
    async def connect(config: Config) -> Database:
        return Database(config)

    providers.provide(Config, Config)
    providers.provide(Database, connect)
    providers.provide(Session, Session)

    session = await providers.get(Session)

    assert session.database is await providers.get(Database)
    assert session.database.config is await providers.get(Config)


async def test_parameters_with_a_default_are_left_alone(providers: Providers) -> None:
    def connect(config: Config, url: str = "memory", *args: int, retries: int = 3, **more: int) -> Database:
        assert (url, args, retries, more) == ("memory", (), 3, {})
        return Database(config)

    providers.provide(Config, Config)
    providers.provide(Database, connect)

    assert isinstance((await providers.get(Database)).config, Config)


async def test_a_partial_function_and_a_method_are_factories(providers: Providers) -> None:
    class Pool:
        def make(self, config: Config) -> Database:
            return Database(config)

    def connect(url: str) -> str:
        return f"connected to {url}"

    providers.provide(Config, Config)
    providers.provide(Database, Pool().make)
    providers.provide(str, functools.partial(connect, url="x"))

    assert isinstance((await providers.get(Database)).config, Config)
    assert await providers.get(str) == "connected to x"


async def test_what_nobody_provides_is_named(providers: Providers) -> None:
    with pytest.raises(ProviderMissing, match=r"nobody provides Database: call bot\.provide\(Database, factory\)"):
        await providers.get(Database)

    assert Database not in providers


# ── scopes ──


async def test_a_value_of_the_app_is_made_once_for_all(providers: Providers) -> None:
    providers.provide(Database, Database)
    first, second = providers.interaction(), providers.interaction()

    assert await first.get(Database) is await second.get(Database) is await providers.get(Database)


async def test_a_value_of_an_interaction_is_made_once_for_each(providers: Providers) -> None:
    providers.provide(Database, Database, "interaction")
    first, second = providers.interaction(), providers.interaction()

    assert await first.get(Database) is await first.get(Database)
    assert await first.get(Database) is not await second.get(Database)


async def test_a_value_of_an_interaction_may_hold_one_of_the_app(providers: Providers) -> None:
    providers.provide(Database, Database)
    providers.provide(Session, Session, "interaction")
    providers.check()
    first, second = providers.interaction(), providers.interaction()

    assert (await first.get(Session)).database is (await second.get(Session)).database


async def test_nothing_is_made_before_it_is_asked_for(providers: Providers) -> None:
    made = []
    providers.provide(Database, lambda: made.append("database"))
    providers.check()
    lifetime = providers.interaction()
    await lifetime.close()
    await providers.close()

    assert made == []


# ── ending ──


class A(str):
    pass


class B(str):
    pass


async def test_values_end_in_the_opposite_order_of_their_making(providers: Providers) -> None:
    story: list[str] = []

    async def make_a() -> AsyncIterator[A]:
        story.append("+a")
        yield A()
        story.append("-a")

    async def make_b(a: A) -> AsyncIterator[B]:
        story.append("+b")
        yield B(a)
        story.append("-b")

    providers.provide(B, make_b)
    providers.provide(A, make_a)
    await providers.get(B)
    await providers.close()

    assert story == ["+a", "+b", "-b", "-a"]


async def test_an_interactions_values_end_with_it_and_the_apps_do_not(providers: Providers) -> None:
    story: list[str] = []

    async def make_a() -> AsyncIterator[A]:
        yield A()
        story.append("-a")

    async def make_b(a: A) -> AsyncIterator[B]:
        yield B(a)
        story.append("-b")

    providers.provide(A, make_a)
    providers.provide(B, make_b, "interaction")
    lifetime = providers.interaction()
    await lifetime.get(B)
    await lifetime.close()
    assert story == ["-b"]

    await providers.close()
    assert story == ["-b", "-a"]


async def test_ending_twice_ends_once(providers: Providers) -> None:
    story: list[str] = []

    async def make_a() -> AsyncIterator[A]:
        yield A()
        story.append("-a")

    providers.provide(A, make_a)
    await providers.get(A)
    await providers.close()
    await providers.close()

    assert story == ["-a"]


async def test_after_the_end_values_are_made_anew(providers: Providers) -> None:
    providers.provide(Database, Database)
    before = await providers.get(Database)
    await providers.close()

    assert await providers.get(Database) is not before


async def test_an_interaction_that_is_over_makes_nothing_that_nobody_would_end(providers: Providers) -> None:
    providers.provide(Session, Session, scope="interaction")
    lifetime = providers.interaction()
    await lifetime.close()

    with pytest.raises(ProviderMissing, match="a Session lives as long as its interaction, and that is over"):
        await lifetime.get(Session)


async def test_one_value_that_cannot_end_does_not_keep_the_others_from_it(providers: Providers) -> None:
    story: list[str] = []

    async def make_a() -> AsyncIterator[A]:
        yield A()
        story.append("-a")

    async def make_b(a: A) -> AsyncIterator[B]:
        yield B(a)
        raise OSError("gone")

    providers.provide(A, make_a)
    providers.provide(B, make_b)
    await providers.get(B)

    with pytest.raises(OSError, match="gone"):
        await providers.close()
    assert story == ["-a"]


async def test_what_is_still_being_made_at_the_end_is_given_up(providers: Providers) -> None:
    story: list[str] = []

    async def make_a() -> AsyncIterator[A]:
        story.append("+a")
        try:
            await asyncio.sleep(3600)
            yield A()
        finally:
            story.append("-a")

    providers.provide(A, make_a, "interaction")
    lifetime = providers.interaction()
    asking = asyncio.ensure_future(lifetime.get(A))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    await lifetime.close()

    assert story == ["+a", "-a"]
    with pytest.raises(asyncio.CancelledError):
        await asking


# ── failing and waiting ──


async def test_what_could_not_be_made_is_tried_again(providers: Providers) -> None:
    attempts = []

    async def connect() -> Database:
        attempts.append(1)
        if len(attempts) == 1:
            raise ConnectionError("down")
        return Database()

    providers.provide(Database, connect)
    providers.provide(Session, Session, "interaction")

    with pytest.raises(ConnectionError):
        await providers.interaction().get(Session)
    lifetime = providers.interaction()

    assert isinstance(await lifetime.get(Session), Session)
    assert len(attempts) == 2


async def test_two_who_ask_at_once_get_the_same_value(providers: Providers) -> None:
    made = []

    async def connect() -> Database:
        await asyncio.sleep(0)
        made.append(1)
        return Database()

    providers.provide(Database, connect)
    lifetimes = [providers.interaction() for _ in range(10)]

    values = await asyncio.gather(*(lifetime.get(Database) for lifetime in lifetimes))

    assert len(set(map(id, values))) == len(made) == 1


async def test_all_who_wait_for_what_cannot_be_made_are_told(providers: Providers) -> None:
    async def connect() -> Database:
        await asyncio.sleep(0)
        raise ConnectionError("down")

    providers.provide(Database, connect)

    outcomes = await asyncio.gather(*(providers.get(Database) for _ in range(3)), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [ConnectionError] * 3


async def test_one_who_gives_up_waiting_does_not_take_the_value_from_the_others(providers: Providers) -> None:
    go = asyncio.Event()

    async def connect() -> Database:
        await go.wait()
        return Database()

    providers.provide(Database, connect)
    impatient = asyncio.ensure_future(providers.get(Database))
    patient = asyncio.ensure_future(providers.get(Database))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.sleep(0)
    go.set()

    assert isinstance(await patient, Database)
    assert impatient.cancelled()


def test_a_new_loop_gets_values_of_its_own() -> None:
    providers = Providers()
    made = []

    async def connect() -> Database:
        made.append(asyncio.get_running_loop())
        return Database()

    providers.provide(Database, connect)

    first = asyncio.run(providers.get(Database))
    second = asyncio.run(providers.get(Database))

    assert first is not second
    assert len(made) == 2


async def test_what_lives_as_long_as_the_app_is_not_made_for_the_interaction_that_asked_first(
    providers: Providers,
) -> None:
    def whose() -> int | None:
        return interaction_id.get()

    providers.provide(int, whose)
    providers.provide(float, whose, "interaction")
    interaction_id.set(7)

    assert await providers.interaction().get(int) is None
    assert await providers.interaction().get(float) == 7
