"""
Fills in a modal as Discord's client does, and refuses what it would not send.

A field that nobody touches keeps what the modal began with: its value, its
defaults.

https://docs.discord.com/developers/components/using-modal-components
"""

from collections.abc import Mapping, Sequence

from app.simulator.component_fields import (
    CHECKBOX,
    FILE_UPLOAD,
    LABEL,
    PARAGRAPH,
    RADIO_GROUP,
    ROW,
    SELECTS,
    STRING_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
    TEXT_LIMIT,
)
from app.simulator.component_rules import nested_components
from app.simulator.component_values import check_count, check_offered, choose
from app.simulator.component_views import numbered
from app.simulator.options import check_file_type
from app.simulator.payloads import Origin
from app.simulator.resolved import Resolved
from app.simulator.world import Json


def modal_fields(modal: Json) -> dict[str, Json]:
    """Give what a modal asks with, by custom_id."""
    found = nested_components(modal.get("components"))
    return {component["custom_id"]: component for component in found if "custom_id" in component}


def modal_questions(modal: Json) -> dict[str, str]:
    """Give what a modal asks for, by the custom_id of what it is answered with."""
    asked = {}
    for component in modal.get("components") or ():
        for field in nested_components(component):
            if "custom_id" in field:
                asked[str(field["custom_id"])] = str(field.get("label") or component.get("label") or "")
    return asked


def initial_value(field: Json) -> object:
    """Give what stands in a field of a modal before the user touches it."""
    kind = field["type"]
    if kind == TEXT_INPUT:
        return field.get("value") or ""
    if kind == CHECKBOX:
        return bool(field.get("default"))
    if kind == FILE_UPLOAD:
        return []
    if kind in SELECTS - {STRING_SELECT}:
        return [str(default["id"]) for default in field.get("default_values") or ()]
    chosen = [str(option["value"]) for option in field.get("options") or () if option.get("default")]
    return next(iter(chosen), None) if kind == RADIO_GROUP else chosen


def fill_form(
    modal: Json, given: Mapping[str, object], origin: Origin, resolved: Resolved, *, unchecked: bool = False
) -> list[Json]:
    """Turn Python values into the components that come back from a modal.

    Args:
        modal: The modal, as it was opened.
        given: Values by the custom_id of the field: text, a value or a list of
            values of options, whom or what is chosen as objects of the world or
            ids, files as (filename, bytes), true or false. None empties a field.
        origin: Who fills it in, and where.
        resolved: Collects the objects behind ids.
        unchecked: Send even what Discord's client would not send, fields
            that the modal does not have as text.

    Raises:
        LookupError: If an id belongs to nothing.
        ValueError: If a field is unknown, missing or not filled in as it must be.
    """
    fields = modal_fields(modal)
    unknown = [name for name in given if name not in fields]
    if unknown and not unchecked:
        raise ValueError(f"no field {unknown[0]!r}; there are: {', '.join(fields) or 'none'}")
    filler = _Filler(given, origin, resolved, unchecked)
    extra = [_text_field(name, str(given[name])) for name in unknown]
    components = numbered([*modal["components"], *extra])
    return [filler.answer(component) for component in components]


class _Filler:
    """Answers the components of one modal."""

    def __init__(self, given: Mapping[str, object], origin: Origin, resolved: Resolved, unchecked: bool) -> None:
        self._given = given
        self._origin = origin
        self._resolved = resolved
        self._unchecked = unchecked

    def answer(self, component: Json) -> Json:
        """Give what comes back of a top-level component."""
        kind = component["type"]
        back: Json = {"type": kind, "id": component["id"]}
        if kind == LABEL:
            back["component"] = self._field(component["component"])
        elif kind == ROW:
            back["components"] = [self._field(field) for field in component["components"]]
        else:
            assert kind == TEXT_DISPLAY
        return back

    def _field(self, field: Json) -> Json:
        kind, name = field["type"], field["custom_id"]
        value = self._given.get(name) if name in self._given else initial_value(field)
        back: Json = {"type": kind, "id": field["id"], "custom_id": name}
        if kind == TEXT_INPUT:
            back["value"] = self._text(field, "" if value is None else value)
        elif kind == CHECKBOX:
            back["value"] = self._tick(field, value)
        elif kind == RADIO_GROUP:
            back["value"] = self._radio(field, value)
        else:
            back["values"] = self._several(field, _listed(value))
        return back

    def _text(self, field: Json, value: object) -> str:
        name = field["custom_id"]
        if self._unchecked:
            return str(value)
        if not isinstance(value, str):
            raise ValueError(f"{name}: {value!r} is not a text")
        if not value and _is_required(field):
            raise ValueError(f"{name}: must be filled in")
        least, most = field.get("min_length") or 0, field.get("max_length") or TEXT_LIMIT
        if value and not least <= len(value) <= most:
            raise ValueError(f"{name}: must be {least} to {most} characters long, has {len(value)}")
        if "\n" in value and field.get("style") != PARAGRAPH:
            raise ValueError(f"{name}: has one line only")
        return value

    def _tick(self, field: Json, value: object) -> object:
        if not isinstance(value, bool) and not self._unchecked:
            raise ValueError(f"{field['custom_id']}: {value!r} is neither true nor false")
        return value

    def _radio(self, field: Json, value: object) -> str | None:
        if value is None:
            if _is_required(field) and not self._unchecked:
                raise ValueError(f"{field['custom_id']}: one must be chosen")
            return None
        if not self._unchecked:
            check_offered(field["custom_id"], str(value), field["options"])
        return str(value)

    def _several(self, field: Json, values: Sequence[object]) -> list[str]:
        name, optional = field["custom_id"], not _is_required(field)
        if field["type"] in SELECTS:
            menu = field | {"placeholder": name}
            origin, resolved = self._origin, self._resolved
            return choose(menu, values, origin, resolved, optional=optional, unchecked=self._unchecked)
        if field["type"] == FILE_UPLOAD:
            chosen, usual_most = [self._file(field, value) for value in values], 1
        else:
            chosen, usual_most = [self._checked(field, value) for value in values], len(field["options"])
        if not self._unchecked:
            least, most = field.get("min_values", 1), field.get("max_values") or usual_most
            check_count(name, chosen, least, most, optional=optional)
        return chosen

    def _checked(self, field: Json, value: object) -> str:
        if not self._unchecked:
            check_offered(field["custom_id"], str(value), field["options"])
        return str(value)

    def _file(self, field: Json, value: object) -> str:
        attachment = self._resolved.attachment(value)
        if not self._unchecked:
            name, limit = field["custom_id"], self._origin.upload_limit
            check_file_type(name, field.get("file_types") or (), attachment.filename)
            if len(attachment.content) > limit:
                size = len(attachment.content)
                raise ValueError(f"{name}: {attachment.filename!r} has {size} bytes, at most {limit} can be uploaded")
        return str(attachment.id)


def _is_required(field: Json) -> bool:
    return field.get("required") is not False


def _listed(value: object) -> Sequence[object]:
    """Give values as a list; a single one, and a file, which is a tuple, stand for themselves."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text_field(name: str, value: str) -> Json:
    return {"type": LABEL, "label": name, "component": {"type": TEXT_INPUT, "custom_id": name, "value": value}}
