"""
Images within JSON: icons, avatars, emojis.

https://docs.discord.com/developers/reference#image-data
"""

from base64 import b64encode


def image_data(image: bytes) -> str:
    """Put an image into the form that Discord takes within JSON, a data URI.

    Args:
        image: The bytes of a PNG, JPEG, GIF, WebP or AVIF file.

    Raises:
        TypeError: If it is something else than bytes, such as a path.
        ValueError: If it is none of these files.
    """
    if not isinstance(image, bytes):
        raise TypeError(f"an image is bytes, not a {type(image).__name__}; read the file first")
    return f"data:{_kind_of(image)};base64,{b64encode(image).decode()}"


def _kind_of(image: bytes) -> str:
    if image.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if image.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if image.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if image[:4] == b"RIFF" and image[8:12] == b"WEBP":
        return "image/webp"
    if image[4:12] in {b"ftypavif", b"ftypavis"}:
        return "image/avif"
    raise ValueError("an image is a PNG, JPEG, GIF, WebP or AVIF file; these bytes begin like none of them")
