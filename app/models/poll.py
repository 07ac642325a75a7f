"""
Polls: a question with up to ten answers that people vote on.

The same classes are read from messages and written by authors, whose texts will do
where Discord has an object: `Poll("Pizza?", ["Yes", "No"])`.

https://docs.discord.com/developers/resources/poll
"""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from app.models.base import Model, OpenIntEnum
from app.models.emoji import make_emoji
from app.models.guild import PartialEmoji

_set = msgspec.structs.force_setattr


class PollLayout(OpenIntEnum):
    """How a poll is laid out; there is one way so far.

    https://docs.discord.com/developers/resources/poll#layout-type
    """

    default = 1


class PollMedia(Model):
    """The text of a question or an answer.

    Attributes:
        text: At most 300 characters in the question, 55 in an answer.
        emoji: Shown before an answer; questions have none. Given as text, such as
            "🍕" or `<:name:id>`, or as `PartialEmoji`.

    https://docs.discord.com/developers/resources/poll#poll-media-object
    """

    text: str | None = None
    emoji: PartialEmoji | None = None

    if TYPE_CHECKING:

        def __init__(self, text: str | None = None, emoji: PartialEmoji | str | None = None) -> None: ...

    def __post_init__(self) -> None:
        if isinstance(self.emoji, str):
            _set(self, "emoji", make_emoji(self.emoji))


class PollAnswer(Model):
    """One of the answers of a poll.

    Attributes:
        poll_media: What it says. Given as text or as `PollMedia`.
        answer_id: Its number within the poll, by which the results name it.

    https://docs.discord.com/developers/resources/poll#poll-answer-object
    """

    poll_media: PollMedia = PollMedia()
    answer_id: int = 0

    if TYPE_CHECKING:

        def __init__(self, poll_media: PollMedia | str, *, answer_id: int = 0) -> None: ...

    def __post_init__(self) -> None:
        if isinstance(self.poll_media, str):
            _set(self, "poll_media", PollMedia(self.poll_media))


class PollAnswerCount(Model, kw_only=True):
    """How many voted for one answer.

    Attributes:
        id: The answer's `answer_id`.
        me_voted: Whether the bot voted for it; bots cannot, so False.

    https://docs.discord.com/developers/resources/poll#poll-results-object-poll-answer-count-object-structure
    """

    id: int = 0
    count: int = 0
    me_voted: bool = False


class PollResults(Model, kw_only=True):
    """The votes so far, or the final ones.

    Attributes:
        is_finalized: Whether they were counted exactly; until then they may be slightly off.
        answer_counts: An answer without votes may be missing.

    https://docs.discord.com/developers/resources/poll#poll-results-object
    """

    is_finalized: bool = False
    answer_counts: tuple[PollAnswerCount, ...] = ()


class Poll(Model):
    """A question with answers that people vote on.

    `Poll("Pizza?", ["No", PollMedia("Yes", "🍕")], duration=2)` asks for two hours.

    Attributes:
        question: Given as text or as `PollMedia`.
        answers: 1 to 10. Given as texts, as `PollMedia` or as `PollAnswer`.
        duration: Hours that a new poll is open, 1 to 768; None for 24. Discord tells `expiry` instead.
        expiry: When it ends; None for never, which Discord foresees but does not use.
        allow_multiselect: Whether one may vote for several answers.
        results: None if Discord did not look them up, which is not the same as no votes.

    https://docs.discord.com/developers/resources/poll#poll-object
    """

    question: PollMedia = PollMedia()
    answers: tuple[PollAnswer, ...] = ()
    duration: int | None = None
    allow_multiselect: bool = False
    expiry: dt.datetime | None = None
    layout_type: PollLayout = PollLayout.default
    results: PollResults | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            question: PollMedia | str,
            answers: Sequence[PollAnswer | PollMedia | str],
            *,
            duration: int | None = None,
            allow_multiselect: bool = False,
            expiry: dt.datetime | None = None,
            layout_type: PollLayout = PollLayout.default,
            results: PollResults | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        # The constructor's arguments are wider than the fields, and `replace` comes by here too.
        if isinstance(self.question, str):
            _set(self, "question", PollMedia(self.question))
        answers: Sequence[PollAnswer | PollMedia | str] = self.answers
        _set(
            self,
            "answers",
            tuple(PollAnswer(answer) if isinstance(answer, str | PollMedia) else answer for answer in answers),
        )
