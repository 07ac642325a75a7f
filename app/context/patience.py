"""Requests behind the first response, made again while Discord has not got there itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.context.delivery import Delivery
from app.context.mishaps import UNKNOWN_WEBHOOK, explain
from app.context.responder import Responder
from app.errors import RestError

T = TypeVar("T")

RETRY_FOR = 10.0
"""Seconds for which Discord may not know a token whose first response has just left.

https://github.com/discord/discord-api-docs/issues/7220
"""
RETRY_WITHIN = 15.0
"""Seconds behind the first response in which that may be so."""


async def after_first(call: Callable[[], Awaitable[T]], delivery: Delivery, responder: Responder) -> T:
    """Make a call that needs the first response at Discord, and repeat it while Discord has not got there yet.

    Args:
        call: Makes the request.
        delivery: Brings the first response.
        responder: Knows it, for the error.

    Raises:
        RestError: If Discord refuses it; says what that means here.
    """
    await delivery.wait()
    time = asyncio.get_running_loop().time
    began = time()
    # A server may hold the response back for long after it was given: what counts is when it left.
    patience = RETRY_FOR if began - (delivery.left_at or 0.0) < RETRY_WITHIN else 0.0
    wait = 0.25
    while True:
        try:
            return await call()
        except RestError as error:
            if error.code != UNKNOWN_WEBHOOK or time() + wait - began > patience:
                raise explain(error, responder, time()) from error.__cause__
        await asyncio.sleep(wait)
        wait = min(wait * 2, 2.0)
