"""Select menus."""

import enum
import json
import re
from typing import Any

import pytest

from app.models.base import Snowflake, decoder, encode
from app.models.channel import ChannelType, TextChannel
from app.models.component import Component
from app.models.field import GroupOption
from app.models.guild import PartialEmoji, Role
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
from app.models.user import Member, User

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


class Tea(enum.Enum):
    GREEN = "green"
    BLACK = 0


class Size(enum.IntEnum):
    LARGE = 5


class Taste(enum.StrEnum):
    SWEET = "sweet"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Role(id=Snowflake(123456789012345678)).id, "123456789012345678"),
        (0, "0"),
        (-3, "-3"),
        (0.5, "0.5"),
        (Tea.GREEN, "green"),
        (Tea.BLACK, "0"),
        (Size.LARGE, "5"),
        (Taste.SWEET, "sweet"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("kind", [SelectOption, GroupOption])
def test_the_value_of_an_option_becomes_text(
    kind: type[SelectOption | GroupOption], value: float | enum.Enum, text: str
) -> None:
    option = kind("Ant", value)

    assert (option.value, type(option.value)) == (text, str)
    assert json.loads(encode(option)) == {"label": "Ant", "value": text}
    assert option.replace(label="Bee").value == text


@pytest.mark.parametrize("value", [True, ["a"], User(), ChannelType], ids=repr)
@pytest.mark.parametrize("kind", [SelectOption, GroupOption])
def test_a_value_that_no_menu_offers_is_refused(kind: type[SelectOption | GroupOption], value: Any) -> None:
    said = f"{kind.__name__} takes text, a number or a member of an Enum as its value, not {value!r}"

    with pytest.raises(TypeError, match=f"^{re.escape(said)}$"):
        kind("Ant", value)


@pytest.mark.parametrize("options", [None, 5, {"Ant": "a"}], ids=repr)
def test_what_is_no_list_of_options_is_refused(options: Any) -> None:
    with pytest.raises(TypeError, match=r"^StringSelect takes a list of options, not "):
        StringSelect(options)


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


def test_a_menu_takes_what_has_an_id() -> None:
    ada = User(id=Snowflake(5), username="ada")
    user, role = (SelectDefaultValue(id=Snowflake(5), type=DefaultValueType(kind)) for kind in ("user", "role"))

    assert UserSelect(default_values=[ada, Member(user=ada)], max_values=2).default_values == (user, user)
    assert MentionableSelect(default_values=[ada, Role(id=Snowflake(5)), role]).default_values == (user, role, role)
    assert ChannelSelect(default_values=[TextChannel(id=Snowflake(5))]).default_values[0].type == "channel"


@pytest.mark.parametrize(
    ("kind", "chosen", "said"),
    [
        (UserSelect, "5", "UserSelect takes ids and what has an id, not '5'"),
        (UserSelect, {"type": 7}, "UserSelect cannot read {'type': 7}: Expected `str`, got `int`"),
        (UserSelect, None, "UserSelect takes ids and what has an id, not None"),
        (RoleSelect, User(id=Snowflake(5)), "RoleSelect takes no User"),
        (MentionableSelect, TextChannel(id=Snowflake(5)), "MentionableSelect takes no TextChannel"),
        (MentionableSelect, 5, "MentionableSelect takes users and roles; give 5 as SelectDefaultValue(id=…, type=…)"),
    ],
)
def test_a_menu_refuses_what_it_cannot_hold(kind: type[UserSelect], chosen: Any, said: str) -> None:
    with pytest.raises(TypeError) as caught:
        kind(default_values=[chosen])

    assert str(caught.value).startswith(said)


def test_kinds_of_channels_are_kept_in_a_tuple() -> None:
    menu = ChannelSelect(custom_id="c", channel_types=[ChannelType.guild_text])

    assert menu.channel_types == (ChannelType.guild_text,)
    assert menu.replace(channel_types=[]).channel_types == ()
