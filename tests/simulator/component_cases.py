"""Components as Discord takes them, and how a body of them is judged."""

from typing import Any

from app.simulator.refusal import Refusal
from app.simulator.rules import IS_COMPONENTS_V2, check_callback

Json = dict[str, Any]

TEXT: Json = {"type": 10, "content": "Hello"}
OPTION: Json = {"label": "One", "value": "1"}
OTHER: Json = {"label": "Two", "value": "2"}
PICTURE: Json = {"media": {"url": "https://cats.test/1.png"}}
THUMBNAIL: Json = {"type": 11, **PICTURE}
GALLERY: Json = {"type": 12, "items": [PICTURE]}
FILE: Json = {"type": 13, "file": {"url": "attachment://a.txt"}}


def button(custom_id: str | None = "go", **fields: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, **fields}


def link(**fields: Any) -> Json:
    return {"type": 2, "style": 5, "label": "Read", "url": "https://cats.test", **fields}


def premium(**fields: Any) -> Json:
    return {"type": 2, "style": 6, "sku_id": "7", **fields}


def menu(custom_id: str | None = "pick", **fields: Any) -> Json:
    return {"type": 3, "custom_id": custom_id, "options": [OPTION, OTHER], **fields}


def entities(kind: int, **fields: Any) -> Json:
    return {"type": kind, "custom_id": f"pick{kind}", **fields}


def row(*components: Json, **fields: Any) -> Json:
    return {"type": 1, "components": list(components), **fields}


def section(*components: Json, **fields: Any) -> Json:
    return {"type": 9, "components": list(components or [TEXT]), "accessory": THUMBNAIL, **fields}


def container(*components: Json, **fields: Any) -> Json:
    return {"type": 17, "components": list(components or [TEXT]), **fields}


def label(component: Json | None, **fields: Any) -> Json:
    return {"type": 18, "label": "Question", "component": component, **fields}


def box(custom_id: str = "why", **fields: Any) -> Json:
    return {"type": 4, "custom_id": custom_id, "style": 1, **fields}


def upload(**fields: Any) -> Json:
    return {"type": 19, "custom_id": "proof", **fields}


def radio(**fields: Any) -> Json:
    return {"type": 21, "custom_id": "one", "options": [OPTION, OTHER], **fields}


def ticks(**fields: Any) -> Json:
    return {"type": 22, "custom_id": "some", "options": [OPTION, OTHER], **fields}


def tick(**fields: Any) -> Json:
    return {"type": 23, "custom_id": "yes", **fields}


def modal(*components: Json, **fields: Any) -> Json:
    return {"custom_id": "form", "title": "A form", "components": list(components), **fields}


def judge(kind: int, data: Json) -> list[str]:
    """Return what Discord has against an answer of this type: the fields, and why."""
    try:
        check_callback({"type": kind, "data": data}, 3, has_message=True, files=())
    except Refusal as refusal:
        return refusal.fields
    return []


def judge_legacy(*components: Json) -> list[str]:
    return judge(4, {"content": "x", "components": list(components)})


def judge_v2(*components: Json, **fields: Any) -> list[str]:
    return judge(4, {"flags": IS_COMPONENTS_V2, "components": list(components), **fields})


def judge_modal(*components: Json) -> list[str]:
    return judge(9, modal(*components))
