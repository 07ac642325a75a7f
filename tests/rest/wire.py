"""Discord's side of the REST API, for resources that the simulator does not answer for."""

import json
from typing import Any, NamedTuple

import httpx

from app.rest.client import Rest
from app.rest.requester import Requester

BASE = "/api/v10"


class Sent(NamedTuple):
    """A request as tables name it: what stands in it but for its headers."""

    method: str
    path: str
    query: dict[str, str | list[str]]
    data: Any


class _Wire(httpx.AsyncBaseTransport):
    """Keeps requests, and answers with one answer after the other, the last one again and again."""

    def __init__(self, answers: list[object]) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = answers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return httpx.Response(204) if answer is None else httpx.Response(200, json=answer)


def recorded(*answers: object) -> tuple[Rest, list[httpx.Request]]:
    """Return a client, and the list that its requests are put into.

    Args:
        answers: What the requests are answered with, the last one again and
            again: JSON, None for an empty 204, or a whole response.
    """
    wire = _Wire(list(answers) or [None])
    return Rest(Requester(f"https://discord.test{BASE}", "bot-token", wire)), wire.requests


def sent(request: httpx.Request) -> Sent:
    """Read a request: the path below the API's base, the query, and the JSON, which may stand in a form."""
    params = request.url.params
    query: dict[str, str | list[str]] = {}
    for name in params:
        values = params.get_list(name)
        query[name] = values[0] if len(values) == 1 else values
    path = request.url.raw_path.decode().partition("?")[0].removeprefix(BASE)
    return Sent(request.method, path, query, _read_json(request))


def _read_json(request: httpx.Request) -> Any:
    if not request.content:
        return None
    content_type = request.headers["Content-Type"]
    if content_type.startswith("multipart/"):
        boundary = content_type.partition("boundary=")[2].strip('"').encode()
        part = next(part for part in request.content.split(b"--" + boundary) if b'name="payload_json"' in part)
        return json.loads(part.partition(b"\r\n\r\n")[2])
    return json.loads(request.content)
