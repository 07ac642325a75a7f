"""
Makes and edits the messages that answer interactions, as Discord's message objects.

https://docs.discord.com/developers/resources/message#message-object
"""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy

from app.simulator.interaction import Edit, Interaction
from app.simulator.multipart import Upload
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.rules import (
    EPHEMERAL,
    IS_COMPONENTS_V2,
    LOADING,
    SUPPRESS_EMBEDS,
    is_empty,
    nested_components,
)
from app.simulator.views import attachment_view, instant, message_view, user_view
from app.simulator.world import Attachment, Json, World

_REPLY, _CHAT_INPUT_COMMAND, _CONTEXT_MENU_COMMAND = 19, 20, 23
_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE_MENTION = re.compile(r"<@&(\d+)>")
_REFERENCE = "attachment://"


class Messages:
    """Writes messages into the world on the application's behalf."""

    def __init__(self, world: World, now: Callable[[], float]) -> None:
        self._world = world
        self._now = now

    def create(
        self,
        interaction: Interaction,
        data: Json,
        files: Mapping[str, Upload],
        *,
        is_loading: bool = False,
        is_followup: bool = False,
    ) -> Json:
        """Make a message in answer to an interaction.

        Args:
            interaction: What it answers.
            data: A checked message body.
            files: Uploads by number.
            is_loading: Make the "thinking" message of a deferral.
            is_followup: Whether a first answer came before it.

        Returns:
            The message, which stays the same object through all later edits.
        """
        assert interaction.origin is not None
        origin, world = interaction.origin, self._world
        message = message_view(world.snowflakes(), origin.channel, world.application.bot, "", self._now())
        kept = SUPPRESS_EMBEDS | EPHEMERAL | IS_COMPONENTS_V2 | (1 << 12) | (1 << 13)
        message |= {
            "flags": (int(data.get("flags") or 0) & kept) | (LOADING if is_loading else 0),
            "tts": bool(data.get("tts")),
            "application_id": str(world.application.id),
            "webhook_id": str(world.application.id),
            "interaction_metadata": self._metadata(interaction),
        }
        self._relate(message, interaction, is_followup=is_followup)
        self._fill(message, data, files)
        world.messages[int(message["id"])] = message
        if not message["flags"] & EPHEMERAL:
            origin.channel.last_message_id = int(message["id"])
        return message

    def edit(self, interaction: Interaction, message: Json, data: Json, files: Mapping[str, Upload]) -> None:
        """Change a message in place; what is not given stays.

        Raises:
            Refusal: If nothing would be left to show, or old content stays beside new components.
        """
        was_loading = bool(message["flags"] & LOADING)
        changed = deepcopy(message)
        wanted = int(data.get("flags") or 0)
        if "flags" in data:
            changed["flags"] = (message["flags"] & ~SUPPRESS_EMBEDS) | wanted & (SUPPRESS_EMBEDS | IS_COMPONENTS_V2)
        changed["flags"] &= ~LOADING
        if "attachments" in data or files:
            self._keep_attachments(changed, data, files)
        self._fill(changed, data, files)
        if changed["flags"] & IS_COMPONENTS_V2 and (changed["content"] or changed["embeds"]):
            errors = FormErrors()
            errors.add(
                ("flags",),
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                "content and embeds must be null when IS_COMPONENTS_V2 is set",
            )
            errors.raise_if_any()
        if is_empty(changed):
            raise Refusal(400, 50006)
        if not was_loading:
            changed["edited_timestamp"] = instant(self._now())
            interaction.edits.append(Edit(int(message["id"]), message["content"], round(interaction.age, 3)))
        message.update(changed)

    def delete(self, message: Json) -> None:
        """Remove a message from the world."""
        self._world.messages.pop(int(message["id"]), None)

    def _metadata(self, interaction: Interaction) -> Json:
        payload = interaction.payload
        user = payload["member"]["user"] if "member" in payload else payload["user"]
        metadata: Json = {
            "id": str(interaction.id),
            "type": interaction.type,
            "user": user,
            "authorizing_integration_owners": payload["authorizing_integration_owners"],
        }
        data = payload.get("data", {})
        if "target_id" in data:
            target = data["target_id"]
            if target in data.get("resolved", {}).get("users", {}):
                metadata["target_user"] = data["resolved"]["users"][target]
            else:
                metadata["target_message_id"] = target
        if interaction.source is not None:
            metadata["interacted_message_id"] = interaction.source["id"]
        return metadata

    def _relate(self, message: Json, interaction: Interaction, *, is_followup: bool) -> None:
        """Say what the message belongs to: a command, or a message before it."""
        before = interaction.original if is_followup else interaction.source
        if before is not None:
            message["type"] = _REPLY
            message["message_reference"] = {"type": 0, "channel_id": before["channel_id"], "message_id": before["id"]}
            if "guild_id" in interaction.payload:
                message["message_reference"]["guild_id"] = interaction.payload["guild_id"]
            if is_followup:
                message["interaction_metadata"]["original_response_message_id"] = before["id"]
        elif not is_followup:
            data = interaction.payload.get("data", {})
            message["type"] = _CONTEXT_MENU_COMMAND if "target_id" in data else _CHAT_INPUT_COMMAND
            message["interaction"] = {
                "id": str(interaction.id),
                "type": interaction.type,
                "name": interaction.name.removeprefix("/"),
                "user": message["interaction_metadata"]["user"],
            }

    def _keep_attachments(self, message: Json, data: Json, files: Mapping[str, Upload]) -> None:
        # Files that an edit does not list are gone; without a list, new ones come on top.
        if data.get("attachments") is None and "attachments" not in data:
            return
        listed = {str(a["id"]): a for a in data["attachments"] or () if isinstance(a, dict)}
        known = {attachment["id"] for attachment in message["attachments"]}
        errors = FormErrors()
        for index, attachment_id in enumerate(listed):
            if attachment_id not in known and attachment_id not in files:
                errors.add(("attachments", index, "id"), "ATTACHMENT_NOT_FOUND", f"Unknown attachment {attachment_id}")
        errors.raise_if_any()
        message["attachments"] = [
            attachment | {k: v for k, v in listed[attachment["id"]].items() if k == "description" and v is not None}
            for attachment in message["attachments"]
            if attachment["id"] in listed
        ]

    def _fill(self, message: Json, data: Json, files: Mapping[str, Upload]) -> None:
        if "content" in data:
            message["content"] = (data["content"] or "").strip()
        if "poll" in data and data["poll"] is not None:
            message["poll"] = deepcopy(data["poll"])
        message["attachments"] = [*message["attachments"], *self._stored(message, data, files)]
        urls = {attachment["filename"]: attachment["url"] for attachment in message["attachments"]}
        if "embeds" in data:
            message["embeds"] = [_embed(embed, urls) for embed in data["embeds"] or ()]
        if "components" in data:
            message["components"] = _numbered(deepcopy(data["components"] or []))
        self._mention(message, data)

    def _stored(self, message: Json, data: Json, files: Mapping[str, Upload]) -> list[Json]:
        requests = {str(a.get("id")): a for a in data.get("attachments") or ()}
        views = []
        for number, upload in files.items():
            request = requests.get(number, {})
            attachment = Attachment(
                self._world.snowflakes(),
                request.get("filename") or upload.filename,
                upload.content_type,
                upload.content,
                int(message["channel_id"]),
                ephemeral=bool(message["flags"] & EPHEMERAL),
                description=request.get("description"),
                title=request.get("title"),
                is_spoiler=bool(request.get("is_spoiler")),
            )
            self._world.attachments[attachment.id] = attachment
            views.append(attachment_view(attachment, self._world.cdn_url))
        return views

    def _mention(self, message: Json, data: Json) -> None:
        # Answers to interactions ping users only, as long as nothing else is said.
        allowed = data.get("allowed_mentions") or {"parse": ["users"]}
        parsed = allowed.get("parse") or []
        content = message["content"]
        users = dict.fromkeys(int(found) for found in _MENTION.findall(content))
        roles = dict.fromkeys(_ROLE_MENTION.findall(content))
        named_users, named_roles = allowed.get("users") or [], allowed.get("roles") or []
        message["mentions"] = [
            user_view(self._world.users[user_id])
            for user_id in users
            if user_id in self._world.users and ("users" in parsed or str(user_id) in map(str, named_users))
        ]
        message["mention_roles"] = [r for r in roles if "roles" in parsed or r in map(str, named_roles)]
        message["mention_everyone"] = "everyone" in parsed and bool(re.search(r"@(everyone|here)\b", content))


def check_sizes(files: Mapping[str, Upload], limit: int) -> None:
    """Check that no upload is larger than this interaction allows.

    Raises:
        Refusal: 413 with code 40005.
    """
    if any(len(upload.content) > limit for upload in files.values()):
        raise Refusal(413, 40005)


def _embed(embed: Json, urls: Mapping[str, str]) -> Json:
    """Give an embed as it is read back: typed, empty fields gone, uploads linked."""
    shown: Json = {"type": "rich", **{key: deepcopy(value) for key, value in embed.items() if value is not None}}
    for key in ("image", "thumbnail", "footer", "author"):
        part = shown.get(key)
        for link in ("url", "icon_url"):
            if isinstance(part, dict) and str(part.get(link) or "").startswith(_REFERENCE):
                part[link] = urls.get(part[link].removeprefix(_REFERENCE), part[link])
    for field in shown.get("fields", ()):
        field.setdefault("inline", False)
    return shown


def _numbered(components: list[Json]) -> list[Json]:
    """Give every component an id, skipping those in use."""
    taken = {component["id"] for component in nested_components(components) if component.get("id")}
    free = (number for number in range(1, 1000) if number not in taken)
    for component in nested_components(components):
        if not component.get("id"):
            component["id"] = next(free)
    return components
