"""Files of answers: given, sent, and gone again."""

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest

from app.context.command import CommandContext
from app.errors import AnswerInvalid, TransportError
from app.models.file import File
from app.models.response import Reply
from app.testing import TestBot
from tests.given import given_bot, newest, sent, use

HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]
SIZES = [3, 100_000, 3_000_000]
"""In the HTTP response; by callback; behind a deferral."""


def contents(bot: TestBot) -> list[bytes]:
    """Return what Discord holds of the files of the newest interaction's messages, oldest first."""
    interaction = newest(bot)
    messages = [message for message in (interaction.original, *interaction.followups) if message is not None]
    return [
        bot.discord.world.attachments[int(file["id"])].content
        for message in messages
        for file in message["attachments"]
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("later", [0.0, 1.0, 10.0])
@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_a_file_may_be_deleted_as_soon_as_the_answer_is_given(
    tmp_path: Path, host: Any, background: Any, later: float, size: int
) -> None:
    bot = given_bot(host=host, background=background)
    path = tmp_path / "a.bin"

    async def handler(ctx: CommandContext) -> None:
        path.write_bytes(b"x" * size)
        await ctx.respond("hello", files=[File("a.bin", path)])
        path.unlink()
        await asyncio.sleep(later)
        await ctx.followup("more")

    assert (await use(bot, handler)).texts() == ["hello", "more"]
    assert contents(bot) == [b"x" * size]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_a_stream_may_be_closed_as_soon_as_the_answer_is_given(host: Any, background: Any, size: int) -> None:
    bot = given_bot(host=host, background=background)

    async def handler(ctx: CommandContext) -> None:
        with io.BytesIO(b"head" + b"x" * size) as stream:
            stream.seek(4)
            await ctx.respond("hello", files=[File("a.bin", stream)])
            assert not stream.closed
        await asyncio.sleep(3)

    assert (await use(bot, handler)).texts() == ["hello"]
    assert contents(bot) == [b"x" * size]


async def test_the_same_file_may_be_sent_again_and_again() -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        file = File("a.bin", io.BytesIO(b"content"), description="A file", spoiler=True)
        await ctx.respond("one", files=[file])
        await ctx.followup("two", files=[file])
        await ctx.edit("three", files=[file])

    result = await use(bot, handler)

    assert contents(bot) == [b"content", b"content"]
    assert [(file.filename, file.description) for file in result.attachments] == [("a.bin", "A file")]


async def test_a_small_file_keeps_its_name_description_and_spoiler() -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> Reply:
        return Reply(files=[File("a.txt", b"text", description="A text", spoiler=True), File("b.txt", b"")])

    result = await use(bot, handler)

    assert [(file.filename, file.description, file.size) for file in result.attachments] == [
        ("a.txt", "A text", 4),
        ("b.txt", None, 0),
    ]
    assert newest(bot).original["attachments"][0]["flags"]  # type: ignore[index]


@pytest.mark.parametrize("size", SIZES)
async def test_a_file_that_is_not_there_is_refused_before_anything_is_said(tmp_path: Path, size: int) -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> str:
        path = tmp_path / "a.bin"
        file = File("a.bin", path)
        with pytest.raises(AnswerInvalid, match=r"files\[0\] \(a\.bin\) cannot be read"):
            await ctx.respond("x", files=[file])
        stream = io.BytesIO(bytes(size))
        stream.close()
        with pytest.raises((AnswerInvalid, ValueError)):
            await ctx.respond("x", files=[File("b.bin", stream)])
        return "hello"

    assert (await use(bot, handler)).texts() == ["hello"]


async def test_a_file_that_cannot_be_read_is_refused_before_anything_is_said() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("the disk is gone")

    bot = given_bot()

    async def handler(ctx: CommandContext) -> str:
        with pytest.raises(AnswerInvalid, match=r"ctx\.respond\(\) cannot be sent: the disk is gone"):
            await ctx.respond("x", files=[File("a.bin", Broken(b"123"))])
        return "hello"

    assert (await use(bot, handler)).texts() == ["hello"]


async def test_a_file_may_be_as_large_as_this_interaction_allows_and_no_larger() -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> str:
        limit = ctx.interaction.attachment_size_limit
        with pytest.raises(AnswerInvalid, match=rf"has {limit + 1:,} bytes, Discord accepts at most {limit:,} here"):
            await ctx.respond("x", files=[File("a.bin", bytes(limit + 1))])
        await ctx.respond("hello", files=[File("a.bin", bytes(limit))])
        return None  # type: ignore[return-value]

    assert (await use(bot, handler)).texts() == ["hello"]
    assert len(contents(bot)[0]) == 10_485_760


@pytest.mark.parametrize("ephemeral", [False, True])
async def test_a_large_answer_behind_a_deferral_is_one_edit(ephemeral: bool) -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> Reply:
        await ctx.defer(ephemeral=ephemeral)
        return Reply("hello", files=[File("a.bin", bytes(3_000_000))], ephemeral=ephemeral)

    result = await use(bot, handler)

    assert (result.content, result.ephemeral) == ("hello", ephemeral)
    assert sent(bot) == [("PATCH", "/messages/@original")]


async def test_a_private_file_behind_a_public_deferral_stays_private() -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> Reply:
        await ctx.defer()
        return Reply("hello", files=[File("a.bin", bytes(3_000_000))], ephemeral=True)

    await use(bot, handler)

    assert newest(bot).original is None
    assert [message["flags"] for message in newest(bot).followups] == [64]


async def test_two_large_answers_at_once_make_one_and_an_error(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        files = [File("a.bin", bytes(3_000_000))]
        results = await asyncio.gather(
            ctx.respond("one", files=files), ctx.respond("two", files=files), return_exceptions=True
        )
        assert [type(one).__name__ for one in results] == ["NoneType", "AlreadyResponded"]

    assert (await use(bot, handler)).texts() == ["one"]
    assert len(contents(bot)) == 1


@pytest.mark.parametrize("deferred", [False, True])
@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_a_file_that_is_lost_on_its_way_is_an_error_and_leaves_nobody_waiting(
    host: Any, background: Any, size: int, deferred: bool, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            self.close()
            return super().read(size)

    bot = given_bot(host=host, background=background)

    async def handler(ctx: CommandContext) -> Reply:
        if deferred:
            await ctx.defer()
        return Reply("hello", files=[File("a.bin", Broken(bytes(size)))])

    result = await use(bot, handler)

    assert [text.startswith("Something went wrong.") for text in result.texts()] == [True]
    assert newest(bot).state == "answered"
    assert "no answer: a file cannot be read: I/O operation on closed file" in caplog.text
    assert "cancelled" not in caplog.text
    assert not [path for method, path, _ in bot.requests if method == "POST" and path.endswith("/callback")][1:]


async def test_a_file_that_is_gone_when_its_turn_comes_is_an_error_and_not_an_answer(tmp_path: Path) -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> str:
        path = tmp_path / "a.bin"
        path.write_bytes(b"x")
        await ctx.defer()
        asyncio.get_running_loop().call_soon(path.unlink)
        with pytest.raises(TransportError, match="a file cannot be read") as raised:
            await ctx.respond("x", files=[File("a.bin", path)])
        assert not raised.value.may_have_arrived
        return "hello"

    assert (await use(bot, handler)).texts() == ["hello"]
