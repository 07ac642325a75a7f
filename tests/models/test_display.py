"""Components that show something."""

import json

import msgspec

from app.models.base import decoder
from app.models.component import Component
from app.models.display import FileComponent, MediaGallery, MediaGalleryItem, TextDisplay, UnfurledMediaItem
from app.models.flags import MediaFlags

components = decoder(Component)


def test_text_comes_back_from_a_modal_without_its_content() -> None:
    assert components.decode(b'{"type":10,"id":4}') == TextDisplay(id=4)


def test_a_gallery_is_encoded_with_its_addresses_alone() -> None:
    gallery = MediaGallery(items=(MediaGalleryItem(media=UnfurledMediaItem(url="https://x.y"), spoiler=True),))

    assert json.loads(msgspec.json.encode(gallery)) == {
        "type": 12,
        "items": [{"media": {"url": "https://x.y"}, "spoiler": True}],
    }


def test_discord_tells_more_of_a_picture_than_it_was_told() -> None:
    gallery = components.decode(
        b'{"type":12,"items":[{"description":null,"media":{"url":"https://x.y","proxy_url":"https://z.y","width":null,'
        b'"height":604,"content_type":null,"flags":1,"attachment_id":"9","placeholder":"abc","placeholder_version":1}}]}'
    )

    assert isinstance(gallery, MediaGallery)
    media = gallery.items[0].media
    assert (media.width, media.height, media.content_type, media.attachment_id) == (None, 604, None, 9)
    assert media.flags is MediaFlags.is_animated


def test_a_file_comes_back_with_name_and_size() -> None:
    file = components.decode(b'{"type":13,"file":{"url":"attachment://game.zip"},"name":"game.zip","size":9}')

    assert isinstance(file, FileComponent)
    assert (file.name, file.size, file.file.url) == ("game.zip", 9, "attachment://game.zip")
