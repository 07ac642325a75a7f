"""
What an interaction is answered with.

`Reply` and `Update` are what authors make; `InteractionResponse` is the form of
an answer on the wire, `MessageData` that of a message.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object
"""

import enum
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeAlias, TypedDict, Unpack

import msgspec

from app.models.attachment import Attachment
from app.models.base import Model, OpenIntEnum, encode
from app.models.command import CommandOptionChoice
from app.models.component import ActionRow, MessageComponent
from app.models.disabling import disable
from app.models.embed import Embed
from app.models.file import File, describe_files, with_files
from app.models.flags import MessageFlags
from app.models.keywords import Told, refuse_unknown
from app.models.mention import AllowedMentions
from app.models.message import Message
from app.models.modal import Modal
from app.models.poll import Poll

_EPHEMERAL = int(MessageFlags.ephemeral)
_SILENT = int(MessageFlags.suppress_notifications)
_SUPPRESS_EMBEDS = int(MessageFlags.suppress_embeds)
_COMPONENTS_V2 = int(MessageFlags.is_components_v2)


class Unset(enum.Enum):
    """Says that a field of an edit is left as it is, where None would clear it."""

    token = 0


UNSET = Unset.token


class InteractionCallbackType(OpenIntEnum):
    """What an answer does.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
    """

    pong = 1
    channel_message_with_source = 4
    deferred_channel_message_with_source = 5
    deferred_update_message = 6
    update_message = 7
    application_command_autocomplete_result = 8
    modal = 9
    launch_activity = 12
    social_layer_sku_purchase_eligibility = 13


class MessageFields(TypedDict, total=False):
    """What `respond`, `followup` and `send` take beside the content: exactly Reply's keywords."""

    embeds: Sequence[Embed]
    components: Sequence[MessageComponent]
    files: Sequence[File]
    allowed_mentions: AllowedMentions
    ephemeral: bool
    silent: bool
    suppress_embeds: bool
    poll: Poll


class EditFields(TypedDict, total=False):
    """What `edit` and `update` take beside the content; what is left out stays as it is."""

    embeds: Sequence[Embed] | None
    components: Sequence[MessageComponent] | None
    files: Sequence[File] | None
    attachments: Sequence[Attachment] | None
    allowed_mentions: AllowedMentions | None


class Reply(Model, metaclass=Told):
    """A new message. A `str` answer is `Reply(str)`.

    Attributes:
        content: Text, at most 2,000 characters.
        embeds: At most 10, at most 6,000 characters of text in all.
        components: Buttons and menus below the text; or, with any other kind
            than rows of these, the whole message, which then has no text, no
            embeds and no poll.
        files: At most 10.
        allowed_mentions: Who is notified; None: Discord's default for
            answers, which is mentioned users alone.
        ephemeral: Whether only the user who caused it sees it.
        silent: Whether it arrives without a notification.
        suppress_embeds: Whether links in the text get no preview.
        poll: A question to vote on.
    """

    content: str | None = None
    embeds: Sequence[Embed] = ()
    components: Sequence[MessageComponent] = ()
    files: Sequence[File] = ()
    allowed_mentions: AllowedMentions | None = None
    ephemeral: bool = False
    silent: bool = False
    suppress_embeds: bool = False
    poll: Poll | None = None

    if TYPE_CHECKING:

        def __init__(self, content: str | None = None, **fields: Unpack[MessageFields]) -> None: ...

    @property
    def flags(self) -> int:
        """The bits of `MessageFlags` that follow from the attributes; as an int, since enum members are slow to add."""
        bits = self.ephemeral * _EPHEMERAL | self.silent * _SILENT | self.suppress_embeds * _SUPPRESS_EMBEDS
        return bits | _COMPONENTS_V2 if self.components and is_v2(self.components) else bits


class Update(Model, metaclass=Told):
    """Changes the message that carries the component. Fields left out stay as they are; None or () clears.

    Attributes:
        content: Text, at most 2,000 characters; none where components make up the message.
        embeds: At most 10; likewise.
        components: What stands below the text, or the whole message.
        files: New files; with them, of those that are there only what
            `attachments` lists stays.
        attachments: Files of the message that stay.
        allowed_mentions: Who is notified.
    """

    content: str | Unset | None = UNSET
    embeds: Sequence[Embed] | Unset | None = UNSET
    components: Sequence[MessageComponent] | Unset | None = UNSET
    files: Sequence[File] | Unset | None = UNSET
    attachments: Sequence[Attachment] | Unset | None = UNSET
    allowed_mentions: AllowedMentions | Unset | None = UNSET

    if TYPE_CHECKING:

        def __init__(self, content: str | Unset | None = UNSET, **fields: Unpack[EditFields]) -> None: ...

    @classmethod
    def disabled(cls, message: Message, content: str | Unset | None = UNSET, *, only: str | None = None) -> Self:
        """Make an update that leaves a message as it is, but for its buttons and menus, which nobody can use any more.

            return Update.disabled(ctx.message, "Done.")

        Buttons that open a link or sell something stay.

        Args:
            message: The message, with its components.
            content: Another text for it; a message made up of components has none.
            only: The custom_id of the one component to disable; None for all.
        """
        return cls(content, components=disable(message.components, only=only))


class LaunchActivity(Model):
    """Opens the application's Activity for the user, as an answer; there is no message then.

    The application must have Activities enabled. Discord launches by the first
    response alone, so that it cannot follow a deferral.

    https://docs.discord.com/developers/activities/overview#launching-activities
    """


class IneligibilityReason(OpenIntEnum):
    """Why a user may not buy something."""

    other = 0
    owns_sku_or_bundle_component = 1
    platform_restriction = 2


class PurchaseEligibility(Model):
    """Whether a user may buy a Social Layer SKU; from Discord's API description only.

    Attributes:
        eligible: Whether he may.
        reason: Why not.
        description: Why not, in words; at most 255 characters.
    """

    eligible: bool
    reason: IneligibilityReason | None = msgspec.field(name="ineligible_reason", default=None)
    description: str | None = msgspec.field(name="ineligible_reason_description", default=None)


CommandAnswer: TypeAlias = str | Reply | Modal | LaunchActivity | None
"""What a command may return: a new message, a form, an Activity, or None if it answered through its context."""
ComponentAnswer: TypeAlias = str | Reply | Update | Modal | LaunchActivity | None
"""What the handler of a component may return: as a command, or a change of the message that carries it."""
ModalAnswer: TypeAlias = str | Reply | Update | LaunchActivity | None
"""What the handler of a form may return: a form cannot open another one."""


class MessageData(Model, kw_only=True):
    """A new message on its way out.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-messages
    """

    content: str | None = None
    embeds: Sequence[Embed] = ()
    allowed_mentions: Mapping[str, object] | None = None
    flags: int = 0
    components: Sequence[MessageComponent] = ()
    attachments: Sequence[Mapping[str, object]] = ()
    poll: Poll | None = None


class Outgoing(NamedTuple):
    """A message as it is sent: what becomes JSON, and the files beside it."""

    data: MessageData | dict[str, Any]
    files: Sequence[File] = ()


class InteractionResponse:
    """The first response to an interaction, encoded once.

    What cannot be encoded is the handler's error that way, and not the server's.

    Attributes:
        type: What it does.
        body: Its JSON.
        files: What is uploaded beside it.
    """

    __slots__ = ("body", "files", "type")

    def __init__(self, kind: InteractionCallbackType, data: object = None, files: Sequence[File] = ()) -> None:
        self.type = kind
        self.body = encode({"type": kind} if data is None else {"type": kind, "data": data})
        self.files = files

    @property
    def raw(self) -> msgspec.Raw:
        """Its JSON, as a value to encode."""
        return msgspec.Raw(self.body)

    @property
    def size(self) -> int:
        """Bytes of the response with its files, nearly.

        Raises:
            OSError: If a file is a path at which there is none.
        """
        return len(self.body) + sum(file.size for file in self.files)

    def read(self) -> tuple[str, bytes]:
        """Return its content type and its bytes: JSON, or multipart when it carries files."""
        if not self.files:
            return "application/json", self.body
        whole = with_files(self.body, self.files)
        return whole.content_type, whole.read()


def is_v2(components: Sequence[MessageComponent]) -> bool:
    """Tell whether these make up a whole message, and do not just stand below a text."""
    return any(not isinstance(component, ActionRow) for component in components)


def outgoing(reply: Reply) -> Outgoing:
    """Put a new message into its form on the wire."""
    return Outgoing(
        MessageData(
            content=reply.content,
            embeds=reply.embeds,
            allowed_mentions=None if reply.allowed_mentions is None else reply.allowed_mentions.to_wire(),
            flags=reply.flags,
            components=reply.components,
            attachments=describe_files(reply.files) if reply.files else (),
            poll=reply.poll,
        ),
        reply.files,
    )


def completion(reply: Reply) -> Outgoing:
    """Put a new message into the form of the edit that completes a deferral.

    An edit can neither hide a message nor silence it: Discord takes these flags for new ones alone.
    """
    return outgoing(reply.replace(ephemeral=False, silent=False))


def outgoing_edit(update: Update) -> Outgoing:
    """Put an edit into its form on the wire: what was not given is left out, None and () clear."""
    data: dict[str, Any] = {}
    if update.content is not UNSET:
        data["content"] = update.content
    if update.embeds is not UNSET:
        data["embeds"] = update.embeds or ()
    if isinstance(update.components, Unset):
        pass
    elif update.components and is_v2(update.components):
        # Discord keeps the text and the embeds of an older message beside them, and then refuses both.
        data |= {"flags": _COMPONENTS_V2, "content": None, "embeds": (), "components": update.components}
    else:
        data["components"] = update.components or ()
    mentions = update.allowed_mentions
    if not isinstance(mentions, Unset):
        data["allowed_mentions"] = None if mentions is None else mentions.to_wire()
    files = () if isinstance(update.files, Unset) else update.files or ()
    kept = () if isinstance(update.attachments, Unset) else update.attachments or ()
    if update.files is not UNSET or update.attachments is not UNSET:
        data["attachments"] = [*({"id": attachment.id} for attachment in kept), *describe_files(files)]
    return Outgoing(data, files)


def make_reply(content: str | Reply | None, fields: MessageFields) -> Reply:
    """Make a message of what a method was given; what is given beside a `Reply` changes it.

    Raises:
        TypeError: If a field is none of a message's.
    """
    if fields:
        refuse_unknown("a message", fields, MessageFields, "content")
    if isinstance(content, Reply):
        return content.replace(**fields) if fields else content
    return Reply(content, **fields)


def make_update(content: str | Unset | None, fields: EditFields) -> Update:
    """Make an edit of what a method was given.

    Raises:
        TypeError: If a field is none of an edit's; Discord would pass over it in silence.
    """
    refuse_unknown("an edit", fields, EditFields, "content")
    return Update(content, **fields)


PONG = InteractionResponse(InteractionCallbackType.pong)
LAUNCH = InteractionResponse(InteractionCallbackType.launch_activity)
DEFERRED_UPDATE = InteractionResponse(InteractionCallbackType.deferred_update_message)
_THINKING = InteractionResponse(InteractionCallbackType.deferred_channel_message_with_source)
_THINKING_PRIVATELY = InteractionResponse(
    InteractionCallbackType.deferred_channel_message_with_source, MessageData(flags=_EPHEMERAL)
)


def message_response(reply: Reply) -> InteractionResponse:
    """Answer with a new message.

    Raises:
        TypeError: If JSON cannot hold a part of it.
        ValueError: If its text is no text, such as half of a surrogate pair.
    """
    return InteractionResponse(InteractionCallbackType.channel_message_with_source, *outgoing(reply))


def update_response(update: Update) -> InteractionResponse:
    """Answer by changing the message that carries the component; raises as `message_response` does."""
    return InteractionResponse(InteractionCallbackType.update_message, *outgoing_edit(update))


def modal_response(modal: Modal) -> InteractionResponse:
    """Answer with a form; raises as `message_response` does."""
    return InteractionResponse(InteractionCallbackType.modal, modal)


def eligibility_response(eligibility: PurchaseEligibility) -> InteractionResponse:
    """Answer whether a user may buy something."""
    return InteractionResponse(InteractionCallbackType.social_layer_sku_purchase_eligibility, eligibility)


def deferral(*, ephemeral: bool) -> InteractionResponse:
    """Acknowledge now and answer by an edit later; the user sees "thinking" until then."""
    return _THINKING_PRIVATELY if ephemeral else _THINKING


def autocomplete_result(choices: Sequence[CommandOptionChoice]) -> InteractionResponse:
    """Answer an autocomplete interaction; an empty list is sent, not left out."""
    return InteractionResponse(InteractionCallbackType.application_command_autocomplete_result, {"choices": choices})
