"""Calls of what a server has: itself, members, roles, bans, emojis, stickers, events, rules, its audit log."""

import datetime as dt

from app.models.audit_log import AuditLogEvent
from app.models.auto_moderation import (
    AutoModerationAction,
    AutoModerationActionMetadata,
    AutoModerationActionType,
    AutoModerationEventType,
    AutoModerationKeywordPresetType,
    AutoModerationTriggerMetadata,
    AutoModerationTriggerType,
)
from app.models.base import Snowflake
from app.models.file import File
from app.models.flags import MemberFlags, Permissions, SystemChannelFlags
from app.models.guild import RoleColors
from app.models.guild_parts import ExplicitContentFilterLevel, MessageNotificationLevel, VerificationLevel
from app.models.locale import Locale
from app.models.scheduled_event import (
    GuildScheduledEventEntityMetadata,
    GuildScheduledEventEntityType,
    GuildScheduledEventStatus,
    RecurrenceFrequency,
    RecurrenceNWeekday,
    RecurrenceRule,
    RecurrenceWeekday,
)
from tests.contract.calling import Call

PNG = b"\x89PNG\r\n\x1a\n"
NOW = dt.datetime(2026, 8, 5, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
WHY = "Fünf Gründe"

ALERT = AutoModerationAction(
    type=AutoModerationActionType.send_alert_message, metadata=AutoModerationActionMetadata(channel_id=Snowflake(3))
)
BLOCK = AutoModerationAction(
    type=AutoModerationActionType.block_message, metadata=AutoModerationActionMetadata(custom_message="No.")
)
TIMEOUT = AutoModerationAction(
    type=AutoModerationActionType.timeout, metadata=AutoModerationActionMetadata(duration_seconds=60)
)
KEYWORDS = AutoModerationTriggerMetadata(keyword_filter=("bad",), regex_patterns=("b.d",), allow_list=("badge",))
PRESETS = AutoModerationTriggerMetadata(presets=(AutoModerationKeywordPresetType.slurs,), allow_list=("a",))
MENTIONS = AutoModerationTriggerMetadata(mention_total_limit=5, mention_raid_protection_enabled=True)
WEEKLY = RecurrenceRule(
    start=NOW, frequency=RecurrenceFrequency.weekly, interval=1, by_weekday=(RecurrenceWeekday.friday,)
)
MONTHLY = RecurrenceRule(
    start=NOW,
    frequency=RecurrenceFrequency.monthly,
    interval=1,
    by_n_weekday=(RecurrenceNWeekday(n=1, day=RecurrenceWeekday.monday),),
)

GUILDS: list[Call] = [
    lambda rest: rest.guilds.get(1, with_counts=False),
    lambda rest: rest.guilds.get_preview(1),
    lambda rest: rest.guilds.edit(
        1,
        reason=WHY,
        name="Server",
        description="Ours.",
        features=["COMMUNITY"],
        icon=PNG,
        splash=PNG,
        discovery_splash=PNG,
        banner=PNG,
        verification_level=VerificationLevel.high,
        default_message_notifications=MessageNotificationLevel.only_mentions,
        explicit_content_filter=ExplicitContentFilterLevel.all_members,
        afk_channel_id=3,
        afk_timeout=300,
        system_channel_id=3,
        system_channel_flags=SystemChannelFlags.suppress_join_notifications,
        rules_channel_id=3,
        public_updates_channel_id=3,
        safety_alerts_channel_id=3,
        preferred_locale=Locale.german,
        premium_progress_bar_enabled=True,
    ),
    lambda rest: rest.guilds.edit(
        1,
        description=None,
        icon=None,
        splash=None,
        discovery_splash=None,
        banner=None,
        verification_level=None,
        default_message_notifications=None,
        explicit_content_filter=None,
        afk_channel_id=None,
        system_channel_id=None,
        rules_channel_id=None,
        public_updates_channel_id=None,
        safety_alerts_channel_id=None,
        preferred_locale=None,
    ),
    lambda rest: rest.guilds.get_prune_count(1, days=3, include_roles=[5, 6]),
    lambda rest: rest.guilds.begin_prune(1, days=3, compute_prune_count=False, include_roles=[5, 6], reason=WHY),
    lambda rest: rest.members.get(1, 2),
    lambda rest: rest.members.list(1, after=5, limit=10),
    lambda rest: rest.members.search(1, "ada", limit=10),
    lambda rest: rest.members.edit(
        1,
        2,
        nick="Ada",
        roles=[5],
        mute=True,
        deaf=False,
        channel_id=3,
        communication_disabled_until=LATER,
        flags=MemberFlags.bypasses_verification,
        reason=WHY,
    ),
    lambda rest: rest.members.edit(
        1,
        2,
        nick=None,
        roles=None,
        mute=None,
        deaf=None,
        channel_id=None,
        communication_disabled_until=None,
        flags=None,
    ),
    lambda rest: rest.members.edit_me(1, nick="Ada", avatar=PNG, banner=PNG, bio="Hello.", reason=WHY),
    lambda rest: rest.members.edit_me(1, nick=None, avatar=None, banner=None, bio=None),
    lambda rest: rest.members.add(1, 2, access_token="token", nick="Ada", roles=[5], mute=True, deaf=True),
    lambda rest: rest.members.add_role(1, 2, 5, reason=WHY),
    lambda rest: rest.members.remove_role(1, 2, 5, reason=WHY),
    lambda rest: rest.members.kick(1, 2, reason=WHY),
    lambda rest: rest.roles.list(1),
    lambda rest: rest.roles.list_recent(1),
    lambda rest: rest.roles.get(1, 5),
    lambda rest: rest.roles.get_member_counts(1),
    lambda rest: rest.roles.create(
        1,
        name="Mods",
        permissions=Permissions.ban_members,
        colors=RoleColors(primary_color=1, secondary_color=2, tertiary_color=3),
        hoist=True,
        icon=PNG,
        unicode_emoji="🔥",
        mentionable=True,
        reason=WHY,
    ),
    lambda rest: rest.roles.edit_positions(1, {5: 1, 6: 2}, reason=WHY),
    lambda rest: rest.roles.edit(
        1,
        5,
        name="Mods",
        permissions=Permissions.ban_members,
        colors=RoleColors(primary_color=1),
        hoist=False,
        icon=PNG,
        unicode_emoji="🔥",
        mentionable=False,
        reason=WHY,
    ),
    lambda rest: rest.roles.edit(
        1,
        5,
        name=None,
        permissions=None,
        colors=None,
        hoist=None,
        icon=None,
        unicode_emoji=None,
        mentionable=None,
    ),
    lambda rest: rest.roles.delete(1, 5, reason=WHY),
    lambda rest: rest.bans.get(1, 2),
    lambda rest: rest.bans.list(1, after=5, limit=10),
    lambda rest: rest.bans.create(1, 2, delete_message_seconds=60, reason=WHY),
    lambda rest: rest.bans.bulk_create(1, [2, 3], delete_message_seconds=60, reason=WHY),
    lambda rest: rest.bans.delete(1, 2, reason=WHY),
    lambda rest: rest.emojis.list(1),
    lambda rest: rest.emojis.get(1, 2),
    lambda rest: rest.emojis.create(1, name="fire", image=PNG, roles=[5], reason=WHY),
    lambda rest: rest.emojis.edit(1, 2, name="fire", roles=[5], reason=WHY),
    lambda rest: rest.emojis.edit(1, 2, roles=None),
    lambda rest: rest.emojis.delete(1, 2, reason=WHY),
    lambda rest: rest.application_emojis.list(1),
    lambda rest: rest.application_emojis.get(1, 2),
    lambda rest: rest.application_emojis.create(1, name="fire", image=PNG),
    lambda rest: rest.application_emojis.edit(1, 2, name="fire"),
    lambda rest: rest.application_emojis.delete(1, 2),
    lambda rest: rest.stickers.get(1),
    lambda rest: rest.stickers.list_packs(),
    lambda rest: rest.stickers.get_pack(1),
    lambda rest: rest.stickers.list(1),
    lambda rest: rest.stickers.get_guild_sticker(1, 2),
    lambda rest: rest.stickers.create(
        1, name="fire", tags="fire", file=File("fire.png", PNG), description="A fire.", reason=WHY
    ),
    lambda rest: rest.stickers.edit(1, 2, name="fire", description="A fire.", tags="fire", reason=WHY),
    lambda rest: rest.stickers.edit(1, 2, description=None),
    lambda rest: rest.stickers.delete(1, 2, reason=WHY),
    lambda rest: rest.scheduled_events.list(1, with_user_count=True),
    lambda rest: rest.scheduled_events.get(1, 2, with_user_count=True),
    lambda rest: rest.scheduled_events.create(
        1,
        name="Party",
        scheduled_start_time=NOW,
        entity_type=GuildScheduledEventEntityType.external,
        entity_metadata=GuildScheduledEventEntityMetadata(location="Here"),
        scheduled_end_time=LATER,
        description="Come.",
        image=PNG,
        recurrence_rule=WEEKLY,
        reason=WHY,
    ),
    lambda rest: rest.scheduled_events.create(
        1,
        name="Party",
        scheduled_start_time=NOW,
        entity_type=GuildScheduledEventEntityType.voice,
        channel_id=3,
        recurrence_rule=MONTHLY,
    ),
    lambda rest: rest.scheduled_events.edit(
        1,
        2,
        name="Party",
        status=GuildScheduledEventStatus.active,
        scheduled_start_time=NOW,
        scheduled_end_time=LATER,
        entity_type=GuildScheduledEventEntityType.stage_instance,
        channel_id=3,
        entity_metadata=None,
        description="Come.",
        image=PNG,
        recurrence_rule=WEEKLY,
        reason=WHY,
    ),
    lambda rest: rest.scheduled_events.edit(
        1,
        2,
        entity_type=GuildScheduledEventEntityType.external,
        channel_id=None,
        scheduled_end_time=None,
        description=None,
        image=None,
        recurrence_rule=None,
    ),
    lambda rest: rest.scheduled_events.delete(1, 2),
    lambda rest: rest.scheduled_events.list_users(1, 2, with_member=True, after=5, limit=10),
    lambda rest: rest.auto_moderation.list(1),
    lambda rest: rest.auto_moderation.get(1, 2),
    lambda rest: rest.auto_moderation.create(
        1,
        name="Words",
        event_type=AutoModerationEventType.message_send,
        trigger_type=AutoModerationTriggerType.keyword,
        actions=[BLOCK, ALERT, TIMEOUT],
        trigger_metadata=KEYWORDS,
        enabled=True,
        exempt_roles=[5],
        exempt_channels=[3],
        reason=WHY,
    ),
    lambda rest: rest.auto_moderation.create(
        1,
        name="Presets",
        event_type=AutoModerationEventType.message_send,
        trigger_type=AutoModerationTriggerType.keyword_preset,
        actions=[BLOCK],
        trigger_metadata=PRESETS,
    ),
    lambda rest: rest.auto_moderation.create(
        1,
        name="Spam",
        event_type=AutoModerationEventType.message_send,
        trigger_type=AutoModerationTriggerType.spam,
        actions=[BLOCK],
    ),
    lambda rest: rest.auto_moderation.create(
        1,
        name="Names",
        event_type=AutoModerationEventType.member_update,
        trigger_type=AutoModerationTriggerType.member_profile,
        actions=[AutoModerationAction(type=AutoModerationActionType.block_member_interaction)],
        trigger_metadata=KEYWORDS,
    ),
    lambda rest: rest.auto_moderation.edit(
        1,
        2,
        name="Mentions",
        event_type=AutoModerationEventType.message_send,
        actions=[BLOCK],
        trigger_metadata=MENTIONS,
        enabled=False,
        exempt_roles=[],
        exempt_channels=[3],
        reason=WHY,
    ),
    lambda rest: rest.auto_moderation.delete(1, 2, reason=WHY),
    lambda rest: rest.audit_logs.get(
        1, user_id=2, target_id=3, action_type=AuditLogEvent.guild_update, before=5, limit=10
    ),
    lambda rest: rest.audit_logs.get(1, after=5),
    lambda rest: rest.audit_logs.list(
        1, user_id=2, target_id=3, action_type=AuditLogEvent.guild_update, before=5, limit=10
    ),
    lambda rest: rest.audit_logs.list(1, after=5, limit=10),
]
