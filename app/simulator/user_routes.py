"""
The REST routes of users: anybody, the bot itself, its guilds and its private channels.

https://docs.discord.com/developers/resources/user#endpoints
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.channel_views import channel_view
from app.simulator.discord import Discord
from app.simulator.door import Door, grant_of, json_response
from app.simulator.form_values import read_image
from app.simulator.forms import Form
from app.simulator.guild_views import guild_counts
from app.simulator.multipart import Upload
from app.simulator.permissions import permissions_of
from app.simulator.query import is_true, page_of_ids
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.views import user_view
from app.simulator.world import Guild, Json, User

_MOST_GUILDS = 200


class UserRoutes:
    """Handlers of the routes about users."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._world = discord.world

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open("/users/@me", {"GET": self.own}, scope="identify"),
            door.open("/users/@me", {"PATCH": self.edit}),
            door.open("/users/@me/connections", {"GET": self.connections}, scope="connections"),
            door.open("/users/@me/guilds", {"GET": self.guilds}, scope="guilds"),
            door.open("/users/@me/guilds/{guild_id:int}", {"DELETE": self.leave}),
            door.open("/users/@me/channels", {"POST": self.open_dm}),
            door.open("/users/{user_id:int}", {"GET": self.read}),
        ]

    async def own(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read the bot user, or the user whose access token it is."""
        return json_response(_own_view(self._who(request)))

    async def connections(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the accounts elsewhere that a user has connected; bots have none, and cannot ask."""
        user = self._who(request)
        if user.bot:
            raise Refusal(403, 20001)
        return json_response(user.connections)

    async def edit(self, _: Request, body: object, __: Mapping[str, Upload]) -> Response:
        """Change the bot user's name or pictures."""
        errors = FormErrors()
        form = Form(body, errors)
        if "username" in form.data:
            form.text("username", least=2, most=32, required=True)
        avatar = read_image(form, "avatar")
        read_image(form, "banner")
        errors.raise_if_any()
        bot, data = self._world.application.bot, form.data
        bot.username = data.get("username") or bot.username
        if "avatar" in data:
            bot.avatar = avatar.hash if avatar else None
        return json_response(_own_view(bot))

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read any user."""
        user = self._world.users.get(request.path_params["user_id"])
        if user is None:
            raise Refusal(404, 10013)
        return json_response(user_view(user))

    async def guilds(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the guilds that the bot is in, or the user whose access token it is, by id, page by page."""
        user = self._who(request)
        with_counts, guilds = is_true(request, "with_counts"), self._world.guilds
        joined = [guild_id for guild_id in guilds if self._is_in(guilds[guild_id], user)]
        page = page_of_ids(request, joined, most=_MOST_GUILDS, default=_MOST_GUILDS)
        return json_response([_guild_view(guilds[guild_id], user, with_counts=with_counts) for guild_id in page])

    async def leave(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Leave a guild; the application goes with its bot user."""
        guild = self._world.guilds.get(request.path_params["guild_id"])
        if guild is None or not guild.has_application:
            raise Refusal(404, 10004)
        guild.has_application = False
        guild.members.pop(self._world.application.bot.id, None)
        return Response(status_code=204)

    async def open_dm(self, _: Request, body: object, __: Mapping[str, Upload]) -> Response:
        """Give the private channel with a user, opening it when needed."""
        errors = FormErrors()
        recipient_id = Form(body, errors).snowflake("recipient_id", required=True)
        errors.raise_if_any()
        user = self._world.users.get(recipient_id or 0)
        if user is None or user is self._world.application.bot:
            raise Refusal(400, 50033)
        return json_response(channel_view(self._world, self._world.dm(user)))

    def _who(self, request: Request) -> User:
        """Tell who asks: the bot, or whoever let the application ask for him; its own tokens are its owner's."""
        grant = grant_of(self._discord, request)
        if grant is None:
            return self._world.application.bot
        return self._world.users.get(grant.user_id or 0, self._world.application.owner)

    def _is_in(self, guild: Guild, user: User) -> bool:
        # An application can be in a guild without its bot user.
        return guild.has_application if user is self._world.application.bot else user.id in guild.members


def _own_view(user: User) -> Json:
    return {**user_view(user), "mfa_enabled": True, "verified": True, "locale": user.locale}


def _guild_view(guild: Guild, user: User, *, with_counts: bool) -> Json:
    member = guild.members.get(user.id)
    view: Json = {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.settings.get("icon"),
        "banner": guild.settings.get("banner"),
        "owner": guild.owner_id == user.id,
        "permissions": str(permissions_of(guild, member) if member is not None else 0),
        "features": list(guild.features),
    }
    if with_counts:
        view |= guild_counts(guild)
    return view
