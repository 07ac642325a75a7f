"""
What `postern doctor` asks Discord: whether it answers, what time it is, and whose token and key these are.

The first request is the standard library's own, since httpx's answers keep to
themselves what is needed here: which step of it failed, and Discord's clock.
"""

import asyncio
import base64
import binascii
import http.client
import os
import re
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime

import certifi

from app.cli.doctor_case import Case
from app.cli.endpoint_change import compare_key, name_application, open_rest
from app.cli.finding import Finding, Level
from app.errors import CloudflareBanned, RestError, SettingsError, Unauthorized
from app.rest.client import Rest
from app.settings import Settings
from app.signature.keyring import parse_public_keys
from app.signature.verifier import AHEAD
from app.telemetry.release import read_release
from app.tree.registrar import SCOPE

TIMEOUT = 8.0
"""Seconds for one question."""
SKEW = 5.0
"""Seconds that a clock may be off before it is worth a word."""

_ID, _SECRET, _KEY = re.compile(r"[0-9]{15,20}"), re.compile(r"[\w-]{32}"), re.compile(r"[0-9a-fA-F]{64}")
_TOKEN = re.compile(r"([\w-]{20,})\.[\w-]{5,}\.[\w-]{20,}")
_GENERAL = "the application's General Information page in the Developer Portal"


async def check_connection(case: Case) -> list[Finding]:
    """Ask Discord's API for something that anybody may know."""
    if not case.is_reachable:
        return []
    url = f"{case.settings.api_url}/gateway"
    begun = time.time()
    try:
        said = await asyncio.to_thread(_ask, url)
    except (OSError, ValueError, http.client.HTTPException) as error:
        case.is_reachable = False
        explained = _explain(case.settings.api_url, error)
        # Where nothing is set, nobody has asked for Discord.
        return [explained if case.is_set_up else replace(explained, level=Level.warning)]
    ended = time.time()
    found = [Finding("rest", Level.fine, f"Discord's API answers ({(ended - begun) * 1000:.0f} ms)")]
    clock = _check_clock(said, (begun + ended) / 2, case.settings)
    return [*found, clock] if clock is not None else found


def _ask(url: str) -> str:
    """Return the date in Discord's answer; empty if there is none.

    Raises:
        OSError: If there is no answer, or it is a refusal.
        ValueError: If the URL cannot be asked for.
        HTTPException: If it is no answer in HTTP.
    """
    request = urllib.request.Request(url, headers={"User-Agent": f"DiscordBot (postern, {read_release()})"})
    # The same certificates that httpx checks the bot's own requests by.
    authorities = None if os.environ.get("SSL_CERT_DIR") else certifi.where()
    context = ssl.create_default_context(
        cafile=os.environ.get("SSL_CERT_FILE") or authorities, capath=os.environ.get("SSL_CERT_DIR")
    )
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context))
    with opener.open(request, timeout=TIMEOUT) as response:
        return str(response.headers.get("Date") or "")


def _explain(url: str, error: Exception) -> Finding:
    """Say which step towards Discord failed."""
    if isinstance(error, urllib.error.HTTPError):
        says, mend = _explain_refusal(url, error)
        return Finding("rest", Level.failure, says, mend)
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    mend = "Let this machine reach it on port 443, or name a proxy in HTTPS_PROXY."
    if isinstance(reason, socket.gaierror):
        says = f"The name in {url} is not found"
        mend = "Is there a connection to the internet, and a name server?"
    elif isinstance(reason, ssl.SSLCertVerificationError):
        says = f"The certificate of {url} is not trusted ({reason.verify_message})"
        mend = "Something between here and Discord reads along: name its certificate authority in SSL_CERT_FILE."
    elif isinstance(reason, ConnectionRefusedError):
        says = f"Nothing listens at {url}"
        if url != Settings().api_url:
            mend = "Start what is to stand there, or mend DISCORD_API_URL."
    elif isinstance(reason, TimeoutError):
        says = f"{url} does not answer within {TIMEOUT:.0f} s"
    elif "Tunnel connection failed" in str(reason):
        says = f"The proxy of HTTPS_PROXY does not connect to {url} ({reason})"
        mend = "A proxy that keeps rate limits belongs into DISCORD_API_URL instead."
    else:
        says = f"Discord's API at {url} cannot be reached ({type(reason).__name__}: {reason})"
    return Finding("rest", Level.failure, says, mend)


def _explain_refusal(url: str, error: urllib.error.HTTPError) -> tuple[str, str]:
    with error:
        text = error.read(4096).decode(errors="replace")
    if error.code in {403, 429} and ("error code: 10" in text or "loudflare" in text or error.headers["cf-mitigated"]):
        return (
            f"Cloudflare, in front of Discord, turns this machine's address away ({error.code})",
            "Use an address of your own: a host that lends one to many customers shares their bans.",
        )
    if error.code == 429 or error.code >= 500:
        return f"Discord's API answers {error.code} at the moment", "Try again in some minutes."
    return (
        f"{url}/gateway answers {error.code}, so what stands there is not Discord's API",
        "Mend DISCORD_API_URL, or unset it.",
    )


def _check_clock(said: str, now: float, settings: Settings) -> Finding | None:
    try:
        # It has no fractions: half a second more is the best guess.
        theirs = parsedate_to_datetime(said).timestamp() + 0.5
    except ValueError:
        return None
    ahead = now - theirs
    if abs(ahead) <= SKEW:
        return Finding("clock", Level.fine, "This machine's clock goes with Discord's")
    says = f"This machine's clock is {_spell(abs(ahead))} {'ahead of' if ahead > 0 else 'behind'} Discord's"
    mend = "Let it be set by the network (NTP), as with `timedatectl set-ntp true`."
    window = settings.signature_window if ahead > 0 else AHEAD
    if abs(ahead) <= window:
        return Finding("clock", Level.warning, f"{says}: at more than {window:.0f} s every request is refused", mend)
    looks = "too old" if ahead > 0 else "made in the future"
    says += f", so every request looks {looks} and is refused with 401"
    return Finding("clock", Level.failure, says, mend)


def _spell(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"


async def check_identity(case: Case) -> list[Finding]:
    """Ask whose token it is, and hold the application's id and its public key against that."""
    settings = case.settings
    rest = open_rest(settings)
    try:
        if settings.token:
            found = await _check_token(case, rest)
        elif settings.client_secret and settings.application_id:
            found = await _check_secret(case, rest)
        else:
            found = list(_say_unset(case))
    finally:
        await rest.close()
    return [*found, *_check_application_id(case), *_check_public_key(case)]


def _say_unset(case: Case) -> Iterator[Finding]:
    if all(fault.variable != "DISCORD_TOKEN" for fault in case.faults):
        yield Finding(
            "token",
            Level.unknown,
            "DISCORD_TOKEN is not set, so Discord cannot be asked for the key, the endpoint and the commands",
            "Answering interactions needs none; set it for this command alone to have them looked at.",
        )


async def _check_token(case: Case, rest: Rest) -> list[Finding]:
    wrong = _guess_token(case)
    if not case.is_reachable:
        if wrong:
            return [Finding("token", Level.warning, f"DISCORD_TOKEN {wrong}", "Copy it from the Bot page.")]
        return [Finding("token", Level.unknown, "DISCORD_TOKEN could not be tried, since Discord cannot be reached")]
    try:
        async with asyncio.timeout(TIMEOUT):
            application = await rest.applications.get_own()
    except Unauthorized:
        says = f"Discord does not accept DISCORD_TOKEN (401): it {wrong or 'was reset since, or is not complete'}"
        return [Finding("token", Level.failure, says, "Copy it anew from the application's Bot page.")]
    except (RestError, TimeoutError) as error:
        return [_unanswered("token", error)]
    case.application = case.key_owner = application
    return [Finding("token", Level.fine, f"DISCORD_TOKEN belongs to {name_application(application)}")]


def _guess_token(case: Case) -> str:
    """Say what is wrong with a bot token that can be told by its looks; empty if nothing is."""
    token, wanted = case.settings.token, case.settings.application_id
    if _KEY.fullmatch(token):
        return "looks like a public key"
    if _SECRET.fullmatch(token):
        return "looks like a client secret"
    if token.startswith("mfa."):
        return "looks like the token of a user, with which no bot may run"
    form = _TOKEN.fullmatch(token)
    owner = _read_owner(form[1]) if form else ""
    if not owner:
        return "has not the form of a bot token: three parts, with dots between"
    # The oldest applications have another id than their bot user: it is no more than a guess.
    if wanted and owner != str(wanted):
        return f"is of the account {owner}, perhaps a user's or another bot's, and DISCORD_APPLICATION_ID is {wanted}"
    return ""


def _read_owner(part: str) -> str:
    """Return the id that stands in the first part of a token; empty if there is none."""
    try:
        owner = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return owner if _ID.fullmatch(owner) else ""


async def _check_secret(case: Case, rest: Rest) -> list[Finding]:
    """Learn of the application by its client secret, as `sync` does without a bot token."""
    settings = case.settings
    if not case.is_reachable:
        return [Finding("token", Level.unknown, "DISCORD_CLIENT_SECRET could not be tried: Discord cannot be reached")]
    try:
        async with asyncio.timeout(TIMEOUT):
            token = await rest.oauth.get_client_token(settings.application_id, settings.client_secret, SCOPE)
            owner = case.key_owner = (await rest.oauth.get_authorization(token)).application
    except Unauthorized:
        says = "Discord does not accept DISCORD_CLIENT_SECRET together with DISCORD_APPLICATION_ID (401)"
        return [Finding("token", Level.failure, says, "Copy both anew from the Developer Portal.")]
    except (RestError, TimeoutError) as error:
        return [_unanswered("token", error)]
    return [
        Finding(
            "token",
            Level.unknown,
            f"DISCORD_CLIENT_SECRET belongs to {name_application(owner)}; "
            "the endpoint's URL and the installation can be looked at with DISCORD_TOKEN alone",
        )
    ]


def _unanswered(check: str, error: Exception) -> Finding:
    says = str(error) if isinstance(error, CloudflareBanned | RestError) else f"no answer within {TIMEOUT:.0f} s"
    return Finding(check, Level.failure, f"Discord could not be asked: {says}")


def _check_application_id(case: Case) -> Iterator[Finding]:
    said, application = case.settings.application_id, case.application
    if application is None:
        return
    if not said:
        yield Finding(
            "application-id",
            Level.warning,
            "DISCORD_APPLICATION_ID is not set, which `postern sync` needs",
            f"Set DISCORD_APPLICATION_ID={application.id}",
        )
    elif said != application.id:
        yield Finding(
            "application-id",
            Level.failure,
            f"DISCORD_APPLICATION_ID is {said}, but DISCORD_TOKEN belongs to {name_application(application)}",
            f"Set DISCORD_APPLICATION_ID={application.id}, or the token of the other application.",
        )


def _check_public_key(case: Case) -> Iterator[Finding]:
    said, owner = case.settings.public_key, case.key_owner
    if not said and not case.is_set_up:
        yield Finding("public-key", Level.unknown, "DISCORD_PUBLIC_KEY is not set, which `postern serve` needs")
        return
    mend = f"Set DISCORD_PUBLIC_KEY={owner.verify_key}" if owner else f"Copy it from where it stands: {_GENERAL}."
    if not said:
        yield Finding("public-key", Level.failure, "DISCORD_PUBLIC_KEY is not set: `postern serve` needs it", mend)
        return
    try:
        parse_public_keys(said)
    except SettingsError as error:
        # What it says behind the colon is where to copy it from.
        yield Finding("public-key", Level.failure, f"DISCORD_PUBLIC_KEY {error.why.partition(': copy')[0]}", mend)
        return
    if owner is None:
        says = "DISCORD_PUBLIC_KEY has the form of a key; whether it is this application's could not be asked"
        yield Finding("public-key", Level.unknown, says)
    else:
        yield compare_key(owner, case.settings)
