import pytest

from app.rest.images import image_data


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"GIF87a....", "image/gif"),
        (b"GIF89a....", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x1cftypavif....", "image/avif"),
        (b"\x00\x00\x00\x1cftypavis....", "image/avif"),
    ],
)
def test_an_image_says_of_what_kind_it_is_by_its_first_bytes(image: bytes, kind: str) -> None:
    assert image_data(image).startswith(f"data:{kind};base64,")


def test_an_image_is_sent_as_text() -> None:
    assert image_data(b"GIF89a!") == "data:image/gif;base64,R0lGODlhIQ=="


@pytest.mark.parametrize("image", [b"", b"<svg/>", b"RIFF\x24\x00\x00\x00WAVE", b"\x00\x00\x00\x1cftypmp42"])
def test_what_is_no_image_is_refused_before_it_is_sent(image: bytes) -> None:
    with pytest.raises(ValueError, match="PNG, JPEG, GIF, WebP or AVIF"):
        image_data(image)
