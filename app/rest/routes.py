"""
The routes of Discord's REST API that Postern calls, as constants.

https://docs.discord.com/developers/reference
"""

from dataclasses import dataclass
from urllib.parse import quote

from app.telemetry.logs import REDACTED


@dataclass(frozen=True, slots=True)
class Route:
    """A method and the template of a path.

    Attributes:
        method: HTTP method.
        template: Path below the API's base, with `{names}` for its parts.
        authorized: Whether it needs the bot token. Routes with an interaction
            token in the path do not, and get none: a proxy that sees a 401
            for a token nobody had to send may lock the bot out.
        content_type: What a body that is sent there is.
    """

    method: str
    template: str
    authorized: bool = True
    content_type: str = "application/json"

    def path(self, **parts: int | str) -> str:
        """Fill in the parts."""
        return self.template.format(**{name: quote(str(part), safe="@") for name, part in parts.items()})

    def shown(self, **parts: int | str) -> str:
        """Fill in the parts for people to read: without the token."""
        shown = {name: quote(str(part), safe="@") for name, part in parts.items()}
        return self.template.format(**shown | {"token": REDACTED})


_ORIGINAL = "/webhooks/{application_id}/{token}/messages/@original"
_FOLLOWUP = "/webhooks/{application_id}/{token}/messages/{message_id}"

GET_ORIGINAL = Route("GET", _ORIGINAL, authorized=False)
EDIT_ORIGINAL = Route("PATCH", _ORIGINAL, authorized=False)
DELETE_ORIGINAL = Route("DELETE", _ORIGINAL, authorized=False)
CREATE_FOLLOWUP = Route("POST", "/webhooks/{application_id}/{token}", authorized=False)
GET_FOLLOWUP = Route("GET", _FOLLOWUP, authorized=False)
EDIT_FOLLOWUP = Route("PATCH", _FOLLOWUP, authorized=False)
DELETE_FOLLOWUP = Route("DELETE", _FOLLOWUP, authorized=False)

_GLOBAL_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"

LIST_GLOBAL_COMMANDS = Route("GET", _GLOBAL_COMMANDS + "?with_localizations=true")
LIST_GUILD_COMMANDS = Route("GET", _GUILD_COMMANDS + "?with_localizations=true")
OVERWRITE_GLOBAL_COMMANDS = Route("PUT", _GLOBAL_COMMANDS)
OVERWRITE_GUILD_COMMANDS = Route("PUT", _GUILD_COMMANDS)

GET_CHANNEL = Route("GET", "/channels/{channel_id}")
LIST_ROLES = Route("GET", "/guilds/{guild_id}/roles")
GET_MESSAGE = Route("GET", "/channels/{channel_id}/messages/{message_id}")

GET_OWN_APPLICATION = Route("GET", "/applications/@me")
LIST_OWN_GUILDS = Route("GET", "/users/@me/guilds?limit={limit}&after={after}")
GET_TOKEN = Route("POST", "/oauth2/token", content_type="application/x-www-form-urlencoded")
