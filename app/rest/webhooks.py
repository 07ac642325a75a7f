"""
Webhooks: making them, and sending by them.

Whoever has a webhook's token can send by it, so a bot needs neither a token of
its own nor a permission for what takes one here.

https://docs.discord.com/developers/resources/webhook
"""

from typing import Any, Literal, Unpack, overload

from app.models.base import convert
from app.models.message import Message
from app.models.response import UNSET, EditFields, Unset
from app.models.webhook import Webhook, WebhookFields
from app.rest import routes
from app.rest.fields import given, known
from app.rest.requester import Requester
from app.rest.sending import prepare, prepare_edit
from app.rest.values import picture, snowflake, snowflakes

_OWN_FIELDS = ("username", "avatar_url", "tts", "thread_name")


class WebhooksResource:
    """`rest.webhooks`: webhooks, and their messages."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def create(
        self, channel_id: int, name: str, *, avatar: bytes | Unset = UNSET, reason: str | None = None
    ) -> Webhook:
        """Make a webhook; needs Manage Webhooks. A channel has at most 15, a server 1,000.

        Args:
            channel_id: Where its messages go.
            name: 1 to 80 characters, without `clyde` and `discord` in it.
            avatar: Its picture, as the bytes of an image file.
            reason: What the audit log says, at most 512 characters.

        Raises:
            ValueError: If the picture is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/webhook#create-webhook
        """
        data = given(name=name, avatar=picture(avatar))
        return await self._requester.fetch(Webhook, routes.CREATE_WEBHOOK, data, reason=reason, channel_id=channel_id)

    async def list_channel(self, channel_id: int) -> tuple[Webhook, ...]:
        """Read the webhooks of a channel; needs Manage Webhooks.

        https://docs.discord.com/developers/resources/webhook#get-channel-webhooks
        """
        return await self._requester.fetch(tuple[Webhook, ...], routes.LIST_CHANNEL_WEBHOOKS, channel_id=channel_id)

    async def list_guild(self, guild_id: int) -> tuple[Webhook, ...]:
        """Read the webhooks of a server; needs Manage Webhooks.

        https://docs.discord.com/developers/resources/webhook#get-guild-webhooks
        """
        return await self._requester.fetch(tuple[Webhook, ...], routes.GET_GUILD_WEBHOOKS, guild_id=guild_id)

    async def get(self, webhook_id: int) -> Webhook:
        """Read a webhook; needs Manage Webhooks, unless the bot's application made it.

        https://docs.discord.com/developers/resources/webhook#get-webhook
        """
        return await self._requester.fetch(Webhook, routes.GET_WEBHOOK, webhook_id=webhook_id)

    async def get_by_token(self, webhook_id: int, token: str) -> Webhook:
        """Read a webhook, without who made it.

        https://docs.discord.com/developers/resources/webhook#get-webhook-with-token
        """
        return await self._requester.fetch(Webhook, routes.GET_WEBHOOK_BY_TOKEN, webhook_id=webhook_id, token=token)

    async def edit(
        self,
        webhook_id: int,
        *,
        name: str | Unset = UNSET,
        avatar: bytes | Unset | None = UNSET,
        channel_id: int | Unset = UNSET,
        reason: str | None = None,
    ) -> Webhook:
        """Edit a webhook; needs Manage Webhooks. What is not given stays as it is, None clears.

        Args:
            webhook_id: The webhook.
            name: 1 to 80 characters.
            avatar: Its picture, as the bytes of an image file; None removes it.
            channel_id: Another channel for its messages.
            reason: What the audit log says, at most 512 characters.

        Raises:
            ValueError: If the picture is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/webhook#modify-webhook
        """
        data = given(
            name=name,
            avatar=picture(avatar),
            channel_id=snowflake(channel_id),
        )
        return await self._requester.fetch(Webhook, routes.UPDATE_WEBHOOK, data, reason=reason, webhook_id=webhook_id)

    async def edit_by_token(
        self,
        webhook_id: int,
        token: str,
        *,
        name: str | Unset = UNSET,
        avatar: bytes | Unset | None = UNSET,
    ) -> Webhook:
        """Edit a webhook's name and picture, as `edit` does.

        https://docs.discord.com/developers/resources/webhook#modify-webhook-with-token
        """
        data = given(name=name, avatar=picture(avatar))
        return await self._requester.fetch(
            Webhook, routes.UPDATE_WEBHOOK_BY_TOKEN, data, webhook_id=webhook_id, token=token
        )

    async def delete(self, webhook_id: int, *, reason: str | None = None) -> None:
        """Delete a webhook; needs Manage Webhooks. Its messages stay.

        https://docs.discord.com/developers/resources/webhook#delete-webhook
        """
        await self._requester.request(routes.DELETE_WEBHOOK, reason=reason, webhook_id=webhook_id)

    async def delete_by_token(self, webhook_id: int, token: str) -> None:
        """Delete a webhook. Its messages stay.

        https://docs.discord.com/developers/resources/webhook#delete-webhook-with-token
        """
        await self._requester.request(routes.DELETE_WEBHOOK_BY_TOKEN, webhook_id=webhook_id, token=token)

    @overload
    async def execute(
        self,
        webhook_id: int,
        token: str,
        content: str | None = None,
        *,
        thread_id: int | None = None,
        wait: Literal[True] = True,
        **fields: Unpack[WebhookFields],
    ) -> Message: ...

    @overload
    async def execute(
        self,
        webhook_id: int,
        token: str,
        content: str | None = None,
        *,
        thread_id: int | None = None,
        wait: Literal[False],
        **fields: Unpack[WebhookFields],
    ) -> None: ...

    async def execute(
        self,
        webhook_id: int,
        token: str,
        content: str | None = None,
        *,
        thread_id: int | None = None,
        wait: bool = True,
        **fields: Unpack[WebhookFields],
    ) -> Message | None:
        """Send a message by a webhook.

        Buttons and menus that call the application are only for webhooks that
        an application made. Without `allowed_mentions` only users are notified.

        Args:
            webhook_id: The webhook.
            token: Its token.
            content: The text, at most 2,000 characters.
            thread_id: A thread of the webhook's channel to send it to.
            wait: Whether to wait until the message is there, and return it;
                without, it may not come to be and nobody hears of it.
            fields: What else it is made of: see `WebhookFields`; it cannot be `ephemeral`.

        Raises:
            AnswerInvalid: If it is more than a message can hold; nothing is sent then.
            NotFound: If the webhook is gone: do not use it again, Discord restricts those who do.

        https://docs.discord.com/developers/resources/webhook#execute-webhook
        """
        by = "rest.webhooks.execute()"
        own: dict[str, Any] = known(by, fields, WebhookFields)
        more = {name: own.pop(name) for name in _OWN_FIELDS if name in own}
        tags = snowflakes(own.pop("applied_tags", ()))
        message = prepare(by, content, own, **more, applied_tags=tags)
        answer = await self._requester.request(
            routes.EXECUTE_WEBHOOK,
            message.data,
            files=message.files,
            query={"wait": wait, "thread_id": thread_id, "with_components": _has_components(message.data)},
            webhook_id=webhook_id,
            token=token,
        )
        return convert(answer, Message) if wait else None

    async def get_message(
        self, webhook_id: int, token: str, message_id: int, *, thread_id: int | None = None
    ) -> Message:
        """Read a message that the webhook sent, in a thread if that is given.

        https://docs.discord.com/developers/resources/webhook#get-webhook-message
        """
        return await self._requester.fetch(
            Message,
            routes.GET_WEBHOOK_MESSAGE,
            query={"thread_id": thread_id},
            webhook_id=webhook_id,
            token=token,
            message_id=message_id,
        )

    async def edit_message(
        self,
        webhook_id: int,
        token: str,
        message_id: int,
        content: str | Unset | None = UNSET,
        *,
        thread_id: int | None = None,
        **fields: Unpack[EditFields],
    ) -> Message:
        """Edit a message that the webhook sent; what is not given stays as it is, None or () clears.

        Raises:
            AnswerInvalid: If it is more than a message can hold; nothing is sent then.

        https://docs.discord.com/developers/resources/webhook#edit-webhook-message
        """
        message = prepare_edit("rest.webhooks.edit_message()", content, fields)
        return await self._requester.fetch(
            Message,
            routes.UPDATE_WEBHOOK_MESSAGE,
            message.data,
            files=message.files,
            query={"thread_id": thread_id, "with_components": _has_components(message.data)},
            webhook_id=webhook_id,
            token=token,
            message_id=message_id,
        )

    async def delete_message(
        self, webhook_id: int, token: str, message_id: int, *, thread_id: int | None = None
    ) -> None:
        """Delete a message that the webhook sent.

        https://docs.discord.com/developers/resources/webhook#delete-webhook-message
        """
        await self._requester.request(
            routes.DELETE_WEBHOOK_MESSAGE,
            query={"thread_id": thread_id},
            webhook_id=webhook_id,
            token=token,
            message_id=message_id,
        )


def _has_components(data: Any) -> bool | None:
    """Tell whether to say that there are components; Discord drops them where nobody does."""
    return True if data.get("components") else None
