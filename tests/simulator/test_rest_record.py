import httpx
import pytest

from app.simulator.attribution import HEADER, Attributing
from app.simulator.rest_record import KEPT_BYTES, RestRequest, without_tokens
from tests.simulator.fake_bot import FakeBot, named


@pytest.fixture
def auth(bot: FakeBot) -> dict[str, str]:
    return {"Authorization": f"Bot {bot.discord.bot_token}"}


async def test_a_request_is_recorded_with_how_it_ended(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.rate_limits.enabled = True
    await bot.rest.get("/users/@me", headers=auth)

    (made,) = bot.discord.requests
    view = made.view(made.begun - 1.5)
    assert (view["method"], view["path"], view["status"]) == ("GET", "/api/v10/users/@me", 200)
    assert (view["remaining"], len(view["bucket"]), view["seconds"]) == (9, 32, 1.5)
    assert view["duration"] >= 0
    assert view["response"]["username"] == "postern"
    assert view["rule"] is None


async def test_a_request_belongs_to_the_interaction_whose_token_is_in_its_path(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    interaction = await bot.discord.command("roll")
    await bot.rest.get(bot.hook(interaction.payload, "/messages/@original"))

    (made,) = bot.discord.requests
    assert made.interaction_id == interaction.id
    assert interaction.token not in repr(made)


async def test_a_header_that_makes_no_sense_is_recorded_as_none(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.faults.add("GET", "/users/@me", status=429, headers={"X-RateLimit-Remaining": "many"})
    response = await bot.rest.get("/users/@me", headers=auth)

    (made,) = bot.discord.requests
    assert (response.status_code, made.view(0.0)["status"], made.view(0.0)["remaining"]) == (429, 429, None)


@pytest.mark.parametrize(("said", "known"), [("123", 123), ("", None), ("x", None), ("-1", None), ("9" * 5_000, None)])
async def test_a_request_with_the_bot_token_says_what_it_is_made_for(
    bot: FakeBot, auth: dict[str, str], said: str, known: int | None
) -> None:
    await bot.rest.get("/users/@me", headers={**auth, HEADER: said})

    assert bot.discord.requests[0].interaction_id == known


async def test_long_answers_are_forgotten_and_refusals_kept() -> None:
    long = b'"' + b"x" * KEPT_BYTES + b'"'
    taken, refused = (RestRequest("GET", "/x", None, 0.0) for _ in range(2))
    taken.end(200, {}, long, 1.0)
    refused.end(400, {}, long, 1.0)

    assert taken.response is None
    assert refused.response == "x" * KEPT_BYTES


async def test_an_answer_that_is_no_json_is_kept_as_text_and_none_as_nothing() -> None:
    made = RestRequest("GET", "/x", None, 0.0)
    assert (made.view(0.0)["status"], made.view(0.0)["duration"], made.rule) == (None, None, None)

    made.end(502, {}, b"<html>", 1.0)
    assert made.view(0.0)["response"] == "<html>"


async def test_a_broken_connection_has_no_status(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.faults.add("GET", "/users/@me", breaks=True)
    with pytest.raises(httpx.RemoteProtocolError):
        await bot.rest.get("/users/@me", headers=auth)

    outcome = bot.discord.requests[0].outcome
    assert outcome is not None
    assert outcome.status is None


async def test_what_is_tolerated_is_a_rule_too(bot: FakeBot, auth: dict[str, str]) -> None:
    await bot.rest.get("/users/@me", headers={**auth, "User-Agent": "python"})

    (made,) = bot.discord.requests
    assert made.rule is not None
    assert made.rule.key == "user_agent"


async def test_secrets_are_hidden_wherever_they_stand() -> None:
    value = {"token": "x", "list": [{"access_token": "x", "id": 1}], "tokens": None, "client_secret": None}

    assert without_tokens(value) == {
        "token": "[hidden]",
        "list": [{"access_token": "[hidden]", "id": 1}],
        "tokens": None,
        "client_secret": None,
    }


async def test_the_header_is_added_where_code_works_for_an_interaction() -> None:
    working_for: list[int | None] = [None, 7]
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get(HEADER))
        return httpx.Response(204)

    transport = Attributing(httpx.MockTransport(answer), lambda: working_for.pop(0))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get("http://discord.test/")
        await client.get("http://discord.test/")

    assert seen == [None, "7"]
