"""
The bit sets of Discord: permissions, and the flags of messages, users and so on.

A bit that has no name here is kept, not dropped: `int(flags)` is what Discord sent.

https://docs.discord.com/developers/topics/permissions
"""

import enum


class Permissions(enum.IntFlag):
    """What a member may do, in a server or, with the overwrites applied, in one channel.

    Discord sends the number as a decimal string, because it outgrows the integers
    of JavaScript; models that carry one turn it into this. `administrator` grants
    everything, but the other bits need not be set beside it.

    https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags
    """

    create_instant_invite = 1 << 0
    kick_members = 1 << 1
    ban_members = 1 << 2
    administrator = 1 << 3
    manage_channels = 1 << 4
    manage_guild = 1 << 5
    add_reactions = 1 << 6
    view_audit_log = 1 << 7
    priority_speaker = 1 << 8
    stream = 1 << 9
    view_channel = 1 << 10
    send_messages = 1 << 11
    send_tts_messages = 1 << 12
    manage_messages = 1 << 13
    embed_links = 1 << 14
    attach_files = 1 << 15
    read_message_history = 1 << 16
    mention_everyone = 1 << 17
    use_external_emojis = 1 << 18
    view_guild_insights = 1 << 19
    connect = 1 << 20
    speak = 1 << 21
    mute_members = 1 << 22
    deafen_members = 1 << 23
    move_members = 1 << 24
    use_vad = 1 << 25
    change_nickname = 1 << 26
    manage_nicknames = 1 << 27
    manage_roles = 1 << 28
    manage_webhooks = 1 << 29
    manage_guild_expressions = 1 << 30
    use_application_commands = 1 << 31
    request_to_speak = 1 << 32
    manage_events = 1 << 33
    manage_threads = 1 << 34
    create_public_threads = 1 << 35
    create_private_threads = 1 << 36
    use_external_stickers = 1 << 37
    send_messages_in_threads = 1 << 38
    use_embedded_activities = 1 << 39
    moderate_members = 1 << 40
    view_creator_monetization_analytics = 1 << 41
    use_soundboard = 1 << 42
    create_guild_expressions = 1 << 43
    create_events = 1 << 44
    use_external_sounds = 1 << 45
    send_voice_messages = 1 << 46
    set_voice_channel_status = 1 << 48
    send_polls = 1 << 49
    use_external_apps = 1 << 50
    pin_messages = 1 << 51
    bypass_slowmode = 1 << 52


_SHOWN = {
    Permissions.create_instant_invite: "Create Invite",
    Permissions.manage_guild: "Manage Server",
    Permissions.stream: "Video",
    Permissions.view_channel: "View Channels",
    Permissions.send_tts_messages: "Send Text-to-Speech Messages",
    Permissions.use_external_emojis: "Use External Emoji",
    Permissions.view_guild_insights: "View Server Insights",
    Permissions.use_vad: "Use Voice Activity",
    Permissions.manage_guild_expressions: "Manage Expressions",
    Permissions.request_to_speak: "Request to Speak",
    Permissions.send_messages_in_threads: "Send Messages in Threads",
    Permissions.use_embedded_activities: "Use Activities",
    Permissions.moderate_members: "Timeout Members",
    Permissions.create_guild_expressions: "Create Expressions",
    Permissions.send_polls: "Create Polls",
}
"""Permissions that Discord's client calls otherwise than the documentation does."""


def name_permissions(permissions: int) -> str:
    """Name permissions as Discord's client shows them: "Ban Members, Kick Members".

    Args:
        permissions: Any of them; a bit that has no name here is shown by its
            number.
    """
    names = []
    for bit in range(int(permissions).bit_length()):
        permission = Permissions(1 << bit)
        if permissions & permission:
            plain = (permission.name or f"permission_{bit}").replace("_", " ").title()
            names.append(_SHOWN.get(permission, plain))
    return ", ".join(sorted(names))


class MessageFlags(enum.IntFlag):
    """What is special about a message.

    Only `suppress_embeds`, `ephemeral`, `suppress_notifications`,
    `is_voice_message` and `is_components_v2` can be set when sending one.
    `ephemeral` is fixed when the message is made; `is_components_v2` can be added
    by an edit, but never taken away.

    https://docs.discord.com/developers/resources/message#message-object-message-flags
    """

    crossposted = 1 << 0
    is_crosspost = 1 << 1
    suppress_embeds = 1 << 2
    source_message_deleted = 1 << 3
    urgent = 1 << 4
    has_thread = 1 << 5
    ephemeral = 1 << 6
    loading = 1 << 7
    failed_to_mention_some_roles_in_thread = 1 << 8
    suppress_notifications = 1 << 12
    is_voice_message = 1 << 13
    has_snapshot = 1 << 14
    is_components_v2 = 1 << 15


class AttachmentFlags(enum.IntFlag):
    """What is special about an attached file.

    https://docs.discord.com/developers/resources/message#attachment-object-attachment-flags
    """

    is_clip = 1 << 0
    is_thumbnail = 1 << 1
    is_remix = 1 << 2
    is_spoiler = 1 << 3
    is_animated = 1 << 5


class EmbedFlags(enum.IntFlag):
    """What is special about an embed.

    https://docs.discord.com/developers/resources/message#embed-object-embed-flags
    """

    is_content_inventory_entry = 1 << 5


class EmbedMediaFlags(enum.IntFlag):
    """What is special about an image or video of an embed.

    The bit differs from the one that `MediaFlags` uses for the same thing.

    https://docs.discord.com/developers/resources/message#embed-object-embed-media-flags
    """

    is_animated = 1 << 5


class MediaFlags(enum.IntFlag):
    """What is special about a media item of a component.

    https://docs.discord.com/developers/components/reference#unfurled-media-item-unfurled-media-item-flags
    """

    is_animated = 1 << 0


class UserFlags(enum.IntFlag):
    """The badges of an account, and what kind of account it is.

    https://docs.discord.com/developers/resources/user#user-object-user-flags
    """

    staff = 1 << 0
    partner = 1 << 1
    hypesquad = 1 << 2
    bug_hunter_level_1 = 1 << 3
    hypesquad_online_house_1 = 1 << 6
    hypesquad_online_house_2 = 1 << 7
    hypesquad_online_house_3 = 1 << 8
    premium_early_supporter = 1 << 9
    team_pseudo_user = 1 << 10
    bug_hunter_level_2 = 1 << 14
    verified_bot = 1 << 16
    verified_developer = 1 << 17
    certified_moderator = 1 << 18
    bot_http_interactions = 1 << 19


class MemberFlags(enum.IntFlag):
    """How far a member has come in a server.

    https://docs.discord.com/developers/resources/guild#guild-member-object-guild-member-flags
    """

    did_rejoin = 1 << 0
    completed_onboarding = 1 << 1
    bypasses_verification = 1 << 2
    started_onboarding = 1 << 3
    is_guest = 1 << 4
    started_home_actions = 1 << 5
    completed_home_actions = 1 << 6
    automod_quarantined_username = 1 << 7
    dm_settings_upsell_acknowledged = 1 << 9
    automod_quarantined_guild_tag = 1 << 10


class RoleFlags(enum.IntFlag):
    """What is special about a role.

    https://docs.discord.com/developers/topics/permissions#role-object-role-flags
    """

    in_prompt = 1 << 0


class SystemChannelFlags(enum.IntFlag):
    """What Discord does not say in a server's system channel.

    https://docs.discord.com/developers/resources/guild#guild-object-system-channel-flags
    """

    suppress_join_notifications = 1 << 0
    suppress_premium_subscriptions = 1 << 1
    suppress_guild_reminder_notifications = 1 << 2
    suppress_join_notification_replies = 1 << 3
    suppress_role_subscription_purchase_notifications = 1 << 4
    suppress_role_subscription_purchase_notification_replies = 1 << 5


class ChannelFlags(enum.IntFlag):
    """What is special about a channel or thread.

    https://docs.discord.com/developers/resources/channel#channel-object-channel-flags
    """

    pinned = 1 << 1
    require_tag = 1 << 4
    hide_media_download_options = 1 << 15
    is_spoiler_channel = 1 << 21


class ApplicationFlags(enum.IntFlag):
    """What an application uses, and which privileged intents it has.

    The intents ending in `_limited` are those of an application in fewer than 100 servers.

    https://docs.discord.com/developers/resources/application#application-object-application-flags
    """

    application_auto_moderation_rule_create_badge = 1 << 6
    gateway_presence = 1 << 12
    gateway_presence_limited = 1 << 13
    gateway_guild_members = 1 << 14
    gateway_guild_members_limited = 1 << 15
    verification_pending_guild_limit = 1 << 16
    embedded = 1 << 17
    gateway_message_content = 1 << 18
    gateway_message_content_limited = 1 << 19
    application_command_badge = 1 << 23
