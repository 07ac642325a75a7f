"""
Select menus: one with options of the author's, four that Discord fills.

https://docs.discord.com/developers/components/reference#string-select
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypedDict, Unpack

import msgspec

from app.models.base import NO_ID, Model, OpenStrEnum, Snowflake, convert
from app.models.channel import Channel, ChannelType
from app.models.component_base import Built, Component, ComponentType, spell_value
from app.models.emoji import read_emoji
from app.models.guild import PartialEmoji, Role
from app.models.user import Member, User

_set = msgspec.structs.force_setattr


class SelectOption(Model):
    """One line of a `StringSelect`.

    Attributes:
        label: What the user reads, at most 100 characters.
        value: What the handler gets, at most 100 characters; the label unless given.
            An id, a number and a member of an Enum become the text that they are
            read from again: `values: list[Snowflake]`, `list[int]`, `list[Tea]`.
        description: Smaller text below, at most 100 characters.
        emoji: Shown before the label. Given as text, such as "🔥" or `<:name:id>`, or
            as `PartialEmoji`.
        default: Whether it is chosen already.

    https://docs.discord.com/developers/components/reference#string-select-select-option-structure
    """

    label: str = ""
    value: str = ""
    description: str | None = None
    emoji: PartialEmoji | None = None
    default: bool = False

    if TYPE_CHECKING:

        def __init__(
            self,
            label: str,
            value: str | float | enum.Enum | None = None,
            *,
            description: str | None = None,
            emoji: PartialEmoji | str | None = None,
            default: bool = False,
        ) -> None: ...

    def __post_init__(self) -> None:
        # The constructor's arguments are wider than the field.
        value: object = self.value
        if value is None or value == "":
            _set(self, "value", self.label)
        elif type(value) is not str:
            _set(self, "value", spell_value(self, value))
        if self.emoji is not None:
            _set(self, "emoji", read_emoji(self.emoji))


class DefaultValueType(OpenStrEnum):
    """What the id of a `SelectDefaultValue` belongs to.

    https://docs.discord.com/developers/components/reference#user-select-select-default-value-structure
    """

    user = "user"
    role = "role"
    channel = "channel"


class SelectDefaultValue(Model, kw_only=True):
    """Somebody or something that is chosen already in a select that Discord fills.

    A select for one kind takes plain ids as well.

    https://docs.discord.com/developers/components/reference#user-select-select-default-value-structure
    """

    id: Snowflake = NO_ID
    type: DefaultValueType = msgspec.field(default_factory=lambda: DefaultValueType.user)


Chosen: TypeAlias = SelectDefaultValue | User | Member | Role | Channel | int
"""What a select that Discord fills takes for something chosen."""


class Select(Model, Component, metaclass=Built, kw_only=True):
    """Base of the five kinds of select menus.

    Attributes:
        custom_id: What the interaction names it by, 1 to 100 characters.
        placeholder: Shown while nothing is chosen, at most 150 characters.
        min_values: Fewest choices, 0 to 25; at least 1 while `required`.
        max_values: Most choices, 1 to 25.
        required: In a modal: whether something must be chosen. No effect in a message.
        disabled: In a message: whether it is greyed out. An error in a modal.

    https://docs.discord.com/developers/components/reference#string-select
    """

    id: int | None = None
    custom_id: str = ""
    placeholder: str | None = None
    min_values: int = 1
    max_values: int = 1
    required: bool = True
    disabled: bool = False


class StringSelect(Select, kw_only=True, tag_field="type", tag=3):
    """A menu of texts.

    Attributes:
        options: The menu's lines, 1 to 25, distinct in their values. Given as texts
            or as `SelectOption`.
        values: The values that were chosen, when it comes back.

    https://docs.discord.com/developers/components/reference#string-select
    """

    type: ClassVar[ComponentType] = ComponentType.string_select
    _places: ClassVar[tuple[str, ...]] = ("options",)

    options: tuple[SelectOption, ...] = ()
    values: tuple[str, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            options: Sequence[SelectOption | str] = (),
            *,
            custom_id: str = "",
            placeholder: str | None = None,
            min_values: int = 1,
            max_values: int = 1,
            required: bool = True,
            disabled: bool = False,
            id: int | None = None,
            values: Sequence[str] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        # The constructor's arguments are wider than the field.
        options: Sequence[SelectOption | str] = self.options
        if isinstance(options, str):
            raise TypeError(f"StringSelect takes a list of options, not the text {options!r}")
        if type(options) is not tuple and (isinstance(options, Mapping) or not isinstance(options, Iterable)):
            raise TypeError(f"StringSelect takes a list of options, not {options!r}")
        _set(self, "options", tuple(SelectOption(option) if isinstance(option, str) else option for option in options))


if TYPE_CHECKING:

    class _EntityFields(TypedDict, total=False):
        custom_id: str
        placeholder: str | None
        default_values: Sequence[Chosen]
        min_values: int
        max_values: int
        required: bool
        disabled: bool
        id: int | None
        values: Sequence[Snowflake]


class EntitySelect(Select, kw_only=True):
    """Base of the four menus that Discord fills.

    Attributes:
        default_values: Who or what is chosen already; between `min_values` and
            `max_values` many. Given as ids, where the menu is of one kind, as what
            has an id, or as `SelectDefaultValue`.
        values: Ids of those chosen, when it comes back; what they are is in the resolved data.

    https://docs.discord.com/developers/components/reference#user-select
    """

    _kinds: ClassVar[tuple[DefaultValueType, ...]] = ()
    """What can be chosen."""

    default_values: tuple[SelectDefaultValue, ...] = ()
    values: tuple[Snowflake, ...] = ()

    if TYPE_CHECKING:

        def __init__(self, **fields: Unpack[_EntityFields]) -> None: ...

    def __post_init__(self) -> None:
        _set(self, "default_values", tuple(_read_chosen(self, one) for one in self.default_values))


def _read_chosen(menu: EntitySelect, chosen: Any) -> SelectDefaultValue:
    """Say what is chosen, and of which kind it is: of a plain id only the menu can tell."""
    if isinstance(chosen, SelectDefaultValue):
        return chosen
    word = type(menu).__name__
    if isinstance(chosen, Mapping):
        # What was kept as JSON comes back so.
        try:
            return convert(chosen, SelectDefaultValue)
        except msgspec.ValidationError as error:
            raise TypeError(f"{word} cannot read {chosen!r}: {error}") from None
    number = chosen if isinstance(chosen, int) else getattr(chosen, "id", None)
    kind = _kind_of(chosen) or (menu._kinds[0] if len(menu._kinds) == 1 else None)
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(f"{word} takes ids and what has an id, not {chosen!r}")
    if kind is None:
        raise TypeError(f"{word} takes users and roles; give {number} as SelectDefaultValue(id=…, type=…)")
    if kind not in menu._kinds:
        raise TypeError(f"{word} takes no {type(chosen).__name__}")
    return SelectDefaultValue(id=Snowflake(number), type=kind)


def _kind_of(chosen: object) -> DefaultValueType | None:
    if isinstance(chosen, User | Member):
        return DefaultValueType.user
    if isinstance(chosen, Role):
        return DefaultValueType.role
    return DefaultValueType.channel if isinstance(chosen, Channel) else None


class UserSelect(EntitySelect, kw_only=True, tag_field="type", tag=5):
    """A menu of users.

    https://docs.discord.com/developers/components/reference#user-select
    """

    type: ClassVar[ComponentType] = ComponentType.user_select
    _kinds: ClassVar[tuple[DefaultValueType, ...]] = (DefaultValueType.user,)

    if TYPE_CHECKING:

        def __init__(self, **fields: Unpack[_EntityFields]) -> None: ...


class RoleSelect(EntitySelect, kw_only=True, tag_field="type", tag=6):
    """A menu of roles.

    https://docs.discord.com/developers/components/reference#role-select
    """

    type: ClassVar[ComponentType] = ComponentType.role_select
    _kinds: ClassVar[tuple[DefaultValueType, ...]] = (DefaultValueType.role,)

    if TYPE_CHECKING:

        def __init__(self, **fields: Unpack[_EntityFields]) -> None: ...


class MentionableSelect(EntitySelect, kw_only=True, tag_field="type", tag=7):
    """A menu of users and roles.

    https://docs.discord.com/developers/components/reference#mentionable-select
    """

    type: ClassVar[ComponentType] = ComponentType.mentionable_select
    _kinds: ClassVar[tuple[DefaultValueType, ...]] = (DefaultValueType.user, DefaultValueType.role)

    if TYPE_CHECKING:

        def __init__(self, **fields: Unpack[_EntityFields]) -> None: ...


class ChannelSelect(EntitySelect, kw_only=True, tag_field="type", tag=8):
    """A menu of channels.

    Attributes:
        channel_types: Kinds of channels in the menu; empty for all kinds.

    https://docs.discord.com/developers/components/reference#channel-select
    """

    type: ClassVar[ComponentType] = ComponentType.channel_select
    _kinds: ClassVar[tuple[DefaultValueType, ...]] = (DefaultValueType.channel,)

    channel_types: tuple[ChannelType, ...] = ()

    if TYPE_CHECKING:

        def __init__(self, *, channel_types: Sequence[ChannelType] = (), **fields: Unpack[_EntityFields]) -> None: ...

    def __post_init__(self) -> None:
        EntitySelect.__post_init__(self)
        _set(self, "channel_types", tuple(self.channel_types))
