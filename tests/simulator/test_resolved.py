import pytest

from app.simulator.default_world import default_world
from app.simulator.resolved import Resolved
from app.simulator.world import Channel, World


@pytest.fixture
def world() -> World:
    return default_world(lambda: 1_800_000_000.0)


@pytest.fixture
def resolved(world: World) -> Resolved:
    return Resolved(world, world.channel("bots"), world.user("ben"))


def test_users_are_found_by_username_display_name_and_nickname(world: World, resolved: Resolved) -> None:
    noor = str(world.user("noor").id)

    assert resolved.user("noor") == resolved.user("Noor of the North") == resolved.user(noor) == noor
    assert resolved.view["users"].keys() == resolved.view["members"].keys() == {noor}


def test_a_username_is_that_of_one_user_though_others_are_called_so(world: World, resolved: Resolved) -> None:
    world.member("mira").nick = "ben"

    assert resolved.user("ben") == str(world.user("ben").id)


def test_roles_and_channels_are_found_by_name_where_one_is(world: World, resolved: Resolved) -> None:
    assert resolved.role("Artist") == str(world.role("Artist").id)
    assert resolved.channel("general") is world.channel("general")
    with pytest.raises(LookupError, match=r"no role 'Baker'; there are: .*Artist"):
        resolved.role("Baker")
    with pytest.raises(LookupError, match=r"no channel 'lobby'; there are: .*general"):
        resolved.channel("lobby")


def test_in_a_direct_message_no_channel_has_a_name(world: World) -> None:
    ben = world.user("ben")

    with pytest.raises(LookupError, match="no channel 'general'; there are: none"):
        Resolved(world, world.dm(ben), ben).channel("general")


def test_a_name_of_two_is_refused(world: World, resolved: Resolved) -> None:
    second = Channel(world.snowflakes(), 0, "general", world.guild.id)
    world.guild.channels[second.id] = second

    with pytest.raises(LookupError, match="2 channels are called 'general': give the id of the one"):
        resolved.channel("general")


def test_a_mentionable_is_found_by_the_name_of_a_user_or_of_a_role(world: World, resolved: Resolved) -> None:
    assert resolved.mentionable("mira") == str(world.user("mira").id)
    assert resolved.mentionable("Artist") == str(world.role("Artist").id)
    with pytest.raises(LookupError, match="no role 'Baker'"):
        resolved.mentionable("Baker")
