"""
Interactions kept in a file, to be sent again: by the playground, and by tests.

One JSON object a line: `at`, when it came, as Unix time; `from`, `discord` or
`playground`; `payload`, the interaction. Tokens are not in it, nor the signatures
of links to files. What is sent again gets an id and a token of its own.
"""

import logging
import os
import re
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from starlette.responses import Response

from app.simulator.discord import Discord
from app.simulator.door import json_response
from app.simulator.interaction import Interaction
from app.simulator.page_requests import PageRoute, Wanted, reading
from app.simulator.payloads import Origin
from app.simulator.rules import PING
from app.simulator.views import message_view
from app.simulator.world import Json

log = logging.getLogger(__name__)

REMOVED = "removed"
"""Stands where a secret was."""

LARGEST = 26_214_400
"""Bytes of a recording that can be sent again from the page."""

MOST = 300
"""Interactions that the page sends again at once: each has its 3 seconds, however many they are."""

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
        if not _number(message.get("id")) or ("message_id" in reference and not _number(reference["message_id"])):
            raise ValueError(f"{which} has a message whose ids are none")
    return payload


def _check_kinds(given: Json, kinds: Mapping[str, type], which: str) -> None:
    for key, kind in kinds.items():
        if not isinstance(given.get(key), kind | None):
            raise ValueError(f"{which} has something else than is expected as {key!r}")


def replay(discord: Discord, payload: Json) -> Interaction:
    """Send a recorded interaction again, without waiting for the answer.

    It comes from its user and its channel where this world has them. Somebody from
    elsewhere is told of to the bot as he was; what the bot says stands in #bots, and so
    does the message that he clicked on.
    """
    sent = {**payload, "application_id": str(discord.application_id)}
    origin = _origin(discord, payload) or discord.origin(None, None, None)
    return discord.begin(sent, origin=origin, source=_source(discord, payload, origin))


def _origin(discord: Discord, payload: Json) -> Origin | None:
    world = discord.world
    acting = (payload.get("member") or payload).get("user") or {}
    user = world.users.get(_number(acting.get("id")))
    channel = world.channel_by_id(_number(payload.get("channel_id")))
    if user is None or channel is None:
        return None
    try:
        return discord.origin(user, channel, payload.get("locale"))
    except ValueError:
        # He has left since.
        return None


def _source(discord: Discord, payload: Json, origin: Origin) -> Json | None:
    """Give the message that an interaction sits on; one from elsewhere comes into this world, to be changed there."""
    recorded = payload.get("message")
    if recorded is None:
        return None
    number = _number(recorded["id"])
    blank = message_view(number, origin.channel, discord.world.application.bot, "", discord.now())
    held = {key: deepcopy(value) for key, value in recorded.items() if key not in blank or value is not None}
    return discord.world.messages.setdefault(
        number, {**blank, **held, "id": str(number), "channel_id": blank["channel_id"]}
    )


def _number(snowflake: object) -> int:
    """Read an id; 0 for what is none."""
    is_id = isinstance(snowflake, str) and len(snowflake) < 20 and snowflake.isascii() and snowflake.isdecimal()
    return int(str(snowflake)) if is_id else 0


def replay_routes(discord: Discord) -> list[PageRoute]:
    """Give the route by which the page sends a recording again."""

    async def send(wanted: Wanted) -> Response:
        sent = [replay(discord, payload) for payload in _uploaded(wanted)]
        return json_response({"ids": [str(one.id) for one in sent]}, 202)

    return [("/playground/replay", "POST", reading(discord.world, send))]


def _uploaded(wanted: Wanted) -> list[Json]:
    content = next((upload.content for name, upload in wanted.files if name == "recording"), None)
    if content is None:
        raise ValueError("choose a recording: there is no file named recording in the form")
    if len(content) > LARGEST:
        raise ValueError(f"the recording is larger than {LARGEST // 1_048_576} MiB: send a part of it")
    payloads = read_recording(content)
    if not payloads:
        raise ValueError("the recording is empty")
    if len(payloads) > MOST:
        raise ValueError(
            f"the recording has {len(payloads)} interactions, at most {MOST} are sent at once: send a part"
        )
    return payloads
