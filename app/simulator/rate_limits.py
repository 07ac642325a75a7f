"""
Rate limits as Discord has them: buckets by route and top-level resource, and one limit for all.

A bucket's window opens with the first request in it and closes some seconds
later; until then it takes so many requests and no more. The bucket's name tells
nothing of the channel, guild or webhook, each of which has a bucket of its own.
Routes of interactions stand outside the limit for all. Discord tells its limits
in headers alone and may change them at any time; the table here is what bots
were seen to meet.

https://docs.discord.com/developers/topics/rate-limits
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import Literal, NamedTuple

from app.simulator.world import Json

Scope = Literal["user", "global", "shared"]

_EARLY = 1e-6
"""Seconds by which a request may come early: sums of floats are not exact."""

_INVALID_WINDOW = 600.0
_KEPT_WINDOWS = 10_000
"""Buckets from which on those that nobody uses any more are forgotten: every interaction brings new ones."""

_TOP_LEVEL = {
    "channels": ("channel_id",),
    "guilds": ("guild_id",),
    "webhooks": ("application_id", "webhook_id", "token"),
    "interactions": ("interaction_id", "token"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table.

    Attributes:
        method: The HTTP method; `*` for all, which then have a bucket each.
        path: Pattern for the route's path, in which `*` stands for anything.
        requests: How many a bucket takes; 0 for no limit and no headers.
        window: Seconds from the first of them until it takes as many again.
        is_shared: Whether the resource is limited for all its users, so that the
            headers promise more than there is.
        bucket: Name for routes that share a bucket; one for each route without it.
    """

    method: str
    path: str
    requests: int
    window: float
    is_shared: bool = False
    bucket: str = ""


LIMITS = (
    Limit("*", "/interactions/*", 5, 2.0),
    Limit("*", "/webhooks/*/{token}*", 5, 2.0),
    Limit("POST", "/channels/*/messages", 5, 5.0),
    Limit("POST", "/channels/*/messages/bulk-delete", 1, 1.0),
    Limit("PATCH", "/channels/*/messages/*", 5, 5.0),
    Limit("DELETE", "/channels/*/messages/{message_id}", 5, 1.0),
    Limit("PUT", "/channels/*/reactions/*", 1, 0.25, bucket="reactions"),
    Limit("DELETE", "/channels/*/reactions*", 1, 0.25, bucket="reactions"),
    Limit("POST", "/channels/*/typing", 5, 5.0),
    Limit("PATCH", "/guilds/*/members/*", 10, 10.0),
    Limit("*", "/guilds/*/members/*/roles/*", 10, 10.0, bucket="member roles"),
    Limit("*", "/guilds/*/emojis*", 5, 5.0, is_shared=True, bucket="emojis"),
    Limit("GET", "/applications/*/commands*", 10, 10.0),
    Limit("*", "/applications/*/commands*", 5, 20.0),
    Limit("*", "/gateway*", 0, 0.0),
    Limit("*", "/oauth2/*", 0, 0.0),
    Limit("*", "*", 10, 5.0),
)
"""The limits that a new Discord has; the first line that fits a route is its own."""


class RateLimited(NamedTuple):
    """One 429 that was given.

    Attributes:
        bucket: The bucket, its top-level resource included; empty for the limit for all.
        at: Loop time, in seconds.
    """

    bucket: str
    scope: Scope
    method: str
    path: str
    retry_after: float
    at: float


@dataclass(frozen=True, slots=True)
class Passage:
    """What the limits say to one request.

    Attributes:
        headers: For the answer, whatever it is.
        refusal: Body of the 429; None when the request may pass.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    refusal: Json | None = None


@dataclass(slots=True)
class _Window:
    closes: float = -math.inf
    used: int = 0

    def take(self, now: float, requests: int, seconds: float) -> bool:
        """Count a request in; False when the window is full."""
        if now >= self.closes - _EARLY:
            self.closes, self.used = now + seconds, 0
        if self.used >= requests:
            return False
        self.used += 1
        return True


class RateLimits:
    """Counts requests, and says which of them are too many.

    Attributes:
        enabled: Whether limits are enforced and told; off, no answer says anything of them.
        limits: The table; may be changed at will.
        global_limit: Requests a second that all routes but those of interactions take together.
        invalid_limit: Answers of 401, 403 and 429 in ten minutes from which on the sender is banned.
        given: Every 429 that was given, oldest first.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        """Begin with everything unused.

        Args:
            now: Gives the Unix time in seconds.
        """
        self.enabled = False
        self.limits: list[Limit] = list(LIMITS)
        self.global_limit = 50
        self.invalid_limit = 10_000
        self.given: list[RateLimited] = []
        self._now = now
        self._all = _Window()
        self._windows: dict[tuple[str, str], _Window] = {}
        self._invalid: deque[float] = deque()

    @property
    def invalid_requests(self) -> int:
        """How many requests of the last ten minutes were answered 401, 403 or 429, shared ones aside."""
        self._forget()
        return len(self._invalid)

    @property
    def is_banned(self) -> bool:
        """Whether so many requests were invalid that nothing is answered any more, for a while."""
        return self.enabled and self.invalid_requests >= self.invalid_limit

    def count(self, status: int, scope: str | None) -> None:
        """Take note of an answer.

        Args:
            status: Its HTTP status.
            scope: Its `X-RateLimit-Scope`.
        """
        if status in (401, 403) or (status == 429 and scope != "shared"):
            self._forget()
            self._invalid.append(asyncio.get_running_loop().time())

    def enter(self, method: str, path: str, parts: Mapping[str, object], *, of_interaction: bool) -> Passage:
        """Count a request in, or refuse it.

        Args:
            method: Its HTTP method.
            path: Path of its route, with the names of its parts in braces.
            parts: The values of those parts.
            of_interaction: Whether the token in its path is its authorization.
        """
        if not self.enabled:
            return Passage()
        now = asyncio.get_running_loop().time()
        if not of_interaction and not self._all.take(now, self.global_limit, 1.0):
            return self._refuse("", "global", method, path, self._all.closes - now, {})
        fitting = (one for one in self.limits if one.method in ("*", method) and fnmatchcase(path, one.path))
        limit = next(fitting, None)
        if limit is None or not limit.requests:
            return Passage()
        name = _digest(limit.bucket or f"{method} {path}")
        resource = _resource(path, parts)
        if len(self._windows) >= _KEPT_WINDOWS:
            self._windows = {key: window for key, window in self._windows.items() if window.closes > now}
        window = self._windows.setdefault((name, resource), _Window())
        is_taken = window.take(now, limit.requests, limit.window)
        left = limit.requests - window.used
        if limit.is_shared:
            left = max(left, limit.requests - 1)
        wait = _milliseconds(window.closes - now)
        headers = {
            "X-RateLimit-Limit": str(limit.requests),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": f"{self._now() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": name,
        }
        if is_taken:
            return Passage(headers)
        scope: Scope = "shared" if limit.is_shared else "user"
        return self._refuse(f"{name}:{resource}", scope, method, path, wait, headers)

    def _forget(self) -> None:
        oldest = asyncio.get_running_loop().time() - _INVALID_WINDOW
        while self._invalid and self._invalid[0] <= oldest:
            self._invalid.popleft()

    def _refuse(
        self, bucket: str, scope: Scope, method: str, path: str, wait: float, headers: Mapping[str, str]
    ) -> Passage:
        wait = _milliseconds(wait)
        self.given.append(RateLimited(bucket, scope, method, path, wait, asyncio.get_running_loop().time()))
        told = {**headers, "Retry-After": str(math.ceil(wait)), "X-RateLimit-Scope": scope}
        if scope == "global":
            told["X-RateLimit-Global"] = "true"
        subject = "The resource is" if scope == "shared" else "You are"
        body = {"message": f"{subject} being rate limited.", "retry_after": wait, "global": scope == "global"}
        return Passage(told, body)


def _milliseconds(seconds: float) -> float:
    """Round up, so that whoever waits exactly that long is not too early."""
    return math.ceil(seconds * 1000 - _EARLY) / 1000


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def _resource(path: str, parts: Mapping[str, object]) -> str:
    """Name the top-level resource of a request; its token stays a secret."""
    keys = _TOP_LEVEL.get(path.split("/")[1], ())
    return "/".join(_digest(str(parts[key]))[:8] if key == "token" else str(parts[key]) for key in keys if key in parts)
