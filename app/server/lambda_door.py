"""
What AWS Lambda calls: an event in, an answer out, and nothing left behind.

Between two calls Lambda stops the process where it stands, and sends nothing of
an answer before the call has returned. So a call ends with its work: what its
handlers began is waited for, and stopped in time where the function's timeout
would cut it off in the middle of a sentence.

One event loop is kept from call to call, since connections and whatever authors
have provided belong to it. No timer of ours stays on it behind a call.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from app.context.boundary import LAST_WORDS
from app.errors import InvocationForeign
from app.request_errors import BodyTooLarge
from app.server.answer import NOT_ALLOWED, TEXT, Answer
from app.server.endpoint import Endpoint
from app.server.lambda_events import (
    LambdaRequest,
    Response,
    name_event,
    name_warm_up,
    read_request,
    write_answer,
)

log = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST = 900.0
"""Seconds that a call may take at most, whatever a function's timeout says."""
SHORT = 10.0
"""Seconds that a call should have at least: behind a deferral, handlers work on."""
SPARE = 0.5
"""Seconds between the last words of what was stopped and the function's timeout, by which all is over."""


class LambdaDoor:
    """The function that Lambda calls.

    Args:
        endpoint: What answers interactions and webhook events.
        events_path: Path that webhook events come to, without a slash at its
            end; whatever else is posted is taken for an interaction, since the
            URL of a function has no path, and a gateway may put one before it.
        interactions_path: Path of interactions; matters only where it ends as
            `events_path` does.
        max_body: Largest request body, in bytes.
        warm_up: Does ahead what the first interaction would wait for.
        drain: Waits for handlers that still run, and stops those that need
            longer than so many seconds.
        flush: Writes what is still to be told to operators.
        new_loop: Makes the event loop.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        events_path: str,
        interactions_path: str,
        max_body: int,
        warm_up: Callable[[], Coroutine[Any, Any, None]],
        drain: Callable[[float], Awaitable[object]],
        flush: Callable[[], None],
        new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
    ) -> None:
        self._endpoint = endpoint
        self._events_path = events_path
        self._interactions_path = interactions_path
        self._max_body = max_body
        self._warm_up = warm_up
        self._drain = drain
        self._flush = flush
        self._new_loop = new_loop
        # Made with the first call: a process may be forked, or kept as a snapshot, before that.
        self._loop: asyncio.AbstractEventLoop | None = None
        self._said: set[str] = set()

    def __call__(self, event: object, context: object = None) -> Response:
        """Serve one call.

        Args:
            event: What the function was invoked with.
            context: Lambda's, which tells how much time is left; may be missing.

        Raises:
            InvocationForeign: If it is no HTTP request, and keeps nothing warm.
            DefinitionError: If it is a warm-up, and a plugin cannot be loaded.
        """
        request = read_request(event)
        if request is None:
            return self._keep_warm(event)
        if request.is_health_check:
            return write_answer(Answer(200, b"ok\n", TEXT), request)
        if request.method != "POST":
            refusal = Answer(405, NOT_ALLOWED, TEXT)
            refusal.headers.append((b"allow", b"POST"))
            return write_answer(refusal, request)
        try:
            answer = self._run(self._answer(request, _time_left(context)))
        finally:
            self._flush()
        if answer.status == 401 and (fault := request.fault):
            self._say_once(fault)
        return write_answer(answer, request)

    def _keep_warm(self, event: object) -> Response:
        if not (what := name_warm_up(event)):
            raise InvocationForeign(name_event(event))
        log.info("kept warm by %s", what)
        self._run(self._warm_up())
        return {
            "statusCode": 200,
            "body": "warm\n",
            "isBase64Encoded": False,
            "headers": {"content-type": "text/plain"},
        }

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None or self._loop.is_closed():
            self._loop = self._new_loop()
            # Instances that come out of one snapshot would all throw the same dice.
            random.seed()
        return self._loop.run_until_complete(work)

    async def _answer(self, request: LambdaRequest, left: float) -> Answer:
        """Answer a request, and wait for the work behind the answer.

        Args:
            request: What was asked.
            left: Seconds until Lambda ends the call by force.
        """
        loop = asyncio.get_running_loop()
        arrived = loop.time()
        try:
            body = request.read_body(self._max_body)
        except BodyTooLarge as error:
            return self._endpoint.reject(error)
        if left < SHORT:
            self._say_once(
                f"the function's timeout leaves {left:.0f} s for a call, and a handler that is deferred goes on for "
                "longer than that: set it to 60 s or more"
            )
        # Where there is very little time, telling the user must not take all of it.
        until = arrived + left - min(LAST_WORDS + SPARE, left / 4)
        spare = min(SPARE, left / 8)
        stopping: list[asyncio.Task[None]] = []
        timer = loop.call_at(until, lambda: stopping.append(loop.create_task(self._stop(left))))
        before = asyncio.all_tasks()
        # Where Discord hangs, nobody can be told: a call that Lambda cuts off takes its process and its log with it.
        end = loop.call_at(arrived + left - spare, lambda: _cancel(asyncio.all_tasks() - before))
        handle = self._endpoint.handle_event if self._is_event(request) else self._endpoint.handle
        answer = Answer(504, b"no answer in time", TEXT)
        try:
            async with asyncio.timeout_at(arrived + left - spare / 2):
                answer = await handle(body, request.headers, arrived)
                # Nothing leaves before the call returns, and what waits for that would wait for ever.
                answer.sent()
                if answer.after is not None:
                    await answer.after
                await self._drain(max(until - loop.time(), 0.0))
                if stopping:
                    await asyncio.wait(stopping)
                await _close_generators(before)
        except TimeoutError:
            self._say_once(
                "something goes on although it was cancelled, and stands still until the next call: a handler "
                "that catches CancelledError has to raise it again"
            )
        else:
            self._name_left_behind(asyncio.all_tasks() - before)
        finally:
            timer.cancel()
            end.cancel()
        return answer

    def _is_event(self, request: LambdaRequest) -> bool:
        if not request.is_at(self._events_path):
            return False
        # A path such as /bot/events for interactions, beside /events for events.
        is_longer = len(self._interactions_path) > len(self._events_path)
        return not (is_longer and request.is_at(self._interactions_path))

    async def _stop(self, seconds: float) -> None:
        log.warning(
            "the function's timeout (%.0f s) is nearly over, and what still runs is stopped: set it higher", seconds
        )
        await self._drain(0.0)

    def _name_left_behind(self, tasks: "set[asyncio.Task[Any]]") -> None:
        """Tell of tasks that an author's code has started and does not wait for: they stop here, in the middle."""
        for task in tasks:
            work = task.get_coro()
            # By a name that comes again: an address would make each line another one.
            name = getattr(work, "__qualname__", type(work).__name__)
            self._say_once(
                f"{name}() was started and not waited for: it stands still from here "
                "until the next call, if one comes; await it in the handler"
            )

    def _say_once(self, what: str) -> None:
        """Say something once in the life of this process: strangers must not be able to fill the log."""
        if what not in self._said:
            self._said.add(what)
            log.warning("%s", what)


def _cancel(tasks: "set[asyncio.Task[Any]]") -> None:
    for task in tasks:
        task.cancel()


async def _close_generators(before: "set[asyncio.Task[Any]]") -> None:
    """Wait for async generators that were left in the middle: the loop closes them, in tasks that nobody owns."""
    # One that went a moment ago has its task at the loop's next turn.
    await asyncio.sleep(0)
    closing = {task for task in asyncio.all_tasks() - before if not hasattr(task.get_coro(), "__qualname__")}
    if closing:
        await asyncio.wait(closing)


def _time_left(context: object) -> float:
    """Return the seconds until Lambda ends the call; those of the longest call, if it does not say."""
    ask = getattr(context, "get_remaining_time_in_millis", None)
    left: float = ask() / 1000 if callable(ask) else LONGEST
    # None is left where the clock has jumped, as behind a snapshot: a call that has begun has some.
    return left if left > 0 else LONGEST
