"""
Carries the first response to Discord, by whichever way this host and its size ask for.

Hosts differ in what they do behind an HTTP response. A server that stays alive
runs on (`task`). Some flush the response and wait for the call to end (`inline`).
Others hold the response back until the call returns, or freeze the process as
soon as it has left: there a deferral, or an answer with work behind it, goes by
`POST …/callback` while the request is still open, which is then answered by 202
(`callback`). An answer that is too large for an HTTP response goes by callback
everywhere.

https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response
"""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.context.delivery import Delivery
from app.context.mishaps import ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION, explain
from app.context.responder import Responder
from app.context.tasks import Tasks, current_group
from app.errors import RestError, ServerError, TransportError
from app.models.interaction import Interaction, InteractionType
from app.models.response import InteractionResponse
from app.rest.client import Rest
from app.telemetry.record import DEADLINE
from app.telemetry.telemetry import Telemetry

log = logging.getLogger(__name__)

_AUTOCOMPLETE = InteractionType.application_command_autocomplete

Background: TypeAlias = Literal["task", "inline", "callback"]
"""Behind the first response, work runs on, is waited for by the call, or makes the response go by callback."""

WARM_UP = 0.25
"""Seconds from arrival after which a callback is expected, on a host that needs one for whatever is not quick."""
LEAST_PATIENCE = 0.05
"""Seconds that a handler which has answered gets to end, though the moment of deferral is past."""
LEAST_TIME = 0.1
"""Seconds for a callback, though the deadline is nearer: Discord's clock began earlier, and ends earlier."""


@dataclass(slots=True)
class Dispatched:
    """What came of an interaction.

    Attributes:
        response: What the HTTP response carries; None if nothing answered in
            time, or if the answer went by callback.
        by_callback: Whether Discord has the answer already.
        after: The work that goes on behind it; None if all is done.
        delivery: To be told when the HTTP response has left the process.
    """

    response: InteractionResponse | None
    by_callback: bool = False
    after: Awaitable[None] | None = None
    delivery: Delivery | None = None


class Courier:
    """Carries first responses.

    Args:
        rest: Makes the callbacks.
        background: What this host does behind a response.
        moment: Seconds from arrival until a handler that has answered is
            taken for one with work behind its answer.
        tasks: Owns what is begun ahead of a callback.
        telemetry: Counts the callbacks.
    """

    def __init__(self, rest: Rest, background: Background, moment: float, tasks: Tasks, telemetry: Telemetry) -> None:
        self._rest = rest
        self._telemetry = telemetry
        self._background = background
        self._moment = moment
        self._tasks = tasks

    def expect(self, arrived: float) -> Sequence[asyncio.TimerHandle]:
        """Get ready for a callback, where one will be needed unless the handler is quick.

        The first request of a process takes longest to begin, and a callback
        has no time to lose.
        """
        if self._background != "callback":
            return ()
        return (asyncio.get_running_loop().call_at(arrived + WARM_UP, self._warm_up),)

    def _warm_up(self) -> None:
        warming = self._tasks.start(self._rest.prepare())
        # What goes wrong here goes wrong again for the request, which says so.
        warming.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def carry(
        self, name: str, responder: Responder, delivery: Delivery, work: "asyncio.Task[None]"
    ) -> Dispatched:
        """Wait for the first response of a handler, and see it off as far as this is up to us.

        Args:
            name: What was used, for the log: `/roll`.
            responder: What the handler answers to.
            delivery: Where its first response appears.
            work: The handler.
        """
        while (response := await delivery.accepted) is not None:
            is_inline = not delivery.by_request
            if is_inline and self._background == "callback":
                is_inline = not await self._goes_on(responder.arrived, delivery)
            if is_inline:
                return Dispatched(response, after=None if work.done() else work, delivery=delivery)
            if await self._call_back(name, responder, delivery, response):
                return Dispatched(None, by_callback=True, after=None if work.done() else work)
            if responder.completed:
                # It needs no request: held back, it may come too late, but a callback would not come at all.
                return Dispatched(response, after=None if work.done() else work, delivery=delivery)
        return Dispatched(None, after=None if work.done() else work, delivery=delivery)

    async def see_off(self, interaction: Interaction, arrived: float, done: Dispatched) -> Dispatched:
        """Wait for all that was begun, so that nothing is left behind where the host freezes.

        An answer that is ready does not wait for it: suggestions whose source
        takes long to end go by a callback.
        """
        group = current_group()
        if group is None or group.is_done:
            return done
        try:
            async with asyncio.timeout(LEAST_PATIENCE):
                await group.finished()
        except TimeoutError:
            if done.response is not None and interaction.type is _AUTOCOMPLETE:
                done = await self._hand_over(interaction, arrived, done.response, done.delivery)
        await group.finished()
        return done

    async def _hand_over(
        self, interaction: Interaction, arrived: float, response: InteractionResponse, delivery: Delivery | None
    ) -> Dispatched:
        until = max(arrived + DEADLINE, asyncio.get_running_loop().time() + LEAST_TIME)
        name = f"interaction {interaction.id}"
        try:
            await self._insist(name, interaction, response, until)
        except RestError as error:
            log.warning("%s: the host holds its answer back, and it could not be given by a callback: %s", name, error)
            return Dispatched(response, delivery=delivery)
        if delivery is not None:
            delivery.left(by_callback=True)
        return Dispatched(None, by_callback=True)

    async def _goes_on(self, arrived: float, delivery: Delivery) -> bool:
        """Tell whether work goes on behind an answer, on a host that would not let it; that takes a while to see."""
        group = current_group()
        if group is None:
            return False
        loop = asyncio.get_running_loop()
        finished = loop.create_task(group.finished())
        patience = max(arrived + self._moment - loop.time(), LEAST_PATIENCE)
        try:
            await asyncio.wait({finished, delivery.needed}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            finished.cancel()
        await asyncio.wait({finished})
        return not group.is_done

    async def _call_back(
        self, name: str, responder: Responder, delivery: Delivery, response: InteractionResponse
    ) -> bool:
        """Give the first response by a request; returns False if Discord has not taken it."""
        loop = asyncio.get_running_loop()
        deadline = responder.arrived + DEADLINE
        try:
            await self._insist(name, responder.interaction, response, max(deadline, loop.time() + LEAST_TIME))
        except RestError as error:
            explain(error, responder, loop.time())
            log.warning("%s: the answer could not be given by a callback: %s", name, error)
            is_over = error.code in {UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED}
            delivery.refused(error)
            if is_over or delivery.by_request:
                responder.reject()
            if is_over:
                # Discord waits for nothing any more, and a second answer would be one too many.
                responder.expire()
            elif delivery.by_request:
                # The clock's part in the race is over already, and the wait for another answer must end too.
                loop.call_at(deadline, responder.expire)
            return False
        delivery.left(by_callback=True)
        return True

    async def _insist(self, name: str, interaction: Interaction, response: InteractionResponse, until: float) -> None:
        """Make a callback, and make it again where it may have arrived: Discord takes one answer, so that is no risk.

        Raises:
            RestError: If Discord has not taken it.
        """
        loop = asyncio.get_running_loop()
        is_known = True
        wait = 0.1
        while True:
            try:
                await self._rest.interactions.create_response(
                    interaction.id, interaction.token, response, within=until - loop.time()
                )
            except RestError as error:
                if error.code == ALREADY_ACKNOWLEDGED and not is_known:
                    # It was this answer that Discord has taken before.
                    self._telemetry.called_back("accepted")
                    return
                if isinstance(error, ServerError) or (isinstance(error, TransportError) and error.may_have_arrived):
                    is_known = False
                # Where one attempt may have arrived, the refusal of another tells nothing of it.
                if is_known:
                    self._telemetry.called_back("refused")
                    raise
                if loop.time() + wait >= until:
                    # It shows at the next request; another answer might be one too many.
                    log.warning("%s: it is not known whether Discord has the answer: %s", name, error)
                    self._telemetry.called_back("unknown")
                    return
            else:
                self._telemetry.called_back("accepted")
                return
            await asyncio.sleep(wait)
            wait *= 2
