"""What has the form of one emoji."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parameters.emoji import is_emoji


@pytest.mark.parametrize(
    "text",
    [
        "😀",
        "👍",
        "👍🏽",
        "❤️",
        "❤",
        "🏳️‍🌈",
        "👨‍👩‍👧‍👦",
        "🇩🇪",
        "1️⃣",
        "#️⃣",
        "©️",
        "™️",
        "↔️",
        "‼️",
        "🫨",
        "⭐",
        "⌚",
        "🧑🏿‍🚀",
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    ],
)
def test_one_emoji_is_one(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize(
    "text", ["", "a", "1", "#", "😀😀", "😀a", "🇩", "©", ":smile:", "\u200d", "\ufe0f", "ä", "!", "👍 "]
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_emoji(text)


@given(st.text(st.characters(whitelist_categories=["L", "N", "Z"])))
def test_words_are_no_emoji(text: str) -> None:
    assert not is_emoji(text)
