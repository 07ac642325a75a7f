"""
Auto moderation: rules by which Discord itself blocks messages and warns moderators.

https://docs.discord.com/developers/resources/auto-moderation
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake


class AutoModerationEventType(OpenIntEnum):
    """When a rule is looked at.

    https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object-event-types
    """

    message_send = 1
    member_update = 2


class AutoModerationTriggerType(OpenIntEnum):
    """What sets a rule off.

    A server has at most 6 rules of the kind `keyword`, and one of each other kind.

    https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object-trigger-types
    """

    keyword = 1
    spam = 3
    keyword_preset = 4
    mention_spam = 5
    member_profile = 6


class AutoModerationKeywordPresetType(OpenIntEnum):
    """A list of words that Discord keeps.

    https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object-keyword-preset-types
    """

    profanity = 1
    sexual_content = 2
    slurs = 3


class AutoModerationActionType(OpenIntEnum):
    """What a rule does.

    `timeout` is for the triggers `keyword` and `mention_spam`.

    https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-action-object-action-types
    """

    block_message = 1
    send_alert_message = 2
    timeout = 3
    block_member_interaction = 4


class AutoModerationTriggerMetadata(Model, kw_only=True):
    """What exactly sets a rule off; which fields matter depends on its trigger.

    Attributes:
        keyword_filter: Words or phrases that are looked for, at most 1,000 of at
            most 60 characters, with `*` at an end where more may follow; for
            `keyword` and `member_profile`.
        regex_patterns: Patterns in Rust's dialect, at most 10 of at most 260
            characters; for the same.
        presets: Discord's own lists, for `keyword_preset`.
        allow_list: Words or phrases that are let through, at most 60
            characters each; at most 100 of them, or 1,000 for `keyword_preset`.
        mention_total_limit: How many users and roles a message may mention, at
            most 50; for `mention_spam`.
        mention_raid_protection_enabled: Whether Discord looks for raids by
            mentions; for `mention_spam`.

    https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object-trigger-metadata
    """

    keyword_filter: tuple[str, ...] = ()
    regex_patterns: tuple[str, ...] = ()
    presets: tuple[AutoModerationKeywordPresetType, ...] = ()
    allow_list: tuple[str, ...] = ()
    mention_total_limit: int | None = None
    mention_raid_protection_enabled: bool | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            keyword_filter: Sequence[str] = (),
            regex_patterns: Sequence[str] = (),
            presets: Sequence[AutoModerationKeywordPresetType] = (),
            allow_list: Sequence[str] = (),
            mention_total_limit: int | None = None,
            mention_raid_protection_enabled: bool | None = None,
        ) -> None: ...


class AutoModerationActionMetadata(Model, kw_only=True):
    """What exactly a rule does; which field matters depends on the action.

    Attributes:
        channel_id: Where moderators are told; for `send_alert_message`.
        duration_seconds: At most 2,419,200, which is 28 days; for `timeout`.
        custom_message: What whose message is blocked is told, at most 150
            characters; for `block_message`.

    https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-action-object-action-metadata
    """

    channel_id: Snowflake | None = None
    duration_seconds: int | None = None
    custom_message: str | None = None


class AutoModerationAction(Model, kw_only=True):
    """What a rule does when it is set off.

    https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-action-object
    """

    # Not a plain default, so that it is written.
    type: AutoModerationActionType = msgspec.field(default_factory=lambda: AutoModerationActionType.block_message)
    metadata: AutoModerationActionMetadata | None = None


class AutoModerationRule(Model, kw_only=True):
    """What Discord looks for, and what it does then.

    Attributes:
        creator_id: Who made it.
        exempt_roles: Ids of the roles that it is not for, at most 20.
        exempt_channels: Ids of the channels where it does not hold, at most 50.

    https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object
    """

    id: Snowflake = NO_ID
    guild_id: Snowflake = NO_ID
    name: str = ""
    creator_id: Snowflake = NO_ID
    event_type: AutoModerationEventType = AutoModerationEventType.message_send
    trigger_type: AutoModerationTriggerType = AutoModerationTriggerType.keyword
    trigger_metadata: AutoModerationTriggerMetadata = AutoModerationTriggerMetadata()
    actions: tuple[AutoModerationAction, ...] = ()
    enabled: bool = False
    exempt_roles: tuple[Snowflake, ...] = ()
    exempt_channels: tuple[Snowflake, ...] = ()
