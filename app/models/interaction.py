"""
The interaction: what Discord sends when somebody uses a command or a component.

`decode_interaction` reads the few fields that every interaction's way needs,
and leaves the rest of the bytes alone until somebody asks: a member with its
roles, a message with its components cost nothing unless a handler looks at
them. That is why the parts are cached properties over `msgspec.Raw`.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec
import orjson

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake, decoder
from app.models.channel import AnyChannel, Channel
from app.models.command import CommandData, InteractionContextType
from app.models.component import Component, ComponentType
from app.models.entitlement import Entitlement
from app.models.flags import MessageFlags, Permissions
from app.models.guild import PartialGuild
from app.models.locale import Locale
from app.models.message import Message, ResolvedData
from app.models.user import Member, User
from app.request_errors import BodyMalformed

M = TypeVar("M")
D = TypeVar("D")

_NOTHING = msgspec.Raw()
_IS_COMPONENTS_V2 = int(MessageFlags.is_components_v2)


class InteractionType(OpenIntEnum):
    """What the user did.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-type
    """

    ping = 1
    application_command = 2
    message_component = 3
    application_command_autocomplete = 4
    modal_submit = 5
    social_layer_sku_purchase_eligibility = 6


class _Flagged(Model):
    """What is special about a message, and nothing else of it.

    https://docs.discord.com/developers/resources/message#message-object-message-flags
    """

    flags: int = 0


_UNFLAGGED = _Flagged()


class ComponentData(Model, kw_only=True):
    """Which component was used, and the values chosen.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-message-component-data-structure
    """

    custom_id: str = ""
    component_type: ComponentType = ComponentType.button
    id: int = 0
    values: tuple[str, ...] = ()
    raw_resolved: msgspec.Raw = msgspec.field(name="resolved", default=_NOTHING)


class ModalData(Model, kw_only=True):
    """Which form was sent, and its fields with what the user entered.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure
    """

    custom_id: str = ""
    components: tuple[Component, ...] = ()
    raw_resolved: msgspec.Raw = msgspec.field(name="resolved", default=_NOTHING)


class Interaction(Model, kw_only=True, dict=True):
    """Somebody used a command, a component or a form of the application.

    A part that turns out to be malformed when it is first asked for raises `BodyMalformed`.

    Attributes:
        token: Lets the bearer answer for 15 minutes; a secret.
        app_permissions: What the application may do where this happened.
        locale: The user's language; guild_locale: the server's.
        attachment_size_limit: Largest file of an answer, in bytes.
        authorizing_integration_owners: Who installed the application: key
            "0" the server, key "1" the user.
        version: Always 1.
    """

    type: InteractionType
    id: Snowflake = NO_ID
    application_id: Snowflake = NO_ID
    token: str = ""
    guild_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    context: InteractionContextType | None = None
    version: int = 1
    attachment_size_limit: int = 10_485_760
    locale: Locale = Locale.english_us
    guild_locale: Locale | None = None
    authorizing_integration_owners: dict[str, Snowflake] = msgspec.field(default_factory=dict)
    _app_permissions: str = msgspec.field(name="app_permissions", default="0")
    _data: msgspec.Raw = msgspec.field(name="data", default=_NOTHING)
    _member: msgspec.Raw = msgspec.field(name="member", default=_NOTHING)
    _user: msgspec.Raw = msgspec.field(name="user", default=_NOTHING)
    _guild: msgspec.Raw = msgspec.field(name="guild", default=_NOTHING)
    _channel: msgspec.Raw = msgspec.field(name="channel", default=_NOTHING)
    _message: msgspec.Raw = msgspec.field(name="message", default=_NOTHING)
    _entitlements: msgspec.Raw = msgspec.field(name="entitlements", default=_NOTHING)

    @cached_property
    def raw(self) -> Mapping[str, Any]:
        """The whole payload as Discord sent it, with the fields that Postern does not know; holds the token."""
        try:
            payload: Mapping[str, Any] = orjson.loads(self.__dict__["body"])
        except orjson.JSONDecodeError as error:
            # orjson is stricter than what read the fields: with numbers that are too large, or half a surrogate pair.
            raise BodyMalformed(f"no interaction: {error}") from error
        return payload

    @property
    def app_permissions(self) -> Permissions:
        """What the application may do where this happened."""
        if not self._app_permissions.isdecimal():
            raise BodyMalformed(f"no interaction: app_permissions is {self._app_permissions[:20]!r}")
        return Permissions(int(self._app_permissions))

    @cached_property
    def member(self) -> Member | None:
        """Who did it, as a member of the server; None outside of servers."""
        return _read(_MEMBER, self._member, None)

    @cached_property
    def user(self) -> User:
        """Who did it, in a server or not."""
        return self.member.user if self.member else _read(_USER, self._user, User())

    @cached_property
    def guild(self) -> PartialGuild | None:
        """The server where it happened: id, locale and features alone."""
        return _read(_GUILD, self._guild, None)

    @cached_property
    def channel(self) -> Channel | None:
        """The channel where it happened."""
        return _read(_CHANNEL, self._channel, None)

    @cached_property
    def message(self) -> Message | None:
        """The message that carries the component which was used, or which opened the form."""
        message = _read(_MESSAGE, self._message, None)
        return message and message.within(self.guild_id)

    @property
    def has_message(self) -> bool:
        """Whether there is such a message; that tells it without reading it."""
        return bytes(self._message) not in (b"", b"null")

    @property
    def is_message_v2(self) -> bool:
        """Whether this message is made of components; that tells it without reading the rest of it."""
        message: Message | _Flagged | None = self.__dict__.get("message")
        flags = (message or _read(_FLAGGED, self._message, _UNFLAGGED)).flags
        return bool(int(flags) & _IS_COMPONENTS_V2)

    @cached_property
    def entitlements(self) -> tuple[Entitlement, ...]:
        """What the user and the server have bought of the application."""
        return _read(_ENTITLEMENTS, self._entitlements, ())

    @cached_property
    def command(self) -> CommandData:
        """Which command was used, and its options; empty if this is no command."""
        return _read(_COMMAND_DATA, self._data, CommandData())

    @cached_property
    def component(self) -> ComponentData:
        """Which component was used; empty if this is no component."""
        return _read(_COMPONENT_DATA, self._data, ComponentData())

    @cached_property
    def modal(self) -> ModalData:
        """Which form was sent; empty if this is no form."""
        return _read(_MODAL_DATA, self._data, ModalData())

    @cached_property
    def custom_id(self) -> str:
        """The custom_id of the component that was used, or of the form that was sent; else empty."""
        return self.modal.custom_id if self.type is _MODAL_SUBMIT else self.component.custom_id

    @cached_property
    def resolved(self) -> ResolvedData:
        """The objects that ids in the options, values or fields stand for."""
        if self.type is _COMPONENT:
            raw = self.component.raw_resolved
        elif self.type is _MODAL_SUBMIT:
            raw = self.modal.raw_resolved
        else:
            raw = self.command.raw_resolved
        return _read(_RESOLVED, raw, ResolvedData())

    @property
    def is_user_install_only(self) -> bool:
        """Whether only a user has installed the application, and not the server where this happened."""
        return self.authorizing_integration_owners.keys() == {"1"}

    def __repr__(self) -> str:
        """Name the interaction without its token."""
        return f"<Interaction {self.id} {self.type.name}>"


def decode_interaction(body: bytes) -> Interaction:
    """Read an interaction from the body of a genuine request.

    Raises:
        BodyMalformed: If it is no JSON object with the form of an interaction.
    """
    try:
        # Parts that nobody asked for yet are not decoded, so their encoding is checked here, for all at once.
        body.decode()
        interaction = _INTERACTION.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyMalformed(f"no interaction: {error}") from error
    # A field of its own would be looked for in Discord's JSON; the instance dictionary is not.
    interaction.__dict__["body"] = body
    return interaction


def _read(decode: msgspec.json.Decoder[M], raw: msgspec.Raw, default: D) -> M | D:
    data = bytes(raw)
    if data in (b"", b"null"):
        return default
    try:
        return decode.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BodyMalformed(f"no interaction: {error}") from error


_COMPONENT, _MODAL_SUBMIT = InteractionType.message_component, InteractionType.modal_submit
_INTERACTION = decoder(Interaction)
_MEMBER = decoder(Member)
_USER = decoder(User)
_GUILD = decoder(PartialGuild)
_CHANNEL = decoder(AnyChannel)
_MESSAGE = decoder(Message)
_FLAGGED = decoder(_Flagged)
_ENTITLEMENTS = decoder(tuple[Entitlement, ...])
_COMMAND_DATA = decoder(CommandData)
_COMPONENT_DATA = decoder(ComponentData)
_MODAL_DATA = decoder(ModalData)
_RESOLVED = decoder(ResolvedData)
