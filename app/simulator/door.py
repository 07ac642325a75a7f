"""
What every REST route has in common: reading, recording, limits, faults, refusing.

https://docs.discord.com/developers/reference#http-api
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.simulator.attribution import HEADER, read_attribution
from app.simulator.audit_log import reason_of
from app.simulator.credentials import Grant
from app.simulator.discord import Discord
from app.simulator.faults import BrokenConnection, Fault, cloudflare_refusal
from app.simulator.interaction import in_order
from app.simulator.multipart import Upload, read_body
from app.simulator.rate_limits import Passage
from app.simulator.refusal import Refusal
from app.simulator.rest_record import RestRequest

Handler = Callable[[Request, object, Mapping[str, Upload]], Awaitable[Response]]
"""Answers a request, given its decoded body and its uploads."""

_Content = tuple[object, Mapping[str, Upload]] | Refusal

_BAN = 600
"""Seconds that a sender of too many invalid requests is told to wait."""


def json_response(content: object, status: int = 200) -> Response:
    """Answer with compact JSON."""
    return Response(orjson.dumps(content), status, media_type="application/json")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One route as the door knows it; `path` has the names of its parts in braces."""

    path: str
    by_token: bool
    is_authorized: Callable[[Request], bool]


class Door:
    """Makes routes of handlers, for one Discord."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def open(
        self,
        path: str,
        handlers: Mapping[str, Handler],
        *,
        by_token: bool = False,
        scope: str = "",
        is_public: bool = False,
    ) -> Route:
        """Make the route of one path.

        Args:
            path: The path after the API version.
            handlers: What answers, by HTTP method.
            by_token: Whether the token in the path is the authorization;
                otherwise the bot token must be sent as header.
            scope: OAuth2 scope whose access tokens do as well as the bot token.
            is_public: Whether the handlers see to the authorization themselves.
        """

        def by_header(request: Request) -> bool:
            return self._discord.credentials.is_authorized(request.headers.get("authorization", ""), scope)

        def is_authorized(request: Request) -> bool:
            return by_token or is_public or by_header(request)

        entry = _Entry(re.sub(r":\w+\}", "}", path), by_token, is_authorized)

        async def answer(request: Request) -> Response:
            return await self._answer(request, handlers[request.method], entry)

        route = Route(f"/api/v{{version:int}}{path}", answer, methods=list(handlers))
        # Starlette would let HEAD in wherever GET is; no handler here is made for it.
        route.methods = set(handlers)
        return route

    async def _answer(self, request: Request, handler: Handler, entry: _Entry) -> Response:
        discord = self._discord
        raw = await request.body()
        path = request.url.path
        if "token" in request.path_params:
            path = path.replace(request.path_params["token"], "{token}")
        content = _read(request, raw)
        recorded = None if isinstance(content, Refusal) or not raw else content[0]
        loop = asyncio.get_running_loop()
        made = RestRequest(
            request.method, path, recorded, discord.now(), loop.time(), self._interaction_id(request), in_order()
        )
        discord.requests.append(made)
        discord.revision += 1
        if discord.rate_limits.is_banned:
            response = cloudflare_refusal(retry_after=_BAN)
            made.end(response.status_code, response.headers, bytes(response.body), loop.time())
            return response
        self._watch(request, made, by_token=entry.by_token)
        serve = partial(self._serve, request, handler, entry, content)
        place = path.removeprefix(f"/api/v{request.path_params['version']}")
        fault = discord.faults.meet(request.method, place, made.interaction_id)
        response = await (serve() if fault is None else _spoil(fault, request, serve))
        discord.rate_limits.count(response.status_code, response.headers.get("x-ratelimit-scope"))
        status = None if isinstance(response, BrokenConnection) else response.status_code
        made.end(status, response.headers, bytes(response.body), loop.time())
        return response

    def _interaction_id(self, request: Request) -> int | None:
        """Find the interaction that a request is made for: by its token, or by what the bot's transport says."""
        interaction = self._discord.interactions.get(request.path_params.get("token", ""))
        return read_attribution(request.headers.get(HEADER)) if interaction is None else interaction.id

    async def _serve(self, request: Request, handler: Handler, entry: _Entry, content: _Content) -> Response:
        passage = Passage()
        try:
            if isinstance(content, Refusal):
                raise content
            if not entry.is_authorized(request):
                raise Refusal(401, 0, "401: Unauthorized")
            passage = self._discord.rate_limits.enter(
                request.method, entry.path, request.path_params, of_interaction=entry.by_token
            )
            if passage.refusal is None:
                # One that is too long must not be found out about once the change is made.
                reason_of(request)
                response = await handler(request, *content)
            else:
                response = json_response(passage.refusal, 429)
        except Refusal as refusal:
            response = json_response(refusal.body, refusal.status)
        response.headers.update(passage.headers)
        return response

    def _watch(self, request: Request, made: RestRequest, *, by_token: bool) -> None:
        """Note what Discord tolerates, but asks nobody to do."""
        discord = self._discord
        found = {}
        if by_token and "authorization" in request.headers:
            found["needless_token"] = "an Authorization header does not belong on a route with a token"
        if not request.headers.get("user-agent", "").startswith("DiscordBot ("):
            found["user_agent"] = "the User-Agent is not of the form DiscordBot (url, version)"
        made.rules += found
        for line in found.values():
            # A bot that does it does it at every request: the newest thousand tell enough.
            del discord.violations[:-999]
            discord.violations.append(f"{made.method} {made.path}: {line}")


def grant_of(discord: Discord, request: Request) -> Grant | None:
    """Find what the access token of a request stands for; None where the bot token was sent."""
    return discord.credentials.grant(request.headers.get("authorization", ""))


def _read(request: Request, raw: bytes) -> _Content:
    try:
        return read_body(request.headers.get("content-type", ""), raw)
    except Refusal as refusal:
        return refusal


async def _spoil(fault: Fault, request: Request, serve: Callable[[], Awaitable[Response]]) -> Response:
    """Answer a request that meets a fault."""
    served = await serve() if fault.takes_effect else None
    if fault.delay and await _goes_away(request, fault.delay) and served is None:
        return BrokenConnection()
    if fault.answer is not None:
        return fault.answer
    return served or await serve()


async def _goes_away(request: Request, within: float) -> bool:
    """Wait, but no longer than the sender does; tell whether he gave up."""
    try:
        async with asyncio.timeout(within):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


async def refuse_route(_: Request, error: Exception) -> Response:
    """Answer for a path or method that does not exist, in Discord's form."""
    assert isinstance(error, HTTPException)
    words = {404: "404: Not Found", 405: "405: Method Not Allowed"}
    message = words.get(error.status_code, f"{error.status_code}: {error.detail}")
    return json_response({"message": message, "code": 0}, error.status_code)
