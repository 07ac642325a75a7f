"""Two sides of a command that look different and are the same, or are not."""

from typing import Any

import pytest

from app.models.command import ApplicationCommand, CommandOption, CommandOptionChoice
from app.tree.canonical import (
    CHOICE_FIELDS,
    COMMAND_FIELDS,
    OPTION_FIELDS,
    FieldChange,
    canonical,
    find_differences,
    sendable,
)

ROLL: dict[str, Any] = {"name": "roll", "description": "Roll."}
FROM_DISCORD: dict[str, Any] = {
    "id": "1",
    "application_id": "2",
    "version": "3",
    "type": 1,
    "name": "roll",
    "name_localizations": None,
    "description": "Roll.",
    "description_localizations": None,
    "default_member_permissions": None,
    "dm_permission": True,
    "default_permission": True,
    "nsfw": False,
    "contexts": None,
    "integration_types": [0],
}


def option(**more: Any) -> dict[str, Any]:
    return ROLL | {"options": [{"type": 3, "name": "a", "description": "b"} | more]}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (ROLL | {"integration_types": [0]}, FROM_DISCORD),
        (ROLL, ROLL | {"type": None, "options": None}),
        (ROLL, ROLL | {"type": 1, "options": []}),
        (ROLL, ROLL | {"name_localizations": {}, "description_localizations": {}}),
        (ROLL, ROLL | {"contexts": [0, 1, 2]}),
        (ROLL | {"contexts": [2, 1, 0]}, ROLL | {"contexts": None}),
        (ROLL | {"contexts": [2, 0]}, ROLL | {"contexts": [0, 2]}),
        (ROLL | {"integration_types": [1, 0]}, ROLL | {"integration_types": [0, 1]}),
        (ROLL | {"default_member_permissions": 8}, ROLL | {"default_member_permissions": "8"}),
        (ROLL | {"name_localizations": {"de": "roll"}}, ROLL),
        (
            ROLL | {"description_localizations": {"en-GB": "Roll.", "de": "R"}},
            ROLL | {"description_localizations": {"de": "R"}},
        ),
        (ROLL | {"description": "Roll. "}, ROLL),
        (ROLL, ROLL | {"something_new": 5}),
        (option(), option(required=False, autocomplete=False, choices=[], channel_types=[], min_value=None)),
        (option(min_length=0, max_length=6000), option()),
        (option(type=10, min_value=1), option(type=10, min_value=1.0)),
        (option(channel_types=[5, 0]), option(channel_types=[0, 5])),
        (option(file_types=[".PNG", "audio"]), option(file_types=["audio", ".png"])),
        (
            option(choices=[{"name": "x", "value": "y", "name_localizations": {"de": "x"}}]),
            option(choices=[{"name": "x", "value": "y", "name_localizations": None}]),
        ),
    ],
)  # fmt: skip
def test_these_are_the_same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert not find_differences(canonical(theirs, in_guild=False), canonical(ours, in_guild=False))


CHOICE = {"name": "x", "value": 0}


@pytest.mark.parametrize(
    ("ours", "theirs", "change"),
    [
        (ROLL | {"description": "X"}, ROLL, ("description", "Roll.", "X")),
        (ROLL, ROLL | {"nsfw": True}, ("nsfw", True, None)),
        (ROLL | {"default_member_permissions": "0"}, ROLL, ("default_member_permissions", None, "0")),
        (ROLL, ROLL | {"contexts": [0]}, ("contexts", [0], None)),
        (ROLL | {"name_localizations": {"de": "wurf"}}, ROLL, ("name_localizations.de", None, "wurf")),
        (option(required=True), option(), ("options.a.required", None, True)),
        (option(min_value=0), option(), ("options.a.min_value", None, 0)),
        (option(type=4), option(), ("options.a.type", 3, 4)),
        (option(), ROLL, ("options.a", None, {"type": 3, "name": "a", "description": "b"})),
        (ROLL, option(), ("options.a", {"type": 3, "name": "a", "description": "b"}, None)),
        (option(choices=[CHOICE]), option(), ("options.a.choices.x", None, CHOICE)),
        (option(choices=[CHOICE | {"value": 1}]), option(choices=[CHOICE]), ("options.a.choices.x.value", 0, 1)),
        (
            option(choices=[CHOICE, {"name": "y", "value": 1}]),
            option(choices=[{"name": "y", "value": 1}, CHOICE]),
            ("options.a.choices (order)", ["y", "x"], ["x", "y"]),
        ),
        (option(choices=[CHOICE, CHOICE]), option(choices=[]), ("options.a.choices", [], [CHOICE, CHOICE])),
    ],
)
def test_these_differ_in_one_place(
    ours: dict[str, Any], theirs: dict[str, Any], change: tuple[str, object, object]
) -> None:
    found = find_differences(canonical(theirs, in_guild=False), canonical(ours, in_guild=False))

    assert found == (FieldChange(*change),)


def test_a_guild_knows_no_contexts() -> None:
    said = ROLL | {"contexts": [0], "integration_types": [1]}

    assert canonical(said, in_guild=True) == {"type": 1} | ROLL
    assert sendable(said, in_guild=True) == ROLL


def test_what_discord_says_of_a_command_is_not_sent_back() -> None:
    assert sendable(FROM_DISCORD, in_guild=False) == {
        "id": "1",
        "type": 1,
        "name": "roll",
        "description": "Roll.",
        "nsfw": False,
        "integration_types": [0],
    }


def test_what_is_unknown_is_sent_back_however_deep_it_stands() -> None:
    strange = ROLL | {"new": 1, "options": [{"type": 99, "name": "a", "newer": [2], "choices": [{"newest": {"a": 3}}]}]}

    assert sendable(strange, in_guild=False) == strange


def test_a_command_on_users_has_no_description_to_send() -> None:
    assert sendable({"name": "Who", "type": 2, "description": ""}, in_guild=False) == {"name": "Who", "type": 2}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"dm_permission": False, "contexts": None}, {"dm_permission": False}),
        ({"dm_permission": False, "contexts": [0]}, {"contexts": [0]}),
        ({"dm_permission": True}, {}),
    ],
)
def test_permission_for_direct_messages_counts_where_there_are_no_contexts(
    said: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert sendable(ROLL | said, in_guild=False) == ROLL | kept
    assert sendable(ROLL | {"dm_permission": False}, in_guild=True) == ROLL


def test_every_field_that_can_be_declared_is_compared() -> None:
    given = {"id", "application_id", "guild_id", "version"}

    assert set(ApplicationCommand.__struct_fields__) - given <= COMMAND_FIELDS
    assert set(CommandOption.__struct_fields__) <= OPTION_FIELDS
    assert set(CommandOptionChoice.__struct_fields__) <= CHOICE_FIELDS
