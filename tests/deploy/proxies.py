"""Real proxies with the configurations of `deploy/`, on free ports of this machine, and what stands behind them."""

import contextlib
import datetime
import ipaddress
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.journeys.server_process import PATIENCE, ROOT, Connection, free_port
from tests.signature.signing import PUBLIC_KEY

DEPLOY = ROOT / "deploy"
SOCKET = "/run/postern/postern.sock"
NAME = "bot.example.com"


class Certificate:
    """A certificate for `localhost` that vouches for itself, in the three forms in which proxies want it."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        today = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - datetime.timedelta(days=1))
            .not_valid_after(today + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.chain, self.key, self.both = folder / "chain.pem", folder / "key.pem", folder / "both.pem"
        self.chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        form = serialization.PrivateFormat.PKCS8
        self.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
        self.both.write_bytes(self.chain.read_bytes() + self.key.read_bytes())

    def trust(self) -> ssl.SSLContext:
        """Make what a client needs that believes this certificate alone."""
        return ssl.create_default_context(cafile=str(self.chain))


class Program:
    """A program that runs until it is closed.

    Args:
        command: The program and its arguments.
        folder: Where it is started and its log is kept.
        environ: Its environment, beside what every program needs.
    """

    def __init__(self, command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
        self._log = folder / f"{Path(command[0]).name}.log"
        self._environ = {"PATH": os.environ["PATH"], "HOME": str(folder), **environ}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self._environ, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def log(self) -> str:
        """Return all that it has written so far."""
        return self._log.read_text()

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        give_up = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < give_up, self.log()[-4000:]
            assert self.process.poll() is None, self.log()[-4000:]
            time.sleep(0.02)

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()


class Proxy(Program):
    """A proxy in front of some servers, over TLS.

    Args:
        folder: Where its files are written.
        servers: Paths of Unix sockets, or ports.
        changes: What else is put in place of what stands in its configuration.

    Attributes:
        https: Its port for https.
        http: Its port for http.
        context: What a client needs that believes its certificate.
    """

    name: ClassVar[str]

    def __init__(self, folder: Path, servers: Sequence[Path | int], changes: Mapping[str, str]) -> None:
        self.folder = folder
        self.servers = servers
        self.certificate = Certificate(folder)
        self.context = self.certificate.trust()
        self.https, self.http = free_port(), free_port()
        self.config = self.write(changes)
        super().__init__(self.command(), folder, {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)})
        self.until(lambda: is_open(self.https) and is_open(self.http))

    def write(self, changes: Mapping[str, str]) -> Path:
        """Write its configuration, and return where."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """Return how it is started in the foreground."""
        raise NotImplementedError

    def check(self) -> subprocess.CompletedProcess[str]:
        """Let it check its configuration."""
        raise NotImplementedError

    def reload(self) -> None:
        """Let it read its configuration again, and wait until it has."""
        raise NotImplementedError

    def connect(self) -> Connection:
        """Connect to it as Discord does."""
        return SecureConnection(self.https, self.context)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a short command in its environment."""
        return subprocess.run(command, env=self._environ, capture_output=True, text=True, timeout=PATIENCE, check=False)


class Nginx(Proxy):
    """nginx with `deploy/nginx/postern.conf`, included as Debian's own nginx.conf would."""

    name = "nginx"

    def write(self, changes: Mapping[str, str]) -> Path:
        servers = "\n".join(f"    server {self._address(server)} max_fails=0;" for server in self.servers)
        text = changed(
            (DEPLOY / "nginx" / "postern.conf").read_text(),
            {
                f"    server unix:{SOCKET} max_fails=0;": servers,
                "listen 80;": f"listen 127.0.0.1:{self.http};",
                "    listen [::]:80;\n": "",
                "listen 443 ssl http2;": f"listen 127.0.0.1:{self.https} ssl http2;",
                "    listen [::]:443 ssl http2;\n": "",
                f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(self.certificate.chain),
                f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(self.certificate.key),
                **changes,
            },
        )
        return write_nginx(self.folder, text)

    @staticmethod
    def _address(server: Path | int) -> str:
        return f"unix:{server}" if isinstance(server, Path) else f"127.0.0.1:{server}"

    def command(self) -> list[str]:
        return nginx_command(self.config)

    def check(self) -> subprocess.CompletedProcess[str]:
        return self.run(*self.command(), "-t")

    def reload(self) -> None:
        before = self.log().count("gracefully shutting down")
        self.process.send_signal(signal.SIGHUP)
        self.until(lambda: self.log().count("gracefully shutting down") > before)


class Caddy(Proxy):
    """Caddy with `deploy/caddy/Caddyfile`, and a certificate of the test's instead of one that it gets itself."""

    name = "caddy"

    def write(self, changes: Mapping[str, str]) -> Path:
        servers = " ".join(f"unix/{one}" if isinstance(one, Path) else f"127.0.0.1:{one}" for one in self.servers)
        text = changed(
            (DEPLOY / "caddy" / "Caddyfile").read_text(),
            {
                "\tauto_https": f"\tadmin unix/{self.folder}/admin.sock\n\tauto_https",
                f"{{$UPSTREAMS:unix/{SOCKET}}}": servers,
                "{$BEHIND:socket}": "socket" if len(self.servers) == 1 else "replicas",
                f"\nhttp://{{$DOMAIN:{NAME}}} {{": f"\nhttp://localhost:{self.http} {{",
                f"\n{{$DOMAIN:{NAME}}} {{": f"\nhttps://localhost:{self.https} {{\n"
                f"\ttls {self.certificate.chain} {self.certificate.key}",
                **changes,
            },
        )
        file = self.folder / "Caddyfile"
        file.write_text(text)
        return file

    def command(self) -> list[str]:
        return [found("caddy"), "run", "--adapter", "caddyfile", "--config", str(self.config)]

    def check(self) -> subprocess.CompletedProcess[str]:
        return self.run(found("caddy"), "validate", "--adapter", "caddyfile", "--config", str(self.config))

    def reload(self) -> None:
        # What did not change is not read again without --force.
        how = ("--force", "--address", f"unix/{self.folder}/admin.sock")
        done = self.run(found("caddy"), "reload", "--adapter", "caddyfile", "--config", str(self.config), *how)
        assert done.returncode == 0, done.stderr


class HAProxy(Proxy):
    """HAProxy with `deploy/haproxy/haproxy.cfg`, run with a master process as Debian runs it."""

    name = "haproxy"

    def write(self, changes: Mapping[str, str]) -> Path:
        check = " check" if len(self.servers) > 1 else ""
        servers = "\n".join(
            f"    server s{number} {f'unix@{one}' if isinstance(one, Path) else f'127.0.0.1:{one}'}{check}"
            for number, one in enumerate(self.servers)
        )
        text = changed(
            (DEPLOY / "haproxy" / "haproxy.cfg").read_text(),
            {
                f"    server one unix@{SOCKET}": servers,
                "bind :80": f"bind 127.0.0.1:{self.http}",
                "bind :443": f"bind 127.0.0.1:{self.https}",
                f"/etc/haproxy/{NAME}.pem": str(self.certificate.both),
                "/run/haproxy/admin.sock": f"{self.folder}/admin.sock",
                "/dev/log local0": "stdout format raw local0",
                "    user haproxy\n    group haproxy\n": "",
                **changes,
            },
        )
        file = self.folder / "haproxy.cfg"
        file.write_text(text)
        return file

    def command(self) -> list[str]:
        return [found("haproxy"), "-W", "-f", str(self.config)]

    def check(self) -> subprocess.CompletedProcess[str]:
        return self.run(found("haproxy"), "-c", "-f", str(self.config))

    def reload(self) -> None:
        before = self.log().count("Loading success")
        self.process.send_signal(signal.SIGUSR2)
        self.until(lambda: self.log().count("Loading success") > before)


KINDS: list[type[Proxy]] = [Nginx, Caddy, HAProxy]
EACH = [
    pytest.param(kind, id=kind.name, marks=pytest.mark.skipif(not found_at, reason=f"{kind.name} is not installed"))
    for kind in KINDS
    for found_at in [shutil.which(kind.name) or shutil.which(kind.name, path="/usr/sbin")]
]


def found(program: str) -> str:
    """Return where a program is; Debian keeps some where not everybody looks."""
    return shutil.which(program) or f"/usr/sbin/{program}"


def changed(text: str, changes: Mapping[str, str]) -> str:
    """Replace some parts of a configuration, each of which must stand in it."""
    for old, new in changes.items():
        assert old in text, f"{old!r} no longer stands there"
        text = text.replace(old, new)
    return text


NGINX = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log stderr notice;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{text}
}}
"""


def write_nginx(folder: Path, text: str) -> Path:
    """Write an nginx.conf around what stands in `http { … }`, with nothing outside of a folder."""
    # Started by root, the workers would else belong to somebody who may not enter the folder.
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(NGINX.format(folder=folder, user=user, text=text))
    return file


def nginx_command(config: Path) -> list[str]:
    """Return how nginx is started in the foreground."""
    return [found("nginx"), "-e", "stderr", "-p", str(config.parent), "-c", str(config)]


@dataclass(frozen=True)
class Behind:
    """A bot that stands behind a proxy.

    Attributes:
        path: Its Unix socket.
        program: Its process.
    """

    path: Path
    program: Program


class SecureConnection(Connection):
    """A connection over TLS."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        super().__init__(port)
        self._socket = context.wrap_socket(self._socket, server_hostname="localhost")


@contextlib.contextmanager
def proxied(kind: type[Proxy], *servers: Path | int, changes: Mapping[str, str] | None = None) -> Iterator[Proxy]:
    """Run a proxy in front of these servers."""
    with short_folder() as folder:
        proxy = kind(folder, servers, changes or {})
        try:
            yield proxy
        finally:
            proxy.close()


@contextlib.contextmanager
def bot(workers: int = 2) -> Iterator[Behind]:
    """Run a bot with several workers at a Unix socket."""
    with short_folder() as folder:
        path = folder / "bot.sock"
        postern = str(Path(sys.executable).with_name("postern"))
        program = Program(
            [postern, "serve", "--uds", str(path), "--workers", str(workers)],
            folder,
            {"DISCORD_PUBLIC_KEY": PUBLIC_KEY, "POSTERN_COMMANDS": "tests.fixtures.proxied"},
        )
        try:
            program.until(lambda: program.log().count("ready: ") == workers and is_open(path))
            yield Behind(path, program)
        finally:
            program.close()


@contextlib.contextmanager
def short_folder() -> Iterator[Path]:
    """Give a folder for a while; a Unix socket has a short path, which pytest's own folders leave no room for."""
    with tempfile.TemporaryDirectory(prefix="postern-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def is_open(at: Path | int) -> bool:
    """Tell whether somebody listens there."""
    with socket.socket(socket.AF_UNIX if isinstance(at, Path) else socket.AF_INET) as asking:
        try:
            asking.connect(str(at) if isinstance(at, Path) else ("127.0.0.1", at))
        except OSError:
            return False
    return True
