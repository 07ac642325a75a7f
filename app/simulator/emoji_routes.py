"""
The REST routes about the emojis of a guild and of the application.

https://docs.discord.com/developers/resources/emoji
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, compared, record
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.form_values import read_ids, read_image
from app.simulator.forms import Form
from app.simulator.guild_records import Emoji
from app.simulator.guild_views import emoji_view
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.refusal import FormErrors, Refusal, form_refusal
from app.simulator.world import Guild

MOST_OF_APPLICATION, MOST_OF_GUILD = 2000, 50
"""Emojis that an application may own, and that a guild without boosts may have of either kind."""

_LARGEST_IMAGE = 262_144
_OF_GUILD = "/guilds/{guild_id:int}/emojis"
_OF_APPLICATION = "/applications/{application_id:int}/emojis"


class EmojiRoutes:
    """Handlers of the routes about emojis."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes of guilds and of the application."""
        one = {"GET": self.read, "PATCH": self.edit, "DELETE": self.delete}
        owned = {"GET": self.read_owned, "PATCH": self.edit_owned, "DELETE": self.delete_owned}
        return [
            door.open(_OF_GUILD, {"GET": self.list_emojis, "POST": self.create}),
            door.open(_OF_GUILD + "/{emoji_id:int}", one),
            door.open(_OF_APPLICATION, {"GET": self.list_owned, "POST": self.create_owned}),
            door.open(_OF_APPLICATION + "/{emoji_id:int}", owned),
        ]

    async def list_emojis(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the emojis of a guild."""
        guild = self._access.guild(request.path_params["guild_id"])
        return json_response([emoji_view(self._discord.world, emoji) for emoji in guild.emojis.values()])

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read an emoji of a guild."""
        guild = self._access.guild(request.path_params["guild_id"])
        return json_response(emoji_view(self._discord.world, _found(request, guild.emojis)))

    async def create(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Add an emoji to a guild."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.CREATE_GUILD_EXPRESSIONS)
        emoji = self._read_new(body, guild)
        if sum(other.animated == emoji.animated for other in guild.emojis.values()) >= MOST_OF_GUILD:
            raise Refusal(400, 30018 if emoji.animated else 30008)
        guild.emojis[emoji.id] = emoji
        changes = compared({}, {"name": emoji.name})
        record(world, request, guild, Action.EMOJI_CREATE, emoji.id, changes=changes)
        return json_response(emoji_view(world, emoji), 201)

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change the name of an emoji, or who may use it."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"])
        emoji = _found(request, guild.emojis)
        self._require_to_change(guild, emoji)
        name, role_ids = _read_changes(body, guild)
        changes = compared({"name": emoji.name}, {"name": name or emoji.name})
        emoji.name = name or emoji.name
        emoji.role_ids = emoji.role_ids if role_ids is None else role_ids
        record(world, request, guild, Action.EMOJI_UPDATE, emoji.id, changes=changes)
        return json_response(emoji_view(world, emoji))

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove an emoji of a guild."""
        guild = self._access.guild(request.path_params["guild_id"])
        emoji = _found(request, guild.emojis)
        self._require_to_change(guild, emoji)
        changes = compared({"name": emoji.name}, {})
        record(self._discord.world, request, guild, Action.EMOJI_DELETE, emoji.id, changes=changes)
        del guild.emojis[emoji.id]
        return Response(status_code=204)

    async def list_owned(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the emojis of the application."""
        emojis = self._owned(request).values()
        return json_response({"items": [emoji_view(self._discord.world, emoji) for emoji in emojis]})

    async def read_owned(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read an emoji of the application."""
        return json_response(emoji_view(self._discord.world, _found(request, self._owned(request))))

    async def create_owned(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Add an emoji to the application."""
        emojis = self._owned(request)
        emoji = self._read_new(body, None)
        if len(emojis) >= MOST_OF_APPLICATION:
            raise Refusal(400, 30008)
        _check_name(emoji.name, emojis)
        emojis[emoji.id] = emoji
        return json_response(emoji_view(self._discord.world, emoji), 201)

    async def edit_owned(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change the name of an emoji of the application."""
        emojis = self._owned(request)
        emoji = _found(request, emojis)
        name, _role_ids = _read_changes(body, None)
        if name is not None and name != emoji.name:
            _check_name(name, emojis)
            emoji.name = name
        return json_response(emoji_view(self._discord.world, emoji))

    async def delete_owned(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove an emoji of the application."""
        emojis = self._owned(request)
        del emojis[_found(request, emojis).id]
        return Response(status_code=204)

    def _owned(self, request: Request) -> dict[int, Emoji]:
        return self._access.application(request.path_params["application_id"]).emojis

    def _read_new(self, body: object, guild: Guild | None) -> Emoji:
        errors = FormErrors()
        form = Form(body, errors)
        name = _read_name(form, required=True)
        image = read_image(form, "image", most=_LARGEST_IMAGE, required=True)
        role_ids = _read_roles(form, guild)
        errors.raise_if_any()
        assert name is not None
        assert image is not None
        world = self._discord.world
        return Emoji(world.snowflakes(), name, world.application.bot.id, image.kind == "gif", role_ids or [])

    def _require_to_change(self, guild: Guild, emoji: Emoji) -> None:
        own, others = Permission.CREATE_GUILD_EXPRESSIONS, Permission.MANAGE_GUILD_EXPRESSIONS
        self._access.require_to_change(guild, emoji.creator_id, own=own, others=others)


def _found(request: Request, emojis: dict[int, Emoji]) -> Emoji:
    emoji = emojis.get(request.path_params["emoji_id"])
    if emoji is None:
        raise Refusal(404, 10014)
    return emoji


def _read_changes(body: object, guild: Guild | None) -> tuple[str | None, list[int] | None]:
    errors = FormErrors()
    form = Form(body, errors)
    name, role_ids = _read_name(form), _read_roles(form, guild)
    errors.raise_if_any()
    return name, role_ids


def _read_name(form: Form, *, required: bool = False) -> str | None:
    name = form.text("name", least=2, most=32, required=required)
    if name and not name.replace("_", "a").isalnum():
        form.fail("name", "STRING_TYPE_REGEX", "String value did not match validation regex.")
    return name


def _read_roles(form: Form, guild: Guild | None) -> list[int] | None:
    if guild is None or "roles" not in form.data:
        return None
    return [role_id for role_id in read_ids(form, "roles") if role_id in guild.roles]


def _check_name(name: str, emojis: dict[int, Emoji]) -> None:
    """Check that no other emoji of the application is called that."""
    if any(emoji.name == name for emoji in emojis.values()):
        words = "An emoji with this name already exists."
        raise form_refusal(("name",), "APPLICATION_EMOJI_NAME_ALREADY_TAKEN", words)
