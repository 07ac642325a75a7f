"""
Buttons: those that call a handler, those that open a link, and those that sell.

https://docs.discord.com/developers/components/reference#button
"""

from typing import TYPE_CHECKING, ClassVar

import msgspec

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake
from app.models.component_base import Built, Component, ComponentType
from app.models.emoji import read_emoji
from app.models.guild import PartialEmoji

_set = msgspec.structs.force_setattr


class ButtonStyle(OpenIntEnum):
    """How a button looks, and what it does.

    https://docs.discord.com/developers/components/reference#button-button-styles
    """

    primary = 1
    secondary = 2
    success = 3
    danger = 4
    link = 5
    premium = 6


# Looking up a member of an enum costs as much as the rest of a button.
_PRIMARY, _LINK, _PREMIUM = ButtonStyle.primary, ButtonStyle.link, ButtonStyle.premium


class Button(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=2):
    """A button that sends an interaction when it is pressed.

    Attributes:
        custom_id: What the interaction names it by, 1 to 100 characters.
        style: One of the first four; the others are `LinkButton` and `PremiumButton`.
        label: Text on it, at most 80 characters.
        emoji: Shown before the label, or alone. Given as text, such as "🔥" or
            `<:name:id>`, or as `PartialEmoji`.

    https://docs.discord.com/developers/components/reference#button
    """

    type: ClassVar[ComponentType] = ComponentType.button

    id: int | None = None
    custom_id: str = ""
    style: ButtonStyle = msgspec.field(default_factory=lambda: _PRIMARY)
    label: str | None = None
    emoji: PartialEmoji | None = None
    disabled: bool = False

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            custom_id: str,
            label: str | None = None,
            style: ButtonStyle = ButtonStyle.primary,
            emoji: PartialEmoji | str | None = None,
            disabled: bool = False,
            id: int | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        if self.emoji is not None:
            _set(self, "emoji", read_emoji(self.emoji))


class LinkButton(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=2):
    """A button that opens an address; the application hears nothing of it.

    Attributes:
        url: The address, at most 512 characters.
        label: Text on it, at most 80 characters.
        emoji: Shown before the label, or alone. Given as text, such as "🔥" or
            `<:name:id>`, or as `PartialEmoji`.

    https://docs.discord.com/developers/components/reference#button
    """

    type: ClassVar[ComponentType] = ComponentType.button
    _places: ClassVar[tuple[str, ...]] = ("url", "label")

    url: str = ""
    label: str | None = None
    emoji: PartialEmoji | None = None
    disabled: bool = False
    id: int | None = None
    style: ButtonStyle = msgspec.field(default_factory=lambda: _LINK)

    if TYPE_CHECKING:

        def __init__(
            self,
            url: str,
            label: str | None = None,
            *,
            emoji: PartialEmoji | str | None = None,
            disabled: bool = False,
            id: int | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        if self.emoji is not None:
            _set(self, "emoji", read_emoji(self.emoji))


class PremiumButton(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=2):
    """A button that offers something for sale; Discord writes the name and price on it.

    Attributes:
        sku_id: What is for sale.

    https://docs.discord.com/developers/components/reference#button
    """

    type: ClassVar[ComponentType] = ComponentType.button
    _places: ClassVar[tuple[str, ...]] = ("sku_id",)

    sku_id: Snowflake = NO_ID
    disabled: bool = False
    id: int | None = None
    style: ButtonStyle = msgspec.field(default_factory=lambda: _PREMIUM)

    if TYPE_CHECKING:

        def __init__(self, sku_id: int, *, disabled: bool = False, id: int | None = None) -> None: ...

    def __post_init__(self) -> None:
        if type(self.sku_id) is int:
            _set(self, "sku_id", Snowflake(self.sku_id))
