"""
The environment, read and validated once.

Only `bot.py` and what stands above it read these; parts take plain arguments.
A missing or malformed value stops the start with one sentence that names the
variable. Values that are secrets are never repeated in it.
"""

import difflib
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from app.errors import SettingsError
from app.telemetry.logs import configure_logging

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What an operator sets; the variable's name stands in `VARIABLES`.

    Attributes:
        public_key: The application's Ed25519 public key, 64 hexadecimal
            digits; several, comma-separated, for rotation.
        application_id: Snowflake of the application; a genuine payload of
            another one is refused when it is set. 0: any.
        token: Bot token; not needed to answer interactions.
        client_secret: The application's secret for OAuth2; lets `sync` do
            without a bot token.
        api_url: Base of Discord's REST API.
        commands: Package that is searched for command modules.
        store: Where small shared state is kept: `memory:`, `sqlite:///PATH` or
            `redis://HOST:PORT/0`.
        background: What becomes of work behind a response: it runs on
            (`task`), the call waits for it (`inline`), or the response goes by
            a request of its own (`callback`); `auto` goes by the host.
        auto_defer: Seconds from the request's arrival after which an
            unanswered handler is deferred; 0: never.
        signature_window: Largest accepted age of a signed request, seconds.
        replay: Where interaction ids are remembered: in this process (`local`),
            in the store for all processes too (`store`), or nowhere (`off`).
        max_body: Largest request body, bytes.
        interactions_path: Path that Discord posts interactions to.
        events_path: Path that Discord posts webhook events to.
        rate_limit: Where REST limits are kept: in this process (`local`), in
            the store for all processes (`store`), or by a proxy (`external`).
        secrets: What custom_ids are signed with: 32 random bytes, in
            hexadecimal; of several, comma-separated, the first signs and all
            verify, so that a new one can be put before the old.
        grace: Seconds that running handlers get at shutdown.
        host: Address to bind.
        port: Port to bind.
        log_level: Least level that is logged.
        log_format: `console` or `json`.
        metrics: Whether `/metrics` is there, for Prometheus: `on` or `off`.
    """

    public_key: str = ""
    application_id: int = 0
    token: str = ""
    client_secret: str = ""
    api_url: str = "https://discord.com/api/v10"
    commands: str = "commands"
    store: str = "memory:"
    background: Literal["auto", "task", "inline", "callback"] = "auto"
    auto_defer: float = 2.0
    signature_window: float = 300.0
    replay: Literal["local", "store", "off"] = "local"
    max_body: int = 1_048_576
    interactions_path: str = "/interactions"
    events_path: str = "/events"
    rate_limit: Literal["local", "store", "external"] = "local"
    secrets: tuple[bytes, ...] = ()
    grace: float = 10.0
    host: str = "127.0.0.1"
    port: int = 8000
    log_level: str = "info"
    log_format: str = "console"
    metrics: bool = False

    def __repr__(self) -> str:
        """Name what is set, and no secret."""
        shown = ((f.name, _without_password(getattr(self, f.name))) for f in fields(self) if f.name not in _SECRETS)
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in shown)})"

    def spell_secrets(self) -> tuple[str, ...]:
        """Return the secrets in every form in which they might get into a log."""
        forms = (form for one in self.secrets for form in (one.hex(), one.hex().upper(), repr(one)[2:-1]))
        return (self.token, self.client_secret, *forms)


VARIABLES: Mapping[str, str] = {
    "public_key": "DISCORD_PUBLIC_KEY",
    "application_id": "DISCORD_APPLICATION_ID",
    "token": "DISCORD_TOKEN",
    "client_secret": "DISCORD_CLIENT_SECRET",
    "api_url": "DISCORD_API_URL",
    "commands": "POSTERN_COMMANDS",
    "store": "POSTERN_STORE",
    "background": "POSTERN_BACKGROUND",
    "auto_defer": "POSTERN_AUTO_DEFER",
    "signature_window": "POSTERN_SIGNATURE_WINDOW",
    "replay": "POSTERN_REPLAY",
    "max_body": "POSTERN_MAX_BODY",
    "interactions_path": "POSTERN_INTERACTIONS_PATH",
    "events_path": "POSTERN_EVENTS_PATH",
    "rate_limit": "POSTERN_RATE_LIMIT",
    "secrets": "POSTERN_SECRET",
    "grace": "POSTERN_GRACE",
    "host": "POSTERN_HOST",
    "port": "POSTERN_PORT",
    "log_level": "POSTERN_LOG_LEVEL",
    "log_format": "POSTERN_LOG_FORMAT",
    "metrics": "POSTERN_METRICS",
}
"""The environment variable of each field of `Settings`."""

_COMMENT = re.compile(r"\s#.*")
_SECRETS = frozenset({"token", "client_secret", "public_key", "secrets"})
_SECRET = re.compile(r"[0-9a-fA-F]{64}")
_PASSWORD = re.compile(r"(?<=://).*@|\?.*", re.DOTALL)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables; an empty value counts as absent.

    Raises:
        SettingsError: If a value is malformed.
    """
    settings = _read(environ)
    _warn_of_unknown(environ)
    return settings


def set_up(environ: Mapping[str, str]) -> Settings:
    """Read the settings, and log as they say from here on: also what is to be said of them.

    Raises:
        SettingsError: If a value is malformed.
    """
    settings = _read(environ)
    configure_logging(settings.log_level, settings.log_format, settings.spell_secrets())
    _warn_of_unknown(environ)
    return settings


def _read(environ: Mapping[str, str]) -> Settings:
    values: dict[str, object] = {}
    for field, variable in VARIABLES.items():
        text = environ.get(variable, "").strip()
        if text:
            values[field] = _READERS.get(field, _as_text)(variable, text)
    # Hosting services say which port they route to, and route to it from outside.
    if "port" not in values and environ.get("PORT", "").strip():
        values["port"] = _port("PORT", environ["PORT"].strip())
        values.setdefault("host", "0.0.0.0")
    settings = Settings(**values)  # type: ignore[arg-type]
    if settings.interactions_path == settings.events_path:
        raise SettingsError(
            "POSTERN_EVENTS_PATH", "is the path of the interactions too: the two are answered differently"
        )
    return settings


def read_dotenv(path: Path) -> dict[str, str]:
    """Read a `.env` file: `NAME=value` lines, with `#` comments, quotes and `export` allowed; {} if there is none.

    Raises:
        SettingsError: If it is no text in UTF-8, as editors on Windows save it at times.
    """
    values: dict[str, str] = {}
    if not path.is_file():
        return values
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(str(path), "is not encoded in UTF-8: save it anew") from None
    for line in text.splitlines():
        name, found, value = line.strip().removeprefix("export ").partition("=")
        name = name.strip()
        if not found or not name or name.startswith("#"):
            continue
        quoted = value.strip()
        if quoted[:1] in {'"', "'"} and quoted[0] in quoted[1:]:
            values[name] = quoted[1 : quoted.index(quoted[0], 1)]
        else:
            values[name] = _COMMENT.sub("", value).strip()
    return values


def _without_password(value: object) -> object:
    """Take out of a URL who logs in and the options, either of which may hold a password."""
    return _PASSWORD.sub("", value) if isinstance(value, str) and "://" in value else value


def find_unknown(environ: Mapping[str, str]) -> Iterator[str]:
    """Go through the variables that look like settings of Postern and are none: a sentence each."""
    known = set(VARIABLES.values())
    for name in sorted(environ):
        if name.startswith("POSTERN_") and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            yield f"{name} is no setting of Postern{f'; do you mean {near[0]}?' if near else ''}"


def _warn_of_unknown(environ: Mapping[str, str]) -> None:
    for sentence in find_unknown(environ):
        log.warning("%s", sentence)


def _as_text(_variable: str, text: str) -> str:
    return text


def _number(convert: Callable[[str], T], least: float, most: float, what: str) -> Callable[[str, str], T]:
    def read(variable: str, text: str) -> T:
        try:
            value = convert(text)
        except ValueError:
            raise SettingsError(variable, f"is {text!r}, expected {what}") from None
        if not least <= float(value) <= most:  # type: ignore[arg-type]
            raise SettingsError(variable, f"is {text}, expected {what} from {least:g} to {most:g}")
        return value

    return read


def _one_of(*names: str) -> Callable[[str, str], str]:
    def read(variable: str, text: str) -> str:
        if text.lower() not in names:
            raise SettingsError(variable, f"is {text!r}, expected one of: {', '.join(names)}")
        return text.lower()

    return read


def _snowflake(variable: str, text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 15 <= len(text) <= 20:
        raise SettingsError(
            variable, "is no snowflake: copy the number from the application's General Information page"
        )
    return int(text)


def _path(variable: str, text: str) -> str:
    if not text.startswith("/") or not text.strip("/") or any(c in text for c in "?# "):
        raise SettingsError(variable, f"is {text!r}, expected a path such as /interactions")
    return text.rstrip("/")


def _url(variable: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_url = False
    if not is_url or parts.query or parts.fragment or any(c.isspace() for c in text):
        raise SettingsError(variable, "is no URL such as https://discord.com/api/v10")
    if "@" in parts.netloc:
        raise SettingsError(variable, "has a name or a password in it, which would be sent in place of the bot token")
    # Proxies are named by host and port, and Discord's paths have their version: without it Discord takes an old one.
    path = parts.path.rstrip("/")
    if not re.search(r"/v[0-9]+$", path):
        path += "/v10" if path.endswith("/api") else "/api/v10"
    return f"{parts.scheme}://{parts.netloc}{path}"


def _token(variable: str, text: str) -> str:
    text = text.strip("\"'").removeprefix("Bot ").strip()
    if text.isdecimal() or any(c.isspace() for c in text):
        raise SettingsError(variable, "is no bot token: copy it from the application's Bot page")
    return text


def _client_secret(variable: str, text: str) -> str:
    text = text.strip("\"'")
    if text.isdecimal() or "." in text or any(c.isspace() for c in text):
        raise SettingsError(variable, "is no client secret: copy it from the application's OAuth2 page")
    return text


def _read_secrets(variable: str, text: str) -> tuple[bytes, ...]:
    # White space and quotes around one are forgiven: they come with pasting.
    parts = [part for part in (part.strip().strip("\"'").strip() for part in text.split(",")) if part]
    if not parts or not all(_SECRET.fullmatch(part) for part in parts):
        raise SettingsError(
            variable,
            "is no secret: write 32 random bytes as 64 hexadecimal digits, as "
            'python -c "import secrets; print(secrets.token_hex(32))" prints them; several are separated by commas',
        )
    return tuple(bytes.fromhex(part) for part in parts)


def _store(variable: str, text: str) -> str:
    # The value is not repeated: it may hold a password, and a mistyped one is not found by its place.
    scheme, colon, rest = text.partition(":")
    if scheme == "memory":
        why = "" if colon and not rest else "names a store in memory, which is written memory: and nothing more"
    elif scheme == "sqlite":
        why = _fault_of_sqlite(rest)
    elif scheme in {"redis", "rediss"}:
        why = _fault_of_redis(text)
    else:
        why = "names no store: write memory:, sqlite:///PATH or redis://HOST:PORT"
    if why:
        raise SettingsError(variable, why)
    return text


def _fault_of_sqlite(rest: str) -> str:
    path = rest.removeprefix("///")
    if path == rest or not path or path == ":memory:":
        return (
            "names no file: write sqlite:///PATH, three slashes before a relative path, four with an absolute one; "
            "a store that is gone with the process is memory:"
        )
    if path.endswith("/"):
        return "names a directory, expected a file in it such as sqlite:///data/postern.db"
    if "?" in path or "\0" in path:
        return "has a ? after the file's name: sqlite:///PATH takes no options"
    return ""


def _fault_of_redis(text: str) -> str:
    how = "such as redis://HOST:PORT/0 or redis://:PASSWORD@HOST:PORT/0"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or "//" not in text or parts.fragment or any(c.isspace() for c in text):
        return f"is no Redis URL {how}; in the password, / : @ ? # and % are written as %2F %3A %40 %3F %23 and %25"
    if not re.fullmatch(r"/?[0-9]*", parts.path):
        return "names a Redis database that is no number, expected a URL such as redis://HOST:PORT/0"
    return ""


def _switch(variable: str, text: str) -> bool:
    return _one_of("on", "off")(variable, text) == "on"


def _package(variable: str, text: str) -> str:
    if not all(part.isidentifier() for part in text.split(".")):
        raise SettingsError(variable, f"is {text!r}, expected the dotted name of a package such as commands")
    return text


_port = _number(int, 1, 65535, "a port number")

_READERS: Mapping[str, Callable[[str, str], object]] = {
    "application_id": _snowflake,
    "token": _token,
    "client_secret": _client_secret,
    "api_url": _url,
    "commands": _package,
    "store": _store,
    "background": _one_of("auto", "task", "inline", "callback"),
    "auto_defer": _number(float, 0, 2.8, "seconds"),
    "signature_window": _number(float, 1, 3600, "seconds"),
    "replay": _one_of("local", "store", "off"),
    "max_body": _number(int, 1024, 26_214_400, "bytes"),
    "interactions_path": _path,
    "events_path": _path,
    "rate_limit": _one_of("local", "store", "external"),
    "secrets": _read_secrets,
    "grace": _number(float, 0, 3600, "seconds"),
    "port": _port,
    "log_level": _one_of("debug", "info", "warning", "error", "critical"),
    "log_format": _one_of("console", "json"),
    "metrics": _switch,
}
