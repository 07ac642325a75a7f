"""Which keywords there are, and what to write instead of those that other libraries have."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

_make = msgspec.StructMeta.__call__


class _Instead(NamedTuple):
    """What to write instead of a keyword.

    Attributes:
        word: What it is called elsewhere.
        beside: A keyword that is there where this holds.
        phrase: What to write.
    """

    word: str
    beside: str
    phrase: str


# An edit is what has `attachments`; the first that holds is said.
_INSTEAD = (
    _Instead("view", "attachments", "components=view.components(), with the view that was sent"),
    _Instead("view", "components", "await view.send(ctx, …)"),
    _Instead("embed", "embeds", "embeds=[…]"),
    _Instead("file", "files", "files=[…]"),
    _Instead("attachments", "files", "files=[…]"),
    _Instead("component", "components", "components=[…]"),
    _Instead("text", "content", "content=…"),
    _Instead("hidden", "ephemeral", "ephemeral=True"),
    _Instead("suppress", "suppress_embeds", "suppress_embeds=…"),
    _Instead("flags", "ephemeral", "ephemeral=…, silent=… or suppress_embeds=…"),
    _Instead("delete_after", "content", "await ctx.delete() when its time is over"),
)


class Told(msgspec.StructMeta):
    """Makes models of what authors give, and says which keyword is wrong: a Struct cannot have an `__init__`."""

    def __call__(cls, *places: Any, **fields: Any) -> Any:
        """Make a model."""
        try:
            return _make(cls, *places, **fields)
        except TypeError:
            if unknown := fields.keys() - set(cls.__struct_fields__):
                raise TypeError(_explain(cls.__name__, unknown, cls.__struct_fields__)) from None
            raise


def refuse_unknown(what: str, fields: Mapping[str, object], kind: type, *others: str) -> None:
    """See to it that a `TypedDict` names all of these fields.

    Args:
        what: What was given them, for the error.
        fields: What it was given.
        kind: The `TypedDict`.
        others: What it takes besides.

    Raises:
        TypeError: If it does not name one; Discord would pass over it in silence.
    """
    unknown = fields.keys() - kind.__annotations__.keys()
    if unknown:
        raise TypeError(_explain(what, unknown, (*others, *kind.__annotations__)))


def _explain(what: str, unknown: Iterable[str], taken: Collection[str]) -> str:
    words = sorted(unknown)
    said = f"{what} takes no {', '.join(words)}; it takes {', '.join(taken)}"
    phrases = [phrase for word in words if (phrase := _find_phrase(word, taken))]
    return f"{said}. Write {', '.join(phrases)}" if phrases else said


def _find_phrase(word: str, taken: Collection[str]) -> str | None:
    return next((phrase for known, beside, phrase in _INSTEAD if known == word and beside in taken), None)
