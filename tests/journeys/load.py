"""Interactions at a steady pace, as from the users of a large bot, and the Discord that hears what becomes of them."""

import asyncio
import contextlib
import itertools
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.journeys.server_process import PATIENCE, head
from tests.server.interactions import command
from tests.signature.signing import signed
from tests.simulator.served import served

DEADLINE = 3.0
"""Seconds that Discord waits for an answer."""
AUTO_DEFER = "0.3"
SECONDS = (0.0, 0.0, 0.0, 0.0, 0.0, 0.05, 0.1, 0.2, 0.6, 1.0, 2.0)
"""How long handlers run, in turn: most answer at once, some are deferred."""
SHOWN = b"waited"
ORIGINAL = "/api/v10/webhooks/{application}/{token}/messages/@original"
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


class Load:
    """Uses a bot's `/wait` at a steady pace, over a connection of its own each time.

    Attributes:
        sent: How many interactions were sent.
        deferred: Tokens of those that were deferred.
        edited: What Discord was told for each token behind its first response.
        failures: What users would have seen as a failure, by its cause.
    """

    def __init__(self) -> None:
        self._port = 0
        self.sent = 0
        self.deferred: set[str] = set()
        self.edited: dict[str, str] = {}
        self.failures: Counter[str] = Counter()

    @contextlib.asynccontextmanager
    async def running(self, port: int, rate: float) -> AsyncIterator[None]:
        """Send so many interactions a second to a port, and wait in the end until each has its answer."""
        self._port = port
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(self._send(rate, group))
            try:
                yield
            finally:
                sending.cancel()

    async def _send(self, rate: float, group: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in itertools.count():
            await asyncio.sleep(max(began + number / rate - loop.time(), 0))
            group.create_task(self._use(number))

    async def settle(self) -> None:
        """Wait until every deferred interaction has its message, or as long as none can still come."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self.deferred - self.edited.keys():
                    await asyncio.sleep(0.05)

    @property
    def lost(self) -> list[str]:
        """Tokens of the deferred interactions that never got their own message: nothing came, or an apology."""
        return [token for token in self.deferred if self.edited.get(token) != SHOWN.decode()]

    async def _use(self, number: int) -> None:
        token = f"load-{number}"
        options = [{"name": "seconds", "type": 10, "value": SECONDS[number % len(SECONDS)]}]
        body = command("wait", token=token, data={"id": "1", "type": 1, "name": "wait", "options": options})
        self.sent += 1
        try:
            async with asyncio.timeout(DEADLINE):
                status, answer = await self._post(body)
        except (OSError, TimeoutError) as error:
            self.failures[type(error).__name__] += 1
            return
        if status != 200:
            self.failures[f"status {status}"] += 1
        elif orjson.loads(answer)["type"] == 5:
            self.deferred.add(token)
        elif SHOWN not in answer:
            self.failures[answer.decode()] += 1

    async def _post(self, body: bytes) -> tuple[int, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            length = (b"content-length", b"%d" % len(body))
            writer.write(head("POST", "/interactions", [*signed(body, int(time.time())), length]) + body)
            raw_head = await reader.readuntil(b"\r\n\r\n")
            found, announced = _STATUS.match(raw_head), re.search(rb"(?i)content-length: (\d+)", raw_head)
            assert found and announced, raw_head
            return int(found[1]), await reader.readexactly(int(announced[1]))
        except asyncio.IncompleteReadError as error:
            raise ConnectionResetError from error
        finally:
            writer.close()


@contextlib.asynccontextmanager
async def discord_api(load: Load) -> AsyncIterator[str]:
    """Take the messages behind the first responses, over real HTTP; gives the base of the API."""

    async def edit(request: Request) -> Response:
        token = request.path_params["token"]
        message: dict[str, Any] = orjson.loads(await request.body())
        load.edited[token] = message["content"]
        return JSONResponse({"id": "1", "channel_id": "1", "content": message["content"], "type": 0})

    async with served(Starlette(routes=[Route(ORIGINAL, edit, methods=["PATCH"])])) as address:
        yield f"{address}/api/v10"
