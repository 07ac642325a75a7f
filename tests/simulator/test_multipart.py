import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulator.multipart import Upload, parse_parts, read_body
from app.simulator.refusal import Refusal


def encoded(content: bytes, filename: str = "a b.bin") -> tuple[str, bytes]:
    request = httpx.Request(
        "POST",
        "http://x.test",
        data={"payload_json": '{"content": "hé"}'},
        files={"files[3]": (filename, content, "image/png")},
    )
    return request.headers["content-type"], request.read()


@given(content=st.binary(max_size=400))
def test_files_come_through_byte_for_byte(content: bytes) -> None:
    body, files = read_body(*encoded(content))

    assert body == {"content": "hé"}
    assert files == {"3": Upload("a b.bin", "image/png", content)}


def test_plain_json_and_no_body_at_all_are_read_too() -> None:
    assert read_body("application/json", b"[1]") == ([1], {})
    assert read_body("", b"") == ({}, {})


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        pytest.param("application/json", b"{", id="broken JSON"),
        pytest.param("application/json", b"[" * 100_000, id="JSON that nests without end"),
        pytest.param("multipart/form-data", b"--x--", id="no boundary"),
        pytest.param("multipart/form-data; boundary=x", b"--x\r\n\r\nhello", id="no closing boundary"),
        pytest.param("multipart/form-data; boundary=x", b"--x\r\nhello\r\n--x--", id="a part without headers"),
        pytest.param("multipart/form-data; boundary=x", b"--x\r\na: b\r\n\r\nhello\r\n--x--", id="a part without name"),
    ],
)
def test_an_unreadable_body_is_refused(content_type: str, body: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        read_body(content_type, body)

    assert (caught.value.status, caught.value.code) == (400, 50109)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_called_malformed(body: bytes) -> None:
    try:
        parse_parts("multipart/form-data; boundary=ab", b"--ab" + body + b"--ab--")
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize("kind", ["nonsense", "text/plain; x=й", "text/plain\nSet-Cookie: a=b", ""])
def test_a_file_of_no_known_kind_is_bytes(kind: str) -> None:
    head = f'Content-Disposition: form-data; name="f"; filename="a"\r\nContent-Type: {kind}'
    (part,) = parse_parts("multipart/form-data; boundary=b", f"--b\r\n{head}\r\n\r\nx\r\n--b--".encode())

    assert (part.content_type, part.content) == ("application/octet-stream", b"x")


def test_a_file_keeps_its_kind_with_what_is_said_of_it() -> None:
    head = 'Content-Disposition: form-data; name="f"; filename="a"\r\nContent-Type: text/plain; charset="utf-8"'
    (part,) = parse_parts("multipart/form-data; boundary=b", f"--b\r\n{head}\r\n\r\nx\r\n--b--".encode())

    assert part.content_type == 'text/plain; charset="utf-8"'
