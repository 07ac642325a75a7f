import pytest

from app.simulator.default_world import default_world
from app.simulator.world import CATEGORY, PUBLIC_THREAD, TEXT, VOICE, World


@pytest.fixture
def world() -> World:
    return default_world(lambda: 1_800_000_000.0)


def test_the_default_world_has_people_channels_and_a_thread(world: World) -> None:
    types = {channel.type for channel in world.guild.channels.values()}

    assert {TEXT, VOICE, CATEGORY, PUBLIC_THREAD} <= types
    assert world.guild.owner_id == world.user("ada").id
    assert world.application.bot.id in world.guild.members


def test_the_default_world_has_the_same_ids_at_every_start(world: World) -> None:
    again = default_world(lambda: 1_900_000_000.0)

    assert list(again.users) == list(world.users)
    assert list(again.guild.channels) == list(world.guild.channels)


def test_all_ids_of_the_world_differ(world: World) -> None:
    guild = world.guild
    ids = [*world.users, *world.messages, *world.channels, *guild.channels, *(r for r in guild.roles if r != guild.id)]

    assert len(set(ids)) == len(ids)


def test_a_dm_is_opened_once(world: World) -> None:
    mira = world.user("mira")

    assert world.dm(mira) is world.dm(mira)
    assert world.channel_by_id(world.dm(mira).id) is world.dm(mira)


def test_a_wrong_name_is_answered_with_the_right_ones(world: World) -> None:
    for find, known in ((world.user, "ben"), (world.channel, "general"), (world.role, "Artist")):
        with pytest.raises(LookupError, match=known):
            find("nobody")
