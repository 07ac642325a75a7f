"""
Audit logs: who did what in a server, for the last 45 days.

https://docs.discord.com/developers/resources/audit-log
"""

from typing import Any

from app.models.auto_moderation import AutoModerationRule
from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake
from app.models.channel import Thread
from app.models.command import ApplicationCommand
from app.models.integration import Integration
from app.models.scheduled_event import GuildScheduledEvent
from app.models.user import User
from app.models.webhook import Webhook


class AuditLogEvent(OpenIntEnum):
    """What was done.

    https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-audit-log-events
    """

    guild_update = 1
    channel_create = 10
    channel_update = 11
    channel_delete = 12
    channel_overwrite_create = 13
    channel_overwrite_update = 14
    channel_overwrite_delete = 15
    member_kick = 20
    member_prune = 21
    member_ban_add = 22
    member_ban_remove = 23
    member_update = 24
    member_role_update = 25
    member_move = 26
    member_disconnect = 27
    bot_add = 28
    role_create = 30
    role_update = 31
    role_delete = 32
    invite_create = 40
    invite_update = 41
    invite_delete = 42
    webhook_create = 50
    webhook_update = 51
    webhook_delete = 52
    emoji_create = 60
    emoji_update = 61
    emoji_delete = 62
    message_delete = 72
    message_bulk_delete = 73
    message_pin = 74
    message_unpin = 75
    integration_create = 80
    integration_update = 81
    integration_delete = 82
    stage_instance_create = 83
    stage_instance_update = 84
    stage_instance_delete = 85
    sticker_create = 90
    sticker_update = 91
    sticker_delete = 92
    guild_scheduled_event_create = 100
    guild_scheduled_event_update = 101
    guild_scheduled_event_delete = 102
    thread_create = 110
    thread_update = 111
    thread_delete = 112
    application_command_permission_update = 121
    soundboard_sound_create = 130
    soundboard_sound_update = 131
    soundboard_sound_delete = 132
    auto_moderation_rule_create = 140
    auto_moderation_rule_update = 141
    auto_moderation_rule_delete = 142
    auto_moderation_block_message = 143
    auto_moderation_flag_to_channel = 144
    auto_moderation_user_communication_disabled = 145
    auto_moderation_quarantine_user = 146
    creator_monetization_request_created = 150
    creator_monetization_terms_accepted = 151
    onboarding_prompt_create = 163
    onboarding_prompt_update = 164
    onboarding_prompt_delete = 165
    onboarding_create = 166
    onboarding_update = 167
    guild_home_feature_item = 171
    guild_home_remove_item = 172
    harmful_links_blocked_message = 180
    home_settings_create = 190
    home_settings_update = 191
    voice_channel_status_create = 192
    voice_channel_status_delete = 193
    guild_scheduled_event_exception_create = 200
    guild_scheduled_event_exception_update = 201
    guild_scheduled_event_exception_delete = 202
    guild_profile_update = 211


class AuditLogChange(Model, kw_only=True):
    """One field of what was changed.

    Attributes:
        key: Name of the field, as the changed object has it, with few
            exceptions: `$add` and `$remove` for the roles of a member,
            `avatar_hash` for the avatar of a webhook, `channel_id` for that of
            an invite, and an id for the permissions of a command.
        new_value: What it is now, as plain JSON; None if it was cleared.
        old_value: What it was; None if there was nothing.

    https://docs.discord.com/developers/resources/audit-log#audit-log-change-object
    """

    key: str | None = None
    new_value: Any = None
    old_value: Any = None


class AuditLogOptions(Model, kw_only=True):
    """What else there is to know of some actions; numbers are texts here, as Discord sends them.

    Attributes:
        application_id: Whose command permissions were changed.
        auto_moderation_rule_trigger_type: What set the rule off, an `AutoModerationTriggerType`.
        channel_id: Where it happened.
        count: How many members or messages it was about.
        delete_member_days: Days of absence after which members were pruned.
        id: The role or member of a permission overwrite.
        members_removed: How many members were pruned.
        message_id: The message that was pinned or unpinned.
        role_name: Name of the overwrite's role, where `type` is `"0"`.
        type: Whom the overwrite is for: `"0"` a role, `"1"` a member.
        integration_type: The kind of integration that did it.
        status: What the status of a voice channel was set to.

    https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object-optional-audit-entry-info
    """

    application_id: Snowflake | None = None
    auto_moderation_rule_name: str | None = None
    auto_moderation_rule_trigger_type: str | None = None
    channel_id: Snowflake | None = None
    count: str | None = None
    delete_member_days: str | None = None
    id: Snowflake | None = None
    members_removed: str | None = None
    message_id: Snowflake | None = None
    role_name: str | None = None
    type: str | None = None
    integration_type: str | None = None
    status: str | None = None


class AuditLogEntry(Model, kw_only=True):
    """One thing that was done.

    Attributes:
        target_id: What it was done to: a user, channel, role and so on.
        user_id: Who did it.
        reason: What the doer said about it, at most 512 characters.

    https://docs.discord.com/developers/resources/audit-log#audit-log-entry-object
    """

    id: Snowflake = NO_ID
    action_type: AuditLogEvent = AuditLogEvent.guild_update
    user_id: Snowflake | None = None
    target_id: Snowflake | None = None
    changes: tuple[AuditLogChange, ...] = ()
    options: AuditLogOptions | None = None
    reason: str | None = None


class AuditLog(Model, kw_only=True):
    """Entries of a server's audit log, and what they are about.

    Attributes:
        audit_log_entries: The newest first, unless the oldest were asked for.
        integrations: Partial ones.

    https://docs.discord.com/developers/resources/audit-log#audit-log-object
    """

    audit_log_entries: tuple[AuditLogEntry, ...] = ()
    application_commands: tuple[ApplicationCommand, ...] = ()
    auto_moderation_rules: tuple[AutoModerationRule, ...] = ()
    guild_scheduled_events: tuple[GuildScheduledEvent, ...] = ()
    integrations: tuple[Integration, ...] = ()
    threads: tuple[Thread, ...] = ()
    users: tuple[User, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
