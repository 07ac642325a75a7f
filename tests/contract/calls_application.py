"""Calls of what an application has: itself, commands, offers, tokens, answers to interactions."""

from app.models.application import EventWebhooksStatus, InstallParams, IntegrationTypeConfig
from app.models.base import Snowflake
from app.models.channel import ChannelType
from app.models.command import (
    ApplicationCommand,
    ApplicationCommandType,
    CommandOption,
    CommandOptionChoice,
    CommandPermission,
    CommandPermissionType,
    EntryPointHandler,
    IntegrationType,
    InteractionContextType,
    OptionType,
)
from app.models.entitlement import EntitlementOwnerType
from app.models.flags import ApplicationFlags, Permissions
from app.models.locale import Locale
from app.models.response import Reply, message_response, modal_response, outgoing
from app.models.role_connection import RoleConnectionMetadata, RoleConnectionMetadataType
from tests.contract.calling import Call
from tests.contract.messages import CLASSIC, MODAL

PNG = b"\x89PNG\r\n\x1a\n"
INSTALL = InstallParams.of("bot", "applications.commands", permissions=Permissions.ban_members)
COMMAND = ApplicationCommand(
    name="tag",
    type=ApplicationCommandType.chat_input,
    description="Show a text.",
    name_localizations={"de": "merker"},
    description_localizations={"de": "Zeige einen Text."},
    default_member_permissions="4",
    contexts=(InteractionContextType.guild,),
    integration_types=(IntegrationType.guild_install,),
    nsfw=True,
    options=(
        CommandOption(
            type=OptionType.string,
            name="name",
            description="Which one.",
            required=True,
            choices=(CommandOptionChoice(name="A", value="a"),),
        ),
        CommandOption(
            type=OptionType.channel,
            name="where",
            description="Where.",
            channel_types=(ChannelType.guild_text, ChannelType.guild_media),
        ),
    ),
)
LAUNCH = ApplicationCommand(
    name="launch",
    type=ApplicationCommandType.primary_entry_point,
    description="Launch it.",
    handler=EntryPointHandler.app_handler,
)
RECORD = RoleConnectionMetadata(
    type=RoleConnectionMetadataType.integer_equal,
    key="wins",
    name="Wins",
    description="Games won.",
    name_localizations={"de": "Siege"},
    description_localizations={"de": "Gewonnene Spiele."},
)
RESPONSE = message_response(Reply("Hello.", **CLASSIC))
REPLY = outgoing(Reply("Hello.", **CLASSIC))

APPLICATION: list[Call] = [
    lambda rest: rest.applications.get_own(),
    lambda rest: rest.applications.edit_own(
        custom_install_url="https://bot.test/install",
        description="New.",
        role_connections_verification_url="https://bot.test/roles",
        install_params=INSTALL,
        integration_types_config={IntegrationType.user_install: IntegrationTypeConfig(oauth2_install_params=INSTALL)},
        flags=ApplicationFlags.gateway_message_content_limited,
        icon=PNG,
        cover_image=PNG,
        interactions_endpoint_url="https://bot.test/",
        tags=["a", "b"],
        event_webhooks_url="https://bot.test/events",
        event_webhooks_status=EventWebhooksStatus.enabled,
        event_webhooks_types=["APPLICATION_AUTHORIZED"],
    ),
    lambda rest: rest.applications.edit_own(custom_install_url=None, icon=None, cover_image=None, install_params=None),
    lambda rest: rest.applications.get_activity_instance(1, "i-1-gc-2-3"),
    lambda rest: rest.commands.list_global(1),
    lambda rest: rest.commands.list_guild(1, 2),
    lambda rest: rest.commands.read_registered(1, 2),
    lambda rest: rest.commands.overwrite_global(1, [COMMAND]),
    lambda rest: rest.commands.overwrite_guild(1, 2, [COMMAND]),
    lambda rest: rest.commands.get_global(1, 3),
    lambda rest: rest.commands.get_guild(1, 2, 3),
    lambda rest: rest.commands.create_global(1, COMMAND),
    lambda rest: rest.commands.create_global(1, LAUNCH),
    lambda rest: rest.commands.create_guild(1, 2, COMMAND),
    lambda rest: rest.commands.edit_global(
        1,
        3,
        name="tag",
        name_localizations={Locale.german: "merker"},
        description="Show a text.",
        description_localizations=None,
        options=COMMAND.options,
        default_member_permissions=Permissions.ban_members,
        nsfw=True,
        contexts=[InteractionContextType.guild],
        integration_types=[IntegrationType.guild_install],
        handler=EntryPointHandler.app_handler,
    ),
    lambda rest: rest.commands.edit_guild(
        1,
        2,
        3,
        name="tag",
        name_localizations=None,
        description="Show a text.",
        description_localizations={"de": "Zeige einen Text."},
        options=[],
        default_member_permissions=None,
        nsfw=False,
        contexts=[InteractionContextType.guild],
        integration_types=[IntegrationType.user_install],
        handler=EntryPointHandler.discord_launch_activity,
    ),
    lambda rest: rest.commands.delete_global(1, 3),
    lambda rest: rest.commands.delete_guild(1, 2, 3),
    lambda rest: rest.commands.list_permissions(1, 2),
    lambda rest: rest.commands.get_permissions(1, 2, 3),
    lambda rest: rest.commands.edit_permissions(
        1, 2, 3, [CommandPermission(Snowflake(8), CommandPermissionType.role, False)], access_token="t"
    ),
    lambda rest: rest.entitlements.list(
        1, user_id=2, guild_id=3, sku_ids=[4, 5], exclude_ended=True, exclude_deleted=False, limit=10, before=9
    ),
    lambda rest: rest.entitlements.list(1, after=6),
    lambda rest: rest.entitlements.get(1, 7),
    lambda rest: rest.entitlements.consume(1, 7),
    lambda rest: rest.entitlements.create_test(1, sku_id=4, owner_id=3, owner_type=EntitlementOwnerType.guild),
    lambda rest: rest.entitlements.delete_test(1, 7),
    lambda rest: rest.skus.list(1),
    lambda rest: rest.subscriptions.list(1, user_id=2, limit=10, before=9),
    lambda rest: rest.subscriptions.list(1, user_id=2, after=9),
    lambda rest: rest.subscriptions.get(1, 3),
    lambda rest: rest.role_connections.list_metadata(1),
    lambda rest: rest.role_connections.update_metadata(1, [RECORD]),
    lambda rest: rest.role_connections.get(1, access_token="t"),
    lambda rest: rest.role_connections.update(
        1, access_token="t", platform_name="Chess", platform_username="ada", metadata={"wins": "3"}
    ),
    lambda rest: rest.role_connections.delete(1, access_token="t"),
    lambda rest: rest.gateway.get(),
    lambda rest: rest.gateway.get_bot(),
    lambda rest: rest.oauth.get_client_token(1, "secret", "applications.commands.update"),
    lambda rest: rest.oauth.exchange_code(1, "secret", "code", redirect_uri="https://bot.test/"),
    lambda rest: rest.oauth.refresh_token(1, "secret", "refresh"),
    lambda rest: rest.oauth.revoke(1, "secret", "token", token_type_hint="access_token"),
    lambda rest: rest.oauth.get_authorization("t"),
    lambda rest: rest.oauth.get_application(),
    lambda rest: rest.interactions.create_response(
        1, "token", message_response(Reply("Hello.", **CLASSIC)), within=1.0
    ),
    lambda rest: rest.interactions.create_response(1, "token", modal_response(MODAL), within=1.0),
    lambda rest: rest.interactions.get_original(1, "token"),
    lambda rest: rest.interactions.edit_original(1, "token", REPLY),
    lambda rest: rest.interactions.delete_original(1, "token"),
    lambda rest: rest.interactions.create_followup(1, "token", REPLY),
    lambda rest: rest.interactions.get_followup(1, "token", 2),
    lambda rest: rest.interactions.edit_followup(1, "token", 2, REPLY),
    lambda rest: rest.interactions.delete_followup(1, "token", 2),
]
