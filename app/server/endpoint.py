"""
The endpoint without a web framework: bytes and headers in, an answer out.

The order is the point. The signature is checked over the raw bytes before one
of them is decoded; PING is answered before anything that can fail; a handler
runs at most once for each interaction.

https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeAlias

from nacl.signing import VerifyKey

from app.context.delivery import Delivery
from app.dispatch import Dispatcher
from app.models.interaction import Interaction, InteractionType, decode_interaction
from app.models.response import PONG
from app.request_errors import ApplicationUnknown, BodyMalformed, InteractionReplayed, RequestRejected
from app.server.rejections import RejectionLog
from app.signature.replay import ReplayGuard
from app.signature.verifier import AHEAD, verify

log = logging.getLogger(__name__)

Headers: TypeAlias = list[tuple[bytes, bytes]]

# Looking a member up costs more than comparing it.
_PING = InteractionType.ping

_JSON = (b"content-type", b"application/json")
_TEXT = (b"content-type", b"text/plain; charset=utf-8")
_REFUSALS = {
    400: b"not an interaction",
    401: b"invalid request signature",
    408: b"request body too slow",
    413: b"request body too large",
}
"""What a refused request is told: the same for every reason of a status, so that it teaches nothing."""


class Answer:
    """What goes back to Discord.

    Attributes:
        status: HTTP status.
        headers: Names and values, ready to send.
        body: The whole body.
        after: The rest of the work, behind the answer; None if all is done.
            It runs already; awaiting it waits for its end.
    """

    __slots__ = ("_delivery", "after", "body", "headers", "status")

    def __init__(
        self,
        status: int,
        body: bytes,
        content_type: tuple[bytes, bytes] = _JSON,
        after: "Awaitable[None] | None" = None,
        delivery: Delivery | None = None,
    ) -> None:
        self.status = status
        self.headers: Headers = [content_type, (b"content-length", b"%d" % len(body))]
        self.body = body
        self.after = after
        self._delivery = delivery

    def sent(self) -> None:
        """Say that the answer has left, or cannot: followups no longer wait for it."""
        if self._delivery is not None:
            self._delivery.left()


class Endpoint:
    """Answers requests to the interactions path.

    Args:
        dispatcher: Where genuine interactions go.
        keys: Public keys of the application, the current one first.
        now: Unix time in seconds.
        window: Largest accepted age of a signed request, in seconds.
        application_id: The only application that is served; 0: any.
        guard_replays: Whether interaction ids are remembered.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        *,
        keys: Sequence[VerifyKey],
        now: Callable[[], float],
        window: float = 300.0,
        application_id: int = 0,
        guard_replays: bool = True,
    ) -> None:
        self._dispatcher = dispatcher
        self._keys = keys
        self._now = now
        self._window = window
        self._application_id = application_id
        self._replays: ReplayGuard[asyncio.Future[Answer]] | None = (
            ReplayGuard(window + AHEAD) if guard_replays else None
        )
        self._rejections = RejectionLog()

    async def handle(self, body: bytes, headers: Iterable[tuple[bytes, bytes]], arrived: float) -> Answer:
        """Answer one request.

        Args:
            body: Request body, exactly as received.
            headers: Names and values of the request's headers.
            arrived: Loop time at which the headers came.
        """
        try:
            verify(body, headers, keys=self._keys, now=self._now(), window=self._window)
            interaction = decode_interaction(body)
            self._rejections.any_accepted = True
            if interaction.type is _PING:
                return Answer(200, _PONG)
            self._check(interaction)
            return await self._admit(interaction, arrived)
        except RequestRejected as error:
            return self.reject(error)
        except Exception:
            log.exception("an interaction could not be answered: this is a fault of Postern")
            return Answer(500, b"internal error", _TEXT)

    def reject(self, error: RequestRejected) -> Answer:
        """Answer a request that is not let in; for doors that refuse before the body is whole."""
        self._rejections.add(error, asyncio.get_running_loop().time())
        return Answer(error.status, _REFUSALS[error.status], _TEXT)

    def _check(self, interaction: Interaction) -> None:
        if not interaction.id or not interaction.token:
            raise BodyMalformed("an interaction without id or token")
        if self._application_id and interaction.application_id != self._application_id:
            raise ApplicationUnknown(interaction.application_id, self._application_id)

    async def _admit(self, interaction: Interaction, arrived: float) -> Answer:
        """Handle an interaction that is new; give a duplicate the first one's answer."""
        if self._replays is None:
            return await self._answer(interaction, arrived)
        loop = asyncio.get_running_loop()
        place, is_new = self._replays.admit(interaction.application_id, interaction.id, loop.time(), loop.create_future)
        if not is_new:
            try:
                first = await asyncio.shield(place)
            except asyncio.CancelledError:
                if place.cancelled():
                    raise InteractionReplayed(interaction.id) from None
                raise
            return Answer(first.status, first.body, first.headers[0])
        try:
            answer = await self._answer(interaction, arrived)
        except BaseException:
            # Whoever waits for this answer gets none either; its own request is then refused or failed alike.
            place.cancel()
            raise
        place.set_result(answer)
        return answer

    async def _answer(self, interaction: Interaction, arrived: float) -> Answer:
        done = await self._dispatcher.dispatch(interaction, arrived)
        if done.by_callback:
            return Answer(202, b"", _TEXT, done.after)
        if done.response is None:
            # Discord hung up a moment ago and shows "did not respond"; the status is for proxies' logs.
            return Answer(504, b"no answer in time", _TEXT, done.after, done.delivery)
        kind, body = done.response.read()
        return Answer(200, body, (b"content-type", kind.encode()), done.after, done.delivery)


_PONG = PONG.body
