from typing import Any

import pytest

from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code

RECORD: dict[str, Any] = {
    "type": 2,
    "key": "keys_made",
    "name": "Keys made",
    "description": "How many keys somebody has made",
    "name_localizations": {"de": "Schlüssel"},
}


def metadata(bot: FakeBot) -> str:
    return f"/applications/{bot.discord.application_id}/role-connections/metadata"


def connection(bot: FakeBot, *scopes: str) -> tuple[str, dict[str, str]]:
    grant = bot.discord.credentials.issue_token(scopes, bot.discord.world.user("ben").id)
    path = f"/users/@me/applications/{bot.discord.application_id}/role-connection"
    return path, {"Authorization": f"Bearer {grant.access_token}"}


async def test_the_application_says_what_it_can_tell_of_users(bot: FakeBot) -> None:
    assert (await call(bot, "GET", metadata(bot)))[1] == []

    assert (await call(bot, "PUT", metadata(bot), [RECORD]))[1] == [RECORD]

    assert (await call(bot, "GET", metadata(bot)))[1] == [RECORD]


@pytest.mark.parametrize(
    "body",
    [[RECORD] * 6, [RECORD | {"key": "A"}], [RECORD | {"type": 9}], [RECORD | {"name": ""}], {"records": []}],
)
async def test_a_wrong_record_is_refused(bot: FakeBot, body: Any) -> None:
    assert await code(bot, "PUT", metadata(bot), body) == (400, 50035)


async def test_something_is_told_of_a_user_by_his_token(bot: FakeBot) -> None:
    await call(bot, "PUT", metadata(bot), [RECORD])
    path, headers = connection(bot, "role_connections.write")
    body = {"platform_name": "Smithy", "platform_username": "ben", "metadata": {"keys_made": 12}}

    _, told = await call(bot, "PUT", path, body, headers=headers)

    assert told == body | {"metadata": {"keys_made": "12"}}
    assert (await call(bot, "GET", path, headers=headers))[1] == told
    assert await code(bot, "PUT", path, {"metadata": {"doors": "1"}}, headers=headers) == (400, 50035)
    assert await code(bot, "PUT", path, {"platform_name": "x" * 51}, headers=headers) == (400, 50035)
    assert await call(bot, "DELETE", path, headers=headers) == (204, None)
    assert (await call(bot, "GET", path, headers=headers))[1]["metadata"] == {}


async def test_a_bot_token_or_another_scope_tells_nothing(bot: FakeBot) -> None:
    path, headers = connection(bot, "identify")

    assert await code(bot, "PUT", path, {}, headers=headers) == (403, 50026)
    assert (await call(bot, "GET", path))[0] == 401
