"""
Fits what was recorded to what the bot shows now.

A custom_id often carries an id or a key of the run in which it was made, so that a
recorded one means nothing to the message of another run. What a user did is then done
with the component that looks like the recorded one, or has its place.
"""

from collections.abc import Sequence
from copy import deepcopy

from app.simulator.component_fields import STRING_SELECT
from app.simulator.component_rules import nested_components
from app.simulator.component_values import name_of
from app.simulator.world import Json


def fit_use(data: Json, recorded: Json, shown: Json, *, closely: bool = False) -> Json | None:
    """Fit the use of a component to a message that takes the place of the recorded one.

    A component with the same custom_id is the same. Else it is one of the same type, and
    of those the one that has most in common: the handler that its custom_id names, then
    what is written on it, then its place.

    Args:
        data: What was recorded of the use.
        recorded: The message at that time.
        shown: The message in whose place, as it stands now.
        closely: Whether only a component fits that is called as the recorded one was.

    Returns:
        What is to be sent instead; None where the message has nothing that fits.
    """
    custom_id = str(data.get("custom_id") or "")
    there = _used(shown.get("components"))
    if not custom_id:
        return None
    was = next((one for one in _used(recorded.get("components")) if one["custom_id"] == custom_id), None)
    now = next((one for one in there if one["custom_id"] == custom_id), None)
    if now is None:
        now = _most_alike(custom_id, was, _used(recorded.get("components")), there)
        if closely and not (now and was and _is_called_alike(now, was)):
            return None
    if now is None:
        return None
    fitted = {**data, "custom_id": now["custom_id"]}
    if "id" in now and "id" in data:
        fitted["id"] = now["id"]
    values = data.get("values")
    if values and was is not None and now["type"] == STRING_SELECT:
        fitted["values"] = _fit_values(values, _values(was), _values(now))
    return fitted


def fit_form(data: Json, modal: Json) -> Json:
    """Fit a form that was filled in to the modal that is open now.

    Args:
        data: What was recorded of the form.
        modal: The modal.

    Returns:
        What is to be sent instead, under the modal's custom_id. A field that the modal does
        not know is taken for the one of its type that has its place, where there is one.
    """
    fitted = deepcopy(data)
    fitted["custom_id"] = modal["custom_id"]
    filled, there = _used(fitted.get("components")), _used(modal.get("components"))
    # Decided for all of them before the first one changes, since places are counted among these.
    renamed = [(field, _at_same_place(field, filled, there)) for field in filled if not _knows(there, field)]
    for field, now in renamed:
        if now is not None:
            field["custom_id"] = now["custom_id"]
    return fitted


def has_same_fields(data: Json, modal: Json) -> bool:
    """Tell whether a form has the fields of a modal, and any at all."""
    filled = {field["custom_id"] for field in _used(data.get("components"))}
    return bool(filled) and filled == {field["custom_id"] for field in _used(modal.get("components"))}


def handler_of(custom_id: str) -> str:
    """Give what stands first in a custom_id: with most bots the name of what handles it."""
    return custom_id.partition(":")[0] or custom_id


def _used(components: object) -> list[Json]:
    """Give the components that a user can do something with."""
    there = nested_components(components)
    return [one for one in there if isinstance(one.get("custom_id"), str) and one["custom_id"]]


def _most_alike(custom_id: str, was: Json | None, before: Sequence[Json], there: Sequence[Json]) -> Json | None:
    if was is None:
        # The recording does not show what was used: only the name in the custom_id tells of it.
        return next((one for one in there if handler_of(one["custom_id"]) == handler_of(custom_id)), None)
    placed = _at_same_place(was, before, there)

    def likeness(one: Json) -> tuple[bool, bool, bool]:
        same_handler = handler_of(one["custom_id"]) == handler_of(custom_id)
        return same_handler, name_of(one) == name_of(was), one is placed

    alike = [one for one in there if one.get("type") == was.get("type") and any(likeness(one))]
    return max(alike, key=likeness, default=None)


def _is_called_alike(now: Json, was: Json) -> bool:
    """Tell whether the same is written on both, or nothing on either."""
    shown = [name_of(one) if name_of(one) != one["custom_id"] else "" for one in (now, was)]
    return shown[0] == shown[1]


def _at_same_place(one: Json, before: Sequence[Json], there: Sequence[Json]) -> Json | None:
    """Give the component that has the place of another one, counted among those of its type."""
    index = next(number for number, other in enumerate(_of_type(one, before)) if other is one)
    return next(iter(_of_type(one, there)[index:]), None)


def _of_type(one: Json, components: Sequence[Json]) -> list[Json]:
    return [other for other in components if other.get("type") == one.get("type")]


def _knows(there: Sequence[Json], field: Json) -> bool:
    return any(one["custom_id"] == field["custom_id"] for one in there)


def _values(menu: Json) -> list[str]:
    options = menu.get("options")
    if not isinstance(options, list):
        return []
    return [str(option.get("value")) for option in options if isinstance(option, dict)]


def _fit_values(chosen: Sequence[object], before: Sequence[str], there: Sequence[str]) -> list[object]:
    """Give the values that are chosen now: the same, else those of the options at the same places, all or none."""
    if all(value in there for value in chosen):
        return list(chosen)
    places = [before.index(value) for value in chosen if isinstance(value, str) and value in before]
    if len(places) < len(chosen) or any(place >= len(there) for place in places):
        return list(chosen)
    return [there[place] for place in places]
