"""What `postern doctor` says of the environment, without asking anybody."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from app.cli.doctor_case import Case
from app.cli.finding import Finding, Level
from app.settings import VARIABLES, Settings, find_unknown

_ELSEWHERE: Mapping[str, str] = {
    "APP_ID": "application_id",
    "DISCORD_APP_ID": "application_id",
    "DISCORD_CLIENT_ID": "application_id",
    "BOT_TOKEN": "token",
    "DISCORD_BOT_TOKEN": "token",
    "PUBLIC_KEY": "public_key",
    "DISCORD_APP_PUBLIC_KEY": "public_key",
    "DISCORD_APPLICATION_PUBLIC_KEY": "public_key",
}
"""What tutorials and other libraries call the same settings."""

_PROXIED = {"http": ("http_proxy", "all_proxy"), "https": ("https_proxy", "all_proxy")}
_PROXY_KINDS = ("http", "https")
_ALL_ADDRESSES = ("0.0.0.0", "::")


async def check_settings(case: Case) -> list[Finding]:
    """Look at the variables themselves."""
    return [
        *_check_dotenv(case),
        *(Finding("settings", Level.failure, str(fault)) for fault in case.faults),
        *(Finding("settings-unknown", Level.warning, name) for name in find_unknown(case.environ)),
        *_check_names_of_others(case.environ),
        *_check_api_url(case),
        *_check_proxy(case),
        *_check_address(case),
    ]


def _check_dotenv(case: Case) -> Iterator[Finding]:
    if case.dotenv is None:
        if case.is_set_up:
            yield Finding("dotenv", Level.fine, "The settings come from the environment: there is no .env here")
        else:
            yield Finding(
                "dotenv",
                Level.unknown,
                f"Nothing of Discord is set, and there is no .env in {Path.cwd()}",
                "`postern dev` needs nothing; for a real server `postern new env` writes an .env to fill in.",
            )
        return
    # What is empty counts as absent, as it does in the environment.
    known = [name for name in VARIABLES.values() if case.dotenv.get(name)]
    count = f"{len(known)} setting{'' if len(known) == 1 else 's'}"
    yield Finding("dotenv", Level.fine, f"{case.env_file} was read, with {count} in it")
    for name in sorted(known):
        if case.environ.get(name, "") != case.dotenv[name]:
            yield Finding(
                "dotenv",
                Level.warning,
                f"{name} of {case.env_file} is not in force: the environment has another value, which comes first",
                f"Take it out of one of the two, as with `unset {name}`.",
            )


def _check_names_of_others(environ: Mapping[str, str]) -> Iterator[Finding]:
    for name, field in _ELSEWHERE.items():
        ours = VARIABLES[field]
        if environ.get(name, "").strip() and not environ.get(ours, "").strip():
            yield Finding(
                "settings-unknown", Level.warning, f"{name} is set, which Postern does not read", f"Call it {ours}."
            )


def _check_api_url(case: Case) -> Iterator[Finding]:
    url = case.settings.api_url
    if url == Settings.__dataclass_fields__["api_url"].default:
        return
    yield Finding("api-url", Level.fine, f"REST requests go to {url} (DISCORD_API_URL) in place of Discord's address")


def _check_proxy(case: Case) -> Iterator[Finding]:
    """Look at the proxy that REST requests go through because the environment says so."""
    parts = urlsplit(case.settings.api_url)
    for wanted in _PROXIED[parts.scheme]:
        # In lower case it comes first, as everywhere.
        name = next((one for one in (wanted, wanted.upper()) if case.environ.get(one)), None)
        if name is None:
            continue
        if is_past_proxy(parts.hostname or "", case.environ):
            yield Finding("proxy", Level.fine, f"{name} is set, but NO_PROXY excepts {parts.hostname}")
            return
        proxy = case.environ[name]
        found = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        shown = f"{found.scheme}://{found.netloc.rpartition('@')[2]}"
        if found.scheme not in _PROXY_KINDS:
            # Nor can anything else be asked of Discord then.
            case.is_reachable = False
            yield Finding(
                "proxy",
                Level.failure,
                f"{name} names {shown}, and REST requests can go through http:// and https:// proxies only",
                f"Unset {name} for the bot, or except Discord: NO_PROXY={parts.hostname}.",
            )
            return
        yield Finding("proxy", Level.fine, f"REST requests go through the proxy {shown} ({name})")
        return


def is_past_proxy(host: str, environ: Mapping[str, str]) -> bool:
    """Tell whether NO_PROXY excepts a host from the proxy."""
    said = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    names = [name.strip().lstrip(".") for name in said.split(",") if name.strip()]
    return "*" in names or any(host == name or host.endswith(f".{name}") for name in names)


def _check_address(case: Case) -> Iterator[Finding]:
    settings, environ = case.settings, case.environ
    where = f"{settings.host}:{settings.port}"
    if environ.get("PORT", "").strip():
        if environ.get(VARIABLES["port"], "").strip() and environ["PORT"].strip() != str(settings.port):
            yield Finding(
                "address",
                Level.warning,
                f"The host says PORT={environ['PORT'].strip()}, but POSTERN_PORT={settings.port} comes first",
                "Unset POSTERN_PORT: the host sends requests to PORT.",
            )
            return
        where += ", as PORT of the host says"
    if settings.host not in _ALL_ADDRESSES and case.is_set_up and _is_in_container(environ):
        yield Finding(
            "address",
            Level.warning,
            f"This is a container, and the bot would listen on {settings.host}: nobody outside of it is let in",
            "Set POSTERN_HOST=0.0.0.0, unless the proxy runs in this very container or pod.",
        )
        return
    yield Finding("address", Level.fine, f"By its settings the bot would listen on {where}")


def _is_in_container(environ: Mapping[str, str]) -> bool:
    marks = ("KUBERNETES_SERVICE_HOST", "container")
    return any(environ.get(mark) for mark in marks) or os.path.exists("/.dockerenv")
