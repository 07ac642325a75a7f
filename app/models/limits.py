"""
What Discord would refuse of a message or form, said before it is sent.

Discord answers a first response that it refuses to nobody: the user sees a
failure, and the bot hears nothing. So everything that is documented is checked
here, and each fault names the field and the limit.

https://docs.discord.com/developers/resources/message#create-message
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from app.models.attachment import Attachment
from app.models.button import LinkButton
from app.models.component import Component, MessageComponent
from app.models.component_rules import (
    IN_MESSAGE,
    IN_MODAL,
    MOST_ROWS,
    find_misplaced,
    find_misuse,
    find_too_much,
)
from app.models.display import UnfurledMediaItem
from app.models.embed import Embed, EmbedAuthor, EmbedFooter, EmbedMedia
from app.models.file import File
from app.models.mention import AllowedMentions
from app.models.modal import Modal
from app.models.poll import Poll
from app.models.ranges import Node, find_excess, measure, misplaced, read_back
from app.models.response import UNSET, Reply, Unset, Update, is_v2

MOST_CONTENT = 2000
MOST_EMBEDS = 10
MOST_EMBEDDED = 6000
"""Characters of all embeds of a message together."""
MOST_FILES = 10
MOST_MENTIONED = 100
MOST_BYTES = 25 * 1024 * 1024
"""Bytes of a request with its files."""
SIZE_LIMIT = 10 * 1024 * 1024
"""Bytes of a file, unless the interaction allows more."""

_WEB = ("http://", "https://")
_UPLOADED = "attachment://"
_PICTURE = (*_WEB, _UPLOADED)
_ADDRESSES: dict[type, dict[str, tuple[str, ...]]] = {
    Embed: {"url": _WEB},
    EmbedAuthor: {"url": _WEB, "icon_url": _PICTURE},
    EmbedFooter: {"icon_url": _PICTURE},
    EmbedMedia: {"url": _PICTURE},
    LinkButton: {"url": (*_WEB, "discord://")},
    UnfurledMediaItem: {"url": _PICTURE},
}
_SHOWN = ("title", "description", "fields", "image", "thumbnail", "footer", "author", "timestamp", "video")
"""Fields of which an embed needs one."""


def find_fault(message: Reply | Update, *, size_limit: int = SIZE_LIMIT, was_v2: bool = False) -> str:
    """Return what Discord would refuse of a message, and the limit; empty if nothing.

    Files that are paths are looked at, but not read.

    Args:
        message: A new message, or a change of one.
        size_limit: Bytes that each file may have: the interaction's `attachment_size_limit`.
        was_v2: Whether what is changed is made of components already, which it stays then.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-messages
    """
    if type(message) is Reply and _is_plain(message):
        return ""
    return next(_faults(message, size_limit, was_v2), "")


def find_modal_fault(modal: Modal) -> str:
    """Return what Discord would refuse of a form, and the limit; empty if nothing.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal
    """
    return next(_modal_faults(modal), "")


def _is_plain(reply: Reply) -> bool:
    """Tell whether a reply is a text and nothing else, which most are; this is on the way of every answer."""
    content = reply.content
    return (
        type(content) is str
        and 0 < len(content) <= MOST_CONTENT
        and (content.isascii() or _is_text(content))
        and not content.isspace()
        and reply.embeds == ()
        and reply.components == ()
        and reply.files == ()
        and reply.poll is None
        and reply.allowed_mentions is None
        and type(reply.ephemeral) is type(reply.silent) is type(reply.suppress_embeds) is bool
    )


def _is_text(content: str) -> bool:
    """Tell whether this has a form in bytes, which half of a surrogate pair does not."""
    try:
        content.encode()
    except UnicodeEncodeError:
        return False
    return True


def _faults(message: Reply | Update, size_limit: int, was_v2: bool) -> Iterator[str]:
    """Go through all that is wrong with a message; what comes later relies on what came before."""
    # What is not given, and what an update clears, has no limits.
    given: dict[str, Any] = {name: getattr(message, name) for name in message.__struct_fields__}
    for name in ("content", "poll", "allowed_mentions") if isinstance(message, Reply) else tuple(given):
        if given[name] is None or (given[name] is UNSET and isinstance(message, Update)):
            del given[name]
    yield from _text_faults(given.get("content", ""), 0, MOST_CONTENT, "content")
    for name in ("ephemeral", "silent", "suppress_embeds"):
        if not isinstance(given.get(name, False), bool):
            yield misplaced(given[name], bool, name)
    for name, kind in (("embeds", Embed), ("components", Component), ("files", File), ("attachments", Attachment)):
        yield from _sequence_faults(given.get(name, ()), kind, name)
    uploaded = _uploaded(given, is_new=isinstance(message, Reply))
    yield from _embed_faults(given.get("embeds", ()), uploaded)
    yield from _component_faults(given.get("components", ()), uploaded, was_v2)
    yield from _legacy_faults(given, was_v2)
    yield from _file_faults(given.get("files", ()), given.get("attachments", ()), size_limit)
    if "poll" in given:
        yield from _poll_faults(given["poll"], ephemeral=bool(given.get("ephemeral")))
    if "allowed_mentions" in given:
        yield from _mention_faults(given["allowed_mentions"])
    yield from _emptiness(message, given, was_v2)


def _legacy_faults(given: dict[str, Any], was_v2: bool) -> Iterator[str]:
    """Say what a message that is made of components cannot have; Discord never makes it another again."""
    is_whole = is_v2(given.get("components", ()))
    for name in ("content", "embeds", "poll"):
        if given.get(name) and is_whole:
            yield f"{name} cannot stand beside components that make up the whole message"
        elif given.get(name) and was_v2:
            yield (
                f"{name} cannot be given to a message that is made of components: change these (components=[…]), "
                "or send a new message"
            )


def _emptiness(message: Reply | Update, given: dict[str, Any], was_v2: bool) -> Iterator[str]:
    """Say that nothing would be shown."""
    kept = given.get("content", "").strip() or any(
        given.get(name) for name in ("embeds", "components", "files", "attachments", "poll")
    )
    if kept:
        return
    if isinstance(message, Reply):
        yield "the message is empty: it needs content, embeds, components, files or a poll"
    elif was_v2 and not isinstance(message.components, Unset):
        yield "nothing is left of the message: it is made of components, and needs some"
    elif not any(isinstance(value, Unset) for value in (message.content, message.embeds, message.components)) and (
        not isinstance(message.attachments, Unset)
    ):
        yield "nothing is left of the message: it needs content, embeds, components or attachments"


def _text_faults(text: object, least: int, most: int, path: str) -> Iterator[str]:
    """Say what is wrong with a text that is in no model."""
    if not isinstance(text, str):
        yield misplaced(text, str, path)
    elif fault := measure(text, least, most):
        yield path + fault
    elif not _is_text(text):
        yield f"{path} holds half of a surrogate pair, which is no text"


def _sequence_faults(items: object, kind: type, path: str) -> Iterator[str]:
    if not isinstance(items, list | tuple):
        article = "a list of them" if isinstance(items, kind) else f"a list of {kind.__name__}"
        yield f"{path} is {'None' if items is None else f'of type {type(items).__name__}'}; it takes {article}"
    else:
        yield from (misplaced(item, kind, f"{path}[{n}]") for n, item in enumerate(items) if not isinstance(item, kind))


def _uploaded(given: dict[str, Any], *, is_new: bool) -> set[str] | None:
    """Return the names of the files that `attachment://` can mean; None if they are those of an older message."""
    if not is_new and "files" not in given and "attachments" not in given:
        return None
    kept = {attachment.filename for attachment in given.get("attachments", ())}
    return kept | {file.name for file in given.get("files", ())}


def _embed_faults(embeds: Sequence[Embed], uploaded: set[str] | None) -> Iterator[str]:
    if fault := measure(embeds, 0, MOST_EMBEDS):
        yield f"embeds{fault}"
    total = 0
    for number, embed in enumerate(embeds):
        path = f"embeds[{number}]"
        nodes = read_back(embed, Embed, path)
        if isinstance(nodes, str):
            yield nodes
            return
        read = nodes[0][1]
        if not any(getattr(read, name) for name in _SHOWN):
            yield f"{path} is empty"
        for name in ("image", "thumbnail"):
            picture = getattr(read, name)
            if picture is not None and not picture.url:
                yield f"{path}.{name}.url is missing"
        yield from find_excess(nodes)
        yield from _address_faults(nodes, uploaded)
        total += _count(read)
    if total > MOST_EMBEDDED:
        yield f"embeds has {total:,} characters in all, Discord accepts at most {MOST_EMBEDDED:,}"


def _count(embed: Embed) -> int:
    """Count the characters that all embeds of a message share."""
    texts = [embed.title, embed.description]
    texts += [embed.footer.text if embed.footer else None, embed.author.name if embed.author else None]
    texts += [text for field in embed.fields for text in (field.name, field.value)]
    return sum(len(text) for text in texts if text)


def _component_faults(components: Sequence[MessageComponent], uploaded: set[str] | None, was_v2: bool) -> Iterator[str]:
    nodes: list[Node] = []
    for number, component in enumerate(components):
        path = f"components[{number}]"
        if fault := find_misplaced(component, path, IN_MESSAGE):
            yield fault
        read = read_back(component, Component, path)
        if isinstance(read, str):
            yield read
            return
        nodes += read
    yield from find_excess(nodes)
    if was_v2 or is_v2(components):
        yield from find_too_much(nodes)
    elif fault := measure(components, 0, MOST_ROWS):
        yield f"components{fault}"
    yield from find_misuse(nodes)
    yield from _address_faults(nodes, uploaded)


def _address_faults(nodes: list[Node], uploaded: set[str] | None) -> Iterator[str]:
    for path, model in nodes:
        for name, beginnings in _ADDRESSES.get(type(model), {}).items():
            address = getattr(model, name)
            if not address:
                continue
            if not address.startswith(beginnings):
                yield f"{path}.{name} must begin with {' or '.join(beginnings)}"
            elif re.fullmatch(r"\w+://\S+", address) is None and not address.startswith(_UPLOADED):
                yield f"{path}.{name} is not a well-formed address"
            elif uploaded is not None and address.startswith(_UPLOADED):
                file = address.removeprefix(_UPLOADED)
                if file not in uploaded:
                    yield f"{path}.{name} is {address!r}, but no such file is sent"


def _file_faults(files: Sequence[File], kept: Sequence[Attachment], size_limit: int) -> Iterator[str]:
    count = len(files) + len(kept)
    if count > MOST_FILES:
        yield f"files has {count} items{' with those that stay' if kept else ''}, Discord accepts at most {MOST_FILES}"
    total = 0
    for number, file in enumerate(files):
        path = f"files[{number}]"
        yield from _text_faults(file.name, 1, 1024, f"{path}.name")
        if file.description is not None:
            yield from _text_faults(file.description, 0, 1024, f"{path}.description")
        if not isinstance(file.spoiler, bool):
            yield misplaced(file.spoiler, bool, f"{path}.spoiler")
        try:
            size = file.size
        except OSError as error:
            yield f"{path} ({file.name}) cannot be read: {error}"
            return
        if size > size_limit:
            yield f"{path} ({file.name}) has {size:,} bytes, Discord accepts at most {size_limit:,} here"
        total += size
    if total > MOST_BYTES:
        yield f"files has {total:,} bytes in all, Discord accepts at most {MOST_BYTES:,}"


def _poll_faults(poll: object, *, ephemeral: bool) -> Iterator[str]:
    nodes = read_back(poll, Poll, "poll")
    if isinstance(nodes, str):
        yield nodes
        return
    yield from find_excess(nodes)
    read: Poll = nodes[0][1]
    texts = [("question", read.question, 300)]
    texts += [(f"answers[{number}].poll_media", answer.poll_media, 55) for number, answer in enumerate(read.answers)]
    for path, media, most in texts:
        if fault := measure(media.text if media.text and media.text.strip() else "", 1, most):
            yield f"poll.{path}.text{fault}"
    if ephemeral:
        # https://github.com/discord/discord-api-docs/issues/6890
        yield "poll cannot be ephemeral: nobody could vote"


def _mention_faults(mentions: object) -> Iterator[str]:
    if not isinstance(mentions, AllowedMentions):
        yield misplaced(mentions, AllowedMentions, "allowed_mentions")
        return
    for name in ("everyone", "replied_user"):
        if not isinstance(getattr(mentions, name), bool):
            yield misplaced(getattr(mentions, name), bool, f"allowed_mentions.{name}")
    for name in ("users", "roles"):
        listed = getattr(mentions, name)
        if not isinstance(listed, bool) and (fault := measure(tuple(set(listed)), 0, MOST_MENTIONED)):
            yield f"allowed_mentions.{name}{fault}"


def _modal_faults(modal: object) -> Iterator[str]:
    if not isinstance(modal, Modal):
        yield misplaced(modal, Modal, "")
        return
    yield from _sequence_faults(modal.components, Component, "components")
    nodes = read_back(modal, Modal, "")
    if isinstance(nodes, str):
        yield nodes
        return
    yield from find_excess(nodes)
    for number, component in enumerate(modal.components):
        if fault := find_misplaced(component, f"components[{number}]", IN_MODAL):
            yield fault
    yield from find_misuse(nodes, in_modal=True)
