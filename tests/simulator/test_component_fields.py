"""The fields of each kind of component: what is required, how long, how many, what goes together."""

from typing import Any

import pytest

from tests.simulator.component_cases import (
    GALLERY,
    OPTION,
    OTHER,
    PICTURE,
    TEXT,
    box,
    button,
    container,
    entities,
    judge_legacy,
    judge_modal,
    judge_v2,
    label,
    link,
    menu,
    premium,
    radio,
    row,
    section,
    tick,
    ticks,
    upload,
)

Json = dict[str, Any]
MANY = [{"label": str(number), "value": str(number)} for number in range(26)]
FIRE: Json = {"name": "🔥"}


def paths(lines: list[str], before: str) -> list[str]:
    return [line.partition(": ")[0].removeprefix(f"data.components.0{before}") for line in lines]


@pytest.mark.parametrize(
    ("component", "path"),
    [
        pytest.param(button(style=None), ".style", id="no style"),
        pytest.param(button(style=7), ".style", id="a style that is none"),
        pytest.param(button(custom_id=None), ".custom_id", id="no custom_id"),
        pytest.param(button(""), ".custom_id", id="an empty custom_id"),
        pytest.param(button("x" * 101), ".custom_id", id="101 characters of custom_id"),
        pytest.param(button(label="x" * 81), ".label", id="81 characters of label"),
        pytest.param(button(label=None), "", id="neither label nor emoji"),
        pytest.param(button(label=""), "", id="an empty label"),
        pytest.param(button(emoji={"name": "x" * 33}), ".emoji.name", id="a long name of an emoji"),
        pytest.param(button(emoji={"id": None}), ".emoji.name", id="an emoji that is none"),
        pytest.param(button(emoji={"id": "x", "name": "x"}), ".emoji.id", id="an emoji's id that is none"),
        pytest.param(button(emoji={"name": "x", "animated": 1}), ".emoji.animated", id="animated is a number"),
        pytest.param(button(url="https://a.test"), ".url", id="a url beside a custom_id"),
        pytest.param(button(sku_id="7"), ".sku_id", id="a SKU beside a custom_id"),
        pytest.param(button(disabled="no"), ".disabled", id="disabled is a word"),
        pytest.param(button(id=-1), ".id", id="a negative id"),
        pytest.param(button(id=2**31), ".id", id="an id that is too large"),
        pytest.param(link(url=None), ".url", id="a link to nowhere"),
        pytest.param(link(url="ftp://a.test"), ".url", id="a link by ftp"),
        pytest.param(link(url="https://" + "x" * 505), ".url", id="513 characters of url"),
        pytest.param(link(custom_id="go"), ".custom_id", id="a link with a custom_id"),
        pytest.param(premium(sku_id=None), ".sku_id", id="no SKU"),
        pytest.param(premium(custom_id="go"), ".custom_id", id="a SKU with a custom_id"),
        pytest.param(premium(label="Buy"), ".label", id="a SKU with a label"),
        pytest.param(premium(emoji=FIRE), ".emoji", id="a SKU with an emoji"),
        pytest.param(premium(url="https://a.test"), ".url", id="a SKU with a url"),
        pytest.param(menu(None), ".custom_id", id="a menu without custom_id"),
        pytest.param(menu(placeholder="x" * 151), ".placeholder", id="151 characters of placeholder"),
        pytest.param(menu(options=[]), ".options", id="no options"),
        pytest.param(menu(options=None), ".options", id="options are missing"),
        pytest.param(menu(options=MANY), ".options", id="26 options"),
        pytest.param(menu(options=[OPTION | {"label": ""}]), ".options.0.label", id="an option without label"),
        pytest.param(menu(options=[OPTION | {"label": "x" * 101}]), ".options.0.label", id="a long label"),
        pytest.param(menu(options=[OPTION | {"value": ""}]), ".options.0.value", id="an option without value"),
        pytest.param(menu(options=[OPTION | {"value": "x" * 101}]), ".options.0.value", id="a long value"),
        pytest.param(menu(options=[OPTION | {"description": "x" * 101}]), ".options.0.description", id="a description"),
        pytest.param(menu(options=[OPTION | {"emoji": {}}]), ".options.0.emoji.name", id="an empty emoji"),
        pytest.param(menu(options=[OPTION, OTHER, OPTION]), ".options.2", id="the same value twice"),
        pytest.param(menu(options=[OPTION | {"default": 1}]), ".options.0.default", id="a default that is a number"),
        pytest.param(
            menu(options=[OPTION | {"default": True}, OTHER | {"default": True}]), ".options", id="two defaults of one"
        ),
        pytest.param(menu(min_values=26), ".min_values", id="at least 26"),
        pytest.param(menu(min_values=-1), ".min_values", id="at least less than nothing"),
        pytest.param(menu(max_values=0), ".max_values", id="at most none"),
        pytest.param(menu(max_values=26), ".max_values", id="at most 26"),
        pytest.param(menu(min_values=2), ".min_values", id="more than may be chosen"),
        pytest.param(menu(max_values=3), ".options", id="fewer options than may be chosen"),
        pytest.param(menu(required="x"), ".required", id="required is a word"),
        pytest.param(entities(5, default_values=[{"id": "x", "type": "user"}]), ".default_values.0.id", id="no id"),
        pytest.param(entities(5, default_values=[{"id": "1"}]), ".default_values.0.type", id="no type of default"),
        *(
            pytest.param(
                entities(kind, default_values=[{"id": "1", "type": wrong}]),
                ".default_values.0.type",
                id=f"a {wrong} in a select of type {kind}",
            )
            for kind, wrong in [(5, "role"), (6, "user"), (7, "channel"), (8, "role")]
        ),
        pytest.param(
            entities(7, default_values=[{"id": "1", "type": "user"}, {"id": "2", "type": "role"}]),
            ".default_values",
            id="two defaults where one may be chosen",
        ),
        pytest.param(
            entities(5, min_values=2, max_values=3, default_values=[{"id": "1", "type": "user"}]),
            ".default_values",
            id="one default where two must be chosen",
        ),
        pytest.param(entities(8, channel_types=["x"]), ".channel_types.0", id="a type of channel that is a word"),
    ],
)
def test_the_fields_of_buttons_and_menus_are_checked(component: Json, path: str) -> None:
    assert paths(judge_legacy(row(component)), ".components.0") == [path]


@pytest.mark.parametrize(
    "component",
    [
        pytest.param(button(emoji=FIRE, label=None), id="an emoji alone"),
        pytest.param(button(emoji={"id": "7", "name": "x", "animated": True}), id="an emoji of a server"),
        pytest.param(button("x" * 100, label="x" * 80, disabled=True, id=2**31 - 1), id="as long as may be"),
        pytest.param(link(url="discord://-/channels/1"), id="a link into Discord"),
        pytest.param(menu(options=MANY[:25], min_values=0, max_values=25, placeholder="x" * 150), id="a large menu"),
        pytest.param(menu(min_values=0, required=True), id="required is ignored in messages"),
        pytest.param(
            entities(7, max_values=2, default_values=[{"id": "1", "type": "user"}, {"id": "2", "type": "role"}]),
            id="defaults of both kinds",
        ),
        pytest.param(entities(8, channel_types=[0, 5]), id="kinds of channels"),
    ],
)
def test_what_just_fits_is_taken(component: Json) -> None:
    assert judge_legacy(row(component)) == []


@pytest.mark.parametrize(
    ("component", "path"),
    [
        pytest.param(TEXT | {"content": ""}, ".content", id="an empty text"),
        pytest.param({"type": 10}, ".content", id="no text"),
        pytest.param({"type": 12}, ".items", id="no pictures"),
        pytest.param(GALLERY | {"items": [PICTURE] * 11}, ".items", id="eleven pictures"),
        pytest.param(GALLERY | {"items": [{}]}, ".items.0.media", id="a picture of nothing"),
        pytest.param(
            GALLERY | {"items": [PICTURE | {"description": "x" * 1025}]}, ".items.0.description", id="a description"
        ),
        pytest.param(GALLERY | {"items": [{"media": {"url": "ftp://a"}}]}, ".items.0.media.url", id="a picture by ftp"),
        pytest.param(
            section(accessory={"type": 11, "media": {"url": "https://" + "x" * 2041}}), ".accessory.media.url", id="url"
        ),
        pytest.param(section(accessory={"type": 11}), ".accessory.media", id="a thumbnail of nothing"),
        pytest.param({"type": 13, "file": {"url": "https://a.test/a.txt"}}, ".file.url", id="a file of the web"),
        pytest.param({"type": 13}, ".file", id="no file"),
        pytest.param({"type": 14, "spacing": 3}, ".spacing", id="too much room"),
        pytest.param({"type": 14, "divider": 1}, ".divider", id="a divider that is a number"),
        pytest.param(container(accent_color=0x1000000), ".accent_color", id="a colour that is none"),
        pytest.param(container(spoiler="x"), ".spoiler", id="a spoiler that is a word"),
    ],
)
def test_the_fields_of_layouts_are_checked(component: Json, path: str) -> None:
    assert paths(judge_v2(component), "") == [path]


def test_a_text_of_its_own_may_be_too_long_beside_all_together() -> None:
    assert paths(judge_v2(TEXT | {"content": "x" * 4001}), "") == ["data.components", ".content"]


@pytest.mark.parametrize(
    ("component", "path"),
    [
        pytest.param(label(box(), label=""), ".label", id="no label"),
        pytest.param(label(box(), label="x" * 46), ".label", id="46 characters of label"),
        pytest.param(label(box(), description="x" * 101), ".description", id="101 characters of description"),
        pytest.param(label(box(label="x")), ".component.label", id="a label within a label"),
        pytest.param(row(box()), ".components.0.label", id="a row's text input without label"),
        pytest.param(row(box(label="x" * 46)), ".components.0.label", id="a row's long label"),
        pytest.param(label(box(style=None)), ".component.style", id="no style"),
        pytest.param(label(box(style=3)), ".component.style", id="a style that is none"),
        pytest.param(label(box(min_length=4001)), ".component.min_length", id="at least 4001 characters"),
        pytest.param(label(box(max_length=0)), ".component.max_length", id="at most no characters"),
        pytest.param(label(box(min_length=3, max_length=2)), ".component.min_length", id="at least more than at most"),
        pytest.param(label(box(value="x" * 4001)), ".component.value", id="4001 characters to begin with"),
        pytest.param(label(box(placeholder="x" * 101)), ".component.placeholder", id="101 characters of placeholder"),
        pytest.param(label(menu(disabled=True)), ".component.disabled", id="a disabled menu"),
        pytest.param(label(menu(min_values=0)), ".component.min_values", id="required, and none of the menu"),
        pytest.param(
            label(entities(5, min_values=0, required=True)), ".component.min_values", id="required, and nobody"
        ),
        pytest.param(label(upload(min_values=0)), ".component.min_values", id="required, and no file"),
        pytest.param(label(ticks(min_values=0)), ".component.min_values", id="required, and no tick"),
        pytest.param(label(upload(max_values=11)), ".component.max_values", id="eleven files"),
        pytest.param(label(upload(min_values=2)), ".component.min_values", id="two files of one"),
        pytest.param(label(upload(file_types=[".a"] * 11)), ".component.file_types", id="eleven types of files"),
        pytest.param(label(upload(file_types=["exe"])), ".component.file_types.0", id="an ending without its dot"),
        pytest.param(label(upload(file_types=["image/png"])), ".component.file_types.0", id="a media type"),
        pytest.param(label(upload(file_types=[1])), ".component.file_types.0", id="a type of files that is a number"),
        pytest.param(label(radio(options=[OPTION])), ".component.options", id="one option of a radio group"),
        pytest.param(label(radio(options=MANY[:11])), ".component.options", id="eleven options of a radio group"),
        pytest.param(label(radio(options=[OPTION, OPTION])), ".component.options.1", id="the same value twice"),
        pytest.param(
            label(radio(options=[OPTION | {"default": True}, OTHER | {"default": True}])),
            ".component.options",
            id="two defaults of a radio group",
        ),
        pytest.param(label(ticks(options=[])), ".component.options", id="nothing to tick"),
        pytest.param(label(ticks(options=MANY[:11])), ".component.options", id="eleven things to tick"),
        pytest.param(label(ticks(max_values=11)), ".component.max_values", id="eleven ticks"),
        pytest.param(label(ticks(min_values=3)), ".component.min_values", id="more ticks than options"),
        pytest.param(label(tick(default="x")), ".component.default", id="a default that is a word"),
        pytest.param(label(tick(custom_id=None)), ".component.custom_id", id="no custom_id"),
    ],
)
def test_the_fields_of_modals_are_checked(component: Json, path: str) -> None:
    assert paths(judge_modal(component), "") == [path]


@pytest.mark.parametrize(
    "component",
    [
        pytest.param(label(menu(min_values=0, required=False)), id="optional, and none"),
        pytest.param(label(upload(min_values=0, max_values=10, required=False, file_types=["image"])), id="ten files"),
        pytest.param(label(upload(file_types=["Video", "audio", ".PDF", ".tar.gz"])), id="groups and endings"),
        pytest.param(
            label(ticks(options=[OPTION | {"default": True}, OTHER | {"default": True}])), id="every tick set"
        ),
        pytest.param(label(box(min_length=0, max_length=4000, value="x" * 4000, style=2)), id="a long text"),
    ],
)
def test_a_modal_takes_what_just_fits(component: Json) -> None:
    assert judge_modal(component) == []
