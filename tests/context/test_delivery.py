"""The wait for the first response to leave, alone."""

import asyncio

import pytest

from app.context.delivery import INLINE_MOST, Delivery
from app.errors import BadRequest
from app.models.file import File
from app.models.response import (
    DEFERRED_UPDATE,
    LAUNCH,
    InteractionResponse,
    Reply,
    autocomplete_result,
    deferral,
    message_response,
)

HELLO = message_response(Reply("hello"))
REFUSAL = BadRequest("POST", "/interactions/1/callback", 400, 50035, "Invalid Form Body")


def time() -> float:
    return asyncio.get_running_loop().time()


async def wait_and_tell(delivery: Delivery, story: list[str], name: str) -> None:
    try:
        await delivery.wait()
        story.append(f"{name} at {time():g}")
    except BadRequest:
        story.append(f"{name} refused at {time():g}")


async def test_all_who_wait_go_on_when_it_has_left_and_later_ones_at_once() -> None:
    delivery, story = Delivery(holds_back=False), list[str]()
    delivery.accept(HELLO)
    waiting = [asyncio.create_task(wait_and_tell(delivery, story, name)) for name in "ab"]
    await asyncio.sleep(1)
    delivery.left()
    delivery.left()
    await asyncio.gather(*waiting)
    await asyncio.sleep(1)
    await wait_and_tell(delivery, story, "c")

    assert story == ["a at 1", "b at 1", "c at 2"]
    assert delivery.left_at == 1


async def test_a_wait_may_begin_before_there_is_a_response() -> None:
    delivery, story = Delivery(holds_back=False), list[str]()
    waiting = asyncio.create_task(wait_and_tell(delivery, story, "a"))
    await asyncio.sleep(1)
    delivery.accept(HELLO)
    await asyncio.sleep(1)
    delivery.left()
    await waiting

    assert story == ["a at 2"]


async def test_who_gives_up_waiting_takes_nobody_else_along() -> None:
    delivery, story = Delivery(holds_back=False), list[str]()
    delivery.accept(HELLO)
    one, other = [asyncio.create_task(wait_and_tell(delivery, story, name)) for name in "ab"]
    await asyncio.sleep(1)
    one.cancel()
    await asyncio.sleep(1)
    delivery.left()
    await other

    assert (one.cancelled(), story) == (True, ["b at 2"])


async def test_a_refusal_reaches_all_who_wait_and_all_who_come_before_the_next_response() -> None:
    delivery, story = Delivery(holds_back=True), list[str]()
    delivery.accept(deferral(ephemeral=False))
    waiting = asyncio.create_task(wait_and_tell(delivery, story, "a"))
    await asyncio.sleep(1)
    delivery.refused(REFUSAL)
    await waiting
    await wait_and_tell(delivery, story, "b")
    delivery.accept(HELLO)
    later = asyncio.create_task(wait_and_tell(delivery, story, "c"))
    await asyncio.sleep(1)
    delivery.left()
    await later

    assert story == ["a refused at 1", "b refused at 1", "c at 2"]
    assert await delivery.accepted is HELLO


async def test_a_refusal_that_nobody_waits_for_is_no_error_that_nobody_looked_at() -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: complaints.append(context))
    delivery = Delivery(holds_back=True)
    delivery.accept(deferral(ephemeral=False))
    waiting = asyncio.create_task(delivery.wait())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    delivery.refused(REFUSAL)
    del waiting, delivery
    await asyncio.sleep(0)

    assert complaints == []


async def test_only_the_first_response_is_taken_until_it_is_refused() -> None:
    delivery = Delivery(holds_back=False)
    delivery.accept(HELLO)
    delivery.accept(None)

    assert await delivery.accepted is HELLO
    delivery.refused(REFUSAL)
    delivery.accept(None)
    assert await delivery.accepted is None


async def test_it_is_told_when_somebody_waits_whoever_came_first() -> None:
    waited, asked = Delivery(holds_back=True), Delivery(holds_back=True)
    story: list[str] = []
    tasks = [asyncio.create_task(wait_and_tell(waited, story, "a"))]
    needed = asked.needed
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(wait_and_tell(asked, story, "b")))
    await asyncio.sleep(0)

    assert waited.needed.done()
    assert needed.done()
    waited.left()
    asked.left()
    await asyncio.gather(*tasks)


async def test_who_waited_for_a_response_that_was_refused_does_not_wait_for_the_next() -> None:
    delivery, story = Delivery(holds_back=True), list[str]()
    delivery.accept(HELLO)
    assert not delivery.needed.done()
    waiting = asyncio.create_task(wait_and_tell(delivery, story, "a"))
    await asyncio.sleep(0)
    assert delivery.needed.done()
    delivery.refused(REFUSAL)
    await waiting
    delivery.accept(HELLO)

    assert not delivery.needed.done()


async def test_where_it_has_left_nobody_needs_to_be_waited_for() -> None:
    delivery = Delivery(holds_back=True)
    delivery.left()
    await delivery.wait()

    assert not delivery.needed.done()


@pytest.mark.parametrize(
    ("response", "held_back", "sent_at_once"),
    [
        pytest.param(HELLO, False, False, id="a message"),
        pytest.param(deferral(ephemeral=True), True, False, id="a deferral"),
        pytest.param(DEFERRED_UPDATE, True, False, id="a deferred update"),
        pytest.param(LAUNCH, False, False, id="an Activity"),
        pytest.param(autocomplete_result(()), False, False, id="suggestions"),
        pytest.param(
            message_response(Reply("x", files=[File("a", bytes(INLINE_MOST))])), True, True, id="a large file"
        ),
        pytest.param(message_response(Reply("x", files=[File("a", bytes(60_000))])), False, False, id="a small file"),
    ],
)
async def test_what_goes_by_a_request(response: InteractionResponse, held_back: bool, sent_at_once: bool) -> None:
    for holds_back, expected in ((True, held_back), (False, sent_at_once)):
        delivery = Delivery(holds_back=holds_back)
        delivery.accept(response)
        assert delivery.by_request == expected


async def test_the_next_response_goes_its_own_way() -> None:
    delivery = Delivery(holds_back=True)
    delivery.accept(deferral(ephemeral=False))
    delivery.refused(REFUSAL)
    delivery.accept(HELLO)

    assert not delivery.by_request
