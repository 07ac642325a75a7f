"""
Builds the interactions that Discord sends.

Pure functions: what the world holds comes in, JSON goes out. Each kind of
interaction is an envelope, the same for all, around its own `data`.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from app.simulator.registry import FoundCommand
from app.simulator.rules import PING
from app.simulator.views import (
    app_permissions,
    entitlements_view,
    member_view,
    partial_channel_view,
    partial_guild_view,
    user_view,
)
from app.simulator.world import Channel, Guild, Json, User, World

GUILD, BOT_DM, PRIVATE_CHANNEL = 0, 1, 2
GUILD_INSTALL, USER_INSTALL = 0, 1


@dataclass(frozen=True, slots=True)
class Origin:
    """Who does something, and where.

    Attributes:
        locale: Language of the user's client.
    """

    world: World
    user: User
    channel: Channel
    locale: str

    @property
    def guild(self) -> Guild | None:
        """The guild of the channel, if it has one."""
        return self.world.guilds[self.channel.guild_id] if self.channel.guild_id is not None else None

    @property
    def context(self) -> int:
        """The interaction context type of the channel."""
        if self.channel.guild_id is not None:
            return GUILD
        bot = self.world.application.bot
        return BOT_DM if any(user.id == bot.id for user in self.channel.recipients) else PRIVATE_CHANNEL

    @property
    def upload_limit(self) -> int:
        """Bytes that a file may have that is uploaded here."""
        return max(self.user.upload_limit, self.guild.upload_limit if self.guild else 0)


def interaction_token(interaction_id: int, secret: str) -> str:
    """Make a token of the form that Discord's have."""
    return b64encode(f"interaction:{interaction_id}:{secret}".encode()).decode().rstrip("=")


def authorizing_integration_owners(origin: Origin, integration_types: Sequence[int]) -> Json:
    """Tell by whose installation a command is at hand.

    Args:
        origin: Who invokes it, and where.
        integration_types: Installations that the command supports.
    """
    application, guild = origin.world.application, origin.guild
    owners: Json = {}
    if GUILD_INSTALL in integration_types:
        if guild is not None and guild.has_application:
            owners["0"] = str(guild.id)
        elif origin.context == BOT_DM:
            owners["0"] = "0"
    if USER_INSTALL in integration_types and origin.user.id in application.installed_by:
        owners["1"] = str(origin.user.id)
    return owners


def ping(world: World, *, interaction_id: int, token: str) -> Json:
    """Build the PING that validates an endpoint."""
    return {
        "app_permissions": "0",
        "application_id": str(world.application.id),
        "attachment_size_limit": world.application.owner.upload_limit,
        "authorizing_integration_owners": {},
        "entitlements": [],
        "id": str(interaction_id),
        "token": token,
        "type": PING,
        "user": user_view(world.application.owner),
        "version": 1,
    }


def envelope(origin: Origin, *, interaction_id: int, token: str, type: int, owners: Json, data: Json) -> Json:
    """Build an interaction of any type but PING.

    Args:
        origin: Who acts, and where.
        interaction_id: Its id.
        token: Its token.
        type: Its interaction type.
        owners: The authorizing integration owners.
        data: What its type carries.
    """
    world, guild, channel, user = origin.world, origin.guild, origin.channel, origin.user
    payload: Json = {
        "app_permissions": str(app_permissions(world, channel)),
        "application_id": str(world.application.id),
        "attachment_size_limit": origin.upload_limit,
        "authorizing_integration_owners": owners,
        "channel": partial_channel_view(world, channel, user),
        "channel_id": str(channel.id),
        "context": origin.context,
        "data": data,
        "entitlements": entitlements_view(world.application, user, guild),
        "id": str(interaction_id),
        "locale": origin.locale,
        "token": token,
        "type": type,
        "version": 1,
    }
    if guild is None:
        payload["user"] = user_view(user)
        return payload
    payload["guild"] = partial_guild_view(guild)
    payload["guild_id"] = str(guild.id)
    payload["guild_locale"] = guild.preferred_locale
    payload["member"] = member_view(guild, guild.members[user.id], channel)
    return payload


def command_data(found: FoundCommand, options: list[Json], resolved: Json) -> Json:
    """Build the data of a chat input command, or of its autocomplete.

    Args:
        found: The command, and the way to its subcommand.
        options: Filled options of what is invoked.
        resolved: Objects behind the ids in them.
    """
    for step in reversed(found.steps):
        options = [{"name": step["name"], "type": step["type"], "options": options}]
    data = _base_data(found, resolved)
    if options:
        data["options"] = options
    return data


def context_menu_data(found: FoundCommand, target_id: str, resolved: Json) -> Json:
    """Build the data of a user or message command.

    Args:
        found: The command.
        target_id: Id of the user or message that it was used on.
        resolved: The target itself.
    """
    return {**_base_data(found, resolved), "target_id": target_id}


def _base_data(found: FoundCommand, resolved: Json) -> Json:
    command = found.command
    data: Json = {
        "id": command["id"],
        "name": command["name"],
        "type": command["type"],
        "version": command["version"],
    }
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    if resolved:
        data["resolved"] = resolved
    return data
