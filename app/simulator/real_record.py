"""What is told of an interaction of the real Discord: who used what, and what the bot made of it."""

import datetime as dt

from app.simulator.world import Json

_COMMAND, _COMPONENT, _AUTOCOMPLETE, _MODAL_SUBMIT = 2, 3, 4, 5
_SLASH, _BUTTON = 1, 2
_PARTS = (1, 2)
_LONGEST = 60


def real_record(payload: Json, status: int, seconds: float) -> Json:
    """Make the log record of an interaction that came from the real Discord.

    Args:
        payload: The interaction; its token does not get into the record.
        status: The HTTP status that the bot answered with.
        seconds: How long that took.
    """
    what = f"{_used(payload)} by {_user(payload)}, answered {status} in {seconds * 1000:.0f} ms"
    return {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
        "level": "info" if status < 400 else "warning",
        "logger": __name__,
        "message": f"from Discord: {what}",
        "interaction_id": str(payload["id"]),
    }


def _used(payload: Json) -> str:
    data = payload.get("data") or {}
    if payload["type"] in (_COMMAND, _AUTOCOMPLETE):
        name = " ".join(_path(data))
        shown = f"/{name}" if data.get("type", _SLASH) == _SLASH else name
        return f"suggestions for {shown}" if payload["type"] == _AUTOCOMPLETE else shown
    # What stands behind the colon is state, which may be long and may be signed.
    name = _plain(str(data.get("custom_id", "")).partition(":")[0])
    if payload["type"] == _COMPONENT:
        return f"{'button' if data.get('component_type') == _BUTTON else 'menu'} {name}"
    return f"form {name}" if payload["type"] == _MODAL_SUBMIT else f"an interaction of type {payload['type']}"


def _path(data: Json) -> list[str]:
    below = [option for option in data.get("options") or () if option["type"] in _PARTS]
    return [_plain(str(data["name"])), *(_path(below[0]) if below else ())]


def _user(payload: Json) -> str:
    user = (payload.get("member") or {}).get("user") or payload.get("user") or {}
    return _plain(str(user.get("global_name") or user.get("username") or "somebody"))


def _plain(text: str) -> str:
    """Leave out what could do something to a terminal, and what is too much for a line."""
    return "".join(character for character in text if character.isprintable())[:_LONGEST]
