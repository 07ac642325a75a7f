"""What happens in channels, through the client and against a Discord that answers by itself."""

import pytest

from app.errors import BadRequest, Forbidden, NotFound
from app.models.channel import ChannelType, Overwrite, Thread
from app.models.file import File
from app.models.flags import MessageFlags, Permissions
from app.models.forum import ForumTag
from app.models.message_parts import MessageReferenceType
from app.models.poll import Poll
from app.models.thread_list import ForumPost
from app.rest.client import Rest
from app.simulator.world import World
from app.testing import TestBot


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


@pytest.fixture
def world(bot: TestBot) -> World:
    return bot.discord.world


@pytest.fixture
def rest(bot: TestBot) -> Rest:
    return bot.bot.rest


@pytest.fixture
def general(world: World) -> int:
    return world.channel("general").id


async def test_a_message_is_sent_once_however_often_its_request_arrives(rest: Rest, general: int) -> None:
    first = await rest.messages.create(general, "hello", nonce="once")
    again = await rest.messages.create(general, "hello", nonce="once")
    other = await rest.messages.create(general, "hello")

    assert again.id == first.id
    assert other.id != first.id


async def test_a_message_lives_and_dies(rest: Rest, general: int) -> None:
    message = await rest.messages.create(general, "hello", files=[File("notes.txt", b"text")], silent=True)
    assert message.flags & MessageFlags.suppress_notifications
    assert [attachment.filename for attachment in message.attachments] == ["notes.txt"]

    answer = await rest.messages.create(general, "hello back", reply_to=message.id)
    assert answer.message_reference is not None
    assert answer.message_reference.message_id == message.id

    edited = await rest.messages.edit(general, message.id, "bye", attachments=[])
    assert (edited.content, edited.attachments) == ("bye", ())
    await rest.messages.delete(general, message.id)
    with pytest.raises(NotFound):
        await rest.messages.get(general, message.id)


async def test_messages_are_gone_through_in_both_directions(rest: Rest, general: int) -> None:
    sent = [(await rest.messages.create(general, f"number {number}")).id for number in range(5)]

    assert [message.id async for message in rest.messages.list(general, limit=3)] == sent[:1:-1]
    assert [message.id async for message in rest.messages.list(general, after=sent[1])] == sent[2:]
    assert [message.id async for message in rest.messages.list(general, before=sent[2], limit=2)] == sent[1::-1]
    around = await rest.messages.list_around(general, sent[2], limit=3)
    assert [message.id for message in around] == sent[3:0:-1]

    await rest.messages.bulk_delete(general, sent)
    assert [message async for message in rest.messages.list(general, after=sent[0] - 1)] == []


async def test_a_message_is_forwarded(rest: Rest, world: World, general: int) -> None:
    message = await rest.messages.create(general, "hello")
    forwarded = await rest.messages.forward(general, message.id, to=world.channel("late-night").id)

    assert forwarded.message_reference is not None
    assert forwarded.message_reference.type is MessageReferenceType.forward
    assert forwarded.message_snapshots[0].message.content == message.content


async def test_people_react(rest: Rest, general: int) -> None:
    message = await rest.messages.create(general, "Lunch?")
    await rest.reactions.create(general, message.id, "🍕")
    await rest.reactions.create(general, message.id, "🥗")

    assert [user.bot async for user in rest.reactions.list(general, message.id, "🍕")] == [True]
    await rest.reactions.delete_own(general, message.id, "🍕")
    assert [reaction.emoji.name for reaction in (await rest.messages.get(general, message.id)).reactions] == ["🥗"]
    await rest.reactions.clear(general, message.id)
    assert (await rest.messages.get(general, message.id)).reactions == ()


async def test_messages_are_pinned(rest: Rest, general: int) -> None:
    message = await rest.messages.create(general, "rules")
    await rest.pins.create(general, message.id, reason="rules")

    assert [pin.message.id async for pin in rest.pins.list(general)] == [message.id]
    await rest.pins.delete(general, message.id)
    assert [pin async for pin in rest.pins.list(general)] == []


async def test_people_vote(rest: Rest, general: int) -> None:
    message = await rest.messages.create(general, poll=Poll("Pizza?", ["Yes", "No"]))

    assert [user async for user in rest.polls.list_voters(general, message.id, 1)] == []
    ended = await rest.polls.end(general, message.id)
    assert ended.poll is not None
    assert ended.poll.expiry is not None


async def test_channels_come_and_go(rest: Rest, world: World) -> None:
    guild_id = world.channel("general").guild_id or 0
    everybody = Overwrite.for_role(guild_id, deny=Permissions.add_reactions)
    made = await rest.channels.create(guild_id, "rules", topic="Read them.", permission_overwrites=[everybody])

    assert made.id in {channel.id for channel in await rest.channels.list(guild_id)}
    assert made.permission_overwrites[0].deny == Permissions.add_reactions
    assert (await rest.channels.edit(made.id, topic=None)).topic is None
    await rest.channels.edit_permissions(made.id, Overwrite.for_role(guild_id, allow=Permissions.send_messages))
    await rest.channels.edit_positions(guild_id, [{"id": made.id, "position": 0}])
    await rest.channels.trigger_typing(made.id)
    await rest.channels.delete_permission(made.id, guild_id)
    assert (await rest.channels.get(made.id)).permission_overwrites == ()
    assert (await rest.channels.delete(made.id, reason="nobody read them")).id == made.id
    with pytest.raises(NotFound):
        await rest.channels.get(made.id)


async def test_threads_are_begun_joined_and_archived(rest: Rest, world: World, general: int) -> None:
    mira = world.user("mira").id
    message = await rest.messages.create(general, "Who comes?")
    below = await rest.threads.create_from_message(general, message.id, "who comes")
    private = await rest.threads.create(general, "surprise", type=ChannelType.private_thread)

    assert below.id == message.id
    await rest.threads.add_member(private.id, mira)
    assert mira in {member.user_id async for member in rest.threads.list_members(private.id)}
    assert (await rest.threads.get_member(private.id, mira)).user_id == mira
    await rest.threads.remove_member(private.id, mira)
    with pytest.raises(NotFound):
        await rest.threads.get_member(private.id, mira)

    guild_id = world.channel("general").guild_id or 0
    active = {thread.id: thread for thread in await rest.threads.list_active(guild_id)}
    assert active[private.id].member is not None
    await rest.threads.leave(below.id)
    await rest.threads.join(below.id)

    for thread in (below, private):
        archived = await rest.channels.edit(thread.id, archived=True)
        assert isinstance(archived, Thread)
        assert archived.thread_metadata is not None
        assert archived.thread_metadata.archived
    assert below.id in {thread.id async for thread in rest.threads.list_public_archived(general)}
    assert [thread.id async for thread in rest.threads.list_private_archived(general)] == [private.id]
    assert [thread.id async for thread in rest.threads.list_joined_private_archived(general)] == [private.id]


async def test_a_forum_is_posted_in(rest: Rest, world: World) -> None:
    guild_id = world.channel("general").guild_id or 0
    forum = await rest.channels.create(
        guild_id, "bugs", type=ChannelType.guild_forum, available_tags=[ForumTag(name="fixed")]
    )
    post = await rest.threads.create_post(forum.id, "It crashes", "Always.", files=[File("log.txt", b"oh")])

    assert isinstance(post, ForumPost)
    assert (post.parent_id, post.message.content) == (forum.id, "Always.")
    assert post.message.id == post.id


async def test_webhooks_are_sent_by(rest: Rest, world: World, general: int) -> None:
    guild_id = world.channel("general").guild_id or 0
    webhook = await rest.webhooks.create(general, "News", reason="feeds")
    token = webhook.token or ""

    message = await rest.webhooks.execute(webhook.id, token, "hello", username="Clerk")
    assert (message.author.username, message.webhook_id) == ("Clerk", webhook.id)
    assert (await rest.webhooks.edit_message(webhook.id, token, message.id, "bye")).content == "bye"
    assert (await rest.webhooks.get_message(webhook.id, token, message.id)).content == "bye"
    await rest.webhooks.delete_message(webhook.id, token, message.id)
    await rest.webhooks.execute(webhook.id, token, "nobody waits", wait=False)

    assert (await rest.webhooks.get_by_token(webhook.id, token)).name == "News"
    assert (await rest.webhooks.edit(webhook.id, name="Olds")).name == "Olds"
    assert (await rest.webhooks.edit_by_token(webhook.id, token, name="Goods")).name == "Goods"
    assert (await rest.webhooks.get(webhook.id)).name == "Goods"
    for listed in (await rest.webhooks.list_channel(general), await rest.webhooks.list_guild(guild_id)):
        assert webhook.id in {one.id for one in listed}
    await rest.webhooks.delete_by_token(webhook.id, token)
    with pytest.raises(NotFound):
        await rest.webhooks.get(webhook.id)


async def test_an_announcement_is_published_and_followed(rest: Rest, world: World, general: int) -> None:
    guild_id = world.channel("general").guild_id or 0
    news = await rest.channels.create(guild_id, "news", type=ChannelType.guild_announcement)
    message = await rest.messages.create(news.id, "We moved.")

    assert (await rest.messages.crosspost(news.id, message.id)).flags & MessageFlags.crossposted
    assert (await rest.channels.follow(news.id, general)).channel_id == news.id
    with pytest.raises(BadRequest):
        await rest.messages.crosspost(general, (await rest.messages.create(general, "hello")).id)


async def test_invites_are_made_and_taken_back(rest: Rest, world: World, general: int) -> None:
    guild_id = world.channel("general").guild_id or 0
    invite = await rest.invites.create(general, max_uses=1, unique=True, reason="a friend")

    read = await rest.invites.get(invite.code, with_counts=True)
    assert read.guild is not None
    assert read.guild.id == guild_id
    for listed in (await rest.invites.list_channel(general), await rest.invites.list_guild(guild_id)):
        assert {one.code: one.max_uses for one in listed}[invite.code] == 1
    await rest.invites.delete(invite.code)
    with pytest.raises(NotFound):
        await rest.invites.get(invite.code)


async def test_users_are_read_and_written_to(rest: Rest, world: World) -> None:
    ben = world.user("ben")

    assert (await rest.users.get(ben.id)).display_name == "Ben"
    assert (await rest.users.get_me()).bot
    assert (await rest.users.edit_me(username="porter")).username == "porter"
    assert [guild.id async for guild in rest.users.list_own_guilds()] == [world.guild.id]
    message = await rest.users.send(ben.id, "psst")
    assert message.channel_id == world.dm(ben).id
    await rest.users.leave_guild(world.guild.id)
    assert [guild_id async for guild_id in rest.users.list_own_guild_ids()] == []


async def test_the_bot_may_not_do_everything(rest: Rest, world: World) -> None:
    with pytest.raises(Forbidden):
        await rest.messages.create(world.channel("staff").id, "hello")
