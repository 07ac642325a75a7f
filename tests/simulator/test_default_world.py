from app.simulator.default_world import FOUNDED, default_world, open_direct_messages
from app.simulator.payloads import PRIVATE_CHANNEL, Origin
from app.simulator.snowflakes import created_at
from app.simulator.world import World


def made() -> World:
    return default_world(lambda: 1_800_000_000.0)


def ids(world: World) -> list[int]:
    guilds = world.guilds.values()
    return [
        *world.users,
        *world.guilds,
        *(key for guild in guilds for key in (*guild.roles, *guild.channels)),
        *world.channels,
        *world.messages,
        *(sku.id for sku in world.application.skus),
    ]


def test_all_ids_are_the_same_at_every_start_and_none_comes_twice() -> None:
    world = made()

    assert ids(world) == ids(made())
    # A guild's everyone role has the id of its guild.
    assert len(set(ids(world))) == len(ids(world)) - len(world.guilds)
    assert {created_at(one) for one in ids(world)} == {FOUNDED}


def test_ids_do_not_change_when_something_is_added() -> None:
    """Those of the first version, which bots have stored by now."""
    world, first = made(), made().user("ada").id

    found = {
        "bot": world.application.bot.id,
        "guild": world.guild.id,
        "Artist": world.role("Artist").id,
        "general": world.channel("general").id,
        "weekend plans": world.channel("weekend plans").id,
        "first message": next(iter(world.messages)),
        "Golden Key": world.application.skus[0].id,
    }
    assert {name: number - first for name, number in found.items()} == {
        "bot": 4,
        "guild": 6,
        "Artist": 7,
        "general": 12,
        "weekend plans": 14,
        "first message": 21,
        "Golden Key": 24,
    }


def test_the_neighbours_do_not_have_the_application() -> None:
    world = made()
    neighbours = world.guilds[world.channel("lobby").guild_id or 0]

    assert (neighbours.name, neighbours.has_application, world.guild.name) == (
        "The Neighbours",
        False,
        "Postern Playground",
    )
    assert {member.user.username for member in neighbours.members.values()} == {"ada", "ben", "mira", "noor"}


def test_a_dm_of_two_people_is_no_place_of_the_bot() -> None:
    world = made()
    [channel] = [one for one in world.channels.values() if world.application.bot not in one.recipients]

    assert {user.username for user in channel.recipients} == {"ada", "ben"}
    assert Origin(world, world.user("ben"), channel, "de").context == PRIVATE_CHANNEL


def test_dms_with_the_bot_are_opened_once_for_every_person() -> None:
    world, other = made(), made()
    before = world.dm(world.user("ben"))

    for _ in range(2):
        open_direct_messages(world)
    open_direct_messages(other)

    assert (len(world.channels), world.dm(world.user("ben"))) == (5, before)
    assert list(world.channels) == list(other.channels)
    assert not any(other.user("tidy") in channel.recipients for channel in world.channels.values())
    assert len(set(ids(world))) == len(ids(world)) - len(world.guilds)
