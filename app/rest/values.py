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


def make_id(value: int) -> Snowflake:
    """Return an id that is written as text: it outgrows the integers of JavaScript.

    Raises:
        TypeError: If it is no id, such as a model that has one.
    """
    if not isinstance(value, int | str):
        raise TypeError(f"an id is a number, not a {type(value).__name__}; a model has it as its `id`")
    return Snowflake(value)


def snowflake(value: int | Unset | None) -> Snowflake | Unset | None:
    """Return an id as `make_id` does, if there is one."""
    return value if value is None or isinstance(value, Unset) else make_id(value)


def snowflakes(values: Iterable[int] | Unset | None) -> list[Snowflake] | Unset | None:
    """Return ids as `make_id` does, if there are any."""
    return values if values is None or isinstance(values, Unset) else [make_id(value) for value in values]


def bits(permissions: Permissions | Unset | None) -> str | Unset | None:
    """Return permissions that are written as text, since they outgrow those integers too."""
    return str(int(permissions)) if isinstance(permissions, int) else permissions


def instant(when: dt.datetime | Unset | None) -> dt.datetime | Unset | None:
    """Return a time in UTC; one without a zone is local, as everywhere in Python.

    Raises:
        TypeError: If it is no time, such as how long something lasts.
    """
    if when is None or isinstance(when, Unset):
        return when
    if not isinstance(when, dt.datetime):
        raise TypeError(f"a time is a datetime, not a {type(when).__name__}; add a timedelta to one")
    return when.astimezone(dt.UTC)


def picture(image: bytes | Unset | None) -> str | Unset | None:
    """Return an image as text.

    Raises:
        TypeError: If it is something else than bytes, such as a path.
        ValueError: If it is of no kind that Discord takes.
    """
    return image if image is None or isinstance(image, Unset) else image_data(image)
