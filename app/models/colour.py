"""
Colours: of embeds, roles and containers.

Discord takes and gives a colour as one number, `0xRRGGBB`; so a `Colour` is that
number, and can stand wherever an `int` can.
"""

import re
from types import MappingProxyType
from typing import Self

WHITE = 0xFFFFFF

_HEX = re.compile(r"(?:#|0x|0x#)(?P<digits>[0-9a-f]{6}|[0-9a-f]{3})", re.ASCII)
_PART = r"\s*(\d{1,3}%?)\s*"
_RGB = re.compile(rf"rgb\s*\({_PART},{_PART},{_PART}\)", re.ASCII)


class Colour(int):
    """A colour as Discord counts it: red, green and blue, eight bits each.

    It is an `int` from 0 to `0xFFFFFF`, and written as `#rrggbb`.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a colour as people write it.

        Args:
            text: `#f0c`, `#ff00cc`, `0xff00cc`, `rgb(255, 0, 204)` with
                percentages where wanted, or a name of `COLOURS` in any case,
                with spaces or underscores: `dark teal`.

        Raises:
            ValueError: If it is none of these.
        """
        plain = text.strip().lower()
        named = COLOURS.get(re.sub(r"[\s-]+", "_", plain).replace("gray", "grey"))
        if named is not None:
            return cls(named)
        found = _HEX.fullmatch(plain)
        if found:
            digits = found["digits"]
            return cls(int(digits if len(digits) == 6 else "".join(digit * 2 for digit in digits), 16))
        found = _RGB.fullmatch(plain)
        if found is None:
            raise ValueError(f"{text!r} is no colour")
        return cls.from_rgb(*(_read_part(part) for part in found.groups()))

    @classmethod
    def from_rgb(cls, red: int, green: int, blue: int) -> Self:
        """Mix a colour.

        Args:
            red: 0 to 255; so are the others.
            green: How much green.
            blue: How much blue.

        Raises:
            ValueError: If a part is out of its limits.
        """
        if not all(0 <= part <= 0xFF for part in (red, green, blue)):
            raise ValueError(f"each part of a colour is 0 to 255, not {(red, green, blue)}")
        return cls((red << 16) + (green << 8) + blue)

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, each 0 to 255."""
        return self >> 16 & 0xFF, self >> 8 & 0xFF, self & 0xFF

    def __str__(self) -> str:
        return f"#{int(self):06x}"

    def __repr__(self) -> str:
        return f"Colour({int(self):#08x})"


def _read_part(part: str) -> int:
    if not part.endswith("%"):
        return int(part)
    share = int(part[:-1])
    # Above 100 % it stays above 255, and is refused as that.
    return round(share * 255 / 100)


COLOURS = MappingProxyType(
    {
        "default": 0x000000,
        "black": 0x000000,
        "white": WHITE,
        "teal": 0x1ABC9C,
        "dark_teal": 0x11806A,
        "brand_green": 0x57F287,
        "green": 0x2ECC71,
        "dark_green": 0x1F8B4C,
        "blue": 0x3498DB,
        "dark_blue": 0x206694,
        "purple": 0x9B59B6,
        "dark_purple": 0x71368A,
        "magenta": 0xE91E63,
        "dark_magenta": 0xAD1457,
        "gold": 0xF1C40F,
        "dark_gold": 0xC27C0E,
        "orange": 0xE67E22,
        "dark_orange": 0xA84300,
        "brand_red": 0xED4245,
        "red": 0xE74C3C,
        "dark_red": 0x992D22,
        "lighter_grey": 0x95A5A6,
        "light_grey": 0x979C9F,
        "dark_grey": 0x607D8B,
        "darker_grey": 0x546E7A,
        "og_blurple": 0x7289DA,
        "blurple": 0x5865F2,
        "greyple": 0x99AAB5,
        "dark_theme": 0x313338,
        "dark_embed": 0x2B2D31,
        "light_embed": 0xEEEFF1,
        "fuchsia": 0xEB459E,
        "yellow": 0xFEE75C,
        "pink": 0xEB459F,
    }
)
"""Names of colours: those of Discord's palette and brand, as discord.py's `Colour` has them, and black and white."""
