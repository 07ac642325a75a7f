"""Bodies of several parts."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.file import File, with_files
from app.simulator.multipart import parse_parts
from app.wire.multipart import PIECE, Multipart, Part


def part(name: str, content: bytes, filename: str | None = None) -> Part:
    return Part(name, len(content), lambda: io.BytesIO(content), filename)


async def collect(body: Multipart) -> list[bytes]:
    return [piece async for piece in body]


@given(st.lists(st.tuples(st.sampled_from(["a", "files[0]", "payload_json"]), st.binary(max_size=200)), min_size=1))
def test_what_was_put_in_comes_out(parts: list[tuple[str, bytes]]) -> None:
    body = Multipart([part(name, content) for name, content in parts])

    whole = body.read()

    assert len(whole) == body.length
    assert [(read.name, read.content) for read in parse_parts(body.content_type, whole)] == parts


@pytest.mark.parametrize(
    ("filename", "written"),
    [
        ("a.png", b'filename="a.png"'),
        ("große Übersicht.png", 'filename="große Übersicht.png"'.encode()),
        ('a"b.png', b'filename="a%22b.png"'),
        ("a\r\nX-Evil: 1\n.png", b'filename="a%0D%0AX-Evil: 1%0A.png"'),
    ],
)
def test_a_name_is_written_as_browsers_do_and_ends_no_line(filename: str, written: bytes) -> None:
    head = part("files[0]", b"", filename).head

    assert written in head
    assert head.count(b"\r\n") == 2


def test_a_name_with_umlauts_is_read_as_it_was_written() -> None:
    body = Multipart([part("files[0]", b"x", "große Übersicht.png")])

    assert parse_parts(body.content_type, body.read())[0].filename == "große Übersicht.png"


def test_the_boundary_is_another_one_each_time() -> None:
    assert Multipart([]).content_type != Multipart([]).content_type


@pytest.mark.anyio
async def test_a_large_file_goes_out_in_pieces_and_another_time_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * (3 * PIECE + 1))
    body = with_files(b"{}", [File("large.bin", path), File("b", io.BytesIO(b"y" * PIECE))])

    async for _ in body:
        break
    first, second = await collect(body), await collect(body)

    assert max(map(len, first)) == PIECE
    assert b"".join(first) == b"".join(second) == body.read()
    assert sum(map(len, first)) == body.length


@pytest.mark.anyio
async def test_files_are_read_in_a_thread() -> None:
    threads: list[threading.Thread] = []

    @contextmanager
    def opened() -> Iterator[io.BytesIO]:
        threads.append(threading.current_thread())
        yield io.BytesIO(b"x")

    await collect(Multipart([Part("a", 1, opened)]))

    assert threads[0] is not threading.main_thread()


@pytest.mark.anyio
async def test_a_file_that_grew_is_sent_as_long_as_it_was_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"abc")
    body = with_files(b"{}", [File("log.txt", path)])
    path.write_bytes(b"abcdef")

    whole = b"".join(await collect(body))

    assert len(whole) == body.length
    assert parse_parts(body.content_type, whole)[1].content == b"abc"


@pytest.mark.anyio
async def test_a_file_that_shrank_is_an_error_and_no_endless_request(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"abcdef")
    body = with_files(b"{}", [File("log.txt", path)])
    path.write_bytes(b"abc")

    with pytest.raises(OSError, match=r"log.txt has lost its last 3 bytes while it was sent"):
        await collect(body)


@pytest.mark.anyio
async def test_a_file_that_vanished_is_named(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"abc")
    body = with_files(b"{}", [File("log.txt", path)])
    path.unlink()

    with pytest.raises(FileNotFoundError, match=r"log\.txt"):
        await collect(body)
    with pytest.raises(FileNotFoundError, match=r"log\.txt"):
        with_files(b"{}", [File("log.txt", path)])
