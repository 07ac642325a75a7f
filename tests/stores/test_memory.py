"""What the memory store alone has: it cleans up as it goes, a little at a time."""

from app.stores.memory import MOST_KEYS_SWEPT, MemoryBackend


class Time:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def kept(backend: MemoryBackend) -> int:
    return len(backend._values)


async def test_a_write_removes_what_expired_but_only_so_much() -> None:
    time = Time()
    backend = MemoryBackend(time)
    for number in range(MOST_KEYS_SWEPT * 3):
        await backend.write(f"old{number}", b"1", 1)
    time.now += 1

    counts = []
    for _ in range(4):
        await backend.write("new", b"1", None)
        counts.append(kept(backend))

    assert counts == [MOST_KEYS_SWEPT * 2 + 1, MOST_KEYS_SWEPT + 1, 1, 1]


async def test_values_that_never_expire_are_not_looked_at() -> None:
    backend = MemoryBackend(Time())
    for number in range(100):
        await backend.write(f"key{number}", b"1", None)

    assert len(backend._expiring) == 0
    assert kept(backend) == 100


async def test_those_that_live_do_not_hide_those_that_expired() -> None:
    time = Time()
    backend = MemoryBackend(time)
    for number in range(MOST_KEYS_SWEPT * 2):
        await backend.write(f"long{number}", b"1", 1000)
    for number in range(MOST_KEYS_SWEPT * 2):
        await backend.write(f"short{number}", b"1", 1)
    time.now += 1

    for _ in range(6):
        await backend.write("new", b"1", None)

    assert kept(backend) == MOST_KEYS_SWEPT * 2 + 1


async def test_reading_an_expired_value_removes_it() -> None:
    time = Time()
    backend = MemoryBackend(time)
    await backend.write("a", b"1", 1)
    time.now += 1

    assert await backend.read("a") is None
    assert (kept(backend), len(backend._expiring)) == (0, 0)


async def test_closing_keeps_the_values_for_the_next_start_in_this_process() -> None:
    backend = MemoryBackend()
    await backend.write("a", b"1", None)
    await backend.close()

    assert await backend.read("a") == b"1"
