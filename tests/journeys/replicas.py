"""Several processes of one bot behind nginx, which are restarted while it is used."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.server_process import PATIENCE, ROOT, free_port
from tests.signature.signing import PUBLIC_KEY

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
CONFIG = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream postern {{
        {servers}
        {keepalive}
    }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{
            proxy_pass http://postern;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
        }}
    }}
}}
"""


class Replica:
    """A process of `postern serve` on a Unix socket or a port of its own, which is started again and again there.

    Args:
        at: Path of a Unix socket, or a port.
        log: Where it writes.
        workers: Server processes.
        environ: Settings.
    """

    def __init__(self, at: Path | int, log: Path, workers: int, environ: dict[str, str]) -> None:
        self.at = at
        self._where = ("--uds", str(at)) if isinstance(at, Path) else ("--port", str(at))
        self._log = log
        self._workers = workers
        self._environ = environ

    @property
    def upstream(self) -> str:
        """What nginx calls it."""
        return f"unix:{self.at}" if isinstance(self.at, Path) else f"127.0.0.1:{self.at}"

    def log(self) -> str:
        return self._log.read_text()

    async def start(self) -> None:
        """Start it, and wait until all workers are ready."""
        before = self.ready()
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", *self._where, "--workers", str(self._workers)],
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": os.environ.get("HOME", "/"),
                    "DISCORD_PUBLIC_KEY": PUBLIC_KEY,
                    "DISCORD_APPLICATION_ID": "234248956100616262",
                    "POSTERN_COMMANDS": "tests.fixtures.slow",
                    **self._environ,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        await self.ready_again(before)
        async with asyncio.timeout(PATIENCE):
            # Ready is said a moment before it listens.
            while not self._listens():
                await asyncio.sleep(0.02)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX if isinstance(self.at, Path) else socket.AF_INET) as asking:
            try:
                asking.connect(str(self.at) if isinstance(self.at, Path) else ("127.0.0.1", self.at))
            except (ConnectionRefusedError, FileNotFoundError):
                return False
            return True

    def ready(self) -> int:
        """Return how often a worker has said that it is ready."""
        return self.log().count("ready: ") if self._log.exists() else 0

    async def ready_again(self, before: int) -> None:
        """Wait until each worker has said anew that it is ready."""
        give_up = time.monotonic() + PATIENCE
        while self.ready() < before + self._workers:
            assert time.monotonic() < give_up and self.process.poll() is None, self.log()
            await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """End it in order."""
        self.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(self.process.wait, PATIENCE)

    async def reload(self) -> None:
        """Let it start its workers anew, one after the other."""
        before = self.ready()
        self.process.send_signal(signal.SIGHUP)
        await self.ready_again(before)

    def kill(self) -> None:
        """End it, whatever it does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            finally:
                self.process.kill()


class Nginx:
    """nginx in front of some replicas."""

    def __init__(self, folder: Path, upstreams: list[str], keepalive: int) -> None:
        assert NGINX is not None
        self.port = free_port()
        config = folder / "nginx.conf"
        servers = " ".join(f"server {upstream} max_fails=0;" for upstream in upstreams)
        config.write_text(
            CONFIG.format(
                folder=folder,
                servers=servers,
                keepalive=f"keepalive {keepalive};" if keepalive else "",
                port=self.port,
            )
        )
        self._process = subprocess.Popen([NGINX, "-c", config, "-p", folder, "-e", folder / "error.log"])

    async def start(self) -> None:
        """Wait until it listens."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with contextlib.suppress(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", self.port)).close()
                    return
                await asyncio.sleep(0.05)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
