"""Discord's JSON for webhooks, and for the authors that stand for them."""

from app.simulator.channel_records import FOLLOWER, Webhook
from app.simulator.views import user_view
from app.simulator.world import Json, World


def webhook_view(world: World, webhook: Webhook, *, with_user: bool = True) -> Json:
    """Give the webhook object.

    Args:
        world: What Discord holds.
        webhook: The webhook.
        with_user: Whether to say who made it; whoever comes with its token is not told.
    """
    view: Json = {
        "id": str(webhook.id),
        "type": webhook.type,
        "name": webhook.name,
        "avatar": webhook.avatar,
        "channel_id": str(webhook.channel_id),
        "guild_id": str(webhook.guild_id),
        "application_id": str(webhook.application_id) if webhook.application_id else None,
    }
    if with_user and webhook.creator_id in world.users:
        view["user"] = user_view(world.users[webhook.creator_id])
    if webhook.token:
        view["token"] = webhook.token
        view["url"] = f"https://discord.com/api/webhooks/{webhook.id}/{webhook.token}"
    if webhook.type == FOLLOWER and webhook.source_channel_id is not None:
        source = world.channel_by_id(webhook.source_channel_id)
        if source is not None and source.guild_id is not None:
            guild = world.guilds[source.guild_id]
            view["source_channel"] = {"id": str(source.id), "name": source.name}
            view["source_guild"] = {"id": str(guild.id), "name": guild.name, "icon": None}
    return view


def webhook_author_view(webhook_id: int, name: str, avatar: str | None) -> Json:
    """Give the user object that stands for a webhook as the author of what it sends."""
    return {
        "id": str(webhook_id),
        "username": name,
        "discriminator": "0000",
        "global_name": None,
        "avatar": avatar,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
        "bot": True,
    }
