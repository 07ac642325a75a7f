"""
What all components have in common.

https://docs.discord.com/developers/components/reference
"""

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
    id: int | None


class Holding(msgspec.StructMeta):
    """Makes components take what they hold one by one, `ActionRow(first, second)`: a Struct cannot have an `__init__`.

    A class says by `_holds` which field that is. Decoding does not come by here.
    """

    def __call__(cls, *held: Any, **fields: Any) -> Any:
        """Make a component; the field that holds others can be given by its name, too."""
        if held:
            name: str = cls._holds  # type: ignore[attr-defined]
            if name in fields:
                raise TypeError(f"{cls.__name__} takes {name} by position or by name, not both")
            fields[name] = held
        return super().__call__(**fields)


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
