"""
What the playground's page asks for: reads a request, and explains what is wrong with it.

A handler gets a `Wanted` and may raise what the simulated client raises; whoever sits
at the page is told the sentence.
"""

from collections.abc import Awaitable, Callable, Iterable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.simulator.door import json_response
from app.simulator.forms import MAX_SNOWFLAKE
from app.simulator.multipart import Upload, parse_parts
from app.simulator.refusal import Refusal
from app.simulator.registration import LOCALES
from app.simulator.world import Channel, Guild, Json, User, World

Handler = Callable[[Request], Awaitable[Response]]
Deed = Callable[["Wanted"], Awaitable[Response]]
PageRoute = tuple[str, str, Handler]
"""Path, method and handler."""


class Wanted:
    """One request of the page: fields, files, and what in the world they name.

    Attributes:
        data: The fields.
        files: Uploads with the name of their field; several may have the same one.
    """

    def __init__(self, world: World, data: Json, files: Iterable[tuple[str, Upload]] = ()) -> None:
        self._world = world
        self.data = data
        self.files = list(files)

    def text(self, key: str) -> str:
        """Give a text.

        Raises:
            ValueError: If it is missing, or something else.
        """
        value = self._given(key)
        if not isinstance(value, str):
            raise ValueError(f"the field {key!r} must be a text")
        return value

    def id(self, key: str) -> int:
        """Give an id, sent as text or as a number.

        Raises:
            ValueError: If it is missing, or something else.
        """
        return read_id(key, self._given(key))

    def ids(self, key: str) -> list[int]:
        """Give a list of ids, each once.

        Raises:
            ValueError: If it is missing, or something else.
        """
        return list(dict.fromkeys(read_id(key, value) for value in self.items(key)))

    def items(self, key: str) -> list[object]:
        """Give a list of whatever it holds.

        Raises:
            ValueError: If it is missing, or something else.
        """
        value = self._given(key)
        if not isinstance(value, list):
            raise ValueError(f"the field {key!r} must be a list")
        return value

    def fields(self, key: str) -> Json:
        """Give an object; an empty one where the field is missing.

        Raises:
            ValueError: If it is something else.
        """
        value = self.data.get(key)
        if not isinstance(value, dict | None):
            raise ValueError(f"the field {key!r} must be an object")
        return value or {}

    @property
    def user(self) -> User:
        """The user who acts.

        Raises:
            LookupError: If there is no such user.
        """
        user = self._world.users.get(self.id("user"))
        if user is None:
            raise LookupError("the acting user is gone")
        return user

    @property
    def channel(self) -> Channel:
        """Where he acts; `dm` stands for a conversation with the bot that need not exist before.

        Raises:
            LookupError: If there is no such channel.
        """
        if self.data.get("channel") == "dm":
            return self._world.dm(self.user)
        channel = self._world.channel_by_id(self.id("channel"))
        if channel is None:
            raise LookupError("the channel is gone")
        return channel

    @property
    def guild(self) -> Guild:
        """The guild that is named.

        Raises:
            LookupError: If there is no such guild.
        """
        guild = self._world.guilds.get(self.id("guild"))
        if guild is None:
            raise LookupError("the server is gone")
        return guild

    @property
    def message(self) -> Json:
        """The message that is named.

        Raises:
            LookupError: If there is no such message.
        """
        message = self._world.messages.get(self.id("message"))
        if message is None:
            raise LookupError("the message has been deleted")
        return message

    @property
    def locale(self) -> str | None:
        """Language of the user's client; None for the one that he has set.

        Raises:
            ValueError: If Discord's client has no such language.
        """
        locale = self.data.get("locale") or None
        if locale is not None and locale not in LOCALES:
            raise ValueError(f"Discord's client does not know the language {locale!r}")
        return locale

    def _given(self, key: str) -> object:
        if self.data.get(key) is None:
            raise ValueError(f"the field {key!r} is missing")
        return self.data[key]


def read_id(key: str, value: object) -> int:
    """Read an id that a field holds.

    Raises:
        ValueError: If it is none.
    """
    digits = "" if isinstance(value, bool) else str(value)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 19 and int(digits) <= MAX_SNOWFLAKE):
        raise ValueError(f"the field {key!r} must be an id, not {value!r}")
    return int(digits)


def reading(world: World, deed: Deed) -> Handler:
    """Make a handler of what is to be done with a request that was read.

    Args:
        world: Where what is named is looked up.
        deed: What to do; whatever it cannot do becomes an answer with a sentence.
    """

    async def handle(request: Request) -> Response:
        try:
            return await deed(await _read(world, request))
        except Refusal as refusal:
            sentence = "; ".join([refusal.message, *refusal.fields])
        except (LookupError, ValueError, TypeError) as error:
            sentence = str(error)
        return json_response({"error": sentence}, 400)

    return handle


async def _read(world: World, request: Request) -> Wanted:
    """Read JSON, a form of one `payload_json` and files, or the query of what is only looked at."""
    if request.method == "GET":
        return Wanted(world, dict(request.query_params))
    raw = await request.body()
    kind = request.headers.get("content-type", "")
    files: list[tuple[str, Upload]] = []
    # A form from a foreign page could be sent without the browser asking first; the guard has refused those already.
    if kind.startswith("multipart/form-data"):
        parts = parse_parts(kind, raw)
        raw = next((part.content for part in parts if part.name == "payload_json"), b"{}")
        # A file chooser that was left empty sends a part without a name.
        files = [(p.name, Upload(p.filename, p.content_type, p.content)) for p in parts if p.filename]
    data = orjson.loads(raw)
    if not isinstance(data, dict):
        raise TypeError("an object is expected")
    return Wanted(world, data, files)
