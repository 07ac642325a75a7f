from typing import Any

import pytest

from app.models.channel import TextChannel
from app.models.invite import InviteTargetType, TargetUsersStatus
from tests.rest.wire import Sent, recorded, sent

INVITE = {"type": 0, "code": "abc", "guild": {"id": "9", "name": "Krew"}, "channel": {"id": "1", "type": 0}}


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({}, {"with_counts": "false"}),
        (
            {"with_counts": True, "guild_scheduled_event_id": 6},
            {"with_counts": "true", "guild_scheduled_event_id": "6"},
        ),
    ],
)
async def test_an_invite_is_read(fields: dict[str, Any], query: dict[str, Any]) -> None:
    rest, requests = recorded(INVITE | {"approximate_member_count": 3})

    invite = await rest.invites.get("abc", **fields)

    assert invite.url == "https://discord.gg/abc"
    assert invite.guild is not None
    assert (invite.guild.name, invite.approximate_member_count) == ("Krew", 3)
    assert isinstance(invite.channel, TextChannel)
    assert sent(requests[0]) == Sent("GET", "/invites/abc", query, None)


async def test_invites_are_listed_with_how_they_are_used() -> None:
    rest, requests = recorded([INVITE | {"uses": 2, "max_uses": 5, "max_age": 0}])

    (of_channel,) = await rest.invites.list_channel(1)
    (of_guild,) = await rest.invites.list_guild(9)

    assert (of_channel.uses, of_channel.max_uses, of_channel.max_age) == (2, 5, 0)
    assert of_guild == of_channel
    assert [sent(request).path for request in requests] == ["/channels/1/invites", "/guilds/9/invites"]


@pytest.mark.parametrize(
    ("fields", "data"),
    [
        ({}, {"max_age": 86400, "max_uses": 0, "temporary": False, "unique": False}),
        (
            {
                "max_age": 0,
                "max_uses": 1,
                "unique": True,
                "target_type": InviteTargetType.embedded_application,
                "target_application_id": 55,
                "role_ids": [3],
            },
            {
                "max_age": 0,
                "max_uses": 1,
                "temporary": False,
                "unique": True,
                "target_type": 2,
                "target_application_id": "55",
                "role_ids": ["3"],
            },
        ),
    ],
)
async def test_an_invite_is_made_with_a_reason(fields: dict[str, Any], data: dict[str, Any]) -> None:
    rest, requests = recorded(INVITE)

    assert (await rest.invites.create(1, reason="why", **fields)).code == "abc"
    assert sent(requests[0]) == Sent("POST", "/channels/1/invites", {}, data)
    assert requests[0].headers["X-Audit-Log-Reason"] == "why"


async def test_an_invite_is_taken_back_with_a_reason() -> None:
    rest, requests = recorded(INVITE)

    assert (await rest.invites.delete("abc", reason="why")).code == "abc"
    assert sent(requests[0]) == Sent("DELETE", "/invites/abc", {}, None)
    assert requests[0].headers["X-Audit-Log-Reason"] == "why"


async def test_an_invite_is_for_those_who_are_named() -> None:
    rest, requests = recorded(None, {"status": 1, "total_users": 2, "processed_users": 1})

    await rest.invites.update_target_users("abc", [8, 9])
    job = await rest.invites.get_target_users_job("abc")

    assert (requests[0].method, requests[0].url.path) == ("PUT", "/api/v10/invites/abc/target-users")
    assert b'name="target_users_file"' in requests[0].content
    assert b"user_id\n8\n9\r\n" in requests[0].content
    assert (job.status, job.total_users, job.processed_users) == (TargetUsersStatus.processing, 2, 1)
    assert sent(requests[1]).path == "/invites/abc/target-users/job-status"
