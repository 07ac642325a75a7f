"""
Keeps requests back that would only harm: under a ban, with a refused token, after too many refusals.

It reads every answer, learns what speaks against sending more, and makes the
error that the answer is.
"""

import logging

from app.errors import CloudflareBanned, RateLimited, RestError, Unauthorized
from app.rest.answer import Answer, make_error, read_code
from app.rest.limiter import UNANSWERED, Told
from app.rest.line import Claim
from app.rest.lockout import MOST_INVALID, Ban, InvalidRequests, read_ban
from app.rest.ratelimit import read_limits, read_refusal

log = logging.getLogger(__name__)

_ADDRESS_HINT = (
    "a host that lends one address to many customers shares their bans: use an address of your own, "
    "or a rate-limit proxy elsewhere (DISCORD_API_URL)"
)
_TOKEN_HINT = "the bot token is not valid, so nothing more is sent with it: copy it anew to DISCORD_TOKEN"


class Guard:
    """What speaks against sending requests, as far as this process knows."""

    def __init__(self) -> None:
        self._invalid = InvalidRequests()
        self._ban = Ban()
        self._is_token_refused = False

    def trust_token(self) -> None:
        """Forget that the token was refused: there is another one."""
        self._is_token_refused = False

    def check(self, claim: Claim, now: float, *, has_token: bool) -> None:
        """Refuse what Discord would refuse, and hold against us.

        Args:
            claim: The request.
            now: The loop's time.
            has_token: Whether it carries the bot token.

        Raises:
            RestError: If it must not be sent.
        """
        if (wait := self._invalid.wait(now)) > 0:
            raise claim.too_long(wait, "invalid")
        if (wait := self._ban.wait(now)) > 0:
            raise self._make_banned(claim, wait)
        if has_token and self._is_token_refused:
            raise Unauthorized(claim.method, claim.shown, 401, message="not sent", hint=_TOKEN_HINT)

    def admit(self, now: float) -> None:
        """Count a request that is sent now."""
        self._ban.admit(now)

    def take_in(
        self, claim: Claim, answer: Answer, sent: float, now: float, *, has_token: bool
    ) -> tuple[Told, RestError | None]:
        """Learn from an answer, and return what a limiter is told of it, and the error that it is."""
        status = answer.status
        notice = read_ban(status, answer.headers, answer.content)
        if notice is not None:
            self._count(now)
            if self._ban.wait(now) == 0:
                log.error("Cloudflare turns this address away (ray %s): %s", notice.ray_id or "unknown", _ADDRESS_HINT)
            self._ban.begin(status, notice, now)
            return UNANSWERED, self._make_banned(claim, self._ban.wait(now))
        self._ban.answered(sent)
        limits = read_limits(answer.headers)
        if answer.is_success:
            return Told(is_success=True, limits=limits), None
        if status == 429:
            body = answer.read_object()
            refusal = read_refusal(answer.headers, body)
            if refusal.scope != "shared":
                self._count(now)
            wait, scope = refusal
            error = RateLimited(claim.method, claim.shown, retry_after=wait, scope=scope, code=read_code(body))
            return Told(limits=limits, refusal=refusal), error
        if status in {401, 403}:
            self._count(now)
        if status == 401 and has_token:
            if not self._is_token_refused:
                log.error("Discord answered 401 to %s %s: %s", claim.method, claim.shown, _TOKEN_HINT)
            self._is_token_refused = True
        return Told(limits=limits), make_error(claim.method, claim.shown, answer)

    def _count(self, now: float) -> None:
        if self._invalid.add(now):
            log.warning(
                "Discord refused %d requests (401, 403, 429) within ten minutes; at 10,000 it shuts this address out, "
                "so at %d nothing is sent any more for a while",
                self._invalid.count,
                MOST_INVALID,
            )

    def _make_banned(self, claim: Claim, wait: float) -> CloudflareBanned:
        ban = self._ban
        return CloudflareBanned(
            claim.method, claim.shown, ban.status, retry_after=wait, ray_id=ban.notice.ray_id, hint=_ADDRESS_HINT
        )
