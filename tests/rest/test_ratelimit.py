"""What is read of headers and bodies, and the arithmetic of limits: against a Discord that counts."""

import heapq
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rest import routes
from app.rest.ratelimit import (
    DEFAULT_WAIT,
    GLOBAL_LIMIT,
    ROUNDING,
    SHORTEST_WAIT,
    Bucket,
    GlobalLimit,
    Limits,
    Refusal,
    major_part,
    read_limits,
    read_refusal,
)
from app.rest.routes import Route

HEADERS = {
    "x-ratelimit-limit": "5",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": "1470173023",
    "x-ratelimit-reset-after": "1",
    "x-ratelimit-bucket": "abcd1234",
}
SAID = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.lists(st.integers(), max_size=1)
)

# ── reading ──


def test_the_headers_of_an_answer_say_what_is_left() -> None:
    assert read_limits(HEADERS) == Limits("abcd1234", 5, 0, 1 + ROUNDING)


@pytest.mark.parametrize("name", sorted(set(HEADERS) - {"x-ratelimit-reset"}))
@pytest.mark.parametrize("value", [None, "", "x", "nan", "inf", "-1"])
def test_headers_that_make_no_sense_say_nothing(name: str, value: str | None) -> None:
    changed = {key: said for key, said in (HEADERS | {name: value}).items() if said is not None}
    if name == "x-ratelimit-bucket" and value:
        return

    assert read_limits(changed) is None


@pytest.mark.parametrize("reset", ["0", "9999999999", "x", None])
def test_no_clock_but_ours_is_trusted(reset: str | None) -> None:
    changed = {key: said for key, said in (HEADERS | {"x-ratelimit-reset": reset}).items() if said is not None}

    assert read_limits(changed) == Limits("abcd1234", 5, 0, 1 + ROUNDING)


@pytest.mark.parametrize(
    ("headers", "body", "refusal"),
    [
        pytest.param(
            {"retry-after": "9"}, {"retry_after": 2.5, "global": False}, (2.5, "user"), id="body before header"
        ),
        pytest.param({}, {"retry_after": 3}, (3, "user"), id="an integer"),
        pytest.param({"retry-after": "4.5"}, {}, (4.5, "user"), id="a fraction in the header"),
        pytest.param({"retry-after": "4"}, {"retry_after": None}, (4, "user"), id="nothing in the body"),
        pytest.param({}, {}, (DEFAULT_WAIT, "user"), id="nothing at all"),
        pytest.param({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, {}, (DEFAULT_WAIT, "user"), id="a date"),
        pytest.param({"retry-after": "-5"}, {"retry_after": -1}, (DEFAULT_WAIT, "user"), id="the past"),
        pytest.param({}, {"retry_after": 0}, (SHORTEST_WAIT, "user"), id="at once"),
        pytest.param({}, {"retry_after": True}, (DEFAULT_WAIT, "user"), id="no number"),
        pytest.param({}, {"retry_after": 2, "global": True}, (2, "global"), id="global in the body"),
        pytest.param({"x-ratelimit-global": "true"}, {"retry_after": 2}, (2, "global"), id="global in a header"),
        pytest.param({"x-ratelimit-scope": "global"}, {"retry_after": 2}, (2, "global"), id="global scope"),
        pytest.param({"x-ratelimit-scope": "shared"}, {"retry_after": 2}, (2, "shared"), id="shared"),
        pytest.param({"x-ratelimit-scope": "odd"}, {"retry_after": 2}, (2, "user"), id="a scope that nobody knows"),
    ],
)
def test_a_refusal_says_how_long_and_whose_limit_it_was(
    headers: dict[str, str], body: dict[str, Any], refusal: tuple[float, str]
) -> None:
    assert read_refusal(headers, body) == Refusal(*refusal)


@given(header=SAID, said=SAID, scope=SAID)
def test_any_refusal_is_waited_for_a_while_that_ends(header: object, said: object, scope: object) -> None:
    refusal = read_refusal({"retry-after": str(header), "x-ratelimit-scope": str(scope)}, {"retry_after": said})

    assert SHORTEST_WAIT <= refusal.retry_after < math.inf


@given(values=st.lists(SAID.map(str), min_size=4, max_size=4))
def test_whatever_headers_say_a_window_ends(values: list[str]) -> None:
    limits = read_limits(dict(zip(sorted(set(HEADERS) - {"x-ratelimit-reset"}), values, strict=True)))

    assert limits is None or (limits.limit >= 1 and limits.remaining >= 0 and 0 <= limits.reset_after < math.inf)


def test_discords_own_examples_are_understood() -> None:
    path = Path(__file__).parents[3] / "shared/payloads/rate-limits"
    if not path.is_dir():
        pytest.skip("the examples of Discord's documentation are not here")
    example = json.loads(
        (path / "exceeding-a-rate-limit-example-exceeded-resource-rate-limit-response.http.json").read_text()
    )
    headers = {name.lower(): value for name, value in example["headers"].items()}

    assert read_refusal(headers, example["body"]) == (1336.57, "shared")
    assert read_limits(headers) == ("abcd1234", 10, 9, 64.57 + ROUNDING)


# ── what counts together ──


@pytest.mark.parametrize(
    ("route", "major"),
    [
        (routes.CREATE_MESSAGE, "3"),
        (routes.GET_GUILD, "2"),
        (routes.EXECUTE_WEBHOOK, "4/t"),
        (routes.GET_WEBHOOK, "4"),
        (routes.CREATE_INTERACTION_RESPONSE, "6/t"),
        (routes.LIST_GUILD_APPLICATION_COMMANDS, ""),
        (routes.GET_MY_USER, ""),
        (Route("PUT", "/channels/{where}/voice-status"), "7"),
        (Route("PUT", "/channels/5/voice-status"), ""),
    ],
    ids=lambda value: value.template if isinstance(value, Route) else value,
)
def test_buckets_are_told_apart_by_what_a_path_begins_with(route: Route, major: str) -> None:
    parts = {"guild_id": 2, "channel_id": 3, "webhook_id": 4, "interaction_id": 6, "token": "t", "where": 7}

    assert major_part(route, parts) == major


# ── a bucket ──


def test_of_an_unknown_bucket_one_request_leaves_and_the_others_wait_for_its_answer() -> None:
    bucket = Bucket()

    assert bucket.wait(0) == 0
    bucket.take()
    assert bucket.wait(0) == math.inf
    bucket.answered(Limits("a", 5, 4, 2.0), 1)
    assert [_take(bucket, 1) for _ in range(5)] == [0, 0, 0, 0, 2]


def test_an_answer_that_says_nothing_lets_the_next_one_try() -> None:
    bucket = Bucket()
    bucket.take()
    bucket.answered(None, 1)

    assert bucket.wait(1) == 0


def test_a_window_whose_answers_are_all_lost_ends_all_the_same() -> None:
    bucket = Bucket(limit=2, period=5)
    assert (_take(bucket, 0), _take(bucket, 0), bucket.wait(0)) == (0, 0, math.inf)
    bucket.answered(None, 1)
    bucket.answered(None, 3)

    assert bucket.wait(3) == 5
    assert bucket.wait(8) == 0


def test_what_others_use_up_is_seen_and_what_was_overtaken_is_not_believed() -> None:
    bucket = Bucket(limit=5, period=5)
    bucket.take()
    bucket.take()
    bucket.answered(Limits("a", 5, 1, 4.0), 1)
    bucket.answered(Limits("a", 5, 4, 5.0), 1)

    assert (_take(bucket, 1), bucket.wait(1)) == (0, 5)


def test_an_answer_that_was_overtaken_ends_no_window_early() -> None:
    bucket = Bucket(limit=2, period=5)
    bucket.take()
    bucket.take()
    bucket.answered(Limits("a", 2, 0, 5.0), 1)
    bucket.answered(Limits("a", 2, 1, 0.5), 2)

    assert bucket.wait(2) == 4


def test_a_request_that_never_left_takes_nothing() -> None:
    bucket = Bucket(limit=1)
    bucket.take()
    bucket.give_back()

    assert bucket.wait(0) == 0


def test_a_refusal_closes_whatever_is_left() -> None:
    bucket = Bucket(limit=10)
    bucket.take()
    bucket.answered(Limits("a", 10, 9, 64.57), 0)
    bucket.close(1336.57, "shared")

    assert (bucket.wait(0), bucket.scope) == (1336.57, "shared")
    assert (bucket.wait(1336.57), bucket.scope) == (0, "user")


def test_a_request_that_is_given_back_opens_no_bucket_that_a_refusal_has_closed() -> None:
    bucket = Bucket(limit=10)
    bucket.take()
    bucket.take()
    bucket.answered(Limits("a", 10, 8, 2.0), 0)
    bucket.close(60, "user")
    bucket.give_back()

    assert (bucket.wait(0), bucket.wait(60)) == (60, 0)


def test_an_idle_bucket_can_be_forgotten_and_a_used_one_cannot() -> None:
    bucket = Bucket()
    assert bucket.is_idle(0)
    bucket.take()
    assert not bucket.is_idle(0)
    bucket.answered(Limits("a", 5, 4, 2.0), 1)
    assert not bucket.is_idle(2)
    assert bucket.is_idle(3)


def test_what_is_on_its_way_when_a_loop_ends_counts_for_one_more_window() -> None:
    bucket = Bucket(limit=1, period=5)
    bucket.take()
    bucket.forget_flights(2)

    assert (bucket.wait(2), bucket.wait(7)) == (5, 0)


class CountingDiscord:
    """Counts requests in windows that begin with the first of them, as Discord does."""

    def __init__(self, limit: int, period: float) -> None:
        self.limit, self.period = limit, period
        self.refused = 0
        self._end, self._count = -math.inf, 0

    def arrive(self, now: float) -> Limits:
        if now >= self._end:
            self._end, self._count = now + self.period, 0
        self._count += 1
        self.refused += self._count > self.limit
        return Limits("a", self.limit, max(0, self.limit - self._count), self._end - now)


@given(
    limit=st.integers(1, 6),
    period=st.floats(0.1, 5),
    ways=st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3), st.booleans()), min_size=1, max_size=60),
    pauses=st.lists(st.sampled_from([0.0, 0.0, 0.05, 1.0]), min_size=1, max_size=5),
)
def test_a_bucket_of_ours_is_never_exceeded_however_long_the_ways(
    limit: int, period: float, ways: list[tuple[float, float, bool]], pauses: list[float]
) -> None:
    """Each request takes its own time there and back; some answers are lost, and are given up after 6 s."""
    discord, bucket, now = CountingDiscord(limit, period), Bucket(), 0.0
    events: list[tuple[float, int, str, Any]] = []
    left = list(enumerate(ways))
    first = True
    while left or events:
        wait = bucket.wait(now) if left else math.inf
        if events and (wait > 0 and events[0][0] <= now + wait):
            now, number, kind, value = heapq.heappop(events)
            if kind == "arrives":
                there, back, is_lost = value
                limits = discord.arrive(now)
                answer = None if is_lost and not first else limits
                first = False
                heapq.heappush(events, (now + (back if answer else 6 - there), number, "answered", answer))
            else:
                bucket.answered(value, now)
            continue
        # Rounding may leave a moment between the end of a wait and the end of a window.
        now += wait + (1e-9 if wait else 0)
        if wait == 0:
            number, (there, back, is_lost) = left.pop(0)
            bucket.take()
            heapq.heappush(events, (now + there, number, "arrives", (there, back, is_lost)))
            now += pauses[number % len(pauses)]

    assert discord.refused == 0


# ── the global limit ──


def test_fifty_requests_leave_in_a_second_and_no_more() -> None:
    gate = GlobalLimit()
    assert [_take(gate, 0) for _ in range(GLOBAL_LIMIT)] == [0] * 50
    assert gate.wait(0) == math.inf
    gate.answered(0.5)

    assert (gate.wait(0.5), gate.wait(1.5)) == (1, 0)


def test_what_never_left_takes_no_place_and_what_was_given_up_keeps_it_for_a_second() -> None:
    gate = GlobalLimit(1)
    gate.take()
    gate.give_back()
    assert gate.wait(0) == 0
    gate.take()
    gate.forget_flights(0)

    assert (gate.wait(0), gate.wait(1)) == (1, 0)


def test_a_global_refusal_holds_everything() -> None:
    gate = GlobalLimit()
    gate.close(64.57)
    gate.close(3)

    assert (gate.wait(0), gate.wait(64.57)) == (64.57, 0)


@given(ways=st.lists(st.tuples(st.floats(0, 2), st.floats(0, 2)), min_size=1, max_size=60), limit=st.integers(1, 5))
def test_no_second_at_discord_sees_more_than_the_limit(ways: list[tuple[float, float]], limit: int) -> None:
    gate, now = GlobalLimit(limit), 0.0
    answers: list[float] = []
    arrivals: list[float] = []
    for there, back in ways:
        while (wait := gate.wait(now)) > 0:
            if answers and answers[0] <= now + wait:
                now = max(now, heapq.heappop(answers))
                gate.answered(now)
            else:
                now += wait + 1e-9
        gate.take()
        arrivals.append(now + there)
        heapq.heappush(answers, now + there + back)
    arrivals.sort()

    assert all(later - earlier > 1 - 1e-6 for earlier, later in zip(arrivals, arrivals[limit:], strict=False))


def _take(gate: Bucket | GlobalLimit, now: float) -> float:
    """Let a request through, or say how long it would wait."""
    wait = gate.wait(now)
    if wait == 0:
        gate.take()
    return wait
