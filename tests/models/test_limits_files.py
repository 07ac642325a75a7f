"""What Discord would refuse of the files of a message."""

import io
from pathlib import Path

import pytest

from app.models.attachment import Attachment
from app.models.file import File
from app.models.limits import SIZE_LIMIT, find_fault
from app.models.response import Reply, Update

MEGABYTE = b"x" * 1_048_576


def test_a_message_has_at_most_ten_files_those_that_stay_among_them() -> None:
    file = File("a", b"")

    assert find_fault(Reply(files=[file] * 11)) == "files has 11 items, Discord accepts at most 10"
    assert (
        find_fault(Update(files=[file] * 6, attachments=[Attachment()] * 5))
        == "files has 11 items with those that stay, Discord accepts at most 10"
    )


def test_a_file_may_be_as_large_as_the_interaction_says() -> None:
    message = Reply(files=[File("a", b""), File("b.bin", b"12345")])

    assert find_fault(message, size_limit=5) == ""
    assert find_fault(message, size_limit=4) == "files[1] (b.bin) has 5 bytes, Discord accepts at most 4 here"
    assert find_fault(Reply(files=[File("b", bytes(SIZE_LIMIT + 1))])).endswith("accepts at most 10,485,760 here")


def test_the_files_of_a_message_have_a_limit_together() -> None:
    files = [File("a", MEGABYTE * 9)] * 3

    assert find_fault(Reply(files=files)) == "files has 28,311,552 bytes in all, Discord accepts at most 26,214,400"


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (File("", b""), "files[0].name is empty"),
        (File("x" * 1025, b""), "files[0].name has 1,025 characters, Discord accepts at most 1,024"),
        (File("\ud83d", b""), "files[0].name holds half of a surrogate pair, which is no text"),
        (
            File("a", b"", description="x" * 1025),
            "files[0].description has 1,025 characters, Discord accepts at most 1,024",
        ),
    ],
)
def test_names_and_descriptions_have_limits(file: File, fault: str) -> None:
    assert find_fault(Reply(files=[file])) == fault


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    closed = io.BytesIO(b"x")
    file = File("closed.txt", closed)
    closed.close()

    assert find_fault(Reply(files=[file])).startswith("files[0] (closed.txt) cannot be read: ")
    assert "nowhere.png" in find_fault(Reply(files=[File("a.png", tmp_path / "nowhere.png")]))
    assert (
        find_fault(Reply(files=[File("a", tmp_path)])) == f"files[0] (a) cannot be read: {str(tmp_path)!r} is no file"
    )
