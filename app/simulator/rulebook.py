"""
The rules of Discord's that a bot can break, each with the page that explains it.

What goes wrong is found elsewhere; here it gets a sentence for people and a link.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from app.simulator.refusal import INVALID_FORM_BODY

_DOCS = "https://docs.discord.com/developers/"


class Rule(NamedTuple):
    """A rule, and where Discord documents it.

    Attributes:
        key: Its name here.
    """

    key: str
    text: str
    link: str

    @property
    def view(self) -> dict[str, str]:
        """The rule as the page is told of it."""
        return {"text": self.text, "link": self.link}


_RESPONDING = "interactions/receiving-and-responding"
_SECURITY = "interactions/overview#setting-up-an-endpoint-validating-security-request-headers"
_CALLBACK = f"{_RESPONDING}#interaction-response-object"
_TYPES = f"{_RESPONDING}#interaction-response-object-interaction-callback-type"
_FOLLOWUPS = f"{_RESPONDING}#followup-messages"
_ERRORS = "reference#error-messages"

_TEXTS: Mapping[str, tuple[str, str]] = {
    "deadline": (
        "An interaction must get its first answer within 3 seconds: answer, or defer and edit the answer later.",
        f"{_RESPONDING}#responding-to-an-interaction",
    ),
    "unreachable": ("The interactions endpoint must accept a connection.", "interactions/overview"),
    "broken_answer": ("The endpoint must send a complete HTTP response.", "interactions/overview"),
    "signature_refused": (
        "Requests signed with the application's key must be accepted; 401 is for signatures that do not fit.",
        _SECURITY,
    ),
    "forged_accepted": (
        "A request whose signature does not fit must be answered with 401; Discord removes the URL of an endpoint "
        "that accepts one.",
        _SECURITY,
    ),
    "redirect": ("Discord follows no redirects: the URL must be that of the endpoint itself.", "interactions/overview"),
    "status": (
        "The HTTP response to an interaction has status 200 with an answer, or 202 without one if it comes by "
        "callback.",
        f"{_RESPONDING}#responding-to-an-interaction",
    ),
    "empty_body": ("An HTTP response with status 200 must carry the answer in its body.", _CALLBACK),
    "content_type": (
        "The answer must be sent as application/json, or as multipart/form-data if it has files.",
        "reference#uploading-files",
    ),
    "not_json": ("The answer must be a JSON object with a type.", _CALLBACK),
    "response_type": ("Each type of interaction accepts some response types only.", _TYPES),
    "response_size": (
        "A large answer does not go into the HTTP response: send it through the callback route.",
        f"{_RESPONDING}#create-interaction-response",
    ),
    "double_answer": ("An interaction takes one first answer; whatever comes later is a followup.", _FOLLOWUPS),
    "unknown_interaction": (
        "An interaction is forgotten when no answer came within 3 seconds; then it cannot be answered any more.",
        f"{_RESPONDING}#responding-to-an-interaction",
    ),
    "unknown_webhook": (
        "There are no edits and followups before the first answer was taken, and none to an interaction that failed.",
        _FOLLOWUPS,
    ),
    "unknown_message": ("What was deleted, or was never sent, cannot be read or changed.", _FOLLOWUPS),
    "expired_token": ("The token of an interaction is valid for 15 minutes.", _FOLLOWUPS),
    "empty_message": (
        "A message needs a content, embeds, files, stickers, components or a poll.",
        "resources/message#create-message",
    ),
    "followup_limit": (
        "Where only a user has installed the application, an interaction takes 5 followups.",
        _FOLLOWUPS,
    ),
    "poll_edit": ("A poll cannot be added to a message by an edit, nor changed.", "resources/poll"),
    "too_large": (
        "A file must not be larger than the interaction's attachment_size_limit.",
        "reference#uploading-files",
    ),
    "message_form": ("A message must be as Discord's message form asks.", "resources/message#create-message"),
    "content_form": ("The content of a message has 2000 characters at most.", "resources/message#create-message"),
    "embed_form": (
        "Embeds have limits: 10 of them, titles of 256, descriptions of 4096, 6000 characters in all.",
        "resources/message#embed-object-embed-limits",
    ),
    "component_form": ("Components must be built as their reference says.", "components/reference"),
    "modal_form": (
        "A modal needs a title, a custom_id, and 1 to 5 components.",
        f"{_RESPONDING}#interaction-response-object-modal",
    ),
    "command_form": (
        "A command must have the form of the command object.",
        "interactions/application-commands#application-command-object",
    ),
    "poll_form": ("A poll must be as the poll form asks: 1 to 10 answers, up to 32 days.", "resources/poll"),
    "choices_form": (
        "Autocomplete takes at most 25 choices, each with a name and a value of 1 to 100 characters.",
        f"{_RESPONDING}#interaction-response-object-autocomplete",
    ),
    "form": ("The body of a request must have the form of its route.", _ERRORS),
    "bad_json": ("The body of a request must be valid JSON.", _ERRORS),
    "rate_limit": (
        "Whoever gets a 429 waits for its retry_after; limits are told in the headers of each response.",
        "topics/rate-limits",
    ),
    "unauthorized": (
        "REST calls carry the bot token, except those with a token in their path.",
        "reference#authentication",
    ),
    "permissions": ("The bot can do only what its permissions in that place allow.", "topics/permissions"),
    "access": ("The bot must be able to see what it acts on.", "topics/permissions"),
    "unknown_thing": ("What a request names must exist.", "topics/opcodes-and-status-codes#json"),
    "refused": ("Discord refused the request; its code says why.", "topics/opcodes-and-status-codes#json"),
    "needless_token": (
        "Routes with an interaction's token in their path need no Authorization header.",
        _FOLLOWUPS,
    ),
    "user_agent": ("The User-Agent must be of the form DiscordBot (url, version).", "reference#user-agent"),
}

RULES: Mapping[str, Rule] = {key: Rule(key, text, _DOCS + page) for key, (text, page) in _TEXTS.items()}
"""Every rule, by its key."""

_CODES: Mapping[int, str] = {
    10008: "unknown_message",
    10015: "unknown_webhook",
    10062: "unknown_interaction",
    40005: "too_large",
    40060: "double_answer",
    40094: "followup_limit",
    50001: "access",
    50006: "empty_message",
    50013: "permissions",
    50027: "expired_token",
    50045: "too_large",
    50109: "bad_json",
    520003: "poll_edit",
}
_AREAS = (
    (re.compile(r"(data\.)?type\b(?!\.)"), "response_type"),
    (re.compile(r"(data\.)?choices\b"), "choices_form"),
    (re.compile(r"(data\.)?embeds?\b"), "embed_form"),
    (re.compile(r"(data\.)?components\b"), "component_form"),
    (re.compile(r"(data\.)?poll\b"), "poll_form"),
    (re.compile(r"(data\.)?content\b"), "content_form"),
    (re.compile(r"data\.(title|custom_id)\b"), "modal_form"),
)
_MODAL = 9


def rule_of_form(fields: list[str], path: str, response_type: object = None) -> Rule:
    """Find the rule for a form whose fields are wrong.

    Args:
        fields: The wrong fields, each as `path: sentence`.
        path: Path of the route that the form was sent to.
        response_type: The type of an interaction response.
    """
    if "/commands" in path:
        return RULES["command_form"]
    is_response = path.endswith("/callback")
    for field in fields:
        if response_type == _MODAL and is_response and field.startswith("data"):
            return RULES["modal_form"]
        for pattern, key in _AREAS:
            if pattern.match(field) and (is_response or key not in ("response_type", "choices_form")):
                return RULES[key]
    return RULES["message_form" if is_response or re.search(r"/messages\b|/webhooks/", path) else "form"]


def rule_of_code(status: int, code: int) -> Rule | None:
    """Find the rule behind a refusal that is not about a form; None if the status is no refusal."""
    if status < 400 or status >= 500:
        return None
    if status == 429:
        return RULES["rate_limit"]
    if code in _CODES:
        return RULES[_CODES[code]]
    if status == 401:
        return RULES["unauthorized"]
    if 10_000 < code < 20_000 or status == 404:
        return RULES["unknown_thing"]
    return RULES["refused"]


def rule_of_refusal(status: int, body: object, path: str, sent: object = None) -> Rule | None:
    """Find the rule behind the answer to a REST request.

    Args:
        status: The HTTP status.
        body: The decoded body of the answer.
        path: Path of the request.
        sent: The decoded body of the request.
    """
    told = body if isinstance(body, dict) else {}
    code = told.get("code")
    if code == INVALID_FORM_BODY:
        response_type = sent.get("type") if isinstance(sent, dict) else None
        return rule_of_form(list(_fields(told.get("errors"))), path, response_type)
    return rule_of_code(status, code if isinstance(code, int) else 0)


def _fields(errors: object, path: str = "") -> list[str]:
    """Give the paths of wrong fields in a refusal's tree of errors."""
    if not isinstance(errors, dict):
        return []
    found = [path or "body"] if "_errors" in errors else []
    for key, child in errors.items():
        if key != "_errors":
            found += _fields(child, f"{path}.{key}" if path else key)
    return found
