"""Reads what a query string asks for: which page of a list, and what to tell beside it."""

from collections.abc import Iterable

from starlette.requests import Request

from app.simulator.form_values import read_time
from app.simulator.forms import Form
from app.simulator.refusal import FormErrors


def page_limit(request: Request, *, most: int, default: int, least: int = 1) -> int:
    """Read `limit`.

    Args:
        request: The request.
        most: Largest number that may be asked for.
        default: What holds when nothing is asked for.
        least: Smallest number that may be asked for.

    Raises:
        Refusal: If it is out of range, or no number.
    """
    errors = FormErrors()
    limit = Form(dict(request.query_params), errors).integer("limit", least=least, most=most)
    errors.raise_if_any()
    return default if limit is None else limit


def page_id(request: Request, key: str) -> int | None:
    """Read an id such as `before`; None when it is not given.

    Raises:
        Refusal: If it is no id.
    """
    errors = FormErrors()
    found = Form(dict(request.query_params), errors).snowflake(key)
    errors.raise_if_any()
    return found


def page_of_ids(request: Request, ids: Iterable[int], *, most: int, default: int) -> list[int]:
    """Cut the page that `limit`, `before` and `after` ask for out of ids.

    Args:
        request: The request.
        ids: All of them, in any order.
        most: Largest `limit` that may be asked for.
        default: The limit when nothing is asked for.

    Returns:
        Ids in rising order; before an id stand those nearest to it. Of
        `before` and `after` the first one holds.

    Raises:
        Refusal: If one of the three is malformed.
    """
    limit = page_limit(request, most=most, default=default)
    before, after = page_id(request, "before"), page_id(request, "after") or 0
    if before is not None:
        return sorted(found for found in ids if found < before)[-limit:]
    return sorted(found for found in ids if found > after)[:limit]


def page_time(request: Request, key: str) -> float | None:
    """Read a time in ISO 8601, as Unix time; None when it is not given.

    Raises:
        Refusal: If it is no time.
    """
    errors = FormErrors()
    # A plus sign that nobody encoded arrives as a space.
    query = {name: value.replace(" ", "+") for name, value in request.query_params.items()}
    found = read_time(Form(query, errors), key)
    errors.raise_if_any()
    return found


def is_true(request: Request, key: str) -> bool:
    """Read whether something is wanted."""
    return request.query_params.get(key, "").lower() in ("true", "1")
