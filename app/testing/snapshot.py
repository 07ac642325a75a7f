"""
Draws what a user sees as text, for tests that compare it as a whole.

A drawing is the same in every run: whom or what an id means is said by name, and
dates, which are others each time, are left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.simulator.component_fields import (
    BUTTON,
    CHANNEL_SELECT,
    CHECKBOX,
    CHECKBOX_GROUP,
    CONTAINER,
    FILE,
    FILE_UPLOAD,
    GALLERY,
    LINK,
    MENTIONABLE_SELECT,
    PREMIUM,
    RADIO_GROUP,
    ROLE_SELECT,
    ROW,
    SECTION,
    SELECTS,
    SEPARATOR,
    STRING_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
    THUMBNAIL,
    USER_SELECT,
)
from app.simulator.modal_form import initial_value
from app.simulator.rules import EPHEMERAL, LOADING
from app.simulator.world import World
from app.testing.wording import Wording

Json = dict[str, Any]

_V2 = 1 << 15
_OFFERED = {
    USER_SELECT: "users",
    ROLE_SELECT: "roles",
    MENTIONABLE_SELECT: "users and roles",
    CHANNEL_SELECT: "channels",
}


def draw_message(message: Json, world: World) -> list[str]:
    """Draw a message, line by line.

    Args:
        message: The message, as Discord shows it.
        world: Knows the names behind ids.
    """
    words = Wording(world)
    flags = message.get("flags", 0)
    author = words.plain(message["author"].get("global_name") or message["author"]["username"])
    if flags & LOADING:
        return [f"{author} is thinking…"]
    marks = {"only you can see this": flags & EPHEMERAL, "edited": message.get("edited_timestamp")}
    shown = ", ".join(mark for mark, is_set in marks.items() if is_set)
    return [f"{author} ({shown}):" if shown else f"{author}:", *_indented(_message_body(message, words))]


def draw_modal(modal: Json, world: World) -> list[str]:
    """Draw a form as it is opened, line by line."""
    words = Wording(world)
    lines = []
    for component in modal["components"]:
        if component["type"] == TEXT_DISPLAY:
            lines += words.lines(component["content"])
            continue
        for field in component.get("components") or [component["component"]]:
            lines += _question(component, field, words) + _indented(_field(field, words))
    return [f"Form: {words.plain(modal['title'])}", *_indented(lines)]


def _message_body(message: Json, words: Wording) -> list[str]:
    lines = words.lines(message.get("content") or "")
    if not message.get("flags", 0) & _V2:
        # Those of a message of components stand where a component shows them.
        lines += [f"file: {words.plain(file['filename'])}" for file in message.get("attachments") or ()]
    for embed in message.get("embeds") or ():
        lines += _boxed(_embed(embed, words))
    if message.get("poll"):
        lines += _poll(message["poll"], words)
    lines += [f"sticker: {sticker['name']}" for sticker in message.get("sticker_items") or ()]
    lines += _components(message.get("components"), words)
    reactions = [f"{words.emoji(one['emoji'])} {one['count']}" for one in message.get("reactions") or ()]
    return lines + ([f"reactions: {', '.join(reactions)}"] if reactions else [])


def _embed(embed: Json, words: Wording) -> list[str]:
    lines = words.lines(str((embed.get("author") or {}).get("name") or ""))
    title, url = words.plain(embed.get("title") or ""), words.plain(embed.get("url") or "")
    lines += [f"[{title}]({url})" if url else title] if title else []
    lines += words.lines(embed.get("description") or "")
    for field in embed.get("fields") or ():
        first, *rest = words.lines(field["value"]) or [""]
        lines += [f"{words.plain(field['name'])}: {first}", *_indented(rest)]
    lines += [f"{key}: {words.medium(embed[key])}" for key in ("image", "thumbnail") if embed.get(key)]
    return lines + words.lines(str((embed.get("footer") or {}).get("text") or ""))


def _poll(poll: Json, words: Wording) -> list[str]:
    results = poll.get("results") or {}
    counts = {count["id"]: count["count"] for count in results.get("answer_counts") or ()}
    mark = "[ ]" if poll["allow_multiselect"] else "( )"
    lines = [f"poll: {words.plain(poll['question']['text'])}"]
    for answer in poll["answers"]:
        shown = words.labelled(answer["poll_media"].get("text"), answer["poll_media"].get("emoji"))
        lines.append(f"  {mark} {shown}: {counts.get(answer['answer_id'], 0)}")
    return [*lines, "  final results"] if results.get("is_finalized") else lines


def _components(components: Sequence[Json] | None, words: Wording) -> list[str]:
    return [line for component in components or () for line in _component(component, words)]


def _component(component: Json, words: Wording) -> list[str]:
    draw = _DRAWN.get(component["type"])
    return [f"component of type {component['type']}"] if draw is None else draw(component, words)


def _row(row: Json, words: Wording) -> list[str]:
    drawn = [_component(component, words) for component in row["components"]]
    return [" ".join(line for lines in drawn for line in lines)]


def _button(button: Json, words: Wording) -> list[str]:
    label = words.labelled(button.get("label"), button.get("emoji"))
    if button["style"] == PREMIUM:
        label = f"buy {words.sku(int(button['sku_id']))}"
    link = f"({words.plain(button['url'])})" if button["style"] == LINK else ""
    return [f"[{label}]{link}{_disabled(button)}"]


def _menu(menu: Json, words: Wording) -> list[str]:
    placeholder = words.plain(menu.get("placeholder") or "Make a selection")
    return [f"({placeholder} ▾){_disabled(menu)} {_offered(menu, words)}"]


def _offered(menu: Json, words: Wording) -> str:
    """Say what a menu offers, and what of that is chosen already."""
    if menu["type"] == STRING_SELECT:
        options = menu.get("options") or ()
        return ", ".join(
            f"{words.labelled(o['label'], o.get('emoji'))}{' ✓' * bool(o.get('default'))}" for o in options
        )
    chosen = [f"{words.named(default)} ✓" for default in menu.get("default_values") or ()]
    return ", ".join([_OFFERED[menu["type"]], *chosen])


def _section(section: Json, words: Wording) -> list[str]:
    """Draw texts with what stands at their right."""
    lines = _components(section["components"], words) or [""]
    beside = " ".join(_component(section["accessory"], words))
    return [*lines[:-1], f"{lines[-1]}   {beside}"]


def _text(component: Json, words: Wording) -> list[str]:
    return words.lines(component["content"])


def _thumbnail(component: Json, words: Wording) -> list[str]:
    return [_picture(component, words)]


def _gallery(component: Json, words: Wording) -> list[str]:
    return [_picture(item, words) for item in component["items"]]


def _picture(item: Json, words: Wording) -> str:
    alt = f", {words.plain(item['description'])}" if item.get("description") else ""
    return f"picture: {words.medium(item['media'])}{alt}{_spoiler(item)}"


def _file(component: Json, words: Wording) -> list[str]:
    return [f"file: {words.medium(component['file'])}{_spoiler(component)}"]


def _separator(component: Json, words: Wording) -> list[str]:
    return ["───" if component.get("divider", True) else ""]


def _container(component: Json, words: Wording) -> list[str]:
    lines = _components(component["components"], words)
    return _boxed(["(spoiler)", *lines] if component.get("spoiler") else lines)


def _question(holder: Json, field: Json, words: Wording) -> list[str]:
    asked = words.plain(field.get("label") or holder.get("label") or "")
    explained = f" ({words.plain(holder['description'])})" if holder.get("description") else ""
    # A box to tick is never required.
    is_required = field["type"] != CHECKBOX and field.get("required") is not False
    return [f"{asked}{' *' if is_required else ''}{explained}"]


def _field(field: Json, words: Wording) -> list[str]:
    """Draw a field of a form as it is before the user touches it."""
    kind = field["type"]
    if kind == TEXT_INPUT:
        begun = words.lines(str(field.get("value") or ""))
        hint = f" ({words.plain(field['placeholder'])})" if field.get("placeholder") else ""
        return [f"> {line}".rstrip() for line in begun] or [f">{hint}"]
    if kind == CHECKBOX:
        return ["[x]" if initial_value(field) else "[ ]"]
    if kind in (RADIO_GROUP, CHECKBOX_GROUP):
        return ["  ".join(_choices(field, words))]
    if kind == FILE_UPLOAD:
        most, types = field.get("max_values") or 1, ", ".join(field.get("file_types") or ())
        return [f"(Upload {'a file' if most == 1 else f'up to {most} files'}{': ' + types if types else ''})"]
    return _component(field, words)


def _choices(field: Json, words: Wording) -> Iterable[str]:
    marks = ("( )", "(x)") if field["type"] == RADIO_GROUP else ("[ ]", "[x]")
    return [f"{marks[bool(option.get('default'))]} {words.plain(option['label'])}" for option in field["options"]]


def _disabled(component: Json) -> str:
    return " (disabled)" if component.get("disabled") else ""


def _spoiler(component: Json) -> str:
    return " (spoiler)" if component.get("spoiler") else ""


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}".rstrip() for line in lines]


def _boxed(lines: Iterable[str]) -> list[str]:
    return [f"| {line}".rstrip() for line in lines]


_DRAWN: Mapping[int, Callable[[Json, Wording], list[str]]] = {
    ROW: _row,
    BUTTON: _button,
    **dict.fromkeys(SELECTS, _menu),
    SECTION: _section,
    TEXT_DISPLAY: _text,
    THUMBNAIL: _thumbnail,
    GALLERY: _gallery,
    FILE: _file,
    SEPARATOR: _separator,
    CONTAINER: _container,
}
