"""
Gives components as they are read back from a message.

Discord numbers them, and says what was left out: how many choices a select
takes, how wide a separator is, where an uploaded file lies.

https://docs.discord.com/developers/components/reference
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from itertools import count

from app.simulator.component_rules import nested_components
from app.simulator.world import Json

_REFERENCE = "attachment://"
_SELECT: Json = {"min_values": 1, "max_values": 1}
_DEFAULTS: dict[object, Json] = {
    **dict.fromkeys((3, 5, 6, 7, 8), _SELECT),
    11: {"description": None, "spoiler": False},
    13: {"spoiler": False, "name": None, "size": None},
    14: {"divider": True, "spacing": 1},
    17: {"accent_color": None, "spoiler": False},
}
_MAY_BE_NULL = frozenset({"description", "name", "size", "accent_color"})
_MEDIA_KEYS = {11: "media", 13: "file"}


def components_view(components: list[Json], uploads: Mapping[str, Json], new_id: Callable[[], int]) -> list[Json]:
    """Give the components of a message.

    Args:
        components: As they were sent; they are left as they are.
        uploads: The message's attachment objects, by filename.
        new_id: Makes ids for media.
    """
    shown = numbered(components)
    for component in nested_components(shown):
        kind = component.get("type")
        if not isinstance(kind, int):
            continue
        for key in [key for key, value in component.items() if value is None and key not in _MAY_BE_NULL]:
            del component[key]
        for key, value in _DEFAULTS.get(kind, {}).items():
            component.setdefault(key, value)
        if kind in _MEDIA_KEYS:
            _unfurl(component, _MEDIA_KEYS[kind], uploads, new_id)
        elif kind == 12 and isinstance(component.get("items"), list):
            for item in component["items"]:
                if isinstance(item, dict):
                    item |= {"description": item.get("description"), "spoiler": bool(item.get("spoiler"))}
                    _unfurl(item, "media", uploads, new_id)
    return shown


def numbered(components: list[Json]) -> list[Json]:
    """Give components in which every one has an id, those in use skipped; what was sent is left as it is."""
    shown = deepcopy(components)
    taken = {component["id"] for component in nested_components(shown) if component.get("id")}
    free = (number for number in count(1) if number not in taken)
    for component in nested_components(shown):
        if not component.get("id"):
            component["id"] = next(free)
    return shown


def shown_text(message: Json) -> str:
    """Give what a user reads in a message: its content, and what its text displays say."""
    shown = [str(component.get("content") or "") for component in nested_components(message.get("components"))]
    return "\n".join(text for text in (str(message.get("content") or ""), *shown) if text)


def _unfurl(holder: Json, key: str, uploads: Mapping[str, Json], new_id: Callable[[], int]) -> None:
    """Say of a medium where it lies, and of an upload how large it is."""
    medium = holder.get(key)
    if not isinstance(medium, dict):
        return
    url = str(medium.get("url") or "")
    upload = uploads.get(url.removeprefix(_REFERENCE)) if url.startswith(_REFERENCE) else None
    if upload is not None:
        medium |= {"url": upload["url"], "attachment_id": upload["id"], "content_type": upload["content_type"]}
        if key == "file":
            holder |= {"name": upload["filename"], "size": upload["size"]}
    medium |= {"id": str(new_id()), "proxy_url": medium.get("url"), "width": None, "height": None}
