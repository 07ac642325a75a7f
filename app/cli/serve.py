"""`postern serve`: the bot for production."""

import os

import click

from app.bot import Bot
from app.settings import read_settings
from app.telemetry.logs import configure_logging


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
    import uvicorn

    settings = read_settings(os.environ)
    configure_logging(settings.log_level, settings.log_format, [settings.token, settings.client_secret])
    # Built before any worker starts, so that what is wrong is said once, and here.
    bot = Bot(settings)
    bot.load()
    application = bot.asgi()
    uvicorn.run(
        application if workers == 1 else "app.main:app",
        host=host or settings.host,
        port=port or settings.port,
        uds=uds,
        workers=workers,
        proxy_headers=proxy_headers,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
    )
