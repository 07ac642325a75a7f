"""What a request carries: JSON, a form, or files with either; and what stands behind its path."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from app.models.base import encode
from app.models.file import File, with_fields, with_files
from app.wire.multipart import Multipart


class Body(NamedTuple):
    """What a request carries, and the headers that say so.

    Attributes:
        content: The bytes; of files a stream that can be read again, should
            the request be repeated.
        headers: What kind of content it is, and how long a stream is.
        size: Bytes.
    """

    content: bytes | Multipart
    headers: Mapping[str, str]
    size: int


def make_body(data: object, form: Mapping[str, str] | None, files: Sequence[File] | Mapping[str, File]) -> Body | None:
    """Put what is sent into its form on the wire; None if that is nothing.

    Args:
        data: What to send as JSON.
        form: What to send as a form instead.
        files: What to upload beside `data`; by name beside `form`.
    """
    if isinstance(files, Mapping):
        return _multipart(with_fields(form or {}, files))
    if files:
        return _multipart(with_files(encode(data), files))
    if form is not None:
        return _plain(urlencode(form).encode(), "application/x-www-form-urlencoded")
    if data is not None:
        return _plain(encode(data), "application/json")
    return None


def write_query(values: Mapping[str, object] | None) -> str:
    """Write what stands behind a path; of several values each by itself."""
    pairs = [
        (name, _write_value(one))
        for name, value in (values or {}).items()
        if value is not None
        for one in (value if isinstance(value, list | tuple) else [value])
    ]
    return "?" + urlencode(pairs) if pairs else ""


def is_told_apart(data: object) -> bool:
    """Tell whether Discord makes one message of it, however often it is sent.

    https://docs.discord.com/developers/resources/message#create-message
    """
    if isinstance(data, Mapping):
        return data.get("nonce") is not None and data.get("enforce_nonce") is True
    return getattr(data, "nonce", None) is not None and getattr(data, "enforce_nonce", None) is True


def _write_value(value: object) -> str:
    """Write `true` and `false` as Discord takes them, and a time in UTC; one without a zone is local."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(content: bytes, kind: str) -> Body:
    return Body(content, {"Content-Type": kind}, len(content))


def _multipart(body: Multipart) -> Body:
    headers = {"Content-Type": body.content_type, "Content-Length": str(body.length)}
    return Body(body, headers, body.length)
