"""
The routes of Discord's REST API that Postern calls, as constants.

Each bears the name that Discord's API description gives the operation.

https://docs.discord.com/developers/reference
"""

from dataclasses import dataclass
from urllib.parse import quote

from app.telemetry.logs import REDACTED


@dataclass(frozen=True, slots=True)
class Route:
    """A method and the template of a path.

    Attributes:
        method: HTTP method.
        template: Path below the API's base, with `{names}` for its parts; the
            part `{token}` is a secret, and is never shown.
    """

    method: str
    template: str

    @property
    def authorized(self) -> bool:
        """Whether it needs the bot token.

        Routes with a token in their path do not, and get none: a proxy that
        sees a 401 for a token nobody had to send may lock the bot out.
        """
        return "{token}" not in self.template

    def path(self, **parts: int | str) -> str:
        """Fill in the parts.

        Raises:
            TypeError: If one is neither an id nor text, such as None or a model.
            ValueError: If one is empty, or would lead elsewhere.
        """
        return self.template.format(**{name: _write(name, part) for name, part in parts.items()})

    def shown(self, **parts: int | str) -> str:
        """Fill in the parts for people to read: without the token."""
        shown = {name: quote(str(part), safe="@") for name, part in parts.items()}
        return self.template.format(**shown | {"token": REDACTED})


def _write(name: str, part: int | str) -> str:
    if not isinstance(part, int | str):
        raise TypeError(f"{name} is an id, not a {type(part).__name__}; a model has it as its `id`")
    text = quote(str(part), safe="@")
    # Servers and proxies take these for a way up: what is done to a part would be done to the whole.
    if text in {"", ".", ".."}:
        raise ValueError(f"{name} cannot be {text!r}")
    return text


# ── applications ──

GET_MY_APPLICATION = Route("GET", "/applications/@me")
UPDATE_MY_APPLICATION = Route("PATCH", "/applications/@me")
APPLICATIONS_GET_ACTIVITY_INSTANCE = Route("GET", "/applications/{application_id}/activity-instances/{instance_id}")
LIST_APPLICATION_COMMANDS = Route("GET", "/applications/{application_id}/commands")
BULK_SET_APPLICATION_COMMANDS = Route("PUT", "/applications/{application_id}/commands")
CREATE_APPLICATION_COMMAND = Route("POST", "/applications/{application_id}/commands")
GET_APPLICATION_COMMAND = Route("GET", "/applications/{application_id}/commands/{command_id}")
DELETE_APPLICATION_COMMAND = Route("DELETE", "/applications/{application_id}/commands/{command_id}")
UPDATE_APPLICATION_COMMAND = Route("PATCH", "/applications/{application_id}/commands/{command_id}")
LIST_APPLICATION_EMOJIS = Route("GET", "/applications/{application_id}/emojis")
CREATE_APPLICATION_EMOJI = Route("POST", "/applications/{application_id}/emojis")
GET_APPLICATION_EMOJI = Route("GET", "/applications/{application_id}/emojis/{emoji_id}")
DELETE_APPLICATION_EMOJI = Route("DELETE", "/applications/{application_id}/emojis/{emoji_id}")
UPDATE_APPLICATION_EMOJI = Route("PATCH", "/applications/{application_id}/emojis/{emoji_id}")
GET_ENTITLEMENTS = Route("GET", "/applications/{application_id}/entitlements")
CREATE_ENTITLEMENT = Route("POST", "/applications/{application_id}/entitlements")
GET_ENTITLEMENT = Route("GET", "/applications/{application_id}/entitlements/{entitlement_id}")
DELETE_ENTITLEMENT = Route("DELETE", "/applications/{application_id}/entitlements/{entitlement_id}")
CONSUME_ENTITLEMENT = Route("POST", "/applications/{application_id}/entitlements/{entitlement_id}/consume")
LIST_GUILD_APPLICATION_COMMANDS = Route("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
BULK_SET_GUILD_APPLICATION_COMMANDS = Route("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
CREATE_GUILD_APPLICATION_COMMAND = Route("POST", "/applications/{application_id}/guilds/{guild_id}/commands")
LIST_GUILD_APPLICATION_COMMAND_PERMISSIONS = Route(
    "GET", "/applications/{application_id}/guilds/{guild_id}/commands/permissions"
)
GET_GUILD_APPLICATION_COMMAND = Route("GET", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}")
DELETE_GUILD_APPLICATION_COMMAND = Route(
    "DELETE", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}"
)
UPDATE_GUILD_APPLICATION_COMMAND = Route(
    "PATCH", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}"
)
GET_GUILD_APPLICATION_COMMAND_PERMISSIONS = Route(
    "GET", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions"
)
SET_GUILD_APPLICATION_COMMAND_PERMISSIONS = Route(
    "PUT", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions"
)
GET_APPLICATION_ROLE_CONNECTIONS_METADATA = Route("GET", "/applications/{application_id}/role-connections/metadata")
UPDATE_APPLICATION_ROLE_CONNECTIONS_METADATA = Route("PUT", "/applications/{application_id}/role-connections/metadata")
LIST_SKUS = Route("GET", "/applications/{application_id}/skus")

# ── channels ──

GET_CHANNEL = Route("GET", "/channels/{channel_id}")
DELETE_CHANNEL = Route("DELETE", "/channels/{channel_id}")
UPDATE_CHANNEL = Route("PATCH", "/channels/{channel_id}")
FOLLOW_CHANNEL = Route("POST", "/channels/{channel_id}/followers")
LIST_CHANNEL_INVITES = Route("GET", "/channels/{channel_id}/invites")
CREATE_CHANNEL_INVITE = Route("POST", "/channels/{channel_id}/invites")
LIST_MESSAGES = Route("GET", "/channels/{channel_id}/messages")
CREATE_MESSAGE = Route("POST", "/channels/{channel_id}/messages")
BULK_DELETE_MESSAGES = Route("POST", "/channels/{channel_id}/messages/bulk-delete")
LIST_PINS = Route("GET", "/channels/{channel_id}/messages/pins")
CREATE_PIN = Route("PUT", "/channels/{channel_id}/messages/pins/{message_id}")
DELETE_PIN = Route("DELETE", "/channels/{channel_id}/messages/pins/{message_id}")
GET_MESSAGE = Route("GET", "/channels/{channel_id}/messages/{message_id}")
DELETE_MESSAGE = Route("DELETE", "/channels/{channel_id}/messages/{message_id}")
UPDATE_MESSAGE = Route("PATCH", "/channels/{channel_id}/messages/{message_id}")
CROSSPOST_MESSAGE = Route("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
DELETE_ALL_MESSAGE_REACTIONS = Route("DELETE", "/channels/{channel_id}/messages/{message_id}/reactions")
LIST_MESSAGE_REACTIONS_BY_EMOJI = Route("GET", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}")
DELETE_ALL_MESSAGE_REACTIONS_BY_EMOJI = Route(
    "DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}"
)
ADD_MY_MESSAGE_REACTION = Route("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me")
DELETE_MY_MESSAGE_REACTION = Route("DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me")
DELETE_USER_MESSAGE_REACTION = Route(
    "DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}"
)
CREATE_THREAD_FROM_MESSAGE = Route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
SET_CHANNEL_PERMISSION_OVERWRITE = Route("PUT", "/channels/{channel_id}/permissions/{overwrite_id}")
DELETE_CHANNEL_PERMISSION_OVERWRITE = Route("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}")
GET_ANSWER_VOTERS = Route("GET", "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}")
POLL_EXPIRE = Route("POST", "/channels/{channel_id}/polls/{message_id}/expire")
LIST_THREAD_MEMBERS = Route("GET", "/channels/{channel_id}/thread-members")
JOIN_THREAD = Route("PUT", "/channels/{channel_id}/thread-members/@me")
LEAVE_THREAD = Route("DELETE", "/channels/{channel_id}/thread-members/@me")
GET_THREAD_MEMBER = Route("GET", "/channels/{channel_id}/thread-members/{user_id}")
ADD_THREAD_MEMBER = Route("PUT", "/channels/{channel_id}/thread-members/{user_id}")
DELETE_THREAD_MEMBER = Route("DELETE", "/channels/{channel_id}/thread-members/{user_id}")
CREATE_THREAD = Route("POST", "/channels/{channel_id}/threads")
LIST_PRIVATE_ARCHIVED_THREADS = Route("GET", "/channels/{channel_id}/threads/archived/private")
LIST_PUBLIC_ARCHIVED_THREADS = Route("GET", "/channels/{channel_id}/threads/archived/public")
TRIGGER_TYPING_INDICATOR = Route("POST", "/channels/{channel_id}/typing")
LIST_MY_PRIVATE_ARCHIVED_THREADS = Route("GET", "/channels/{channel_id}/users/@me/threads/archived/private")
LIST_CHANNEL_WEBHOOKS = Route("GET", "/channels/{channel_id}/webhooks")
CREATE_WEBHOOK = Route("POST", "/channels/{channel_id}/webhooks")

# ── gateway ──

GET_GATEWAY = Route("GET", "/gateway")
GET_BOT_GATEWAY = Route("GET", "/gateway/bot")

# ── guilds ──

GET_GUILD = Route("GET", "/guilds/{guild_id}")
UPDATE_GUILD = Route("PATCH", "/guilds/{guild_id}")
LIST_GUILD_AUDIT_LOG_ENTRIES = Route("GET", "/guilds/{guild_id}/audit-logs")
LIST_AUTO_MODERATION_RULES = Route("GET", "/guilds/{guild_id}/auto-moderation/rules")
CREATE_AUTO_MODERATION_RULE = Route("POST", "/guilds/{guild_id}/auto-moderation/rules")
GET_AUTO_MODERATION_RULE = Route("GET", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}")
DELETE_AUTO_MODERATION_RULE = Route("DELETE", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}")
UPDATE_AUTO_MODERATION_RULE = Route("PATCH", "/guilds/{guild_id}/auto-moderation/rules/{rule_id}")
LIST_GUILD_BANS = Route("GET", "/guilds/{guild_id}/bans")
GET_GUILD_BAN = Route("GET", "/guilds/{guild_id}/bans/{user_id}")
BAN_USER_FROM_GUILD = Route("PUT", "/guilds/{guild_id}/bans/{user_id}")
UNBAN_USER_FROM_GUILD = Route("DELETE", "/guilds/{guild_id}/bans/{user_id}")
BULK_BAN_USERS_FROM_GUILD = Route("POST", "/guilds/{guild_id}/bulk-ban")
LIST_GUILD_CHANNELS = Route("GET", "/guilds/{guild_id}/channels")
CREATE_GUILD_CHANNEL = Route("POST", "/guilds/{guild_id}/channels")
BULK_UPDATE_GUILD_CHANNELS = Route("PATCH", "/guilds/{guild_id}/channels")
LIST_GUILD_EMOJIS = Route("GET", "/guilds/{guild_id}/emojis")
CREATE_GUILD_EMOJI = Route("POST", "/guilds/{guild_id}/emojis")
GET_GUILD_EMOJI = Route("GET", "/guilds/{guild_id}/emojis/{emoji_id}")
DELETE_GUILD_EMOJI = Route("DELETE", "/guilds/{guild_id}/emojis/{emoji_id}")
UPDATE_GUILD_EMOJI = Route("PATCH", "/guilds/{guild_id}/emojis/{emoji_id}")
LIST_GUILD_INVITES = Route("GET", "/guilds/{guild_id}/invites")
LIST_GUILD_MEMBERS = Route("GET", "/guilds/{guild_id}/members")
UPDATE_MY_GUILD_MEMBER = Route("PATCH", "/guilds/{guild_id}/members/@me")
SEARCH_GUILD_MEMBERS = Route("GET", "/guilds/{guild_id}/members/search")
GET_GUILD_MEMBER = Route("GET", "/guilds/{guild_id}/members/{user_id}")
ADD_GUILD_MEMBER = Route("PUT", "/guilds/{guild_id}/members/{user_id}")
DELETE_GUILD_MEMBER = Route("DELETE", "/guilds/{guild_id}/members/{user_id}")
UPDATE_GUILD_MEMBER = Route("PATCH", "/guilds/{guild_id}/members/{user_id}")
ADD_GUILD_MEMBER_ROLE = Route("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
DELETE_GUILD_MEMBER_ROLE = Route("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
GUILD_SEARCH = Route("GET", "/guilds/{guild_id}/messages/search")
GET_GUILD_PREVIEW = Route("GET", "/guilds/{guild_id}/preview")
PREVIEW_PRUNE_GUILD = Route("GET", "/guilds/{guild_id}/prune")
PRUNE_GUILD = Route("POST", "/guilds/{guild_id}/prune")
LIST_GUILD_ROLES = Route("GET", "/guilds/{guild_id}/roles")
CREATE_GUILD_ROLE = Route("POST", "/guilds/{guild_id}/roles")
BULK_UPDATE_GUILD_ROLES = Route("PATCH", "/guilds/{guild_id}/roles")
GUILD_ROLE_MEMBER_COUNTS = Route("GET", "/guilds/{guild_id}/roles/member-counts")
GET_GUILD_ROLE = Route("GET", "/guilds/{guild_id}/roles/{role_id}")
DELETE_GUILD_ROLE = Route("DELETE", "/guilds/{guild_id}/roles/{role_id}")
UPDATE_GUILD_ROLE = Route("PATCH", "/guilds/{guild_id}/roles/{role_id}")
LIST_GUILD_SCHEDULED_EVENTS = Route("GET", "/guilds/{guild_id}/scheduled-events")
CREATE_GUILD_SCHEDULED_EVENT = Route("POST", "/guilds/{guild_id}/scheduled-events")
GET_GUILD_SCHEDULED_EVENT = Route("GET", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}")
DELETE_GUILD_SCHEDULED_EVENT = Route("DELETE", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}")
UPDATE_GUILD_SCHEDULED_EVENT = Route("PATCH", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}")
LIST_GUILD_SCHEDULED_EVENT_USERS = Route("GET", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/users")
LIST_GUILD_STICKERS = Route("GET", "/guilds/{guild_id}/stickers")
CREATE_GUILD_STICKER = Route("POST", "/guilds/{guild_id}/stickers")
GET_GUILD_STICKER = Route("GET", "/guilds/{guild_id}/stickers/{sticker_id}")
DELETE_GUILD_STICKER = Route("DELETE", "/guilds/{guild_id}/stickers/{sticker_id}")
UPDATE_GUILD_STICKER = Route("PATCH", "/guilds/{guild_id}/stickers/{sticker_id}")
GET_ACTIVE_GUILD_THREADS = Route("GET", "/guilds/{guild_id}/threads/active")
GET_GUILD_WEBHOOKS = Route("GET", "/guilds/{guild_id}/webhooks")

# ── interactions ──

CREATE_INTERACTION_RESPONSE = Route("POST", "/interactions/{interaction_id}/{token}/callback")

# ── invites ──

INVITE_RESOLVE = Route("GET", "/invites/{code}")
INVITE_REVOKE = Route("DELETE", "/invites/{code}")
UPDATE_INVITE_TARGET_USERS = Route("PUT", "/invites/{code}/target-users")
GET_INVITE_TARGET_USERS_JOB_STATUS = Route("GET", "/invites/{code}/target-users/job-status")

# ── oauth2 ──

GET_MY_OAUTH2_AUTHORIZATION = Route("GET", "/oauth2/@me")
GET_MY_OAUTH2_APPLICATION = Route("GET", "/oauth2/applications/@me")

# ── skus ──

GET_SKU_SUBSCRIPTIONS = Route("GET", "/skus/{sku_id}/subscriptions")
GET_SKU_SUBSCRIPTION = Route("GET", "/skus/{sku_id}/subscriptions/{subscription_id}")

# ── sticker-packs ──

LIST_STICKER_PACKS = Route("GET", "/sticker-packs")
GET_STICKER_PACK = Route("GET", "/sticker-packs/{pack_id}")

# ── stickers ──

GET_STICKER = Route("GET", "/stickers/{sticker_id}")

# ── users ──

GET_MY_USER = Route("GET", "/users/@me")
UPDATE_MY_USER = Route("PATCH", "/users/@me")
GET_APPLICATION_USER_ROLE_CONNECTION = Route("GET", "/users/@me/applications/{application_id}/role-connection")
UPDATE_APPLICATION_USER_ROLE_CONNECTION = Route("PUT", "/users/@me/applications/{application_id}/role-connection")
DELETE_APPLICATION_USER_ROLE_CONNECTION = Route("DELETE", "/users/@me/applications/{application_id}/role-connection")
CREATE_DM = Route("POST", "/users/@me/channels")
LIST_MY_CONNECTIONS = Route("GET", "/users/@me/connections")
LIST_MY_GUILDS = Route("GET", "/users/@me/guilds")
LEAVE_GUILD = Route("DELETE", "/users/@me/guilds/{guild_id}")
GET_USER = Route("GET", "/users/{user_id}")

# ── webhooks ──

GET_WEBHOOK = Route("GET", "/webhooks/{webhook_id}")
DELETE_WEBHOOK = Route("DELETE", "/webhooks/{webhook_id}")
UPDATE_WEBHOOK = Route("PATCH", "/webhooks/{webhook_id}")
GET_WEBHOOK_BY_TOKEN = Route("GET", "/webhooks/{webhook_id}/{token}")
EXECUTE_WEBHOOK = Route("POST", "/webhooks/{webhook_id}/{token}")
DELETE_WEBHOOK_BY_TOKEN = Route("DELETE", "/webhooks/{webhook_id}/{token}")
UPDATE_WEBHOOK_BY_TOKEN = Route("PATCH", "/webhooks/{webhook_id}/{token}")
GET_ORIGINAL_WEBHOOK_MESSAGE = Route("GET", "/webhooks/{webhook_id}/{token}/messages/@original")
DELETE_ORIGINAL_WEBHOOK_MESSAGE = Route("DELETE", "/webhooks/{webhook_id}/{token}/messages/@original")
UPDATE_ORIGINAL_WEBHOOK_MESSAGE = Route("PATCH", "/webhooks/{webhook_id}/{token}/messages/@original")
GET_WEBHOOK_MESSAGE = Route("GET", "/webhooks/{webhook_id}/{token}/messages/{message_id}")
DELETE_WEBHOOK_MESSAGE = Route("DELETE", "/webhooks/{webhook_id}/{token}/messages/{message_id}")
UPDATE_WEBHOOK_MESSAGE = Route("PATCH", "/webhooks/{webhook_id}/{token}/messages/{message_id}")

# ── tokens; they stand in no description of Discord's, but on the page about OAuth2 ──

GET_TOKEN = Route("POST", "/oauth2/token")
REVOKE_TOKEN = Route("POST", "/oauth2/token/revoke")
