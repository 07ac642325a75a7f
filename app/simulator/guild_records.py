"""
What Discord keeps about a guild and an application beside people, roles and channels.

These records name whatever else they concern by its id.
"""

from dataclasses import dataclass, field
from typing import Any

PNG, APNG, LOTTIE, GIF = 1, 2, 3, 4
"""Formats of stickers."""


@dataclass(slots=True, eq=False)
class Emoji:
    """A custom emoji, of a guild or of the application.

    Attributes:
        creator_id: Who uploaded it, an account.
        role_ids: Roles that may use it; nobody else may, if there is one.
    """

    id: int
    name: str
    creator_id: int
    animated: bool = False
    role_ids: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Sticker:
    """A sticker of a guild.

    Attributes:
        creator_id: Who uploaded it, an account.
    """

    id: int
    guild_id: int
    name: str
    tags: str
    creator_id: int
    description: str | None = None
    format_type: int = PNG


@dataclass(slots=True, eq=False)
class ScheduledEvent:
    """An event of a guild.

    Attributes:
        data: The event as Discord's JSON, without the number of its users.
        user_ids: Who is interested.
    """

    data: dict[str, Any]
    user_ids: set[int] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class AuditLogEntry:
    """One thing that was done in a guild.

    Attributes:
        user_id: Who did it, an account.
        target_id: What it was done to; None for more than one thing.
        changes: Audit log change objects.
        options: More about it, all as text.
    """

    id: int
    guild_id: int
    action_type: int
    user_id: int
    target_id: int | None = None
    reason: str | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Sku:
    """Something that the application sells.

    Attributes:
        type: 2 lasting, 3 consumable, 5 a subscription, 6 a group of subscriptions.
        flags: `AVAILABLE` (4), and for subscriptions that of a guild (128) or of a user (256).
    """

    id: int
    name: str
    type: int = 5
    flags: int = 1 << 2


@dataclass(slots=True, eq=False)
class Subscription:
    """A user's recurring payment for SKUs.

    Attributes:
        period_start: Unix time.
        period_end: Unix time.
        status: 0 active, 1 inactive, 2 ending.
        canceled_at: Unix time; None for one that goes on.
    """

    id: int
    user_id: int
    sku_ids: list[int]
    entitlement_ids: list[int]
    period_start: float
    period_end: float
    status: int = 0
    canceled_at: float | None = None


@dataclass(slots=True, eq=False)
class ActivityInstance:
    """An Activity under way in a channel, and who takes part."""

    id: str
    launch_id: int
    channel_id: int
    guild_id: int | None = None
    user_ids: list[int] = field(default_factory=list)
