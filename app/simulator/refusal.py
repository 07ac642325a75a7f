"""
How Discord says no: a status, a numeric code, a sentence, and for a wrong form the field.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from collections.abc import Sequence

from app.simulator.world import Json

INVALID_FORM_BODY = 50035

_MESSAGES = {
    0: "404: Not Found",
    10004: "Unknown Guild",
    10008: "Unknown Message",
    10013: "Unknown User",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    20012: "You are not authorized to perform this action on this application",
    30032: "Maximum number of application commands reached",
    30034: "Max number of daily application command creates has been reached (200)",
    40005: "Request entity too large",
    40041: "An application command with that name already exists",
    40060: "Interaction has already been acknowledged.",
    40094: "Maximum number of follow-up messages for this interaction reached",
    50001: "Missing Access",
    50006: "Cannot send an empty message",
    50027: "Invalid Webhook Token",
    50035: "Invalid Form Body",
    50045: "File uploaded exceeds the maximum size",
    50240: "You cannot remove this app's Entry Point command in a bulk update operation.",
    50109: "The request body contains invalid JSON.",
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

    def _fields(self) -> str:
        return f" ({'; '.join(self.fields)})" if self.errors else ""


class FormErrors:
    """Collects what is wrong with a form, field by field."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def __bool__(self) -> bool:
        return bool(self._tree)

    def add(self, path: Sequence[str | int], code: str, message: str) -> None:
        """Note one error.

        Args:
            path: Keys and indexes that lead to the field.
            code: Discord's word for the error.
            message: The sentence that goes with it.
        """
        node = self._tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def raise_if_any(self) -> None:
        """Refuse the form when anything was noted.

        Raises:
            Refusal: 400 with code 50035, listing all that was noted.
        """
        if self._tree:
            raise Refusal(400, INVALID_FORM_BODY, errors=self._tree)


def _leaves(node: Json, path: tuple[str, ...]) -> list[tuple[str, str]]:
    found = [(".".join(path) or "body", str(error["message"])) for error in node.get("_errors", ())]
    for key, child in node.items():
        if key != "_errors":
            found += _leaves(child, (*path, key))
    return found
