"""The events path, from the endpoint on: what is answered, and who hears of what how often."""

import asyncio
import logging
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import StoreError
from app.models.event import ApplicationAuthorized, EntitlementCreate, EntitlementDelete, Event
from app.models.interaction import Interaction
from app.plugins.plugin import Plugin
from app.server.events import REMEMBERED
from app.stores.base import Store
from tests.server.interactions import PING as INTERACTIONS_PING
from tests.server.interactions import command
from tests.server.told import APPLICATION_ID, PING, Told, event
from tests.signature.signing import NOW, forged

EMPTY = (204, b"")


@pytest.fixture
def told() -> Told:
    return Told()


def hears(told: Told, seconds: float = 0.0, **options: Any) -> None:
    @told.bot.listen(EntitlementCreate, **options)
    async def hear(event: EntitlementCreate) -> None:
        await asyncio.sleep(seconds)
        told.heard.append(event.entitlement.sku_id)


# ── what is answered ──


@pytest.mark.parametrize("body", [PING, {"type": 0}, event(), event("QUITE_NEW"), event(id=[])])
async def test_whatever_discord_tells_is_answered_with_204_and_nothing_else(told: Told, body: dict[str, Any]) -> None:
    answer = await told.post(body)

    assert (answer.status, answer.body) == EMPTY
    assert answer.headers == [(b"content-type", b"application/json")]
    assert answer.after is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'"x"',
        b"\xff",
        {"type": 1},
        {"type": 2},
        {"type": "0"},
        PING | {"type": 1},
        PING | {"type": 1, "event": {}},
        PING | {"type": 1, "event": {"type": 5}},
        event() | {"application_id": "x"},
        b"[" * 100_000,
    ],
)
async def test_what_is_no_event_is_400(told: Told, body: object) -> None:
    assert (await told.post(body)).status == 400


async def test_what_discord_has_not_signed_is_401_and_heard_by_nobody(told: Told) -> None:
    hears(told)
    body = orjson.dumps(event())

    assert (await told.post(body, forged(body))).status == 401
    assert (await told.post(body, [])).status == 401
    await told.bot.drain(grace=1)
    assert told.heard == []


async def test_an_event_of_another_application_is_401_and_its_ping_is_answered(told: Told) -> None:
    hears(told)
    other = {"application_id": "5"}

    assert [await told.status(body | other) for body in (event(), PING)] == [401, 204]
    assert told.heard == []


@pytest.mark.parametrize("body", [INTERACTIONS_PING, command(), command(type=3)])
async def test_an_interaction_at_the_events_path_is_refused_and_named(
    told: Told, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await told.post(body)).status == 400
    assert "Discord sent an interaction to the events path (POSTERN_EVENTS_PATH): " in caplog.text
    assert "the two URLs are swapped" in caplog.text


@pytest.mark.parametrize("body", [PING, event(), event("QUITE_NEW"), {"type": 0}])
async def test_an_event_at_the_interactions_path_gets_no_pong_and_is_named(
    told: Told, body: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    assert (await told.post(body, to_interactions=True)).status == 400
    assert "Discord sent a webhook event to the interactions path (POSTERN_INTERACTIONS_PATH): " in caplog.text


async def test_the_interactions_ping_needs_no_token(told: Told) -> None:
    assert (await told.post(b'{"type":1}', to_interactions=True)).body == b'{"type":1}'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = dict.fromkeys(("id", "user", "scopes", "sku_id", "author", "starts_at", "flags", "content", "lobby_id"), JSON)
ENVELOPE = {"version": JSON, "application_id": st.just(str(APPLICATION_ID)) | JSON, "type": st.just(1) | JSON}
HAPPENED = {
    "type": st.sampled_from(["ENTITLEMENT_UPDATE", "APPLICATION_AUTHORIZED", "LOBBY_MESSAGE_CREATE"]) | JSON,
    "timestamp": st.just("2024-10-18T18:41:21") | JSON,
    "data": st.fixed_dictionaries({}, optional=FIELDS) | JSON,
}
BODY = st.fixed_dictionaries(
    ENVELOPE, optional={"event": st.fixed_dictionaries({}, optional=HAPPENED) | JSON, "token": JSON}
)


@given(body=st.binary(max_size=50) | BODY.map(msgspec.json.encode))
@settings(deadline=None)
async def test_no_body_is_a_fault_of_ours(body: bytes) -> None:
    told = Told()

    @told.bot.listen(Event)
    async def hear(event: Event) -> None:
        told.heard.append(event)

    for to_interactions in (False, True):
        assert (await told.post(body, to_interactions=to_interactions)).status in (204, 400, 401, 200)
    await told.bot.drain(grace=1)
    assert all(isinstance(one, Event) for one in told.heard)


# ── who hears of it ──


async def test_listeners_hear_by_class_by_name_and_of_everything(told: Told) -> None:
    def hear(name: str) -> Any:
        async def listener(event: Event) -> None:
            told.heard.append((name, type(event).__name__))

        return listener

    told.bot.listen(EntitlementCreate)(hear("class"))
    told.bot.listen("entitlement_create")(hear("name"))
    told.bot.listen("on_entitlement_create")(hear("on_name"))
    told.bot.listen(EntitlementCreate, EntitlementDelete)(hear("two"))
    told.bot.listen(Event)(hear("all"))
    told.bot.listen(Event, EntitlementCreate)(hear("once"))
    told.bot.listen(ApplicationAuthorized)(hear("never"))
    told.bot.event(named("on_entitlement_create", hear("event")))

    assert await told.status(event()) == 204
    names = ["class", "name", "on_name", "two", "all", "once", "event"]
    assert sorted(told.heard) == sorted((name, "EntitlementCreate") for name in names)


def named(name: str, function: Any) -> Any:
    function.__name__ = name
    return function


async def test_an_unknown_type_is_heard_by_its_name_and_said_once(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    @told.bot.listen("quite_new")
    async def hear(event: Event) -> None:
        told.heard.append((event.type, event.raw))

    for number in range(3):
        assert await told.status(event("QUITE_NEW", number=number)) == 204

    assert told.heard == [("QUITE_NEW", {"number": number}) for number in range(3)]
    assert [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING] == [
        "'QUITE_NEW' is an event that Postern does not know: listen('quite_new') hears of it"
    ]


async def test_data_that_is_not_as_documented_is_heard_by_listeners_to_everything_alone(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    hears(told)

    @told.bot.listen(Event)
    async def hear(event: Event) -> None:
        told.heard.append((type(event), event.type, event.raw))

    assert await told.status(event(id=[])) == 204

    assert told.heard == [(Event, "ENTITLEMENT_CREATE", {"id": []})]
    assert "ENTITLEMENT_CREATE is not as Discord documents it" in caplog.text


async def test_what_postern_tells_itself_cannot_be_told_by_an_event(told: Told) -> None:
    @told.bot.listen
    async def on_application_command(ctx: Any) -> None:
        told.heard.append(ctx)

    assert await told.status(event("APPLICATION_COMMAND")) == 204
    assert told.heard == []


async def test_a_listener_of_a_plugin_gets_its_dependencies_and_the_plugin_is_loaded_first(told: Told) -> None:
    class Shop(Plugin):
        async def on_load(self) -> None:
            told.heard.append("loaded")

        @told_listen
        async def sold(self, event: EntitlementCreate, prices: dict, store: Store) -> None:  # type: ignore[type-arg]
            told.heard.append((self.name, prices, type(store)))

    ended: list[str] = []

    async def prices() -> Any:
        yield {"key": 5}
        ended.append("prices")

    told.bot.provide(dict, prices, scope="interaction")
    told.bot.add_plugin(Shop)

    assert await told.status(event()) == 204
    assert told.heard == ["loaded", ("Shop", {"key": 5}, Store)]
    assert ended == ["prices"]


def told_listen(function: Any) -> Any:
    from app.listeners import listen

    return listen(EntitlementCreate)(function)


# ── how often ──


async def test_the_same_event_thrice_is_heard_once(told: Told) -> None:
    hears(told)
    same = event()
    same["event"]["data"] = dict(reversed(same["event"]["data"].items()))

    assert [await told.status(body) for body in (event(), same, event())] == [204] * 3
    assert len(told.heard) == 1


async def test_events_that_differ_in_anything_are_each_heard(told: Told) -> None:
    hears(told)
    others = [
        event(),
        event(at="2024-10-18T18:41:21.109605"),
        event(id="2", sku_id="1"),
        event("ENTITLEMENT_UPDATE"),
        event(id="1", sku_id="1"),
    ]

    assert [await told.status(body) for body in others] == [204] * 5
    assert len(told.heard) == 4


async def test_an_event_is_known_for_as_long_as_discord_repeats_it_and_then_forgotten(told: Told) -> None:
    hears(told)
    hears(told, redeliver=True)
    heard = []
    # Discord repeats an event for ten minutes.
    for told.now in (NOW, NOW + 600, NOW + REMEMBERED + 1):
        assert await told.status(event()) == 204
        heard.append(len(told.heard))

    assert heard == [2, 2, 4]


async def test_another_process_knows_what_was_heard(tmp_path: Any) -> None:
    first, second = (Told(store=f"sqlite:///{tmp_path}/store.db") for _ in range(2))
    for told in (first, second):
        hears(told)
        assert await told.status(event()) == 204

    assert (len(first.heard), second.heard) == (1, [])
    for told in (first, second):
        await told.bot.close()


async def test_without_the_store_an_event_is_heard_all_the_same(
    told: Told, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*args: object, **options: object) -> int:
        raise StoreError("the store is away")

    hears(told)
    hears(told, redeliver=True)
    monkeypatch.setattr(told.bot._store, "increment", fail)

    assert await told.status(event()) == 204
    assert len(told.heard) == 2
    assert "ENTITLEMENT_CREATE: whether it was handled before is not known: the store is away" in caplog.text


# ── what fails ──


async def test_a_listener_that_fails_is_one_record_and_nothing_to_discord(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    hears(told)

    @told.bot.listen(EntitlementCreate)
    async def breaks(event: EntitlementCreate) -> None:
        raise ZeroDivisionError

    assert await told.status(event()) == 204
    assert len(told.heard) == 1
    (record,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert "breaks of on_entitlement_create failed" in record.getMessage()
    assert record.exc_info is not None
    assert await told.status(event()) == 204
    assert len(told.heard) == 1


async def test_plugins_that_cannot_be_loaded_are_one_record_and_nothing_to_discord(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Plugin):
        async def on_load(self) -> None:
            if not told.heard:
                told.heard.append("tried")
                raise OSError("no database")

    hears(told)
    told.bot.add_plugin(Broken)

    assert await told.status(event()) == 204
    assert told.heard == ["tried"]
    assert "ENTITLEMENT_CREATE: nobody hears of it: " in caplog.text
    assert await told.status(event()) == 204
    assert len(told.heard) == 2


async def test_interactions_and_events_share_one_bot(told: Told) -> None:
    hears(told)

    @told.bot.slash_command("ping", description="Answers.")
    async def ping(ctx: Any) -> str:
        told.heard.append(type(ctx.interaction))
        return "Pong"

    answer = await told.post(command(application_id=str(APPLICATION_ID)), to_interactions=True)
    assert (answer.status, await told.status(event())) == (200, 204)
    assert told.heard[0] is Interaction
