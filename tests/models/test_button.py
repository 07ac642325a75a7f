"""Buttons."""

import json

import msgspec
import pytest

from app.models.base import Snowflake, decoder, encode
from app.models.button import Button, ButtonStyle, LinkButton, PremiumButton
from app.models.component import Component
from app.models.guild import PartialEmoji


@pytest.mark.parametrize(
    ("style", "kind"),
    [(1, Button), (2, Button), (3, Button), (4, Button), (5, LinkButton), (6, PremiumButton), (99, Button)],
)
def test_the_style_decides_what_a_button_is(style: int, kind: type[Component]) -> None:
    made = decoder(Component).decode(json.dumps({"type": 2, "style": style}))

    assert type(made) is kind
    assert isinstance(made, Button | LinkButton | PremiumButton)
    assert made.style == style


def test_a_button_is_encoded_with_its_style() -> None:
    button = Button(custom_id="go", label="Go", emoji=PartialEmoji(name="🔥"))

    assert json.loads(msgspec.json.encode(button)) == {
        "type": 2,
        "style": 1,
        "custom_id": "go",
        "label": "Go",
        "emoji": {"name": "🔥"},
    }


def test_a_link_button_is_encoded_with_its_style() -> None:
    assert json.loads(msgspec.json.encode(LinkButton(url="https://x.y"))) == {
        "type": 2,
        "style": 5,
        "url": "https://x.y",
    }


def test_a_premium_button_names_what_it_sells() -> None:
    made = decoder(Component).decode(b'{"type":2,"style":6,"sku_id":"1088510058284990888"}')

    assert isinstance(made, PremiumButton)
    assert made.sku_id == 1088510058284990888


def test_a_changed_copy_leaves_the_button_as_it_is() -> None:
    button = Button(custom_id="go")
    changed = button.replace(disabled=True, style=ButtonStyle.danger)

    assert (changed.disabled, changed.style, changed.custom_id) == (True, ButtonStyle.danger, "go")
    assert not button.disabled


def test_a_link_button_is_written_by_position_and_its_emoji_as_text() -> None:
    assert LinkButton("https://x.y", "Go", emoji="<a:go:5>") == LinkButton(
        url="https://x.y", label="Go", emoji=PartialEmoji(id=Snowflake(5), name="go", animated=True)
    )


def test_a_changed_copy_takes_an_emoji_as_text_too() -> None:
    assert Button(custom_id="go").replace(emoji="🔥").emoji == PartialEmoji(name="🔥")


def test_a_premium_button_is_written_by_position_with_a_plain_number() -> None:
    assert json.loads(encode(PremiumButton(5))) == {"type": 2, "style": 6, "sku_id": "5"}
