"""
What Discord answered, and the error that an answer is.

An answer is not always Discord's: proxies and Cloudflare answer too, with pages
or with nothing at all.

https://docs.discord.com/developers/reference#error-messages
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from app.errors import BadRequest, Forbidden, NotFound, RestError, ServerError, Unauthorized

if TYPE_CHECKING:
    import httpx

_REFUSALS: Mapping[int, type[RestError]] = {400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound}

_HINTS: Mapping[int, str] = {
    40333: "the User-Agent header was not DiscordBot (URL, VERSION) when it arrived: does a proxy change it?",
}
"""What to do about errors whose message does not say it, by Discord's code."""


class Answer(NamedTuple):
    """A response, whoever made it.

    Attributes:
        status: HTTP status.
        headers: By names in lower case.
        content: The body.
        reason: What stands behind the status.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    reason: str = ""

    @property
    def is_success(self) -> bool:
        """Whether what was asked for was done."""
        return 200 <= self.status < 300

    def read_object(self) -> Mapping[str, Any]:
        """Return the object in the body; an empty one for anything else, such as a proxy's page."""
        try:
            body = orjson.loads(self.content)
        except orjson.JSONDecodeError:
            return {}
        return body if isinstance(body, dict) else {}


def read_result(method: str, shown: str, answer: Answer) -> Any:
    """Return the JSON of a successful answer; None if it has no body.

    Raises:
        RestError: If it is no JSON, but a page of something in between.
    """
    try:
        return orjson.loads(answer.content) if answer.content else None
    except orjson.JSONDecodeError:
        message = f"the answer is no JSON but {answer.headers.get('content-type', 'of no type')}"
        raise RestError(method, shown, answer.status, message=message) from None


async def read_file(response: "httpx.Response", shown: str, most: int) -> bytes:
    """Read a file piece by piece, and no more of it than it may have; nothing of a refusal.

    Args:
        response: What was answered, as far as it has come.
        shown: The address for people to read.
        most: Bytes that it may have.

    Raises:
        RestError: If there is more, or it is packed, so that a few bytes could become many.
    """
    if not response.is_success:
        return b""
    packing = response.headers.get("Content-Encoding", "identity")
    if packing != "identity":
        raise RestError("GET", shown, response.status_code, message=f"the file came packed ({packing}), unasked")
    content = bytearray()
    async for piece in response.aiter_bytes():
        content += piece
        if len(content) > most:
            raise RestError("GET", shown, response.status_code, message=f"the file has more than {most} bytes")
    return bytes(content)


def make_error(method: str, shown: str, answer: Answer, *, hint: str = "") -> RestError:
    """Make the error that an answer is; `hint` is said where its code has none."""
    kind = _REFUSALS.get(answer.status, ServerError if answer.status >= 500 else RestError)
    body = answer.read_object()
    code = read_code(body)
    # The token route alone says it in OAuth2's own words.
    message = str(body.get("message") or body.get("error_description") or body.get("error") or answer.reason)
    lines = tuple(_flatten(body.get("errors")))
    return kind(method, shown, answer.status, code, message, lines, hint=_HINTS.get(code, hint))


def read_code(body: Mapping[str, Any]) -> int:
    """Return Discord's JSON error code; 0 if there is none."""
    code = body.get("code")
    return code if isinstance(code, int) else 0


def _flatten(errors: Any, path: str = "") -> Iterable[str]:
    """Turn Discord's tree of form errors into lines: `embeds.0.title: Must be 256 or fewer in length.`"""
    if not isinstance(errors, Mapping):
        return
    for key, value in errors.items():
        if key == "_errors" and isinstance(value, list):
            yield from (f"{path or 'body'}: {error.get('message')}" for error in value if isinstance(error, Mapping))
        else:
            yield from _flatten(value, f"{path}.{key}" if path else str(key))
