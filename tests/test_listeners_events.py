"""How listeners to Discord's events are declared: by class, by name, by annotation; with what they need."""

import logging
from typing import TYPE_CHECKING, Any, Union

import pytest

from app.bot import Bot
from app.context.command import CommandContext
from app.errors import DefinitionError, ProviderMissing
from app.listeners import Listener, listen
from app.models.entitlement import Entitlement
from app.models.event import ApplicationAuthorized, EntitlementCreate, EntitlementDelete, EntitlementUpdate, Event
from app.models.user import User
from app.plugins.plugin import Plugin
from app.settings import Settings
from app.stores.base import Store
from app.testing import TestBot, virtual_time
from tests.signature.signing import PUBLIC_KEY

if TYPE_CHECKING:
    from app.models.message import Message as Absent


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Ledger:
    """What an author might depend on."""


# ── by what ──


@listen(EntitlementCreate)
async def by_class(event: EntitlementCreate) -> None:
    assert event.entitlement.id == 0


@listen(EntitlementCreate, EntitlementDelete)
async def by_two(event: EntitlementCreate | EntitlementDelete) -> None:
    assert event.entitlement.id == 0


@listen(EntitlementCreate, EntitlementUpdate, EntitlementDelete)
async def by_three(event: EntitlementCreate | EntitlementUpdate | EntitlementDelete) -> None:
    assert event.entitlement.id == 0


@listen(EntitlementCreate, EntitlementUpdate, EntitlementDelete, ApplicationAuthorized)
async def by_four(event: Event) -> None:
    assert event.type


@listen
async def by_annotation(event: EntitlementCreate) -> None: ...


@listen()
async def by_two_in_an_annotation(event: EntitlementDelete | EntitlementCreate) -> None: ...


@listen
async def by_an_old_annotation(event: Union[EntitlementCreate, EntitlementDelete]) -> None: ...  # noqa: UP007


@listen
async def on_entitlement_create(event: Event) -> None: ...


@listen
async def on_entitlement_delete(event: EntitlementDelete) -> None: ...


@listen
async def on_entitlement_update(event: "Absent") -> None: ...


@listen("entitlement_create")
async def by_name(event: EntitlementCreate) -> None: ...


@listen("on_entitlement_create", redeliver=True)
async def by_full_name(event: EntitlementCreate) -> None: ...


@listen("ENTITLEMENT_CREATE")
async def by_discords_name(event: EntitlementCreate) -> None: ...


@listen(Event)
async def by_everything(event: Event) -> None: ...


CREATE, UPDATE, DELETE = "on_entitlement_create", "on_entitlement_update", "on_entitlement_delete"


@pytest.mark.parametrize(
    ("listener", "events"),
    [
        (by_class, (CREATE,)),
        (by_two, (CREATE, DELETE)),
        (by_three, (CREATE, UPDATE, DELETE)),
        (by_four, (CREATE, UPDATE, DELETE, "on_application_authorized")),
        (by_annotation, (CREATE,)),
        (by_two_in_an_annotation, (CREATE, DELETE)),
        (by_an_old_annotation, (CREATE, DELETE)),
        (on_entitlement_create, (CREATE,)),
        (on_entitlement_delete, (DELETE,)),
        (on_entitlement_update, (UPDATE,)),
        (by_name, (CREATE,)),
        (by_full_name, (CREATE,)),
        (by_discords_name, (CREATE,)),
        (by_everything, ("on_event",)),
    ],
    ids=lambda value: value.handler.__name__ if isinstance(value, Listener) else "",
)
def test_a_listener_knows_its_events(listener: Listener[...], events: tuple[str, ...]) -> None:
    assert (listener.event, listener.events) == (events[0], events)
    assert listener.redeliver is (listener is by_full_name)
    assert listener.dependencies == {}


async def test_a_listener_stays_a_function_that_takes_the_event() -> None:
    await by_class(EntitlementCreate(entitlement=Entitlement()))
    await by_two(EntitlementDelete())
    await by_three(EntitlementUpdate())
    await by_four(ApplicationAuthorized(user=User()))


def test_what_is_no_event_and_what_cannot_be_called_are_refused_with_their_place() -> None:
    async def takes_nothing() -> None: ...

    async def takes_bare(event: EntitlementCreate, more) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001

    async def on_entitlement_create(event: EntitlementDelete) -> None: ...

    async def absent(event: "Absent") -> None: ...

    async def sold(ctx: CommandContext) -> None: ...

    anything: Any = listen
    mistakes: list[tuple[Any, Any, str]] = [
        (listen(EntitlementCreate), takes_nothing, "takes_nothing is called with 1 arguments, and takes 0"),
        (listen("entitlement_create"), takes_nothing, "is called with 1 arguments, and takes 0"),
        (listen(EntitlementCreate), takes_bare, "parameter more of .*takes_bare has no annotation"),
        (listen, on_entitlement_create, "hears of another event than its annotation says"),
        (listen, absent, "an annotation of .*absent cannot be read at run time .*'Absent'"),
        (listen, sold, "'sold' is no event: .* by the annotation of the first parameter"),
        (anything(Entitlement), by_class.handler, "Entitlement is no event: their classes stand in app.models"),
        (listen("on_application_command", redeliver=True), sold, "redeliver=True is for webhook events"),
    ]
    for declare, handler, why in mistakes:
        with pytest.raises(DefinitionError, match=rf"test_listeners_events.py:\d+: .*{why}"):
            declare(handler)


# ── with what ──


async def test_dependencies_are_given_to_methods_and_to_listeners_of_the_bots_own_events() -> None:
    bot = TestBot(None)
    heard: list[Any] = []

    class Shop(Plugin):
        @listen(EntitlementCreate)
        async def sold(self, event: EntitlementCreate, ledger: Ledger, *, store: Store) -> None:
            heard.append((self.name, type(ledger), type(store), event.entitlement.id))

    @bot.bot.listen
    async def on_application_command(ctx: CommandContext, ledger: Ledger) -> None:
        heard.append((ctx.command.shown_name, type(ledger)))

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        return "done"

    bot.provide(Ledger, Ledger())
    bot.bot.add_plugin(Shop)
    await bot.send_event(EntitlementCreate(entitlement=Entitlement()))
    await bot.slash("try")

    assert heard == [("Shop", Ledger, Store, 0), ("/try", Ledger)]


def test_a_dependency_that_nobody_provides_is_named_before_anything_is_served() -> None:
    bot = Bot(Settings(public_key=PUBLIC_KEY))

    @bot.listen(EntitlementCreate)
    async def sold(event: EntitlementCreate, ledger: Ledger) -> None: ...

    with pytest.raises(ProviderMissing, match=r"listener .*sold: parameter ledger is a Ledger, and nobody provides"):
        bot.endpoint()


def test_a_listener_that_lacks_something_is_left_out_where_the_rest_is_to_be_tried(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = Bot(Settings(public_key=PUBLIC_KEY))
    bot._plugins.is_strict = False

    @bot.listen(EntitlementCreate)
    async def sold(event: EntitlementCreate, ledger: Ledger) -> None: ...

    kept = bot.listen(EntitlementCreate)(by_class.handler)
    with caplog.at_level(logging.ERROR):
        bot.endpoint()

    assert list(bot.listeners) == [kept]
    assert "nobody provides" in caplog.text


async def test_a_plugin_tells_its_listeners_of_a_second_event_too() -> None:
    bot, shop = TestBot(None), Plugin("shop")
    heard: list[str] = []

    @shop.listen(EntitlementCreate, EntitlementDelete)
    async def hears(event: EntitlementCreate | EntitlementDelete) -> None:
        heard.append(event.type)

    bot.bot.add_plugin(shop)
    shop.dispatch("entitlement_delete", EntitlementDelete())
    await bot.settle()
    await bot.bot.remove_plugin(shop)
    bot.bot.dispatch("entitlement_create", EntitlementCreate())
    await bot.settle()

    assert heard == ["ENTITLEMENT_DELETE"]
