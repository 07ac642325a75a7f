"""What `postern doctor` says of the way from Discord to the bot: the URLs that Discord has, and what stands there."""

import asyncio
import http.client
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from app.cli.doctor_case import Case
from app.cli.endpoint_change import judge_events, judge_path, open_rest, show_url
from app.cli.finding import Finding, Level, has_failed
from app.cli.probe import check_url
from app.errors import RestError
from app.models.application import Application, EventWebhooksStatus
from app.models.event import WEBHOOK_EVENTS
from app.request_errors import SignatureMissing
from app.server.answer import refuse

TIMEOUT = 5.0
"""Seconds for each step."""

_LOCAL = 3.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ANY_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
_GATEWAY_LIBRARIES = ("discord", "nextcord", "disnake", "hikari")
_PORTAL = "https://discord.com/developers/applications"


async def check_server(case: Case) -> list[Finding]:
    """Look whether the bot itself listens here, where a proxy would ask it."""
    settings = case.settings
    host = _ANY_HERE.get(settings.host, settings.host)
    place = f"{host}:{settings.port}"
    try:
        status, body = await asyncio.to_thread(_post, host, settings.port, settings.interactions_path)
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, ConnectionRefusedError):
            says = f"Nothing listens on {place}: on the machine that serves the bot, start `postern serve`"
            return [Finding("server", Level.unknown, says)]
        says = f"What listens on {place} does not answer a request ({type(error).__name__}: {error})"
        return [Finding("server", Level.warning, says, "Is it another program? Then set POSTERN_PORT to a free port.")]
    if status == 401 and body == refuse(SignatureMissing("")).body:
        case.is_served = True
        return [Finding("server", Level.fine, f"A bot answers here, on {place} at {settings.interactions_path}")]
    says = f"What listens on {place} answers {status} at {settings.interactions_path}, where a bot would answer 401"
    mend = "It is another program, or a bot with another POSTERN_INTERACTIONS_PATH: have the two agree."
    return [Finding("server", Level.warning, says, mend)]


def _post(host: str, port: int, path: str) -> tuple[int, bytes]:
    """Send an unsigned request, as every stranger may."""
    connection = http.client.HTTPConnection(host, port, timeout=_LOCAL)
    try:
        connection.request("POST", path, b"{}", {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read(4096)
    finally:
        connection.close()


async def check_endpoint(case: Case) -> list[Finding]:
    """Look at the interactions endpoint that Discord has, and at who else runs as this bot."""
    application = case.application
    if application is None:
        if not case.is_set_up:
            return []
        says = "Which URL Discord has for interactions could not be asked"
        return [Finding("endpoint", Level.unknown, says, "`postern endpoint check URL` looks at one without a token.")]
    url = application.interactions_endpoint_url
    if url:
        found = await _check_registered(case, url)
    else:
        says = f"Discord has no interactions endpoint for {application.name}: its interactions go to the gateway"
        mend = f"`postern endpoint set https://HOST{case.settings.interactions_path}` makes them come here."
        found = [Finding("endpoint", Level.failure, says, mend)]
    return [*found, *_check_libraries(case, url), *await _check_sessions(case, url)]


async def _check_registered(case: Case, url: str) -> list[Finding]:
    path, wanted = urlsplit(url).path.rstrip("/"), case.settings.interactions_path
    probed = await _probe(case, url, "endpoint", is_events=False)
    is_wrong = has_failed(probed)
    found = [Finding("endpoint", Level.fine, f"Discord sends interactions to {show_url(url)}")]
    if swapped := judge_path(url, case.settings, is_events=False):
        found = swapped
    elif path != wanted and is_wrong:
        # A proxy may give it another path, so it is no fault where it works.
        says = f"Discord sends interactions to {show_url(url)}, and the bot answers at {wanted}"
        says += " (POSTERN_INTERACTIONS_PATH)"
        found = [Finding("endpoint", Level.failure, says, "Let the two agree, unless a proxy changes the path.")]
    if is_wrong and case.is_served and path == wanted:
        says = "The bot answers on this machine, so what is wrong lies before it: the proxy, the firewall, the name"
        probed.append(Finding("endpoint", Level.warning, says))
    return [*found, *probed]


async def _probe(case: Case, url: str, prefix: str, *, is_events: bool) -> list[Finding]:
    """Look at a URL from outside, and keep what is to be said: what is wrong, or the verdict that nothing is."""
    # A Discord on this machine reaches what the world does not.
    is_local = urlsplit(case.settings.api_url).hostname in _LOOPBACK
    probed = await check_url(url, is_events=is_events, is_local=is_local, within=TIMEOUT)
    kept = [one for one in probed[:-1] if one.level in {Level.warning, Level.failure}]
    # The verdict says no more than what has failed.
    kept += [one for one in probed[-1:] if one.level is not Level.failure]
    return [replace(one, check=f"{prefix}-{one.check}") for one in kept]


def _check_libraries(case: Case, url: str | None) -> Iterator[Finding]:
    """Name a library that listens to the gateway, where the bot's own modules have imported it."""
    loaded = [name for name in _GATEWAY_LIBRARIES if name in sys.modules] if case.bot is not None else []
    if loaded and url:
        yield Finding(
            "gateway",
            Level.warning,
            f"The commands import {loaded[0]}, whose bot gets no interactions from the gateway "
            "while Discord has an endpoint for them",
            "Let handlers use what `app` has; what listens to messages may go on beside it.",
        )


async def _check_sessions(case: Case, url: str | None) -> list[Finding]:
    """Tell whether somebody has connected to the gateway as this bot, which Discord counts by the day."""
    if not case.is_reachable:
        return []
    rest = open_rest(case.settings)
    try:
        async with asyncio.timeout(TIMEOUT):
            limit = (await rest.gateway.get_bot()).session_start_limit
    except (RestError, TimeoutError):
        return []
    finally:
        await rest.close()
    used = limit.total - limit.remaining if limit is not None else 0
    if not used:
        return []
    times = "once" if used == 1 else f"{used} times"
    says = f"Within a day some program has connected to the gateway {times} as this bot"
    if url:
        says += "; it gets no interactions there while Discord has an endpoint for them"
        return [Finding("gateway", Level.warning, says, "Stop it, unless it is there for messages and other events.")]
    says += ", and it gets its interactions as long as no endpoint is set"
    return [Finding("gateway", Level.warning, says, "Once `postern endpoint set` is done, it gets none any more.")]


async def check_events(case: Case) -> list[Finding]:
    """Hold the webhook events that Discord sends against the listeners of the code."""
    application = case.application
    if application is None:
        return []
    heard = _find_heard(case)
    url, sent = application.event_webhooks_url, set(application.event_webhooks_types)
    if not url:
        if not heard:
            return []
        says = f"The code listens to {_join(heard)}, and Discord has no URL for webhook events"
        return [Finding("events", Level.warning, says, _set_events(case, application, heard))]
    found = list(_check_status(application))
    if not found:
        found.append(Finding("events", Level.fine, f"Discord sends webhook events to {show_url(url)}"))
        found += await _probe(case, url, "events", is_events=True)
    found += judge_path(url, case.settings, is_events=True)
    if case.bot is None:
        return found
    if missing := heard - sent:
        says = f"The code listens to {_join(missing)}, which Discord does not send: it is not subscribed"
        found.append(Finding("events-types", Level.warning, says, _set_events(case, application, heard | sent)))
    if unheard := sent - heard:
        says = f"Discord sends {_join(unheard)}, to which nothing in the code listens"
        found.append(Finding("events-types", Level.warning, says, "Take it out of the subscription, or listen to it."))
    return found


def _check_status(application: Application) -> Iterator[Finding]:
    yield from judge_events(application)
    if application.event_webhooks_status is EventWebhooksStatus.disabled:
        says = "Webhook events are switched off in the Developer Portal, though there is a URL for them"
        yield Finding("events", Level.warning, says, f"Switch them on at {_PORTAL}/{application.id}/webhooks.")


def _find_heard(case: Case) -> set[str]:
    """Return the webhook events, by Discord's names, that the code listens to."""
    if case.bot is None:
        return set()
    return {name for name in WEBHOOK_EVENTS if case.bot.listeners.interested(name.lower())}


def _set_events(case: Case, application: Application, types: set[str]) -> str:
    host = urlsplit(application.event_webhooks_url or application.interactions_endpoint_url or "").netloc or "HOST"
    of_them = f" --types {','.join(sorted(types))}" if types else ""
    return f"`postern endpoint events set https://{host}{case.settings.events_path}{of_them}` does."


def _join(names: set[str]) -> str:
    return ", ".join(sorted(names))
