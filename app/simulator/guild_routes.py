"""
The REST routes about a guild as a whole: reading, changing, pruning.

https://docs.discord.com/developers/resources/guild
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
from app.simulator.guild_views import guild_preview_view, guild_view
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.query import is_true
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.snowflakes import created_at
from app.simulator.world import Guild, Json

_DAY = 86_400
_DEFAULT_DAYS = 7
_IMAGES = ("icon", "splash", "discovery_splash", "banner", "home_header")
_CHANNELS = (
    "afk_channel_id",
    "system_channel_id",
    "rules_channel_id",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
)
_CHOICES = {
    "verification_level": range(5),
    "default_message_notifications": range(2),
    "explicit_content_filter": range(3),
    "afk_timeout": (60, 300, 900, 1800, 3600),
    "system_channel_flags": range(1 << 6),
}
_SWITCHABLE = {
    "COMMUNITY": Permission.ADMINISTRATOR,
    "DISCOVERABLE": Permission.ADMINISTRATOR,
    "INVITES_DISABLED": Permission.MANAGE_GUILD,
    "RAID_ALERTS_DISABLED": Permission.MANAGE_GUILD,
}


class GuildRoutes:
    """Handlers of the routes about guilds."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open("/guilds/{guild_id:int}", {"GET": self.read, "PATCH": self.edit}),
            door.open("/guilds/{guild_id:int}/preview", {"GET": self.preview}),
            door.open("/guilds/{guild_id:int}/prune", {"GET": self.count_prunable, "POST": self.prune}),
        ]

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read a guild that the bot user is in."""
        guild = self._access.guild(request.path_params["guild_id"])
        return json_response(guild_view(self._discord.world, guild, with_counts=is_true(request, "with_counts")))

    async def preview(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read what anybody may see of a guild that shows itself, and members of any."""
        world = self._discord.world
        guild = world.guilds.get(request.path_params["guild_id"])
        if guild is None or (world.application.bot.id not in guild.members and "DISCOVERABLE" not in guild.features):
            raise Refusal(404, 10004)
        return json_response(guild_preview_view(world, guild))

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change the settings of a guild."""
        world = self._discord.world
        guild = self._access.guild(request.path_params["guild_id"], Permission.MANAGE_GUILD)
        changes = _read_settings(guild, body)
        before = guild_view(world, guild)
        if "features" in changes:
            guild.features = self._features(guild, changes.pop("features"))
        if name := changes.pop("name", None):
            guild.name = name
        if "preferred_locale" in changes:
            guild.preferred_locale = changes.pop("preferred_locale") or "en-US"
        guild.settings |= changes
        after = guild_view(world, guild)
        if differences := compared(before, after):
            record(world, request, guild, Action.GUILD_UPDATE, guild.id, changes=differences)
        return json_response(after)

    async def count_prunable(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Count the members that a prune would remove."""
        guild = self._prunable_guild(request)
        return json_response({"pruned": len(self._inactive(guild, dict(request.query_params)))})

    async def prune(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Remove the members who did nothing for some days."""
        world = self._discord.world
        guild = self._prunable_guild(request)
        inactive = self._inactive(guild, body)
        for user_id in inactive:
            del guild.members[user_id]
        assert isinstance(body, dict)
        options = {"delete_member_days": str(body.get("days") or _DEFAULT_DAYS), "members_removed": str(len(inactive))}
        record(world, request, guild, Action.MEMBER_PRUNE, options=options)
        return json_response({"pruned": None if body.get("compute_prune_count") is False else len(inactive)})

    def _prunable_guild(self, request: Request) -> Guild:
        return self._access.guild(request.path_params["guild_id"], Permission.KICK_MEMBERS, Permission.MANAGE_GUILD)

    def _features(self, guild: Guild, wanted: list[str]) -> list[str]:
        """Switch features on and off; those that Discord alone gives stay as they are."""
        changed = set(wanted) ^ set(guild.features)
        switched = [feature for feature in _SWITCHABLE if feature in changed]
        self._access.guild(guild.id, *(_SWITCHABLE[feature] for feature in switched))
        kept = [feature for feature in guild.features if feature not in switched]
        return kept + [feature for feature in switched if feature in wanted]

    def _inactive(self, guild: Guild, body: object) -> list[int]:
        errors = FormErrors()
        form = Form(body, errors)
        days = form.integer("days", least=1, most=30) or _DEFAULT_DAYS
        if isinstance(listed := form.data.get("include_roles"), str):
            form.data["include_roles"] = [role_id for role_id in listed.split(",") if role_id]
        included = set(read_ids(form, "include_roles", most=100))
        errors.raise_if_any()
        world, channel_ids = self._discord.world, {str(channel_id) for channel_id in guild.channels}
        since = self._discord.now() - days * _DAY
        active = {
            int(message["author"]["id"])
            for message_id, message in world.messages.items()
            if message["channel_id"] in channel_ids and created_at(message_id) >= since
        }
        return [
            member.user.id
            for member in guild.members.values()
            if set(member.role_ids) <= included
            and member.joined_at < since
            and member.user.id not in active | {guild.owner_id}
            and not member.user.bot
        ]


def _read_settings(guild: Guild, body: object) -> Json:
    """Read what is to change of a guild."""
    errors = FormErrors()
    form = Form(body, errors)
    changes: Json = {
        "name": form.text("name", least=2, most=100),
        "description": form.text("description", most=300),
        "preferred_locale": form.text("preferred_locale"),
        "region": form.text("region"),
        "premium_progress_bar_enabled": form.boolean("premium_progress_bar_enabled"),
        "features": [str(feature) for feature in form.items("features")],
    }
    for key, values in _CHOICES.items():
        changes[key] = form.choice(key, values)
    for key in _IMAGES:
        image = read_image(form, key)
        changes[key] = image.hash if image else None
    for key in _CHANNELS:
        channel_id = form.snowflake(key)
        if channel_id is not None and channel_id not in guild.channels:
            form.fail(key, "CHANNEL_INVALID", "Channel is not in this guild.")
        changes[key] = None if channel_id is None else str(channel_id)
    errors.raise_if_any()
    nullable = {"description", *_IMAGES, *_CHANNELS}
    return {
        key: value
        for key, value in changes.items()
        if key in form.data and (key in nullable or form.data[key] is not None)
    }
