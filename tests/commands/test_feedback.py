import datetime as dt
from inspect import cleandoc
from typing import Any

import pytest

from app.models import File
from app.testing import Result, TestBot

WORDS: dict[str, Any] = {"rating": "Good", "topics": ["speed", "wording"], "text": "It answers at once."}


@pytest.fixture
async def sent(bot: TestBot) -> Result:
    return await (await bot.slash("feedback")).submit(**WORDS, may_ask=True)


def fields(result: Result, part: str) -> dict[str, str]:
    """The fields of that part of the feedback, by name."""
    (embed,) = [embed for embed in result.embeds if embed.title == part]
    return {field.name: field.value for field in embed.fields}


async def test_the_form_asks_and_says_what_becomes_of_it(bot: TestBot) -> None:
    assert (await bot.slash("feedback")).snapshot() == cleandoc("""
        Form: Feedback
          Thank you for your time. What you write is posted in this channel.
          How do you like the bot? *
            ( ) Good  ( ) Mixed  ( ) Bad
          What is it about? *
            [ ] commands  [ ] speed  [ ] wording
          What happened? *
            >
          You may ask me about it
            [ ]
    """)


async def test_feedback_is_posted_in_the_channel(bot: TestBot, sent: Result) -> None:
    part = f"Feedback by {bot.user.display_name}"

    assert sent.embeds[0].description == "It answers at once."
    assert fields(sent, part) == {"Rating": "Good", "About": "speed, wording", "Questions": "yes"}
    assert not sent.ephemeral


async def test_details_link_to_the_feedback(bot: TestBot, sent: Result) -> None:
    ida, channel = bot.actor("Ida"), bot.discord.world.channel("bots")
    form = await sent.click("Add details")
    details = await form.submit(day=dt.date(2020, 1, 2), channel=channel, people=[ida, bot], device="Phone")

    assert fields(details, "Details") == {
        "When": "2020-01-02",
        "Where": f"<#{channel.id}>",
        "Who": f"<@{ida.id}>, <@{bot.id}>",
        "Device": "Phone",
    }
    assert sent.message is not None
    assert details.embeds[0].url is not None
    assert details.embeds[0].url.endswith(f"/{sent.message.channel_id}/{sent.message.id}")


async def test_files_are_sent_on_whatever_they_are_called(bot: TestBot, sent: Result) -> None:
    names = [f"{number}]({'x' * 250}.log" for number in range(3)]
    form = await sent.click("Add details")
    details = await form.submit(files=[File(name, name.encode()) for name in names])

    assert [file.filename for file in details.attachments] == names
    assert [bot.read(file) for file in details.attachments] == [name.encode() for name in names]


async def test_files_that_are_too_large_are_explained(sent: Result) -> None:
    refused = await (await sent.click("Add details")).submit(files=File("log.txt", bytes(8_000_001)), device="Phone")
    again = await refused.click("Edit and send again")

    assert "A file may have 8 MB at most." in refused.content
    assert again.modal is not None
    assert again.modal.values["device"] == ["Phone"]


async def test_today_may_be_tomorrow_where_the_user_is(bot: TestBot, sent: Result) -> None:
    today = dt.datetime.fromtimestamp(bot.clock.now(), dt.UTC).date()
    form = await sent.click("Add details")
    refused = await form.submit(day=today + dt.timedelta(days=2))
    assert refused.content == "This day is yet to come."

    details = await (await refused.click("Edit and send again")).submit(day=today + dt.timedelta(days=1))
    assert fields(details, "Details") == {"When": str(today + dt.timedelta(days=1))}


async def test_what_is_left_empty_is_left_out(sent: Result) -> None:
    details = await (await sent.click("Add details")).submit(device="Browser")

    assert fields(details, "Details") == {"Device": "Browser"}


async def test_users_and_roles_are_named_in_the_feedback_itself(bot: TestBot, sent: Result) -> None:
    ida, role = bot.actor("Ida"), next(iter(bot.discord.world.guild.roles.values()))
    for others in ([ida], [ida, role]):
        await (await sent.click("Say whom it concerns")).submit(others=others)

    assert len(sent.embeds) == 2
    assert fields(sent, "Whom it concerns") == {"Others": f"<@{ida.id}>, <@&{role.id}>"}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        pytest.param("last week", "`When was it?` must be a date, written as 2026-11-21.", id="no date"),
        pytest.param("2999-01-01", "This day is yet to come.", id="in the future"),
    ],
)
async def test_a_day_that_cannot_be_is_explained_and_can_be_mended(sent: Result, day: str, why: str) -> None:
    refused = await (await sent.click("Add details")).submit(day=day, device="Phone")
    again = await refused.click("Edit and send again")

    assert refused.content == why
    assert refused.ephemeral
    assert again.modal is not None
    assert again.modal.values["day"] == day
    assert again.modal.values["device"] == ["Phone"]
    details = await again.submit(day="2020-01-02")
    assert fields(details, "Details") == {"When": "2020-01-02", "Device": "Phone"}


async def test_discord_takes_pictures_and_logs_alone(sent: Result) -> None:
    form = await sent.click("Add details")

    with pytest.raises(ValueError, match="files"):
        await form.submit(files=File("virus.exe", b"MZ"))
