import pytest

from app.simulator.access import Access
from app.simulator.default_world import default_world
from app.simulator.permissions import Permission
from app.simulator.refusal import Refusal
from app.simulator.world import Channel, Guild, Overwrite, World


@pytest.fixture
def world() -> World:
    return default_world(lambda: 1_800_000_000.0)


def reach(world: World, place: Guild | Channel, *needed: Permission) -> None:
    access = Access(world)
    if isinstance(place, Guild):
        assert access.guild(place.id, *needed) is place
    else:
        assert access.channel(place.id, *needed) is place


def refusal(world: World, place: Guild | Channel, *needed: Permission) -> int:
    with pytest.raises(Refusal) as caught:
        reach(world, place, *needed)
    assert caught.value.status == 403
    return caught.value.code


def bot_role_only(world: World, permission: Permission) -> None:
    bot = world.guild.members[world.application.bot.id]
    world.guild.roles[bot.role_ids[0]].permissions = int(permission)


def test_the_bot_is_refused_what_it_has_no_permission_for(world: World) -> None:
    bot_role_only(world, Permission.BAN_MEMBERS)

    reach(world, world.guild, Permission.BAN_MEMBERS)
    reach(world, world.channel("general"), Permission.BAN_MEMBERS, Permission.SEND_MESSAGES)
    assert refusal(world, world.guild, Permission.KICK_MEMBERS) == 50013
    assert refusal(world, world.channel("general"), Permission.BAN_MEMBERS, Permission.MANAGE_CHANNELS) == 50013


def test_of_several_permissions_one_may_be_enough(world: World) -> None:
    bot_role_only(world, Permission.BAN_MEMBERS)

    Access(world).require_any(world.guild, Permission.KICK_MEMBERS, Permission.BAN_MEMBERS)
    with pytest.raises(Refusal) as caught:
        Access(world).require_any(
            world.guild, Permission.KICK_MEMBERS, Permission.BAN_MEMBERS | Permission.KICK_MEMBERS
        )
    assert caught.value.code == 50013


def test_a_channel_may_deny_the_bot_what_the_guild_allows(world: World) -> None:
    general = world.channel("general")
    general.overwrites = [Overwrite(world.guild.id, 0, deny=int(Permission.SEND_MESSAGES))]

    reach(world, world.guild, Permission.SEND_MESSAGES)
    assert refusal(world, general, Permission.SEND_MESSAGES) == 50013
    general.overwrites = [Overwrite(world.guild.id, 0, deny=int(Permission.VIEW_CHANNEL))]
    assert refusal(world, general) == 50001


def test_the_bot_has_no_access_where_it_is_not(world: World) -> None:
    bot = world.application.bot
    own = world.dm(world.user("ben"))
    other = next(one for one in world.channels.values() if one.guild_id is None and bot not in one.recipients)

    reach(world, own, Permission.SEND_MESSAGES)
    assert refusal(world, other) == 50001
    del world.guild.members[bot.id]
    assert refusal(world, world.guild) == refusal(world, world.channel("general")) == 50001


def test_another_application_is_out_of_reach(world: World) -> None:
    assert Access(world).application(world.application.id) is world.application
    with pytest.raises(Refusal) as caught:
        Access(world).application(5)
    assert (caught.value.status, caught.value.code) == (403, 20012)
