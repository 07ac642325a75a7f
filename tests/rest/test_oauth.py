from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from app.errors import BadRequest, RestError
from app.rest.oauth import OAuthResource
from tests.rest.wire import BASE, Sent, recorded, sent

TOKEN = {
    "access_token": "made",
    "token_type": "Bearer",
    "expires_in": 604800,
    "refresh_token": "r",
    "scope": "a",
}

FORMS: list[tuple[Callable[[OAuthResource], Awaitable[Any]], str, dict[str, str]]] = [
    (
        lambda oauth: oauth.get_client_token(5, "s3cret", "a b"),
        "/oauth2/token",
        {"grant_type": "client_credentials", "scope": "a b"},
    ),
    (
        lambda oauth: oauth.exchange_code(5, "s3cret", "c0de", redirect_uri="https://bot.test/?a=1"),
        "/oauth2/token",
        {"grant_type": "authorization_code", "code": "c0de", "redirect_uri": "https://bot.test/?a=1"},
    ),
    (
        lambda oauth: oauth.refresh_token(5, "s3cret", "r"),
        "/oauth2/token",
        {"grant_type": "refresh_token", "refresh_token": "r"},
    ),
    (lambda oauth: oauth.revoke(5, "s3cret", "r"), "/oauth2/token/revoke", {"token": "r"}),
    (
        lambda oauth: oauth.revoke(5, "s3cret", "r", token_type_hint="refresh_token"),
        "/oauth2/token/revoke",
        {"token": "r", "token_type_hint": "refresh_token"},
    ),
]


@pytest.mark.parametrize(("call", "path", "form"), FORMS)
async def test_the_secret_goes_to_discord_as_documented_and_the_bot_token_does_not(
    call: Callable[[OAuthResource], Awaitable[Any]], path: str, form: dict[str, str]
) -> None:
    rest, requests = recorded(TOKEN)

    await call(rest.oauth)

    (request,) = requests
    assert (request.method, request.url.path) == ("POST", BASE + path)
    assert request.headers["Authorization"] == "Basic NTpzM2NyZXQ="
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(request.content.decode())) == form


async def test_a_users_token_says_how_long_it_lasts_and_what_comes_after_it() -> None:
    rest, _ = recorded(TOKEN)

    assert await rest.oauth.get_client_token(5, "s3cret", "a") == "made"
    token = await rest.oauth.exchange_code(5, "s3cret", "c0de", redirect_uri="https://bot.test/")

    assert (token.access_token, token.refresh_token, token.expires_in) == ("made", "r", 604800)
    assert "made" not in repr(token)


@pytest.mark.parametrize("body", [{}, [], {"access_token": None}])
async def test_an_answer_without_a_token_is_an_error(body: object) -> None:
    rest, _ = recorded(body)

    with pytest.raises(RestError, match="no token"):
        await rest.oauth.get_client_token(5, "s3cret", "a")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": "invalid_grant", "error_description": 'Invalid "code" in request.'}, 'Invalid "code" in request.'),
        ({"error": "invalid_grant"}, "invalid_grant"),
    ],
)
async def test_a_refusal_says_what_oauth_says(body: object, message: str) -> None:
    rest, _ = recorded(httpx.Response(400, json=body))

    with pytest.raises(BadRequest) as caught:
        await rest.oauth.exchange_code(5, "s3cret", "c0de", redirect_uri="https://bot.test/")

    assert caught.value.message == message


async def test_an_access_token_says_what_it_stands_for() -> None:
    rest, requests = recorded(
        {
            "application": {"id": "5"},
            "scopes": ["identify"],
            "expires": "2021-01-23T02:33:17+00:00",
            "user": {"id": "8"},
        }
    )

    authorization = await rest.oauth.get_authorization("t")

    assert sent(requests[0]) == Sent("GET", "/oauth2/@me", {}, None)
    assert requests[0].headers["Authorization"] == "Bearer t"
    assert authorization.user is not None
    assert (authorization.application.id, authorization.scopes, authorization.user.id) == (5, ("identify",), 8)


async def test_the_application_of_the_bot_token_can_be_read_as_oauth_knows_it() -> None:
    rest, requests = recorded({"id": "5"})

    assert (await rest.oauth.get_application()).id == 5
    assert sent(requests[0]) == Sent("GET", "/oauth2/applications/@me", {}, None)
