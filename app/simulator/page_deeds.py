"""
What users do on the playground's page: use commands and components, write, react, vote.

Whatever reaches the bot is sent without waiting; what becomes of it the page learns
from the changes.
"""

from collections.abc import Callable
from datetime import datetime

from starlette.responses import Response

from app.simulator.access import check_open
from app.simulator.channel_messages import EVERYTHING, ChannelMessages
from app.simulator.component_fields import FILE_UPLOAD
from app.simulator.discord import Discord
from app.simulator.door import json_response
from app.simulator.interaction import Interaction
from app.simulator.message_body import MessageBody
from app.simulator.modal_form import modal_fields
from app.simulator.multipart import Upload
from app.simulator.page_requests import Deed, PageRoute, Wanted, reading
from app.simulator.page_view import interaction_view
from app.simulator.payloads import Origin
from app.simulator.permissions import Permission, permission_name, permissions_for
from app.simulator.polls import take_votes_back, vote
from app.simulator.reactions import MOST_EMOJI, emoji_key, react, take_back
from app.simulator.registration import CHAT_INPUT, MESSAGE, PRIMARY_ENTRY_POINT, USER
from app.simulator.rules import CONTENT_LIMIT, EPHEMERAL, REPLY
from app.simulator.views import message_view, reference_view, user_view
from app.simulator.visible import sees
from app.simulator.world import CATEGORY, FORUM, MEDIA, Attachment, Channel, Json
from app.simulator.world import User as Person

_MOST_FILES = 10


def deed_routes(discord: Discord, dismissed: set[int]) -> list[PageRoute]:
    """Make the routes of what users do.

    Args:
        discord: The Discord that they do it in.
        dismissed: Collects the ids of ephemeral messages that were sent away.
    """
    sending, talking = _Sending(discord), _Talking(discord, dismissed)
    deeds: dict[str, Deed] = {
        "interactions": sending.invoke,
        "autocomplete": sending.complete,
        "clicks": sending.click,
        "choices": sending.choose,
        "forms": sending.submit,
        "messages": talking.write,
        "reactions": talking.react,
        "votes": talking.vote,
        "dismissals": talking.dismiss,
    }
    return [(f"/playground/{name}", "POST", reading(discord.world, deed)) for name, deed in deeds.items()]


class _Sending:
    """What becomes an interaction."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    async def invoke(self, wanted: Wanted) -> Response:
        """Use a command."""
        discord, kind = self._discord, wanted.data.get("type", CHAT_INPUT)
        if kind == CHAT_INPUT:
            origin = discord.origin(wanted.user, wanted.channel, wanted.locale)
            files = {name: _attachment(discord, origin, upload) for name, upload in wanted.files}
            begin = _acting(discord.begin_command, wanted)
            return _begun(begin(wanted.text("name"), {**wanted.fields("options"), **files}))
        if kind == PRIMARY_ENTRY_POINT:
            return _begun(_acting(discord.begin_entry_point, wanted)())
        if kind not in (USER, MESSAGE):
            raise ValueError(f"there are no commands of type {kind!r}")
        begin = _acting(discord.begin_context_menu, wanted)
        return _begun(begin(wanted.text("name"), kind, wanted.id("target")))

    async def complete(self, wanted: Wanted) -> Response:
        """Ask the bot for choices while an option is being typed."""
        interaction = await self._discord.autocomplete(
            wanted.text("name"),
            wanted.text("focused"),
            wanted.data.get("value", ""),
            wanted.fields("options"),
            user=wanted.user,
            channel=wanted.channel,
            locale=wanted.locale,
        )
        return json_response(interaction_view(self._discord, interaction))

    async def click(self, wanted: Wanted) -> Response:
        """Click a button."""
        begin = self._discord.begin_click
        component = _component(wanted)
        return _begun(begin(wanted.message, component, user=wanted.user, locale=wanted.locale))

    async def choose(self, wanted: Wanted) -> Response:
        """Choose in a menu."""
        begin, values = self._discord.begin_select, wanted.items("values")
        component = _component(wanted)
        return _begun(begin(wanted.message, component, values, user=wanted.user, locale=wanted.locale))

    async def submit(self, wanted: Wanted) -> Response:
        """Send the form that an interaction was answered with."""
        opener_id = wanted.id("interaction")
        opened = next((one for one in self._discord.interactions.values() if one.id == opener_id), None)
        if opened is None or opened.origin is None or opened.modal is None:
            raise LookupError("the form is gone")
        fields = modal_fields(opened.modal)
        # What was chosen to upload comes beside the values, several files under one name.
        uploads: dict[str, list[Attachment]] = {
            name: [] for name, field in fields.items() if field["type"] == FILE_UPLOAD
        }
        for name, upload in wanted.files:
            if name not in uploads:
                raise ValueError(f"the form has no field {name!r} for files")
            uploads[name].append(_attachment(self._discord, opened.origin, upload))
        values = {**wanted.fields("values"), **uploads}
        return _begun(self._discord.begin_submit(opened, values, locale=wanted.locale))


class _Talking:
    """What the bot hears nothing of."""

    def __init__(self, discord: Discord, dismissed: set[int]) -> None:
        self._discord = discord
        self._world = discord.world
        self._dismissed = dismissed
        self._body = MessageBody(discord.world, discord.now)
        self._messages = ChannelMessages(discord)

    async def write(self, wanted: Wanted) -> Response:
        """Write a message as a user."""
        user, channel = wanted.user, wanted.channel
        content = wanted.text("content") if wanted.data.get("content") is not None else ""
        held = self._check_may_write(user, channel, has_files=bool(wanted.files))
        if len(content.strip()) > CONTENT_LIMIT:
            raise ValueError(f"a message has at most {CONTENT_LIMIT} characters, this one has {len(content.strip())}")
        if not content.strip() and not wanted.files:
            raise ValueError("there is nothing to send")
        if len(wanted.files) > _MOST_FILES:
            raise ValueError(f"a message has at most {_MOST_FILES} files")
        limit = self._discord.origin(user, channel, None).upload_limit
        for _, upload in wanted.files:
            _check_size(upload, limit)
        message = message_view(self._world.snowflakes(), channel, user, "", self._discord.now())
        if wanted.data.get("reply_to") is not None:
            message |= self._reply(channel, wanted.id("reply_to"), user)
        files = {str(number): upload for number, (_, upload) in enumerate(wanted.files)}
        mentioning = {"allowed_mentions": self._mentionable(channel, held)}
        self._body.fill(message, {"content": content, **mentioning}, files)
        self._mention_replied(message)
        self._messages.post(channel, message)
        return json_response({"id": message["id"]}, 201)

    async def react(self, wanted: Wanted) -> Response:
        """Add a reaction, or take it back."""
        world, message, user = self._world, wanted.message, wanted.user
        channel, held = self._seen(user, message)
        emoji = emoji_key(world, wanted.text("emoji"))
        if emoji is None:
            raise ValueError(f"there is no emoji {wanted.data['emoji']!r}")
        if message["flags"] & EPHEMERAL:
            raise ValueError("nobody can react to a message that only one user sees")
        check_open(channel)
        reactions = world.reactions.get(int(message["id"]), {})
        if user.id in reactions.get(emoji, ()):
            take_back(world, message, emoji, user.id)
            return json_response({})
        if emoji not in reactions:
            _require(held, Permission.ADD_REACTIONS, user, "be the first to react with an emoji")
            if len(reactions) >= MOST_EMOJI:
                raise ValueError(f"a message has reactions of at most {MOST_EMOJI} emoji")
        react(world, message, emoji, user.id)
        return json_response({})

    async def vote(self, wanted: Wanted) -> Response:
        """Vote in a poll for one or more answers; for none, to take the vote back."""
        message, user = wanted.message, wanted.user
        self._seen(user, message)
        poll, chosen = message.get("poll"), [int(answer) for answer in wanted.ids("answers")]
        if poll is None:
            raise ValueError("the message has no poll")
        ends = poll.get("expiry") and datetime.fromisoformat(poll["expiry"]).timestamp()
        if poll.get("results", {}).get("is_finalized") or (ends and ends <= self._discord.now()):
            raise ValueError("the poll has ended")
        if unknown := set(chosen) - {answer["answer_id"] for answer in poll["answers"]}:
            raise ValueError(f"the poll has no answer {min(unknown)}")
        if len(chosen) > 1 and not poll.get("allow_multiselect"):
            raise ValueError("only one answer of this poll can be chosen")
        take_votes_back(self._world, message, user.id)
        for answer in chosen:
            vote(self._world, message, answer, user.id)
        return json_response({})

    async def dismiss(self, wanted: Wanted) -> Response:
        """Send an ephemeral message away; Discord's client alone forgets it, the bot can still edit it."""
        message = wanted.message
        if not message["flags"] & EPHEMERAL:
            raise ValueError("only messages that one user alone sees can be dismissed")
        self._seen(wanted.user, message)
        self._dismissed.add(int(message["id"]))
        return json_response({})

    def _seen(self, user: Person, message: Json) -> tuple[Channel, int]:
        """Give the channel of a message, and what a user may do there who sees it.

        Raises:
            ValueError: If he does not see it.
        """
        channel = self._world.channel_by_id(int(message["channel_id"]))
        held = permissions_for(self._world, user, channel) if channel is not None else 0
        if channel is None or not sees(user, message) or not held & Permission.VIEW_CHANNEL:
            raise ValueError(f"{user.display_name} does not see this message")
        return channel, held

    def _check_may_write(self, user: Person, channel: Channel, *, has_files: bool) -> int:
        """Check that a user may write somewhere, and give all that he may do there."""
        held = permissions_for(self._world, user, channel)
        if not held & Permission.VIEW_CHANNEL:
            raise ValueError(f"{user.display_name} does not see this channel")
        if channel.type in (CATEGORY, FORUM, MEDIA):
            raise ValueError("nobody can write messages into a channel of this type")
        needed = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
        _require(held, needed, user, "write here")
        if has_files:
            _require(held, Permission.ATTACH_FILES, user, "send files here")
        if channel.is_thread and channel.thread.locked:
            _require(held, Permission.MANAGE_THREADS, user, "write into this locked thread")
        guild = self._world.guilds.get(channel.guild_id or 0)
        until = guild.members[user.id].timed_out_until if guild is not None else None
        if until is not None and until > self._discord.now():
            raise ValueError(f"{user.display_name} is in timeout, and cannot write here before it is over")
        return held

    def _mentionable(self, channel: Channel, held: int) -> Json:
        """Tell whom a message of somebody with these permissions pings."""
        if channel.guild_id is None:
            return {"parse": ["users"]}
        if held & Permission.MENTION_EVERYONE:
            return {"parse": EVERYTHING}
        roles = self._world.guilds[channel.guild_id].roles.values()
        return {"parse": ["users"], "roles": [str(role.id) for role in roles if role.mentionable]}

    def _reply(self, channel: Channel, message_id: int, user: Person) -> Json:
        replied = self._world.messages.get(message_id)
        if replied is None or replied["channel_id"] != str(channel.id):
            raise ValueError("the message to reply to is not here any more")
        _, held = self._seen(user, replied)
        if replied["flags"] & EPHEMERAL:
            raise ValueError("nobody can reply to a message that only one user sees")
        _require(held, Permission.READ_MESSAGE_HISTORY, user, "reply here")
        return {"type": REPLY, "message_reference": reference_view(channel, replied["id"])}

    def _mention_replied(self, message: Json) -> None:
        if message["type"] != REPLY:
            return
        author_id = self._world.messages[int(message["message_reference"]["message_id"])]["author"]["id"]
        author = self._world.users.get(int(author_id))
        if author is not None and author_id not in [user["id"] for user in message["mentions"]]:
            message["mentions"].append(user_view(author))


def _acting(begin: Callable[..., Interaction], wanted: Wanted) -> Callable[..., Interaction]:
    """Let the user of a request begin something, from where he is."""
    return lambda *given: begin(*given, user=wanted.user, channel=wanted.channel, locale=wanted.locale)


def _begun(interaction: Interaction) -> Response:
    return json_response({"id": str(interaction.id)}, 202)


def _component(wanted: Wanted) -> str | int:
    component = wanted.data.get("component")
    if isinstance(component, bool) or not isinstance(component, str | int):
        raise ValueError("the field 'component' must be a custom_id or the number of a component")
    return component


def _attachment(discord: Discord, origin: Origin, upload: Upload) -> Attachment:
    """Keep a file that is part of an interaction; as with Discord's own, it is not there for long."""
    _check_size(upload, origin.upload_limit)
    make_id, where = discord.world.snowflakes, origin.channel.id
    return Attachment(make_id(), upload.filename, upload.content_type, upload.content, where, ephemeral=True)


def _check_size(upload: Upload, limit: int) -> None:
    size = len(upload.content)
    if size > limit:
        raise ValueError(f"{upload.filename!r} has {size} bytes, at most {limit} can be uploaded here")


def _require(held: int, needed: Permission, user: Person, deed: str) -> None:
    if not held & needed:
        raise ValueError(f"{user.display_name} may not {deed}: it needs {permission_name(needed)}")
