"""
Writes what a user saw after a step as assertions.

Only what will be the same the next time is compared: numbers, ids and times are any,
and a text that came out differently before is only asked to be there.
"""

import orjson

from app.simulator.component_fields import BUTTON, SELECTS
from app.simulator.component_rules import nested_components
from app.simulator.component_views import shown_text
from app.simulator.interaction import Interaction
from app.simulator.python_text import compared, has_number, literal, without_numbers
from app.simulator.rules import DEFERRED_CHANNEL_MESSAGE, DEFERRED_UPDATE_MESSAGE, EPHEMERAL, LAUNCH_ACTIVITY
from app.simulator.world import Json

_MOST_LABELS = 5
_PATIENCE = 10.0
"""Seconds after which a message that can be used is taken for one that waits for the user."""


def answer_of(interaction: Interaction) -> Json | None:
    """Give the message that the kit takes for the answer to an interaction, as it stands now."""
    original, source = interaction.original, interaction.source
    first = next(iter(interaction.followups), None)
    if original is None:
        return first if interaction.callback_type in (DEFERRED_CHANNEL_MESSAGE, DEFERRED_UPDATE_MESSAGE) else None
    if original is source and interaction.callback_type == DEFERRED_UPDATE_MESSAGE and first is not None:
        is_changed = any(edit.message_id == int(original["id"]) for edit in interaction.edits)
        return original if is_changed else first
    return original


def seen_after(interaction: Interaction, before: float | None) -> Json | None:
    """Give the answer as it stood after its step.

    Args:
        interaction: The step.
        before: Loop time of the next step that had to do with it, if there was one.

    Returns:
        The message; None where there is none, or nothing is known of how it looked.
    """
    message = answer_of(interaction)
    if message is None:
        return None
    seen: Json | None = None
    since = 0.0
    for shown in interaction.shown:
        if shown.message_id != message["id"]:
            continue
        is_late = before is not None and interaction.created + shown.seconds > before
        # What changes by itself after a while is a question whose time was over.
        is_over = seen is not None and shown.seconds - since > _PATIENCE and _is_usable(seen)
        if seen is not None and (is_late or is_over):
            break
        seen, since = orjson.loads(shown.body), shown.seconds
    return seen


def assertions(interaction: Interaction, seen: Json | None, others: list[Json]) -> list[str]:
    """Write what is to be compared.

    Args:
        interaction: The step.
        seen: Its answer.
        others: Answers that the same step had at other times.
    """
    if interaction.modal is not None:
        return ["assert result.modal is not None", *_text("result.modal.title", interaction.modal["title"], [])]
    if interaction.callback_type == LAUNCH_ACTIVITY:
        return ["assert result.launched"]
    if seen is None:
        return []
    lines = _text("result.content", shown_text(seen), [shown_text(other) for other in others])
    lines.append(f"assert {'' if seen['flags'] & EPHEMERAL else 'not '}result.ephemeral")
    same = all(len(other["embeds"]) == len(seen["embeds"]) for other in others)
    if seen["embeds"] and same:
        lines.append(f"assert len(result.embeds) == {len(seen['embeds'])}")
        title = seen["embeds"][0].get("title")
        if title and not has_number(title) and all(other["embeds"][0].get("title") == title for other in others):
            lines += _text("result.embeds[0].title", title, [])
    return [*lines, *_attachments(seen), *_components(seen), *(["assert result.poll"] if seen.get("poll") else [])]


def choices_assertions(choices: list[Json]) -> list[str]:
    """Write what is to be compared of the answer to an autocomplete."""
    names = [str(choice["name"]) for choice in choices]
    if any(has_number(name) for name in names):
        return [f"assert len(choices) == {len(names)}"]
    return [f"assert [choice.name for choice in choices] == {literal(names)}"]


def _text(name: str, text: str, others: list[str]) -> list[str]:
    if not text and not any(others):
        return []
    if any(without_numbers(other) != without_numbers(text) for other in others):
        # It is another one each time: chance, a date, or what somebody wrote.
        return [f"assert {name}"] if text and all(others) else []
    return [compared(name, text)]


def _attachments(seen: Json) -> list[str]:
    names = [str(attachment["filename"]) for attachment in seen["attachments"]]
    if not names:
        return []
    if any(has_number(name) for name in names):
        return [f"assert len(result.attachments) == {len(names)}"]
    return [f"assert [file.filename for file in result.attachments] == {literal(names)}"]


def _components(seen: Json) -> list[str]:
    lines = []
    there = list(nested_components(seen["components"]))
    menus = [component for component in there if component["type"] in SELECTS]
    for component in there:
        if component["type"] == BUTTON:
            label = label_of(component)
            if label and not has_number(label):
                lines.append(_usable(component, f"result.button({literal(label)})"))
        elif len(menus) == 1 and component in menus:
            lines.append(_usable(component, "result.menu()"))
    return list(dict.fromkeys(lines))[:_MOST_LABELS]


def _is_usable(message: Json) -> bool:
    there = nested_components(message["components"])
    return any(one["type"] in (BUTTON, *SELECTS) and not one.get("disabled") for one in there)


def _usable(component: Json, named: str) -> str:
    return f"assert {'' if component.get('disabled') else 'not '}{named}.disabled"


def label_of(button: Json) -> str:
    """Give what a button is called: its label, or else its emoji."""
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")
