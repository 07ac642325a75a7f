"""
The errors of requests that are refused before a handler is looked for.

A part of the tree that `app/errors.py` draws.
"""

from typing import ClassVar

from app.errors import AppError


class RequestRejected(AppError):
    """A request was refused before a handler was looked for; `status` is the HTTP status of the answer."""

    status: ClassVar[int] = 401


class SignatureMissing(RequestRejected):
    """A signature header is absent, or stands there more than once."""

    def __init__(self, header: str, count: int = 0) -> None:
        self.header = header
        self.count = count
        super().__init__(f"{count or 'no'} {header} header{'s' if count > 1 else ''}, expected exactly one")


class SignatureInvalid(RequestRejected):
    """No configured key made this signature over this body, or a header is malformed."""

    def __init__(self, why: str = "no configured key signed this request") -> None:
        super().__init__(why)


class SignatureExpired(RequestRejected):
    """The request was signed too long ago, or too far in the future.

    Attributes:
        age: Seconds between signing and arrival; negative when the signature
            bears a future time.
        window: Largest age accepted, in seconds.
    """

    def __init__(self, age: float, window: float) -> None:
        self.age = age
        self.window = window
        super().__init__(f"signed {age:+.1f} s before arrival, accepted within {window:.0f} s")


class InteractionReplayed(RequestRejected):
    """An interaction that was admitted before came again, too late to share its answer."""

    def __init__(self, interaction_id: int) -> None:
        self.interaction_id = interaction_id
        super().__init__(f"interaction {interaction_id} was handled before")


class ApplicationUnknown(RequestRejected):
    """A genuine request is for another application than `DISCORD_APPLICATION_ID`."""

    def __init__(self, application_id: int, expected: int) -> None:
        self.application_id = application_id
        self.expected = expected
        super().__init__(f"for application {application_id}, this is {expected}")


class BodyTooLarge(RequestRejected):
    """The request body is larger than `POSTERN_MAX_BODY`; `size` and `limit` are bytes."""

    status: ClassVar[int] = 413

    def __init__(self, size: int, limit: int) -> None:
        self.size = size
        self.limit = limit
        super().__init__(f"body of {size} bytes or more, accepted are {limit}")


class BodyTooSlow(RequestRejected):
    """The request body did not arrive within the time allowed, in seconds."""

    status: ClassVar[int] = 408

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"body did not arrive within {seconds:.1f} s")


class BodyMalformed(RequestRejected):
    """A genuinely signed body is no interaction that Postern can read."""

    status: ClassVar[int] = 400

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class InteractionMisdirected(RequestRejected):
    """An interaction came to the events path."""

    status: ClassVar[int] = 400

    def __init__(self) -> None:
        super().__init__(
            "Discord sent an interaction to the events path (POSTERN_EVENTS_PATH): the interactions endpoint URL leads "
            f"there, {_SWAPPED}"
        )


class EventMisdirected(RequestRejected):
    """A webhook event came to the interactions path."""

    status: ClassVar[int] = 400

    def __init__(self) -> None:
        super().__init__(
            "Discord sent a webhook event to the interactions path (POSTERN_INTERACTIONS_PATH): the URL for events "
            f"leads there, {_SWAPPED}"
        )


_SWAPPED = "so the two URLs are swapped, or one and the same, in the Developer Portal"
