"""
Buttons: those that call a handler, those that open a link, and those that sell.

https://docs.discord.com/developers/components/reference#button
"""

from typing import ClassVar

import msgspec

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake
from app.models.component_base import Component, ComponentType
from app.models.guild import PartialEmoji


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


class Button(Model, Component, kw_only=True, tag_field="type", tag=2):
    """A button that sends an interaction when it is pressed.

    Attributes:
        custom_id: What the interaction names it by, 1 to 100 characters.
        style: One of the first four; the others are `LinkButton` and `PremiumButton`.
        label: Text on it, at most 80 characters.
        emoji: Shown before the label, or alone.

    https://docs.discord.com/developers/components/reference#button
    """

    type: ClassVar[ComponentType] = ComponentType.button

    id: int | None = None
    custom_id: str = ""
    style: ButtonStyle = msgspec.field(default_factory=lambda: ButtonStyle.primary)
    label: str | None = None
    emoji: PartialEmoji | None = None
    disabled: bool = False


class LinkButton(Model, Component, kw_only=True, tag_field="type", tag=2):
    """A button that opens an address; the application hears nothing of it.

    Attributes:
        url: The address, at most 512 characters.
        label: Text on it, at most 80 characters.

    https://docs.discord.com/developers/components/reference#button
    """

    type: ClassVar[ComponentType] = ComponentType.button

    id: int | None = None
    style: ButtonStyle = msgspec.field(default_factory=lambda: ButtonStyle.link)
    url: str = ""
    label: str | None = None
    emoji: PartialEmoji | None = None
    disabled: bool = False


class PremiumButton(Model, Component, kw_only=True, tag_field="type", tag=2):
    """A button that offers something for sale; Discord writes the name and price on it.

    Attributes:
        sku_id: What is for sale.

    https://docs.discord.com/developers/components/reference#button
    """

    type: ClassVar[ComponentType] = ComponentType.button

    id: int | None = None
    style: ButtonStyle = msgspec.field(default_factory=lambda: ButtonStyle.premium)
    sku_id: Snowflake = NO_ID
    disabled: bool = False
