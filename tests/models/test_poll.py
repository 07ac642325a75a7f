"""Polls."""

import datetime as dt

from app.models.base import decoder
from app.models.poll import Poll, PollLayout

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
