"""
Makes ids as Discord makes them.

A snowflake is 64 bits: milliseconds since the first second of 2015, then ten
bits for the machine that made it, then a counter of twelve bits.

https://docs.discord.com/developers/reference#snowflakes
"""

from collections.abc import Callable

EPOCH = 1_420_070_400_000
"""Milliseconds between the Unix epoch and Discord's."""

_LOW_BITS = 22


class Snowflakes:
    """A source of unique, ascending snowflakes."""

    def __init__(self, now: Callable[[], float], machine: int = 1) -> None:
        """Prepare the source.

        Args:
            now: Gives the Unix time in seconds.
            machine: Worker and process number, 0 to 1023; ids of different
                machines never meet.
        """
        self._now = now
        self._machine = machine
        self._millisecond = -1
        self._count = 0

    def __call__(self) -> int:
        """Make the next snowflake."""
        millisecond = max(int(self._now() * 1000) - EPOCH, 0)
        if millisecond > self._millisecond:
            self._millisecond, self._count = millisecond, 0
        elif self._count < 0xFFF:
            self._count += 1
        else:
            # A test's clock may stand still, and still no id comes twice: this one is a millisecond early.
            self._millisecond, self._count = self._millisecond + 1, 0
        return self._millisecond << _LOW_BITS | self._machine << 12 | self._count


def created_at(snowflake: int) -> float:
    """Tell when a snowflake was made, as Unix time in seconds."""
    return ((snowflake >> _LOW_BITS) + EPOCH) / 1000
