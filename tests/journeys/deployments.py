"""Server processes that come one after another or stand side by side, and a Discord that sends to any of them."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

import redis

from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.rules import CHANNEL_MESSAGE, EPHEMERAL
from tests.journeys.server_process import PATIENCE, ServerProcess
from tests.journeys.test_shutdown import listening
from tests.stores.kinds import REDIS, keys_below

Json = dict[str, Any]

GONE = "This message is from an older version of the bot. Ask for a new one and try again."
EXPIRED = "This has expired. Ask for a new one and try again."
FORM_GONE = "What you entered is kept no more. Please fill in the form again."
KEY_LENGTH = 16
"""Characters of a key of the store, which end the field of a custom_id that names it."""
TEXT: Json = {"type": 3, "description": "A text", "required": True}
COMMANDS: list[Json] = [
    {"name": "panel", "description": "Show what is clicked."},
    {"name": "ask", "description": "Ask at once."},
    {"name": "keep", "description": "Keep a text for a button.", "options": [TEXT | {"name": "text"}]},
    {"name": "order", "description": "Order a pizza.", "options": [TEXT | {"name": "pizza"}]},
]
DRIFT = "drift between Discord and the code"


class Deployments:
    """The processes of one bot, which share nothing that they are not told of.

    Attributes:
        discord: Sends its interactions to the process that was put to work last.
    """

    def __init__(self, discord: Discord, api: str) -> None:
        self.discord = discord
        self._api = api
        self._started: list[ServerProcess] = []
        self._custom_ids: set[str] = set()

    async def start(self, *versions: str, how: str = "postern serve", **environ: str) -> list[ServerProcess]:
        """Start a process of each of these versions, and wait until all are ready; the first is put to work."""
        known = {
            "DISCORD_PUBLIC_KEY": self.discord.public_key,
            "DISCORD_APPLICATION_ID": str(self.discord.application_id),
            "DISCORD_TOKEN": self.discord.bot_token,
            "DISCORD_API_URL": self._api,
            **environ,
        }
        made = []
        for version in versions:
            package = f"tests.fixtures.components.{version}"
            made.append(ServerProcess(how, known | {"POSTERN_COMMANDS": package}))
            self._started.append(made[-1])
        for server in made:
            await _ready(server, 2 if how == "two workers" else 1)
        self.put_to_work(made[0])
        return made

    def put_to_work(self, server: ServerProcess) -> None:
        """Let Discord send its interactions there from now on."""
        self.discord.endpoint = f"http://127.0.0.1:{server.port}/interactions"

    async def show(self, command: str = "panel", **options: object) -> Json:
        """Use a command, and return the message that comes of it."""
        return self._note(shown(await self.discord.command(command, options)))

    async def click(self, message: Json, label: str) -> Interaction:
        """Click a button, and return what becomes of it; HTTP 200 in any case."""
        return accepted(await self.discord.click(message, custom_id_of(message, label)))

    async def pick(self, message: Json, *whom: str) -> Interaction:
        """Choose members in the message's menu."""
        people = [self.discord.world.user(name) for name in whom]
        return accepted(await self.discord.select(message, custom_id_of(message, "Whom?"), people))

    async def send(self, opened: Interaction, **values: object) -> Interaction:
        """Fill in a form, and send it."""
        return accepted(await self.discord.submit(opened, values))

    async def refuse(self, opened: Interaction, **values: object) -> Json:
        """Send a form that cannot be used as it is filled in, and return the message that says so."""
        sent = await self.send(opened, **values)
        # What is opened from a message is refused by a followup.
        await sent.until(lambda one: bool(one.followups) or one.callback_type == CHANNEL_MESSAGE, within=PATIENCE)
        message = sent.followups[0] if sent.followups else shown(sent)
        assert message["flags"] & EPHEMERAL
        return self._note(message)

    async def stop(self, server: ServerProcess) -> None:
        """End a process, which may still have something to tell Discord."""
        await asyncio.to_thread(server.stop)

    async def kill(self, server: ServerProcess) -> None:
        """End a process where it stands."""
        server.process.kill()
        await asyncio.to_thread(server.process.wait)

    def forget(self) -> None:
        """Take out of Redis, which others use too, what was kept there for components and forms."""
        with redis.Redis.from_url(REDIS) as server:
            for field in (field for one in self._custom_ids for field in one.split(":") if len(field) >= KEY_LENGTH):
                for key in keys_below(server, f"postern:*{field[-KEY_LENGTH:]}"):
                    server.delete(key)

    async def close(self) -> None:
        for server in self._started:
            await asyncio.to_thread(server.close)

    def _note(self, message: Json) -> Json:
        self._custom_ids |= {component["custom_id"] for component in components_of(message)}
        return message


@contextlib.asynccontextmanager
async def deployed() -> AsyncIterator[Deployments]:
    """Give a Discord with a bot that no process runs for yet."""
    discord = Discord()
    discord.register(COMMANDS)
    async with listening(discord) as api:
        made = Deployments(discord, api)
        try:
            yield made
        finally:
            await made.close()
            await discord.aclose()


async def _ready(server: ServerProcess, workers: int) -> None:
    """Wait until each worker says that it is ready, and the server listens."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and server.process.poll() is None:
        if server.log().count("ready: ") == workers:
            with contextlib.suppress(ConnectionRefusedError), server.connect():
                return
        await asyncio.sleep(0.05)
    raise AssertionError(f"a server did not start: {server.log()}")


def accepted(interaction: Interaction) -> Interaction:
    assert (interaction.status, interaction.failure) == (200, None)
    return interaction


def shown(interaction: Interaction) -> Json:
    """Return the message that came of an interaction."""
    assert interaction.original is not None, interaction
    return interaction.original


def components_of(message: Json) -> list[Json]:
    return [component for row in message["components"] for component in row["components"]]


def custom_id_of(message: Json, label: str) -> str:
    """Return the custom_id of the button that is labelled so, or of the menu with this placeholder."""
    return next(
        str(component["custom_id"])
        for component in components_of(message)
        if label in (component.get("label"), component.get("placeholder"))
    )


def said(interaction: Interaction) -> str:
    """Return what the message that was clicked says by now; Discord changes it in place."""
    assert interaction.source is not None
    return str(interaction.source["content"])


def seen_alone(interaction: Interaction) -> str:
    """Return the sentence that only who acted is shown."""
    assert shown(interaction)["flags"] & EPHEMERAL
    return str(shown(interaction)["content"])


def fields_of(opened: Interaction) -> dict[str, Any]:
    """Return what stands in the fields of the form that was opened."""
    assert opened.modal is not None, opened
    asked = [label["component"] for label in opened.modal["components"] if "component" in label]
    return {field["custom_id"]: field.get("value") for field in asked}


async def lines_of(server: ServerProcess, what: str) -> list[str]:
    """End a server, and return the lines of its log that hold this."""
    await asyncio.to_thread(server.stop)
    return [line for line in server.log().splitlines() if what in line]
