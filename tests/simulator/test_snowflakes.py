from app.simulator.snowflakes import Snowflakes, created_at


def test_ids_are_unique_and_ascend_though_the_clock_stands_still() -> None:
    make = Snowflakes(lambda: 1_700_000_000.0)

    ids = [make() for _ in range(10_000)]

    assert ids == sorted(set(ids))


def test_ids_ascend_though_the_clock_goes_back() -> None:
    clock = iter([1_700_000_000.0, 1_600_000_000.0, 0.0])
    make = Snowflakes(lambda: next(clock))

    first, second, third = make(), make(), make()

    assert first < second < third


def test_an_id_tells_when_it_was_made() -> None:
    assert created_at(Snowflakes(lambda: 1_700_000_000.25)()) == 1_700_000_000.25


def test_discords_documented_example_is_read_rightly() -> None:
    assert created_at(175928847299117063) == 1462015105.796
