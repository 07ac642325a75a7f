"""
`postern dev --tunnel CMD`: the real Discord sends interactions to the bot that is tried here.

The tunnel leads to a relay of its own, which knows the path of interactions and nothing
else, so that nobody out there reaches the page. The bot's commands are not registered
with the real Discord: that is `postern sync`.
"""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator

import click

from app.cli import dev_says
from app.cli.endpoint_change import fetch_application, name_application, open_rest
from app.cli.endpoint_guard import IN_ORDER, Watch
from app.cli.inner_server import serving
from app.cli.tunnel import TunnelFailed, TunnelProgram, split_command
from app.errors import BadRequest, RestError, SettingsError
from app.models.application import Application
from app.settings import Settings
from app.signature.keyring import parse_public_keys
from app.simulator import relay
from app.simulator.app_transport import Application as AsgiApp
from app.simulator.discord import Discord
from app.simulator.real_record import real_record
from app.simulator.way import EVENTS_PATH, Way
from app.simulator.world import Json

TRIES = 8
"""How often Discord is asked to take the new endpoint: a new tunnel may need some seconds to be known everywhere."""
TRY_EVERY = 3.0

_RESTORE_WITHIN = 15.0


def check_tunnel(command: str, settings: Settings) -> None:
    """See that there is all that a tunnel needs.

    Raises:
        SettingsError: If the command cannot work, or a setting is missing; names it.
    """
    split_command(command)
    needed = {"DISCORD_TOKEN": settings.token, "DISCORD_PUBLIC_KEY": settings.public_key}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise SettingsError(
            "--tunnel",
            f"needs {' and '.join(missing)} of the real application, to set its interactions endpoint: "
            "copy them from the Developer Portal into .env",
        )
    parse_public_keys(settings.public_key)


class Tunnelling:
    """Brings the real Discord and the bot together, and parts them again.

    Args:
        command: The tunnel program.
        settings: With the real token and key.
        application: The real application.
    """

    def __init__(self, command: str, settings: Settings, application: Application) -> None:
        self.application_id = application.id
        self.public_keys = [key.hex() for key in parse_public_keys(settings.public_key)]
        self._command = split_command(command)
        self._settings = settings
        self._application = application
        self._real = relay.RealInteractions()
        self._discord: Discord | None = None
        self._hand_on: relay.HandOn | None = None

    @classmethod
    async def prepare(cls, command: str, settings: Settings) -> "Tunnelling":
        """Ask the real Discord whose token that is.

        Raises:
            SettingsError: If the token is not valid, or belongs to another application than the rest.
            RestError: If Discord cannot be asked.
        """
        application = await fetch_application(settings)
        tunnelling = cls(command, settings, application)
        if application.verify_key not in tunnelling.public_keys:
            shown = name_application(application)
            raise SettingsError("DISCORD_PUBLIC_KEY", f"is not that of {shown}, to which DISCORD_TOKEN belongs")
        return tunnelling

    def stand_before(self, application: AsgiApp, discord: Discord, way: Way) -> AsgiApp:
        """Let the real interactions in, and what answers them out of the simulated API."""
        for key in self.public_keys:
            way.trust(relay.DISCORD, key)
        way.listeners.append(self._real.remember)
        self._discord = discord
        settings = self._settings
        self._hand_on = relay.HandOn(application, discord, self._real, settings.api_url, settings.token)
        return self._hand_on

    async def run(self, way: Way) -> None:
        """Keep the tunnel and the endpoint until cancelled, or until the tunnel ends; then restore the endpoint."""
        # Discord verifies the endpoint, so there must be a bot that answers.
        await way.opened()
        port = socket.socket()
        port.bind(("127.0.0.1", 0))
        try:
            async with serving(relay.Relay(way, self._tell_of), port):
                await self._run(port.getsockname()[1])
        except TunnelFailed as failure:
            _say(f"{failure}", fg="red")
            _say("Interactions come from the page alone until postern dev is started again.", fg="red")
        finally:
            if self._hand_on is not None:
                await self._hand_on.aclose()

    async def _run(self, port: int) -> None:
        """Start the tunnel, and stay until it ends.

        Raises:
            TunnelFailed: In every case, but that it is cancelled.
        """
        program = await TunnelProgram.start(self._command, port)
        try:
            url = await program.url()
            endpoint = f"{url}/interactions"
            settings, before = self._settings, self._application.interactions_endpoint_url
            watch = Watch(settings.api_url, settings.token, endpoint, before, program.pid)
            async with _guarded(watch):
                await self._register(endpoint)
                self._tell(endpoint, before)
                self._show(url)
                raise TunnelFailed(await program.ended())
        finally:
            self._show(None)
            await program.stop()

    async def _register(self, endpoint: str) -> None:
        """Make Discord send interactions here.

        Raises:
            TunnelFailed: If Discord does not take the address.
        """
        rest = open_rest(self._settings)
        try:
            for attempt in range(1, TRIES + 1):
                changing = asyncio.create_task(rest.applications.edit_own(interactions_endpoint_url=endpoint))
                try:
                    # Whoever ends this in the middle must know what came of it before it is undone.
                    await asyncio.shield(changing)
                except asyncio.CancelledError:
                    await asyncio.wait([changing])
                    changing.exception()
                    raise
                except BadRequest as error:
                    if attempt == TRIES:
                        why = " ".join(error.errors) or error.message
                        raise TunnelFailed(
                            f"Discord does not take {endpoint} as interactions endpoint: {why} "
                            "(it reached no bot there that answers to its signature)"
                        ) from None
                    await asyncio.sleep(TRY_EVERY)
                else:
                    return
        except RestError as error:
            raise TunnelFailed(f"the interactions endpoint could not be set: {error}") from None
        finally:
            await rest.close()

    def _show(self, url: str | None) -> None:
        """Let the page tell by which address the real interactions come."""
        if self._discord is not None:
            self._discord.set_public_url(url)

    def _tell_of(self, payload: Json, status: int, seconds: float) -> None:
        """Tell of a real interaction in the terminal and in the page, which show nothing of it otherwise."""
        record = real_record(payload, status, seconds)
        dev_says.tell_real(record)
        if self._discord is not None:
            self._discord.add_log(record)

    def _tell(self, endpoint: str, before: str | None) -> None:
        name = self._application.name
        _say(f"Tunnel: the interactions of {name} come here now, by {endpoint}", fg="green")
        _say(f"Webhook events do where their URL leads to {endpoint.removesuffix('/interactions')}{EVENTS_PATH}")
        _say(f"When this ends, they go again to {before}" if before else "When this ends, they go nowhere, as before.")
        _say("Which commands Discord shows is up to `postern sync`.")


@contextlib.asynccontextmanager
async def _guarded(watch: Watch) -> AsyncIterator[None]:
    """Have the endpoint restored when this ends, in whatever way."""
    inherited = {name: value for name, value in os.environ.items() if name != "DISCORD_TOKEN"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "app.cli.endpoint_guard",
        env=inherited,
        stdin=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    try:
        process.stdin.write(watch.encode())
        await process.stdin.drain()
        yield
    finally:
        process.stdin.write(IN_ORDER)
        process.stdin.close()
        with contextlib.suppress(TimeoutError):
            # It goes on without us, should it take longer.
            await asyncio.wait_for(process.wait(), _RESTORE_WITHIN)
        if process.returncode:
            _say(f"Discord's interactions endpoint was not restored; {watch.by_hand}", fg="red")


def _say(text: str, fg: str | None = None) -> None:
    click.echo(click.style(f"  {text}", fg=fg), err=fg == "red")
