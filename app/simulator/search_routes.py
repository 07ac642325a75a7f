"""
The REST route that searches the messages of a guild.

https://docs.discord.com/developers/resources/message#search-guild-messages
"""

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.channel_messages import ChannelMessages
from app.simulator.channel_views import channel_view, thread_member_view
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.forms import Form
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import is_true, page_id, page_limit
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.rules import EPHEMERAL
from app.simulator.world import MESSAGE_CONTENT_INTENT, Channel, Guild, Json

_MOST, _LARGEST_OFFSET, _LONGEST_CONTENT = 25, 9975, 1024
_READS = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


def _author_type(message: Json) -> str:
    if "webhook_id" in message and message["webhook_id"] != message.get("application_id"):
        return "webhook"
    return "bot" if message["author"].get("bot") else "user"


def _has_media(kind: str) -> Callable[[Json], bool]:
    return lambda message: any(str(one.get("content_type")).startswith(kind) for one in message["attachments"])


_HAS: dict[str, Callable[[Json], bool]] = {
    "image": _has_media("image/"),
    "sound": _has_media("audio/"),
    "video": _has_media("video/"),
    "file": lambda message: bool(message["attachments"]),
    "sticker": lambda message: bool(message.get("sticker_items")),
    "embed": lambda message: bool(message["embeds"]),
    "link": lambda message: "://" in message["content"],
    "poll": lambda message: "poll" in message,
    "snapshot": lambda message: bool(message.get("message_snapshots")),
}


class SearchRoutes:
    """Handler of the route that searches messages."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)
        self._messages = ChannelMessages(discord)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the route."""
        return [door.open("/guilds/{guild_id:int}/messages/search", {"GET": self.search})]

    async def search(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the messages that fit, of the channels that the bot can read; what goes by relevance is newest first."""
        guild = self._access.guild(request.path_params["guild_id"], Permission.READ_MESSAGE_HISTORY)
        if not self._discord.world.application.flags & MESSAGE_CONTENT_INTENT:
            raise Refusal(403, 50001)
        limit = page_limit(request, most=_MOST, default=_MOST)
        errors = FormErrors()
        form = Form(dict(request.query_params), errors)
        offset = form.integer("offset", least=0, most=_LARGEST_OFFSET) or 0
        words = (form.text("content", most=_LONGEST_CONTENT) or "").lower().split()
        errors.raise_if_any()
        is_rising = (
            request.query_params.get("sort_order") == "asc" and request.query_params.get("sort_by") != "relevance"
        )
        channels = self._readable(guild, with_nsfw=is_true(request, "include_nsfw"))
        found = [
            message
            for message in self._discord.world.messages.values()
            if message["channel_id"] in channels
            and not message["flags"] & EPHEMERAL
            and all(word in message["content"].lower() for word in words)
            and _fits(self._messages.shown(message), request)
        ]
        found.sort(key=lambda message: int(message["id"]), reverse=not is_rising)
        page = found[offset : offset + limit]
        threads = [channel for key, channel in channels.items() if channel.is_thread and _holds(page, key)]
        return json_response(self._view(page, threads, len(found)))

    def _readable(self, guild: Guild, *, with_nsfw: bool) -> dict[str, Channel]:
        return {
            str(channel.id): channel
            for channel in guild.channels.values()
            if not _READS & ~self._access.permissions(channel) and (with_nsfw or not channel.nsfw)
        }

    def _view(self, page: list[Json], threads: list[Channel], total: int) -> Json:
        world = self._discord.world
        messages = [self._messages.shown(message) | {"hit": True} for message in page]
        for message in messages:
            message.pop("reactions", None)
        joined = [thread for thread in threads if world.application.bot.id in thread.thread.members]
        return {
            "doing_deep_historical_index": False,
            "total_results": total,
            "messages": [[message] for message in messages],
            "threads": [channel_view(world, thread) for thread in threads],
            "members": [thread_member_view(thread, world.application.bot.id) for thread in joined],
        }


def _holds(page: list[Json], channel_id: str) -> bool:
    return any(message["channel_id"] == channel_id for message in page)


def _fits(message: Json, request: Request) -> bool:
    """Tell whether a message passes all filters that are given; of one filter's values any will do."""
    least, most = page_id(request, "min_id"), page_id(request, "max_id")
    reference = message.get("message_reference", {})
    replied = message.get("referenced_message") or {}
    facts: dict[str, set[str]] = {
        "channel_id": {message["channel_id"]},
        "author_id": {message["author"]["id"]},
        "mentions": {user["id"] for user in message["mentions"]},
        "mentions_role_id": set(message["mention_roles"]),
        "replied_to_message_id": {str(reference.get("message_id"))},
        "replied_to_user_id": {str(replied.get("author", {}).get("id"))},
        "attachment_filename": {one["filename"] for one in message["attachments"]},
        "attachment_extension": {one["filename"].rpartition(".")[2] for one in message["attachments"]},
        "author_type": {_author_type(message)},
        "has": {kind for kind, is_there in _HAS.items() if is_there(message)},
    }
    for key in ("pinned", "mention_everyone"):
        if key in request.query_params and is_true(request, key) != message[key]:
            return False
    return (
        (least is None or int(message["id"]) > least)
        and (most is None or int(message["id"]) < most)
        and all(_passes(request.query_params.getlist(key), held) for key, held in facts.items())
    )


def _passes(wanted: list[str], held: set[str]) -> bool:
    """Tell whether what a message holds is wanted; a value after a minus must not be there."""
    unwanted = {value[1:] for value in wanted if value.startswith("-")}
    chosen = {value for value in wanted if not value.startswith("-")}
    return not unwanted & held and (not chosen or bool(chosen & held))
