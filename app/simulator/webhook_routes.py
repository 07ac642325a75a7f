"""
The REST routes by which webhooks are made, read, changed and deleted, and channels followed.

https://docs.discord.com/developers/resources/webhook
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, record
from app.simulator.channel_records import FOLLOWER, Webhook
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.form_values import read_image
from app.simulator.forms import Form
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.webhook_views import webhook_view
from app.simulator.world import ANNOUNCEMENT, FORUM, MEDIA, STAGE, TEXT, VOICE, Channel, Guild, Json

_LIMIT = 15
_TYPES = frozenset({TEXT, ANNOUNCEMENT, VOICE, STAGE, FORUM, MEDIA})
_FORBIDDEN = ("clyde", "discord")


class WebhookRoutes:
    """Handlers of the routes about webhooks themselves, by the bot's token and by theirs."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._world = discord.world
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        one = {"GET": self.read, "PATCH": self.edit, "DELETE": self.delete}
        by_token = {"GET": self.read_by_token, "PATCH": self.edit_by_token, "DELETE": self.delete_by_token}
        return [
            door.open("/channels/{channel_id:int}/webhooks", {"GET": self.of_channel, "POST": self.create}),
            door.open("/channels/{channel_id:int}/followers", {"POST": self.follow}),
            door.open("/guilds/{guild_id:int}/webhooks", {"GET": self.of_guild}),
            door.open("/webhooks/{webhook_id:int}", one),
            door.open("/webhooks/{webhook_id:int}/{token}", by_token, by_token=True),
        ]

    async def of_channel(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the webhooks of a channel."""
        channel, _guild = self._access.guild_channel(request.path_params["channel_id"], Permission.MANAGE_WEBHOOKS)
        found = [webhook for webhook in self._world.webhooks.values() if webhook.channel_id == channel.id]
        return json_response([webhook_view(self._world, webhook) for webhook in found])

    async def of_guild(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the webhooks of a guild."""
        guild = self._access.guild(request.path_params["guild_id"], Permission.MANAGE_WEBHOOKS)
        found = [webhook for webhook in self._world.webhooks.values() if webhook.guild_id == guild.id]
        return json_response([webhook_view(self._world, webhook) for webhook in found])

    async def create(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Make a webhook."""
        channel, guild = self._access.guild_channel(request.path_params["channel_id"], Permission.MANAGE_WEBHOOKS)
        data = _checked(body, is_new=True)
        if channel.type not in _TYPES:
            raise Refusal(400, 50024)
        webhook = self._made(guild, channel, data["name"])
        webhook.token = self._token(webhook.id)
        webhook.application_id = self._discord.application_id
        webhook.avatar = data.get("avatar")
        record(self._world, request, guild, Action.WEBHOOK_CREATE, webhook.id)
        return json_response(webhook_view(self._world, webhook))

    async def follow(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Let a channel follow an announcement channel."""
        source = self._access.channel(request.path_params["channel_id"])
        errors = FormErrors()
        target_id = Form(body, errors).snowflake("webhook_channel_id", required=True)
        errors.raise_if_any()
        if source.type != ANNOUNCEMENT:
            raise Refusal(400, 50024)
        target, guild = self._access.guild_channel(target_id or 0, Permission.MANAGE_WEBHOOKS)
        home = self._world.guilds[source.guild_id or 0]
        webhook = self._made(guild, target, f"{home.name} #{source.name}")
        webhook.type, webhook.source_channel_id = FOLLOWER, source.id
        record(self._world, request, guild, Action.WEBHOOK_CREATE, webhook.id)
        return json_response({"channel_id": str(source.id), "webhook_id": str(webhook.id)})

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read a webhook."""
        return json_response(webhook_view(self._world, self._managed(request)))

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Rename a webhook, or move it to another channel of its guild."""
        webhook = self._managed(request)
        data = _checked(body, is_new=False)
        if data.get("channel_id") is not None:
            channel, guild = self._access.guild_channel(int(data["channel_id"]), Permission.MANAGE_WEBHOOKS)
            if guild.id != webhook.guild_id or channel.type not in _TYPES:
                raise Refusal(400, 50024)
            webhook.channel_id = channel.id
        _apply(webhook, data)
        record(self._world, request, self._world.guilds[webhook.guild_id], Action.WEBHOOK_UPDATE, webhook.id)
        return json_response(webhook_view(self._world, webhook))

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Delete a webhook."""
        webhook = self._managed(request)
        del self._world.webhooks[webhook.id]
        record(self._world, request, self._world.guilds[webhook.guild_id], Action.WEBHOOK_DELETE, webhook.id)
        return Response(status_code=204)

    async def read_by_token(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read a webhook whose token one has; who made it is not told."""
        webhook = opened_webhook(self._discord, request)
        return json_response(webhook_view(self._world, webhook, with_user=False))

    async def edit_by_token(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Rename a webhook whose token one has; it stays where it is."""
        webhook = opened_webhook(self._discord, request)
        _apply(webhook, _checked(body, is_new=False))
        return json_response(webhook_view(self._world, webhook, with_user=False))

    async def delete_by_token(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Delete a webhook whose token one has."""
        del self._world.webhooks[opened_webhook(self._discord, request).id]
        return Response(status_code=204)

    def _managed(self, request: Request) -> Webhook:
        webhook = self._world.webhooks.get(request.path_params["webhook_id"])
        if webhook is None:
            raise Refusal(404, 10015)
        self._access.channel(webhook.channel_id, Permission.MANAGE_WEBHOOKS)
        return webhook

    def _made(self, guild: Guild, channel: Channel, name: str) -> Webhook:
        if sum(webhook.channel_id == channel.id for webhook in self._world.webhooks.values()) >= _LIMIT:
            raise Refusal(400, 30007)
        webhook = Webhook(
            self._world.snowflakes(), name.strip(), channel.id, guild.id, creator_id=self._world.application.bot.id
        )
        self._world.webhooks[webhook.id] = webhook
        return webhook

    def _token(self, webhook_id: int) -> str:
        """Make a token of 68 characters, which nobody guesses who does not know the bot's own."""
        secret = sha256(f"{self._discord.bot_token} {webhook_id}".encode()).digest()
        return urlsafe_b64encode(secret + secret[:19]).decode()


def opened_webhook(discord: Discord, request: Request) -> Webhook:
    """Find the webhook that a path names with its token.

    Raises:
        Refusal: If there is none, or the token is another.
    """
    webhook = discord.world.webhooks.get(request.path_params["webhook_id"])
    if webhook is None:
        raise Refusal(404, 10015)
    if not webhook.token or webhook.token != request.path_params["token"]:
        raise Refusal(401, 50027)
    return webhook


def _checked(body: object, *, is_new: bool) -> Json:
    errors = FormErrors()
    form = Form(body, errors)
    if is_new or "name" in form.data:
        name = form.text("name", least=1, most=80, required=True) or ""
        for word in _FORBIDDEN:
            if word in name.lower():
                form.fail("name", "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')
    avatar = read_image(form, "avatar")
    form.snowflake("channel_id")
    errors.raise_if_any()
    return form.data | ({"avatar": avatar.hash if avatar else None} if "avatar" in form.data else {})


def _apply(webhook: Webhook, data: Json) -> None:
    if data.get("name") is not None:
        webhook.name = data["name"].strip()
    if "avatar" in data:
        webhook.avatar = data["avatar"]
