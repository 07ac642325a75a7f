from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.request_errors import InteractionReplayed
from app.signature.replay import MOST_ANSWERS, MOST_IDS, SHARED_FOR, ReplayGuard

APPLICATION = 1001


def admitted(guard: ReplayGuard[str], interaction_id: int, now: float, application_id: int = APPLICATION) -> bool:
    """Tell whether the guard lets an interaction be handled."""
    try:
        return guard.admit(application_id, interaction_id, now, str)[1]
    except InteractionReplayed:
        return False


def test_a_new_interaction_is_admitted_with_a_place_for_its_answer() -> None:
    guard = ReplayGuard[list[str]](300)

    place, is_new = guard.admit(APPLICATION, 1, 0, list)

    assert is_new
    assert place == []


@pytest.mark.parametrize("after", [0, 0.1, 2.9, SHARED_FOR])
def test_a_duplicate_within_the_deadline_shares_the_first_ones_place(after: float) -> None:
    guard = ReplayGuard[list[str]](300)
    first, _ = guard.admit(APPLICATION, 1, 10, list)

    second, is_new = guard.admit(APPLICATION, 1, 10 + after, lambda: pytest.fail("asked for a second place"))

    assert second is first
    assert not is_new


@pytest.mark.parametrize("after", [3.01, 10, 299, 300])
def test_a_later_duplicate_is_refused(after: float) -> None:
    guard = ReplayGuard[str](300)
    guard.admit(APPLICATION, 7, 10, str)

    with pytest.raises(InteractionReplayed) as caught:
        guard.admit(APPLICATION, 7, 10 + after, str)

    assert caught.value.interaction_id == 7


def test_a_duplicate_does_not_prolong_the_time_of_the_first() -> None:
    guard = ReplayGuard[str](300)
    guard.admit(APPLICATION, 1, 0, str)
    guard.admit(APPLICATION, 1, 2, str)

    with pytest.raises(InteractionReplayed):
        guard.admit(APPLICATION, 1, 4, str)


def test_applications_do_not_share_ids() -> None:
    guard = ReplayGuard[str](300)

    assert admitted(guard, 1, 0, application_id=1001)
    assert admitted(guard, 1, 0, application_id=1002)
    assert not admitted(guard, 1, 0, application_id=1001)


def test_an_id_is_forgotten_when_its_signature_can_no_longer_pass() -> None:
    guard = ReplayGuard[str](300)
    guard.admit(APPLICATION, 1, 0, str)

    assert admitted(guard, 2, 300)
    assert not admitted(guard, 1, 300)
    assert admitted(guard, 3, 301)
    assert admitted(guard, 1, 301)


def test_ids_stay_until_others_need_their_place() -> None:
    guard = ReplayGuard[str](300)
    for interaction_id in range(MOST_IDS):
        guard.admit(APPLICATION, interaction_id, 0, str)
    assert not admitted(guard, 0, 4)

    guard.admit(APPLICATION, MOST_IDS, 4, str)

    assert admitted(guard, 0, 4)
    assert not admitted(guard, 2, 4)
    assert not admitted(guard, MOST_IDS - 1, 4)


def test_only_the_newest_answers_are_shared() -> None:
    guard = ReplayGuard[str](300)
    for interaction_id in range(MOST_ANSWERS + 1):
        guard.admit(APPLICATION, interaction_id, 0, str)

    with pytest.raises(InteractionReplayed):
        guard.admit(APPLICATION, 0, 0, str)
    assert guard.admit(APPLICATION, 1, 0, str) == ("", False)


def test_memory_is_bounded_however_many_come() -> None:
    guard = ReplayGuard[object](300)

    for interaction_id in range(MOST_IDS + 5_000):
        guard.admit(APPLICATION, interaction_id, interaction_id / 1000, object)

    assert len(guard._admitted) == MOST_IDS
    assert len(guard._answers) == MOST_ANSWERS


def test_memory_shrinks_to_what_the_window_needs() -> None:
    guard = ReplayGuard[object](300)
    now = 0.0

    for interaction_id in range(20_000):
        now += 1
        guard.admit(APPLICATION, interaction_id, now, object)

    assert len(guard._admitted) <= 302
    assert set(guard._answers) <= set(guard._admitted)


@given(
    steps=st.lists(st.tuples(st.integers(1, 12), st.sampled_from([0.0, 0.5, 2.9, 3.1, 100.0, 299.0])), max_size=60),
)
def test_nothing_is_admitted_twice_within_the_window(steps: list[tuple[int, float]]) -> None:
    guard = ReplayGuard[int](300)
    first: dict[int, tuple[float, int]] = {}
    now, places = 0.0, count()

    for interaction_id, later in steps:
        now += later
        before = first.get(interaction_id)
        try:
            place, is_new = guard.admit(APPLICATION, interaction_id, now, lambda: next(places))
        except InteractionReplayed:
            assert before is not None
            assert now - before[0] > SHARED_FOR
            continue
        if is_new:
            assert before is None or now - before[0] > 300
            first[interaction_id] = now, place
        else:
            assert before is not None
            assert now - before[0] <= SHARED_FOR
            assert place == before[1]
