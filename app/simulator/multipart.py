"""
Reads `multipart/form-data` as Discord's API takes it: `payload_json` and `files[n]`, or a field a part.

https://docs.discord.com/developers/reference#uploading-files
"""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import HTTP
from urllib.parse import parse_qsl

import orjson

from app.simulator.refusal import Refusal

_KIND = re.compile(r"[\w.+-]+/[\w.+-]+[ -~]*", re.ASCII)
_FILE_FIELD = re.compile(r"files?\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a request."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body.

    Attributes:
        name: The field's name.
        filename: Given for files only.
    """

    name: str
    filename: str | None
    content_type: str
    content: bytes


def parse_parts(content_type: str, body: bytes) -> list[Part]:
    """Split a multipart body.

    Args:
        content_type: The header, with the boundary.
        body: The whole body.

    Raises:
        ValueError: If it is not well formed.
    """
    boundary = _header("content-type", content_type).get_param("boundary")
    if not isinstance(boundary, str) or not boundary:
        raise ValueError("multipart body without a boundary")
    # A line end before the first boundary makes all boundaries look alike.
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("multipart body without its closing boundary")
    return [_part(piece) for piece in pieces[1:-1]]


def read_body(content_type: str, body: bytes) -> tuple[object, dict[str, Upload]]:
    """Read a request or response body, JSON, multipart or a plain form.

    Returns:
        The decoded JSON, or the fields of a form as texts, and the uploads by
        the number in `files[n]`, or by the name of their field.

    Raises:
        Refusal: If the body cannot be read.
    """
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/x-www-form-urlencoded":
            return dict(parse_qsl(body.decode())), {}
        if kind != "multipart/form-data":
            return (orjson.loads(body) if body.strip() else {}), {}
        payload: object = None
        fields: dict[str, str] = {}
        files: dict[str, Upload] = {}
        for part in parse_parts(content_type, body):
            number = _FILE_FIELD.fullmatch(part.name)
            if part.name == "payload_json":
                payload = orjson.loads(part.content)
            elif part.filename:
                files[number[1] if number else part.name] = Upload(part.filename, part.content_type, part.content)
            else:
                fields[part.name] = part.content.decode()
        return (fields if payload is None else payload), files
    except (ValueError, RecursionError) as error:
        raise Refusal(400, 50109, f"The request body contains invalid JSON. ({error})") from None


def _part(piece: bytes) -> Part:
    head, separator, content = piece.partition(b"\r\n\r\n")
    if not separator:
        raise ValueError("a part of the multipart body has no headers")
    headers = {}
    for line in head.decode("utf-8", "replace").strip("\r\n").split("\r\n"):
        key, _, value = line.partition(":")
        headers[key.strip().lower()] = value.strip()
    disposition = _header("content-disposition", headers.get("content-disposition", ""))
    name = disposition.get_param("name", header="content-disposition")
    filename = disposition.get_filename()
    if not isinstance(name, str):
        raise ValueError("a part of the multipart body has no name")
    kind = headers.get("content-type", "")
    # It becomes a header again when the file is handed out.
    return Part(name, filename, kind if _KIND.fullmatch(kind) else "application/octet-stream", content)


def _header(name: str, value: str) -> EmailMessage:
    message = EmailMessage(policy=HTTP)
    message[name] = value
    return message
