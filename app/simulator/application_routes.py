"""
The REST routes about the application itself, and about its Activities under way.

https://docs.discord.com/developers/resources/application
"""

from collections.abc import Mapping
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.application_views import application_view
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.event_delivery import EVENT_TYPES
from app.simulator.form_values import read_image, read_permissions, read_texts
from app.simulator.forms import Form
from app.simulator.guild_records import ActivityInstance
from app.simulator.interaction import Exchange
from app.simulator.multipart import Upload
from app.simulator.refusal import FormErrors, Refusal, form_refusal
from app.simulator.world import Json

_LONGEST_DESCRIPTION, _LONGEST_URL, _LONGEST_TAG = 400, 2048, 20
_LIMITED_INTENTS = 1 << 13 | 1 << 15 | 1 << 19
_URLS = ("custom_install_url", "role_connections_verification_url", "event_webhooks_url")
_SCOPES = ("bot", "applications.commands")
_WITHOUT_NULL = ("install_params", "custom_install_url", "tags", "cover_image", "event_webhooks_types")


class _Ping(Protocol):
    """Sends a PING to a URL."""

    async def __call__(self, url: str, *, forged: bool = False) -> Exchange:
        """Send it, and judge the answer."""


class ApplicationRoutes:
    """Handlers of the routes about the application."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        activity = "/applications/{application_id:int}/activity-instances/{instance_id}"
        return [
            door.open("/applications/@me", {"GET": self.read, "PATCH": self.edit}),
            door.open(activity, {"GET": self.read_activity}),
        ]

    async def read(self, _: Request, __: object, ___: Mapping[str, Upload]) -> Response:
        """Read the application."""
        discord = self._discord
        return json_response(application_view(discord.world.application, discord.public_key, discord.endpoint))

    async def edit(self, request: Request, body: object, files: Mapping[str, Upload]) -> Response:
        """Change the application; new URLs are probed first."""
        application = self._discord.world.application
        changes = _read(body)
        if url := changes.get("interactions_endpoint_url"):
            await self._probe("interactions endpoint", url, self._ping)
        if url := changes.get("event_webhooks_url"):
            await self._probe("event webhooks", url, self._discord.events.ping)
        if "interactions_endpoint_url" in changes:
            self._discord.endpoint = changes.pop("interactions_endpoint_url") or ""
        if "description" in changes:
            application.description = changes.pop("description") or ""
        if (flags := changes.pop("flags", None)) is not None:
            application.flags = application.flags & ~_LIMITED_INTENTS | flags
        if (config := changes.get("integration_types_config")) is not None:
            application.integration_types = [int(kind) for kind in config]
        application.settings |= changes
        for key in _WITHOUT_NULL:
            if application.settings.get(key, "") is None:
                del application.settings[key]
        return await self.read(request, body, files)

    async def read_activity(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read an Activity under way."""
        application = Access(self._discord.world).application(request.path_params["application_id"])
        instance = application.activities.get(request.path_params["instance_id"])
        if instance is None:
            raise Refusal(404, 0)
        return json_response(self._activity_view(instance))

    async def _probe(self, name: str, url: str, ping: _Ping) -> None:
        """Do what Discord does when a URL is saved: a PING, and one that is badly signed.

        Raises:
            Refusal: If the URL does not answer both as it should.
        """
        genuine = await ping(url)
        forged = await ping(url, forged=True)
        if not genuine.ok or not forged.ok:
            field = f"{name.replace(' ', '_')}_url"
            raise form_refusal(
                (field,), f"APPLICATION_{field.upper()}_INVALID", f"The specified {name} URL could not be verified."
            )

    async def _ping(self, url: str, *, forged: bool = False) -> Exchange:
        return await self._discord.ping(endpoint=url, forged=forged)

    def _activity_view(self, instance: ActivityInstance) -> Json:
        kind = "pc" if instance.guild_id is None else "gc"
        place = instance.channel_id if instance.guild_id is None else f"{instance.guild_id}-{instance.channel_id}"
        location: Json = {"id": f"{kind}-{place}", "kind": kind, "channel_id": str(instance.channel_id)}
        if instance.guild_id is not None:
            location["guild_id"] = str(instance.guild_id)
        return {
            "application_id": str(self._discord.application_id),
            "instance_id": instance.id,
            "launch_id": str(instance.launch_id),
            "location": location,
            "users": [str(user_id) for user_id in instance.user_ids],
        }


def _read(body: object) -> Json:
    """Read what is to change of the application: the fields that are given."""
    errors = FormErrors()
    form = Form(body, errors)
    changes: Json = {
        "description": form.text("description", most=_LONGEST_DESCRIPTION),
        "interactions_endpoint_url": form.text("interactions_endpoint_url", most=_LONGEST_URL),
        "tags": read_texts(form, "tags", most=5, longest=_LONGEST_TAG) or None,
        "install_params": _read_install_params(form, "install_params"),
        "integration_types_config": _read_integration_types(form),
        "event_webhooks_status": form.choice("event_webhooks_status", (1, 2)),
        "event_webhooks_types": _read_event_types(form),
        "explicit_content_filter": form.choice("explicit_content_filter", range(3)),
        "max_participants": form.integer("max_participants", least=-1),
        "flags": form.integer("flags", least=0),
    }
    if (changes["flags"] or 0) & ~_LIMITED_INTENTS:
        form.fail("flags", "APPLICATION_FLAGS_INVALID", "Only flags of limited intents can be changed.")
    for key in _URLS:
        changes[key] = form.text(key, most=_LONGEST_URL)
        if changes[key] and not changes[key].startswith(("https://", "http://")):
            form.fail(key, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    for key in ("icon", "cover_image"):
        image = read_image(form, key)
        changes[key] = image.hash if image else None
    errors.raise_if_any()
    kept = ("event_webhooks_status", "explicit_content_filter", "integration_types_config")
    return {key: value for key, value in changes.items() if key in form.data and (value is not None or key not in kept)}


def _read_install_params(form: Form, key: str) -> Json | None:
    params = form.child(key)
    if params is None:
        return None
    scopes = params.items("scopes", least=1)
    if any(scope not in _SCOPES for scope in scopes):
        params.fail("scopes", "BASE_TYPE_CHOICES", f"Value must be one of {_SCOPES}.")
    unique = [scope for scope in _SCOPES if scope in scopes]
    return {"scopes": unique, "permissions": str(read_permissions(params, "permissions") or 0)}


def _read_integration_types(form: Form) -> Json | None:
    config = form.child("integration_types_config")
    if config is None:
        return None
    read: Json = {}
    for kind in config.data:
        if kind not in ("0", "1"):
            config.fail(kind, "ENUM_TYPE_COERCE", f'Value "{kind}" is not a valid enum value.')
            continue
        entry = config.child(kind) or Form({}, form.errors, (*config.path, kind))
        params = _read_install_params(entry, "oauth2_install_params")
        read[kind] = {"oauth2_install_params": params} if params else {}
    return read


def _read_event_types(form: Form) -> list[object] | None:
    types = form.items("event_webhooks_types")
    if any(kind not in EVENT_TYPES for kind in types):
        form.fail("event_webhooks_types", "BASE_TYPE_CHOICES", "Value must be one of the webhook event types.")
    return types or None
