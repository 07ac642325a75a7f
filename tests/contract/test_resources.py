"""The examples of Discord's documentation of what its REST API gives, beside messages."""

import json
from typing import Any

import pytest

from app.models.application import Application
from app.models.auto_moderation import AutoModerationRule
from app.models.base import convert
from app.models.channel import AnyChannel
from app.models.entitlement import Entitlement
from app.models.guild import Emoji, Guild, GuildPreview, PartialGuild, Role
from app.models.guild_parts import IncidentsData, WelcomeScreen
from app.models.invite import Invite
from app.models.oauth import AccessToken, Authorization
from app.models.sku import Sku
from app.models.user import Member, User
from app.models.webhook import Webhook
from tests.contract.openapi import PAYLOADS
from tests.contract.reading import check

MODELS: dict[str, Any] = {
    "auto-moderation-rule-object-example-auto-moderation-rule": AutoModerationRule,
    "channel-object-example-channel-category": AnyChannel,
    "channel-object-example-dm-channel": AnyChannel,
    "channel-object-example-guild-announcement-channel": AnyChannel,
    "emoji-object-custom-emoji-examples": Emoji,
    "emoji-object-custom-emoji-examples-2": Emoji,
    "emoji-object-emoji-example": Emoji,
    "emoji-object-standard-emoji-example": Emoji,
    "example-application-object": Application,
    "example-invite-object": Invite,
    "get-current-user-guilds-example-partial-guild": PartialGuild,
    "get-entitlement": Entitlement,
    "get-guild-example-response": Guild,
    "guild-member-object-example-guild-member": Member,
    "guild-object-example-guild": Guild,
    "guild-preview-object-example-guild-preview": GuildPreview,
    "incidents-data-object-example-incidents-data": IncidentsData,
    "list-skus": tuple[Sku, ...],
    "sku-object-sku-example": Sku,
    "user-object-example-user": User,
    "webhook-object-example-application-webhook": Webhook,
    "webhook-object-example-channel-follower-webhook": Webhook,
    "webhook-object-example-incoming-webhook": Webhook,
    "welcome-screen-object-example-welcome-screen": WelcomeScreen,
}
NO_MODEL = {
    "create-test-entitlement-json-params": "what is sent",
    "get-guild-role-member-counts-example-response": "numbers by id",
    "list-application-emojis": "a list of emojis, wrapped",
    "update-target-users-example-error-response": "an error",
    "example-guild-template-object": "by `rest.request` only",
    "get-guild-vanity-url-example-partial-invite-object": "by `rest.request` only",
    "guild-onboarding-object-example-guild-onboarding": "by `rest.request` only",
    "guild-widget-object-example-guild-widget": "by `rest.request` only",
    "guild-widget-settings-object-example-guild-widget-settings": "by `rest.request` only",
    "invite-stage-instance-object-example-invite-stage-instance": "deprecated",
    "lobby-member-object-example-lobby-object": "by `rest.request` only",
    "soundboard-sound-object-example-default-soundboard-sound": "by `rest.request` only",
    "soundboard-sound-object-example-guild-soundboard-sound": "by `rest.request` only",
    "unavailable-guild-object-example-unavailable-guild": "of gateway events only",
    "voice-state-object-example-voice-state": "by `rest.request` only",
}


def example(path: str) -> Any:
    return json.loads((PAYLOADS / f"{path}.json").read_text())


@pytest.mark.parametrize(("name", "kind"), MODELS.items(), ids=list(MODELS))
def test_examples_of_resources_are_read_whole(name: str, kind: Any) -> None:
    check(example(f"resources/{name}"), kind)


def test_every_example_of_a_resource_is_looked_at() -> None:
    assert {file.stem for file in (PAYLOADS / "resources").glob("*.json")} == MODELS.keys() | NO_MODEL.keys()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("permissions/role-object-example-role", Role),
        ("oauth2/authorization-code-grant-access-token-response", AccessToken),
        ("oauth2/client-credentials-grant-client-credentials-access-token-response", AccessToken),
        ("oauth2/webhooks-webhook-token-response-example", AccessToken),
        ("oauth2/get-current-authorization-information-example-authorization-information", Authorization),
    ],
)
def test_examples_of_roles_and_tokens_are_read_whole(name: str, kind: Any) -> None:
    check(example(name), kind)


def test_the_emojis_of_an_application_are_read_whole() -> None:
    (emoji,) = example("resources/list-application-emojis")["items"]

    check(emoji, Emoji)


def test_the_members_of_roles_are_counted_by_id() -> None:
    counts = example("resources/get-guild-role-member-counts-example-response")

    assert convert(counts, dict[str, int]) == counts
