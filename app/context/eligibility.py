"""
The context of Discord's question whether a user may buy something.

Discord asks it of applications that sell SKUs through the Social SDK. The
question and its answer stand in Discord's API description alone; what the
interaction carries is in `interaction.raw`.

https://github.com/discord/discord-api-spec
"""

from app.context.interaction import InteractionContext
from app.errors import AnswerInvalid
from app.models.response import PurchaseEligibility, Reply, eligibility_response

MOST_DESCRIPTION = 255


class EligibilityContext(InteractionContext):
    """What the handler of `bot.purchase_eligibility` is given; it cannot be deferred, and there is no message."""

    async def finish(self, answer: object) -> None:
        """Take what the handler returned.

        Raises:
            AnswerInvalid: If it is neither a bool nor a `PurchaseEligibility`.
        """
        if isinstance(answer, bool):
            answer = PurchaseEligibility(answer)
        if not isinstance(answer, PurchaseEligibility):
            raise AnswerInvalid(
                f"{self._name} was answered with a {type(answer).__name__}: return True, False or PurchaseEligibility"
            )
        self._responder.respond(eligibility_response(answer), self._time(), by="the returned answer")
        await self._carried()

    async def _respond(self, reply: Reply, by: str) -> None:
        """Say no, with what would be said to the user as the reason: errors end here."""
        reason = (reply.content or "")[:MOST_DESCRIPTION] or None
        await self.finish(PurchaseEligibility(False, description=reason))
