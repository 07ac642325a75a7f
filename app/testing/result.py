"""What a user sees after a step."""

from collections.abc import Callable, Sequence
from typing import Any

from app.models.attachment import Attachment
from app.models.base import convert
from app.models.component import MessageComponent
from app.models.embed import Embed
from app.models.poll import Poll
from app.simulator.interaction import Interaction
from app.simulator.rules import EPHEMERAL, LAUNCH_ACTIVITY

Json = dict[str, Any]


class DidNotRespond(AssertionError):
    """The user saw "The application did not respond"; the message says why, and what happened when."""


class Result:
    """What a user sees after a step; follows the edits that come later."""

    def __init__(self, read: Callable[[], Json | None], interaction: Interaction) -> None:
        self._read = read
        self._interaction = interaction

    @property
    def content(self) -> str:
        """The message's text; empty if there is none."""
        return str(self._message.get("content") or "")

    @property
    def ephemeral(self) -> bool:
        """Whether only the user who did it sees the message."""
        return bool(self._message.get("flags", 0) & EPHEMERAL)

    @property
    def launched(self) -> bool:
        """Whether the application's Activity was opened for the user, by the bot or by Discord itself."""
        return self._interaction.callback_type == LAUNCH_ACTIVITY

    @property
    def embeds(self) -> Sequence[Embed]:
        """The message's embeds."""
        return convert(self._message.get("embeds", []), tuple[Embed, ...])

    @property
    def attachments(self) -> Sequence[Attachment]:
        """The message's files; `TestBot.read` gives their content."""
        return convert(self._message.get("attachments", []), tuple[Attachment, ...])

    @property
    def components(self) -> Sequence[MessageComponent]:
        """The message's components."""
        return convert(self._message.get("components", []), tuple[MessageComponent, ...])

    @property
    def poll(self) -> Poll | None:
        """The message's poll."""
        poll = self._message.get("poll")
        return None if poll is None else convert(poll, Poll)

    @property
    def followups(self) -> Sequence["Result"]:
        """The messages that came after the answer, oldest first."""
        return [
            Result(lambda message=message: message, self._interaction)  # type: ignore[misc]
            for message in self._interaction.followups
            if message is not self._message
        ]

    def texts(self) -> list[str]:
        """Return the text of the answer and of every followup, in the order a user reads them."""
        return [text for text in (self.content, *(followup.content for followup in self.followups)) if text]

    def __repr__(self) -> str:
        seen = "an Activity" if self.launched else repr(self.content)
        return f"<Result {seen}{' (ephemeral)' if self.ephemeral else ''}>"

    @property
    def _message(self) -> Json:
        return self._read() or {}
