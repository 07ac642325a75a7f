"""
What an interaction is answered with.

`Reply` is what authors make; `InteractionResponse` and `MessageData` are its
form on the wire.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object
"""

import enum
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, Unpack

import msgspec

from app.models.base import Model, OpenIntEnum, encode
from app.models.command import CommandOptionChoice
from app.models.embed import Embed
from app.models.flags import MessageFlags
from app.models.mention import AllowedMentions

_EPHEMERAL = int(MessageFlags.ephemeral)
_SILENT = int(MessageFlags.suppress_notifications)
_SUPPRESS_EMBEDS = int(MessageFlags.suppress_embeds)


class Unset(enum.Enum):
    """Says that a field of an edit is left as it is, where None would clear it."""

    token = 0


class InteractionCallbackType(OpenIntEnum):
    """What an answer does.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
    """

    pong = 1
    channel_message_with_source = 4
    deferred_channel_message_with_source = 5
    deferred_update_message = 6
    application_command_autocomplete_result = 8
    launch_activity = 12


class MessageFields(TypedDict, total=False):
    """What `respond`, `followup` and `send` take beside the content: exactly Reply's keywords."""

    embeds: Sequence[Embed]
    allowed_mentions: AllowedMentions
    ephemeral: bool
    silent: bool
    suppress_embeds: bool


class EditFields(TypedDict, total=False):
    """What `edit` takes beside the content; what is left out stays as it is."""

    embeds: Sequence[Embed]
    allowed_mentions: AllowedMentions


class Reply(Model):
    """A new message. A `str` answer is `Reply(str)`.

    Attributes:
        content: Text, at most 2,000 characters.
        embeds: At most 10, at most 6,000 characters of text in all.
        allowed_mentions: Who is notified; None: Discord's default for
            answers, which is mentioned users alone.
        ephemeral: Whether only the user who caused it sees it.
        silent: Whether it arrives without a notification.
        suppress_embeds: Whether links in the text get no preview.
    """

    content: str | None = None
    embeds: Sequence[Embed] = ()
    allowed_mentions: AllowedMentions | None = None
    ephemeral: bool = False
    silent: bool = False
    suppress_embeds: bool = False

    if TYPE_CHECKING:

        def __init__(self, content: str | None = None, **fields: Unpack[MessageFields]) -> None: ...

    @property
    def flags(self) -> int:
        """The bits of `MessageFlags` that follow from the attributes; as an int, since enum members are slow to add."""
        return self.ephemeral * _EPHEMERAL | self.silent * _SILENT | self.suppress_embeds * _SUPPRESS_EMBEDS


class LaunchActivity(Model):
    """Opens the application's Activity for the user, as an answer; there is no message then.

    The application must have Activities enabled. Discord launches by the first
    response alone, so that it cannot follow a deferral.

    https://docs.discord.com/developers/activities/overview#launching-activities
    """


CommandAnswer: TypeAlias = str | Reply | LaunchActivity | None
"""What a command may return: a new message, an Activity, or None if it answered through its context."""


class MessageData(Model, kw_only=True):
    """A message on its way out: of an answer, a followup or an edit.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-messages
    """

    content: str | None = None
    embeds: Sequence[Embed] = ()
    allowed_mentions: Mapping[str, object] | None = None
    flags: int = 0


class AutocompleteData(msgspec.Struct, kw_only=True):
    """Suggestions for the option being typed; an empty list is sent, not left out."""

    choices: Sequence[CommandOptionChoice] = ()


class InteractionResponse(Model, kw_only=True):
    """The first response to an interaction."""

    type: InteractionCallbackType
    # A message is encoded when it is accepted, so that what cannot be is the handler's error, and not the server's.
    data: MessageData | AutocompleteData | msgspec.Raw | None = None


PONG = InteractionResponse(type=InteractionCallbackType.pong)
LAUNCH = InteractionResponse(type=InteractionCallbackType.launch_activity)


def message_data(reply: Reply) -> MessageData:
    """Put a reply into its form on the wire."""
    return MessageData(
        content=reply.content,
        embeds=reply.embeds,
        allowed_mentions=None if reply.allowed_mentions is None else reply.allowed_mentions.to_wire(),
        flags=reply.flags,
    )


def message_response(reply: Reply) -> InteractionResponse:
    """Answer with a new message.

    Raises:
        TypeError: If JSON cannot hold a part of it.
        ValueError: If its text is no text, such as half of a surrogate pair.
    """
    data = msgspec.Raw(encode(message_data(reply)))
    return InteractionResponse(type=InteractionCallbackType.channel_message_with_source, data=data)


def deferral(*, ephemeral: bool) -> InteractionResponse:
    """Acknowledge now and answer by an edit later; the user sees "thinking" until then."""
    return InteractionResponse(
        type=InteractionCallbackType.deferred_channel_message_with_source,
        data=MessageData(flags=_EPHEMERAL if ephemeral else 0),
    )


def autocomplete_result(choices: Sequence[CommandOptionChoice]) -> InteractionResponse:
    """Answer an autocomplete interaction."""
    return InteractionResponse(
        type=InteractionCallbackType.application_command_autocomplete_result, data=AutocompleteData(choices=choices)
    )


def edit_data(content: str | Unset | None, fields: EditFields) -> dict[str, Any]:
    """Put an edit into its form on the wire: what was not given is left out, None and () clear.

    Raises:
        TypeError: If a field is none of an edit's; Discord would pass over it in silence.
    """
    data: dict[str, Any] = dict(fields)
    unknown = data.keys() - EditFields.__annotations__.keys()
    if unknown:
        raise TypeError(
            f"an edit takes no {', '.join(sorted(unknown))}; it takes content, {', '.join(EditFields.__annotations__)}"
        )
    if content is not Unset.token:
        data["content"] = content
    mentions = fields.get("allowed_mentions")
    if mentions is not None:
        data["allowed_mentions"] = mentions.to_wire()
    return data
