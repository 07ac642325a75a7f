"""
In which order fields and texts stand in the body of a form.

A field may be an annotation alone, and a text has none: neither says where it
stands among the others. So the annotations are counted when a text comes. From
Python 3.14 on they are made once the body has ended, and cannot be counted: the
texts stand first there.

https://peps.python.org/pep-0649/
"""

import inspect
from typing import Any

from app.models.display import TextDisplay


class FormBody(dict[str, Any]):
    """The body of a form while it runs: it sees behind how many fields a text stands."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}

    def __setitem__(self, name: str, value: Any) -> None:
        if isinstance(value, TextDisplay):
            self.counts[name] = len(self.get("__annotations__", ()))
        super().__setitem__(name, value)


class FormMeta(type):
    """Keeps the order of fields and texts: a class itself forgets where what has no annotation stood."""

    @classmethod
    def __prepare__(cls, _name: str, _bases: tuple[type, ...], /, **_keywords: Any) -> FormBody:
        return FormBody()

    def __new__(cls, name: str, bases: tuple[type, ...], body: FormBody, /, **keywords: Any) -> "FormMeta":
        """Make the class, and keep its order as `__layout__`."""
        made = super().__new__(cls, name, bases, body, **keywords)
        names = list(inspect.get_annotations(made))
        # Called as `type(…)` is, with a plain dictionary, it has no order to keep.
        counts = getattr(body, "counts", {})
        for text, place in reversed(counts.items()):
            names.insert(place, text)
        made.__layout__ = tuple(names)
        return made

    __layout__: tuple[str, ...]
