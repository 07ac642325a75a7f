import pytest

from app.simulator.hierarchy import require_above_member, require_above_role, stands_above_member, stands_above_role
from app.simulator.refusal import Refusal
from app.simulator.world import World
from tests.simulator.fake_bot import FakeBot


def below(world: World) -> list[str]:
    """Name the members that the bot stands above."""
    return [member.user.username for member in world.guild.members.values() if _is_below(world, member.user.username)]


def _is_below(world: World, name: str) -> bool:
    return stands_above_member(world, world.guild, world.member(name))


async def test_the_bot_stands_above_whom_its_highest_role_is_above(bot: FakeBot) -> None:
    world = bot.discord.world

    assert below(world) == ["ben", "noor", "tidy"]
    assert stands_above_role(world, world.guild, world.role("Artist"))
    for name in ("postern", "Moderator"):
        with pytest.raises(Refusal) as caught:
            require_above_role(world, world.guild, world.role(name))
        assert caught.value.code == 50013


async def test_an_owner_stands_above_all_and_nobody_above_him(bot: FakeBot) -> None:
    world = bot.discord.world
    world.member("ada").role_ids = []
    with pytest.raises(Refusal):
        require_above_member(world, world.guild, world.member("ada"))

    world.guild.owner_id = world.application.bot.id

    assert below(world) == ["ada", "ben", "mira", "noor", "tidy"]


async def test_of_two_roles_at_one_position_the_older_stands_higher(bot: FakeBot) -> None:
    world = bot.discord.world
    world.role("Moderator").position = world.role("postern").position

    assert stands_above_role(world, world.guild, world.role("Moderator"))
