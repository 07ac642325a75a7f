"""What the log shows first of a traceback: the error, and the author's own line."""

import asyncio
import sysconfig
import traceback
from pathlib import Path

import pytest

import app
from app.simulator.tracebacks import read_traceback

POSTERN = Path(app.__file__).parent
LIBRARY = Path(sysconfig.get_path("stdlib"))


def trace(*files: object, error: str = "ValueError: no") -> str:
    frames = "".join(f'  File "{file}", line {at}, in f{at}\n    call({at})\n' for at, file in enumerate(files, 1))
    return f"Traceback (most recent call last):\n{frames}{error}\n"


@pytest.mark.parametrize(
    "own", ["/home/ada/bot/app/dice.py", "/home/ada/bot/commands/dice.py", "dice.py", "/srv/lib/bot/dice.py"]
)
def test_the_innermost_place_outside_of_postern_and_libraries_is_the_authors(own: str) -> None:
    installed = "/home/ada/bot/.venv/lib/python3.12/site-packages/httpx/client.py"
    found = read_traceback(
        trace(POSTERN / "dispatch.py", own, LIBRARY / "json.py", installed, POSTERN / "rest/call.py")
    )

    assert found["says"] == "ValueError: no"
    assert found["frame"] == {"file": own, "line": 2, "function": "f2", "code": "call(2)"}


def test_where_the_author_has_no_part_in_it_no_place_is_named() -> None:
    assert read_traceback(trace(POSTERN / "dispatch.py", "<string>"))["frame"] is None
    assert read_traceback("KeyError: 'tags'") == {"says": "KeyError: 'tags'", "frame": None}
    assert read_traceback("") == {"says": "", "frame": None}


def test_an_error_of_several_lines_is_told_in_full() -> None:
    error = "app.errors.BadRequest: POST /channels/1/messages\n  embeds.0.title: Must be 256 or fewer in length."

    assert read_traceback(trace("bot.py", error=error))["says"] == error


def test_of_errors_that_led_to_each_other_the_last_counts() -> None:
    text = (
        trace("first.py", error="KeyError: 'a'")
        + "\nDuring handling of the above exception, another exception occurred:\n\n"
        + trace("second.py")
    )

    found = read_traceback(text)
    assert (found["says"], found["frame"]["file"]) == ("ValueError: no", "second.py")


def test_a_mistake_in_writing_has_a_place_without_a_function() -> None:
    text = '  File "bot.py", line 3\n    def (:\n        ^\nSyntaxError: invalid syntax'

    found = read_traceback(text)
    assert found == {
        "says": "SyntaxError: invalid syntax",
        "frame": {"file": "bot.py", "line": 3, "function": "", "code": "def (:"},
    }


async def test_of_a_group_the_last_error_is_told_with_its_place() -> None:
    async def fails() -> None:
        raise ValueError("within a group")

    with pytest.raises(ExceptionGroup) as caught:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())

    found = read_traceback("".join(traceback.format_exception(caught.value)))
    assert found["says"] == "ValueError: within a group"
    assert (found["frame"]["file"], found["frame"]["function"]) == (__file__, "fails")
    assert found["frame"]["code"] == 'raise ValueError("within a group")'


def test_where_the_handler_had_returned_the_message_names_its_place() -> None:
    message = "commands/fails.py:12: /bademb failed [reference 1]"
    found = read_traceback(trace(POSTERN / "dispatch.py"), message)

    assert found["frame"] == {"file": "commands/fails.py", "line": 12, "function": "", "code": ""}
    assert read_traceback(trace("bot.py"), message)["frame"]["file"] == "bot.py"
