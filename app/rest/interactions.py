"""
Answers behind the first response: the original message and followups.

All of these are authorized by the interaction's token, which lives 15 minutes.

https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
"""

from typing import Any

from app.models.base import convert, encode
from app.models.message import Message
from app.models.response import MessageData
from app.rest import routes
from app.rest.requester import Requester


class InteractionsResource:
    """`rest.interactions`: reads, edits and deletes an answer, and adds more."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def get_original(self, application_id: int, token: str) -> Message:
        """Read the message that the first response made."""
        return convert(
            await self._requester.request(routes.GET_ORIGINAL, application_id=application_id, token=token), Message
        )

    async def edit_original(self, application_id: int, token: str, data: "MessageData | dict[str, Any]") -> Message:
        """Edit the message that the first response made; completes a deferral."""
        answer = await self._requester.request(
            routes.EDIT_ORIGINAL, encode(data), application_id=application_id, token=token
        )
        return convert(answer, Message)

    async def delete_original(self, application_id: int, token: str) -> None:
        """Delete the message that the first response made."""
        await self._requester.request(routes.DELETE_ORIGINAL, application_id=application_id, token=token)

    async def create_followup(self, application_id: int, token: str, data: MessageData) -> Message:
        """Add a message to the answer."""
        answer = await self._requester.request(
            routes.CREATE_FOLLOWUP, encode(data), application_id=application_id, token=token
        )
        return convert(answer, Message)

    async def get_followup(self, application_id: int, token: str, message_id: int) -> Message:
        """Read a followup."""
        answer = await self._requester.request(
            routes.GET_FOLLOWUP, application_id=application_id, token=token, message_id=message_id
        )
        return convert(answer, Message)

    async def edit_followup(
        self, application_id: int, token: str, message_id: int, data: "MessageData | dict[str, Any]"
    ) -> Message:
        """Edit a followup."""
        answer = await self._requester.request(
            routes.EDIT_FOLLOWUP,
            encode(data),
            application_id=application_id,
            token=token,
            message_id=message_id,
        )
        return convert(answer, Message)

    async def delete_followup(self, application_id: int, token: str, message_id: int) -> None:
        """Delete a followup."""
        await self._requester.request(
            routes.DELETE_FOLLOWUP, application_id=application_id, token=token, message_id=message_id
        )
