"""The command that opens an application's Activity, on Discord's side."""

import pytest

from app.simulator.refusal import Refusal
from tests.simulator.fake_bot import Answer, FakeBot, answers, named, says

LAUNCH = {"name": "Launch", "type": 4, "handler": 1}


async def test_what_the_application_handles_is_sent_as_a_command(bot: FakeBot) -> None:
    [stored] = bot.discord.register([LAUNCH])
    bot.behaviour = answers(Answer({"type": 12}))

    interaction = await bot.discord.entry_point(user=bot.discord.world.user("mira"))

    [received] = bot.received
    assert received["type"] == 2
    assert received["data"] == {"id": stored["id"], "name": "Launch", "type": 4, "version": stored["version"]}
    assert received["member"]["user"]["username"] == "mira"
    assert (interaction.state, interaction.callback_type, interaction.original) == ("answered", 12, None)


async def test_it_may_be_answered_with_a_message(bot: FakeBot) -> None:
    bot.discord.register([LAUNCH])
    bot.behaviour = says("Not now.")

    interaction = await bot.discord.entry_point()

    assert interaction.original is not None
    assert (interaction.content, interaction.original["type"]) == ("Not now.", 20)


@pytest.mark.parametrize("said", [{"handler": 2}, {"handler": None}])
async def test_what_discord_handles_is_never_sent(bot: FakeBot, said: dict[str, object]) -> None:
    bot.discord.register([LAUNCH | said])

    interaction = await bot.discord.entry_point()

    assert (interaction.state, interaction.callback_type, interaction.answered_by) == ("answered", 12, None)
    assert interaction.timeline == [(0.0, "Discord launched the Activity by itself")]
    assert bot.received == []


async def test_it_is_offered_where_it_is_registered_for(bot: FakeBot) -> None:
    with pytest.raises(LookupError, match="no entry point command"):
        await bot.discord.entry_point()
    bot.discord.register([LAUNCH | {"contexts": [1]}])

    with pytest.raises(ValueError, match="not offered in servers"):
        await bot.discord.entry_point()
    assert (await bot.discord.entry_point(unchecked=True)).name == "Launch"


async def test_an_application_without_activities_has_no_such_command_and_launches_nothing(bot: FakeBot) -> None:
    bot.discord.world.application.flags = 0
    bot.discord.register(named(["roll"]))
    bot.behaviour = answers(Answer({"type": 12}))

    with pytest.raises(Refusal, match="EMBEDDED"):
        bot.discord.register([LAUNCH])
    interaction = await bot.discord.command("roll")
    assert interaction.failure is not None
    assert "does not have the EMBEDDED flag" in interaction.failure
    assert interaction.callback_type is None


async def test_its_handler_is_kept_and_can_be_edited(bot: FakeBot) -> None:
    commands = bot.discord.commands
    [stored] = commands.overwrite([LAUNCH])

    renamed = commands.edit(int(stored["id"]), {"name": "Play"})
    handed_over = commands.edit(int(stored["id"]), {"handler": 2})

    assert (renamed["name"], renamed["handler"]) == ("Play", 1)
    assert handed_over["handler"] == 2
