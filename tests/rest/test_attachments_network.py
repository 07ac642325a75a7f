"""The content of files over a real socket, from the server that stands for Discord in `postern dev`."""

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn

from app.errors import NotFound, RestError
from app.models.attachment import Attachment
from app.models.base import convert
from app.rest.client import Rest
from app.rest.requester import Requester
from app.simulator import world
from app.simulator.discord import Discord
from app.simulator.page import playground
from app.simulator.views import attachment_view

LARGE = bytes(range(256)) * 10_000


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def served(discord: Discord) -> AsyncIterator[Rest]:
    """Serve the page and the REST routes, and give a client of them."""
    config = uvicorn.Config(playground(discord), port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    [port] = [socket.getsockname()[1] for one in server.servers for socket in one.sockets]
    discord.world.cdn_url = f"http://127.0.0.1:{port}"
    rest = Rest(Requester(f"http://127.0.0.1:{port}/api/v10", discord.bot_token))
    yield rest
    await rest.close()
    await server.shutdown()


def uploaded(discord: Discord, filename: str, content: bytes) -> Attachment:
    """Upload a file as a user does with a command."""
    held = discord.world
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    file = world.Attachment(held.snowflakes(), filename, kind, content, held.channel("bots").id, ephemeral=True)
    held.attachments[file.id] = file
    return convert(attachment_view(file, held.cdn_url), Attachment)


async def test_files_are_read_over_a_real_socket_as_far_as_they_may_be() -> None:
    discord = Discord()
    async with served(discord) as rest:
        large = uploaded(discord, "large, with a name #1.bin", LARGE)
        assert await rest.attachments.read(large) == LARGE
        with pytest.raises(RestError, match="the file has more than 1000 bytes"):
            await rest.attachments.read(large.replace(size=1000))
        assert await rest.attachments.read(uploaded(discord, "log.txt", b"")) == b""
        discord.world.attachments.clear()
        with pytest.raises(NotFound, match="its address has expired"):
            await rest.attachments.read(large)
        assert (await rest.users.get_me()).id == discord.application_id

    assert discord.violations == []
