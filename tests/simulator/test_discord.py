import base64

import pytest

from app.simulator.discord import Discord
from app.simulator.refusal import Refusal
from tests.simulator.fake_bot import FakeBot, named


def test_a_seed_decides_all_secrets() -> None:
    first, second, other = Discord(seed=bytes(32)), Discord(seed=bytes(32)), Discord()

    assert (first.public_key, first.bot_token) == (second.public_key, second.bot_token)
    assert other.bot_token != first.bot_token


def test_the_bot_token_has_the_form_of_a_real_one() -> None:
    discord = Discord()
    first, second, third = discord.bot_token.split(".")

    assert base64.b64decode(first + "==") == str(discord.application_id).encode()
    assert (len(second), len(third)) == (6, 38)


async def test_an_unregistered_command_is_answered_with_the_registered_ones(bot: FakeBot) -> None:
    bot.discord.register([*named(["roll", "sum"]), {"name": "Who", "type": 2}])

    with pytest.raises(LookupError, match="no command 'rol' is registered; there are: roll, sum"):
        await bot.discord.command("rol")
    with pytest.raises(LookupError, match="there are: none"):
        await bot.discord.message_command("Quote", 1)


async def test_a_command_with_subcommands_cannot_be_invoked_alone(bot: FakeBot) -> None:
    bot.discord.register(
        [{"name": "tag", "description": "d", "options": [{"type": 1, "name": "show", "description": "d"}]}]
    )

    with pytest.raises(LookupError, match="its subcommands are: show"):
        await bot.discord.command("tag")
    with pytest.raises(LookupError, match="no subcommand 'hide'; there are: show"):
        await bot.discord.command("tag hide")


async def test_the_client_offers_only_what_the_user_may_use_here(bot: FakeBot) -> None:
    discord, world = bot.discord, bot.discord.world
    discord.register(
        [
            {"name": "kick", "description": "d", "default_member_permissions": str(1 << 1)},
            {"name": "reset", "description": "d", "default_member_permissions": "0"},
            {"name": "adult", "description": "d", "nsfw": True},
            {"name": "dm", "description": "d", "contexts": [1]},
        ]
    )

    for name, sentence in (
        ("kick", "may not use kick"),
        ("reset", "may not use reset"),
        ("adult", "is age-restricted"),
        ("dm", "not offered in servers: its contexts say only in the DM with the bot"),
    ):
        with pytest.raises(ValueError, match=sentence):
            await discord.command(name)
        assert (await discord.command(name, unchecked=True)).state == "answered"
    assert (await discord.command("kick", user=world.user("mira"))).content == "hello"
    assert (await discord.command("reset", user=world.user("ada"))).content == "hello"
    assert (await discord.command("adult", channel=world.channel("late-night"))).content == "hello"


async def test_nobody_acts_where_he_is_not(bot: FakeBot) -> None:
    world = bot.discord.world
    bot.discord.register(named(["roll"]))

    with pytest.raises(ValueError, match="takes no part"):
        await bot.discord.command("roll", user=world.user("mira"), channel=world.dm(world.user("ben")))
    del world.guild.members[world.user("mira").id]
    with pytest.raises(ValueError, match="is no member"):
        await bot.discord.command("roll", user=world.user("mira"))


async def test_only_options_registered_for_it_complete_themselves(bot: FakeBot) -> None:
    option = {"type": 3, "name": "plain", "description": "d"}
    bot.discord.register([{"name": "find", "description": "d", "options": [option]}])

    with pytest.raises(ValueError, match="not registered with autocomplete"):
        await bot.discord.autocomplete("find", "plain")
    with pytest.raises(ValueError, match="no option 'other'; there are: plain"):
        await bot.discord.autocomplete("find", "other")


def test_registering_says_what_is_wrong() -> None:
    with pytest.raises(Refusal, match=r"0\.name: Command name is invalid"):
        Discord().register([{"name": "Not Allowed", "description": "d"}])


async def test_whatever_happens_raises_the_revision(bot: FakeBot) -> None:
    discord = bot.discord
    seen = [discord.revision]
    discord.register(named(["roll"]))
    seen.append(discord.revision)
    discord.set_bot_status("failed", "it broke")
    seen.append(discord.revision)
    discord.add_log({"level": "info", "message": "hi"})
    seen.append(discord.revision)
    await discord.command("roll")
    seen.append(discord.revision)

    assert seen == sorted(set(seen))


def test_logs_are_bounded() -> None:
    discord = Discord()
    for number in range(2000):
        discord.add_log({"message": str(number)})

    assert len(discord.logs) == 500
    assert discord.logs[-1]["message"] == "1999"
