"""
The endpoint without a web framework: bytes and headers in, an answer out.

The order is the point. The signature is checked over the raw bytes before one
of them is decoded; PING is answered before anything that can fail; a handler
runs at most once for each interaction.

https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from time import perf_counter

from app.dispatch import Dispatcher
from app.models.event import check_no_event
from app.models.interaction import Interaction, InteractionType, decode_interaction
from app.models.response import PONG
from app.request_errors import ApplicationUnknown, BodyMalformed, InteractionReplayed, RequestRejected
from app.server.answer import TEXT, Answer, refuse
from app.server.elsewhere import Elsewhere
from app.server.events import EventReceiver
from app.server.rejections import RejectionLog
from app.signature.replay import ReplayGuard
from app.signature.verifier import AHEAD, Verifier
from app.stores.base import Store
from app.telemetry.record import ANSWERED, BROKEN, DUPLICATE, UNKNOWN, Record
from app.telemetry.telemetry import Telemetry

log = logging.getLogger(__name__)

# Looking a member up costs more than comparing it.
_PING = InteractionType.ping


class Endpoint:
    """Answers requests to the interactions path, and to the events path.

    Args:
        dispatcher: Where genuine interactions go.
        events: Where genuine webhook events go.
        verifier: Tells Discord's requests from everybody else's.
        now: Unix time in seconds.
        window: Seconds for which a signed request is accepted.
        application_id: The only application that is served; 0: any.
        guard_replays: Whether interaction ids are remembered.
        seen: Where the ids are remembered for all processes; None: in this one alone.
        telemetry: Hears what comes in.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        events: EventReceiver,
        verifier: Verifier,
        *,
        now: Callable[[], float],
        window: float = 300.0,
        application_id: int = 0,
        guard_replays: bool = True,
        seen: Store | None = None,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._dispatcher = dispatcher
        self._events = events
        self._verifier = verifier
        self._now = now
        self._application_id = application_id
        self._replays: ReplayGuard[asyncio.Future[Answer]] | None = (
            ReplayGuard(window + AHEAD) if guard_replays else None
        )
        self._elsewhere = Elsewhere(seen, window + AHEAD) if seen is not None else None
        self._telemetry = telemetry or Telemetry()
        self._rejections = RejectionLog()

    async def handle(self, body: bytes, headers: Iterable[tuple[bytes, bytes]], arrived: float) -> Answer:
        """Answer one request to the interactions path.

        Args:
            body: Request body, exactly as received.
            headers: Names and values of the request's headers.
            arrived: Loop time at which the headers came.
        """
        record: Record | None = None
        try:
            # The loop's time may stand still until its next turn, while a signature takes but a part of a millisecond.
            waited, began = asyncio.get_running_loop().time() - arrived, perf_counter()
            if (waiting := self._verifier.verify(body, headers, self._now())) is not None:
                await waiting
            took = perf_counter() - began
            interaction = decode_interaction(body)
            self._rejections.any_accepted = True
            if not interaction.token:
                # Type 1 is PING here, and an event there.
                check_no_event(body)
            record = self._telemetry.begin(interaction.id, arrived, waited, took, headers)
            if interaction.type is _PING:
                return self._pong(record)
            self._check(interaction)
            return await self._admit(interaction, record)
        except RequestRejected as error:
            if record is not None:
                self._telemetry.withdraw(record)
            return self.reject(error)
        except Exception:
            log.exception("an interaction could not be answered: this is a fault of Postern")
            if record is None:
                self._telemetry.broke()
            elif not record.handler:
                # Nobody else will: where a handler was found, its end closes the record.
                record.kind, record.handler, record.is_declared = UNKNOWN, "an interaction", False
                _conclude(record, BROKEN)
            return Answer(500, b"internal error", TEXT)

    async def handle_event(self, body: bytes, headers: Iterable[tuple[bytes, bytes]], arrived: float) -> Answer:
        """Answer one request to the events path; takes what `handle` takes."""
        try:
            if (waiting := self._verifier.verify(body, headers, self._now())) is not None:
                await waiting
            self._rejections.any_accepted = True
            return await self._events.receive(body, arrived)
        except RequestRejected as error:
            return self.reject(error)
        except Exception:
            log.exception("a webhook event could not be taken: this is a fault of Postern")
            return Answer(500, b"internal error", TEXT)

    def reject(self, error: RequestRejected) -> Answer:
        """Answer a request that is not let in; for doors that refuse before the body is whole."""
        self._rejections.add(error, asyncio.get_running_loop().time())
        self._telemetry.rejected(error)
        return refuse(error)

    def _pong(self, record: Record) -> Answer:
        record.kind, record.handler = "ping", "PING"
        _conclude(record, ANSWERED)
        return Answer(200, _PONG)

    def _check(self, interaction: Interaction) -> None:
        if not interaction.id or not interaction.token:
            raise BodyMalformed("an interaction without id or token")
        if self._application_id and interaction.application_id != self._application_id:
            raise ApplicationUnknown(interaction.application_id, self._application_id)

    async def _admit(self, interaction: Interaction, record: Record) -> Answer:
        """Handle an interaction that is new; give a duplicate the first one's answer."""
        if self._replays is None:
            return await self._answer(interaction, record)
        loop = asyncio.get_running_loop()
        place, is_new = self._replays.admit(interaction.application_id, interaction.id, loop.time(), loop.create_future)
        if not is_new:
            try:
                first = await asyncio.shield(place)
            except asyncio.CancelledError:
                if place.cancelled():
                    raise InteractionReplayed(interaction.id) from None
                raise
            record.kind, record.is_declared = interaction.type.name, False
            _conclude(record, DUPLICATE)
            return Answer(first.status, first.body, first.headers[0])
        try:
            if self._elsewhere is not None and await self._elsewhere.has(interaction):
                raise InteractionReplayed(interaction.id)
            answer = await self._answer(interaction, record)
        except BaseException:
            # Whoever waits for this answer gets none either; its own request is then refused or failed alike.
            place.cancel()
            raise
        place.set_result(answer)
        return answer

    async def _answer(self, interaction: Interaction, record: Record) -> Answer:
        done = await self._dispatcher.dispatch(interaction, record.arrived, record)
        if done.by_callback:
            return Answer(202, b"", TEXT, done.after)
        if done.response is None:
            # Discord hung up a moment ago and shows "did not respond"; the status is for proxies' logs.
            return Answer(504, b"no answer in time", TEXT, done.after, done.delivery)
        kind, body = done.response.read()
        return Answer(200, body, (b"content-type", kind.encode()), done.after, done.delivery)


def _conclude(record: Record, outcome: str) -> None:
    """Say in a record that this was all."""
    record.outcome = outcome
    now = asyncio.get_running_loop().time()
    record.left(now)
    record.end(now)


_PONG = PONG.body
