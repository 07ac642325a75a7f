"""Rules of auto moderation."""

from app.models.auto_moderation import (
    AutoModerationAction,
    AutoModerationActionType,
    AutoModerationRule,
    AutoModerationTriggerMetadata,
)
from app.models.base import decoder, encode


def test_an_action_writes_its_type_always_and_nothing_that_is_not_given() -> None:
    assert encode(AutoModerationAction()) == b'{"type":1}'
    assert encode(AutoModerationTriggerMetadata(mention_raid_protection_enabled=False)) == (
        b'{"mention_raid_protection_enabled":false}'
    )


def test_an_action_that_is_not_known_is_kept() -> None:
    rule = decoder(AutoModerationRule).decode(b'{"actions":[{"type":9,"metadata":{"colour":"red"}}]}')

    assert isinstance(rule.actions[0].type, AutoModerationActionType)
    assert rule.actions[0].type.name == "unknown_9"
