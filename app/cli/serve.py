"""`postern serve`: the bot for production."""

import contextlib
import logging
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from types import FrameType

import click

from app.bot import Bot
from app.cli.listening import listen, listening_at, port_said_by, spell_address, take_over
from app.plugins.loader import check_place
from app.server.run import run_server
from app.settings import Settings, set_up
from app.telemetry.workers import sharing_numbers

log = logging.getLogger(__name__)


@click.command("serve")
@click.option("--host", help="Address to bind; POSTERN_HOST unless given.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to bind; POSTERN_PORT unless given.")
@click.option("--uds", help="Unix socket to bind instead of an address.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Server processes.")
@click.option(
    "--proxy-headers/--no-proxy-headers",
    default=False,
    help="Trust X-Forwarded-* of a proxy on this machine, or at FORWARDED_ALLOW_IPS; Postern itself reads none.",
)
def command(host: str | None, port: int | None, uds: str | None, workers: int, proxy_headers: bool) -> None:
    """Run the bot for production.

    Sockets that systemd has opened for it are served in place of an address.
    """
    settings = set_up(os.environ)
    # uvicorn ends in order, and then raises the signal again: by this what stands open here is closed, too.
    signal.signal(signal.SIGTERM, _exit)
    with _listening(host, port, uds, settings) as (opened_by, sockets):
        # Built before any worker starts, so that what is wrong is said once, and here.
        check_place(settings.commands)
        bot = Bot(settings)
        bot.load()
        application = bot.asgi()
        if workers > 1 and settings.store == "memory:":
            _warn_of_limits(bot, workers)
        # By this process alone, whose workers share what it has opened.
        log.info("listening on %s%s", opened_by, ", ".join(map(spell_address, sockets)))
        with sharing_numbers(os.environ) if settings.metrics and workers > 1 else contextlib.nullcontext():
            run_server(
                application if workers == 1 else "app.main:app",
                sockets=sockets,
                workers=workers,
                proxy_headers=proxy_headers,
            )


@contextlib.contextmanager
def _listening(
    host: str | None, port: int | None, uds: str | None, settings: Settings
) -> Iterator[tuple[str, Sequence[socket.socket]]]:
    """Give the sockets to serve: those of systemd, the Unix socket, or all that the host and the port stand for.

    Before them comes whose they are, for the log, if somebody else has opened them.
    """
    handed_over = take_over(os.environ)
    if handed_over and (host or port or uds):
        raise click.UsageError("systemd has opened the sockets already: leave out --host, --port and --uds")
    if uds and (host or port):
        raise click.UsageError("--uds takes the place of an address: leave out --host and --port, or --uds")
    if handed_over:
        yield "sockets of systemd: ", handed_over
    elif uds:
        with listening_at(uds) as bound:
            yield "", [bound]
    else:
        yield "", listen(host or settings.host, port or settings.port, port_said_by(port, os.environ))


def _exit(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _warn_of_limits(bot: Bot, workers: int) -> None:
    """Say which limits do not hold over all processes, since no process sees the store of another."""
    limits = ", ".join(dict.fromkeys(f"{name} of {what}" for name, what in bot.declared_limits()))
    if limits:
        log.warning(
            "POSTERN_STORE is memory:, so in each of the %d workers by itself hold: %s; "
            "to count together, set it to redis://HOST:PORT or sqlite:///PATH",
            workers,
            limits,
        )
