import pytest

from app.simulator.default_world import default_world
from app.simulator.permissions import ALL, Permission, permissions_in
from app.simulator.world import Overwrite, World


@pytest.fixture
def world() -> World:
    return default_world(lambda: 1_800_000_000.0)


def may(world: World, name: str, channel: str) -> Permission:
    return Permission(permissions_in(world.guild, world.member(name), world.channel(channel)))


def test_the_owner_and_administrators_may_do_everything(world: World) -> None:
    assert may(world, "ada", "staff") == ALL
    world.guild.owner_id = world.user("ben").id
    assert may(world, "ada", "staff") == ALL
    assert may(world, "ben", "staff") == ALL


def test_roles_add_up(world: World) -> None:
    assert Permission.KICK_MEMBERS in may(world, "mira", "general")
    assert Permission.KICK_MEMBERS not in may(world, "ben", "general")
    assert Permission.SEND_MESSAGES in may(world, "ben", "general")


def test_who_may_not_see_a_channel_may_do_nothing_in_it(world: World) -> None:
    assert may(world, "ben", "staff") == 0
    assert Permission.SEND_MESSAGES in may(world, "mira", "staff")


def test_the_overwrite_of_a_member_outweighs_those_of_roles(world: World) -> None:
    channel = world.channel("general")
    channel.overwrites = [
        Overwrite(world.role("Artist").id, 0, deny=int(Permission.SEND_MESSAGES)),
        Overwrite(world.user("noor").id, 1, allow=int(Permission.SEND_MESSAGES)),
    ]

    assert Permission.SEND_MESSAGES in may(world, "noor", "general")
    assert Permission.SEND_MESSAGES not in may(world, "mira", "general")


def test_a_thread_follows_its_parent(world: World) -> None:
    world.channel("general").overwrites = [Overwrite(world.guild.id, 0, deny=int(Permission.ADD_REACTIONS))]

    assert Permission.ADD_REACTIONS not in may(world, "ben", "weekend plans")
