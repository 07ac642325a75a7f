"""
Polls: a question with up to ten answers that people vote on.

https://docs.discord.com/developers/resources/poll
"""

import datetime as dt

from app.models.base import Model, OpenIntEnum
from app.models.guild import PartialEmoji


class PollLayout(OpenIntEnum):
    """How a poll is laid out; there is one way so far.

    https://docs.discord.com/developers/resources/poll#layout-type
    """

    default = 1


class PollMedia(Model, kw_only=True):
    """The text of a question or an answer.

    Attributes:
        text: At most 300 characters in the question, 55 in an answer.
        emoji: Shown before an answer; questions have none.

    https://docs.discord.com/developers/resources/poll#poll-media-object
    """

    text: str | None = None
    emoji: PartialEmoji | None = None


class PollAnswer(Model, kw_only=True):
    """One of the answers of a poll.

    Attributes:
        answer_id: Its number within the poll, by which the results name it.

    https://docs.discord.com/developers/resources/poll#poll-answer-object
    """

    answer_id: int = 0
    poll_media: PollMedia = PollMedia()


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


class Poll(Model, kw_only=True):
    """A question with answers that people vote on.

    Attributes:
        answers: At most 10.
        expiry: When it ends; None for never, which Discord foresees but does not use.
        allow_multiselect: Whether one may vote for several answers.
        results: None if Discord did not look them up, which is not the same as no votes.

    https://docs.discord.com/developers/resources/poll#poll-object
    """

    question: PollMedia = PollMedia()
    answers: tuple[PollAnswer, ...] = ()
    expiry: dt.datetime | None = None
    allow_multiselect: bool = False
    layout_type: PollLayout = PollLayout.default
    results: PollResults | None = None
