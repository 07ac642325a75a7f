"""The content of files: where it is fetched from, and where it is not."""

import traceback
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest

from app.components.form import Form
from app.context.command import CommandContext
from app.context.modal import ModalContext
from app.errors import Forbidden, NotFound, RateLimited, RestError, ServerError, TransportError
from app.models.attachment import Attachment
from app.models.component import Label
from app.models.display import TextDisplay
from app.models.field import FileUpload
from app.models.file import File
from app.models.flags import AttachmentFlags
from app.models.modal import Modal
from app.models.response import Reply
from app.rest.client import Rest
from app.rest.requester import ATTEMPTS, SLOWEST_UPLOAD, TIMEOUT, Requester
from app.testing import TestBot
from tests.given import given_bot
from tests.rest.given import TOKEN, Made, Respond, Wire, never, requester

SIGNED = "ex=68dc7ce1&is=68db2b61&hm=5954f90117ccf871"
URL = f"https://cdn.discordapp.com/attachments/1/2/a.txt?{SIGNED}&"
LOG = Attachment(filename="a.txt", size=5, url=URL)
FINE = httpx.Response(200, content=b"hello")


async def read(*answers: Made | Respond, attachment: Attachment = LOG) -> bytes:
    """Read a file from this other side of the wire."""
    return await Rest(requester(Wire(*answers))).attachments.read(attachment)


# ── what is asked for ──


async def test_a_file_is_fetched_from_its_address_without_the_bot_token() -> None:
    wire = Wire(FINE)
    rest = Rest(requester(wire))

    assert await rest.attachments.read(LOG) == b"hello"
    (request,) = wire.requests
    assert (request.method, str(request.url)) == ("GET", URL)
    assert "Authorization" not in request.headers
    assert request.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.discordapp.com/ephemeral-attachments/1/2/a.txt",
        "https://media.discordapp.net/attachments/1/2/a.txt",
        "http://127.0.0.1:8000/attachments/1/2/a.txt",
        "http://127.0.0.1:8000/ephemeral-attachments/1/2/a%20b.txt",
    ],
)
async def test_files_lie_at_discord_and_where_a_host_stands_for_it(url: str) -> None:
    wire = Wire(FINE)
    rest = Rest(Requester("http://user:password@127.0.0.1:8000/api/v10", TOKEN, wire))

    assert await rest.attachments.read(LOG.replace(url=url)) == b"hello"
    assert str(wire.requests[0].url) == url
    assert "Authorization" not in wire.requests[0].headers


@pytest.mark.parametrize(
    "url",
    [
        "",
        "attachment://a.txt",
        "file:///etc/passwd",
        "http://cdn.discordapp.com/attachments/1/2/a.txt",
        "https://cdn.discordapp.com",
        "https://cdn.discordapp.com.evil.test/attachments/1/2/a.txt",
        "https://cdn.discordapp.com@evil.test/attachments/1/2/a.txt",
        "https://cdn.discordapp.com:8443/attachments/1/2/a.txt",
        "https://cdn.discordapp.com\\@evil.test/attachments/1/2/a.txt",
        "https://evil.test/https://cdn.discordapp.com/attachments/1/2/a.txt",
        "//cdn.discordapp.com/attachments/1/2/a.txt",
        "http://169.254.169.254/latest/meta-data/",
        "https://discord.test/api/v10/users/@me",
        "https://discord.test/attachments/../api/v10/users/@me",
        "https://discord.test/attachments/%2e%2e/api/v10/users/@me",
        "https://discord.test/attachments/%2E%2E%2Fapi/v10/users/@me",
        "https://discord.test/attachments/..\\api/v10/users/@me",
        "https://discord.test:9000/attachments/1/2/a.txt",
        "https://[::1/attachments/1/2/a.txt",
    ],
)
async def test_no_other_address_is_ever_asked(url: str) -> None:
    wire = Wire(FINE)
    rest = Rest(requester(wire))
    with pytest.raises(ValueError, match=r"the address of Attachment 'a.txt' is .* which is no file on Discord"):
        await rest.attachments.read(LOG.replace(url=url))
    with pytest.raises(ValueError, match="no file on Discord"):
        await rest.attachments.to_file(LOG.replace(url=url))

    assert wire.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    wire = Wire(httpx.Response(status, headers={"Location": "http://169.254.169.254/latest/meta-data/"}))
    with pytest.raises(RestError, match="leads on to another one, which is not followed") as caught:
        await Rest(requester(wire)).attachments.read(LOG)

    assert caught.value.status == status
    assert len(wire.requests) == 1


# ── how much is read ──


class Endless(httpx.AsyncBaseTransport, httpx.AsyncByteStream):
    """Sends a file without an end.

    Attributes:
        pieces: How many pieces were taken.
        is_closed: Whether the reader has left.
    """

    def __init__(self) -> None:
        self.pieces = 0
        self.is_closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.pieces += 1
            yield bytes(10)

    async def aclose(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(("most", "pieces"), [(None, 1), (10, 2), (25, 3)])
async def test_no_more_is_read_than_there_may_be(most: int | None, pieces: int) -> None:
    wire = Endless()
    rest = Rest(Requester("https://discord.test", TOKEN, wire))
    with pytest.raises(RestError, match=f"200: the file has more than {5 if most is None else most} bytes"):
        await rest.attachments.read(LOG, max_bytes=most)

    assert (wire.pieces, wire.is_closed) == (pieces, True)


async def test_a_file_that_is_too_large_is_not_asked_for() -> None:
    wire = Wire(FINE)
    rest = Rest(requester(wire))
    with pytest.raises(RestError, match="not sent; the file has 5 bytes, and max_bytes is 4"):
        await rest.attachments.read(LOG, max_bytes=4)

    assert wire.requests == []
    assert await rest.attachments.read(LOG, max_bytes=5) == b"hello"


async def test_a_file_that_came_packed_is_not_unpacked() -> None:
    class Packed(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"\x1f\x8b"))

    rest = Rest(Requester("https://discord.test", TOKEN, Packed()))
    with pytest.raises(RestError, match=r"the file came packed \(gzip\), unasked"):
        await rest.attachments.read(LOG)


# ── refusals and failures ──


@pytest.mark.parametrize(("status", "kind"), [(404, NotFound), (403, Forbidden)])
async def test_an_address_that_has_expired_is_explained(status: int, kind: type[RestError]) -> None:
    with pytest.raises(kind, match=r"its address has expired: .* a message that is read again has new ones") as caught:
        await read(httpx.Response(status, content=b"This content is no longer available."))

    assert (caught.value.method, caught.value.path) == ("GET", "/attachments/1/2/a.txt")


@pytest.mark.parametrize("status", [401, 410, 418])
async def test_every_other_refusal_is_an_error_without_a_hint(status: int) -> None:
    with pytest.raises(RestError) as caught:
        await read(httpx.Response(status))

    assert (caught.value.status, caught.value.hint) == (status, "")


@pytest.mark.parametrize("failure", [httpx.Response(503), httpx.ReadError("lost"), httpx.ConnectError("refused")])
async def test_what_fails_is_tried_again(failure: Made) -> None:
    wire = Wire(failure, failure, FINE)

    assert await Rest(requester(wire)).attachments.read(LOG) == b"hello"
    assert wire.times == pytest.approx([0, 0.5, 1.5])


@pytest.mark.parametrize(
    ("failure", "kind"), [(httpx.Response(500), ServerError), (httpx.ReadError("lost"), TransportError)]
)
async def test_what_fails_again_and_again_is_an_error(failure: Made, kind: type[RestError]) -> None:
    wire = Wire(failure)
    with pytest.raises(kind):
        await Rest(requester(wire)).attachments.read(LOG)

    assert len(wire.requests) == ATTEMPTS


async def test_a_rate_limit_of_the_network_is_waited_for_and_a_long_one_is_not() -> None:
    wire = Wire(httpx.Response(429, headers={"Retry-After": "7"}), FINE)
    assert await Rest(requester(wire)).attachments.read(LOG) == b"hello"
    assert wire.times == pytest.approx([0, 7])

    with pytest.raises(RateLimited) as caught:
        await read(httpx.Response(429, headers={"Retry-After": "3600"}))
    assert caught.value.retry_after == 3600


async def test_a_large_file_has_more_time() -> None:
    wire = Wire(never)
    with pytest.raises(TransportError, match=f"timed out after {TIMEOUT + 4:.1f} s"):
        await Rest(requester(wire)).attachments.read(LOG.replace(size=SLOWEST_UPLOAD * 4))


async def test_refusals_of_files_do_not_count_as_refusals_of_the_api() -> None:
    asked = requester(Wire(httpx.Response(401), httpx.Response(200, json={"id": "1", "username": "bot"})))
    rest = Rest(asked)
    with pytest.raises(RestError):
        await rest.attachments.read(LOG)

    assert (await rest.users.get_me()).username == "bot"


@pytest.mark.parametrize("failure", [httpx.Response(404), httpx.ReadError(f"{URL} lost")], ids=repr)
async def test_the_signature_of_an_address_is_not_shown(failure: Made) -> None:
    with pytest.raises(RestError) as caught:
        await read(failure)

    assert SIGNED not in "".join(traceback.format_exception(caught.value))


async def test_what_no_address_can_be_is_no_answer() -> None:
    with pytest.raises(TransportError, match="InvalidURL"):
        await read(FINE, attachment=LOG.replace(url="https://cdn.discordapp.com/attachments/1/2/\x00"))


# ── sent again ──


@pytest.mark.parametrize(
    ("attachment", "is_spoiler"),
    [
        (LOG, False),
        (LOG.replace(description="A log.", flags=AttachmentFlags.is_spoiler), True),
        (LOG.replace(filename="SPOILER_a.txt"), True),
    ],
)
async def test_a_file_that_is_sent_again_keeps_name_description_and_spoiler(
    attachment: Attachment, is_spoiler: bool
) -> None:
    file = await Rest(requester(Wire(FINE))).attachments.to_file(attachment)

    with file.open() as content:
        assert content.read(10) == b"hello"
    assert (file.name, file.description, file.spoiler) == (attachment.filename, attachment.description, is_spoiler)


def file_bot() -> TestBot:
    """Make a bot with a command that tells what is in a file, and one whose form's picture it sends on."""
    test = given_bot()

    class Picture(Form):
        intro = TextDisplay("What do you want to show?")
        picture: Annotated[Attachment, Label("The picture", FileUpload())]

    @test.bot.modal(title="Show a picture")
    async def show(ctx: ModalContext, form: Picture) -> Reply:
        return Reply(files=[await ctx.rest.attachments.to_file(form.picture)])

    @test.bot.slash_command("file", description="Count the lines of a file.")
    async def file(ctx: CommandContext, log: Attachment) -> str:
        return f"{len((await ctx.rest.attachments.read(log, max_bytes=100)).splitlines())} lines"

    @test.bot.slash_command("picture", description="Show a picture.")
    async def picture(ctx: CommandContext) -> Modal:
        return show.modal()

    return test


@pytest.mark.parametrize("network", ["https://cdn.discordapp.com", "http://discord.test"])
async def test_a_command_reads_its_option_and_a_form_sends_its_file_on(network: str) -> None:
    bot = file_bot()
    bot.discord.world.cdn_url = network
    counted = await bot.slash("file", log=("my log.txt", b"one\ntwo\n"))
    shown = await (await bot.slash("picture")).submit(picture=File("a#b.png", b"\x89PNG"))

    assert counted.content == "2 lines"
    (attachment,) = shown.attachments
    assert (attachment.filename, bot.read(attachment)) == ("a#b.png", b"\x89PNG")
    assert not attachment.ephemeral
    assert await bot.bot.rest.attachments.read(attachment) == b"\x89PNG"
    assert bot.discord.violations == []
