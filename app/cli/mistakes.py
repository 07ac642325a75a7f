"""
What keeps a bot, or a part of it, from being loaded: a sentence, and where it happened.

The sentence names the file and line. Below it, indented, stand the last lines of
the traceback, where an author's code raised something of its own.
"""

import logging
import os
import traceback
from collections.abc import Iterable
from pathlib import Path

from app.errors import BadRequest

LEFT_OUT, FAILED = "app.cli.dev_bot.left_out", "app.cli.dev_bot.failed"
"""Loggers by which the bot's process tells its parent: what is left out, and why there is no bot at all."""

INDENT = "    "
"""Begins each line that is no sentence of its own."""

_FRAMES = 3
_LONGEST_LINE = 300
_OURS = str(Path(__file__).parents[1]) + os.sep
_IMPORTS = os.path.join("importlib", "__init__.py")


def describe(error: BaseException) -> str:
    """Tell of an error in one line, and in indented lines what else it says and what led to it."""
    sentence, *more = str(error).split("\n")
    indented = [INDENT + line.strip() for line in more if line.strip()]
    return "\n".join([sentence, *indented, *_led_to(error)])


def describe_exit(leaving: SystemExit) -> str:
    """Tell where an author's module has ended the process while it was loaded."""
    frames = _authors_frames(leaving)
    where = f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""
    sentence = f"{where}SystemExit({leaving.code!r}) ended the bot while its modules were loaded"
    return "\n".join([sentence, *_indented(traceback.format_list(frames[-_FRAMES:]))])


def describe_refusal(error: BadRequest, names: Iterable[str]) -> str:
    """Tell why Discord did not take a list of commands, a line for each of its fields.

    Args:
        error: Its answer.
        names: How each command of the list is called, in their order, with its file and line.
    """
    known = list(names)
    lines = [f"Discord refused the commands, so none of them was registered: {error.message} (code {error.code})"]
    for field in error.errors:
        first, _, rest = field.partition(".")
        is_known = first.isdecimal() and int(first) < len(known)
        lines.append(f"{known[int(first)]}: {rest}" if is_known else field)
    return "\n".join(lines)


class Mistakes(logging.Handler):
    """Keeps what the loader says of modules and plugins that it leaves out.

    Attributes:
        said: Each of them as `describe` tells of it.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what a record says, and what it says was raised."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        raised = next((argument for argument in arguments if isinstance(argument, BaseException)), None)
        sentence = " ".join(record.getMessage().split("\n"))
        self.said.append("\n".join([sentence, *_led_to(raised)]))


def _led_to(error: BaseException | None) -> list[str]:
    """Give the end of the traceback of what an error was made of, without what loads and calls the author's code."""
    cause = error.__cause__ if error is not None else None
    if cause is None:
        return []
    frames = _authors_frames(cause)[-_FRAMES:]
    return _indented([*traceback.format_list(frames), *traceback.format_exception_only(cause)])


def _authors_frames(error: BaseException) -> list[traceback.FrameSummary]:
    return [frame for frame in traceback.extract_tb(error.__traceback__) if not _is_machinery(frame.filename)]


def _indented(texts: Iterable[str]) -> list[str]:
    return [INDENT + line[:_LONGEST_LINE] for text in texts for line in text.rstrip().split("\n")]


def _is_machinery(filename: str) -> bool:
    return filename.startswith(("<frozen ", _OURS)) or filename.endswith(_IMPORTS)
