"""`postern serve`: the bot for production."""

import logging
import os

import click

from app.bot import Bot
from app.cli.listening import listen, port_said_by
from app.plugins.loader import check_place
from app.server.run import run_server
from app.settings import set_up

log = logging.getLogger(__name__)


@click.command("serve")
@click.option("--host", help="Address to bind; POSTERN_HOST unless given.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to bind; POSTERN_PORT unless given.")
@click.option("--uds", help="Unix socket to bind instead of an address.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Server processes.")
@click.option(
    "--proxy-headers/--no-proxy-headers", default=False, help="Trust X-Forwarded-* of a proxy on this machine."
)
def command(host: str | None, port: int | None, uds: str | None, workers: int, proxy_headers: bool) -> None:
    """Run the bot for production."""
    settings = set_up(os.environ)
    host, said_by, port = host or settings.host, port_said_by(port, os.environ), port or settings.port
    sockets = [] if uds else listen(host, port, said_by)
    if workers > 1:
        # Several processes share a socket that uvicorn binds itself: this was to see whether it can.
        while sockets:
            sockets.pop().close()
    # Built before any worker starts, so that what is wrong is said once, and here.
    check_place(settings.commands)
    bot = Bot(settings)
    bot.load()
    application = bot.asgi()
    if workers > 1 and settings.store == "memory:":
        _warn_of_limits(bot, workers)
    run_server(
        application if workers == 1 else "app.main:app",
        host=host,
        port=port,
        sockets=sockets,
        uds=uds,
        workers=workers,
        proxy_headers=proxy_headers,
    )


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
