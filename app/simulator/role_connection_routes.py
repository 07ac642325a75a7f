"""
The REST routes of linked roles: what the application can tell of users, and what it tells of each.

https://docs.discord.com/developers/resources/application-role-connection-metadata
"""

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.discord import Discord
from app.simulator.door import Door, grant_of, json_response
from app.simulator.forms import Form, read_forms
from app.simulator.multipart import Upload
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.world import Application, Json

_SCOPE = "role_connections.write"
_MOST_RECORDS = 5
_KEY = re.compile("[a-z0-9_]{1,50}")
_METADATA = "/applications/{application_id:int}/role-connections/metadata"
_CONNECTION = "/users/@me/applications/{application_id:int}/role-connection"


class RoleConnectionRoutes:
    """Handlers of the routes about linked roles."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes: the application's by the bot token, a user's by his access token."""
        one = {"GET": self.read, "PUT": self.write, "DELETE": self.delete}
        return [
            door.open(_METADATA, {"GET": self.read_metadata, "PUT": self.write_metadata}),
            door.open(_CONNECTION, one, is_public=True),
        ]

    async def read_metadata(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List what the application can tell of users."""
        return json_response(self._application(request).role_connection_metadata)

    async def write_metadata(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Say anew what the application can tell of users."""
        application = self._application(request)
        forms, errors = read_forms(body, most=_MOST_RECORDS)
        records = [_read_record(form) for form in forms]
        errors.raise_if_any()
        application.role_connection_metadata = records
        return json_response(records)

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read what the application told of the user."""
        user_id = self._user_id(request)
        told = self._discord.world.application.role_connections
        return json_response(told.get(user_id, {"platform_name": "", "platform_username": None, "metadata": {}}))

    async def write(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Tell something of the user."""
        user_id = self._user_id(request)
        application = self._discord.world.application
        errors = FormErrors()
        form = Form(body, errors)
        platform_name = form.text("platform_name", most=50)
        platform_username = form.text("platform_username", most=100)
        known = {record["key"] for record in application.role_connection_metadata}
        metadata: dict[str, str] = {}
        if given := form.child("metadata"):
            for key in given.data:
                if key not in known:
                    given.fail(key, "APPLICATION_ROLE_CONNECTION_INVALID_KEY", f'There is no metadata "{key}".')
                elif isinstance(given.data[key], int):
                    metadata[key] = str(int(given.data[key]))
                elif text := given.text(key, least=1, most=100, required=True):
                    metadata[key] = text
        errors.raise_if_any()
        connection: Json = {
            "platform_name": platform_name or "",
            "platform_username": platform_username,
            "metadata": metadata,
        }
        application.role_connections[user_id] = connection
        return json_response(connection)

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Forget what was told of the user."""
        self._discord.world.application.role_connections.pop(self._user_id(request), None)
        return Response(status_code=204)

    def _application(self, request: Request) -> Application:
        return Access(self._discord.world).application(request.path_params["application_id"])

    def _user_id(self, request: Request) -> int:
        """Tell whose access token was sent."""
        grant = grant_of(self._discord, request)
        if grant is None:
            raise Refusal(401, 0, "401: Unauthorized")
        self._application(request)
        if grant.user_id is None or _SCOPE not in grant.scopes:
            raise Refusal(403, 50026)
        return grant.user_id


def _read_record(form: Form) -> Json:
    key = form.text("key", least=1, most=50, required=True)
    if key and not _KEY.fullmatch(key):
        form.fail("key", "STRING_TYPE_REGEX", "String value did not match validation regex.")
    record: Json = {
        "type": form.choice("type", range(1, 9), required=True),
        "key": key,
        "name": form.text("name", least=1, most=100, required=True),
        "description": form.text("description", least=1, most=200, required=True),
    }
    for field, most in (("name_localizations", 100), ("description_localizations", 200)):
        if localizations := form.child(field):
            texts = {locale: localizations.text(locale, least=1, most=most) for locale in localizations.data}
            record[field] = {locale: text for locale, text in texts.items() if text is not None}
    return record
