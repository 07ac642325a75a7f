"""
Discord's types, for bot authors: what the REST client takes and gives, and what messages are made of.

Names are loaded when they are first used: few bots need many of them.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.models.application import ActivityInstance as ActivityInstance
    from app.models.application import ActivityLocation as ActivityLocation
    from app.models.application import ActivityLocationKind as ActivityLocationKind
    from app.models.application import Application as Application
    from app.models.application import EventWebhooksStatus as EventWebhooksStatus
    from app.models.application import InstallParams as InstallParams
    from app.models.application import IntegrationTypeConfig as IntegrationTypeConfig
    from app.models.application import MembershipState as MembershipState
    from app.models.application import Team as Team
    from app.models.application import TeamMember as TeamMember
    from app.models.attachment import Attachment as Attachment
    from app.models.audit_log import AuditLog as AuditLog
    from app.models.audit_log import AuditLogChange as AuditLogChange
    from app.models.audit_log import AuditLogEntry as AuditLogEntry
    from app.models.audit_log import AuditLogEvent as AuditLogEvent
    from app.models.audit_log import AuditLogOptions as AuditLogOptions
    from app.models.auto_moderation import AutoModerationAction as AutoModerationAction
    from app.models.auto_moderation import AutoModerationActionMetadata as AutoModerationActionMetadata
    from app.models.auto_moderation import AutoModerationActionType as AutoModerationActionType
    from app.models.auto_moderation import AutoModerationEventType as AutoModerationEventType
    from app.models.auto_moderation import AutoModerationKeywordPresetType as AutoModerationKeywordPresetType
    from app.models.auto_moderation import AutoModerationRule as AutoModerationRule
    from app.models.auto_moderation import AutoModerationTriggerMetadata as AutoModerationTriggerMetadata
    from app.models.auto_moderation import AutoModerationTriggerType as AutoModerationTriggerType
    from app.models.ban import Ban as Ban
    from app.models.ban import BulkBan as BulkBan
    from app.models.base import Snowflake as Snowflake
    from app.models.button import Button as Button
    from app.models.button import ButtonStyle as ButtonStyle
    from app.models.button import LinkButton as LinkButton
    from app.models.button import PremiumButton as PremiumButton
    from app.models.channel import AnnouncementChannel as AnnouncementChannel
    from app.models.channel import CategoryChannel as CategoryChannel
    from app.models.channel import Channel as Channel
    from app.models.channel import ChannelType as ChannelType
    from app.models.channel import DMChannel as DMChannel
    from app.models.channel import ForumChannel as ForumChannel
    from app.models.channel import GroupDMChannel as GroupDMChannel
    from app.models.channel import MediaChannel as MediaChannel
    from app.models.channel import Overwrite as Overwrite
    from app.models.channel import OverwriteType as OverwriteType
    from app.models.channel import StageChannel as StageChannel
    from app.models.channel import TextChannel as TextChannel
    from app.models.channel import Thread as Thread
    from app.models.channel import ThreadMember as ThreadMember
    from app.models.channel import ThreadMetadata as ThreadMetadata
    from app.models.channel import VideoQualityMode as VideoQualityMode
    from app.models.channel import VoiceChannel as VoiceChannel
    from app.models.channel_fields import ChannelEditFields as ChannelEditFields
    from app.models.channel_fields import ChannelFields as ChannelFields
    from app.models.channel_fields import ChannelPosition as ChannelPosition
    from app.models.colour import Colour as Colour
    from app.models.command import ApplicationCommand as ApplicationCommand
    from app.models.command import ApplicationCommandType as ApplicationCommandType
    from app.models.command import CommandData as CommandData
    from app.models.command import CommandDataOption as CommandDataOption
    from app.models.command import CommandFields as CommandFields
    from app.models.command import CommandOption as CommandOption
    from app.models.command import CommandOptionChoice as CommandOptionChoice
    from app.models.command import CommandPermission as CommandPermission
    from app.models.command import CommandPermissions as CommandPermissions
    from app.models.command import CommandPermissionType as CommandPermissionType
    from app.models.command import EntryPointHandler as EntryPointHandler
    from app.models.command import IntegrationType as IntegrationType
    from app.models.command import InteractionContextType as InteractionContextType
    from app.models.command import Localizations as Localizations
    from app.models.command import OptionType as OptionType
    from app.models.component import ActionRow as ActionRow
    from app.models.component import Component as Component
    from app.models.component import Container as Container
    from app.models.component import Label as Label
    from app.models.component import MessageComponent as MessageComponent
    from app.models.component import ModalComponent as ModalComponent
    from app.models.component import Section as Section
    from app.models.component import Separator as Separator
    from app.models.component import SeparatorSpacing as SeparatorSpacing
    from app.models.component import UnknownComponent as UnknownComponent
    from app.models.component_base import ComponentType as ComponentType
    from app.models.connection import Connection as Connection
    from app.models.connection import ConnectionIntegration as ConnectionIntegration
    from app.models.connection import ConnectionVisibility as ConnectionVisibility
    from app.models.disabling import disable as disable
    from app.models.display import FileComponent as FileComponent
    from app.models.display import MediaGallery as MediaGallery
    from app.models.display import MediaGalleryItem as MediaGalleryItem
    from app.models.display import TextDisplay as TextDisplay
    from app.models.display import Thumbnail as Thumbnail
    from app.models.display import UnfurledMediaItem as UnfurledMediaItem
    from app.models.embed import Embed as Embed
    from app.models.embed import EmbedAuthor as EmbedAuthor
    from app.models.embed import EmbedField as EmbedField
    from app.models.embed import EmbedFooter as EmbedFooter
    from app.models.embed import EmbedMedia as EmbedMedia
    from app.models.embed import EmbedProvider as EmbedProvider
    from app.models.embed import EmbedType as EmbedType
    from app.models.entitlement import Entitlement as Entitlement
    from app.models.entitlement import EntitlementOwnerType as EntitlementOwnerType
    from app.models.entitlement import EntitlementType as EntitlementType
    from app.models.entitlement import FulfillmentStatus as FulfillmentStatus
    from app.models.event import ApplicationAuthorized as ApplicationAuthorized
    from app.models.event import ApplicationDeauthorized as ApplicationDeauthorized
    from app.models.event import EntitlementCreate as EntitlementCreate
    from app.models.event import EntitlementDelete as EntitlementDelete
    from app.models.event import EntitlementUpdate as EntitlementUpdate
    from app.models.event import Event as Event
    from app.models.event import GameDirectMessage as GameDirectMessage
    from app.models.event import GameDirectMessageCreate as GameDirectMessageCreate
    from app.models.event import GameDirectMessageDelete as GameDirectMessageDelete
    from app.models.event import GameDirectMessageUpdate as GameDirectMessageUpdate
    from app.models.event import LobbyMessage as LobbyMessage
    from app.models.event import LobbyMessageCreate as LobbyMessageCreate
    from app.models.event import LobbyMessageDelete as LobbyMessageDelete
    from app.models.event import LobbyMessageUpdate as LobbyMessageUpdate
    from app.models.event import QuestUserEnrollment as QuestUserEnrollment
    from app.models.field import Checkbox as Checkbox
    from app.models.field import CheckboxGroup as CheckboxGroup
    from app.models.field import FileUpload as FileUpload
    from app.models.field import GroupOption as GroupOption
    from app.models.field import RadioGroup as RadioGroup
    from app.models.field import TextInput as TextInput
    from app.models.field import TextInputStyle as TextInputStyle
    from app.models.file import File as File
    from app.models.flags import ApplicationFlags as ApplicationFlags
    from app.models.flags import AttachmentFlags as AttachmentFlags
    from app.models.flags import ChannelFlags as ChannelFlags
    from app.models.flags import EmbedFlags as EmbedFlags
    from app.models.flags import EmbedMediaFlags as EmbedMediaFlags
    from app.models.flags import MediaFlags as MediaFlags
    from app.models.flags import MemberFlags as MemberFlags
    from app.models.flags import MessageFlags as MessageFlags
    from app.models.flags import Permissions as Permissions
    from app.models.flags import RoleFlags as RoleFlags
    from app.models.flags import SystemChannelFlags as SystemChannelFlags
    from app.models.flags import UserFlags as UserFlags
    from app.models.forum import DefaultReaction as DefaultReaction
    from app.models.forum import ForumLayout as ForumLayout
    from app.models.forum import ForumTag as ForumTag
    from app.models.forum import SortOrder as SortOrder
    from app.models.forum import TagSetting as TagSetting
    from app.models.gateway import Gateway as Gateway
    from app.models.gateway import SessionStartLimit as SessionStartLimit
    from app.models.guild import Emoji as Emoji
    from app.models.guild import Guild as Guild
    from app.models.guild import GuildPreview as GuildPreview
    from app.models.guild import PartialEmoji as PartialEmoji
    from app.models.guild import PartialGuild as PartialGuild
    from app.models.guild import Role as Role
    from app.models.guild import RoleColors as RoleColors
    from app.models.guild import RoleTags as RoleTags
    from app.models.guild_fields import GuildFields as GuildFields
    from app.models.guild_parts import ExplicitContentFilterLevel as ExplicitContentFilterLevel
    from app.models.guild_parts import IncidentsData as IncidentsData
    from app.models.guild_parts import MessageNotificationLevel as MessageNotificationLevel
    from app.models.guild_parts import MFALevel as MFALevel
    from app.models.guild_parts import NSFWLevel as NSFWLevel
    from app.models.guild_parts import PremiumTier as PremiumTier
    from app.models.guild_parts import VerificationLevel as VerificationLevel
    from app.models.guild_parts import WelcomeScreen as WelcomeScreen
    from app.models.guild_parts import WelcomeScreenChannel as WelcomeScreenChannel
    from app.models.integration import Integration as Integration
    from app.models.integration import IntegrationAccount as IntegrationAccount
    from app.models.integration import IntegrationApplication as IntegrationApplication
    from app.models.integration import IntegrationExpireBehavior as IntegrationExpireBehavior
    from app.models.interaction import ComponentData as ComponentData
    from app.models.interaction import Interaction as Interaction
    from app.models.interaction import InteractionType as InteractionType
    from app.models.interaction import ModalData as ModalData
    from app.models.invite import GuildInviteFlags as GuildInviteFlags
    from app.models.invite import Invite as Invite
    from app.models.invite import InviteTargetType as InviteTargetType
    from app.models.invite import InviteType as InviteType
    from app.models.invite import TargetUsersJob as TargetUsersJob
    from app.models.invite import TargetUsersStatus as TargetUsersStatus
    from app.models.locale import Locale as Locale
    from app.models.mention import AllowedMentions as AllowedMentions
    from app.models.mention import ChannelMention as ChannelMention
    from app.models.message import Message as Message
    from app.models.message import MessageSnapshot as MessageSnapshot
    from app.models.message import MessageType as MessageType
    from app.models.message import ResolvedData as ResolvedData
    from app.models.message_parts import BaseTheme as BaseTheme
    from app.models.message_parts import GuildProductPurchase as GuildProductPurchase
    from app.models.message_parts import LobbyMember as LobbyMember
    from app.models.message_parts import MessageActivity as MessageActivity
    from app.models.message_parts import MessageActivityType as MessageActivityType
    from app.models.message_parts import MessageCall as MessageCall
    from app.models.message_parts import MessageInteraction as MessageInteraction
    from app.models.message_parts import MessageInteractionMetadata as MessageInteractionMetadata
    from app.models.message_parts import MessageReference as MessageReference
    from app.models.message_parts import MessageReferenceType as MessageReferenceType
    from app.models.message_parts import PurchaseNotification as PurchaseNotification
    from app.models.message_parts import PurchaseType as PurchaseType
    from app.models.message_parts import Reaction as Reaction
    from app.models.message_parts import ReactionCountDetails as ReactionCountDetails
    from app.models.message_parts import ReactionType as ReactionType
    from app.models.message_parts import RoleSubscriptionData as RoleSubscriptionData
    from app.models.message_parts import SharedClientTheme as SharedClientTheme
    from app.models.oauth import AccessToken as AccessToken
    from app.models.oauth import Authorization as Authorization
    from app.models.pin import MessagePin as MessagePin
    from app.models.poll import Poll as Poll
    from app.models.poll import PollAnswer as PollAnswer
    from app.models.poll import PollAnswerCount as PollAnswerCount
    from app.models.poll import PollLayout as PollLayout
    from app.models.poll import PollMedia as PollMedia
    from app.models.poll import PollResults as PollResults
    from app.models.role_connection import RoleConnection as RoleConnection
    from app.models.role_connection import RoleConnectionMetadata as RoleConnectionMetadata
    from app.models.role_connection import RoleConnectionMetadataType as RoleConnectionMetadataType
    from app.models.scheduled_event import GuildScheduledEvent as GuildScheduledEvent
    from app.models.scheduled_event import GuildScheduledEventEntityMetadata as GuildScheduledEventEntityMetadata
    from app.models.scheduled_event import GuildScheduledEventEntityType as GuildScheduledEventEntityType
    from app.models.scheduled_event import GuildScheduledEventException as GuildScheduledEventException
    from app.models.scheduled_event import GuildScheduledEventPrivacyLevel as GuildScheduledEventPrivacyLevel
    from app.models.scheduled_event import GuildScheduledEventStatus as GuildScheduledEventStatus
    from app.models.scheduled_event import GuildScheduledEventUser as GuildScheduledEventUser
    from app.models.scheduled_event import GuildScheduledEventUserResponse as GuildScheduledEventUserResponse
    from app.models.scheduled_event import RecurrenceFrequency as RecurrenceFrequency
    from app.models.scheduled_event import RecurrenceNWeekday as RecurrenceNWeekday
    from app.models.scheduled_event import RecurrenceRule as RecurrenceRule
    from app.models.scheduled_event import RecurrenceWeekday as RecurrenceWeekday
    from app.models.search import SearchFilters as SearchFilters
    from app.models.search import SearchResult as SearchResult
    from app.models.select import ChannelSelect as ChannelSelect
    from app.models.select import DefaultValueType as DefaultValueType
    from app.models.select import MentionableSelect as MentionableSelect
    from app.models.select import RoleSelect as RoleSelect
    from app.models.select import Select as Select
    from app.models.select import SelectDefaultValue as SelectDefaultValue
    from app.models.select import SelectOption as SelectOption
    from app.models.select import StringSelect as StringSelect
    from app.models.select import UserSelect as UserSelect
    from app.models.sku import Sku as Sku
    from app.models.sku import SkuFlags as SkuFlags
    from app.models.sku import SkuType as SkuType
    from app.models.sticker import Sticker as Sticker
    from app.models.sticker import StickerFormat as StickerFormat
    from app.models.sticker import StickerItem as StickerItem
    from app.models.sticker import StickerPack as StickerPack
    from app.models.sticker import StickerType as StickerType
    from app.models.subscription import Subscription as Subscription
    from app.models.subscription import SubscriptionStatus as SubscriptionStatus
    from app.models.thread_list import ForumPost as ForumPost
    from app.models.user import AvatarDecoration as AvatarDecoration
    from app.models.user import Collectibles as Collectibles
    from app.models.user import Member as Member
    from app.models.user import Nameplate as Nameplate
    from app.models.user import NameplatePalette as NameplatePalette
    from app.models.user import PremiumType as PremiumType
    from app.models.user import PrimaryGuild as PrimaryGuild
    from app.models.user import User as User
    from app.models.webhook import FollowedChannel as FollowedChannel
    from app.models.webhook import Webhook as Webhook
    from app.models.webhook import WebhookFields as WebhookFields
    from app.models.webhook import WebhookType as WebhookType

_NAMES = {
    "application": (
        "ActivityInstance", "ActivityLocation", "ActivityLocationKind", "Application", "EventWebhooksStatus",
        "InstallParams", "IntegrationTypeConfig", "MembershipState", "Team", "TeamMember",
    ),
    "attachment": ("Attachment",),
    "audit_log": ("AuditLog", "AuditLogChange", "AuditLogEntry", "AuditLogEvent", "AuditLogOptions"),
    "auto_moderation": (
        "AutoModerationAction", "AutoModerationActionMetadata", "AutoModerationActionType", "AutoModerationEventType",
        "AutoModerationKeywordPresetType", "AutoModerationRule", "AutoModerationTriggerMetadata",
        "AutoModerationTriggerType",
    ),
    "ban": ("Ban", "BulkBan"),
    "base": ("Snowflake",),
    "button": ("Button", "ButtonStyle", "LinkButton", "PremiumButton"),
    "channel": (
        "AnnouncementChannel", "CategoryChannel", "Channel", "ChannelType", "DMChannel", "ForumChannel",
        "GroupDMChannel", "MediaChannel", "Overwrite", "OverwriteType", "StageChannel", "TextChannel", "Thread",
        "ThreadMember", "ThreadMetadata", "VideoQualityMode", "VoiceChannel",
    ),
    "channel_fields": ("ChannelEditFields", "ChannelFields", "ChannelPosition"),
    "colour": ("Colour",),
    "command": (
        "ApplicationCommand", "ApplicationCommandType", "CommandData", "CommandDataOption", "CommandFields",
        "CommandOption", "CommandOptionChoice", "CommandPermission", "CommandPermissionType", "CommandPermissions",
        "EntryPointHandler", "IntegrationType", "InteractionContextType", "Localizations", "OptionType",
    ),
    "component": (
        "ActionRow", "Component", "Container", "Label", "MessageComponent", "ModalComponent", "Section", "Separator",
        "SeparatorSpacing", "UnknownComponent",
    ),
    "component_base": ("ComponentType",),
    "connection": ("Connection", "ConnectionIntegration", "ConnectionVisibility"),
    "disabling": ("disable",),
    "display": ("FileComponent", "MediaGallery", "MediaGalleryItem", "TextDisplay", "Thumbnail", "UnfurledMediaItem"),
    "embed": ("Embed", "EmbedAuthor", "EmbedField", "EmbedFooter", "EmbedMedia", "EmbedProvider", "EmbedType"),
    "entitlement": ("Entitlement", "EntitlementOwnerType", "EntitlementType", "FulfillmentStatus"),
    "event": (
        "ApplicationAuthorized", "ApplicationDeauthorized", "EntitlementCreate", "EntitlementDelete",
        "EntitlementUpdate", "Event", "GameDirectMessage", "GameDirectMessageCreate", "GameDirectMessageDelete",
        "GameDirectMessageUpdate", "LobbyMessage", "LobbyMessageCreate", "LobbyMessageDelete", "LobbyMessageUpdate",
        "QuestUserEnrollment",
    ),
    "field": ("Checkbox", "CheckboxGroup", "FileUpload", "GroupOption", "RadioGroup", "TextInput", "TextInputStyle"),
    "file": ("File",),
    "flags": (
        "ApplicationFlags", "AttachmentFlags", "ChannelFlags", "EmbedFlags", "EmbedMediaFlags", "MediaFlags",
        "MemberFlags", "MessageFlags", "Permissions", "RoleFlags", "SystemChannelFlags", "UserFlags",
    ),
    "forum": ("DefaultReaction", "ForumLayout", "ForumTag", "SortOrder", "TagSetting"),
    "gateway": ("Gateway", "SessionStartLimit"),
    "guild": ("Emoji", "Guild", "GuildPreview", "PartialEmoji", "PartialGuild", "Role", "RoleColors", "RoleTags"),
    "guild_fields": ("GuildFields",),
    "guild_parts": (
        "ExplicitContentFilterLevel", "IncidentsData", "MFALevel", "MessageNotificationLevel", "NSFWLevel",
        "PremiumTier", "VerificationLevel", "WelcomeScreen", "WelcomeScreenChannel",
    ),
    "integration": ("Integration", "IntegrationAccount", "IntegrationApplication", "IntegrationExpireBehavior"),
    "interaction": ("ComponentData", "Interaction", "InteractionType", "ModalData"),
    "invite": ("GuildInviteFlags", "Invite", "InviteTargetType", "InviteType", "TargetUsersJob", "TargetUsersStatus"),
    "locale": ("Locale",),
    "mention": ("AllowedMentions", "ChannelMention"),
    "message": ("Message", "MessageSnapshot", "MessageType", "ResolvedData"),
    "message_parts": (
        "BaseTheme", "GuildProductPurchase", "LobbyMember", "MessageActivity", "MessageActivityType", "MessageCall",
        "MessageInteraction", "MessageInteractionMetadata", "MessageReference", "MessageReferenceType",
        "PurchaseNotification", "PurchaseType", "Reaction", "ReactionCountDetails", "ReactionType",
        "RoleSubscriptionData", "SharedClientTheme",
    ),
    "oauth": ("AccessToken", "Authorization"),
    "pin": ("MessagePin",),
    "poll": ("Poll", "PollAnswer", "PollAnswerCount", "PollLayout", "PollMedia", "PollResults"),
    "role_connection": ("RoleConnection", "RoleConnectionMetadata", "RoleConnectionMetadataType"),
    "scheduled_event": (
        "GuildScheduledEvent", "GuildScheduledEventEntityMetadata", "GuildScheduledEventEntityType",
        "GuildScheduledEventException", "GuildScheduledEventPrivacyLevel", "GuildScheduledEventStatus",
        "GuildScheduledEventUser", "GuildScheduledEventUserResponse", "RecurrenceFrequency", "RecurrenceNWeekday",
        "RecurrenceRule", "RecurrenceWeekday",
    ),
    "search": ("SearchFilters", "SearchResult"),
    "select": (
        "ChannelSelect", "DefaultValueType", "MentionableSelect", "RoleSelect", "Select", "SelectDefaultValue",
        "SelectOption", "StringSelect", "UserSelect",
    ),
    "sku": ("Sku", "SkuFlags", "SkuType"),
    "sticker": ("Sticker", "StickerFormat", "StickerItem", "StickerPack", "StickerType"),
    "subscription": ("Subscription", "SubscriptionStatus"),
    "thread_list": ("ForumPost",),
    "user": (
        "AvatarDecoration", "Collectibles", "Member", "Nameplate", "NameplatePalette", "PremiumType", "PrimaryGuild",
        "User",
    ),
    "webhook": ("FollowedChannel", "Webhook", "WebhookFields", "WebhookType"),
}  # fmt: skip
_MODULES = {name: f"app.models.{module}" for module, names in _NAMES.items() for name in names}

__all__ = sorted(_MODULES)


if not TYPE_CHECKING:
    # A type checker would take every misspelled name for Any.

    def __getattr__(name: str) -> Any:
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(module), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
