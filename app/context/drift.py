"""
What Discord knows and the code does not (any more): how it is named, and told to operators.

Commands stay registered until the next sync, and messages keep their components
for years, so whoever deploys meets some of it.
"""

import logging

from app.context.waiting import ASKED
from app.errors import CommandNotFound, ComponentExpired, RouteNotFound

log = logging.getLogger(__name__)

QUESTION = "question"
"""What a component belongs to that a handler asks something by; it has no handler of its own."""


class UnknownCommand:
    """Stands for the command where the code has none of this path."""

    def __init__(self, error: CommandNotFound) -> None:
        self.qualified_name = error.path
        self.shown_name = f"/{error.path}"


def name_unknown(custom_id: str, *, is_modal: bool) -> str:
    """Name what has no handler: what stands behind its own name may be a user's text, and is nothing for a log."""
    if custom_id.startswith(ASKED):
        return QUESTION
    return f"{'modal' if is_modal else 'component'} {custom_id.partition(':')[0][:40]!r}"


def log_drift(error: RouteNotFound) -> None:
    """Tell the operator of it; of what ends after its time as a matter of course, too."""
    if isinstance(error, ComponentExpired):
        log.info("a component was used after its time: %s", error)
    else:
        log.warning("drift between Discord and the code: %s", error)
