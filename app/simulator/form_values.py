"""
Reads from a form what JSON has no type for: moments, pictures, sets of permissions.

https://docs.discord.com/developers/reference#image-data
"""

import re
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from app.simulator.forms import Form

_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|avif);base64,(.*)", re.DOTALL)


class Image(NamedTuple):
    """A picture that came as a data URI."""

    kind: str
    content: bytes

    @property
    def hash(self) -> str:
        """Its name from now on; that of a moving one begins with `a_`."""
        digest = sha256(self.content).hexdigest()[:32]
        return f"a_{digest}" if self.kind == "gif" else digest


def read_image(form: Form, key: str, *, most: int = 10_485_760, required: bool = False) -> Image | None:
    """Read a picture of at most `most` bytes."""
    text = form.text(key, required=required)
    if text is None:
        return None
    found = _IMAGE.fullmatch(text)
    try:
        content = b64decode(found[2], validate=True) if found else b""
    except ValueError:
        content = b""
    if not found or not content:
        form.fail(key, "IMAGE_INVALID", "Invalid image data")
        return None
    if len(content) > most:
        form.fail(key, "BINARY_TYPE_MAX_SIZE", f"File cannot be larger than {most / 1024} kb.")
        return None
    return Image(found[1], content)


def read_time(form: Form, key: str, *, required: bool = False) -> float | None:
    """Read a moment in ISO 8601, as Unix time; one without an offset is in UTC."""
    text = form.text(key, required=required)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        form.fail(key, "DATE_TIME_TYPE_PARSE", f"Could not parse {text}. Should be ISO8601.")
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def read_permissions(form: Form, key: str) -> int | None:
    """Read a set of permissions, a number in a string."""
    return form.integer(key, least=0, most=2**63 - 1)


def read_ids(form: Form, key: str, *, least: int = 0, most: int | None = None) -> list[int]:
    """Read a list of `least` to `most` ids, each once."""
    found: dict[int, None] = {}
    for index, item in enumerate(form.items(key, least=least, most=most)):
        entry = Form({str(index): item}, form.errors, (*form.path, key)).snowflake(str(index), required=True)
        if entry is not None:
            found[entry] = None
    return list(found)


def read_texts(form: Form, key: str, *, most: int, longest: int) -> list[object]:
    """Read a list of at most `most` texts, each of 1 to `longest` characters."""
    texts = form.items(key, most=most)
    for index, text in enumerate(texts):
        Form({str(index): text}, form.errors, (*form.path, key)).text(str(index), least=1, most=longest, required=True)
    return texts
