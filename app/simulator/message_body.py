"""
Writes what a request says into a message object: content, files, embeds, components, mentions.

Answers to interactions, channel messages and those of webhooks are all filled here.

https://docs.discord.com/developers/resources/message#message-object
"""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy

from app.simulator.component_rules import check_references
from app.simulator.component_views import components_view, shown_text
from app.simulator.multipart import Upload
from app.simulator.polls import poll_view
from app.simulator.refusal import FormErrors, Refusal, form_refusal
from app.simulator.rules import EPHEMERAL, IS_COMPONENTS_V2, LOADING, SUPPRESS_EMBEDS, is_empty
from app.simulator.views import attachment_view, user_view
from app.simulator.world import Attachment, Json, World

_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE_MENTION = re.compile(r"<@&(\d+)>")
_REFERENCE = "attachment://"
_EMBED_TEXTS = ("title", "description", "url", "timestamp", "color")
_EMBED_PARTS = {
    "footer": ("text", "icon_url"),
    "image": ("url", "description"),
    "thumbnail": ("url", "description"),
    "author": ("name", "url", "icon_url"),
}
_CLEARED = {"poll": "poll", "sticker_ids": "sticker_items"}
"""What an edit that makes a message of components clears by these fields, and where the message holds it."""


class MessageBody:
    """Fills and changes message objects, and stores what was uploaded with them."""

    def __init__(self, world: World, now: Callable[[], float]) -> None:
        self._world = world
        self._now = now

    def fill(
        self, message: Json, data: Json, files: Mapping[str, Upload], *, pings: Sequence[str] = ("users",)
    ) -> None:
        """Write what is given into a message; what is not given stays.

        Args:
            message: The message, changed in place.
            data: A checked message body.
            files: Uploads by number.
            pings: Kinds of mentions that ping when the body does not say.

        Raises:
            Refusal: If a component shows a file that the message does not have.
        """
        check_references(data.get("components"), self._filenames(message, data, files))
        if "content" in data:
            message["content"] = (data["content"] or "").strip()
        if data.get("poll") is not None:
            message["poll"] = poll_view(data["poll"], self._now())
        message["attachments"] = [*message["attachments"], *self._stored(message, data, files)]
        uploads = {attachment["filename"]: attachment for attachment in message["attachments"]}
        if "embeds" in data:
            message["embeds"] = [_embed(embed, uploads) for embed in data["embeds"] or ()]
        if "components" in data:
            message["components"] = components_view(data["components"] or [], uploads, self._world.snowflakes)
        self._mention(message, data, pings)

    def changed(
        self, message: Json, data: Json, files: Mapping[str, Upload], *, pings: Sequence[str] = ("users",)
    ) -> Json:
        """Give a message as it is after an edit, and leave the message itself alone.

        Raises:
            Refusal: If nothing would be left to show, old content stays beside new components, or a
                component shows a file that the message does not have.
        """
        changed = deepcopy(message)
        wanted = int(data.get("flags") or 0)
        if "flags" in data:
            changed["flags"] = (message["flags"] & ~SUPPRESS_EMBEDS) | wanted & (SUPPRESS_EMBEDS | IS_COMPONENTS_V2)
        changed["flags"] &= ~LOADING
        if "attachments" in data or files:
            self._keep_attachments(changed, data, files)
        self.fill(changed, data, files, pings=pings)
        if changed["flags"] & IS_COMPONENTS_V2:
            _refuse_legacy(changed, data)
        if is_empty(changed) and not changed.get("message_snapshots"):
            raise Refusal(400, 50006)
        return changed

    def _keep_attachments(self, message: Json, data: Json, files: Mapping[str, Upload]) -> None:
        # Files that an edit does not list are gone; without a list, new ones come on top.
        if "attachments" not in data:
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

    def _filenames(self, message: Json, data: Json, files: Mapping[str, Upload]) -> set[str]:
        requests = _requested(data)
        sent = {requests.get(number, {}).get("filename") or upload.filename for number, upload in files.items()}
        return sent | {attachment["filename"] for attachment in message["attachments"]}

    def _stored(self, message: Json, data: Json, files: Mapping[str, Upload]) -> list[Json]:
        requests = _requested(data)
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

    def _mention(self, message: Json, data: Json, pings: Sequence[str]) -> None:
        allowed = data.get("allowed_mentions") or {"parse": pings}
        parsed = allowed.get("parse") or []
        content = shown_text(message)
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


def remove_message(world: World, message_id: int) -> None:
    """Take a message away, with all that hangs on it."""
    world.messages.pop(message_id, None)
    world.reactions.pop(message_id, None)
    world.votes.pop(message_id, None)
    world.pins.pop(message_id, None)


def _refuse_legacy(message: Json, data: Json) -> None:
    """Refuse an edit that leaves beside components what cannot stand there; clearing it is part of the edit."""
    for key, kept in _CLEARED.items():
        if key in data and not data[key]:
            message.pop(kept, None)
    left = [key for key, kept in {"content": "content", "embeds": "embeds", **_CLEARED}.items() if message.get(kept)]
    if left:
        raise form_refusal(
            ("flags",),
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            f"{' and '.join(left)} must be null when IS_COMPONENTS_V2 is set",
        )


def _embed(embed: Json, uploads: Mapping[str, Json]) -> Json:
    """Give an embed as it is read back: typed, with its known fields alone, uploads linked."""
    shown: Json = {"type": "rich", **_given(embed, _EMBED_TEXTS)}
    for key, known in _EMBED_PARTS.items():
        if embed.get(key) is None:
            continue
        part = shown[key] = _given(embed[key], known)
        for link in ("url", "icon_url"):
            if str(part.get(link, "")).startswith(_REFERENCE):
                upload = uploads.get(part[link].removeprefix(_REFERENCE))
                part[link] = upload["url"] if upload else part[link]
    if embed.get("fields"):
        shown["fields"] = [{"inline": False, **_given(field, ("name", "value", "inline"))} for field in embed["fields"]]
    return shown


def _requested(data: Json) -> dict[str, Json]:
    """Give what a body says of its files, by their numbers."""
    return {str(attachment.get("id")): attachment for attachment in data.get("attachments") or ()}


def _given(data: Json, keys: Sequence[str]) -> Json:
    return {key: data[key] for key in keys if data.get(key) is not None}
