import pytest

from app.errors import NotFound
from app.models.channel import DMChannel, TextChannel, Thread
from app.testing import TestBot


async def test_a_channel_is_read_as_the_kind_that_it_is() -> None:
    bot = TestBot(None)
    world = bot.discord.world
    channels = bot.bot.rest.channels

    text = await channels.get(world.channel("late-night").id)
    thread = await channels.get(world.channel("weekend plans").id)
    private = await channels.get(world.dm(world.user("ben")).id)

    assert isinstance(text, TextChannel)
    assert (text.name, text.nsfw) == ("late-night", True)
    assert isinstance(thread, Thread)
    assert thread.parent_id == world.channel("general").id
    assert isinstance(private, DMChannel)
    with pytest.raises(NotFound):
        await channels.get(1)


async def test_a_recent_channel_is_at_most_a_minute_old() -> None:
    bot = TestBot(None)
    channel = bot.discord.world.channel("general")
    channels = bot.bot.rest.channels
    first = await channels.get_recent(channel.id)
    channel.nsfw = True

    assert await channels.get_recent(channel.id) is first
    bot.clock.advance(60)
    assert (await channels.get_recent(channel.id)).nsfw
