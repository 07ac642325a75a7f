"""
The fields of a request, of which only those that were given are sent.

A method names its fields as keywords, UNSET unless given. Only where several
methods take the same ones, or more than a signature can hold, does a `TypedDict`
in `app.models` name them, which authors then can hand on too.
"""

from collections.abc import Mapping
from typing import Any

from app.models.keywords import refuse_unknown
from app.models.response import UNSET


def given(**fields: object) -> dict[str, Any]:
    """Return the fields without those that are left as they are; None stays, since it clears."""
    return {name: value for name, value in fields.items() if value is not UNSET}


def known(by: str, fields: Mapping[str, object], kind: type) -> dict[str, Any]:
    """Return the fields, all of which a `TypedDict` names.

    Args:
        by: The method that was given them, for the error.
        fields: What it was given.
        kind: The `TypedDict`.

    Raises:
        TypeError: If it does not name one; Discord would pass over it in silence.
    """
    refuse_unknown(by, fields, kind)
    return dict(fields)
