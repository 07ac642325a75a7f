"""
What all components have in common.

https://docs.discord.com/developers/components/reference
"""

import enum
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from app.models.base import OpenIntEnum, encodes


class ComponentType(OpenIntEnum):
    """The kinds of components; 15, 16 and 20 are not in use.

    https://docs.discord.com/developers/components/reference#component-object-component-types
    """

    action_row = 1
    button = 2
    string_select = 3
    text_input = 4
    user_select = 5
    role_select = 6
    mentionable_select = 7
    channel_select = 8
    section = 9
    text_display = 10
    thumbnail = 11
    media_gallery = 12
    file = 13
    separator = 14
    container = 17
    label = 18
    file_upload = 19
    radio_group = 21
    checkbox_group = 22
    checkbox = 23


class Component:
    """Base of all components: of what messages and modals are made.

    A field annotated with it takes a component of any kind. One class serves for
    the component as it is sent and for what comes back from a modal: then it has
    its `value` or `values`, and lacks label and limits.

    Attributes:
        type: The kind; the same for all components of a class. Discord's JSON has
            it, the constructor does not.
        id: Number within the message, 32 bits; Discord counts where none was given.

    https://docs.discord.com/developers/components/reference#anatomy-of-a-component
    """

    __slots__ = ()

    type: ClassVar[ComponentType]
    _places: ClassVar[tuple[str, ...]] = ()
    """Fields that the constructor takes by position."""
    _answer: ClassVar[frozenset[str]] = frozenset({"value", "values"})
    """Fields that come back from a user."""
    id: int | None


_make = msgspec.StructMeta.__call__
_LISTS = (list, tuple)


class Built(msgspec.StructMeta):
    """Makes components of what authors give, and says which argument is wrong: a Struct cannot have an `__init__`.

    A class says by `_places` which of its fields can be given by position. Decoding
    does not come by here. Every button and row that is sent does, so that it asks
    what is wrong only where the Struct itself refuses.
    """

    def __call__(cls, *places: Any, **fields: Any) -> Any:
        """Make a component; all fields can be given by name."""
        if places:
            cls._place(places, fields)
        try:
            # Not by super(), which costs as much again as the Struct.
            return _make(cls, **fields)
        except TypeError:
            if unknown := sorted(fields.keys() - set(cls.__struct_fields__)):
                message = f"{cls.__name__} takes no {', '.join(unknown)}; it takes {_names(cls)}"
                raise TypeError(message) from None
            raise

    def _place(cls, places: tuple[Any, ...], fields: dict[str, Any]) -> None:
        """Put what was given by position under its name."""
        names: tuple[str, ...] = cls._places  # type: ignore[attr-defined]
        if len(places) > len(names):
            raise TypeError(
                f"{cls.__name__} takes {_amount(names)} by position; "
                f"say by name what {places[len(names)]!r} is: {_names(cls, names)}"
            )
        for name, value in zip(names, places, strict=False):
            if name in fields:
                raise TypeError(f"{cls.__name__} takes {name} by position or by name, not both")
            fields[name] = value


class Holding(Built):
    """Makes components take what they hold one by one, `ActionRow(first, second)`.

    A class says by `_holds` which field that is; it can be given by its name, too.
    """

    def _place(cls, places: tuple[Any, ...], fields: dict[str, Any]) -> None:
        """Put what is held into its field."""
        name: str = cls._holds  # type: ignore[attr-defined]
        if name in fields:
            raise TypeError(f"{cls.__name__} takes {name} by position or by name, not both")
        for one in places:
            if isinstance(one, _LISTS):
                raise TypeError(f"{cls.__name__} takes {name} one by one: {cls.__name__}(*{name})")
        fields[name] = places


def spell_value(option: msgspec.Struct, value: object) -> str:
    """Return the value of an option as the text that it travels as: of ids, numbers and members of enums, too.

    Raises:
        TypeError: If no menu offers such values.
    """
    plain = value.value if isinstance(value, enum.Enum) else value
    if isinstance(plain, bool) or not isinstance(plain, str | int | float):
        word = type(option).__name__
        raise TypeError(f"{word} takes text, a number or a member of an Enum as its value, not {value!r}")
    return str(plain)


def _amount(names: tuple[str, ...]) -> str:
    return f"{', '.join(names)} alone" if names else "nothing"


def _names(kind: Any, but: tuple[str, ...] = ()) -> str:
    """List what a component is made of; what comes back in a component of its kind is no argument."""
    names = [name for name in kind.__struct_fields__ if name not in {"id", *but, *kind._answer}]
    return ", ".join([*names, "id"])


class UnknownComponent(Component):
    """A component of a kind that Postern does not know yet; nothing of it is lost.

    Attributes:
        type: The kind, as an unknown member of the enum.
        raw: The component as Discord sent it.
    """

    __slots__ = ("id", "raw", "type")

    def __init__(self, raw: Mapping[str, Any]) -> None:
        kind = raw.get("type", raw.get("component_type"))
        self.type = ComponentType(kind if isinstance(kind, int) else 0)  # type: ignore[misc]
        self.id: int | None = raw.get("id")
        self.raw = raw

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnknownComponent) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash((self.type, self.id))

    def __repr__(self) -> str:
        return f"UnknownComponent({self.raw!r})"

    def to_wire(self) -> Mapping[str, Any]:
        """Return the component as Discord sent it, which is what it is encoded as."""
        return self.raw


encodes(UnknownComponent)(UnknownComponent.to_wire)
