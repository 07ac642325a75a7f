"""Commands: as they are registered, and as they come back."""

import json

import pytest

from app.models.base import convert, decoder, encode
from app.models.command import (
    ApplicationCommand,
    ApplicationCommandType,
    CommandData,
    CommandDataOption,
    CommandOption,
    CommandOptionChoice,
    EntryPointHandler,
    OptionType,
    localizations,
)
from app.models.locale import Locale


@pytest.mark.parametrize(
    ("texts", "wire"),
    [
        (None, None),
        ({}, None),
        ({"de": "a"}, {"de": "a"}),
        ({Locale.german: "a", Locale.english_uk: "b"}, {"de": "a", "en-GB": "b"}),
    ],
)
def test_localizations_are_written_by_their_code(texts: dict[Locale, str] | None, wire: dict[str, str] | None) -> None:
    assert localizations(texts) == wire


def test_a_command_that_says_little_is_written_shortly() -> None:
    made = ApplicationCommand(name="ping", type=ApplicationCommandType.chat_input, description="Pong")

    assert json.loads(encode(made)) == {"name": "ping", "type": 1, "description": "Pong"}


def test_an_entry_point_command_says_who_handles_it() -> None:
    made = ApplicationCommand(
        name="launch",
        type=ApplicationCommandType.primary_entry_point,
        handler=EntryPointHandler.discord_launch_activity,
    )
    listed = decoder(ApplicationCommand).decode(b'{"name":"launch","type":4,"handler":3}')

    assert json.loads(encode(made)) == {"name": "launch", "type": 4, "handler": 2}
    assert (listed.handler and listed.handler.name) == "unknown_3"


def test_values_of_nought_are_written() -> None:
    option = CommandOption(type=OptionType.integer, name="a", description="b", min_value=0, max_value=0)
    choice = CommandOptionChoice(name="none", value=0)

    assert json.loads(encode([option, choice])) == [
        {"type": 4, "name": "a", "description": "b", "min_value": 0, "max_value": 0},
        {"name": "none", "value": 0},
    ]


def test_a_command_that_discord_lists_is_read() -> None:
    read = decoder(ApplicationCommand).decode(
        b'{"id":"1","application_id":"2","version":"3","name":"tag","type":1,"description":"d","nsfw":false,'
        b'"default_member_permissions":null,"contexts":[0,7],"integration_types":[0],"dm_permission":true,'
        b'"options":[{"type":1,"name":"show","description":"s","options":[{"type":3,"name":"name","description":"n",'
        b'"required":true,"choices":[{"name":"A","value":"a"}],"max_length":50}]}]}'
    )

    assert (read.id, read.name, read.default_member_permissions) == (1, "tag", None)
    assert read.contexts is not None
    assert read.contexts[1].name == "unknown_7"
    assert read.options[0].options[0].choices == (CommandOptionChoice(name="A", value="a"),)


def test_what_was_read_is_written_alike() -> None:
    made = ApplicationCommand(
        name="a",
        description="b",
        options=(CommandOption(type=OptionType.number, name="c", description="d", min_value=0.5),),
    )

    assert decoder(ApplicationCommand).decode(encode(made)) == made


@pytest.mark.parametrize("value", ["x", "", 0, 1, 1.5, True, False, None, 2**60, "1"])
def test_the_value_of_an_option_keeps_its_type(value: object) -> None:
    option = convert({"name": "o", "type": 3, "value": value}, CommandDataOption)

    assert option.value == value
    assert type(option.value) is type(value)


def test_data_without_a_type_is_of_a_slash_command() -> None:
    assert decoder(CommandData).decode(b'{"name":"x"}').type is ApplicationCommandType.chat_input
