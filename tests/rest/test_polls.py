from tests.rest.wire import Sent, recorded, sent


async def test_those_who_voted_for_an_answer_are_listed() -> None:
    first = {"users": [{"id": str(number)} for number in range(1, 101)]}
    rest, requests = recorded(first, {"users": [{"id": "101"}]})

    assert [user.id async for user in rest.polls.list_voters(1, 5, 2)] == list(range(1, 102))
    assert [sent(request) for request in requests] == [
        Sent("GET", "/channels/1/polls/5/answers/2", {"limit": "100"}, None),
        Sent("GET", "/channels/1/polls/5/answers/2", {"limit": "100", "after": "100"}, None),
    ]


async def test_a_poll_is_ended() -> None:
    rest, requests = recorded({"id": "5", "poll": {"results": {"is_finalized": False}}})
    message = await rest.polls.end(1, 5)

    assert message.poll is not None
    assert sent(requests[0]) == Sent("POST", "/channels/1/polls/5/expire", {}, None)
