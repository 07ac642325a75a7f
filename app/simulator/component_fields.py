"""
What Discord demands of each kind of component by itself: its fields, their lengths and ranges.

Where a component may stand, and what no two of them may share, is checked in
`component_rules`.

https://docs.discord.com/developers/components/reference
"""

import re
from collections.abc import Callable, Mapping

from app.simulator.forms import Form

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = range(1, 9)
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL, FILE_UPLOAD = (*range(9, 15), 17, 18, 19)
RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 21, 22, 23

ENTITY_SELECTS = frozenset({USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})
SELECTS = ENTITY_SELECTS | {STRING_SELECT}

LINK, PREMIUM = 5, 6
SHORT, PARAGRAPH = 1, 2

REFERENCE = "attachment://"
TEXT_LIMIT = 4000
"""Characters of a text display, and of what is written into a text input."""

_WEB = ("http://", "https://")
_FILE_GROUPS = ("image", "video", "audio")
_DEFAULT_TYPES = {
    USER_SELECT: ("user",),
    ROLE_SELECT: ("role",),
    MENTIONABLE_SELECT: ("user", "role"),
    CHANNEL_SELECT: ("channel",),
}
_BUTTON_FIELDS: Mapping[int, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(range(1, 5), ("custom_id", ("url", "sku_id"))),
    LINK: ("url", ("custom_id", "sku_id")),
    PREMIUM: ("sku_id", ("custom_id", "label", "url", "emoji")),
}
"""For each style of button what it must have, and what it must not."""


def check_fields(form: Form, kind: int) -> None:
    """Note what is wrong with the fields of a component, those apart that hold other components."""
    form.integer("id", least=0, most=2**31 - 1)
    check = _CHECKS.get(kind)
    if check is not None:
        check(form)


def check_in_modal(form: Form, kind: int, *, in_label: bool) -> None:
    """Note what would be right in a message, but is not in a modal.

    Args:
        form: The component.
        kind: Its type.
        in_label: Whether a Label holds it; else an Action Row, as in modals of old.
    """
    if form.data.get("disabled"):
        form.fail("disabled", "COMPONENT_DISABLED_IN_MODAL", "Components in modals cannot be disabled")
    is_optional = form.data.get("required") is False
    if kind in SELECTS | {FILE_UPLOAD, CHECKBOX_GROUP} and form.data.get("min_values") == 0 and not is_optional:
        form.fail("min_values", "COMPONENT_REQUIRED_MIN_VALUES", "Must be at least 1 while required is true")
    if kind == TEXT_INPUT and in_label and form.given("label"):
        form.fail("label", "TEXT_INPUT_LABEL_IN_LABEL", "A text input within a label cannot have a label itself")
    elif kind == TEXT_INPUT and not in_label:
        form.text("label", least=1, most=45, required=True)


def _check_button(form: Form) -> None:
    style = form.choice("style", range(1, 7), required=True)
    form.text("label", most=80)
    form.boolean("disabled")
    _check_emoji(form)
    if style is None:
        return
    needed, refused = _BUTTON_FIELDS[style]
    if needed == "custom_id":
        form.text("custom_id", least=1, most=100, required=True)
    elif needed == "url":
        form.text("url", least=1, most=512, required=True)
        _check_scheme(form, "url", (*_WEB, "discord://"))
    else:
        form.snowflake("sku_id", required=True)
    for key in refused:
        if form.given(key):
            form.fail(key, "BUTTON_COMPONENT_FIELD_NOT_ALLOWED", f"A button of style {style} cannot have this field")
    if style != PREMIUM and not form.data.get("label") and not form.given("emoji"):
        form.fail(None, "BUTTON_COMPONENT_EMPTY", "A button needs a label or an emoji")


def _check_emoji(form: Form) -> None:
    emoji = form.child("emoji")
    if emoji is None:
        return
    emoji.snowflake("id")
    emoji.text("name", most=32)
    emoji.boolean("animated")
    if not emoji.given("id") and not emoji.data.get("name"):
        emoji.fail("name", "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")


def _check_select(form: Form) -> None:
    form.text("custom_id", least=1, most=100, required=True)
    form.text("placeholder", most=150)
    form.boolean("disabled")
    form.boolean("required")
    _check_counts(form, 25, 1)


def _check_string_select(form: Form) -> None:
    _check_select(form)
    most_chosen = _number(form, "max_values", 1)
    # Undocumented, but so it is: there must be as many options as may be chosen.
    _check_options(form, most_chosen if 1 <= most_chosen <= 25 else 1, 25, most_chosen=most_chosen)


def _check_entity_select(form: Form) -> None:
    _check_select(form)
    kind = int(form.data["type"])
    for default in form.children("default_values", most=25):
        default.snowflake("id", required=True)
        if default.given("type", required=True) and default.data["type"] not in _DEFAULT_TYPES[kind]:
            listed = ", ".join(repr(word) for word in _DEFAULT_TYPES[kind])
            default.fail("type", "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")
    chosen = form.data.get("default_values")
    least, most = _number(form, "min_values", 1), _number(form, "max_values", 1)
    if isinstance(chosen, list) and chosen and not least <= len(chosen) <= most:
        form.fail("default_values", "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    if kind == CHANNEL_SELECT:
        types = form.items("channel_types")
        for index, entry in enumerate(types):
            Form({str(index): entry}, form.errors, (*form.path, "channel_types")).integer(str(index), least=0)


def _check_text_input(form: Form) -> None:
    form.text("custom_id", least=1, most=100, required=True)
    form.choice("style", (SHORT, PARAGRAPH), required=True)
    least = form.integer("min_length", least=0, most=TEXT_LIMIT)
    most = form.integer("max_length", least=1, most=TEXT_LIMIT)
    if least is not None and most is not None and least > most:
        form.fail("min_length", "TEXT_INPUT_MIN_ABOVE_MAX", "min_length cannot be greater than max_length")
    form.boolean("required")
    form.text("value", most=TEXT_LIMIT)
    form.text("placeholder", most=100)


def _check_section(form: Form) -> None:
    form.given("accessory", required=True)


def _check_text_display(form: Form) -> None:
    form.text("content", least=1, most=TEXT_LIMIT, required=True)


def _check_thumbnail(form: Form) -> None:
    _check_media(form, "media")
    form.text("description", most=1024)
    form.boolean("spoiler")


def _check_gallery(form: Form) -> None:
    for item in form.children("items", least=1, most=10):
        _check_thumbnail(item)


def _check_file(form: Form) -> None:
    _check_media(form, "file", (REFERENCE,))
    form.boolean("spoiler")


def _check_separator(form: Form) -> None:
    form.boolean("divider")
    form.choice("spacing", (1, 2))


def _check_container(form: Form) -> None:
    form.integer("accent_color", least=0, most=0xFFFFFF)
    form.boolean("spoiler")


def _check_label(form: Form) -> None:
    form.text("label", least=1, most=45, required=True)
    form.text("description", least=1, most=100)
    form.given("component", required=True)


def _check_file_upload(form: Form) -> None:
    form.text("custom_id", least=1, most=100, required=True)
    form.boolean("required")
    _check_counts(form, 10, 1)
    for index, entry in enumerate(form.items("file_types", most=10)):
        kinds = Form({str(index): entry}, form.errors, (*form.path, "file_types"))
        kind = kinds.text(str(index), least=1, most=100, required=True)
        if kind and kind.lower() not in _FILE_GROUPS and not re.fullmatch(r"\.\S+", kind):
            listed = ", ".join(map(repr, _FILE_GROUPS))
            kinds.fail(str(index), "BASE_TYPE_CHOICES", f"Must be one of ({listed}), or an ending such as '.pdf'.")


def _check_radio_group(form: Form) -> None:
    form.text("custom_id", least=1, most=100, required=True)
    form.boolean("required")
    _check_options(form, 2, 10, most_chosen=1)


def _check_checkbox_group(form: Form) -> None:
    form.text("custom_id", least=1, most=100, required=True)
    form.boolean("required")
    options = form.data.get("options")
    count = len(options) if isinstance(options, list) else 1
    _check_counts(form, 10, max(count, 1))
    _check_options(form, 1, 10, most_chosen=_number(form, "max_values", count))


def _check_checkbox(form: Form) -> None:
    form.text("custom_id", least=1, most=100, required=True)
    form.boolean("default")


def _check_counts(form: Form, most: int, usual_most: int) -> None:
    """Check how many values can be chosen."""
    least = form.integer("min_values", least=0, most=most)
    form.integer("max_values", least=1, most=most)
    if least is not None and least > max(_number(form, "max_values", usual_most), 1):
        form.fail("min_values", "SELECT_COMPONENT_MIN_ABOVE_MAX", "min_values cannot be greater than max_values")


def _check_options(form: Form, least: int, most: int, *, most_chosen: int) -> None:
    """Check the lines that one chooses from; no two may have the same value."""
    values: list[object] = []
    chosen = 0
    for option in form.children("options", least=least, most=most):
        option.text("label", least=1, most=100, required=True)
        value = option.text("value", least=1, most=100, required=True)
        option.text("description", most=100)
        _check_emoji(option)
        chosen += option.boolean("default") is True
        if value is not None and value in values:
            code, sentence = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used"
            option.fail(None, code, sentence)
        values.append(value)
    if chosen > max(most_chosen, 1):
        sentence = f"Only {most_chosen} of the options can be default, {chosen} are"
        form.fail("options", "SELECT_COMPONENT_TOO_MANY_DEFAULTS", sentence)


def _check_media(form: Form, key: str, schemes: tuple[str, ...] = (*_WEB, REFERENCE)) -> None:
    if not form.given(key, required=True):
        return
    media = Form(form.data[key], form.errors, (*form.path, key))
    media.text("url", least=1, most=2048, required=True)
    _check_scheme(media, "url", schemes)


def _check_scheme(form: Form, key: str, schemes: tuple[str, ...]) -> None:
    url = form.data.get(key)
    if isinstance(url, str) and url and not url.startswith(schemes):
        listed = ", ".join(repr(scheme.removesuffix("://")) for scheme in schemes)
        sentence = f'Scheme "{url.partition(":")[0][:20]}" is not supported. Scheme must be one of ({listed}).'
        form.fail(key, "URL_TYPE_INVALID_SCHEME", sentence)


def _number(form: Form, key: str, usual: int) -> int:
    """Give a number that was checked already; the usual one where it is none."""
    value: object = form.data.get(key)
    return value if isinstance(value, int) else usual


_CHECKS: Mapping[int, Callable[[Form], None]] = {
    BUTTON: _check_button,
    STRING_SELECT: _check_string_select,
    **dict.fromkeys(ENTITY_SELECTS, _check_entity_select),
    TEXT_INPUT: _check_text_input,
    SECTION: _check_section,
    TEXT_DISPLAY: _check_text_display,
    THUMBNAIL: _check_thumbnail,
    GALLERY: _check_gallery,
    FILE: _check_file,
    SEPARATOR: _check_separator,
    CONTAINER: _check_container,
    LABEL: _check_label,
    FILE_UPLOAD: _check_file_upload,
    RADIO_GROUP: _check_radio_group,
    CHECKBOX_GROUP: _check_checkbox_group,
    CHECKBOX: _check_checkbox,
}
