"""
Changes where Discord sends interactions or webhook events: plan, check, ask, then tell Discord.

Discord sends a new URL a signed ping and a forged one, and takes it if both are
answered as they should be. When it does not, it says no more than that: what the
check found from here says the rest.

https://docs.discord.com/developers/resources/application#edit-current-application
"""

import shlex
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from app.cli.endpoint_kept import Delivery, Memory
from app.cli.finding import Finding, Level, has_failed
from app.cli.probe import check_url
from app.errors import BadRequest, SettingsError, Unauthorized
from app.models.application import Application, EventWebhooksStatus
from app.rest.client import Rest
from app.rest.requester import Requester
from app.settings import Settings
from app.signature.keyring import parse_public_keys


async def fetch_application(settings: Settings) -> Application:
    """Ask Discord for the application that the token belongs to.

    Raises:
        SettingsError: If the token is missing, is not accepted, or belongs to another application than the rest.
        RestError: If Discord cannot be asked.
    """
    if not settings.token:
        raise SettingsError(
            "DISCORD_TOKEN", "is not set: copy it from the application's Bot page, Discord asks for it here"
        )
    rest = open_rest(settings)
    try:
        application = await rest.applications.get_own()
    except Unauthorized:
        raise SettingsError(
            "DISCORD_TOKEN", "is not accepted by Discord: copy it anew from the application's Bot page"
        ) from None
    finally:
        await rest.close()
    if settings.application_id not in (0, application.id):
        raise SettingsError(
            "DISCORD_APPLICATION_ID",
            f"is {settings.application_id}, but DISCORD_TOKEN belongs to {name_application(application)}",
        )
    return application


def open_rest(settings: Settings) -> Rest:
    """Make the client; it is to be closed."""
    return Rest(Requester(settings.api_url, settings.token))


def name_application(application: Application) -> str:
    """Return its name and id."""
    return f"{application.name} ({application.id})"


def compare_key(application: Application, settings: Settings) -> Finding:
    """Compare the configured public key with the application's own.

    Raises:
        SettingsError: If what is configured is no key.
    """
    key = application.verify_key
    if not settings.public_key:
        return Finding(
            "public-key",
            Level.unknown,
            "DISCORD_PUBLIC_KEY is not set here, so it is not compared",
            f"The server needs it: {key}",
        )
    known = [one.hex() for one in parse_public_keys(settings.public_key)]
    name = name_application(application)
    if key not in known:
        says = f"DISCORD_PUBLIC_KEY is not that of {name}: all that Discord sends is refused (401)"
        return Finding("public-key", Level.failure, says, f"Set DISCORD_PUBLIC_KEY={key}")
    others = len(known) - 1
    beside = f"; {others} more {'stands' if others == 1 else 'stand'} beside it" if others else ""
    return Finding("public-key", Level.fine, f"DISCORD_PUBLIC_KEY is that of {name}{beside}")


def judge_path(url: str, settings: Settings, *, is_events: bool) -> list[Finding]:
    """Tell whether a URL has the path at which the bot takes the other of the two: they are answered differently."""
    kinds = {
        False: ("interactions", settings.interactions_path, "POSTERN_INTERACTIONS_PATH"),
        True: ("webhook events", settings.events_path, "POSTERN_EVENTS_PATH"),
    }
    (what, path, _), (other, swapped, variable) = kinds[is_events], kinds[not is_events]
    try:
        path_of_url = urlsplit(url).path
    except ValueError:
        # What is no URL is named by who reads it.
        return []
    if path_of_url.rstrip("/") != swapped.rstrip("/"):
        return []
    says = f"{show_url(url)} has the path of {other} ({variable}), and is for {what}"
    mend = f"The bot takes {what} at {urljoin(show_url(url), path)}: set that one."
    return [Finding("events" if is_events else "endpoint", Level.failure, says, mend)]


def show_url(url: str) -> str:
    """Spell a URL without what may be a secret in it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{'?…' if parts.query else ''}"


def judge_events(application: Application) -> list[Finding]:
    """Tell whether Discord itself has switched webhook events off, as it does after many failures."""
    if application.event_webhooks_status is not EventWebhooksStatus.disabled_by_discord:
        return []
    says = "Discord has switched webhook events off, since too many were not answered with 204"
    mend = "Mend the endpoint (postern endpoint check URL --events), then: postern endpoint events set."
    return [Finding("events", Level.failure, says, mend)]


def read_delivery(application: Application, *, is_events: bool) -> Delivery:
    """Return where Discord sends things now."""
    if not is_events:
        url = application.interactions_endpoint_url or None
        return Delivery(url, is_on=url is not None)
    is_on = application.event_webhooks_status is EventWebhooksStatus.enabled
    return Delivery(application.event_webhooks_url or None, is_on, application.event_webhooks_types)


def spell(delivery: Delivery, *, is_events: bool) -> str:
    """Say in a few words where things are sent."""
    if delivery.url is None:
        return "none" if is_events else "none: interactions come by the gateway"
    if not is_events:
        return delivery.url
    state = "" if delivery.is_on else ", off"
    return f"{delivery.url}{state} ({', '.join(delivery.types) or 'no types'})"


def command_to(delivery: Delivery, *, is_events: bool) -> str:
    """Return the command that brings it about."""
    if not is_events:
        return f"postern endpoint set {shlex.quote(delivery.url)}" if delivery.url else "postern endpoint unset"
    if delivery.url is None or not delivery.is_on:
        return "postern endpoint events off"
    return f"postern endpoint events set {shlex.quote(delivery.url)} --types {','.join(delivery.types)}"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to change of an application.

    Attributes:
        settings: With the token.
        application: The application, as Discord has it now.
        after: What is to be.
        is_events: Whether it is about webhook events rather than interactions.
    """

    settings: Settings
    application: Application
    after: Delivery
    is_events: bool

    @property
    def before(self) -> Delivery:
        """What is."""
        return read_delivery(self.application, is_events=self.is_events)

    def render(self) -> str:
        """Return the plan in lines."""
        what = "Webhook events" if self.is_events else "Interactions"
        return (
            f"{what} of {name_application(self.application)}\n"
            f"  now   {spell(self.before, is_events=self.is_events)}\n"
            f"  then  {spell(self.after, is_events=self.is_events)}"
        )

    async def look(self) -> list[Finding]:
        """Look at what is to be, from here, and at what stops."""
        found = [compare_key(self.application, self.settings), *self._tell_of_gateway()]
        if not self.after.is_on or self.after.url is None:
            return found
        swapped = judge_path(self.after.url, self.settings, is_events=self.is_events)
        return [*found, *(swapped or await check_url(self.after.url, is_events=self.is_events))]

    def _tell_of_gateway(self) -> list[Finding]:
        if self.is_events or (self.after.url is None) is (self.before.url is None):
            return []
        if self.after.url is not None:
            says = "From then on no interaction goes to the gateway"
            mend = "A bot of this application that is connected there, of discord.py for instance, gets none any more."
        else:
            says = "From then on interactions go to the gateway alone"
            mend = "Without a bot connected there every command fails: “The application did not respond”."
        return [Finding("gateway", Level.warning, says, mend)]

    async def apply(self) -> "Outcome":
        """Tell Discord, and keep what was there before.

        Raises:
            RestError: If Discord cannot be asked, or refuses for another reason than the URL.
        """
        memory = Memory(self.application.id)
        kept = memory.read(is_events=self.is_events)
        # Before it is sent: whoever is cut off in the middle has the way back. What changes nothing takes none away.
        is_kept = self.before == self.after or memory.write(self.before, is_events=self.is_events)
        rest = open_rest(self.settings)
        try:
            await rest.applications.edit_own(**self._fields())
        except BadRequest as error:
            memory.write(kept, is_events=self.is_events)
            return Outcome(False, " ".join(error.errors) or error.message)
        finally:
            await rest.close()
        return Outcome(True, is_kept=is_kept)

    def _fields(self) -> dict[str, Any]:
        if not self.is_events:
            return {"interactions_endpoint_url": self.after.url}
        fields: dict[str, Any] = {}
        # Switched off, the URL and the types stay for when it is switched on again.
        if self.after.is_on or self.after.url != self.before.url:
            fields["event_webhooks_url"] = self.after.url
        if self.after.types and (self.after.is_on or self.after.types != self.before.types):
            fields["event_webhooks_types"] = list(self.after.types)
        status = EventWebhooksStatus.enabled if self.after.is_on else EventWebhooksStatus.disabled
        return fields | {"event_webhooks_status": status}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a change.

    Attributes:
        is_applied: Whether Discord took it.
        refusal: What Discord said, if it did not.
        is_kept: Whether what was there before could be kept.
    """

    is_applied: bool
    refusal: str = ""
    is_kept: bool = True


def explain_refusal(change: Change, found: list[Finding]) -> Finding:
    """Say what a refusal by Discord most likely comes from."""
    says = "Discord does not take this URL, so nothing was changed"
    if has_failed(found):
        return Finding("refusal", Level.failure, says, "What is marked above tells why: mend it, then try again.")
    mend = (
        "From here all looks right, so a genuine ping fails: mostly the server has another DISCORD_PUBLIC_KEY than "
        f"{change.application.verify_key}, or a clock that is off, or something alters the request on the way "
        "(`postern endpoint check URL --through PLACE` shows that). Its log tells which."
    )
    return Finding("refusal", Level.failure, says, mend)
