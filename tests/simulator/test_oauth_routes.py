from base64 import b64encode

import pytest

from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call

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
    assert (await bot.rest.get("/users/@me/guilds", headers=headers)).status_code == 401


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
        ("", {"grant_type": "password"}, (400, {"error": "unsupported_grant_type"})),
        ("", {"grant_type": "client_credentials"}, (400, {"error": "invalid_scope"})),
    ],
)
async def test_what_is_wrong_is_refused_in_the_words_of_oauth(
    bot: FakeBot, secret: str, form: dict[str, str], refusal: tuple[int, dict[str, str]]
) -> None:
    assert await ask(bot, secret or bot.discord.client_secret, **form) == refusal


ADDRESS = "https://bot.test/back"


async def test_a_user_lets_the_application_in_by_a_code_that_works_once(bot: FakeBot) -> None:
    ben = bot.discord.world.user("ben")
    code = bot.discord.credentials.issue_code(ben.id, ["identify", "guilds.join"], ADDRESS)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": ADDRESS}

    status, answer = await ask(bot, bot.discord.client_secret, **form)

    assert status == 200
    assert answer["scope"] == "identify guilds.join"
    assert {"refresh_token", "expires_in", "token_type"} <= answer.keys()
    again = await ask(bot, bot.discord.client_secret, **form)
    assert again == (400, {"error": "invalid_grant", "error_description": 'Invalid "code" in request.'})


async def test_a_code_is_for_one_address_alone(bot: FakeBot) -> None:
    credentials, ben = bot.discord.credentials, bot.discord.world.user("ben")

    elsewhere = credentials.issue_code(ben.id, ["identify"], "https://elsewhere.test")
    form = {"grant_type": "authorization_code", "code": elsewhere, "redirect_uri": ADDRESS}

    assert (await ask(bot, bot.discord.client_secret, **form))[1]["error"] == "invalid_grant"


async def test_a_refresh_token_gives_the_next_tokens_and_ends_the_last(bot: FakeBot) -> None:
    grant = bot.discord.credentials.issue_token(["identify"], bot.discord.world.user("ben").id)
    form = {"grant_type": "refresh_token", "refresh_token": str(grant.refresh_token)}

    status, answer = await ask(bot, bot.discord.client_secret, **form)

    assert status == 200
    assert answer["refresh_token"] != grant.refresh_token
    assert await authorization(bot, grant.access_token) == 401
    assert await authorization(bot, answer["access_token"]) == 200
    assert (await ask(bot, bot.discord.client_secret, **form))[1]["error"] == "invalid_grant"


async def test_a_revoked_token_ends_all_that_the_user_allowed(bot: FakeBot) -> None:
    ben = bot.discord.world.user("ben")
    first, second = (bot.discord.credentials.issue_token(["identify"], ben.id) for _ in range(2))
    form = {
        "token": str(first.refresh_token),
        "client_id": str(bot.discord.application_id),
        "client_secret": bot.discord.client_secret,
    }

    answer = await bot.rest.post("/oauth2/token/revoke", data=form)

    assert (answer.status_code, answer.json()) == (200, {})
    assert [await authorization(bot, grant.access_token) for grant in (first, second)] == [401, 401]
    assert (await bot.rest.post("/oauth2/token/revoke", data={"token": "x"})).status_code == 401


async def test_tokens_are_asked_for_by_a_form_only(bot: FakeBot) -> None:
    credentials = b64encode(f"{bot.discord.application_id}:{bot.discord.client_secret}".encode()).decode()
    body = {"grant_type": "client_credentials", "scope": "identify"}

    answer = await bot.rest.post("/oauth2/token", json=body, headers={"Authorization": f"Basic {credentials}"})

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


async def test_a_token_tells_whose_it_is_and_what_it_is_for(bot: FakeBot) -> None:
    ben = bot.discord.world.user("ben")
    grant = bot.discord.credentials.issue_token(["identify"], ben.id)

    _, answer = await call(bot, "GET", "/oauth2/@me", headers={"Authorization": f"Bearer {grant.access_token}"})

    assert answer["scopes"] == ["identify"]
    assert answer["user"]["id"] == str(ben.id)
    assert "interactions_endpoint_url" not in answer["application"]


async def test_the_application_reads_itself_by_the_bot_token(bot: FakeBot) -> None:
    _, answer = await call(bot, "GET", "/oauth2/applications/@me")

    assert answer["id"] == str(bot.discord.application_id)


async def test_keys_are_there_for_everybody(bot: FakeBot) -> None:
    _, answer = await call(bot, "GET", "/oauth2/keys", headers={"Authorization": ""})

    assert [key["kty"] for key in answer["keys"]] == ["RSA"]


async def authorization(bot: FakeBot, token: str) -> int:
    return (await bot.rest.get("/oauth2/@me", headers={"Authorization": f"Bearer {token}"})).status_code
