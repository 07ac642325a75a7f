"""One request as it climbs down the requester's ladder: what it sends, and what became of its attempts."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.rest.line import Claim
from app.rest.routes import Route
from app.telemetry.logs import REDACTED, interaction_id, redact
from app.wire.multipart import Multipart

# Whoever has the address of a file with its signature can fetch the file.
_SIGNATURE = re.compile(r"(?<=[?&])(?:ex|is|hm)=[^\s\"'#]*")


@dataclass(slots=True, eq=False, repr=False)
class Call:
    """One request, through all of its attempts.

    Attributes:
        url: Where to.
        headers: What it says beside what all requests say.
        content: What it carries.
        claim: What it is to a limiter.
        secret: The part of the address that nobody may see.
        most: Bytes that a file may have which it fetches; None where the answer is the API's.
        is_repeatable: Whether it does the same when it is done twice.
        is_hopeless: Whether it would fail again.
        may_have_arrived: Whether an attempt may have done what was asked for.
        failures: How many attempts came to nothing.
        refusals: How many 429s it got.
        patient_until: When 429s are no longer waited for, by the loop's time.
    """

    url: str
    headers: Mapping[str, str]
    content: bytes | Multipart | None
    claim: Claim
    secret: str
    most: int | None = None
    is_repeatable: bool = False
    is_hopeless: bool = False
    may_have_arrived: bool = False
    failures: int = 0
    refusals: int = 0
    patient_until: float | None = None

    def redact(self, text: str) -> str:
        """Take out of a text what was sent in secret."""
        credentials = self.headers.get("Authorization", "").partition(" ")[2]
        return redact(text, [secret for secret in (self.secret, credentials) if secret])


def find_lane(route: Route) -> int:
    """Return the lane that a request waits in: answers to interactions go first, then what is done for their sake."""
    if not route.authorized:
        return 0
    return 2 if interaction_id.get() is None else 1


def redact_record(record: logging.LogRecord) -> bool:
    """Take tokens and the signatures of files out of a record of httpx, and let it through."""
    record.msg, record.args = _SIGNATURE.sub(REDACTED, redact(record.getMessage())), ()
    return True
