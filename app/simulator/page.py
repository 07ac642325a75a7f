"""
The playground: a page to try a bot on, beside the REST routes that the bot calls.

The page talks to a small JSON interface under `/playground/` and asks every
moment whether something changed; nothing is pushed, so no open connection holds
up the server when it stops. It stands on a developer's machine, where any
website in the same browser could send requests to it: only requests to a local
name, from the page itself, are answered.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.simulator.discord import Discord
from app.simulator.door import json_response, refuse_route
from app.simulator.multipart import parse_parts
from app.simulator.page_view import interaction_view, page_view
from app.simulator.registration import CHAT_INPUT, PRIMARY_ENTRY_POINT
from app.simulator.rest import rest_routes
from app.simulator.world import Attachment, Channel, Json, User

_STATIC = Path(__file__).parent / "static"
_FILES = {
    "/": ("index.html", "text/html"),
    "/static/page.css": ("page.css", "text/css"),
    "/static/icon.svg": ("icon.svg", "image/svg+xml"),
    "/static/page.js": ("page.js", "text/javascript"),
    "/static/markdown.js": ("markdown.js", "text/javascript"),
    "/static/options.js": ("options.js", "text/javascript"),
    "/static/components.js": ("components.js", "text/javascript"),
    "/static/conversation.js": ("conversation.js", "text/javascript"),
}
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

Handler = Callable[[Request], Awaitable[Response]]


def playground(discord: Discord) -> Starlette:
    """Build the application of `postern dev`: Discord's REST routes and the page.

    Args:
        discord: The Discord to try a bot with.

    Returns:
        An ASGI application; the page stands at `/`.
    """
    page = _Page(discord)
    handlers: dict[str, tuple[str, Handler]] = {
        "/playground/state": ("GET", page.state),
        "/playground/interactions": ("POST", page.invoke),
        "/playground/autocomplete": ("POST", page.complete),
    }
    routes = [Route(path, _guarded(page.static), methods=["GET"]) for path in _FILES]
    routes += [Route(path, _guarded(handler), methods=[method]) for path, (method, handler) in handlers.items()]
    return Starlette(routes=[*routes, *rest_routes(discord)], exception_handlers={404: refuse_route, 405: refuse_route})


def is_local(request: Request) -> bool:
    """Tell whether a request is addressed to a local name, and comes from no foreign page."""
    host = request.headers.get("host", "")
    try:
        name = urlsplit(f"//{host}").hostname
        origin = request.headers.get("origin")
        return name in _LOCAL and (origin is None or urlsplit(origin).netloc == host)
    except ValueError:
        return False


def _guarded(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        if is_local(request):
            response = await handler(request)
        else:
            response = json_response({"error": "the playground answers to this machine's own browser only"}, 403)
        response.headers.update(_HEADERS)
        return response

    return answer


class _Page:
    """Handlers of the page and of its JSON interface."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    async def static(self, request: Request) -> Response:
        """Hand out one of the page's files."""
        name, media_type = _FILES[request.url.path]
        return Response((_STATIC / name).read_bytes(), media_type=media_type)

    async def state(self, request: Request) -> Response:
        """Tell all that the page shows; 204 when it knows that already."""
        if request.query_params.get("since") == str(self._discord.revision):
            return Response(status_code=204)
        return json_response(page_view(self._discord))

    async def invoke(self, request: Request) -> Response:
        """Send a command; what becomes of it is told by the state."""
        discord = self._discord
        try:
            wanted, files = await _read(request)
            who, where, locale = self._origin(wanted)
            kind, name = int(wanted.get("type", CHAT_INPUT)), str(wanted["name"])
            if kind == CHAT_INPUT:
                options = {**wanted.get("options", {}), **self._uploads(files, where)}
                interaction = discord.begin_command(name, options, user=who, channel=where, locale=locale)
            elif kind == PRIMARY_ENTRY_POINT:
                interaction = discord.begin_entry_point(user=who, channel=where, locale=locale)
            else:
                target = int(wanted["target"])
                interaction = discord.begin_context_menu(name, kind, target, user=who, channel=where, locale=locale)
        except (LookupError, ValueError, TypeError) as error:
            return json_response({"error": _sentence(error)}, 400)
        return json_response({"id": str(interaction.id)}, 202)

    async def complete(self, request: Request) -> Response:
        """Ask the bot for choices while an option is being typed."""
        try:
            wanted, _ = await _read(request)
            who, where, locale = self._origin(wanted)
            interaction = await self._discord.autocomplete(
                str(wanted["name"]),
                str(wanted["focused"]),
                wanted.get("value", ""),
                wanted.get("options", {}),
                user=who,
                channel=where,
                locale=locale,
            )
        except (LookupError, ValueError, TypeError) as error:
            return json_response({"error": _sentence(error)}, 400)
        return json_response(interaction_view(interaction))

    def _origin(self, wanted: Json) -> tuple[User, Channel, str | None]:
        world = self._discord.world
        who = world.users.get(int(wanted["user"]))
        if who is None:
            raise LookupError("the acting user is gone")
        # "dm" stands for a conversation that need not exist before its first message.
        where = world.dm(who) if wanted["channel"] == "dm" else world.channel_by_id(int(wanted["channel"]))
        if where is None:
            raise LookupError("the channel is gone")
        return who, where, wanted.get("locale") or None

    def _uploads(self, files: dict[str, tuple[str, str, bytes]], where: Channel) -> dict[str, object]:
        make_id = self._discord.world.snowflakes
        return {
            option: Attachment(make_id(), name, kind, content, where.id, ephemeral=True)
            for option, (name, kind, content) in files.items()
        }


async def _read(request: Request) -> tuple[Json, dict[str, tuple[str, str, bytes]]]:
    """Read what the page sends: JSON, or a form of one `payload_json` and files by option name."""
    raw = await request.body()
    kind = request.headers.get("content-type", "")
    files: dict[str, tuple[str, str, bytes]] = {}
    # A form from a foreign page could be sent without the browser asking first; the guard has refused those already.
    if kind.startswith("multipart/form-data"):
        raw = b"{}"
        for part in parse_parts(kind, await request.body()):
            if part.name == "payload_json":
                raw = part.content
            elif part.filename:
                files[part.name] = (part.filename, part.content_type, part.content)
    wanted = orjson.loads(raw)
    if not isinstance(wanted, dict):
        raise TypeError("an object is expected")
    return wanted, files


def _sentence(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"the field {error} is missing"
    return str(error)
