"""
Select menus: one with options of the author's, four that Discord fills.

https://docs.discord.com/developers/components/reference#string-select
"""

from typing import ClassVar

import msgspec

from app.models.base import NO_ID, Model, OpenStrEnum, Snowflake
from app.models.channel import ChannelType
from app.models.component_base import Component, ComponentType
from app.models.guild import PartialEmoji


class SelectOption(Model, kw_only=True):
    """One line of a `StringSelect`.

    Attributes:
        label: What the user reads, at most 100 characters.
        value: What the handler gets, at most 100 characters.
        description: Smaller text below, at most 100 characters.
        default: Whether it is chosen already.

    https://docs.discord.com/developers/components/reference#string-select-select-option-structure
    """

    label: str = ""
    value: str = ""
    description: str | None = None
    emoji: PartialEmoji | None = None
    default: bool = False


class DefaultValueType(OpenStrEnum):
    """What the id of a `SelectDefaultValue` belongs to.

    https://docs.discord.com/developers/components/reference#user-select-select-default-value-structure
    """

    user = "user"
    role = "role"
    channel = "channel"


class SelectDefaultValue(Model, kw_only=True):
    """Somebody or something that is chosen already in a select that Discord fills.

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


class StringSelect(Select, kw_only=True, tag_field="type", tag=3):
    """A menu of texts.

    Attributes:
        options: The menu's lines, 1 to 25.
        values: The values that were chosen, when it comes back.

    https://docs.discord.com/developers/components/reference#string-select
    """

    type: ClassVar[ComponentType] = ComponentType.string_select

    options: tuple[SelectOption, ...] = ()
    values: tuple[str, ...] = ()


class UserSelect(Select, kw_only=True, tag_field="type", tag=5):
    """A menu of users.

    Attributes:
        default_values: Who is chosen already; between `min_values` and `max_values` many.
        values: Ids of those chosen, when it comes back; who they are is in the resolved data.

    https://docs.discord.com/developers/components/reference#user-select
    """

    type: ClassVar[ComponentType] = ComponentType.user_select

    default_values: tuple[SelectDefaultValue, ...] = ()
    values: tuple[Snowflake, ...] = ()


class RoleSelect(Select, kw_only=True, tag_field="type", tag=6):
    """A menu of roles.

    Attributes:
        default_values: Which are chosen already; between `min_values` and `max_values` many.
        values: Ids of those chosen, when it comes back; what they are is in the resolved data.

    https://docs.discord.com/developers/components/reference#role-select
    """

    type: ClassVar[ComponentType] = ComponentType.role_select

    default_values: tuple[SelectDefaultValue, ...] = ()
    values: tuple[Snowflake, ...] = ()


class MentionableSelect(Select, kw_only=True, tag_field="type", tag=7):
    """A menu of users and roles.

    Attributes:
        default_values: Who is chosen already; between `min_values` and `max_values` many.
        values: Ids of those chosen, when it comes back; who they are is in the resolved data.

    https://docs.discord.com/developers/components/reference#mentionable-select
    """

    type: ClassVar[ComponentType] = ComponentType.mentionable_select

    default_values: tuple[SelectDefaultValue, ...] = ()
    values: tuple[Snowflake, ...] = ()


class ChannelSelect(Select, kw_only=True, tag_field="type", tag=8):
    """A menu of channels.

    Attributes:
        channel_types: Kinds of channels in the menu; empty for all kinds.
        default_values: Which are chosen already; between `min_values` and `max_values` many.
        values: Ids of those chosen, when it comes back; what they are is in the resolved data.

    https://docs.discord.com/developers/components/reference#channel-select
    """

    type: ClassVar[ComponentType] = ComponentType.channel_select

    channel_types: tuple[ChannelType, ...] = ()
    default_values: tuple[SelectDefaultValue, ...] = ()
    values: tuple[Snowflake, ...] = ()
