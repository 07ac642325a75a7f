"""Answers as bytes: made when they are given, with what may be gone before they leave."""

from collections.abc import Callable
from typing import TypeVar

from app.context.delivery import INLINE_MOST
from app.errors import AnswerInvalid
from app.models.file import File
from app.models.response import InteractionResponse

T = TypeVar("T")


def encoded(encode: Callable[[T], InteractionResponse], answer: T, by: str) -> InteractionResponse:
    """Encode an answer when it is given, so that what cannot be is the handler's error, and not the server's.

    Args:
        encode: Puts it into its form on the wire.
        answer: The answer.
        by: What gave it, for the error.

    Raises:
        AnswerInvalid: If it has no such form, or a file cannot be read.
    """
    try:
        response = encode(answer)
        if response.files and response.size <= INLINE_MOST:
            # The handler goes on before this leaves, and may close or delete there and then what it has given.
            response.files = [_held(file) for file in response.files]
    except (OSError, TypeError, ValueError, NotImplementedError, RecursionError) as error:
        raise AnswerInvalid(f"{by} cannot be sent: {error}") from error
    return response


def _held(file: File) -> File:
    """Return a file that is small with its content in memory."""
    with file.open() as content:
        return File(file.name, content.read(file.size), description=file.description, spoiler=file.spoiler)
