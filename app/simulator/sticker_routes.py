"""
The REST routes about the stickers of a guild, and about those of Discord itself.

https://docs.discord.com/developers/resources/sticker
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, compared, record
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.forms import Form
from app.simulator.guild_records import APNG, GIF, LOTTIE, PNG, Sticker
from app.simulator.guild_views import sticker_view
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.world import Guild, Json

MOST_OF_GUILD = 5
"""Stickers that a guild without boosts may have."""

_LARGEST_FILE = 524_288
_STICKERS = "/guilds/{guild_id:int}/stickers"
_PACK: Json = {
    "id": "1200000000000000001",
    "sku_id": "1200000000000000002",
    "name": "Doorkeepers",
    "description": "They greet whoever comes in.",
    "cover_sticker_id": "1200000000000000003",
    "stickers": [
        {
            "id": "1200000000000000003",
            "name": "Come in",
            "tags": "door, hello, welcome",
            "type": 1,
            "format_type": LOTTIE,
            "description": "A door that opens",
            "pack_id": "1200000000000000001",
            "sort_value": 1,
        }
    ],
}


class StickerRoutes:
    """Handlers of the routes about stickers."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        one = {"GET": self.read, "PATCH": self.edit, "DELETE": self.delete}
        return [
            door.open(_STICKERS, {"GET": self.list_stickers, "POST": self.create}),
            door.open(_STICKERS + "/{sticker_id:int}", one),
            door.open("/stickers/{sticker_id:int}", {"GET": self.find}),
            door.open("/sticker-packs", {"GET": self.list_packs}),
            door.open("/sticker-packs/{pack_id:int}", {"GET": self.read_pack}),
        ]

    async def list_stickers(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the stickers of a guild."""
        guild = self._access.guild(request.path_params["guild_id"])
        return json_response([sticker_view(self._discord.world, sticker) for sticker in guild.stickers.values()])

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read a sticker of a guild."""
        _guild, sticker = self._found(request)
        return json_response(sticker_view(self._discord.world, sticker))

    async def create(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Add a sticker to a guild, from a form with a file."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.CREATE_GUILD_EXPRESSIONS)
        changes = _read(body, is_new=True)
        upload = files.get("file")
        if upload is None:
            raise Refusal(400, 50146)
        if len(upload.content) > _LARGEST_FILE:
            raise Refusal(400, 50045)
        kind = _format(upload.content)
        if kind is None or (kind == LOTTIE and not {"VERIFIED", "PARTNERED"} & set(guild.features)):
            raise Refusal(400, 50123)
        if len(guild.stickers) >= MOST_OF_GUILD:
            raise Refusal(400, 30039)
        sticker = Sticker(world.snowflakes(), guild.id, "", "", world.application.bot.id, format_type=kind)
        _apply(sticker, changes)
        guild.stickers[sticker.id] = sticker
        differences = compared({}, changes)
        record(world, request, guild, Action.STICKER_CREATE, sticker.id, changes=differences)
        return json_response(sticker_view(world, sticker), 201)

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change what is said of a sticker."""
        world = self._discord.world
        guild, sticker = self._found(request)
        self._require_to_change(guild, sticker)
        changes = _read(body, is_new=False)
        differences = compared({key: getattr(sticker, key) for key in changes}, changes)
        _apply(sticker, changes)
        record(world, request, guild, Action.STICKER_UPDATE, sticker.id, changes=differences)
        return json_response(sticker_view(world, sticker))

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove a sticker."""
        guild, sticker = self._found(request)
        self._require_to_change(guild, sticker)
        changes = compared({"name": sticker.name}, {})
        record(self._discord.world, request, guild, Action.STICKER_DELETE, sticker.id, changes=changes)
        del guild.stickers[sticker.id]
        return Response(status_code=204)

    async def find(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read a sticker of Discord itself, or of any guild."""
        sticker_id, world = request.path_params["sticker_id"], self._discord.world
        for sticker in _PACK["stickers"]:
            if sticker["id"] == str(sticker_id):
                return json_response(sticker)
        for guild in world.guilds.values():
            if sticker_id in guild.stickers:
                return json_response(sticker_view(world, guild.stickers[sticker_id]))
        raise Refusal(404, 10060)

    async def list_packs(self, _: Request, __: object, ___: Mapping[str, Upload]) -> Response:
        """List the packs of Discord's own stickers."""
        return json_response({"sticker_packs": [_PACK]})

    async def read_pack(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one pack of Discord's own stickers."""
        if str(request.path_params["pack_id"]) != _PACK["id"]:
            raise Refusal(404, 10061)
        return json_response(_PACK)

    def _found(self, request: Request) -> tuple[Guild, Sticker]:
        guild = self._access.guild(request.path_params["guild_id"])
        sticker = guild.stickers.get(request.path_params["sticker_id"])
        if sticker is None:
            raise Refusal(404, 10060)
        return guild, sticker

    def _require_to_change(self, guild: Guild, sticker: Sticker) -> None:
        own, others = Permission.CREATE_GUILD_EXPRESSIONS, Permission.MANAGE_GUILD_EXPRESSIONS
        self._access.require_to_change(guild, sticker.creator_id, own=own, others=others)


def _read(body: object, *, is_new: bool) -> Json:
    errors = FormErrors()
    form = Form(body, errors)
    changes: Json = {
        "name": form.text("name", least=2, most=30, required=is_new),
        "tags": form.text("tags", least=1, most=200, required=is_new),
        "description": form.text("description", most=100),
    }
    if len(changes["description"] or "..") < 2:
        form.fail("description", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.")
    errors.raise_if_any()
    return {
        key: value or None
        for key, value in changes.items()
        if key in form.data and (value is not None or key == "description")
    }


def _apply(sticker: Sticker, changes: Json) -> None:
    for key, value in changes.items():
        setattr(sticker, key, value)


def _format(content: bytes) -> int | None:
    """Tell the format of a sticker's file; None for what is no sticker."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        # What moves has a control chunk before its first picture.
        return APNG if b"acTL" in content.partition(b"IDAT")[0] else PNG
    if content.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    return LOTTIE if content.lstrip().startswith(b"{") else None
