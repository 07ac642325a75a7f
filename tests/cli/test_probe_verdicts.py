"""Verdicts over times, which no test waits for."""

import pytest

from app.cli.finding import Level
from app.cli.probe_verdicts import judge_get, judge_large, judge_times
from app.cli.probe_wire import Exchange


@pytest.mark.parametrize(
    ("first", "later", "levels", "says"),
    [
        pytest.param(0.2, [0.1, 0.3, 9.0], [Level.fine], "An answer takes 300 ms", id="one of them slow"),
        pytest.param(1.3, [1.2, 1.1], [Level.warning], "takes 1.1 s of the 3 s", id="slow"),
        pytest.param(3.0, [2.6, 2.7], [Level.failure], "takes 2.7 s; Discord waits for 3 s", id="too slow"),
        pytest.param(1.5, [0.1], [Level.fine, Level.warning], "The first answer took 1.5 s", id="a cold start"),
        pytest.param(4.0, [0.1], [Level.fine, Level.failure], "later ones 100 ms: a cold start", id="a colder one"),
    ],
)
def test_times_are_judged_by_what_discord_waits(
    first: float, later: list[float], levels: list[Level], says: str
) -> None:
    found = judge_times(first, later)

    assert [one.level for one in found] == levels
    assert any(says in one.says for one in found)


@pytest.mark.parametrize(
    ("status", "level", "says"),
    [(401, Level.fine, "comes through"), (403, Level.warning, "gets 403"), (413, Level.failure, "(413); says Caddy")],
)
def test_large_bodies_have_to_come_through(status: int, level: Level, says: str) -> None:
    found = judge_large(Exchange(status, {"server": "Caddy"}), 100_000)

    assert (found.level, says in found.says) == (level, True)


def test_a_get_is_worth_a_remark_and_no_more() -> None:
    assert judge_get(Exchange(200)).level is Level.fine
    assert "(405), as it should be" in judge_get(Exchange(405, {"allow": "POST"})).says
