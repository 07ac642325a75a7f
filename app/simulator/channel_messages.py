"""
Makes, edits and removes the messages of channels: the bot's own and those of webhooks.

https://docs.discord.com/developers/resources/message
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy

from app.simulator.access import Access
from app.simulator.channel_views import channel_view
from app.simulator.discord import Discord
from app.simulator.forms import Form
from app.simulator.message_body import MessageBody
from app.simulator.messages import check_sizes
from app.simulator.multipart import Upload
from app.simulator.permissions import Permission
from app.simulator.refusal import FormErrors, Refusal, form_refusal
from app.simulator.rules import EPHEMERAL, REPLY, SENDABLE_FLAGS, check_message, is_empty
from app.simulator.snowflakes import created_at
from app.simulator.views import instant, message_view, reference_view, user_view
from app.simulator.world import MESSAGE_CONTENT_INTENT, Channel, Json

EVERYTHING = ("users", "roles", "everyone")
_HAS_SNAPSHOT = 1 << 14
HAS_THREAD = 1 << 5
_KEPT = SENDABLE_FLAGS & ~EPHEMERAL
_DEFAULT, _FORWARD = 0, 1
_NONCE_LENGTH, _NONCE_SECONDS = 25, 300
_UNREADABLE: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
_SNAPSHOT = (
    "type",
    "content",
    "mentions",
    "mention_roles",
    "attachments",
    "embeds",
    "timestamp",
    "edited_timestamp",
    "flags",
    "components",
    "sticker_items",
)


class ChannelMessages:
    """Writes messages into channels, wherever they come from."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._world = discord.world
        self._access = Access(discord.world)
        self._body = MessageBody(discord.world, discord.now)

    def check(self, body: object, files: Mapping[str, Upload], channel: Channel, *, flags: int | None = None) -> Json:
        """Check the form of a new message or of an edit, and give it.

        Args:
            body: The decoded body.
            files: Uploads by number.
            channel: Where it is sent.
            flags: Flags of the message that is edited; None for a new one.

        Raises:
            Refusal: If Discord would not take it.
        """
        check_message(body, list(files), flags=flags)
        assert isinstance(body, dict)
        errors = FormErrors()
        form = Form(body, errors)
        form.items("sticker_ids", most=3)
        if not isinstance(body.get("nonce"), int):
            form.text("nonce", most=_NONCE_LENGTH)
        form.boolean("enforce_nonce")
        if reference := form.child("message_reference"):
            reference.choice("type", (_DEFAULT, _FORWARD))
            reference.snowflake("message_id", required=True)
            reference.snowflake("channel_id")
            reference.boolean("fail_if_not_exists")
        errors.raise_if_any()
        guild = self._world.guilds.get(channel.guild_id or 0)
        check_sizes(files, guild.upload_limit if guild is not None else self._world.application.bot.upload_limit)
        return body

    def send(self, channel: Channel, data: Json, files: Mapping[str, Upload]) -> Json:
        """Send a message of the bot, checked by `check`.

        Returns:
            The new message; with `enforce_nonce` perhaps the one that was sent before.

        Raises:
            Refusal: If it is empty, or refers to what cannot be referred to.
        """
        nonce = data.get("nonce")
        if data.get("enforce_nonce") and nonce is not None:
            for message in self._world.messages.values():
                if self._is_same(message, channel, str(nonce)):
                    return message
        reference = data.get("message_reference") or {}
        is_forward = int(reference.get("type") or 0) == _FORWARD
        if is_empty(data, list(files)) and not is_forward:
            raise Refusal(400, 50006)
        extra: Json = {}
        if nonce is not None:
            extra["nonce"] = nonce
        if is_forward:
            extra |= self._forwarded(channel, reference)
        elif reference:
            extra |= self._replied(channel, reference)
        return self.write(channel, data, files, extra=extra)

    def write(
        self,
        channel: Channel,
        data: Json,
        files: Mapping[str, Upload],
        *,
        extra: Json | None = None,
        pings: Sequence[str] = EVERYTHING,
        message_id: int | None = None,
    ) -> Json:
        """Write a message, whoever sends it.

        Args:
            channel: Where.
            data: A checked message body.
            files: Uploads by number.
            extra: Fields that differ from those of a plain message of the bot.
            pings: Kinds of mentions that ping when the body does not say.
            message_id: The id that it must have, where it is given.
        """
        world, bot = self._world, self._world.application.bot
        message = message_view(message_id or world.snowflakes(), channel, bot, "", self._discord.now())
        message |= {"flags": int(data.get("flags") or 0) & _KEPT, "tts": bool(data.get("tts"))}
        message |= extra or {}
        message["flags"] |= _HAS_SNAPSHOT if "message_snapshots" in message else 0
        if data.get("sticker_ids"):
            message["sticker_items"] = [self._sticker(channel, sticker_id) for sticker_id in data["sticker_ids"]]
        self._body.fill(message, data, files, pings=pings)
        if not self._access.permissions(channel) & Permission.MENTION_EVERYONE:
            message["mention_everyone"] = False
        self._mention_replied(message, data)
        self.post(channel, message)
        return message

    def note(self, channel: Channel, kind: int, content: str = "", **extra: object) -> Json:
        """Write a message by which Discord says what the bot did in a channel.

        Args:
            channel: Where.
            kind: Type of the message.
            content: What it says, where it says something.
            extra: More of its fields.
        """
        bot = self._world.application.bot
        message = message_view(self._world.snowflakes(), channel, bot, content, self._discord.now())
        message |= {"type": kind, **extra}
        self.post(channel, message)
        return message

    def post(self, channel: Channel, message: Json) -> None:
        """Put a finished message into its channel; a thread is open again by that."""
        self._world.messages[int(message["id"])] = message
        channel.last_message_id = int(message["id"])
        if channel.is_thread:
            channel.thread.messages_sent += 1
            if channel.thread.archived:
                channel.thread.archived, channel.thread.changed_at = False, self._discord.now()

    def edit(
        self, message: Json, data: Json, files: Mapping[str, Upload], *, pings: Sequence[str] = EVERYTHING
    ) -> None:
        """Change a message in place; what is not given stays.

        Raises:
            Refusal: If nothing would be left to show, or it has a poll.
        """
        if message.get("poll"):
            raise Refusal(400, 520003)
        changed = self._body.changed(message, data, files, pings=pings)
        changed["edited_timestamp"] = instant(self._discord.now())
        message.clear()
        message.update(changed)

    def shown(self, message: Json) -> Json:
        """Give a message as routes show it: with what it replies to, and the thread started from it."""
        view = self._readable(message)
        reference = message.get("message_reference")
        if message["type"] == REPLY and reference is not None:
            replied = self._world.messages.get(int(reference["message_id"]))
            view = {**view, "referenced_message": replied and self._readable(replied)}
        thread = self._world.channel_by_id(int(message["id"]))
        if thread is not None and message["channel_id"] != str(thread.id):
            view = {**view, "thread": channel_view(self._world, thread)}
        return view

    def _readable(self, message: Json) -> Json:
        """Give a message without its content, if that is not for an application without the intent for it."""
        application, channel = self._world.application, self._world.channel_by_id(int(message["channel_id"]))
        own = (str(application.bot.id), message.get("webhook_id"))
        concerned = [message["author"], *message["mentions"]]
        is_private = channel is not None and channel.guild_id is None
        if application.flags & MESSAGE_CONTENT_INTENT or is_private or any(user["id"] in own for user in concerned):
            return message
        return {key: value for key, value in message.items() if key != "poll"} | deepcopy(_UNREADABLE)

    def _is_same(self, message: Json, channel: Channel, nonce: str) -> bool:
        is_recent = created_at(int(message["id"])) > self._discord.now() - _NONCE_SECONDS
        mine = message["author"]["id"] == str(self._world.application.bot.id)
        return mine and is_recent and message["channel_id"] == str(channel.id) and str(message.get("nonce")) == nonce

    def _forwarded(self, channel: Channel, reference: Json) -> Json:
        if reference.get("channel_id") is None:
            raise form_refusal(("message_reference", "channel_id"), "BASE_TYPE_REQUIRED", "This field is required")
        source = self._access.channel(int(reference["channel_id"]))
        if not self._access.permissions(source) & Permission.READ_MESSAGE_HISTORY:
            raise Refusal(403, 160014)
        message = self._access.message(source, int(reference["message_id"]))
        snapshot = {key: deepcopy(message[key]) for key in _SNAPSHOT if key in message}
        return {
            "message_reference": reference_view(source, message["id"], _FORWARD),
            "message_snapshots": [{"message": snapshot}],
        }

    def _replied(self, channel: Channel, reference: Json) -> Json:
        if not self._access.permissions(channel) & Permission.READ_MESSAGE_HISTORY:
            raise Refusal(403, 160002)
        try:
            message = self._access.message(channel, int(reference["message_id"]))
        except Refusal:
            if reference.get("fail_if_not_exists") is False:
                return {}
            raise form_refusal(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message") from None
        return {"type": REPLY, "message_reference": reference_view(channel, message["id"], _DEFAULT)}

    def _mention_replied(self, message: Json, data: Json) -> None:
        allowed = data.get("allowed_mentions")
        if message["type"] != REPLY or (allowed is not None and not allowed.get("replied_user")):
            return
        author = self._world.messages[int(message["message_reference"]["message_id"])]["author"]
        if author["id"] not in [user["id"] for user in message["mentions"]] and int(author["id"]) in self._world.users:
            message["mentions"].append(user_view(self._world.users[int(author["id"])]))

    def _sticker(self, channel: Channel, sticker_id: object) -> Json:
        guild = self._world.guilds.get(channel.guild_id or 0)
        stickers = guild.stickers if guild is not None else {}
        sticker = stickers.get(int(str(sticker_id))) if str(sticker_id).isdecimal() else None
        if sticker is None:
            raise Refusal(400, 50081)
        return {"id": str(sticker.id), "name": sticker.name, "format_type": sticker.format_type}
