import pytest

from app.models.flags import SystemChannelFlags
from app.models.guild_parts import ExplicitContentFilterLevel, MessageNotificationLevel, PremiumTier, VerificationLevel
from app.models.locale import Locale
from tests.rest.wire import Sent, recorded, sent

PNG = b"\x89PNG\r\n\x1a\n"
WRITTEN = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.seed("P30")
async def test_a_server_is_read_with_its_counts_unless_they_are_not_wanted() -> None:
    rest, requests = recorded({"id": "5", "name": "Home", "premium_tier": 2, "approximate_member_count": 40})

    guild = await rest.guilds.get(5)
    await rest.guilds.get(5, with_counts=False)

    assert (guild.name, guild.premium_tier, guild.approximate_member_count) == ("Home", PremiumTier.tier_2, 40)
    assert [sent(request) for request in requests] == [
        Sent("GET", "/guilds/5", {"with_counts": "true"}, None),
        Sent("GET", "/guilds/5", {"with_counts": "false"}, None),
    ]


async def test_a_server_can_be_previewed_from_outside() -> None:
    rest, requests = recorded({"id": "5", "approximate_presence_count": 3, "stickers": [{"name": "wave"}]})

    preview = await rest.guilds.get_preview(5)

    assert preview.approximate_presence_count == 3
    assert preview.stickers[0].name == "wave"
    assert sent(requests[0]) == Sent("GET", "/guilds/5/preview", {}, None)


async def test_of_a_server_what_is_given_is_edited_and_none_clears() -> None:
    rest, requests = recorded({"id": "5"})

    await rest.guilds.edit(5, name="Home", description=None, icon=PNG, rules_channel_id=7, reason="we moved")
    await rest.guilds.edit(
        5,
        features=["COMMUNITY"],
        splash=None,
        discovery_splash=None,
        banner=PNG,
        verification_level=VerificationLevel.high,
        default_message_notifications=MessageNotificationLevel.only_mentions,
        explicit_content_filter=ExplicitContentFilterLevel.all_members,
        afk_channel_id=None,
        afk_timeout=300,
        system_channel_id=8,
        system_channel_flags=SystemChannelFlags.suppress_join_notifications,
        public_updates_channel_id=9,
        safety_alerts_channel_id=10,
        preferred_locale=Locale.german,
        premium_progress_bar_enabled=False,
    )

    assert sent(requests[0]) == Sent(
        "PATCH", "/guilds/5", {}, {"name": "Home", "description": None, "icon": WRITTEN, "rules_channel_id": "7"}
    )
    assert requests[0].headers["X-Audit-Log-Reason"] == "we%20moved"
    assert sent(requests[1]).data == {
        "features": ["COMMUNITY"],
        "splash": None,
        "discovery_splash": None,
        "banner": WRITTEN,
        "verification_level": 3,
        "default_message_notifications": 1,
        "explicit_content_filter": 2,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": "8",
        "system_channel_flags": 1,
        "public_updates_channel_id": "9",
        "safety_alerts_channel_id": "10",
        "preferred_locale": "de",
        "premium_progress_bar_enabled": False,
    }


async def test_a_field_that_a_server_has_not_is_refused() -> None:
    rest, requests = recorded()

    with pytest.raises(TypeError, match=r"rest\.guilds\.edit\(\) takes no nmae; it takes name"):
        await rest.guilds.edit(1, nmae="Elsewhere")  # type: ignore[call-arg]
    assert requests == []


async def test_a_picture_of_a_server_must_be_an_image() -> None:
    rest, requests = recorded()

    with pytest.raises(ValueError, match="PNG"):
        await rest.guilds.edit(5, icon=b"<svg/>")
    assert not requests


async def test_members_who_are_away_for_long_can_be_counted() -> None:
    rest, requests = recorded({"pruned": 3})

    assert await rest.guilds.get_prune_count(5) == 3
    assert await rest.guilds.get_prune_count(5, days=30, include_roles=[7, 8]) == 3
    assert [sent(request) for request in requests] == [
        Sent("GET", "/guilds/5/prune", {"days": "7"}, None),
        Sent("GET", "/guilds/5/prune", {"days": "30", "include_roles": "7,8"}, None),
    ]


async def test_members_who_are_away_for_long_can_be_kicked_counted_or_not() -> None:
    rest, requests = recorded({"pruned": 3}, {"pruned": None})

    assert await rest.guilds.begin_prune(5, include_roles=[7], reason="spring") == 3
    assert await rest.guilds.begin_prune(5, days=1, compute_prune_count=False) is None
    assert [sent(request).data for request in requests] == [
        {"days": 7, "compute_prune_count": True, "include_roles": ["7"]},
        {"days": 1, "compute_prune_count": False, "include_roles": []},
    ]
    assert sent(requests[0])[:2] == ("POST", "/guilds/5/prune")
    assert requests[0].headers["X-Audit-Log-Reason"] == "spring"
