import pytest

from app.models.application import EventWebhooksStatus, InstallParams, IntegrationTypeConfig
from app.models.command import IntegrationType
from app.models.flags import ApplicationFlags, Permissions
from tests.given import given_bot
from tests.rest.wire import Sent, recorded, sent

PNG = b"\x89PNG\r\n\x1a\n"


async def test_the_application_can_be_read() -> None:
    bot = given_bot()
    application = await bot.bot.rest.applications.get_own()

    assert application.id == bot.discord.application_id
    assert list(application.integration_types_config) == ["0"]


async def test_all_that_can_be_edited_is_sent_as_discord_writes_it() -> None:
    rest, requests = recorded({"id": "5", "description": "New."})
    install = InstallParams.of("bot", "applications.commands", permissions=Permissions.ban_members)

    application = await rest.applications.edit_own(
        custom_install_url=None,
        description="New.",
        role_connections_verification_url="https://bot.test/roles",
        install_params=install,
        integration_types_config={IntegrationType.user_install: IntegrationTypeConfig(oauth2_install_params=install)},
        flags=ApplicationFlags.gateway_message_content_limited,
        icon=PNG,
        cover_image=None,
        interactions_endpoint_url="https://bot.test/",
        tags=["a", "b"],
        event_webhooks_url="https://bot.test/events",
        event_webhooks_status=EventWebhooksStatus.enabled,
        event_webhooks_types=["APPLICATION_AUTHORIZED"],
    )

    params = {"scopes": ["bot", "applications.commands"], "permissions": "4"}
    body = {
        "custom_install_url": None,
        "description": "New.",
        "role_connections_verification_url": "https://bot.test/roles",
        "install_params": params,
        "integration_types_config": {"1": {"oauth2_install_params": params}},
        "flags": 1 << 19,
        "icon": "data:image/png;base64,iVBORw0KGgo=",
        "cover_image": None,
        "interactions_endpoint_url": "https://bot.test/",
        "tags": ["a", "b"],
        "event_webhooks_url": "https://bot.test/events",
        "event_webhooks_status": 2,
        "event_webhooks_types": ["APPLICATION_AUTHORIZED"],
    }
    assert [sent(request) for request in requests] == [Sent("PATCH", "/applications/@me", {}, body)]
    assert (application.id, application.description) == (5, "New.")


async def test_what_an_edit_does_not_name_is_not_sent() -> None:
    rest, requests = recorded({"id": "5"})

    await rest.applications.edit_own(description="")

    assert sent(requests[0]).data == {"description": ""}


async def test_an_icon_is_an_image() -> None:
    rest, requests = recorded({"id": "5"})

    with pytest.raises(ValueError, match="PNG"):
        await rest.applications.edit_own(icon=b"<svg/>")
    assert requests == []


async def test_a_running_activity_says_where_it_is_and_who_takes_part() -> None:
    rest, requests = recorded(
        {
            "application_id": "5",
            "instance_id": "i-1-gc-2-3",
            "launch_id": "1",
            "location": {"id": "gc-2-3", "kind": "gc", "channel_id": "3", "guild_id": "2"},
            "users": ["8", "9"],
        }
    )

    instance = await rest.applications.get_activity_instance(5, "i-1-gc-2-3")

    assert sent(requests[0]) == Sent("GET", "/applications/5/activity-instances/i-1-gc-2-3", {}, None)
    assert (instance.location.kind, instance.location.guild_id, instance.users) == ("gc", 2, (8, 9))
