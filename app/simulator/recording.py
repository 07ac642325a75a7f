"""
Interactions kept in a file, to be sent again; see `app.simulator.replaying`.

One JSON object a line: `at`, when it came, as Unix time; `from`, `discord` or
`playground`; `payload`, the interaction. Tokens are not in it, nor the signatures
of links to files.
"""

import logging
import os
import re
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from app.simulator.rules import PING
from app.simulator.world import Json

log = logging.getLogger(__name__)

REMOVED = "removed"
"""Stands where a secret was."""

_SECRETS = re.compile(
    r"""
    aW50ZXJhY3Rpb246[\w=-]+                                                # interaction tokens
    | (?<![\w-])[\w-]{20,90}\.[\w-]{5,12}\.[\w-]{20,90}(?![\w-])            # bot tokens
    | (?<=/webhooks/)\d+/[\w-]{30,}                                        # webhooks, with which anybody can post
    """,
    re.VERBOSE,
)
_OBJECTS: Mapping[str, type] = {"data": dict, "member": dict, "user": dict, "message": dict}
_OF_MESSAGE: Mapping[str, type] = {
    "content": str,
    "flags": int,
    "type": int,
    "author": dict,
    "interaction_metadata": dict,
    "message_reference": dict,
    "poll": dict,
    "attachments": list,
    "components": list,
    "embeds": list,
    "mentions": list,
}
"""Whatever looks at messages relies on these."""

_OF_DATA: Mapping[str, type] = {
    "name": str,
    "custom_id": str,
    "target_id": str,
    "options": list,
    "components": list,
    "values": list,
    "resolved": dict,
}
_SIGNED_LINK = re.compile(r"(https://[^\s?#]+)\?[^\s#]*\bhm=[0-9a-fA-F]+[^\s#]*")


class Recorder:
    """Appends interactions to a file, each at once.

    Args:
        path: The file; it is made where there is none.
        now: Gives the Unix time in seconds.

    Raises:
        OSError: If it cannot be written.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self.path = path
        # What people wrote to the bot is nobody else's business.
        opener = partial(os.open, mode=0o600)
        # Unbuffered: whoever ends the recording by force still has all of it.
        self._file = open(path, "ab", buffering=0, opener=opener)  # noqa: SIM115
        self._now = now

    def add(self, source: str, payload: Json) -> None:
        """Append an interaction.

        Args:
            source: Where it comes from, `discord` or `playground`.
            payload: The interaction, as the bot gets it.
        """
        line = {"at": round(self._now(), 3), "from": source, "payload": without_secrets(payload)}
        try:
            self._file.write(orjson.dumps(line) + b"\n")
        except OSError as error:
            log.error("%s has a gap, since it could not be written: %s", self.path, error.strerror)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def without_secrets(payload: Json) -> Json:
    """Give an interaction without its token, and without what has the form of a secret anywhere in it."""
    cleaned: Json = _clean(payload)
    return cleaned


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: REMOVED if key == "token" and isinstance(held, str) else _clean(held) for key, held in value.items()
        }
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, str):
        return _SIGNED_LINK.sub(r"\1", _SECRETS.sub(REMOVED, value))
    return value


def read_recording(recording: Path | bytes) -> list[Json]:
    """Read the interactions of a recording, oldest first.

    Args:
        recording: The file, or what stands in it.

    Raises:
        ValueError: If a line is none of a recording; names it.
        OSError: If the file cannot be read.
    """
    content = recording if isinstance(recording, bytes) else recording.read_bytes()
    name = "the recording" if isinstance(recording, bytes) else str(recording)
    lines = enumerate(content.splitlines(), start=1)
    return [_read_line(line, f"line {number} of {name}") for number, line in lines if line.strip()]


def _read_line(line: bytes, which: str) -> Json:
    try:
        read = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{which} is no JSON: {error}") from None
    payload = read.get("payload") if isinstance(read, dict) else None
    if not isinstance(payload, dict):
        raise ValueError(f'{which} has no interaction: {{"at": …, "from": …, "payload": {{…}}}} is expected')
    if type(payload.get("type")) is not int:
        raise ValueError(f"{which} has an interaction without a type")
    _check_kinds(payload, _OBJECTS, which)
    _check_kinds(payload.get("data") or {}, _OF_DATA, f"{which}, in its data,")
    acting = payload.get("member", payload)
    if payload["type"] != PING and (acting is None or not isinstance(acting.get("user"), dict)):
        raise ValueError(f"{which} has an interaction of nobody: there is no user")
    if (message := payload.get("message")) is not None:
        _check_kinds(message, _OF_MESSAGE, f"{which}, in its message,")
        reference = message.get("message_reference") or {}
        if not read_number(message.get("id")) or (
            "message_id" in reference and not read_number(reference["message_id"])
        ):
            raise ValueError(f"{which} has a message whose ids are none")
    return payload


def _check_kinds(given: Json, kinds: Mapping[str, type], which: str) -> None:
    for key, kind in kinds.items():
        if not isinstance(given.get(key), kind | None):
            raise ValueError(f"{which} has something else than is expected as {key!r}")


def read_number(snowflake: object) -> int:
    """Read an id; 0 for what is none."""
    is_id = isinstance(snowflake, str) and len(snowflake) < 20 and snowflake.isascii() and snowflake.isdecimal()
    return int(str(snowflake)) if is_id else 0
