"""The playground's page as its browser uses it, without a browser."""

import json
from collections.abc import Sequence
from typing import Any

import httpx

from app.simulator.discord import Discord
from app.simulator.page import playground

Json = dict[str, Any]
File = tuple[str, tuple[str, bytes, str]]
"""Name of the field; name, content and type of the file."""


class PageClient:
    """Asks the playground, and sends it what users do.

    Attributes:
        app: The playground itself.
        http: For requests that are out of the ordinary.
    """

    def __init__(self, discord: Discord) -> None:
        self.app = playground(discord)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://localhost:8000")
        self._world = discord.world

    async def read(self, path: str, **query: object) -> Any:
        """Read what must be there."""
        response = await self.http.get(f"/playground/{path}", params={key: str(value) for key, value in query.items()})
        assert response.status_code == 200, response.text
        return response.json()

    async def things(self) -> Json:
        """Give all that the page is told, by key."""
        told: Json = (await self.read("changes"))["set"]
        return told

    async def send(self, path: str, *, files: Sequence[File] = (), **wanted: object) -> Json:
        """Send what a user does, and give the answer to what went well."""
        response = await self._post(path, files, wanted)
        assert response.status_code in (200, 201, 202), response.text
        answer: Json = response.json()
        return answer

    async def refused(self, path: str, *, files: Sequence[File] = (), **wanted: object) -> str:
        """Send what cannot be done, and give the sentence that says why."""
        response = await self._post(path, files, wanted)
        assert response.status_code == 400, response.text
        sentence: str = response.json()["error"]
        return sentence

    async def aclose(self) -> None:
        """Leave."""
        await self.http.aclose()

    async def _post(self, path: str, files: Sequence[File], wanted: Json) -> httpx.Response:
        acting = {key: self._named(key, value) for key, value in wanted.items() if value is not ...}
        # As the page does it: a form always, with a part that is no file.
        parts: list[Any] = [("payload_json", (None, json.dumps(acting))), *files]
        return await self.http.post(f"/playground/{path}", files=parts)

    def _named(self, key: str, value: object) -> object:
        """Let tests say `user="ben"` and `channel="bots"`."""
        if isinstance(value, str) and not value.isdecimal():
            if key == "user":
                return str(self._world.user(value).id)
            if key == "channel" and value != "dm":
                return str(self._world.channel(value).id)
        return value
