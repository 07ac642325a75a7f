"""
Tells the application of webhook events, and tells it again until it says that it has heard.

They go to a URL of their own, and only those that the application has subscribed to.
Discord waits three seconds for a 204, repeats an event for ten minutes with growing
pauses, and stops sending any when too many were in vain. How many these are is
nowhere said, nor how long the pauses: the numbers here are ours.

https://docs.discord.com/developers/events/webhook-events
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import httpx
import orjson

from app.simulator.delivery import Delivery
from app.simulator.interaction import Exchange
from app.simulator.world import Json, World

EVENT_TYPES = (
    "APPLICATION_AUTHORIZED",
    "APPLICATION_DEAUTHORIZED",
    "ENTITLEMENT_CREATE",
    "ENTITLEMENT_UPDATE",
    "ENTITLEMENT_DELETE",
    "QUEST_USER_ENROLLMENT",
    "LOBBY_MESSAGE_CREATE",
    "LOBBY_MESSAGE_UPDATE",
    "LOBBY_MESSAGE_DELETE",
    "GAME_DIRECT_MESSAGE_CREATE",
    "GAME_DIRECT_MESSAGE_UPDATE",
    "GAME_DIRECT_MESSAGE_DELETE",
)
PAUSES = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 285.0)
"""Seconds before each repetition: ten minutes in all."""
MOST_IN_VAIN = 3
"""Events in a row that may be given up before none is sent any more."""

ENABLED, DISABLED_BY_DISCORD = 2, 3
_PING, _EVENT = 0, 1


class Teller(Protocol):
    """What the delivery of events asks of the Discord it works for."""

    world: World
    now: Callable[[], float]

    def run(self, work: Coroutine[None, None, None], name: str) -> "asyncio.Task[None]":
        """Do something in the background."""


@dataclass(slots=True, eq=False)
class EventRecord:
    """One event, and what became of it.

    Attributes:
        payload: The whole body.
        attempts: Every time that it was sent, and what was answered.
    """

    type: str
    payload: Json
    attempts: list[Exchange] = field(default_factory=list)

    @property
    def is_taken(self) -> bool:
        """Whether the application has said that it has heard."""
        return bool(self.attempts) and self.attempts[-1].ok


class EventDelivery:
    """Sends webhook events to the bot.

    Attributes:
        records: The newest events that were sent, oldest first.
    """

    def __init__(self, teller: Teller, delivery: Delivery) -> None:
        self._teller = teller
        self._delivery = delivery
        self._in_vain = 0
        self._newest = datetime.min
        self.records: deque[EventRecord] = deque(maxlen=1000)

    @property
    def _settings(self) -> Json:
        return self._teller.world.application.settings

    def subscribe(self, url: str, types: Sequence[str] = EVENT_TYPES) -> None:
        """Have events of these types sent to a URL, without asking whether it is a bot's."""
        said: Json = {"event_webhooks_url": url, "event_webhooks_status": ENABLED, "event_webhooks_types": [*types]}
        self._settings.update(said)
        self._in_vain = 0

    def announce(self, type: str, data: Json) -> EventRecord | None:
        """Tell the application of something, in the background; None if it does not want to hear of it."""
        is_enabled = self._settings.get("event_webhooks_status") == ENABLED
        if not is_enabled or not self._url() or type not in self._settings.get("event_webhooks_types", ()):
            return None
        record = self._record(type, data, None)
        self._teller.run(self._insist(record), f"tell of {type}")
        return record

    async def tell(self, type: str, data: Json, at: datetime | None = None) -> EventRecord:
        """Send an event once, and wait for the answer, whether or not the application has subscribed to it.

        Args:
            type: Discord's name for it.
            data: What its type carries.
            at: When it happened; now unless given. One of the same time and data is the same event.
        """
        record = self._record(type, data, at)
        record.attempts.append(await self._send(record.payload, self._url()))
        return record

    async def ping(self, url: str, *, forged: bool = False) -> Exchange:
        """Probe a URL as Discord does when it is saved."""
        return await self._send(self._envelope(_PING), url, forged=forged)

    async def _insist(self, record: EventRecord) -> None:
        """Send an event until it is taken, or given up."""
        for pause in (0.0, *PAUSES):
            await asyncio.sleep(pause)
            if self._settings.get("event_webhooks_status") != ENABLED:
                return
            record.attempts.append(await self._send(record.payload, self._url()))
            if record.is_taken:
                self._in_vain = 0
                return
        self._in_vain += 1
        if self._in_vain >= MOST_IN_VAIN:
            self._settings["event_webhooks_status"] = DISABLED_BY_DISCORD

    async def _send(self, payload: Json, url: str, *, forged: bool = False) -> Exchange:
        return await self._delivery.exchange(orjson.dumps(payload), url, _judge_taken, forged=forged)

    def _url(self) -> str:
        return str(self._settings.get("event_webhooks_url") or "")

    def _envelope(self, kind: int) -> Json:
        return {"version": 1, "application_id": str(self._teller.world.application.id), "type": kind}

    def _record(self, type: str, data: Json, at: datetime | None) -> EventRecord:
        happened: dict[str, Any] = {"type": type, "timestamp": self._instant(at), "data": data}
        record = EventRecord(type, {**self._envelope(_EVENT), "event": happened})
        self.records.append(record)
        return record

    def _instant(self, at: datetime | None) -> str:
        """Write a time as Discord does, without a zone; no two events happen at the same one by chance."""
        if at is None:
            now = datetime.fromtimestamp(self._teller.now(), UTC).replace(tzinfo=None)
            at = self._newest = max(now, self._newest + timedelta(microseconds=1))
        elif at.tzinfo is not None:
            at = at.astimezone(UTC).replace(tzinfo=None)
        return at.isoformat(timespec="microseconds")


def _judge_taken(response: httpx.Response) -> str | None:
    """Say why an answer does not take an event; None if it does."""
    if response.status_code == 401:
        return "status 401: the bot did not accept Discord's signature (is it using this application's public key?)"
    if response.status_code != 204:
        return f"status {response.status_code}, where 204 without content is expected"
    return None
