from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.simulator.refusal import Refusal
from app.simulator.registration import check_command, check_commands, command_size, is_command_name


def command(**changes: object) -> dict[str, Any]:
    return {"name": "roll", "description": "Roll some dice.", **changes}


def option(**changes: object) -> dict[str, Any]:
    return {"type": 3, "name": "dice", "description": "How many", **changes}


def with_options(*options: dict[str, Any]) -> dict[str, Any]:
    return command(options=list(options))


@pytest.mark.parametrize("name", ["roll", "a-b_c'd", "würfeln", "骰子", "ลูกเต๋า", "हिन्दी", "x" * 32, "7"])
def test_names_that_discord_takes(name: str) -> None:
    assert is_command_name(name)


@pytest.mark.parametrize("name", ["", "Roll", "roll dice", "roll!", "x" * 33, "ÜBER", "a.b", "🎲"])
def test_names_that_discord_refuses(name: str) -> None:
    assert not is_command_name(name)


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        (command(name="Roll"), "name"),
        (command(name="x" * 33), "name"),
        (command(name=None), "name"),
        (command(description=""), "description"),
        (command(description="x" * 101), "description"),
        ({"type": 2, "name": "Who", "description": "no"}, "description"),
        ({"type": 3, "name": "Quote", "options": [option()]}, "options"),
        (command(type=9), "type"),
        (command(contexts=[]), "contexts"),
        (command(contexts=[0, 0]), "contexts"),
        (command(integration_types=[3]), "integration_types"),
        (command(nsfw="yes"), "nsfw"),
        (command(default_member_permissions="ban"), "default_member_permissions"),
        (command(name_localizations={"xx": "a"}), "name_localizations.xx"),
        (command(name_localizations={"de": "A"}), "name_localizations.de"),
        (command(description_localizations={"de": "x" * 101}), "description_localizations.de"),
        (with_options(*[option(name=f"o{n}") for n in range(26)]), "options"),
        (with_options(option(name="Big")), "options.0.name"),
        (with_options(option(description="")), "options.0.description"),
        (with_options(option(type=12)), "options.0.type"),
        (with_options(option(), option()), "options.1.name"),
        (with_options(option(), option(name="b", required=True)), "options.1"),
        (with_options(option(type=1), option(name="b")), "options"),
        (with_options(option(type=1, required=True)), "options.0.required"),
        (with_options(option(type=1, options=[option(type=1)])), "options.0.options.0.type"),
        (with_options(option(type=2, options=[option(type=2)])), "options.0.options.0.type"),
        (with_options(option(choices=[{"name": "n", "value": 1}])), "options.0.choices.0.value"),
        (with_options(option(type=4, choices=[{"name": "n", "value": 1.5}])), "options.0.choices.0.value"),
        (with_options(option(choices=[{"name": "n", "value": "v"}] * 2)), "options.0.choices.1.name"),
        (with_options(option(choices=[{"name": f"n{n}", "value": "v"} for n in range(26)])), "options.0.choices"),
        (with_options(option(type=5, autocomplete=True)), "options.0.autocomplete"),
        (with_options(option(type=5, choices=[{"name": "n", "value": "v"}])), "options.0.choices"),
        (with_options(option(autocomplete=True, choices=[{"name": "n", "value": "v"}])), "options.0.autocomplete"),
        (with_options(option(type=4, min_value=2, max_value=1)), "options.0.max_value"),
        (with_options(option(type=4, max_value=2**53)), "options.0.max_value"),
        (with_options(option(type=10, min_value="x")), "options.0.min_value"),
        (with_options(option(min_length=-1)), "options.0.min_length"),
        (with_options(option(max_length=6001)), "options.0.max_length"),
        (with_options(option(type=7, channel_types=[99])), "options.0.channel_types"),
        (with_options(option(type=11, file_types=["image"] * 11)), "options.0.file_types"),
    ],
)
def test_each_rule_names_its_field(sent: dict[str, Any], path: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_command(sent, in_guild=False)

    assert [line.split(": ")[0] for line in caught.value.fields] == [path]


def test_a_command_with_groups_subcommands_and_limits_is_accepted() -> None:
    leaf = option(
        type=1, name="create", options=[option(required=True, min_length=0, max_length=6000), option(name="b")]
    )
    check_command(with_options(option(type=2, name="group", options=[leaf]), leaf), in_guild=False)


def test_guild_commands_have_neither_contexts_nor_entry_points() -> None:
    for sent in (command(contexts=[0]), {"type": 4, "name": "launch", "description": "Launch"}):
        check_command(sent, in_guild=False)
        with pytest.raises(Refusal):
            check_command(sent, in_guild=True)


LAUNCH = {"type": 4, "name": "Launch", "handler": 2}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (LAUNCH | {"handler": 3}, "handler"),
        (LAUNCH | {"description": "x" * 101}, "description"),
        (LAUNCH | {"name": "x" * 33}, "name"),
        (LAUNCH | {"options": [option()]}, "options"),
        (command(handler=1), "handler"),
        ({"type": 2, "name": "Who", "handler": 1}, "handler"),
    ],
)
def test_an_entry_point_command_has_a_handler_and_no_options(sent: dict[str, object], field: str) -> None:
    check_command(LAUNCH, in_guild=False)
    with pytest.raises(Refusal) as caught:
        check_command(sent, in_guild=False)
    assert [wrong.partition(":")[0] for wrong in caught.value.fields] == [field]


def test_there_is_one_entry_point_command_and_only_where_there_are_activities() -> None:
    with pytest.raises(Refusal) as caught:
        check_commands([LAUNCH, LAUNCH | {"name": "Play"}], in_guild=False)
    assert caught.value.code == 30032
    with pytest.raises(Refusal, match="EMBEDDED"):
        check_command(LAUNCH, in_guild=False, is_embedded=False)


def test_a_hundred_commands_fit_and_one_more_does_not() -> None:
    commands = [command(name=f"c{n}") for n in range(101)]

    check_commands(commands[:100], in_guild=False)
    with pytest.raises(Refusal) as caught:
        check_commands(commands, in_guild=False)
    assert caught.value.code == 30032


def test_a_name_may_be_used_once_per_type() -> None:
    check_commands([command(), {"type": 2, "name": "roll"}], in_guild=False)
    with pytest.raises(Refusal) as caught:
        check_commands([command(), command()], in_guild=False)
    assert caught.value.fields == ["1.name: Application command names must be unique"]


def test_only_the_longest_translation_counts_for_the_size() -> None:
    sent = command(name_localizations={"de": "x" * 10, "fr": "x" * 20}, description="y" * 5)

    assert command_size(sent) == 25


def test_a_command_of_more_than_8000_characters_is_too_large() -> None:
    choices = [{"name": f"{n}" + "n" * 90, "value": "v" * 100} for n in range(25)]
    sent = with_options(*[option(name=f"o{n}", choices=choices) for n in range(2)])

    with pytest.raises(Refusal) as caught:
        check_command(sent, in_guild=False)
    assert caught.value.errors == {
        "_errors": [{"code": "APPLICATION_COMMAND_TOO_LARGE", "message": "Command exceeds maximum size (8000)"}]
    }


WORDS = """
type name description options choices value contexts integration_types channel_types name_localizations
description_localizations required autocomplete min_value max_value id de
"""
KEYS = st.sampled_from(WORDS.split())
VALUES = st.none() | st.booleans() | st.integers(-1, 12) | st.floats() | st.sampled_from(["", "a", "B", "5", "x" * 101])
THINGS = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=20
)


@given(st.lists(st.dictionaries(KEYS, THINGS, max_size=6) | THINGS, max_size=3))
def test_whatever_is_registered_is_accepted_or_refused(commands: list[object]) -> None:
    try:
        check_commands(commands, in_guild=False)
    except Refusal as refusal:
        assert refusal.fields or refusal.code == 30032
