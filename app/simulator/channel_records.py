"""
What Discord keeps about channels and messages beside them: threads, webhooks, invites.

These records name whatever else they concern by its id.
"""

from dataclasses import dataclass, field

INCOMING, FOLLOWER = 1, 2
"""Types of webhooks: one that whoever has its token may use, and one that Discord uses for a followed channel."""


@dataclass(slots=True, eq=False)
class ThreadState:
    """What only threads have.

    Attributes:
        auto_archive_minutes: Minutes without activity until it is archived.
        changed_at: When it was last archived or opened again, as Unix time;
            None while that never happened.
        members: When each member joined, as Unix time, by user id.
        messages_sent: Messages ever sent in it, deleted ones too.
    """

    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive_minutes: int = 1440
    changed_at: float | None = None
    members: dict[int, float] = field(default_factory=dict)
    messages_sent: int = 0
    applied_tags: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Webhook:
    """A webhook of a guild's channel.

    Attributes:
        creator_id: Who made it, an account.
        application_id: The application that made it, if one did.
        token: Opens it to whoever has it; empty for one that follows a channel.
        source_channel_id: The followed channel, for one that follows.
    """

    id: int
    name: str
    channel_id: int
    guild_id: int
    creator_id: int
    token: str = ""
    type: int = INCOMING
    avatar: str | None = None
    application_id: int | None = None
    source_channel_id: int | None = None


@dataclass(slots=True, eq=False)
class Invite:
    """An invitation to a channel of a guild.

    Attributes:
        max_age: Seconds until it ends; 0 for never.
        max_uses: How often it may be accepted; 0 for any number.
        created_at: Unix time.
        target_user_ids: Who alone may use it; anybody if there is nobody.
        targeted_at: Unix time at which these were named, if they ever were.
    """

    code: str
    channel_id: int
    guild_id: int
    inviter_id: int
    created_at: float
    max_age: int = 86_400
    max_uses: int = 0
    uses: int = 0
    temporary: bool = False
    target_user_ids: list[int] = field(default_factory=list)
    targeted_at: float | None = None

    def has_ended(self, now: float) -> bool:
        """Tell whether nobody can accept it any more."""
        return bool(self.max_age and now >= self.created_at + self.max_age)
