"""
Log records that name their interaction and never carry a secret.

Records reach operators through one handler on the root logger. It adds the id
of the interaction that the code was working for (a context variable, so it
also covers tasks that the author starts), and takes tokens out of the finished
text: message, arguments and traceback alike.

Two forms: `console` for people, `json` (one object a line) for machines.
"""

import contextlib
import datetime as dt
import io
import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import TextIO

interaction_id: ContextVar[int | None] = ContextVar("interaction_id", default=None)
"""The interaction that the running code works for, if any."""

REDACTED = "[redacted]"

PERIOD = 60.0
"""Seconds between two lines of one warning that strangers can bring about."""
MOST_REMEMBERED = 100
"""Different warnings that are told apart; beyond it counting starts anew."""

_TOKENS = re.compile(
    r"""
    (?P<path>/(?:webhooks|interactions)/[0-9]+/)[^/\s"'?]+   # interaction tokens stand in paths
    | (?<![\w-])[\w-]{20,90}\.[\w-]{5,12}\.[\w-]{20,90}        # bot tokens
    | aW50ZXJhY3Rpb246[\w=-]+                                # interaction tokens on their own
    """,
    re.VERBOSE,
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Take tokens out of a text: whatever has a token's form, and these secrets wherever they stand."""
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return _TOKENS.sub(lambda found: (found["path"] or "") + REDACTED, text)


def configure_logging(level: str = "info", form: str = "console", secrets: Iterable[str] = ()) -> None:
    """Send all log records of this process to standard error, in one form.

    Args:
        level: Name of the least level that is written.
        form: `console` or `json`.
        secrets: Values that are taken out wherever they appear.
    """
    kept = tuple(secret for secret in secrets if secret)
    handler = Handler(kept, is_json=form == "json")
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # httpx logs each URL at INFO, and these URLs hold tokens that nobody needs to read.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # The server warns of each request that is no HTTP, and anybody can send as many as he likes.
    server = logging.getLogger("uvicorn.error")
    server.filters[:] = [found for found in server.filters if not isinstance(found, RepeatFilter)]
    server.addFilter(RepeatFilter())


class RepeatFilter(logging.Filter):
    """Lets a repeated warning through once a `PERIOD`, with the number of those left out.

    Args:
        clock: Returns seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._since: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is written; only warnings are ever left out."""
        if record.levelno != logging.WARNING:
            return True
        message, now = record.getMessage(), self._clock()
        since = self._since.get(message)
        if since is not None and now - since < PERIOD:
            self._unsaid[message] = self._unsaid.get(message, 0) + 1
            return False
        if len(self._since) >= MOST_REMEMBERED:
            self._since.clear()
            self._unsaid.clear()
        self._since[message] = now
        if more := self._unsaid.pop(message, 0):
            record.msg, record.args = f"{message} (and {more} more since the last such line)", None
        return True


class Handler(logging.StreamHandler[TextIO]):
    """Writes to standard error, also what it says of a record that cannot be formatted.

    Args:
        secrets: Values that are taken out wherever they appear.
        is_json: Whether machines read it.
    """

    def __init__(self, secrets: tuple[str, ...], *, is_json: bool) -> None:
        super().__init__(sys.stderr)
        self.secrets = secrets
        self.is_json = is_json
        self.setFormatter(JsonFormatter(secrets) if is_json else ConsoleFormatter(secrets))

    def write(self, lines: str) -> None:
        """Write lines that are encoded already."""
        with contextlib.suppress(OSError, ValueError):
            # Nobody reads it any more, or it is closed: the lines are lost, as those of a record would be.
            self.acquire()
            try:
                self.stream.write(lines)
                self.stream.flush()
            finally:
                self.release()

    def handleError(self, record: logging.LogRecord) -> None:
        """Report the author's mistake in a log call, with its arguments redacted."""
        with contextlib.redirect_stderr(io.StringIO()) as said:
            super().handleError(record)
        sys.stderr.write(redact(said.getvalue(), self.secrets))


class ConsoleFormatter(logging.Formatter):
    """One line a record for people, with the traceback below it."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, redacted, with the interaction's id at the end of its first line."""
        line, *rest = redact(super().format(record), self._secrets).split("\n", 1)
        working_for = interaction_id.get()
        if working_for is not None:
            line += f" [interaction {working_for}]"
        return "\n".join([line, *rest])


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, interaction_id, error."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return the object, redacted."""
        fields: dict[str, str] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage(), self._secrets),
        }
        working_for = interaction_id.get()
        if working_for is not None:
            fields["interaction_id"] = str(working_for)
        if record.exc_info:
            fields["error"] = redact(self.formatException(record.exc_info), self._secrets)
        # orjson refuses lone surrogates, and a record must not be lost for one.
        return json.dumps(fields)
