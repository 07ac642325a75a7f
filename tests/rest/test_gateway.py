from app.models.gateway import SessionStartLimit
from tests.rest.wire import Sent, recorded, sent


async def test_the_gateway_is_where_one_connects() -> None:
    rest, requests = recorded({"url": "wss://gateway.test/"})

    gateway = await rest.gateway.get()

    assert sent(requests[0]) == Sent("GET", "/gateway", {}, None)
    assert (gateway.url, gateway.shards) == ("wss://gateway.test/", None)


async def test_a_bot_is_told_how_many_connections_it_may_open() -> None:
    limit = {"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 1}
    rest, requests = recorded({"url": "wss://gateway.test/", "shards": 9, "session_start_limit": limit})

    gateway = await rest.gateway.get_bot()

    assert sent(requests[0]) == Sent("GET", "/gateway/bot", {}, None)
    assert (gateway.shards, gateway.session_start_limit) == (9, SessionStartLimit(**limit))
