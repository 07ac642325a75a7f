"""Files on their way to Discord."""

import io
import os
from pathlib import Path
from typing import Any

import pytest

from app.models.file import File, describe_files, with_fields, with_files
from app.simulator.multipart import Upload, parse_parts, read_body


class Pipe(io.RawIOBase):
    """A stream that cannot go back, as those of processes and connections."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        taken, self._content = self._content, b""
        return taken


def content_of(file: File) -> bytes:
    with file.open() as content:
        return content.read(1_000_000)


@pytest.mark.parametrize("data", [b"abc", bytearray(b"abc"), memoryview(b"abc"), io.BytesIO(b"abc"), Pipe(b"abc")])
def test_content_is_bytes_or_a_stream_and_can_be_read_again(data: Any) -> None:
    file = File("a.txt", data)

    assert (file.size, content_of(file), content_of(file)) == (3, b"abc", b"abc")


def test_content_may_be_at_a_path_and_is_read_when_it_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    file = File("a.txt", path)
    path.write_bytes(b"abc")

    assert (file.size, content_of(file)) == (3, b"abc")
    path.write_bytes(b"abcdef")
    assert (file.size, content_of(file)) == (6, b"abcdef")


def test_what_was_given_may_change_afterwards() -> None:
    buffer = bytearray(b"abc")
    file = File("a.txt", buffer)
    buffer[:] = b"xyz"

    assert content_of(file) == b"abc"


def test_a_stream_is_sent_from_where_it_stands() -> None:
    stream = io.BytesIO(b"headbody")
    stream.seek(4)
    file = File("a.txt", stream)

    assert (file.size, content_of(file), content_of(file)) == (4, b"body", b"body")


def test_two_readers_of_a_stream_do_not_disturb_each_other() -> None:
    file = File("a.txt", io.BytesIO(b"abcdef"))

    with file.open() as first, file.open() as second:
        assert [first.read(2), second.read(3), first.read(2), second.read(3), first.read(9)] == [
            b"ab", b"abc", b"cd", b"def", b"ef",
        ]  # fmt: skip


def test_a_stream_behind_its_end_is_empty() -> None:
    stream = io.BytesIO(b"abc")
    stream.seek(9)

    assert File("a.txt", stream).size == 0


@pytest.mark.parametrize("data", ["abc", io.StringIO("abc"), None, 5, ["abc"]])
def test_text_is_no_content(data: Any) -> None:
    with pytest.raises(TypeError, match=r"data of File\('a.txt'\) is a .*: it is bytes, a pathlib.Path or a stream"):
        File("a.txt", data)


def test_a_path_without_a_file_is_named_when_the_size_is_asked(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(FileNotFoundError, match=r"nothing\.txt"):
        _ = File("a.txt", tmp_path / "nothing.txt").size
    with pytest.raises(OSError, match="is no file"):
        _ = File("a.txt", tmp_path).size
    with pytest.raises(OSError, match="pipe' is no file"):
        _ = File("a.txt", pipe).size


def test_attachments_are_numbered_as_the_files_are() -> None:
    files = [File("a.png", b""), File("b.png", b"", description="a cat", spoiler=True)]

    assert describe_files(files) == [
        {"id": 0, "filename": "a.png"},
        {"id": 1, "filename": "b.png", "description": "a cat", "is_spoiler": True},
    ]
    assert describe_files(()) == []


def test_a_file_shows_its_name_alone() -> None:
    assert repr(File("a.png", b"secret")) == "File('a.png')"


def test_json_and_files_are_read_by_discord_as_they_were_given() -> None:
    body = with_files(b'{"content":"x"}', [File("a.png", b"one"), File("b", io.BytesIO(b"two\r\n--"))])

    payload, files = read_body(body.content_type, body.read())

    assert payload == {"content": "x"}
    assert files == {
        "0": Upload("a.png", "image/png", b"one"),
        "1": Upload("b", "application/octet-stream", b"two\r\n--"),
    }


def test_a_form_has_fields_and_files_by_their_names() -> None:
    body = with_fields({"name": "wave", "tags": "ü"}, {"file": File("wave.png", b"one")})

    parts = parse_parts(body.content_type, body.read())

    assert [(part.name, part.filename, part.content) for part in parts] == [
        ("name", None, b"wave"),
        ("tags", None, "ü".encode()),
        ("file", "wave.png", b"one"),
    ]
