"""Stickers."""

from app.models.base import decoder
from app.models.sticker import Sticker, StickerFormat, StickerItem, StickerType


def test_a_sticker_of_a_server_tells_who_uploaded_it() -> None:
    sticker = decoder(Sticker).decode(
        b'{"id":"1","name":"hi","type":2,"format_type":4,"description":null,"tags":"a,b","guild_id":"2","user":{"id":"3"}}'
    )

    assert isinstance(sticker, StickerItem)
    assert (sticker.type, sticker.format_type) == (StickerType.guild, StickerFormat.gif)
    assert sticker.user is not None
    assert (sticker.guild_id, sticker.user.id, sticker.description) == (2, 3, None)
