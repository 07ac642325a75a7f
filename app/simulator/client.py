"""
Discord's client: what users do in it becomes interactions.

A command is looked up among the registered ones, its options are filled and
checked as the client would, and the interaction that comes of it is sent.
"""

import secrets
from collections.abc import Callable, Mapping

from app.simulator.default_world import default_world
from app.simulator.delivery import AS_USUAL, Delivery, Manner
from app.simulator.interaction import Interaction
from app.simulator.invocation import check_available, focus_schema
from app.simulator.lifecycle import Lifecycle
from app.simulator.options import fill_options
from app.simulator.payloads import (
    Origin,
    authorizing_integration_owners,
    command_data,
    context_menu_data,
    envelope,
    interaction_token,
)
from app.simulator.registration import CHAT_INPUT, DISCORD_LAUNCH_ACTIVITY, MESSAGE, USER
from app.simulator.registry import FoundCommand, Registry
from app.simulator.resolved import Resolved
from app.simulator.rules import APPLICATION_COMMAND, AUTOCOMPLETE
from app.simulator.world import Channel, Json, Member, User

_KEPT_INTERACTIONS = 5000


class Client:
    """Begins interactions on behalf of the world's users.

    Attributes:
        world: What Discord holds; may be changed at will.
        commands: The application commands on file.
        interactions: The newest interactions, by token, oldest first.
        revision: Grows with whatever changes; for pages that ask again and again.
    """

    lifecycle: Lifecycle
    _delivery: Delivery

    def __init__(self, now: Callable[[], float], application_id: int | None = None) -> None:
        """Open the default world, without interactions yet.

        Args:
            now: Gives the Unix time in seconds.
            application_id: Id of the application, where it is to be a certain one.
        """
        self.world = default_world(now, application_id)
        self.commands = Registry(self.world)
        self.interactions: dict[str, Interaction] = {}
        self.revision = 0
        self.now = now

    async def command(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        *,
        user: User | Member | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Invoke a chat input command and wait for the first answer, or for its failure.

        Args:
            name: Name of the command, with group and subcommand: `tag create`.
            options: Values by option name; users, roles and channels as objects
                of the world or as ids, files as (filename, bytes).
            user: Who invokes it; by default the guild's plain member Ben.
            channel: Where; it decides between guild and DM.
            locale: Language of the user's client; by default the user's own.
            unchecked: Send even what Discord's client would refuse to send.

        Raises:
            LookupError: If no such command is registered, or an id belongs to nothing.
            ValueError: If Discord's client would not let the user send this.
        """
        interaction = self.begin_command(name, options, user=user, channel=channel, locale=locale, unchecked=unchecked)
        return await self._delivery.answered(interaction)

    def begin_command(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        *,
        user: User | Member | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Invoke a chat input command without waiting; otherwise as `command`."""
        origin = self.origin(user, channel, locale)
        found = self.commands.find(name, CHAT_INPUT, origin.channel.guild_id)
        check_available(origin, found.command, unchecked=unchecked)
        resolved = Resolved(self.world, origin.channel, origin.user)
        filled = fill_options(found.schema, options or {}, resolved, unchecked=unchecked)
        data = command_data(found, filled, resolved.view)
        return self._send(origin, APPLICATION_COMMAND, f"/{name}", found, data)

    async def autocomplete(
        self,
        name: str,
        focused: str,
        value: object = "",
        options: Mapping[str, object] | None = None,
        *,
        user: User | Member | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
    ) -> Interaction:
        """Type into an option that completes itself; the answer stands in `choices`.

        Args:
            name: Name of the command, with group and subcommand.
            focused: Name of the option that is being typed.
            value: What was typed so far.
            options: Other options that are filled in already.
            user: Who types.
            channel: Where.
            locale: Language of the user's client.

        Raises:
            LookupError: If no such command is registered.
            ValueError: If the option does not complete itself.
        """
        origin = self.origin(user, channel, locale)
        found = self.commands.find(name, CHAT_INPUT, origin.channel.guild_id)
        focus_schema(found, focused)
        resolved = Resolved(self.world, origin.channel, origin.user)
        given = {**(options or {}), focused: value}
        filled = fill_options(found.schema, given, resolved, focused=focused)
        data = command_data(found, filled, resolved.view)
        return await self._delivery.answered(self._send(origin, AUTOCOMPLETE, f"/{name}", found, data))

    async def user_command(
        self,
        name: str,
        target: User | Member | int,
        *,
        user: User | Member | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Use a user command on somebody; otherwise as `command`."""
        begun = self.begin_context_menu(
            name, USER, target, user=user, channel=channel, locale=locale, unchecked=unchecked
        )
        return await self._delivery.answered(begun)

    async def message_command(
        self,
        name: str,
        target: Json | int,
        *,
        user: User | Member | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Use a message command on a message, given itself or its id; otherwise as `command`."""
        begun = self.begin_context_menu(
            name, MESSAGE, target, user=user, channel=channel, locale=locale, unchecked=unchecked
        )
        return await self._delivery.answered(begun)

    def begin_context_menu(
        self,
        name: str,
        kind: int,
        target: object,
        *,
        user: User | Member | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Use a user command (kind 2) or a message command (kind 3) without waiting."""
        origin = self.origin(user, channel, locale)
        found = self.commands.find(name, kind, origin.channel.guild_id)
        check_available(origin, found.command, unchecked=unchecked)
        resolved = Resolved(self.world, origin.channel, origin.user)
        target_id = resolved.user(target) if kind == USER else resolved.message(target)
        data = context_menu_data(found, target_id, resolved.view)
        return self._send(origin, APPLICATION_COMMAND, name, found, data)

    async def entry_point(
        self,
        *,
        user: User | Member | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Use the command that opens the application's Activity; otherwise as `command`."""
        begun = self.begin_entry_point(user=user, channel=channel, locale=locale, unchecked=unchecked)
        return await self._delivery.answered(begun)

    def begin_entry_point(
        self,
        *,
        user: User | Member | None = None,
        channel: Channel | None = None,
        locale: str | None = None,
        unchecked: bool = False,
    ) -> Interaction:
        """Use the entry point command without waiting; one that Discord handles is not sent to the bot."""
        origin = self.origin(user, channel, locale)
        found = self.commands.find_entry_point()
        check_available(origin, found.command, unchecked=unchecked)
        return self._send(origin, APPLICATION_COMMAND, found.command["name"], found, command_data(found, [], {}))

    def begin(
        self,
        payload: Json,
        *,
        origin: Origin | None = None,
        source: Json | None = None,
        name: str | None = None,
        opener: Interaction | None = None,
        manner: Manner = AS_USUAL,
    ) -> Interaction:
        """Send any payload as an interaction, without waiting: a recorded one, or one of an unknown type.

        Args:
            payload: The interaction; its id and token are replaced by fresh ones.
            origin: Who acts and where; by default Ben in the first guild.
            source: The message that the interaction sits on; by default the one in the payload.
            name: What was invoked, as a user would say it; by default what the payload calls it.
            opener: For a form: the interaction that opened it.
            manner: How it is sent.
        """
        interaction_id = self.world.snowflakes()
        token = interaction_token(interaction_id, secrets.token_urlsafe(96))
        whole: Json = {
            "attachment_size_limit": 10_485_760,
            "authorizing_integration_owners": {},
            **payload,
            "id": str(interaction_id),
            "token": token,
        }
        origin = origin or self.origin(None, None, None)
        data = whole.get("data", {})
        named = str(data.get("name") or data.get("custom_id") or "") if name is None else name
        sits_on = whole.get("message") if source is None else source
        begun = Interaction(
            interaction_id, token, int(whole["type"]), named, whole, self.now(), origin, sits_on, opener=opener
        )
        return self._launch(begun, manner=manner)

    def origin(self, user: User | Member | None, channel: Channel | None, locale: str | None) -> Origin:
        """Say who acts and where: by default Ben, in the channel #bots, in his own language.

        Raises:
            ValueError: If he has no part in that guild or conversation.
        """
        account = user.user if isinstance(user, Member) else user or self.world.user("ben")
        channel = channel or self.world.channel("bots")
        origin = Origin(self.world, account, channel, locale or account.locale)
        guild = origin.guild
        if guild is not None and account.id not in guild.members:
            raise ValueError(f"{account.username} is no member of {guild.name}")
        if guild is None and account not in channel.recipients:
            raise ValueError(f"{account.username} takes no part in this private channel")
        return origin

    def _send(self, origin: Origin, type: int, name: str, found: FoundCommand, data: Json) -> Interaction:
        interaction_id = self.world.snowflakes()
        token = interaction_token(interaction_id, secrets.token_urlsafe(96))
        types = found.command.get("integration_types", [0])
        owners = authorizing_integration_owners(origin, types)
        payload = envelope(origin, interaction_id=interaction_id, token=token, type=type, owners=owners, data=data)
        is_ours = found.command.get("handler") != DISCORD_LAUNCH_ACTIVITY
        return self._launch(
            Interaction(interaction_id, token, type, name, payload, self.now(), origin), is_sent=is_ours
        )

    def _launch(self, interaction: Interaction, *, is_sent: bool = True, manner: Manner = AS_USUAL) -> Interaction:
        self.interactions[interaction.token] = interaction
        if len(self.interactions) > _KEPT_INTERACTIONS:
            del self.interactions[next(iter(self.interactions))]
        interaction.on_change = self._changed
        if is_sent:
            self._delivery.start(interaction, manner)
        else:
            self.lifecycle.launch(interaction)
        return interaction

    def _changed(self, _: Interaction) -> None:
        self.revision += 1
