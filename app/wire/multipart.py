"""
Bodies of several parts, as files are sent in: `multipart/form-data`.

The parts are read when the body is, piece by piece, so that a large file is
never in memory as a whole; each reading begins anew, so that a request can be
repeated.

https://docs.discord.com/developers/reference#uploading-files
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

PIECE = 65_536
"""Bytes that are read from a file at a time."""


class Content(Protocol):
    """What a part is read from."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the body.

    Attributes:
        name: Name of the form's field.
        size: Bytes of its content.
        open: Gives the content, from its beginning.
        filename: What the file is called; None where it is no file.
        content_type: Media type; empty to say nothing.
    """

    name: str
    size: int
    open: Callable[[], AbstractContextManager[Content]]
    filename: str | None = None
    content_type: str = ""

    @property
    def head(self) -> bytes:
        """The lines before the content."""
        lines = f'Content-Disposition: form-data; name="{_quote(self.name)}"'
        if self.filename is not None:
            lines += f'; filename="{_quote(self.filename)}"'
        if self.content_type:
            lines += f"\r\nContent-Type: {self.content_type}"
        return lines.encode() + b"\r\n\r\n"


class Multipart:
    """A body of parts.

    Attributes:
        content_type: What the body's header says it is.
        length: Bytes of the whole body.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        boundary = secrets.token_hex(16)
        self._parts = parts
        self._opening = f"--{boundary}\r\n".encode()
        self._closing = f"--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self.length = len(self._closing) + sum(
            len(self._opening) + len(part.head) + part.size + len(b"\r\n") for part in parts
        )

    def read(self) -> bytes:
        """Return the whole body; for small ones.

        Raises:
            OSError: If a file cannot be read, or has become shorter than it was.
        """
        return b"".join(self._pieces())

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Go through the body piece by piece; files are read in a thread.

        Raises:
            OSError: If a file cannot be read, or has become shorter than it was.
        """
        pieces = self._pieces()
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece

    def _pieces(self) -> Iterator[bytes]:
        for part in self._parts:
            yield self._opening + part.head
            with part.open() as content:
                # A file may have grown since its size was told to the server.
                left = part.size
                while left and (piece := content.read(min(PIECE, left))):
                    left -= len(piece)
                    yield piece
            if left:
                # Silence here would become a request that never ends.
                raise OSError(f"{part.filename or part.name} has lost its last {left} bytes while it was sent")
            yield b"\r\n"
        yield self._closing


def _quote(text: str) -> str:
    """Put a name between quotes as browsers do.

    https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
    """
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
