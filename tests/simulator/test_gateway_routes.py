from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call


async def test_anybody_is_told_where_the_gateway_is_and_the_bot_how_often_it_may_connect(bot: FakeBot) -> None:
    url = (await bot.rest.get("/gateway")).json()["url"]

    _, answer = await call(bot, "GET", "/gateway/bot")

    assert answer["url"] == url
    assert answer["shards"] == 1
    assert answer["session_start_limit"]["remaining"] <= answer["session_start_limit"]["total"]
    assert (await bot.rest.get("/gateway/bot")).status_code == 401
