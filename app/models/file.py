"""
Files on their way to Discord.

https://docs.discord.com/developers/reference#uploading-files
"""

import io
import mimetypes
import os
import stat
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from app.wire.multipart import Content, Multipart, Part


class File:
    """A file to upload with a message.

    Args:
        name: What it is called in Discord; `attachment://name` shows a picture
            in an embed or component.
        data: Its content: bytes, a `Path`, or an open binary stream, which is
            sent from where it stands and stays open. A stream that cannot go
            back is read into memory at once.
        description: Text for those who cannot see it, at most 1,024 characters.
        spoiler: Whether it is blurred until it is clicked.

    Attributes:
        size: Bytes; of a path when it is sent.

    Raises:
        TypeError: If the data is none of these, such as text.

    https://docs.discord.com/developers/resources/message#attachment-object
    """

    __slots__ = ("_data", "_lock", "_start", "description", "name", "spoiler")

    def __init__(
        self,
        name: str,
        data: bytes | bytearray | memoryview | os.PathLike[str] | BinaryIO,
        *,
        description: str | None = None,
        spoiler: bool = False,
    ) -> None:
        self.name = name
        self.description = description
        self.spoiler = spoiler
        self._start = 0
        self._lock = threading.Lock()
        self._data: bytes | Path | BinaryIO
        if isinstance(data, bytes | bytearray | memoryview):
            self._data = bytes(data)
        elif isinstance(data, os.PathLike):
            self._data = Path(data)
        elif _is_binary(data) and data.seekable():
            self._data, self._start = data, data.tell()
        else:
            # Not every author runs a type checker, and a text here is a common slip.
            content: object = data.read() if _is_binary(data) else data
            if not isinstance(content, bytes):
                raise TypeError(
                    f"data of File({name!r}) is a {type(data).__name__}: it is bytes, a pathlib.Path or a stream that "
                    'is open in "rb" mode; text becomes bytes by .encode()'
                )
            self._data = content

    @property
    def size(self) -> int:
        """Bytes.

        Raises:
            OSError: If it is a path at which there is no file, or a stream
                that was closed.
        """
        if isinstance(self._data, bytes):
            return len(self._data)
        if isinstance(self._data, Path):
            found = self._data.stat()
            if not stat.S_ISREG(found.st_mode):
                raise OSError(f"{str(self._data)!r} is no file")
            return found.st_size
        with self._lock, _as_unreadable():
            return max(self._data.seek(0, os.SEEK_END) - self._start, 0)

    @contextmanager
    def open(self) -> Iterator[Content]:
        """Give the content, from its beginning; several readers do not disturb each other."""
        if isinstance(self._data, bytes):
            yield io.BytesIO(self._data)
        elif isinstance(self._data, Path):
            with self._data.open("rb") as stream:
                yield stream
        else:
            yield _Reader(self._data, self._start, self._lock)

    def __repr__(self) -> str:
        return f"File({self.name!r})"


class _Reader:
    """Reads a stream that others may be reading, too, such as a request that is repeated."""

    def __init__(self, stream: BinaryIO, position: int, lock: threading.Lock) -> None:
        self._stream = stream
        self._position = position
        self._lock = lock

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        with self._lock, _as_unreadable():
            self._stream.seek(self._position)
            piece = self._stream.read(size)
        self._position += len(piece)
        return piece


@contextmanager
def _as_unreadable() -> Iterator[None]:
    """Say of a stream that was closed what is said of any other file that cannot be read."""
    try:
        yield
    except ValueError as error:
        raise OSError(str(error)) from error


def _is_binary(data: object) -> bool:
    """Tell whether this is a stream, and not one of text."""
    return hasattr(data, "read") and hasattr(data, "seekable") and not isinstance(data, io.TextIOBase)


def describe_files(files: Sequence[File]) -> list[dict[str, Any]]:
    """Return the attachment objects that go with uploaded files, numbered as these are.

    https://docs.discord.com/developers/resources/message#attachment-object
    """
    described = []
    for number, file in enumerate(files):
        attachment: dict[str, Any] = {"id": number, "filename": file.name}
        if file.description is not None:
            attachment["description"] = file.description
        if file.spoiler:
            attachment["is_spoiler"] = True
        described.append(attachment)
    return described


def with_files(payload: bytes, files: Sequence[File]) -> Multipart:
    """Put JSON and the files that go with it into one body."""
    json = Part("payload_json", len(payload), lambda: io.BytesIO(payload), content_type="application/json")
    return Multipart([json, *(_file_part(f"files[{number}]", file) for number, file in enumerate(files))])


def with_fields(fields: Mapping[str, str], files: Mapping[str, File]) -> Multipart:
    """Put text fields and files into one body, by the names of a form: how stickers are uploaded."""
    texts = [_text_part(name, text.encode()) for name, text in fields.items()]
    return Multipart([*texts, *(_file_part(name, file) for name, file in files.items())])


def _file_part(name: str, file: File) -> Part:
    """Make the part that a file is."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Part(name, file.size, file.open, file.name, kind)


def _text_part(name: str, text: bytes) -> Part:
    return Part(name, len(text), lambda: io.BytesIO(text))
