"""
Select menus: one with options of the author's, four that Discord fills.

https://docs.discord.com/developers/components/reference#string-select
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import msgspec

from app.models.base import NO_ID, Model, OpenStrEnum, Snowflake
from app.models.channel import ChannelType
from app.models.component_base import Component, ComponentType
from app.models.emoji import make_emoji
from app.models.guild import PartialEmoji

_set = msgspec.structs.force_setattr


class SelectOption(Model):
    """One line of a `StringSelect`.

    Attributes:
        label: What the user reads, at most 100 characters.
        value: What the handler gets, at most 100 characters; the label unless given.
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
            value: str | None = None,
            *,
            description: str | None = None,
            emoji: PartialEmoji | str | None = None,
            default: bool = False,
        ) -> None: ...

    def __post_init__(self) -> None:
        if not self.value:
            _set(self, "value", self.label)
        if isinstance(self.emoji, str):
            _set(self, "emoji", make_emoji(self.emoji))


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


class Select(Model, Component, kw_only=True):
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


class StringSelect(Select, tag_field="type", tag=3):
    """A menu of texts.

    Attributes:
        options: The menu's lines, 1 to 25, distinct in their values. Given as texts
            or as `SelectOption`.
        values: The values that were chosen, when it comes back.

    https://docs.discord.com/developers/components/reference#string-select
    """

    type: ClassVar[ComponentType] = ComponentType.string_select

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
        _set(self, "options", tuple(SelectOption(option) if isinstance(option, str) else option for option in options))


class EntitySelect(Select, kw_only=True):
    """Base of the four menus that Discord fills.

    Attributes:
        default_values: Who or what is chosen already; between `min_values` and
            `max_values` many. Plain ids will do where the menu is of one kind.
        values: Ids of those chosen, when it comes back; what they are is in the resolved data.

    https://docs.discord.com/developers/components/reference#user-select
    """

    _kind: ClassVar[DefaultValueType | None] = None

    default_values: tuple[SelectDefaultValue, ...] = ()
    values: tuple[Snowflake, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            custom_id: str = "",
            placeholder: str | None = None,
            default_values: Sequence[SelectDefaultValue | int] = (),
            min_values: int = 1,
            max_values: int = 1,
            required: bool = True,
            disabled: bool = False,
            id: int | None = None,
            values: Sequence[Snowflake] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        # The constructor's arguments are wider than the field.
        chosen: Sequence[SelectDefaultValue | int] = self.default_values
        if self._kind is not None:
            chosen = [
                SelectDefaultValue(id=Snowflake(value), type=self._kind) if isinstance(value, int) else value
                for value in chosen
            ]
        _set(self, "default_values", tuple(chosen))


class UserSelect(EntitySelect, kw_only=True, tag_field="type", tag=5):
    """A menu of users.

    https://docs.discord.com/developers/components/reference#user-select
    """

    type: ClassVar[ComponentType] = ComponentType.user_select
    _kind: ClassVar[DefaultValueType | None] = DefaultValueType.user

    if TYPE_CHECKING:
        __init__ = EntitySelect.__init__


class RoleSelect(EntitySelect, kw_only=True, tag_field="type", tag=6):
    """A menu of roles.

    https://docs.discord.com/developers/components/reference#role-select
    """

    type: ClassVar[ComponentType] = ComponentType.role_select
    _kind: ClassVar[DefaultValueType | None] = DefaultValueType.role

    if TYPE_CHECKING:
        __init__ = EntitySelect.__init__


class MentionableSelect(EntitySelect, kw_only=True, tag_field="type", tag=7):
    """A menu of users and roles.

    https://docs.discord.com/developers/components/reference#mentionable-select
    """

    type: ClassVar[ComponentType] = ComponentType.mentionable_select

    if TYPE_CHECKING:
        __init__ = EntitySelect.__init__


class ChannelSelect(EntitySelect, kw_only=True, tag_field="type", tag=8):
    """A menu of channels.

    Attributes:
        channel_types: Kinds of channels in the menu; empty for all kinds.

    https://docs.discord.com/developers/components/reference#channel-select
    """

    type: ClassVar[ComponentType] = ComponentType.channel_select
    _kind: ClassVar[DefaultValueType | None] = DefaultValueType.channel

    channel_types: tuple[ChannelType, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            custom_id: str = "",
            placeholder: str | None = None,
            channel_types: Sequence[ChannelType] = (),
            default_values: Sequence[SelectDefaultValue | int] = (),
            min_values: int = 1,
            max_values: int = 1,
            required: bool = True,
            disabled: bool = False,
            id: int | None = None,
            values: Sequence[Snowflake] = (),
        ) -> None: ...
