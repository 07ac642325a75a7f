"""
Whether a text is one Unicode emoji.

Python knows no such property, and its tables are older than the newest emoji.
So the form is looked at: what a text is built of, after Unicode's own grammar.
Which of these forms has a picture is left to whoever draws it.

https://unicode.org/reports/tr51/#EBNF_and_Regex
"""

import re
import unicodedata

_JOINER = "\u200d"
_AS_EMOJI = "\ufe0f"
_KEYCAP = "\u20e3"

_PICTURES = ((0x1F000, 0x1FAFF), (0x2300, 0x23FF), (0x25A0, 0x27BF), (0x2900, 0x297F), (0x2B00, 0x2BFF))
_LETTERS_OF_FLAGS = (0x1F1E6, 0x1F1FF)
_SKIN_TONES = (0x1F3FB, 0x1F3FF)
_TAGS = (0xE0020, 0xE007F)

# Each character becomes one letter: a picture P, another sign O, a letter of a flag F, …
_ONE = "(?:P|O(?=V))V?S?T*"
_GRAMMAR = re.compile(rf"FF|DV?K|{_ONE}(?:J{_ONE})*")


def is_emoji(text: str) -> bool:
    """Tell whether a text has the form of one emoji."""
    return _GRAMMAR.fullmatch("".join(map(_classify, text))) is not None


def _classify(character: str) -> str:
    known = {_JOINER: "J", _AS_EMOJI: "V", _KEYCAP: "K"}.get(character)
    if known is not None:
        return known
    if character in "0123456789#*":
        return "D"
    for (first, last), letter in ((_LETTERS_OF_FLAGS, "F"), (_SKIN_TONES, "S"), (_TAGS, "T")):
        if first <= ord(character) <= last:
            return letter
    if any(first <= ord(character) <= last for first, last in _PICTURES):
        return "P"
    # Signs that are text unless a selector asks for the picture: ©️ ™️ ↔️ ‼️ 〰️
    return "O" if unicodedata.category(character) in {"So", "Sm", "Po", "Pd"} else "x"
