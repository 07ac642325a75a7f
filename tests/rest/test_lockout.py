"""Refusals that are counted, and the pages of Cloudflare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rest.lockout import (
    LONGEST_BAN,
    MOST_INVALID,
    SHORTEST_BAN,
    TRIAL,
    WINDOW,
    Ban,
    BanNotice,
    InvalidRequests,
    read_ban,
)

PAGE = b"""<!DOCTYPE html>
<html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head>
<body><h1><span>Error</span> <span>1015</span></h1><h2>You are being rate limited</h2></body></html>"""
FOREIGN = b"<html><body>Too many requests, says nginx</body></html>"

# ── refusals ──


def test_an_operator_hears_of_a_thousand_of_five_thousand_and_of_the_end() -> None:
    invalid = InvalidRequests()
    told = [number for number in range(1, MOST_INVALID + 1) if invalid.add(number / 100)]

    assert told == [1_000, 5_000, MOST_INVALID]


def test_nothing_is_sent_once_there_are_too_many_and_until_enough_of_them_are_old() -> None:
    invalid = InvalidRequests()
    for number in range(MOST_INVALID):
        assert invalid.wait(number / 100) == 0
        invalid.add(number / 100)
    wait = invalid.wait(80)

    assert 0 < wait <= WINDOW
    assert invalid.wait(80 + wait - 0.01) > 0
    assert invalid.wait(80 + wait) == 0


@given(st.lists(st.floats(0, 100), min_size=1, max_size=200))
def test_what_counts_is_never_less_than_what_discord_counts(pauses: list[float]) -> None:
    invalid, now, times = InvalidRequests(), 0.0, []
    for pause in pauses:
        now += pause
        invalid.add(now)
        times.append(now)

    assert invalid.count >= sum(now - time < WINDOW for time in times)


# ── bans ──


@pytest.mark.parametrize(
    ("status", "headers", "content", "notice"),
    [
        pytest.param(429, {"cf-ray": "8a1-FRA"}, b"error code: 1015", (0, "8a1-FRA"), id="1015 as text"),
        pytest.param(429, {"retry-after": "1200"}, b"error code: 1015\n", (1200, ""), id="1015 without a ray"),
        pytest.param(429, {"cf-ray": "8a1-FRA", "retry-after": "60"}, PAGE, (60, "8a1-FRA"), id="1015 as a page"),
        pytest.param(429, {}, PAGE, (0, ""), id="a page without headers"),
        pytest.param(403, {"cf-ray": "8a1-FRA"}, b"error code: 1020", (0, "8a1-FRA"), id="1020"),
        pytest.param(403, {"retry-after": "soon"}, b"error code: 1006", (0, ""), id="1006"),
        pytest.param(403, {"retry-after": "inf"}, b"error code: 1006", (0, ""), id="for ever"),
        pytest.param(403, {"cf-ray": "x"}, b"<html>Just a moment...</html>", (0, "x"), id="a challenge"),
    ],
)
def test_a_refusal_of_cloudflare_is_recognised(
    status: int, headers: dict[str, str], content: bytes, notice: tuple[float, str]
) -> None:
    assert read_ban(status, headers, content) == BanNotice(*notice)


@pytest.mark.parametrize(
    ("status", "headers", "content"),
    [
        pytest.param(429, {"cf-ray": "x"}, b'{"message":"You are being rate limited.","retry_after":1}', id="JSON"),
        pytest.param(403, {"cf-ray": "x"}, b' {"code":40333,"message":"internal network error"}', id="code 40333"),
        pytest.param(429, {"cf-ray": "x"}, b"", id="nothing"),
        pytest.param(429, {}, FOREIGN, id="a proxy's page"),
        pytest.param(502, {"cf-ray": "x"}, PAGE, id="a broken server"),
        pytest.param(200, {"cf-ray": "x"}, PAGE, id="a page in place of an answer"),
    ],
)
def test_any_other_answer_is_no_ban(status: int, headers: dict[str, str], content: bytes) -> None:
    assert read_ban(status, headers, content) is None


@pytest.mark.parametrize(("said", "held"), [(0, SHORTEST_BAN), (5, SHORTEST_BAN), (120, 120), (86_400, LONGEST_BAN)])
def test_under_a_ban_nothing_is_sent_for_a_while(said: float, held: float) -> None:
    ban = Ban()
    assert ban.wait(0) == 0
    ban.begin(429, BanNotice(said, "x"), 0)

    assert (ban.wait(0), ban.wait(held)) == (held, 0)


def test_then_one_request_tries_and_its_answer_ends_the_ban() -> None:
    ban = Ban()
    ban.begin(429, BanNotice(0, "x"), 0)
    ban.admit(SHORTEST_BAN)
    assert ban.wait(SHORTEST_BAN) == TRIAL
    ban.answered(SHORTEST_BAN)
    ban.admit(SHORTEST_BAN + 1)

    assert ban.wait(SHORTEST_BAN + 1) == 0


def test_an_answer_to_an_older_request_ends_no_ban() -> None:
    ban = Ban()
    ban.admit(0)
    ban.begin(429, BanNotice(0, "x"), 1)
    ban.answered(0)

    assert ban.wait(1) == SHORTEST_BAN
