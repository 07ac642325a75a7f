"""A bot that Discord tells of events, from the endpoint on."""

import asyncio
from typing import Any

import orjson

from app.bot import Bot
from app.server.answer import Answer
from app.server.endpoint import Endpoint
from app.settings import Settings
from tests.signature.signing import NOW, PUBLIC_KEY, Headers, signed

APPLICATION_ID = 1234560123453231555
PING: dict[str, Any] = {"version": 1, "application_id": str(APPLICATION_ID), "type": 0}


def event(type: str = "ENTITLEMENT_CREATE", at: str = "2024-10-18T18:41:21.109604", **data: Any) -> dict[str, Any]:
    """Return the body of an event; of an entitlement unless its data is given."""
    said = data or {"id": "1234505980407808808", "sku_id": "123489045643835123", "user_id": "111178765189277770"}
    return PING | {"type": 1, "event": {"type": type, "timestamp": at, "data": said}}


class Told:
    """A bot, and what its listeners have heard.

    Attributes:
        heard: Whatever the test's listeners put there.
        now: Unix time, to Discord and to the bot.
    """

    def __init__(self, **settings: Any) -> None:
        usual: dict[str, Any] = {"background": "task", "application_id": APPLICATION_ID}
        self.now = float(NOW)
        self.bot = Bot(Settings(public_key=PUBLIC_KEY, **usual | settings), now=lambda: self.now)
        self.heard: list[Any] = []
        self._endpoint: Endpoint | None = None

    async def post(self, body: object, sent: Headers | None = None, *, to_interactions: bool = False) -> Answer:
        """Post a body, signed by Discord unless the headers are given; what runs behind the answer may run on."""
        if self._endpoint is None:
            self._endpoint = self.bot.endpoint()
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        handle = self._endpoint.handle if to_interactions else self._endpoint.handle_event
        genuine = signed(content, int(self.now)) if sent is None else sent
        return await handle(content, genuine, asyncio.get_running_loop().time())

    async def status(self, body: object) -> int:
        """Post a body, and wait until all that it starts is over."""
        answer = await self.post(body)
        await self.bot.drain(grace=600)
        return answer.status
