"""Numbers that add up, stay bounded, and survive a file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.request_errors import RequestRejected
from app.telemetry.tally import FAMILIES, MOST_SERIES, REASONS, Tally


def test_counters_count_by_their_labels() -> None:
    tally = Tally()
    tally.count("interactions", "ping", "PING", "answered")
    tally.count("interactions", "ping", "PING", "answered")
    tally.count("interactions", "ping", "PING", "duplicate")

    assert tally.counts["interactions"] == {("ping", "PING", "answered"): 2, ("ping", "PING", "duplicate"): 1}


@pytest.mark.parametrize(("value", "bucket"), [(0.0, 0), (0.01, 1), (0.011, 2), (60.0, 7), (61.0, 8)])
def test_a_value_falls_into_the_bucket_whose_bound_it_does_not_pass(value: float, bucket: int) -> None:
    tally = Tally()
    tally.measure("rest_wait_seconds", value)

    *buckets, total = tally.measures["rest_wait_seconds"][()]
    assert [number for number, count in enumerate(buckets) if count] == [bucket]
    assert total == value


def test_labels_without_end_are_counted_under_other() -> None:
    tally = Tally()
    for number in range(MOST_SERIES + 50):
        tally.count("rest_requests", f"PUT /things/{number}", "200")
        tally.measure("rest_request_seconds", 1.0, f"METHOD{number}")

    assert tally.counts["rest_requests"][("other", "other")] == 50
    assert sum(buckets[-1] for buckets in tally.measures["rest_request_seconds"].values()) == MOST_SERIES + 50
    assert len(tally.measures["rest_request_seconds"]) == len(tally.counts["rest_requests"]) == MOST_SERIES + 1


def test_what_alerts_ask_for_stands_at_zero_from_the_beginning() -> None:
    tally = Tally()

    assert tally.counts["store_errors"] == tally.counts["log_lines_dropped"] == {(): 0}
    assert tally.counts["rest_rate_limited"][("cloudflare",)] == 0
    assert set(tally.counts["rejections"]) == {(reason,) for reason in REASONS.values()}


def test_every_reason_for_a_refusal_has_a_word() -> None:
    assert set(REASONS) == set(RequestRejected.__subclasses__())
    assert {"signature_missing", "body_too_large", "interaction_replayed"} <= set(REASONS.values())


_numbers = st.lists(st.tuples(st.sampled_from(["a", "b"]), st.floats(0, 1000)), max_size=5)


def made_of(numbers: list[tuple[str, float]]) -> Tally:
    tally = Tally()
    for label, value in numbers:
        tally.count("callbacks", label)
        tally.measure("handler_seconds", value, label)
    return tally


@given(_numbers, _numbers)
def test_two_processes_together_have_counted_what_one_would_have(
    mine: list[tuple[str, float]], others: list[tuple[str, float]]
) -> None:
    added = made_of(mine)
    added.add(Tally.load(json.loads(json.dumps(made_of(others).dump()))))
    together = made_of(mine + others)

    assert added.counts == together.counts
    assert added.measures.keys() == together.measures.keys()
    for label, buckets in together.measures["handler_seconds"].items():
        assert added.measures["handler_seconds"][label] == pytest.approx(buckets)


def test_adding_changes_nothing_of_what_is_added() -> None:
    other = made_of([("a", 1.0)])
    added = Tally()
    added.add(other)
    added.add(other)
    added.measure("handler_seconds", 1.0, "a")

    assert other.measures == made_of([("a", 1.0)]).measures


def test_numbers_of_another_version_that_this_one_does_not_know_are_left_out() -> None:
    loaded = Tally.load(
        {
            "counts": [["gone", [], 5], ["callbacks", ["a", "b"], 5], ["callbacks", ["a"], 7]],
            "measures": [["gone", [], [1.0]], ["handler_seconds", ["a"], [1.0, 2.0]]],
        }
    )

    assert loaded.counts["callbacks"][("a",)] == 7
    assert ("a", "b") not in loaded.counts["callbacks"]
    assert loaded.measures["handler_seconds"] == {}


def test_bounds_rise_and_every_family_says_what_it_is() -> None:
    for name, family in FAMILIES.items():
        assert family.about.endswith("."), name
        assert list(family.bounds) == sorted(set(family.bounds)), name
        assert all(len(labels) == len(family.labels) for labels in family.begins), name
