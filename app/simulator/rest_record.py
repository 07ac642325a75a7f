"""
The record of one REST request of the bot: what it asked, what it was told, for which interaction.

https://docs.discord.com/developers/topics/rate-limits#header-format-rate-limit-header-examples
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from app.simulator.rulebook import RULES, Rule, rule_of_refusal
from app.simulator.world import Json

KEPT_BYTES = 4_096
"""Bytes of an answer that is kept whatever it says; refusals are kept in any case."""

SECRET_KEYS = frozenset({"token", "access_token", "refresh_token", "client_secret"})
HIDDEN = "[hidden]"


class Outcome(NamedTuple):
    """How a REST request ended.

    Attributes:
        status: None where the connection broke.
        bucket: Name of the rate limit's bucket.
        remaining: How many more requests the bucket takes now.
        body: The answer; None where it is too long to be kept.
        seconds: How long it took.
    """

    status: int | None
    bucket: str | None
    remaining: int | None
    body: bytes | None
    seconds: float


@dataclass(slots=True, eq=False)
class RestRequest:
    """One REST request that the bot made; tokens in its path are blanked out.

    Attributes:
        at: When it came, as Unix time.
        begun: The same as loop time.
        interaction_id: The interaction that it was made for, as far as known.
        order: Which of two came first that have the same time.
        made_id: What it has made, by its id: a message, a thread with the message that opens it, or something else.
        outcome: How it ended; None while it is under way.
        rules: Keys of rules that it broke though it was answered.
    """

    method: str
    path: str
    json: object
    at: float
    begun: float = 0.0
    interaction_id: int | None = None
    order: int = 0
    made_id: int | None = None
    outcome: Outcome | None = None
    rules: list[str] = field(default_factory=list)

    def end(self, status: int | None, headers: Mapping[str, str], body: bytes, at: float) -> None:
        """Write down how it ended.

        Args:
            status: HTTP status; None where the connection broke.
            headers: Of the answer.
            body: Of the answer.
            at: Loop time.
        """
        remaining = headers.get("x-ratelimit-remaining")
        if self.method == "POST" and status is not None and status < 300:
            self.made_id = _made_id(body)
        is_kept = len(body) <= KEPT_BYTES or (status is not None and status >= 400)
        self.outcome = Outcome(
            status,
            headers.get("x-ratelimit-bucket"),
            int(remaining) if remaining is not None and remaining.isdecimal() else None,
            body if is_kept else None,
            round(at - self.begun, 4),
        )

    @property
    def response(self) -> object:
        """The answer, decoded if it is JSON; None where there is none, or it is too long to be kept."""
        if self.outcome is None or not self.outcome.body:
            return None
        try:
            return orjson.loads(self.outcome.body)
        except orjson.JSONDecodeError:
            return self.outcome.body.decode(errors="replace")

    @property
    def rule(self) -> Rule | None:
        """The rule that the answer says was broken, or one that Discord lets pass."""
        status = None if self.outcome is None else self.outcome.status
        found = None if status is None else rule_of_refusal(status, self.response, self.path, self.json)
        return found or next((RULES[key] for key in self.rules), None)

    def view(self, since: float) -> Json:
        """Tell what the page shows of it.

        Args:
            since: Loop time that its beginning is counted from.
        """
        outcome = self.outcome or Outcome(None, None, None, None, 0.0)
        rule = self.rule
        return {
            "method": self.method,
            "path": self.path,
            "status": outcome.status,
            "bucket": outcome.bucket,
            "remaining": outcome.remaining,
            "seconds": round(self.begun - since, 3),
            "duration": None if self.outcome is None else outcome.seconds,
            "request": without_tokens(self.json),
            "response": without_tokens(self.response),
            "rule": None if rule is None else rule.view,
        }


def _made_id(body: bytes) -> int | None:
    try:
        made = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    named = str(made.get("id")) if isinstance(made, dict) else ""
    return int(named) if named.isascii() and named.isdecimal() else None


def without_tokens(value: object) -> object:
    """Give a JSON value in which secrets are hidden by the names of their fields."""
    if isinstance(value, dict):
        return {
            key: HIDDEN if key in SECRET_KEYS and isinstance(inner, str) else without_tokens(inner)
            for key, inner in value.items()
        }
    return [without_tokens(inner) for inner in value] if isinstance(value, list) else value
