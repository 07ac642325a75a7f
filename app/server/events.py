"""
Webhook events: what Discord tells an application without waiting for an answer.

A genuine request is answered with 204 and an empty body whatever becomes of it
here: anything else makes Discord send it again for ten minutes, and take the
URL away in the end.

https://docs.discord.com/developers/events/webhook-events
"""

from app.server.answer import JSON, Answer


class EventReceiver:
    """Hands webhook events on to whoever listens."""

    async def receive(self, body: bytes, arrived: float) -> Answer:
        """Take one request in, which Discord has signed.

        Args:
            body: Request body.
            arrived: Loop time at which the headers came.

        Raises:
            BodyMalformed: If it is no event.
        """
        return Answer(204, b"", JSON)
