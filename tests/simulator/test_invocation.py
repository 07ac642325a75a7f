"""Why Discord's client does not list a command."""

import pytest

from app.simulator.discord import Discord
from app.simulator.invocation import check_available
from app.simulator.permissions import Permission
from app.simulator.world import Channel, Overwrite, World
from tests.simulator.fake_bot import Json

ROLE, USER, CHANNEL = 1, 2, 3


@pytest.fixture
def discord() -> Discord:
    return Discord()


@pytest.fixture
def world(discord: Discord) -> World:
    return discord.world


def why_hidden(discord: Discord, command: Json, user: str = "ben", channel: Channel | str = "bots") -> str | None:
    """Register a command, and tell why it is not offered; None where it is."""
    world = discord.world
    [stored] = discord.register([{"name": "tidy", "description": "" if "type" in command else "d", **command}])
    where = world.channel(channel) if isinstance(channel, str) else channel
    try:
        check_available(discord.origin(world.user(user), where, None), stored, unchecked=False)
    except ValueError as error:
        return str(error)
    return None


def let(discord: Discord, kind: int, whom: int, permission: bool, *, of_all: bool = False) -> None:
    """Say in the guild's settings who may use the command, or all commands."""
    [stored] = discord.commands.listed() or discord.register([{"name": "tidy", "description": "d"}])
    key = discord.application_id if of_all else int(stored["id"])
    entry = {"id": str(whom), "type": kind, "permission": permission}
    discord.world.guild.command_permissions.setdefault(key, []).append(entry)


@pytest.mark.parametrize(
    ("command", "user", "sentence"),
    [
        ({}, "ben", None),
        ({"contexts": [1, 2]}, "ben", "is not offered in servers: its contexts say only in the DM with the bot and in"),
        ({"integration_types": [1]}, "ben", None),
        ({"nsfw": True}, "ada", "tidy is age-restricted, the channel 'bots' is not"),
        ({"default_member_permissions": str(1 << 5)}, "ben", "Ben may not use tidy here: it needs Manage Server"),
        ({"default_member_permissions": str(1 << 13 | 1 << 4)}, "mira", "it needs Manage Channels"),
        ({"default_member_permissions": str(1 << 13 | 1 << 4)}, "ben", "it needs Manage Channels, Manage Messages"),
        ({"default_member_permissions": str(1 << 5)}, "ada", None),
        ({"default_member_permissions": "0"}, "mira", "its default_member_permissions are 0, which is for admin"),
        ({"default_member_permissions": "0"}, "ada", None),
    ],
)
def test_authors_are_told_why_a_command_is_hidden(
    discord: Discord, command: Json, user: str, sentence: str | None
) -> None:
    found = why_hidden(discord, command, user)

    assert found == sentence or (sentence is not None and sentence in (found or ""))


def test_in_a_dm_no_permissions_are_asked_for(discord: Discord, world: World) -> None:
    channel = world.dm(world.user("ben"))

    assert why_hidden(discord, {"default_member_permissions": "0", "nsfw": True}, channel=channel) is None
    assert "its contexts say only in servers" in (why_hidden(discord, {"contexts": [0]}, channel=channel) or "")


def test_the_channel_must_be_seen_and_its_commands_may_be_off(discord: Discord, world: World) -> None:
    assert why_hidden(discord, {}, channel="staff") == "Ben does not see this channel"
    bits = int(Permission.USE_APPLICATION_COMMANDS)
    world.channel("bots").overwrites = [Overwrite(world.guild.id, deny=bits)]

    expected = "Ben may not use tidy here: such commands need Use Application Commands in this channel"
    assert why_hidden(discord, {}) == expected
    assert why_hidden(discord, {}, user="ada") is None


def test_user_commands_are_for_who_may_write_there(discord: Discord, world: World) -> None:
    world.channel("bots").overwrites = [Overwrite(world.guild.id, deny=int(Permission.SEND_MESSAGES))]

    assert why_hidden(discord, {}) is None
    assert "such commands need Send Messages in this channel" in (why_hidden(discord, {"type": 2}) or "")


def test_the_guilds_settings_decide_over_the_commands_own_permissions(discord: Discord, world: World) -> None:
    command = {"default_member_permissions": "0"}
    let(discord, ROLE, world.role("Moderator").id, True)

    assert why_hidden(discord, command, "mira") is None
    assert why_hidden(discord, command, "ben") is not None
    let(discord, USER, world.user("mira").id, False)
    assert "the server's settings for the command (Integrations) do not let him" in (
        why_hidden(discord, command, "mira") or ""
    )


def test_a_role_weighs_more_than_everyone_and_one_allowed_role_more_than_a_denied_one(
    discord: Discord, world: World
) -> None:
    let(discord, ROLE, world.guild.id, False)
    assert (why_hidden(discord, {}, "ben") is None, why_hidden(discord, {}, "ada")) == (False, None)
    let(discord, ROLE, world.role("Artist").id, False)
    let(discord, ROLE, world.role("Moderator").id, True)

    assert (why_hidden(discord, {}, "mira") is None, why_hidden(discord, {}, "noor") is None) == (True, False)


def test_a_channel_can_be_closed_and_threads_follow_it(discord: Discord, world: World) -> None:
    let(discord, CHANNEL, world.channel("general").id, False)
    hidden = [name for name in ("general", "bots", "weekend plans") if why_hidden(discord, {}, channel=name)]
    assert hidden == ["general", "weekend plans"]

    world.guild.command_permissions.clear()
    let(discord, CHANNEL, world.guild.id - 1, False)
    let(discord, CHANNEL, world.channel("bots").id, True)
    assert [name for name in ("general", "bots", "weekend plans") if not why_hidden(discord, {}, channel=name)] == [
        "bots"
    ]


def test_what_is_said_of_all_commands_counts_where_nothing_is_said_of_one(discord: Discord, world: World) -> None:
    let(discord, ROLE, world.guild.id, False, of_all=True)
    assert why_hidden(discord, {}) is not None
    let(discord, USER, world.user("noor").id, True, of_all=True)
    assert why_hidden(discord, {}, "noor") is None
    # It gives nobody what the command asks for.
    assert "it needs Manage Server" in (why_hidden(discord, {"default_member_permissions": "32"}, "noor") or "")

    let(discord, USER, world.user("mira").id, True)
    assert why_hidden(discord, {}) is None
