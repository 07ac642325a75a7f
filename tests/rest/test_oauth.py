import httpx
import pytest

from app.errors import RestError
from app.rest.oauth import OAuthResource
from app.rest.requester import Requester


def oauth(answer: httpx.Response, seen: list[httpx.Request]) -> OAuthResource:
    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer

    return OAuthResource(Requester("https://discord.test/api/v10", "bot-token", httpx.MockTransport(respond)))


async def test_the_secret_goes_to_discord_as_documented_and_the_bot_token_does_not() -> None:
    seen: list[httpx.Request] = []
    answer = httpx.Response(200, json={"access_token": "made", "token_type": "Bearer"})

    assert await oauth(answer, seen).get_client_token(5, "s3cret", "a b") == "made"

    (request,) = seen
    assert (request.method, request.url.path) == ("POST", "/api/v10/oauth2/token")
    assert request.headers["Authorization"] == "Basic NTpzM2NyZXQ="
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.content == b"grant_type=client_credentials&scope=a+b"


@pytest.mark.parametrize("body", [{}, [], {"access_token": None}])
async def test_an_answer_without_a_token_is_an_error(body: object) -> None:
    with pytest.raises(RestError, match="no token"):
        await oauth(httpx.Response(200, json=body), []).get_client_token(5, "s3cret", "a")
