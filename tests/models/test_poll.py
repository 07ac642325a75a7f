"""Polls."""

import datetime as dt
import json
from typing import Any

import pytest

from app.models.base import decoder, encode
from app.models.guild import PartialEmoji
from app.models.poll import Poll, PollAnswer, PollLayout, PollMedia

polls = decoder(Poll)


def test_a_poll_is_read_with_its_answers_and_votes() -> None:
    poll = polls.decode(
        b'{"question":{"text":"Tea?"},"answers":[{"answer_id":1,"poll_media":{"text":"Yes","emoji":{"id":null,"name":"x"}}}],'
        b'"expiry":"2026-01-01T00:00:00+00:00","allow_multiselect":true,"layout_type":1,'
        b'"results":{"is_finalized":true,"answer_counts":[{"id":1,"count":3,"me_voted":false}]}}'
    )

    assert poll.question.text == "Tea?"
    assert (poll.answers[0].answer_id, poll.answers[0].poll_media.text) == (1, "Yes")
    assert poll.expiry == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert poll.layout_type is PollLayout.default
    assert poll.results is not None
    assert (poll.results.is_finalized, poll.results.answer_counts[0].count) == (True, 3)


def test_a_poll_without_results_has_unknown_ones_and_may_never_end() -> None:
    poll = polls.decode(b'{"question":{"text":"Tea?"},"expiry":null}')

    assert (poll.results, poll.expiry) == (None, None)


@pytest.mark.parametrize(
    ("poll", "wire"),
    [
        pytest.param(
            Poll("Pizza?", ["Yes", "No"], duration=24, allow_multiselect=True),
            {
                "question": {"text": "Pizza?"},
                "answers": [{"poll_media": {"text": "Yes"}}, {"poll_media": {"text": "No"}}],
                "duration": 24,
                "allow_multiselect": True,
            },
            id="of texts",
        ),
        pytest.param(
            Poll(PollMedia("Pizza?"), [PollMedia("Yes", "🍕"), PollAnswer(PollMedia("No", "<:no:5>")), "Maybe"]),
            {
                "question": {"text": "Pizza?"},
                "answers": [
                    {"poll_media": {"text": "Yes", "emoji": {"name": "🍕"}}},
                    {"poll_media": {"text": "No", "emoji": {"id": "5", "name": "no"}}},
                    {"poll_media": {"text": "Maybe"}},
                ],
            },
            id="with emojis",
        ),
    ],
)
def test_a_poll_is_written_of_texts_and_of_objects(poll: Poll, wire: dict[str, Any]) -> None:
    assert json.loads(encode(poll)) == wire


def test_a_poll_that_was_written_is_read_as_it_was() -> None:
    poll = Poll("Pizza?", [PollAnswer("Yes"), PollMedia("No", PartialEmoji(name="🥗"))], duration=2)

    assert polls.decode(encode(poll)) == poll
    assert isinstance(poll.answers, tuple)


def test_a_changed_copy_of_a_poll_takes_texts_too() -> None:
    assert Poll("a", ["b"]).replace(question="c", answers=["d"]) == Poll("c", ["d"])
