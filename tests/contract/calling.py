"""Every call of the REST client, as it leaves on the wire, and what comes of the answer."""

import asyncio
import functools
import inspect
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias, cast, get_args

import httpx

from app.rest.client import RESOURCES, Rest
from app.rest.requester import Requester
from tests.contract.examples import Filling, example
from tests.contract.openapi import PAYLOADS
from tests.contract.operations import OPERATIONS, Operation, find

BASE = "/api/v10"
Call: TypeAlias = Callable[[Rest], Any]

ANSWERS: dict[str, Any] = {
    "/oauth2/token": {"access_token": "t", "token_type": "Bearer", "expires_in": 604800, "scope": "identify"},
    "/oauth2/token/revoke": {},
    "/applications/1/skus": json.loads((PAYLOADS / "resources/list-skus.json").read_text()),
}
"""What is answered where the description says nothing: the documentation's examples."""


class Request(NamedTuple):
    """A request, read back from the wire."""

    operation: Operation | None
    parts: dict[str, str]
    path: str
    query: list[tuple[str, str]]
    data: Any
    headers: httpx.Headers
    answer: Any


class Called(NamedTuple):
    """One call: which method, with which arguments, what it sent and what it returned."""

    method: str
    given: frozenset[str]
    requests: list[Request]
    result: Any


class _Discord(httpx.AsyncBaseTransport):
    """Answers each request with an example of what Discord's description says."""

    def __init__(self, filling: Filling) -> None:
        self.requests: list[Request] = []
        self._filling = filling

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        path = request.url.raw_path.decode().partition("?")[0].removeprefix(BASE)
        operation, parts = find(request.method, path) or (None, {})
        answer = ANSWERS.get(path)
        status = 200
        if operation is not None:
            status, answer = _answer(operation.id, self._filling)
        query = request.url.params.multi_items()
        self.requests.append(Request(operation, parts, path, query, _read_body(request), request.headers, answer))
        return httpx.Response(status) if answer is None else httpx.Response(status, json=answer)


@functools.cache
def _answer(operation: str, filling: Filling) -> tuple[int, Any]:
    status, schema = next(iter(OPERATIONS[operation].answers.items()))
    return status, None if schema is None else example(schema, filling)


def _read_body(request: httpx.Request) -> Any:
    """Read JSON, the JSON within a form, or the fields of a form; None for none of these."""
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("multipart/"):
        fields = dict(read_form(request.content, kind))
        return json.loads(fields["payload_json"]) if "payload_json" in fields else fields
    return json.loads(request.content) if kind == "application/json" else None


def read_form(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    """Go through the parts of a multipart body: the name of each, and its content as text."""
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'[ ;]name="([^"]*)"', head)
        assert name is not None
        yield name[1].decode(), content.removesuffix(b"\r\n").decode(errors="replace")


# ── which methods there are, and what they take ──


def methods() -> dict[str, Callable[..., Any]]:
    """Return every method that the REST client offers, by resource and verb."""
    rest = Rest(Requester("https://discord.test"))
    return {
        f"{name}.{verb}": method
        for name in RESOURCES
        for verb, method in inspect.getmembers(getattr(rest, name), callable)
        if not verb.startswith("_")
    }


def parameters(method: Callable[..., Any]) -> set[str]:
    """Return what a method takes by name, the fields of a typed dict included."""
    taken: set[str] = set()
    for parameter in inspect.signature(method).parameters.values():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            (fields,) = get_args(parameter.annotation)
            taken |= fields.__annotations__.keys()
        else:
            taken.add(parameter.name)
    return taken


class _Traced:
    """Stands for the REST client, or one of its resources, and notes what is called."""

    def __init__(self, target: Any, note: Callable[[str, Mapping[str, Any]], None], name: str = "") -> None:
        self._target, self._note, self._name = target, note, name

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if not self._name:
            return _Traced(value, self._note, name)

        @functools.wraps(value)
        def method(*args: Any, **kwargs: Any) -> Any:
            bound = inspect.signature(value).bind(*args, **kwargs).arguments
            rest = next((p.name for p in inspect.signature(value).parameters.values() if p.kind is p.VAR_KEYWORD), "")
            self._note(f"{self._name}.{name}", bound | bound.get(rest, {}))
            return value(*args, **kwargs)

        return method


async def _run(call: Call, filling: Filling) -> Called:
    discord = _Discord(filling)
    rest = Rest(Requester(f"https://discord.test{BASE}", "bot-token", discord))
    noted: list[tuple[str, frozenset[str]]] = []
    traced = _Traced(rest, lambda name, given: noted.append((name, frozenset(given))))
    result = call(cast("Rest", traced))
    result = [item async for item in result] if isinstance(result, AsyncIterator) else await result
    ((name, given),) = noted
    return Called(name, given, discord.requests, result)


def call_all(calls: list[Call], filling: Filling) -> list[Called]:
    """Make these calls, one after the other."""

    async def run() -> list[Called]:
        return [await _run(call, filling) for call in calls]

    return asyncio.run(run())
