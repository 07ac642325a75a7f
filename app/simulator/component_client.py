"""
What users do with components: clicks, choices, forms.

A component is looked up in its message as that stands now, or in the modal that
was opened, and the interaction that comes of using it is sent.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-message-component-data-structure
"""

import secrets
from collections.abc import Mapping, Sequence
from copy import deepcopy

from app.simulator.client import Client
from app.simulator.component_fields import BUTTON, ENTITY_SELECTS, LINK, PREMIUM, SELECTS
from app.simulator.component_rules import nested_components
from app.simulator.component_values import choose, name_of
from app.simulator.interaction import Interaction
from app.simulator.modal_form import fill_form
from app.simulator.payloads import GUILD_INSTALL, Origin, authorizing_integration_owners, envelope, interaction_token
from app.simulator.permissions import Permission, permissions_in
from app.simulator.resolved import Resolved
from app.simulator.rules import MESSAGE_COMPONENT, MODAL_SUBMIT
from app.simulator.visible import sees
from app.simulator.world import Json, Member, User


class ComponentClient(Client):
    """Begins the interactions that come of components and modals."""

    async def click(
        self,
        message: Json | int,
        component: str | int,
        *,
        user: User | Member | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Click a button and wait for the first answer, or for its failure.

        Args:
            message: The message, given itself or by its id; it is looked at as it stands now.
            component: The button's custom_id, or its id, which those have too that open a link.
            user: Who clicks; by default the guild's plain member Ben.
            locale: Language of the user's client; by default the user's own.
            unchecked: Send even what Discord's client would refuse to send.

        Raises:
            ValueError: If Discord's client would not let the user click this.
        """
        begun = self.begin_click(message, component, user=user, locale=locale, unchecked=unchecked)
        return await self._delivery.answered(begun)

    def begin_click(
        self,
        message: Json | int,
        component: str | int,
        *,
        user: User | Member | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Click a button without waiting; otherwise as `click`."""
        source, origin = self._look_at(message, user, locale, unchecked=unchecked)
        button = _find(source, component, unchecked=unchecked)
        if not unchecked:
            _check_button(button)
        return self._use(origin, source, button, {})

    async def select(
        self,
        message: Json | int,
        component: str | int,
        values: Sequence[object],
        *,
        user: User | Member | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Choose in a menu and wait for the first answer; otherwise as `click`.

        Args:
            message: The message, given itself or by its id; it is looked at as it stands now.
            component: The menu's custom_id, or its id.
            values: Values of its options; users, roles and channels as objects of the world or as ids.
            user: Who chooses; by default the guild's plain member Ben.
            locale: Language of the user's client; by default the user's own.
            unchecked: Send even what Discord's client would refuse to send.

        Raises:
            LookupError: If an id belongs to nothing.
            ValueError: If Discord's client would not let the user choose this.
        """
        begun = self.begin_select(message, component, values, user=user, locale=locale, unchecked=unchecked)
        return await self._delivery.answered(begun)

    def begin_select(
        self,
        message: Json | int,
        component: str | int,
        values: Sequence[object],
        *,
        user: User | Member | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Choose in a menu without waiting; otherwise as `select`."""
        source, origin = self._look_at(message, user, locale, unchecked=unchecked)
        menu = _find(source, component, unchecked=unchecked)
        if menu["type"] not in SELECTS:
            raise ValueError(f"{name_of(menu)} is no menu")
        if not unchecked:
            _check_enabled(menu)
        resolved = Resolved(self.world, origin.channel, origin.user)
        data: Json = {"values": choose(menu, values, origin, resolved, unchecked=unchecked)}
        if menu["type"] in ENTITY_SELECTS:
            data["resolved"] = resolved.view
        return self._use(origin, source, menu, data)

    async def submit(
        self,
        opened: Interaction,
        values: Mapping[str, object] | None = None,
        *,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Send the form that an interaction was answered with, and wait for the first answer.

        Args:
            opened: The interaction; who caused it fills the form in.
            values: Values by the custom_id of the field, as `fill_form` takes them.
            locale: Language of the user's client; by default that of before.
            unchecked: Send even what Discord's client would refuse to send.

        Raises:
            LookupError: If an id belongs to nothing.
            ValueError: If there is no form, it was sent already, or the client would not send it so.
        """
        return await self._delivery.answered(self.begin_submit(opened, values, locale=locale, unchecked=unchecked))

    def begin_submit(
        self,
        opened: Interaction,
        values: Mapping[str, object] | None = None,
        *,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Send a form without waiting; otherwise as `submit`."""
        modal, before = opened.modal, opened.origin
        if modal is None or before is None:
            raise ValueError(f"{opened.name} was not answered with a form")
        # Discord's client leaves a form open whose sending failed, so that it can be sent again.
        if opened.submission is not None and opened.submission.state != "failed" and not unchecked:
            raise ValueError(f"the form {modal['title']!r} was sent already; only a new interaction opens it again")
        origin = self.origin(before.user, before.channel, locale or before.locale)
        resolved = Resolved(self.world, origin.channel, origin.user)
        components = fill_form(modal, values or {}, origin, resolved, unchecked=unchecked)
        data: Json = {"custom_id": modal["custom_id"], "components": components}
        if resolved.view:
            data["resolved"] = resolved.view
        owners = opened.payload["authorizing_integration_owners"]
        sent = self._begin(MODAL_SUBMIT, modal["title"], origin, data, owners, opened.source, opened)
        opened.submission = sent
        return sent

    def _look_at(
        self, message: Json | int, user: User | Member | None, locale: str | None, *, unchecked: bool
    ) -> tuple[Json, Origin]:
        """Find a message as it stands now, and the user who looks at it.

        Raises:
            ValueError: If he cannot see it.
        """
        message_id = int(message["id"] if isinstance(message, dict) else message)
        found = self.world.messages.get(message_id)
        if found is None and unchecked and isinstance(message, dict):
            found = message
        if found is None:
            raise ValueError(f"the message {message_id} does not exist, or no longer")
        channel = self.world.channel_by_id(int(found["channel_id"]))
        if channel is None:
            raise ValueError(f"the channel of the message {message_id} has been deleted")
        origin = self.origin(user, channel, locale)
        if not unchecked:
            self._check_sees(origin, found)
        return found, origin

    def _check_sees(self, origin: Origin, message: Json) -> None:
        guild, username, bot = origin.guild, origin.user.username, str(self.world.application.bot.id)
        if guild is not None:
            held = permissions_in(guild, guild.members[origin.user.id], origin.channel)
            if not held & Permission.VIEW_CHANNEL:
                raise ValueError(f"{username} does not see the channel {origin.channel.name!r}")
        if not sees(origin.user, message):
            raise ValueError(f"{username} does not see the message: it is for another user alone")
        if bot not in (message["author"]["id"], message.get("application_id")):
            raise ValueError(f"the message {message['id']} is not of this application")

    def _use(self, origin: Origin, source: Json, component: Json, data: Json) -> Interaction:
        metadata = source.get("interaction_metadata") or {}
        owners = metadata.get("authorizing_integration_owners")
        if owners is None:
            owners = authorizing_integration_owners(origin, [GUILD_INSTALL])
        data = {
            "custom_id": component.get("custom_id", ""),
            "component_type": component["type"],
            "id": component.get("id", 0),
            **data,
        }
        return self._begin(MESSAGE_COMPONENT, name_of(component), origin, data, owners, source)

    def _begin(
        self,
        kind: int,
        name: str,
        origin: Origin,
        data: Json,
        owners: Json,
        source: Json | None,
        opener: Interaction | None = None,
    ) -> Interaction:
        interaction_id = self.world.snowflakes()
        token = interaction_token(interaction_id, secrets.token_urlsafe(96))
        payload = envelope(origin, interaction_id=interaction_id, token=token, type=kind, owners=owners, data=data)
        if source is not None:
            payload["message"] = deepcopy(source)
        sent = Interaction(interaction_id, token, kind, name, payload, self.now(), origin, source)
        sent.opener = opener
        return self._launch(sent)


def _find(message: Json, named: str | int, *, unchecked: bool) -> Json:
    """Find a component of a message by its custom_id or its id.

    Raises:
        ValueError: If there is none; names those there are.
    """
    key = "custom_id" if isinstance(named, str) else "id"
    there = list(nested_components(message["components"]))
    for component in there:
        if component.get(key) == named:
            return component
    if unchecked:
        return {"type": BUTTON, key: named}
    listed = ", ".join(repr(component["custom_id"]) for component in there if "custom_id" in component)
    raise ValueError(f"the message has no component with the {key} {named!r}; there are: {listed or 'none'}")


def _check_button(button: Json) -> None:
    name = name_of(button)
    if button["type"] != BUTTON:
        raise ValueError(f"{name} is no button")
    if button.get("style") == LINK:
        raise ValueError(f"{name} opens a link; the bot hears nothing of it")
    if button.get("style") == PREMIUM:
        raise ValueError(f"{name} opens the shop; the bot hears nothing of it")
    _check_enabled(button)


def _check_enabled(component: Json) -> None:
    if component.get("disabled"):
        raise ValueError(f"{name_of(component)} is disabled")
