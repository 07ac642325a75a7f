"""
Auto moderation: rules by which Discord itself blocks messages and warns moderators.

https://docs.discord.com/developers/resources/auto-moderation
"""

from collections.abc import Iterable, Sequence

from app.models.auto_moderation import (
    AutoModerationAction,
    AutoModerationEventType,
    AutoModerationRule,
    AutoModerationTriggerMetadata,
    AutoModerationTriggerType,
)
from app.models.response import UNSET, Unset
from app.rest import routes
from app.rest.fields import given
from app.rest.requester import Requester
from app.rest.values import snowflakes


class AutoModerationResource:
    """`rest.auto_moderation`: rules of servers; the bot needs Manage Server.

    A rule that times members out also needs Timeout Members.
    """

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def list(self, guild_id: int) -> tuple[AutoModerationRule, ...]:
        """Read the rules of a server.

        https://docs.discord.com/developers/resources/auto-moderation#list-auto-moderation-rules-for-guild
        """
        return await self._requester.fetch(
            tuple[AutoModerationRule, ...], routes.LIST_AUTO_MODERATION_RULES, guild_id=guild_id
        )

    async def get(self, guild_id: int, rule_id: int) -> AutoModerationRule:
        """Read a rule.

        https://docs.discord.com/developers/resources/auto-moderation#get-auto-moderation-rule
        """
        return await self._requester.fetch(
            AutoModerationRule, routes.GET_AUTO_MODERATION_RULE, guild_id=guild_id, rule_id=rule_id
        )

    async def create(
        self,
        guild_id: int,
        name: str,
        *,
        event_type: AutoModerationEventType,
        trigger_type: AutoModerationTriggerType,
        actions: Sequence[AutoModerationAction],
        trigger_metadata: AutoModerationTriggerMetadata | Unset = UNSET,
        enabled: bool | Unset = UNSET,
        exempt_roles: Iterable[int] | Unset = UNSET,
        exempt_channels: Iterable[int] | Unset = UNSET,
        reason: str | None = None,
    ) -> AutoModerationRule:
        """Make a rule; a server has at most 6 for keywords, and one of each other trigger.

        Args:
            guild_id: The server.
            name: At most 100 characters.
            event_type: When it is looked at.
            trigger_type: What sets it off; this cannot be changed later.
            actions: What it does, 1 to 5.
            trigger_metadata: What exactly sets it off; all triggers but `spam` have something to say.
            enabled: Whether it holds; it does not unless given.
            exempt_roles: Ids of the roles that it is not for, at most 20.
            exempt_channels: Ids of the channels where it does not hold, at most 50.
            reason: What the audit log says, at most 512 characters.

        https://docs.discord.com/developers/resources/auto-moderation#create-auto-moderation-rule
        """
        data = given(
            name=name,
            event_type=event_type,
            trigger_type=trigger_type,
            actions=actions,
            trigger_metadata=trigger_metadata,
            enabled=enabled,
            exempt_roles=snowflakes(exempt_roles),
            exempt_channels=snowflakes(exempt_channels),
        )
        return await self._requester.fetch(
            AutoModerationRule, routes.CREATE_AUTO_MODERATION_RULE, data, reason=reason, guild_id=guild_id
        )

    async def edit(
        self,
        guild_id: int,
        rule_id: int,
        *,
        name: str | Unset = UNSET,
        event_type: AutoModerationEventType | Unset = UNSET,
        actions: Sequence[AutoModerationAction] | Unset = UNSET,
        trigger_metadata: AutoModerationTriggerMetadata | Unset = UNSET,
        enabled: bool | Unset = UNSET,
        exempt_roles: Iterable[int] | Unset = UNSET,
        exempt_channels: Iterable[int] | Unset = UNSET,
        reason: str | None = None,
    ) -> AutoModerationRule:
        """Edit a rule; what is not given stays as it is, what is given replaces what was there.

        The arguments are those of `create`.

        https://docs.discord.com/developers/resources/auto-moderation#modify-auto-moderation-rule
        """
        data = given(
            name=name,
            event_type=event_type,
            actions=actions,
            trigger_metadata=trigger_metadata,
            enabled=enabled,
            exempt_roles=snowflakes(exempt_roles),
            exempt_channels=snowflakes(exempt_channels),
        )
        return await self._requester.fetch(
            AutoModerationRule,
            routes.UPDATE_AUTO_MODERATION_RULE,
            data,
            reason=reason,
            guild_id=guild_id,
            rule_id=rule_id,
        )

    async def delete(self, guild_id: int, rule_id: int, *, reason: str | None = None) -> None:
        """Delete a rule.

        https://docs.discord.com/developers/resources/auto-moderation#delete-auto-moderation-rule
        """
        await self._requester.request(
            routes.DELETE_AUTO_MODERATION_RULE, reason=reason, guild_id=guild_id, rule_id=rule_id
        )
