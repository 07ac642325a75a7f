"""
Events: what Discord tells an application of, without waiting for an answer.

The class of an event is the key of `listen`. A webhook event comes in an
envelope: what happened, when, and data whose form its type decides. It carries
no id. A type that Postern does not know is a plain `Event`, whose `raw` has the
data, and so is one whose data is not as documented: nothing is lost.

https://docs.discord.com/developers/events/webhook-events
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

import msgspec

from app.models.base import NO_ID, NO_TIME, Model, Snowflake, convert, decoder, encode
from app.models.channel import AnyChannel
from app.models.command import IntegrationType
from app.models.entitlement import Entitlement
from app.models.flags import MessageFlags
from app.models.guild import Guild
from app.models.message import Message, MessageType
from app.models.message_parts import LobbyMember
from app.models.user import User
from app.request_errors import BodyMalformed, EventMisdirected, InteractionMisdirected

_LONGEST_TYPE = 100
_NOTHING = msgspec.Raw()


class Event(Model, kw_only=True, dict=True):
    """Something that happened; whoever listens to `Event` itself hears of everything.

    Attributes:
        type: Discord's name for it: `ENTITLEMENT_CREATE`.
        timestamp: When it happened, in UTC; events come in no certain order, and now and then minutes later.
        application_id: The application that is told.

    https://docs.discord.com/developers/events/webhook-events#payload-structure
    """

    type: str = ""
    timestamp: dt.datetime = NO_TIME
    application_id: Snowflake = NO_ID

    whole: ClassVar[str] = ""
    """The field that is all of Discord's data; where it is empty, each field is one of the data's own."""

    def __post_init__(self) -> None:
        if not self.type:
            msgspec.structs.force_setattr(self, "type", event_name(type(self)).upper())
        _make_aware(self)
        if self.whole:
            _make_aware(getattr(self, self.whole))

    @cached_property
    def raw(self) -> Mapping[str, Any]:
        """The data as Discord sent it, with the fields that Postern does not know."""
        said: dict[str, Any] = msgspec.json.decode(encode(getattr(self, self.whole) if self.whole else self))
        return said if self.whole else {key: said[key] for key in said.keys() - _OF_THE_ENVELOPE}


_OF_THE_ENVELOPE = frozenset(Event.__struct_fields__)


class ApplicationAuthorized(Event, kw_only=True):
    """Somebody authorized the application, or installed it for himself or for a server.

    Attributes:
        user: Who did.
        scopes: What he allowed.
        integration_type: For whom it was installed; None if it was not.
        guild: The server that it was installed in, if it was one.

    https://docs.discord.com/developers/events/webhook-events#application-authorized
    """

    user: User = User()
    scopes: tuple[str, ...] = ()
    integration_type: IntegrationType | None = None
    guild: Guild | None = None


class ApplicationDeauthorized(Event, kw_only=True):
    """Somebody took his authorization back, or lost his account.

    https://docs.discord.com/developers/events/webhook-events#application-deauthorized
    """

    user: User = User()


class EntitlementCreate(Event, kw_only=True):
    """Something was bought of the application, or granted.

    https://docs.discord.com/developers/events/webhook-events#entitlement-create
    """

    whole: ClassVar[str] = "entitlement"
    entitlement: Entitlement = Entitlement()


class EntitlementUpdate(Event, kw_only=True):
    """What was bought has changed: a subscription was prolonged, or has an end now.

    https://docs.discord.com/developers/events/webhook-events#entitlement-update
    """

    whole: ClassVar[str] = "entitlement"
    entitlement: Entitlement = Entitlement()


class EntitlementDelete(Event, kw_only=True):
    """What was bought was taken back; not for subscriptions that ran out.

    https://docs.discord.com/developers/events/webhook-events#entitlement-delete
    """

    whole: ClassVar[str] = "entitlement"
    entitlement: Entitlement = Entitlement()


class QuestUserEnrollment(Event, kw_only=True):
    """A user takes part in a Quest; Discord lists it, documents no data, and sends it to no application at present.

    https://docs.discord.com/developers/events/webhook-events#quest-user-enrollment
    """


class LobbyMessage(Model, kw_only=True):
    """A message in a lobby of the Social SDK.

    Attributes:
        lobby_id: Where it was written.
        channel_id: The channel that is linked to the lobby; else the lobby's own id.
        metadata: What the game marked it with.
        timestamp: When it was written; Discord says it in updates only, as it does `edited_timestamp`.
        moderation_metadata: From Discord's OpenAPI description only, as is `lobby_member`.

    https://docs.discord.com/developers/events/webhook-events#lobby-message-object
    """

    id: Snowflake = NO_ID
    type: MessageType = MessageType.default
    content: str = ""
    lobby_id: Snowflake = NO_ID
    channel_id: Snowflake = NO_ID
    author: User = User()
    metadata: dict[str, str] = msgspec.field(default_factory=dict)
    flags: MessageFlags = MessageFlags(0)
    application_id: Snowflake | None = None
    timestamp: dt.datetime = NO_TIME
    edited_timestamp: dt.datetime | None = None
    moderation_metadata: dict[str, str] | None = None
    lobby_member: LobbyMember | None = None


class LobbyMessageCreate(Event, kw_only=True):
    """A message was written in a lobby.

    https://docs.discord.com/developers/events/webhook-events#lobby-message-create
    """

    whole: ClassVar[str] = "message"
    message: LobbyMessage = LobbyMessage()


class LobbyMessageUpdate(Event, kw_only=True):
    """A message in a lobby was changed.

    https://docs.discord.com/developers/events/webhook-events#lobby-message-update
    """

    whole: ClassVar[str] = "message"
    message: LobbyMessage = LobbyMessage()


class LobbyMessageDelete(Event, kw_only=True):
    """A message in a lobby was deleted.

    https://docs.discord.com/developers/events/webhook-events#lobby-message-delete
    """

    message_id: Snowflake = msgspec.field(name="id", default=NO_ID)
    lobby_id: Snowflake = NO_ID


class GameDirectMessage(Message, kw_only=True):
    """A direct message between players, of whom one at least has a session of the Social SDK.

    Attributes:
        channel: Where it was written, as far as Discord says.
        lobby_id: The lobby that is linked to the channel.
        recipient_id: Seen in Discord's examples, not documented.

    https://docs.discord.com/developers/events/webhook-events#message-object
    """

    channel: AnyChannel | None = None
    lobby_id: Snowflake | None = None
    recipient_id: Snowflake | None = None


class GameDirectMessageCreate(Event, kw_only=True):
    """A direct message was written during a session of the Social SDK.

    https://docs.discord.com/developers/events/webhook-events#game-direct-message-create
    """

    whole: ClassVar[str] = "message"
    message: GameDirectMessage = GameDirectMessage()


class GameDirectMessageUpdate(Event, kw_only=True):
    """A direct message was changed during a session of the Social SDK.

    https://docs.discord.com/developers/events/webhook-events#game-direct-message-update
    """

    whole: ClassVar[str] = "message"
    message: GameDirectMessage = GameDirectMessage()


class GameDirectMessageDelete(Event, kw_only=True):
    """A direct message was deleted during a session of the Social SDK.

    https://docs.discord.com/developers/events/webhook-events#game-direct-message-delete
    """

    whole: ClassVar[str] = "message"
    message: GameDirectMessage = GameDirectMessage()


def event_name(kind: type[Event]) -> str:
    """Return what listeners call an event: `entitlement_create` for `EntitlementCreate`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


WEBHOOK_EVENTS: Mapping[str, type[Event]] = {
    event_name(kind).upper(): kind
    for kind in (
        ApplicationAuthorized,
        ApplicationDeauthorized,
        EntitlementCreate,
        EntitlementUpdate,
        EntitlementDelete,
        QuestUserEnrollment,
        LobbyMessageCreate,
        LobbyMessageUpdate,
        LobbyMessageDelete,
        GameDirectMessageCreate,
        GameDirectMessageUpdate,
        GameDirectMessageDelete,
    )
}
"""Every webhook event that Discord documents, by Discord's name."""

PING, EVENT = 0, 1


class _Happened(msgspec.Struct, kw_only=True):
    """What an envelope holds; only its type must be right."""

    type: str
    timestamp: Any = None
    data: Any = None


class _Envelope(msgspec.Struct, kw_only=True):
    """The body of a request; an interaction has `id` and `token`, and no `event`."""

    type: int
    application_id: Snowflake = NO_ID
    event: _Happened | None = None
    id: msgspec.Raw = _NOTHING
    token: msgspec.Raw = _NOTHING


class Delivered(NamedTuple):
    """What a genuine request to the events path says.

    Attributes:
        application_id: The application that is told.
        event: What happened; None for Discord's PING.
        problem: Why it is a plain `Event` although its type is known; "" if it is not.
    """

    application_id: Snowflake
    event: Event | None = None
    problem: str = ""


class _Sign(msgspec.Struct, kw_only=True):
    """What tells an event from an interaction."""

    type: int
    event: msgspec.Raw = _NOTHING


_ENVELOPE = decoder(_Envelope)
_SIGN = decoder(_Sign)


def decode_event(body: bytes) -> Delivered:
    """Read what Discord sent to the events path.

    Raises:
        BodyMalformed: If it has not the form of an event.
        InteractionMisdirected: If it is an interaction.
    """
    try:
        envelope = _ENVELOPE.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyMalformed(f"no webhook event: {error}") from error
    if envelope.event is None and (bytes(envelope.token) or bytes(envelope.id)):
        raise InteractionMisdirected
    if envelope.type == PING:
        return Delivered(envelope.application_id)
    if envelope.type != EVENT or envelope.event is None:
        raise BodyMalformed(f"no webhook event: type {envelope.type}, and no event with it")
    event, problem = _read(envelope.event, envelope.application_id)
    return Delivered(envelope.application_id, event, problem)


def check_no_event(body: bytes) -> None:
    """See that what came to the interactions path, in the form of an interaction without token, is no webhook event.

    Raises:
        EventMisdirected: If it is one.
    """
    sign = _SIGN.decode(body)
    if sign.type == PING or bytes(sign.event):
        raise EventMisdirected


def _read(happened: _Happened, application_id: Snowflake) -> tuple[Event, str]:
    """Make the event, and say why it is a plain one if its type is known and its data is not as documented."""
    kind = WEBHOOK_EVENTS.get(happened.type, Event)
    data = happened.data if isinstance(happened.data, dict) else {}
    outside: dict[str, Any] = {
        "type": happened.type[:_LONGEST_TYPE],
        "timestamp": _read_time(happened.timestamp),
        "application_id": application_id,
    }
    problem = ""
    try:
        if kind.whole and data is not happened.data:
            raise msgspec.ValidationError("Object missing required field `data`")
        event = _made(kind, data, outside)
    except (msgspec.ValidationError, RecursionError) as error:
        event, problem = Event(**outside), str(error)
    # A field of its own would be looked for in Discord's data; the instance dictionary is not.
    event.__dict__["raw"] = data
    return event, problem


def _made(kind: type[Event], data: dict[str, Any], outside: dict[str, Any]) -> Event:
    if kind.whole:
        field = next(one for one in msgspec.structs.fields(kind) if one.name == kind.whole)
        return kind(**outside, **{kind.whole: convert(data, field.type)})
    if kind is Event:
        return kind(**outside)
    inside = {key: value for key, value in data.items() if key not in _OF_THE_ENVELOPE}
    return convert(inside, kind).replace(**outside)


def _read_time(said: object) -> dt.datetime:
    """Read a timestamp; Discord's examples have no zone, and one that cannot be read is no reason to lose the event."""
    try:
        return dt.datetime.fromisoformat(said) if isinstance(said, str) else NO_TIME
    except ValueError:
        return NO_TIME


def _make_aware(model: Model) -> None:
    """Put UTC where a time has no zone."""
    for name in model.__struct_fields__:
        value = getattr(model, name)
        if isinstance(value, dt.datetime) and value.tzinfo is None:
            msgspec.structs.force_setattr(model, name, value.replace(tzinfo=dt.UTC))
