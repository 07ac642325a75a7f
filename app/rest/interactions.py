"""
Answers to interactions: the first response by request, the original message, followups.

All of these are authorized by the interaction's token, which lives 15 minutes.
They are what contexts are built on: `ctx.respond`, `ctx.edit` and `ctx.followup`
check messages first, wait where Discord is not ready yet, and count followups.

https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
"""

from app.models.message import Message
from app.models.response import InteractionResponse, Outgoing
from app.rest import routes
from app.rest.requester import Requester


class InteractionsResource:
    """`rest.interactions`: answers, reads, edits and deletes an answer, and adds more."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def create_response(
        self, interaction_id: int, token: str, response: InteractionResponse, *, within: float | None = None
    ) -> None:
        """Give the first response by a request, where the HTTP response cannot carry it.

        Args:
            interaction_id: What is answered.
            token: Its token.
            response: The answer.
            within: Seconds that all of it may take.

        https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response
        """
        await self._requester.request(
            routes.CREATE_INTERACTION_RESPONSE,
            response.raw,
            files=response.files,
            within=within,
            interaction_id=interaction_id,
            token=token,
        )

    async def get_original(self, application_id: int, token: str) -> Message:
        """Read the message that the first response made.

        https://docs.discord.com/developers/interactions/receiving-and-responding#get-original-interaction-response
        """
        return await self._requester.fetch(
            Message, routes.GET_ORIGINAL_WEBHOOK_MESSAGE, webhook_id=application_id, token=token
        )

    async def edit_original(self, application_id: int, token: str, message: Outgoing) -> Message:
        """Edit the message that the first response made; completes a deferral.

        https://docs.discord.com/developers/interactions/receiving-and-responding#edit-original-interaction-response
        """
        return await self._requester.fetch(
            Message,
            routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE,
            message.data,
            files=message.files,
            webhook_id=application_id,
            token=token,
        )

    async def delete_original(self, application_id: int, token: str) -> None:
        """Delete the message that the first response made.

        https://docs.discord.com/developers/interactions/receiving-and-responding#delete-original-interaction-response
        """
        await self._requester.request(routes.DELETE_ORIGINAL_WEBHOOK_MESSAGE, webhook_id=application_id, token=token)

    async def create_followup(self, application_id: int, token: str, message: Outgoing) -> Message:
        """Add a message to the answer.

        https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message
        """
        return await self._requester.fetch(
            Message, routes.EXECUTE_WEBHOOK, message.data, files=message.files, webhook_id=application_id, token=token
        )

    async def get_followup(self, application_id: int, token: str, message_id: int) -> Message:
        """Read a followup.

        https://docs.discord.com/developers/interactions/receiving-and-responding#get-followup-message
        """
        return await self._requester.fetch(
            Message, routes.GET_WEBHOOK_MESSAGE, webhook_id=application_id, token=token, message_id=message_id
        )

    async def edit_followup(self, application_id: int, token: str, message_id: int, message: Outgoing) -> Message:
        """Edit a followup.

        https://docs.discord.com/developers/interactions/receiving-and-responding#edit-followup-message
        """
        return await self._requester.fetch(
            Message,
            routes.UPDATE_WEBHOOK_MESSAGE,
            message.data,
            files=message.files,
            webhook_id=application_id,
            token=token,
            message_id=message_id,
        )

    async def delete_followup(self, application_id: int, token: str, message_id: int) -> None:
        """Delete a followup.

        https://docs.discord.com/developers/interactions/receiving-and-responding#delete-followup-message
        """
        await self._requester.request(
            routes.DELETE_WEBHOOK_MESSAGE, webhook_id=application_id, token=token, message_id=message_id
        )
