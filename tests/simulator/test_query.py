import pytest
from starlette.requests import Request

from app.simulator.query import is_true, page_of_ids, page_time
from app.simulator.refusal import Refusal


def asked(query: str) -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": query.encode()})


@pytest.mark.parametrize(
    ("query", "page"),
    [
        pytest.param("", [1, 2, 3], id="the lowest ones"),
        pytest.param("limit=2", [1, 2], id="fewer of them"),
        pytest.param("after=2", [3, 4, 5], id="those after an id"),
        pytest.param("before=5&limit=2", [3, 4], id="those nearest to an id"),
        pytest.param("before=3&after=1", [1, 2], id="before goes first"),
    ],
)
def test_a_page_is_cut_out_of_ids(query: str, page: list[int]) -> None:
    assert page_of_ids(asked(query), [5, 3, 1, 2, 4], most=4, default=3) == page


@pytest.mark.parametrize("query", ["limit=0", "limit=5", "before=x", "after=x"])
def test_a_malformed_page_is_refused(query: str) -> None:
    with pytest.raises(Refusal) as caught:
        page_of_ids(asked(query), [1], most=4, default=3)
    assert caught.value.code == 50035


@pytest.mark.parametrize("offset", ["%2B01:00", "+01:00"])
def test_the_plus_sign_of_an_offset_need_not_be_encoded(offset: str) -> None:
    assert page_time(asked(f"before=1970-01-01T01:00:00{offset}"), "before") == 0.0


def test_a_moment_in_a_query_without_an_offset_is_in_utc() -> None:
    assert page_time(asked("before=1970-01-01T00:01:00"), "before") == 60.0
    assert page_time(asked("before=1970-01-01 00:01:00"), "before") == 60.0
    assert page_time(asked(""), "before") is None


def test_what_is_wanted_is_true_or_one() -> None:
    assert [is_true(asked(f"wait={value}"), "wait") for value in ("true", "True", "1", "false", "0", "")] == [
        *(True, True, True),
        *(False, False, False),
    ]
