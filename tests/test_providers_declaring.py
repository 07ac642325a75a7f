"""Saying how dependencies are made, and what is refused of it."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

import pytest

from app.errors import DefinitionError, ProviderMissing
from app.providers import Providers, kind_name, provided_kind, where_of


class Config:
    pass


class Database:
    def __init__(self, config: Config | None = None) -> None:
        self.config = config


class Session:
    def __init__(self, database: Database) -> None:
        self.database = database


class A(str):
    pass


class B(str):
    pass


class Clock(Protocol):
    def now(self) -> float: ...


class Mailer(ABC):
    @abstractmethod
    def send(self) -> None: ...


@pytest.fixture
def providers() -> Providers:
    return Providers()


def line_of(function: Callable[..., Any]) -> str:
    return f"{__file__}:{function.__code__.co_firstlineno}"


async def test_a_later_factory_replaces_the_earlier_one(providers: Providers) -> None:
    providers.provide(str, lambda: "first")
    providers.provide(str, lambda: "second")

    assert await providers.get(str) == "second"


def plain() -> Database:
    return Database()


async def coroutine() -> Database:
    return Database()


async def generator() -> AsyncIterator[Database]:
    yield Database()


async def older_generator() -> AsyncGenerator[Database, None]:
    yield Database()


def awaitable() -> Awaitable[Database]:
    return coroutine()


def strung() -> "Database":
    return Database()


def abstract() -> Mailer:
    raise NotImplementedError


def structural() -> Clock:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("factory", "kind"),
    [
        (plain, Database),
        (coroutine, Database),
        (generator, Database),
        (older_generator, Database),
        (awaitable, Database),
        (strung, Database),
        (abstract, Mailer),
        (structural, Clock),
        pytest.param(Database, Database, id="a class makes itself"),
    ],
)
def test_a_factory_says_by_its_return_annotation_what_it_makes(factory: Callable[..., Any], kind: Any) -> None:
    assert provided_kind(factory) is kind


def says_nothing():  # type: ignore[no-untyped-def]  # noqa: ANN201
    return Database()


def makes_nothing() -> None: ...


def unknown() -> "Databse":  # type: ignore[name-defined]  # noqa: F821
    ...


@pytest.mark.parametrize(
    ("factory", "why"),
    [
        (says_nothing, "say what this factory provides: give it a return annotation"),
        (makes_nothing, "give it a return annotation"),
        (unknown, "names 'Databse', which is not imported at run time"),
    ],
)
def test_a_factory_that_does_not_say_what_it_makes_is_refused(factory: Callable[..., Any], why: str) -> None:
    with pytest.raises(DefinitionError, match=f"^{line_of(factory)}: .*{why}"):
        provided_kind(factory)


def sync_generator(config: Config):  # type: ignore[no-untyped-def]  # noqa: ANN201
    yield Database(config)


def unannotated(config) -> Database:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return Database(config)


def misspelt(config: "Confg") -> Database:  # type: ignore[name-defined]  # noqa: F821
    return Database(config)


@pytest.mark.parametrize(
    ("factory", "why"),
    [
        (sync_generator, "make this factory an async generator"),
        (unannotated, "parameter config of unannotated has no annotation"),
        (misspelt, "names 'Confg', which is not imported at run time"),
    ],
)
def test_a_factory_that_cannot_be_called_is_refused(
    providers: Providers, factory: Callable[..., Any], why: str
) -> None:
    with pytest.raises(DefinitionError, match=f"^{line_of(factory)}: .*{why}"):
        providers.provide(Database, factory)


def test_a_value_instead_of_a_factory_is_refused(providers: Providers) -> None:
    wrong: Any = Database()

    with pytest.raises(DefinitionError, match=r"must be a factory: bot\.provide\(Database, lambda: value\)"):
        providers.provide(Database, wrong)


# ── checking ──


def test_a_factory_that_needs_what_nobody_provides_is_named(providers: Providers) -> None:
    def connect(config: Config) -> Database:
        return Database(config)

    providers.provide(Database, connect)

    with pytest.raises(ProviderMissing) as caught:
        providers.check()
    assert str(caught.value) == f"{line_of(connect)}: the factory of Database needs Config, which nobody provides"


def test_a_circle_is_named(providers: Providers) -> None:
    def make_config(session: Session) -> Config:
        raise NotImplementedError

    def connect(config: Config) -> Database:
        raise NotImplementedError

    providers.provide(Session, Session)
    providers.provide(Config, make_config)
    providers.provide(Database, connect)

    with pytest.raises(DefinitionError, match="circle: Session → Database → Config → Session"):
        providers.check()


def test_a_circle_is_named_without_the_way_to_it(providers: Providers) -> None:
    def make_a(database: Database) -> A:
        raise NotImplementedError

    def connect(database: Database) -> Database:
        raise NotImplementedError

    providers.provide(A, make_a)
    providers.provide(Database, connect)

    with pytest.raises(DefinitionError, match=r"circle: Database → Database$"):
        providers.check()


def test_a_value_of_the_app_cannot_hold_one_of_an_interaction(providers: Providers) -> None:
    providers.provide(Database, Database, "interaction")
    providers.provide(Session, Session)

    with pytest.raises(DefinitionError, match="Session lives as long as the app, and cannot hold a Database"):
        providers.check()


def test_what_two_factories_share_is_no_circle(providers: Providers) -> None:
    def make_a(config: Config) -> A:
        return A()

    def make_b(config: Config, a: A) -> B:
        return B()

    providers.provide(B, make_b)
    providers.provide(A, make_a)
    providers.provide(Config, Config)

    providers.check()


@pytest.mark.parametrize(
    ("kind", "name"), [(Database, "Database"), (list[int], "list"), (Database | None, f"{__name__}.Database | None")]
)
def test_a_kind_is_named_as_authors_write_it(kind: Any, name: str) -> None:
    assert kind_name(kind) == name


def test_a_place_is_file_and_line_or_else_a_name() -> None:
    assert where_of(plain) == line_of(plain)
    assert where_of(len) == "len"
    assert where_of(Database) == "Database"
