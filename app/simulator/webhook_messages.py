"""
The handlers of what a webhook sends: executing it, and reading, editing and deleting its messages.

They share their paths with the answers to interactions, whose webhook has the
application's id; which of both is meant is decided where the routes are made.

https://docs.discord.com/developers/resources/webhook#execute-webhook
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from app.simulator.channel_forms import TAG_LIMIT
from app.simulator.channel_messages import ChannelMessages
from app.simulator.channel_records import Webhook
from app.simulator.discord import Discord
from app.simulator.door import json_response
from app.simulator.form_values import read_ids
from app.simulator.forms import Form
from app.simulator.message_body import remove_message
from app.simulator.multipart import Upload
from app.simulator.query import is_true, page_id
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.rules import is_empty
from app.simulator.webhook_routes import opened_webhook
from app.simulator.webhook_views import webhook_author_view
from app.simulator.world import FORUM, MEDIA, PUBLIC_THREAD, Channel, Json

_PINGS = ("users",)


class WebhookMessages:
    """Handlers of the messages of webhooks that are no application's."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._world = discord.world
        self._messages = ChannelMessages(discord)

    async def execute(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Send a message; it is shown to those who wait for it."""
        webhook = opened_webhook(self._discord, request)
        data = self._checked(webhook, request, body, files)
        channel = self._target(webhook, request, data)
        if is_empty(data, list(files)):
            raise Refusal(400, 50006)
        thread_name = data.get("thread_name")
        if channel.type in (FORUM, MEDIA):
            channel = self._post(webhook, channel, data)
        message_id = channel.id if thread_name else None
        name = data.get("username") or webhook.name
        extra: Json = {
            "author": webhook_author_view(webhook.id, name, webhook.avatar),
            "webhook_id": str(webhook.id),
        }
        if webhook.application_id is not None:
            extra["application_id"] = str(webhook.application_id)
        message = self._messages.write(channel, data, files, extra=extra, pings=_PINGS, message_id=message_id)
        return json_response(message) if is_true(request, "wait") else Response(status_code=204)

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read a message of the webhook."""
        return json_response(self._messages.shown(self._named(opened_webhook(self._discord, request), request)))

    async def edit(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Edit a message of the webhook."""
        webhook = opened_webhook(self._discord, request)
        message = self._named(webhook, request)
        data = self._checked(webhook, request, body, files, flags=message["flags"])
        self._messages.edit(message, data, files, pings=_PINGS)
        return json_response(self._messages.shown(message))

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Delete a message of the webhook."""
        message = self._named(opened_webhook(self._discord, request), request)
        remove_message(self._world, int(message["id"]))
        return Response(status_code=204)

    def _checked(
        self, webhook: Webhook, request: Request, body: object, files: Mapping[str, Upload], *, flags: int | None = None
    ) -> Json:
        data = self._messages.check(body, files, self._home(webhook), flags=flags)
        errors = FormErrors()
        form = Form(data, errors)
        form.text("username", least=1, most=80)
        form.text("avatar_url", most=2048)
        form.text("thread_name", least=1, most=100)
        read_ids(form, "applied_tags", most=TAG_LIMIT)
        errors.raise_if_any()
        # What no application made shows no components, unless it asks for them.
        if webhook.application_id is None and not is_true(request, "with_components"):
            data = {key: value for key, value in data.items() if key != "components"}
        return data

    def _target(self, webhook: Webhook, request: Request, data: Json) -> Channel:
        home = self._home(webhook)
        thread_id, has_name = page_id(request, "thread_id"), bool(data.get("thread_name"))
        if thread_id is not None:
            thread = self._world.channel_by_id(thread_id)
            if thread is None or thread.parent_id != home.id:
                raise Refusal(404, 10003)
            if has_name:
                raise Refusal(400, 220002)
            return thread
        is_forum = home.type in (FORUM, MEDIA)
        if is_forum != has_name:
            raise Refusal(400, 220001 if is_forum else 220003)
        return home

    def _post(self, webhook: Webhook, forum: Channel, data: Json) -> Channel:
        thread = Channel(
            self._world.snowflakes(),
            PUBLIC_THREAD,
            data["thread_name"],
            forum.guild_id,
            forum.id,
            owner_id=webhook.creator_id,
        )
        thread.thread.applied_tags = [int(tag_id) for tag_id in data.get("applied_tags") or ()]
        self._world.guilds[webhook.guild_id].channels[thread.id] = thread
        return thread

    def _named(self, webhook: Webhook, request: Request) -> Json:
        named = str(request.path_params["message_id"])
        message = self._world.messages.get(int(named)) if named.isdecimal() else None
        if message is None or message.get("webhook_id") != str(webhook.id):
            raise Refusal(404, 10008)
        place = page_id(request, "thread_id") or webhook.channel_id
        if message["channel_id"] != str(place):
            raise Refusal(404, 10008)
        return message

    def _home(self, webhook: Webhook) -> Channel:
        channel = self._world.channel_by_id(webhook.channel_id)
        if channel is None:
            raise Refusal(404, 10015)
        return channel
