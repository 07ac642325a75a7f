"""
The REST routes about the rules of auto moderation.

https://docs.discord.com/developers/resources/auto-moderation
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.audit_log import Action, compared, record
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.moderation_form import MOST_RULES, TIMEOUT, read_rule
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.refusal import Refusal, form_refusal
from app.simulator.world import Guild, Json

_RULES = "/guilds/{guild_id:int}/auto-moderation/rules"


class ModerationRoutes:
    """Handlers of the routes about rules of auto moderation."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._access = Access(discord.world)

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        return [
            door.open(_RULES, {"GET": self.list_rules, "POST": self.create}),
            door.open(_RULES + "/{rule_id:int}", {"GET": self.read, "PATCH": self.edit, "DELETE": self.delete}),
        ]

    async def list_rules(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List the rules of a guild."""
        guild = self._guild(request)
        return json_response(list(guild.moderation_rules.values()))

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one rule."""
        guild = self._guild(request)
        return json_response(_found(guild, request))

    async def create(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Add a rule."""
        world = self._discord.world
        guild = self._guild(request)
        changes = read_rule(body, guild, {})
        self._check_actions(guild, changes)
        trigger = changes["trigger_type"]
        if sum(rule["trigger_type"] == trigger for rule in guild.moderation_rules.values()) >= MOST_RULES[trigger]:
            words = "Maximum number of rules of this type reached"
            raise form_refusal((), "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", words)
        rule: Json = {
            "id": str(world.snowflakes()),
            "guild_id": str(guild.id),
            "creator_id": str(world.application.bot.id),
            **changes,
        }
        rule_id = int(rule["id"])
        guild.moderation_rules[rule_id] = rule
        differences = compared({}, changes)
        record(world, request, guild, Action.AUTO_MODERATION_RULE_CREATE, rule_id, changes=differences)
        return json_response(rule)

    async def edit(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Change a rule; what sets it off stays."""
        guild = self._guild(request)
        rule = _found(guild, request)
        changes = read_rule(body, guild, rule)
        self._check_actions(guild, changes)
        differences = compared({key: rule[key] for key in changes}, changes)
        rule |= changes
        if differences:
            rule_id = int(rule["id"])
            action = Action.AUTO_MODERATION_RULE_UPDATE
            record(self._discord.world, request, guild, action, rule_id, changes=differences)
        return json_response(rule)

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove a rule."""
        guild = self._guild(request)
        rule_id = int(_found(guild, request)["id"])
        del guild.moderation_rules[rule_id]
        record(self._discord.world, request, guild, Action.AUTO_MODERATION_RULE_DELETE, rule_id)
        return Response(status_code=204)

    def _guild(self, request: Request) -> Guild:
        return self._access.guild(request.path_params["guild_id"], Permission.MANAGE_GUILD)

    def _check_actions(self, guild: Guild, changes: Json) -> None:
        if any(action["type"] == TIMEOUT for action in changes.get("actions", ())):
            self._access.guild(guild.id, Permission.MODERATE_MEMBERS)


def _found(guild: Guild, request: Request) -> Json:
    rule = guild.moderation_rules.get(request.path_params["rule_id"])
    if rule is None:
        raise Refusal(404, 0)
    return rule
