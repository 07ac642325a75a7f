"""Select menus."""

import json

import pytest

from app.models.base import Snowflake, decoder, encode
from app.models.channel import ChannelType
from app.models.component import Component
from app.models.guild import PartialEmoji
from app.models.select import (
    ChannelSelect,
    DefaultValueType,
    MentionableSelect,
    RoleSelect,
    Select,
    SelectDefaultValue,
    SelectOption,
    StringSelect,
    UserSelect,
)

components = decoder(Component)


def test_a_menu_of_texts_has_options() -> None:
    menu = components.decode(
        b'{"type":3,"custom_id":"bug","options":[{"label":"Ant","value":"ant","emoji":{"name":"x"},"default":true}]}'
    )

    assert isinstance(menu, StringSelect)
    assert (menu.options[0].label, menu.options[0].value, menu.options[0].default) == ("Ant", "ant", True)
    assert (menu.min_values, menu.max_values, menu.required, menu.disabled) == (1, 1, True, False)


def test_the_texts_that_were_chosen_stay_texts() -> None:
    menu = components.decode(b'{"type":3,"custom_id":"n","values":["1","2"]}')

    assert isinstance(menu, StringSelect)
    assert menu.values == ("1", "2")


@pytest.mark.parametrize(
    ("number", "kind"), [(5, UserSelect), (6, RoleSelect), (7, MentionableSelect), (8, ChannelSelect)]
)
def test_what_was_chosen_in_the_other_menus_are_ids(number: int, kind: type[Select]) -> None:
    menu = components.decode(json.dumps({"type": number, "custom_id": "n", "values": ["123456789012345678"]}))

    assert type(menu) is kind
    assert isinstance(menu, UserSelect | RoleSelect | MentionableSelect | ChannelSelect)
    assert menu.values == (123456789012345678,)


def test_somebody_may_be_chosen_already() -> None:
    menu = components.decode(
        b'{"type":7,"custom_id":"n","default_values":[{"id":"1","type":"user"},{"id":"2","type":"role"}]}'
    )

    assert isinstance(menu, MentionableSelect)
    assert [(one.id, one.type) for one in menu.default_values] == [
        (1, DefaultValueType.user),
        (2, DefaultValueType.role),
    ]


def test_a_menu_of_channels_may_be_limited_to_kinds() -> None:
    menu = components.decode(b'{"type":8,"custom_id":"n","channel_types":[2,13,99]}')

    assert isinstance(menu, ChannelSelect)
    assert menu.channel_types[:2] == (ChannelType.guild_voice, ChannelType.guild_stage_voice)
    assert menu.channel_types[2].name == "unknown_99"


def test_the_options_of_a_menu_are_written_as_texts_or_by_position() -> None:
    menu = StringSelect(["Ant", SelectOption("Bee", "b", emoji="🐝", default=True)], custom_id="bug")

    assert isinstance(menu.options, tuple)
    assert json.loads(encode(menu)) == {
        "type": 3,
        "custom_id": "bug",
        "options": [
            {"label": "Ant", "value": "Ant"},
            {"label": "Bee", "value": "b", "emoji": {"name": "🐝"}, "default": True},
        ],
    }


def test_the_value_of_an_option_is_its_label_unless_given() -> None:
    assert SelectOption("Ant") == SelectOption("Ant", "Ant") == SelectOption("Ant", None)
    assert SelectOption("Ant", emoji="🐜").emoji == PartialEmoji(name="🐜")


@pytest.mark.parametrize(
    ("kind", "word"),
    [(UserSelect, "user"), (RoleSelect, "role"), (ChannelSelect, "channel")],
    ids=lambda value: str(value),
)
def test_a_menu_of_one_kind_takes_plain_ids(kind: type[UserSelect], word: str) -> None:
    menu = kind(custom_id="n", default_values=[5]).replace(max_values=2, min_values=0)

    assert menu.default_values == (SelectDefaultValue(id=Snowflake(5), type=DefaultValueType(word)),)
    assert menu.replace(default_values=[6]).default_values[0].id == 6
    assert json.loads(encode(menu))["default_values"] == [{"id": "5", "type": word}]
