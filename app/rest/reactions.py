"""
Reactions: the emojis that people put below messages.

https://docs.discord.com/developers/resources/message#create-reaction
"""

from collections.abc import AsyncIterator, Sequence

from app.models.emoji import make_emoji
from app.models.guild import PartialEmoji
from app.models.message_parts import ReactionType
from app.models.user import User
from app.rest import routes
from app.rest.paging import paginate
from app.rest.requester import Requester

USERS_A_PAGE = 100


class ReactionsResource:
    """`rest.reactions`: reactions to messages; this needs a bot token.

    An emoji is the Unicode character itself, `<:name:id>` as Discord's client
    copies a custom one, or an emoji of a model. The bot must be able to read
    the channel's history.
    """

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def create(self, channel_id: int, message_id: int, emoji: str | PartialEmoji) -> None:
        """React to a message; needs Add Reactions unless somebody reacted with this emoji before.

        A message has at most 20 different reactions.

        Raises:
            BadRequest: If there is no such emoji, or the bot may not use it.

        https://docs.discord.com/developers/resources/message#create-reaction
        """
        await self._requester.request(
            routes.ADD_MY_MESSAGE_REACTION, channel_id=channel_id, message_id=message_id, emoji_name=_name(emoji)
        )

    async def delete_own(self, channel_id: int, message_id: int, emoji: str | PartialEmoji) -> None:
        """Take back a reaction of the bot's own.

        https://docs.discord.com/developers/resources/message#delete-own-reaction
        """
        await self._requester.request(
            routes.DELETE_MY_MESSAGE_REACTION, channel_id=channel_id, message_id=message_id, emoji_name=_name(emoji)
        )

    async def delete(self, channel_id: int, message_id: int, emoji: str | PartialEmoji, user_id: int) -> None:
        """Remove somebody's reaction; needs Manage Messages.

        https://docs.discord.com/developers/resources/message#delete-user-reaction
        """
        await self._requester.request(
            routes.DELETE_USER_MESSAGE_REACTION,
            channel_id=channel_id,
            message_id=message_id,
            emoji_name=_name(emoji),
            user_id=user_id,
        )

    def list(
        self,
        channel_id: int,
        message_id: int,
        emoji: str | PartialEmoji,
        *,
        type: ReactionType = ReactionType.normal,
        after: int | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[User]:
        """Go through the users that reacted with an emoji, ordered by id.

        Args:
            channel_id: Where the message is.
            message_id: The message.
            emoji: The emoji.
            type: Whether those with a super reaction are meant, or the others.
            after: Only users whose id is greater.
            limit: How many at most; None for all.

        https://docs.discord.com/developers/resources/message#get-reactions
        """

        async def read(count: int, behind: int | None) -> Sequence[User]:
            return await self._requester.fetch(
                tuple[User, ...],
                routes.LIST_MESSAGE_REACTIONS_BY_EMOJI,
                query={"type": int(type), "limit": count, "after": behind},
                channel_id=channel_id,
                message_id=message_id,
                emoji_name=_name(emoji),
            )

        return paginate(read, size=USERS_A_PAGE, limit=limit, start=after, cursor=lambda user: user.id)

    async def clear(self, channel_id: int, message_id: int, emoji: str | PartialEmoji | None = None) -> None:
        """Remove all reactions from a message, or all with one emoji; needs Manage Messages.

        https://docs.discord.com/developers/resources/message#delete-all-reactions
        """
        if emoji is None:
            await self._requester.request(
                routes.DELETE_ALL_MESSAGE_REACTIONS, channel_id=channel_id, message_id=message_id
            )
        else:
            await self._requester.request(
                routes.DELETE_ALL_MESSAGE_REACTIONS_BY_EMOJI,
                channel_id=channel_id,
                message_id=message_id,
                emoji_name=_name(emoji),
            )


def _name(emoji: str | PartialEmoji) -> str:
    """Write an emoji as it stands in a path."""
    known = make_emoji(emoji) if isinstance(emoji, str) else emoji
    # Of a custom one only the id counts, but there must be a name.
    return known.name or "" if known.id is None else f"{known.name or '_'}:{known.id}"
