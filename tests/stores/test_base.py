"""What every store does, whatever keeps the values; each kind of store is a parameter here."""

import asyncio
import enum
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import StoreError
from app.models.base import Snowflake
from app.stores.base import Store
from tests.stores.kinds import Time


class Score(msgspec.Struct):
    points: int
    names: list[str] = []


@dataclass
class Cart:
    owner: int
    things: list[str] = field(default_factory=list)


class Mood(enum.StrEnum):
    GLAD = "glad"


async def test_what_was_never_set_is_none(store: Store) -> None:
    assert await store.get("a", str) is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("text", str),
        ("", str),
        ("ünï 🎲 \x00", str),
        (0, int),
        (-(2**63), int),
        (2**64, int),
        (0.5, float),
        (True, bool),
        (False, bool),
        ([1, 2], list[int]),
        ({"a": [1]}, dict[str, list[int]]),
        ({1: "a"}, dict[int, str]),
        (Score(1, ["a"]), Score),
        (Cart(1, ["tea"]), Cart),
        (Mood.GLAD, Mood),
        (Snowflake(2**63 + 1), Snowflake),
        ({Snowflake(5): [Snowflake(6)]}, dict[Snowflake, list[Snowflake]]),
        ({"a": None}, dict[str, Any]),
    ],
    ids=repr,
)
async def test_a_value_is_read_back_as_what_it_was(store: Store, value: Any, kind: Any) -> None:
    await store.set("a", value)

    read = await store.get("a", kind)

    assert read == value
    assert type(read) is type(value)


async def test_an_id_is_kept_as_the_number_it_is(store: Store) -> None:
    await store.set("last", Snowflake(53908232506183680))

    assert await store.get("last", int) == 53908232506183680


async def test_a_later_value_replaces_the_earlier_one_of_whatever_kind(store: Store) -> None:
    await store.set("a", 1)
    await store.set("a", "x")

    assert await store.get("a", str) == "x"


async def test_keys_are_told_apart_exactly(store: Store) -> None:
    keys = ["a", "A", "a ", "a:b", "", "ä", "a\u0308", "a\x00", "*", "a%", "'; drop table"]
    for number, key in enumerate(keys):
        await store.set(key, number)

    assert [await store.get(key, int) for key in keys] == list(range(len(keys)))


async def test_nothing_is_a_value_for_those_who_ask_for_it(store: Store) -> None:
    await store.set("a", None)

    assert await store.get("a", str | None) is None  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="value at 'a' is not a str"):
        await store.get("a", str)


@pytest.mark.parametrize(
    ("value", "kind", "named"),
    [
        ("x", int, "int"),
        (1, str, "str"),
        (1.5, int, "int"),
        (True, int, "int"),
        (1, bool, "bool"),
        (["x"], list[int], "list"),
        ({"points": "many"}, Score, "Score"),
        ("sad", Mood, "Mood"),
        ("x", int | None, r"int \| None"),
        ("x", Snowflake, "Snowflake"),
        (1, complex, "complex"),
    ],
)
async def test_a_value_of_another_kind_is_an_error(store: Store, value: Any, kind: Any, named: str) -> None:
    await store.set("key", value)

    with pytest.raises(StoreError, match=f"^value at 'key' is not a {named}: "):
        await store.get("key", kind)
    assert await store.get("key", Any) == value


def endless() -> list[Any]:
    around: list[Any] = []
    around.append(around)
    return around


@pytest.mark.parametrize(
    "value",
    [object(), lambda: 1, 1j, {"a": object()}, {(1, 2): 3}, "\ud800", endless(), Exception("x")],
    ids=lambda value: type(value).__name__,
)
async def test_what_json_cannot_hold_is_refused_and_changes_nothing(store: Store, value: Any) -> None:
    await store.set("key", "before")

    with pytest.raises(StoreError, match=r"^value for 'key' cannot be stored: "):
        await store.set("key", value)
    assert await store.get("key", str) == "before"


async def test_what_is_set_and_read_is_a_copy(store: Store) -> None:
    value = {"names": ["ada"]}
    await store.set("a", value)
    value["names"].append("ben")

    read = await store.get("a", dict[str, list[str]])
    assert read == {"names": ["ada"]}
    read["names"].append("ida")

    assert await store.get("a", dict[str, list[str]]) == {"names": ["ada"]}


async def test_what_is_deleted_is_gone(store: Store) -> None:
    await store.set("a", 1)
    await store.set("b", 1, ttl=10)

    for key in ("a", "b", "never there"):
        await store.delete(key)

        assert await store.get(key, int) is None


# ── time ──


async def test_a_value_lives_for_its_time_and_not_longer(store: Store, time: Time) -> None:
    await store.set("a", 1, ttl=10)

    time.now += 9
    assert await store.get("a", int) == 1

    time.now += 1
    assert await store.get("a", int) is None


@pytest.mark.parametrize("ttl", [0, -1, 0.0, float("-inf"), float("nan")])
async def test_no_time_to_live_is_none_at_all(store: Store, ttl: float) -> None:
    await store.set("a", 0)
    await store.set("a", 1, ttl=ttl)

    assert await store.get("a", int) is None
    assert await store.increment("a", 5, ttl=ttl) == 5
    assert await store.get("a", int) is None


@pytest.mark.parametrize("ttl", [1e10, 1e300, float("inf")])
async def test_a_time_to_live_may_be_as_long_as_one_likes(store: Store, time: Time, ttl: float) -> None:
    await store.set("a", 1, ttl=ttl)
    await store.increment("b", ttl=ttl)

    time.now += 1e9

    assert (await store.get("a", int), await store.get("b", int)) == (1, 1)


async def test_without_a_time_a_value_stays(store: Store, time: Time) -> None:
    await store.set("a", 1, ttl=10)
    await store.set("a", 2)

    time.now += 1e9

    assert await store.get("a", int) == 2


async def test_setting_again_begins_a_new_time(store: Store, time: Time) -> None:
    await store.set("a", 1, ttl=10)
    time.now += 9
    await store.set("a", 2, ttl=10)
    time.now += 9

    assert await store.get("a", int) == 2


# ── counting ──


async def test_counting_begins_at_nought(store: Store) -> None:
    assert [await store.increment("n"), await store.increment("n", 5), await store.increment("n", -10)] == [1, 6, -4]
    assert await store.get("n", int) == -4


async def test_counting_goes_on_from_what_was_set(store: Store) -> None:
    await store.set("n", 40)

    assert await store.increment("n", 2) == 42


async def test_counting_by_nothing_reads_and_makes_the_number(store: Store) -> None:
    assert await store.increment("n", 0) == 0
    assert await store.get("n", int) == 0


async def test_a_number_does_not_fall_below_the_minimum(store: Store) -> None:
    await store.set("coins", 5)

    assert await store.increment("coins", -5, minimum=0) == 0
    assert await store.increment("coins", -1, minimum=0) == 0
    assert await store.increment("coins", 3, minimum=0) == 3
    assert await store.increment("coins", -4, minimum=0) == 3
    assert await store.get("coins", int) == 3


async def test_what_is_below_the_minimum_makes_no_number(store: Store) -> None:
    assert await store.increment("coins", -1, minimum=0) == 0
    assert await store.get("coins", int) is None


async def test_a_counted_number_lives_from_when_it_was_made(store: Store, time: Time) -> None:
    assert await store.increment("n", ttl=10) == 1
    time.now += 9
    assert await store.increment("n", ttl=10) == 2
    time.now += 1

    assert await store.get("n", int) is None
    assert await store.increment("n", ttl=10) == 1


async def test_counting_does_not_give_a_time_to_a_number_that_has_none(store: Store, time: Time) -> None:
    await store.set("n", 1)
    await store.increment("n", ttl=10)

    time.now += 1e9

    assert await store.get("n", int) == 2


@pytest.mark.parametrize("value", ["x", 1.5, True, [1], None, {"a": 1}], ids=repr)
async def test_what_is_no_whole_number_cannot_be_counted(store: Store, value: Any) -> None:
    await store.set("n", value)

    with pytest.raises(StoreError, match=r"^value at 'n' is not a int: "):
        await store.increment("n")
    assert await store.get("n", Any) == value


async def test_a_refused_change_keeps_value_and_time(store: Store, time: Time) -> None:
    await store.increment("n", 5, ttl=10)
    time.now += 5
    await store.increment("n", -6, minimum=0, ttl=100)
    await store.increment("n", -1, minimum=0, ttl=100)
    assert await store.get("n", int) == 4

    time.now += 5

    assert await store.get("n", int) is None


async def test_counting_is_exact_up_to_64_bits(store: Store) -> None:
    await store.set("n", 2**53)

    assert await store.increment("n") == 2**53 + 1
    assert await store.increment("n", 2**63 - 2 - 2**53) == 2**63 - 1
    assert await store.increment("n", -1, minimum=2**63 - 1) == 2**63 - 1
    assert await store.increment("n", -1, minimum=2**63 - 2) == 2**63 - 2
    assert await store.increment("low", -(2**63)) == -(2**63)
    assert await store.get("n", int) == 2**63 - 2


@pytest.mark.parametrize(
    ("number", "by"), [(2**63 - 1, 1), (-(2**63), -1), (2**63, 0), (2**64, -(2**63)), (0, 2**63), (-5, 2**63)]
)
async def test_beyond_64_bits_nothing_is_counted_anywhere(store: Store, number: int, by: int) -> None:
    await store.set("n", number)

    with pytest.raises(StoreError, match=r"^number at 'n' cannot be counted on: it would need more than 64 bits$"):
        await store.increment("n", by)
    assert await store.get("n", int) == number


async def test_a_key_that_is_no_unicode_is_refused(store: Store) -> None:
    for attempt in (
        store.get("\ud800", str),
        store.set("\ud800", 1),
        store.delete("\ud800"),
        store.increment("\ud800"),
    ):
        with pytest.raises(StoreError, match=r"^key '\\ud800' cannot be stored: "):
            await attempt


async def test_many_at_once_lose_nothing(store: Store) -> None:
    results = await asyncio.gather(*(store.increment("n", ttl=100) for _ in range(100)))

    assert sorted(results) == list(range(1, 101))


async def test_many_at_once_do_not_fall_below_the_minimum(store: Store) -> None:
    await store.set("coins", 30)

    results = await asyncio.gather(*(store.increment("coins", -1, minimum=0) for _ in range(50)))

    assert sorted(results) == [0] * 20 + list(range(30))


async def test_a_closed_store_opens_again(store: Store) -> None:
    await store.set("a", 1)
    await store.close()
    await store.close()

    assert await store.get("a", int) == 1


# ── anything ──

PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
# The fixture's store serves all examples: each one sets what it reads.
ONE_STORE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@ONE_STORE
@given(key=st.text(), value=PLAIN)
async def test_whatever_json_can_hold_comes_back(store: Store, key: str, value: Any) -> None:
    await store.set(key, value)

    assert await store.get(key, Any) == value


@ONE_STORE
@given(steps=st.lists(st.tuples(st.integers(-20, 20), st.none() | st.integers(-5, 5))))
async def test_counting_is_adding_unless_the_minimum_forbids(store: Store, steps: list[tuple[int, int | None]]) -> None:
    await store.delete("n")
    number = 0
    for by, minimum in steps:
        if minimum is None or number + by >= minimum:
            number += by

        assert await store.increment("n", by, minimum=minimum) == number
