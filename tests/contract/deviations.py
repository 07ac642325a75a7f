"""Where what we send and Discord's OpenAPI description disagree, each with what shows that it is still so."""

import functools
from collections.abc import Callable
from typing import NamedTuple

from tests.contract.operations import Schema, Schemas, body_of, strict, validator

BITS: Schema = {"type": ["string", "null"], "pattern": r"^(0|[1-9]\d*)$"}
COMMANDS = (
    "ApplicationCommandUpdateRequest",
    "ApplicationCommandCreateRequest",
    "ApplicationCommandPatchRequestPartial",
)


class Deviation(NamedTuple):
    """A change of the description.

    Attributes:
        why: What the documentation says.
        method: A method whose requests are refused without it.
        change: Makes the change.
    """

    why: str
    method: str
    change: Callable[[Schemas], None]


def _bits_of_commands_are_text(schemas: Schemas) -> None:
    for name in COMMANDS:
        schemas[name]["properties"]["default_member_permissions"] = BITS


def _bits_of_installs_are_text(schemas: Schemas) -> None:
    schemas["ApplicationOAuth2InstallParams"]["properties"]["permissions"] = BITS


def _bits_of_roles_are_text(schemas: Schemas) -> None:
    for name in ("CreateRoleRequest", "UpdateRoleRequestPartial"):
        schemas[name]["properties"]["permissions"] = BITS


def _bits_of_overwrites_are_text(schemas: Schemas) -> None:
    for name in ("ChannelPermissionOverwriteRequest", "set_channel_permission_overwrite"):
        schemas[name]["properties"] |= {"allow": BITS, "deny": BITS}


def _commands_may_be_age_restricted(schemas: Schemas) -> None:
    for name in COMMANDS:
        schemas[name]["properties"]["nsfw"] = {"type": "boolean"}


def _media_channels_are_a_type(schemas: Schemas) -> None:
    schemas["ChannelTypes"]["oneOf"].append({"title": "GUILD_MEDIA", "const": 16})


def _the_description_of_an_application_is_text(schemas: Schemas) -> None:
    schemas["ApplicationFormPartial"]["properties"]["description"] = {"type": "string"}


def _the_name_of_a_bot_may_stay(schemas: Schemas) -> None:
    del schemas["BotAccountPatchRequest"]["required"]


def _messages_can_be_forwarded(schemas: Schemas) -> None:
    schemas["MessageReferenceType"]["oneOf"].append({"title": "FORWARD", "const": 1})


def _uploads_can_be_of_some_kinds(schemas: Schemas) -> None:
    properties = schemas["FileUploadComponentForModalRequest"]["properties"]
    properties["file_types"] = {"type": "array", "items": {"type": "string"}, "maxItems": 10}


def _uploaded_files_are_numbered(schemas: Schemas) -> None:
    schemas["MessageAttachmentRequest"]["properties"]["id"] = {"type": ["string", "integer"]}


AS_TEXT = "bit sets are text in the documentation, numbers in the description"
DEVIATIONS = [
    Deviation(AS_TEXT, "commands.create_global", _bits_of_commands_are_text),
    Deviation(AS_TEXT, "applications.edit_own", _bits_of_installs_are_text),
    Deviation(AS_TEXT, "roles.create", _bits_of_roles_are_text),
    Deviation(AS_TEXT, "channels.edit_permissions", _bits_of_overwrites_are_text),
    Deviation("`nsfw` stands in the documentation alone", "commands.create_global", _commands_may_be_age_restricted),
    Deviation("type 16 stands in the documentation alone", "commands.create_global", _media_channels_are_a_type),
    Deviation(
        "a text in the documentation, an object in the description",
        "applications.edit_own",
        _the_description_of_an_application_is_text,
    ),
    Deviation("the documentation says that all is optional", "users.edit_me", _the_name_of_a_bot_may_stay),
    Deviation("type 1 stands in the documentation alone", "messages.forward", _messages_can_be_forwarded),
    Deviation(
        "the documentation's examples count uploaded files, the description gives them ids",
        "interactions.create_followup",
        _uploaded_files_are_numbered,
    ),
    Deviation(
        "`file_types` stands in the documentation alone",
        "interactions.create_response",
        _uploads_can_be_of_some_kinds,
    ),
]

UNDESCRIBED = {
    "skus.list": "the list of SKUs stands in the documentation alone",
    "oauth.get_client_token": "the routes of tokens stand on the page about OAuth2",
    "oauth.exchange_code": "as above",
    "oauth.refresh_token": "as above",
    "oauth.revoke": "as above",
    "attachments.read": "files do not lie at the API",
    "attachments.to_file": "as above",
}
"""Methods whose route is not in the description."""

NOT_DOCUMENTED = "in the description alone"
NOT_OFFERED = {
    ("update_my_application", "explicit_content_filter"): NOT_DOCUMENTED,
    ("update_my_application", "max_participants"): NOT_DOCUMENTED,
    ("update_my_application", "team_id"): NOT_DOCUMENTED,
    ("update_my_application", "type"): NOT_DOCUMENTED,
    ("create_application_command", "dm_permission"): "deprecated: `contexts`",
    ("create_guild_application_command", "dm_permission"): "deprecated: `contexts`",
    ("create_guild_application_command", "handler"): "entry points are global",
    ("update_application_command", "dm_permission"): "deprecated: `contexts`",
    ("update_guild_application_command", "dm_permission"): "deprecated: `contexts`",
    ("get_entitlements", "only_active"): NOT_DOCUMENTED,
    ("get_sku_subscription", "user_id"): NOT_DOCUMENTED,
    ("create_interaction_response", "with_response"): "`get_original` reads the message",
    ("get_original_webhook_message", "thread_id"): "an interaction's messages are found without",
    ("update_original_webhook_message", "thread_id"): "an interaction's messages are found without",
    ("delete_original_webhook_message", "thread_id"): "an interaction's messages are found without",
    ("update_original_webhook_message", "with_components"): "an application's webhooks have components anyway",
    ("update_channel", "icon"): "of group messages, which bots cannot be in",
    ("create_message", "shared_client_theme"): "by `rest.request` only",
    ("update_message", "sticker_ids"): NOT_DOCUMENTED,
    ("invite_resolve", "target_channel_id"): NOT_DOCUMENTED,
    ("invite_resolve", "target_message_id"): NOT_DOCUMENTED,
    ("list_my_guilds", "before"): "all are gone through from the beginning",
    ("create_dm", "access_tokens"): "of group messages",
    ("create_dm", "nicks"): "of group messages",
    ("update_guild", "home_header"): NOT_DOCUMENTED,
    ("update_guild", "region"): "deprecated",
    ("add_guild_member", "flags"): NOT_DOCUMENTED,
    ("create_guild_role", "color"): "deprecated: `colors`",
    ("update_guild_role", "color"): "deprecated: `colors`",
    ("list_guild_bans", "before"): "all are gone through from the beginning",
    ("ban_user_from_guild", "delete_message_days"): "deprecated: `delete_message_seconds`",
    ("update_guild_scheduled_event", "privacy_level"): "there is one value",
    ("list_guild_scheduled_event_users", "before"): "all are gone through from the beginning",
    ("update_auto_moderation_rule", "trigger_type"): NOT_DOCUMENTED,
}
"""Fields that an operation takes and that we do not offer."""


@functools.cache
def described() -> Schemas:
    """Return the schemas of the description, strictly, and as far as the documentation does not contradict them."""
    return strict([deviation.change for deviation in DEVIATIONS])


COMMANDS_VALIDATOR = validator(body_of("bulk_set_application_commands"), described())
"""What all commands that are registered at once are held against."""
