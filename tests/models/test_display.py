"""Components that show something."""

import json

import msgspec

from app.models.base import decoder
from app.models.component import Component
from app.models.display import FileComponent, MediaGallery, MediaGalleryItem, TextDisplay, Thumbnail, UnfurledMediaItem
from app.models.flags import MediaFlags

components = decoder(Component)


def test_text_comes_back_from_a_modal_without_its_content() -> None:
    assert components.decode(b'{"type":10,"id":4}') == TextDisplay(id=4)


def test_a_gallery_is_encoded_with_its_addresses_alone() -> None:
    gallery = MediaGallery(MediaGalleryItem(UnfurledMediaItem("https://x.y"), spoiler=True))

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


def test_pictures_are_given_as_addresses() -> None:
    assert Thumbnail("https://x.y", description="a cat").media == UnfurledMediaItem("https://x.y")
    assert Thumbnail(url="https://x.y") == Thumbnail("https://x.y")
    assert MediaGallery("https://x.y", MediaGalleryItem("https://z.y")).items == (
        MediaGalleryItem(UnfurledMediaItem("https://x.y")),
        MediaGalleryItem(UnfurledMediaItem("https://z.y")),
    )
    assert json.loads(msgspec.json.encode(FileComponent("attachment://a.zip", spoiler=True))) == {
        "type": 13,
        "file": {"url": "attachment://a.zip"},
        "spoiler": True,
    }


def test_a_changed_copy_takes_addresses_too() -> None:
    assert Thumbnail("https://x.y").replace(media="https://z.y") == Thumbnail("https://z.y")
    assert MediaGallery("https://x.y").replace(items=["https://z.y"]) == MediaGallery("https://z.y")
