"""
Keeps what Discord had before `postern endpoint` changed it, so that there is a way back.

It is kept for the user of this machine, one file an application, and not in the
working directory, where it would end up in somebody's repository. A container
forgets it with its disk: so the command that leads back is printed, too.
"""

from pathlib import Path

import click
import msgspec

_FORMAT = "postern-endpoint-v1"


class Delivery(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where Discord sends interactions, or webhook events.

    Attributes:
        url: The endpoint; None if there is none.
        is_on: Whether anything is sent; of interactions, whether there is a URL.
        types: Names of the webhook events that are sent.
    """

    url: str | None = None
    is_on: bool = False
    types: tuple[str, ...] = ()


class _Kept(msgspec.Struct):
    format: str = _FORMAT
    interactions: Delivery | None = None
    events: Delivery | None = None


class Memory:
    """The file of one application.

    Args:
        application_id: The application.
    """

    def __init__(self, application_id: int) -> None:
        self.path = Path(click.get_app_dir("postern")) / f"endpoint-{application_id}.json"

    def read(self, *, is_events: bool) -> Delivery | None:
        """Return what was there before the last change; None if nothing is known of it."""
        kept = self._load()
        return kept.events if is_events else kept.interactions

    def write(self, delivery: Delivery | None, *, is_events: bool) -> bool:
        """Keep it, in place of what was kept; tells whether that could be done."""
        kept = self._load()
        if is_events:
            kept.events = delivery
        else:
            kept.interactions = delivery
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_suffix(".new")
            beside.touch(mode=0o600)
            beside.write_bytes(msgspec.json.encode(kept))
            # In one step: whoever is killed in the middle keeps the older one.
            beside.replace(self.path)
        except OSError:
            return False
        return True

    def _load(self) -> _Kept:
        try:
            kept = msgspec.json.decode(self.path.read_bytes(), type=_Kept)
        except (OSError, msgspec.DecodeError):
            return _Kept()
        return kept if kept.format == _FORMAT else _Kept()
