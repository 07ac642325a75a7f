"""
What every REST route has in common: reading, recording, refusing.

https://docs.discord.com/developers/reference#http-api
"""

from collections.abc import Awaitable, Callable, Mapping

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.simulator.discord import Discord, RestRequest
from app.simulator.multipart import Upload, read_body
from app.simulator.refusal import Refusal

Handler = Callable[[Request, object, Mapping[str, Upload]], Awaitable[Response]]
"""Answers a request, given its decoded body and its uploads."""


def json_response(content: object, status: int = 200) -> Response:
    """Answer with compact JSON."""
    return Response(orjson.dumps(content), status, media_type="application/json")


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

        async def answer(request: Request) -> Response:
            try:
                return await self._answer(request, handlers[request.method], is_authorized, by_token=by_token)
            except Refusal as refusal:
                return json_response(refusal.body, refusal.status)

        route = Route(f"/api/v{{version:int}}{path}", answer, methods=list(handlers))
        # Starlette would let HEAD in wherever GET is; no handler here is made for it.
        route.methods = set(handlers)
        return route

    async def _answer(
        self, request: Request, handler: Handler, is_authorized: Callable[[Request], bool], *, by_token: bool
    ) -> Response:
        raw = await request.body()
        path = request.url.path
        if "token" in request.path_params:
            path = path.replace(request.path_params["token"], "{token}")
        at = self._discord.now()
        try:
            body, files = read_body(request.headers.get("content-type", ""), raw)
        except Refusal:
            self._discord.requests.append(RestRequest(request.method, path, None, at))
            raise
        self._discord.requests.append(RestRequest(request.method, path, body if raw else None, at))
        self._discord.revision += 1
        self._watch(request, path, by_token=by_token)
        if not is_authorized(request):
            raise Refusal(401, 0, "401: Unauthorized")
        return await handler(request, body, files)

    def _watch(self, request: Request, path: str, *, by_token: bool) -> None:
        """Note what Discord tolerates, but asks nobody to do."""
        discord = self._discord
        found = []
        if by_token and "authorization" in request.headers:
            found.append("an Authorization header does not belong on a route with a token")
        if not request.headers.get("user-agent", "").startswith("DiscordBot ("):
            found.append("the User-Agent is not of the form DiscordBot (url, version)")
        for line in found:
            # A bot that does it does it at every request: the newest thousand tell enough.
            del discord.violations[:-999]
            discord.violations.append(f"{request.method} {path}: {line}")


async def refuse_route(_: Request, error: Exception) -> Response:
    """Answer for a path or method that does not exist, in Discord's form."""
    assert isinstance(error, HTTPException)
    words = {404: "404: Not Found", 405: "405: Method Not Allowed"}
    message = words.get(error.status_code, f"{error.status_code}: {error.detail}")
    return json_response({"message": message, "code": 0}, error.status_code)
