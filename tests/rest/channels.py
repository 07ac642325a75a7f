"""Discord's side of messages in channels, which the simulated REST routes do not have."""

import re

import httpx

MESSAGE = re.compile(r"/api/v10/channels/(\d+)/messages/(\d+)")
SECRET = "2"
"""Id of a channel that the bot may not read."""


class ChannelMessages(httpx.AsyncBaseTransport):
    """Answers for the messages of channels, and hands everything else on.

    Args:
        beyond: Who answers everything else.
        contents: Text by channel and message.
    """

    def __init__(self, beyond: httpx.AsyncBaseTransport, contents: dict[tuple[int, int], str]) -> None:
        self._beyond = beyond
        self._contents = contents
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        found = MESSAGE.fullmatch(request.url.path)
        if found is None:
            return await self._beyond.handle_async_request(request)
        self.requests.append(request)
        if found[1] == SECRET:
            return httpx.Response(403, json={"code": 50001, "message": "Missing Access"})
        content = self._contents.get((int(found[1]), int(found[2])))
        if content is None:
            return httpx.Response(404, json={"code": 10008, "message": "Unknown Message"})
        return httpx.Response(200, json={"id": found[2], "channel_id": found[1], "content": content})
