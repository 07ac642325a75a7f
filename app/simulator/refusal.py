"""
How Discord says no: a status, a numeric code, a sentence, and for a wrong form the field.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from collections.abc import Sequence

from app.simulator.world import Json

INVALID_FORM_BODY = 50035

_MESSAGES = {
    0: "404: Not Found",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10006: "Unknown Invite",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10009: "Unknown Overwrite",
    10011: "Unknown Role",
    10013: "Unknown User",
    10014: "Unknown Emoji",
    10015: "Unknown Webhook",
    10026: "Unknown Ban",
    10027: "Unknown SKU",
    10029: "Unknown Entitlement",
    10060: "Unknown Sticker",
    10061: "Unknown Sticker Pack",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    10066: "Unknown application command permissions",
    10070: "Unknown Guild Scheduled Event",
    20001: "Bots cannot use this endpoint",
    20012: "You are not authorized to perform this action on this application",
    30003: "Maximum number of pins reached (250)",
    30005: "Maximum number of guild roles reached (250)",
    30007: "Maximum number of webhooks reached (15)",
    30008: "Maximum number of emojis reached",
    30010: "Maximum number of reactions reached (20)",
    30013: "Maximum number of guild channels reached (500)",
    30018: "Maximum number of animated emojis reached",
    30032: "Maximum number of application commands reached",
    30033: "Maximum number of thread participants has been reached (1000)",
    30034: "Max number of daily application command creates has been reached (200)",
    30038: "Maximum number of uncompleted guild scheduled events reached (100)",
    30039: "Maximum number of stickers reached",
    30060: "Maximum number of channel permission overwrites reached (1000)",
    40005: "Request entity too large",
    40007: "The user is banned from this guild.",
    40018: "Only consumable SKUs can be consumed",
    40019: "You can only delete sandbox entitlements.",
    40032: "Target user is not connected to voice.",
    40033: "This message has already been crossposted.",
    40041: "An application command with that name already exists",
    40058: "Cannot send a message in a forum channel",
    40060: "Interaction has already been acknowledged.",
    40094: "Maximum number of follow-up messages for this interaction reached",
    50001: "Missing Access",
    50003: "Cannot execute action on a DM channel",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel",
    50013: "Missing Permissions",
    50016: "You can only bulk delete 2 to 100 messages.",
    50021: "Cannot execute action on a system message",
    50024: "Cannot execute action on this channel type",
    50025: "Invalid OAuth2 access token",
    50026: "Missing required OAuth2 scope",
    50027: "Invalid Webhook Token",
    50028: "Invalid Role",
    50033: "Invalid Recipient(s)",
    50034: "You can only bulk delete messages that are under 14 days old.",
    50035: "Invalid Form Body",
    50045: "File uploaded exceeds the maximum size",
    50068: "Invalid message type",
    50081: "Invalid sticker sent",
    50083: "Thread is archived",
    50101: "This server needs more boosts to perform this action",
    50109: "The request body contains invalid JSON.",
    50123: "The provided file type is invalid.",
    50146: "Uploaded file not found.",
    50240: "You cannot remove this app's Entry Point command in a bulk update operation.",
    50278: "Cannot send messages to this user due to having no mutual guilds",
    160002: "Cannot reply without permission to read message history",
    160004: "A thread has already been created for this message",
    160005: "Thread is locked",
    160014: "You cannot forward a message whose content you cannot read",
    180000: "Cannot update a finished event",
    220001: "Webhooks posted to forum channels must have a thread_name or thread_id",
    220002: "Webhooks posted to forum channels cannot have both a thread_name and thread_id",
    220003: "Webhooks can only create threads in forum channels",
    500000: "Failed to ban users",
    520001: "Poll expired",
    520003: "Cannot edit a poll message",
    520006: "Cannot expire a non-poll message",
}


class Refusal(Exception):
    """Discord refuses a request.

    Attributes:
        status: HTTP status of the answer.
        code: Discord's JSON error code.
        message: Discord's sentence for it.
        errors: The wrong fields of a form, nested as the form is; else None.
    """

    def __init__(self, status: int, code: int, message: str | None = None, errors: Json | None = None) -> None:
        self.status = status
        self.code = code
        self.message = _MESSAGES[code] if message is None else message
        self.errors = errors
        super().__init__(f"{status} {code}: {self.message}{self._fields()}")

    @property
    def body(self) -> Json:
        """The JSON that Discord sends with it."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body

    @property
    def fields(self) -> list[str]:
        """The wrong fields, each as `path: sentence`."""
        return [f"{path}: {message}" for path, message in _leaves(self.errors or {}, ())]

    def within(self, key: str) -> "Refusal":
        """Give the same refusal, of a form that is a field of another one."""
        errors = None if self.errors is None else {key: self.errors}
        return Refusal(self.status, self.code, self.message, errors)

    def _fields(self) -> str:
        return f" ({'; '.join(self.fields)})" if self.errors else ""


class FormErrors:
    """Collects what is wrong with a form, field by field.

    Attributes:
        tree: What was noted, nested as the form is.
    """

    def __init__(self) -> None:
        self.tree: Json = {}

    def __bool__(self) -> bool:
        return bool(self.tree)

    def add(self, path: Sequence[str | int], code: str, message: str) -> None:
        """Note one error.

        Args:
            path: Keys and indexes that lead to the field.
            code: Discord's word for the error.
            message: The sentence that goes with it.
        """
        node = self.tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def raise_if_any(self) -> None:
        """Refuse the form when anything was noted.

        Raises:
            Refusal: 400 with code 50035, listing all that was noted.
        """
        if self.tree:
            raise Refusal(400, INVALID_FORM_BODY, errors=self.tree)


def form_refusal(path: Sequence[str | int], code: str, message: str) -> Refusal:
    """Make the refusal of a form for one error alone; the arguments are those of `FormErrors.add`."""
    errors = FormErrors()
    errors.add(path, code, message)
    return Refusal(400, INVALID_FORM_BODY, errors=errors.tree)


def _leaves(node: Json, path: tuple[str, ...]) -> list[tuple[str, str]]:
    found = [(".".join(path) or "body", str(error["message"])) for error in node.get("_errors", ())]
    for key, child in node.items():
        if key != "_errors":
            found += _leaves(child, (*path, key))
    return found
