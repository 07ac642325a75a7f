"""Bodies of requests as nobody would write them, yet of names that the routes know."""

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def bodies(fields: Iterable[str], texts: Iterable[str]) -> st.SearchStrategy[Any]:
    """Make any JSON out of these names of fields, and of these texts beside numbers and the like."""
    names = st.sampled_from(list(fields))
    things: st.SearchStrategy[Any] = st.recursive(
        _SCALARS | st.sampled_from(list(texts)),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=12,
    )
    return st.dictionaries(names, things, max_size=6) | things
