from base64 import b64encode

import pytest

from tests.simulator.fake_bot import FakeBot

SCOPE = "applications.commands.update"


async def ask(bot: FakeBot, secret: str, **form: str) -> tuple[int, dict[str, str]]:
    credentials = b64encode(f"{bot.discord.application_id}:{secret}".encode()).decode()
    response = await bot.rest.post("/oauth2/token", data=form, headers={"Authorization": f"Basic {credentials}"})
    return response.status_code, response.json()


async def test_a_token_for_commands_opens_their_routes_and_no_other(bot: FakeBot) -> None:
    form = {"grant_type": "client_credentials", "scope": f"identify {SCOPE}"}
    status, answer = await ask(bot, bot.discord.client_secret, **form)
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    commands = f"/applications/{bot.discord.application_id}/commands"

    assert (status, answer["token_type"], answer["scope"]) == (200, "Bearer", f"identify {SCOPE}")
    assert (await bot.rest.get(commands, headers=headers)).status_code == 200
    assert (await bot.rest.get("/users/@me", headers=headers)).status_code == 401


async def test_a_token_of_another_scope_opens_nothing(bot: FakeBot) -> None:
    form = {"grant_type": "client_credentials", "scope": "identify"}
    _, answer = await ask(bot, bot.discord.client_secret, **form)
    commands = f"/applications/{bot.discord.application_id}/commands"

    for token in (answer["access_token"], "made-up"):
        assert (await bot.rest.get(commands, headers={"Authorization": f"Bearer {token}"})).status_code == 401


@pytest.mark.parametrize(
    ("secret", "form", "refusal"),
    [
        ("wrong", {}, (401, {"error": "invalid_client"})),
        ("", {"grant_type": "authorization_code"}, (400, {"error": "unsupported_grant_type"})),
        ("", {"grant_type": "client_credentials"}, (400, {"error": "invalid_scope"})),
    ],
)
async def test_what_is_wrong_is_refused_in_the_words_of_oauth(
    bot: FakeBot, secret: str, form: dict[str, str], refusal: tuple[int, dict[str, str]]
) -> None:
    assert await ask(bot, secret or bot.discord.client_secret, **form) == refusal
