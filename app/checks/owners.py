"""
Who owns the bot where its author does not say: whom Discord names.

An application belongs to one account or to a team. Of a team those own the bot
who could change its code anyway: the team's owner, its admins and developers.
"""

from app.errors import AppError
from app.models.application import Application, MembershipState
from app.models.base import Snowflake
from app.models.user import User
from app.rest.client import Rest
from app.rest.memo import Memo

KEPT = 300.0
"""Seconds that Discord's answer is remembered: who leaves a team is no owner for much longer."""
ROLES = frozenset({"admin", "developer"})
"""Roles in a team that own the bot; the team's owner has none of his own.

https://docs.discord.com/developers/topics/teams#team-member-roles-team-member-role-types
"""


class Owners:
    """Decides who owns the bot, as Discord says."""

    def __init__(self, rest: Rest, *, has_token: bool) -> None:
        """Prepare to decide.

        Args:
            rest: Asks Discord, at the first question.
            has_token: Whether there is a bot token to ask with.
        """
        self._has_token = has_token
        self._rest = rest
        self._asked: Memo[None, frozenset[int]] = Memo(self._ask, KEPT)

    async def is_owner(self, user: User) -> bool:
        """Tell whether a user owns the bot.

        Raises:
            AppError: If there is no bot token to ask with.
            RestError: If Discord does not say.
        """
        return user.id in await self._asked.get(None)

    async def _ask(self, _: None) -> frozenset[int]:
        if not self._has_token:
            raise AppError(
                "who owns the bot is not known: give Bot(owner_ids={…}), "
                "or set DISCORD_TOKEN so that Discord can be asked"
            )
        return _owner_ids(await self._rest.applications.get_own())


def _owner_ids(application: Application) -> frozenset[Snowflake]:
    team = application.team
    if team is None:
        return frozenset({application.owner.id} if application.owner else ())
    # Who was invited has not agreed to anything yet, and anybody can be invited.
    members = {
        member.user.id
        for member in team.members
        if member.membership_state is MembershipState.accepted and member.role in ROLES
    }
    return frozenset({team.owner_user_id, *members})
