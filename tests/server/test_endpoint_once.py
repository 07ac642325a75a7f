"""Commands are handled once, and strangers do not write the log."""

import asyncio
import logging

import orjson
import pytest

from tests.server.interactions import PING, command
from tests.server.served import Served, content
from tests.signature.signing import NOW, STRANGER, Headers, forged, headers, signed


async def test_a_command_is_answered_by_its_handler(served: Served) -> None:
    body = command()

    answer = await served.post(body)

    assert content(answer) == "Pong!"
    assert answer.headers[0] == (b"content-type", b"application/json")
    assert served.runs == [int(orjson.loads(body)["id"])]


async def test_a_command_that_the_code_does_not_have_gets_a_sentence(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await served.post(command("gone"))

    assert orjson.loads(answer.body)["data"]["flags"] == 64
    assert "updated or removed" in content(answer)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_concurrent_duplicates_await_the_first_ones_answer(served: Served) -> None:
    body = command("slow")
    posts = [asyncio.create_task(served.post(body)) for _ in range(5)]
    await asyncio.sleep(1)
    assert not any(post.done() for post in posts)

    served.go.set()
    answers = await asyncio.gather(*posts)

    assert {content(answer) for answer in answers} == {"Pong, at last!"}
    assert len(served.runs) == 1


async def test_a_duplicate_of_a_deferred_command_is_deferred_too(served: Served) -> None:
    body = command("slow")

    first = await served.post(body)
    second = await served.post(body)

    assert orjson.loads(first.body)["type"] == 5
    assert (second.status, second.body, second.after) == (200, first.body, None)
    assert len(served.runs) == 1
    assert await served.tasks.drain(0) == 1


async def test_a_duplicate_signed_anew_shares_the_answer_all_the_same(served: Served) -> None:
    body = command()
    await served.post(body)
    upper = [(name, value.upper()) for name, value in signed(body)]

    assert content(await served.post(body, upper)) == "Pong!"
    assert content(await served.post(body, signed(body, NOW - 5))) == "Pong!"
    assert len(served.runs) == 1


async def test_a_later_duplicate_is_refused(served: Served) -> None:
    body = command()
    await served.post(body)
    await asyncio.sleep(2.9)
    assert (await served.post(body)).status == 200
    await asyncio.sleep(0.2)

    assert (await served.post(body)).status == 401
    assert len(served.runs) == 1


async def test_the_same_id_of_another_application_is_another_interaction(served: Served) -> None:
    await served.post(command(id="77"))
    await served.post(command(id="77", application_id="1002"))

    assert served.runs == [77, 77]


async def test_a_duplicate_is_refused_when_the_first_was_cancelled(served: Served) -> None:
    body = command("slow")
    first = asyncio.create_task(served.post(body))
    await asyncio.sleep(0.1)
    waiting = asyncio.create_task(served.post(body))
    await asyncio.sleep(0.1)

    first.cancel()
    await asyncio.wait([first])

    assert first.cancelled()
    assert (await waiting).status == 401
    assert (await served.post(body)).status == 401
    assert len(served.runs) == 1
    served.go.set()


async def test_a_duplicate_that_is_cancelled_leaves_the_first_alone(served: Served) -> None:
    body = command("slow")
    first = asyncio.create_task(served.post(body))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(served.post(body))
    await asyncio.sleep(0.1)

    second.cancel()
    await asyncio.wait([second])
    served.go.set()

    assert second.cancelled()
    assert content(await first) == "Pong, at last!"


async def test_without_a_guard_every_delivery_is_handled() -> None:
    served = Served(guard_replays=False)
    body = command()

    assert [(await served.post(body)).status for _ in range(3)] == [200, 200, 200]
    assert len(served.runs) == 3


async def test_a_replay_cannot_outlive_the_guards_memory(caplog: pytest.LogCaptureFixture) -> None:
    clock = [float(NOW)]
    served = Served(now=lambda: clock[0])
    body = command()
    sent = signed(body, NOW + 60)
    await served.post(body, sent)

    for _ in range(37):
        await asyncio.sleep(10)
        clock[0] += 10
        another = command()
        assert (await served.post(another, signed(another, int(clock[0])))).status == 200
        assert (await served.post(body, sent)).status == 401

    assert served.runs.count(served.runs[0]) == 1


# ── what operators see ──


async def test_garbage_writes_a_few_lines_however_much_comes(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    kinds: list[Headers] = [
        [],
        headers(b"", b""),
        headers(b"0" * 128, b"%d" % NOW),
        headers(b"\r\nfake line", b"%d" % NOW),
        headers(b"f" * 128, b"\xff"),
    ]

    for number in range(10_000):
        answer = await served.post(b"garbage %d" % number, kinds[number % len(kinds)])
        assert answer.status == 401

    assert len(caplog.records) <= 4
    assert "fake line" not in caplog.text


async def test_a_probe_beside_a_genuine_ping_is_no_warning(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    await served.post(PING)
    await served.post(PING, forged(PING))
    await served.post(PING, [])

    assert {record.levelname for record in caplog.records} == {"INFO"}


async def test_without_anything_genuine_the_operator_is_told_where_to_look(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    await served.post(PING, signed(PING, by=STRANGER))

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "DISCORD_PUBLIC_KEY" in caplog.text
