"""
The playground: a page to try a bot on, beside the REST routes that the bot calls.

The page talks to a small JSON interface under `/playground/` and asks every
moment whether something changed; nothing is pushed, so no open connection holds
up the server when it stops. It stands on a developer's machine, where any
website in the same browser could send requests to it: only requests to a local
name are answered, those of the page only where they come from the page itself.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.simulator.changes import Changes
from app.simulator.default_world import open_direct_messages
from app.simulator.discord import Discord
from app.simulator.door import json_response, refuse_route
from app.simulator.page_deeds import deed_routes
from app.simulator.page_inspector import inspector_routes
from app.simulator.page_requests import Handler, PageRoute, Wanted, reading
from app.simulator.page_view import page_things, seen_by
from app.simulator.page_world import world_routes
from app.simulator.replaying import replay_routes
from app.simulator.rest import rest_routes

_STATIC = Path(__file__).parent / "static"
_MEDIA_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def playground(discord: Discord) -> Starlette:
    """Build the application of `postern dev`: Discord's REST routes and the page.

    Args:
        discord: The Discord to try a bot with.

    Returns:
        An ASGI application; the page stands at `/`.
    """
    open_direct_messages(discord.world)
    dismissed: set[int] = set()
    page = _Page(discord, dismissed)
    files = {
        f"/static/{file.relative_to(_STATIC).as_posix()}" for file in _STATIC.rglob("*") if file.suffix in _MEDIA_TYPES
    }
    table: list[PageRoute] = [
        *((path, "GET", page.static) for path in ("/", *sorted(files))),
        ("/playground/changes", "GET", page.changes),
        ("/playground/seen", "GET", reading(discord.world, page.seen)),
        *deed_routes(discord, dismissed),
        *world_routes(discord),
        *inspector_routes(discord),
        *replay_routes(discord),
    ]
    routes = [Route(path, _guarded(handler), methods=[method]) for path, method, handler in table]
    return Starlette(
        routes=[*routes, *rest_routes(discord)],
        middleware=[Middleware(_LocalOnly)],
        exception_handlers={404: refuse_route, 405: refuse_route},
    )


def is_local(request: Request) -> bool:
    """Tell whether a request is addressed to a local name, and says of no foreign page that it comes from there."""
    host = request.headers.get("host", "")
    try:
        name = urlsplit(f"//{host}").hostname
        origin = request.headers.get("origin")
        return name in _LOCAL and (origin is None or urlsplit(origin).netloc == host)
    except ValueError:
        return False


class _LocalOnly:
    """Refuses what is not local, whatever it asks for: a foreign name may be made to lead to this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_refused = scope["type"] == "http" and not is_local(Request(scope))
        await (_refusal() if is_refused else self._app)(scope, receive, send)


def _refusal() -> Response:
    return json_response({"error": "the playground answers to this machine's own browser only"}, 403)


def _guarded(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        # Browsers say where a request comes from; the page itself may be opened by a link from anywhere.
        is_own = request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        response = await handler(request) if is_own or request.url.path == "/" else _refusal()
        response.headers.update(_HEADERS)
        return response

    return answer


class _Page:
    """Handlers of the page's files, and of what it asks for again and again."""

    def __init__(self, discord: Discord, dismissed: set[int]) -> None:
        self._discord = discord
        self._dismissed = dismissed
        self._changes = Changes()
        self._run = secrets.token_hex(8)

    async def static(self, request: Request) -> Response:
        """Hand out one of the page's files."""
        file = _STATIC / (request.url.path.removeprefix("/static/").strip("/") or "index.html")
        return Response(file.read_bytes(), media_type=_MEDIA_TYPES[file.suffix])

    async def changes(self, request: Request) -> Response:
        """Tell what changed since a revision; 204 when nothing did."""
        since = request.query_params.get("since", "0")
        self._changes.look(page_things(self._discord, self._dismissed))
        # A page that was opened before this server began knows another run's numbers.
        is_ours = request.query_params.get("run") == self._run
        known = int(since) if is_ours and since.isdecimal() and len(since) < 20 else 0
        if known == self._changes.revision:
            return Response(status_code=204)
        return json_response({"run": self._run, **self._changes.since(known)})

    async def seen(self, wanted: Wanted) -> Response:
        """Tell which commands and channels somebody sees from where he is."""
        return json_response(seen_by(self._discord, self._discord.origin(wanted.user, wanted.channel, wanted.locale)))
