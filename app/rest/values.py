"""
Values within a request: ids, permissions, times and images, as Discord takes them.

Each may be left unset, or be None where that clears; both are handed on as they are.
"""

import datetime as dt
from collections.abc import Iterable

from app.models.base import Snowflake
from app.models.flags import Permissions
from app.models.response import Unset
from app.rest.images import image_data


def snowflake(value: int | Unset | None) -> Snowflake | Unset | None:
    """Return an id that is written as text: it outgrows the integers of JavaScript."""
    return Snowflake(value) if isinstance(value, int) else value


def snowflakes(values: Iterable[int] | Unset | None) -> list[Snowflake] | Unset | None:
    """Return ids that are written as text."""
    if values is None or isinstance(values, Unset):
        return values
    return [Snowflake(value) for value in values]


def bits(permissions: Permissions | Unset | None) -> str | Unset | None:
    """Return permissions that are written as text, since they outgrow those integers too."""
    return str(int(permissions)) if isinstance(permissions, Permissions) else permissions


def instant(when: dt.datetime | Unset | None) -> dt.datetime | Unset | None:
    """Return a time in UTC; one without a zone is local, as everywhere in Python."""
    return when.astimezone(dt.UTC) if isinstance(when, dt.datetime) else when


def picture(image: bytes | Unset | None) -> str | Unset | None:
    """Return an image as text.

    Raises:
        ValueError: If it is of no kind that Discord takes.
    """
    return image_data(image) if isinstance(image, bytes) else image
