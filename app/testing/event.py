"""Sees to it that what a test sends as a webhook event is one, and one that Discord could send."""

import orjson

from app.models.event import EVENT, WEBHOOK_EVENTS, EntitlementCreate, Event, decode_event


def check_event(event: object) -> None:
    """See that something is an event.

    Raises:
        TypeError: If it is not; says what to write.
    """
    if isinstance(event, Event):
        return
    is_class = isinstance(event, type)
    kind: type = event if isinstance(event, type) else type(event)
    carrying = next((one for one in WEBHOOK_EVENTS.values() if _carried(one) is kind), EntitlementCreate)
    example = kind if issubclass(kind, Event) else carrying
    given = f"the class {kind.__name__}" if is_class else f"{kind.__name__}(…)"
    raise TypeError(f"send_event takes an event, and was given {given}: write {_spell(example)}")


def check_data(event: Event) -> None:
    """See that an event's data is as Discord documents it.

    Raises:
        ValueError: If it is not; says what is wrong with it.
    """
    happened = {"type": event.type, "data": event.raw}
    problem = decode_event(orjson.dumps({"type": EVENT, "event": happened})).problem
    if problem:
        raise ValueError(
            f"{event.type} cannot have such data ({problem}): listeners to Event alone would hear of it, "
            "and those to its type would not"
        )


def _carried(kind: type[Event]) -> type | None:
    """Return the class of an event's whole data, if it has one."""
    return type(getattr(kind(), kind.whole)) if kind.whole else None


def _spell(kind: type[Event]) -> str:
    if kind is Event:
        return 'Event(type="QUITE_NEW")'
    carried = _carried(kind)
    return f"{kind.__name__}({kind.whole}={carried.__name__}(…))" if carried else f"{kind.__name__}(…)"
