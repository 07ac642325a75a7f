"""
A Discord of one's own: holds the world, sends interactions, judges the answers.

    discord = Discord(endpoint="http://127.0.0.1:8000/interactions")
    discord.register([{"name": "roll", "description": "Roll some dice."}])
    interaction = await discord.command("roll")
    assert interaction.content == "6"

Durations are those of the running event loop, dates those of the given clock.
The bot reaches this Discord through the application in `app.simulator.rest`.
"""

import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import httpx
import orjson

from app.simulator.credentials import Credentials
from app.simulator.default_world import default_world
from app.simulator.delivery import Delivery
from app.simulator.interaction import Exchange, Interaction
from app.simulator.invocation import check_available, focus_schema
from app.simulator.lifecycle import Lifecycle
from app.simulator.messages import Messages
from app.simulator.options import fill_options
from app.simulator.payloads import (
    Origin,
    authorizing_integration_owners,
    command_data,
    context_menu_data,
    envelope,
    interaction_token,
    ping,
)
from app.simulator.registration import CHAT_INPUT, DISCORD_LAUNCH_ACTIVITY, MESSAGE, USER
from app.simulator.registry import FoundCommand, Registry
from app.simulator.resolved import Resolved
from app.simulator.rules import APPLICATION_COMMAND, AUTOCOMPLETE
from app.simulator.signer import Signer
from app.simulator.world import Channel, Json, Member, User

BotState = Literal["starting", "running", "incomplete", "failed"]
"""`incomplete`: it runs without what could not be loaded; the detail has a line for each."""


class RestRequest(NamedTuple):
    """One REST request that the bot made; tokens in its path are blanked out."""

    method: str
    path: str
    json: object
    at: float


class Discord:
    """The other side of the wire.

    Attributes:
        world: What Discord holds; may be changed at will.
        signer: The application's key pair.
        commands: The application commands on file.
        credentials: What the application shows to be let in.
        endpoint: Interactions endpoint URL of the bot.
        deadline: Seconds that a bot has for its first answer.
        token_life: Seconds that an interaction token is valid for.
        inline_limit: Largest HTTP response, in bytes, that Discord takes as an answer.
        interactions: The newest interactions, by token, oldest first.
        requests: The newest REST requests of the bot.
        violations: What the bot did that is answered but against the rules.
        bot_state: What the operator of the bot last said about it.
        logs: The bot's newest log records.
        revision: Grows with whatever changes; for pages that ask again and again.
    """

    def __init__(
        self,
        *,
        endpoint: str = "http://bot.test/interactions",
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
        seed: bytes | None = None,
        deadline: float = 3.0,
        token_life: float = 900.0,
    ) -> None:
        """Build a Discord with the default world.

        Args:
            endpoint: Interactions endpoint URL of the bot.
            transport: Carries requests to the bot; real HTTP without it.
            now: Gives the Unix time in seconds.
            seed: 32 bytes that decide all secrets; random without it.
            deadline: Seconds for the first answer.
            token_life: Seconds of an interaction token.
        """
        self.world = default_world(now)
        self.signer = Signer(seed)
        self.commands = Registry(self.world)
        self.endpoint = endpoint
        self.deadline = deadline
        self.token_life = token_life
        self.inline_limit = 150_000
        self.interactions: dict[str, Interaction] = {}
        self.requests: deque[RestRequest] = deque(maxlen=1000)
        self.violations: list[str] = []
        self.bot_state: BotState = "running"
        self.bot_detail = ""
        self.logs: deque[Json] = deque(maxlen=500)
        self.revision = 0
        self.now = now
        self.lifecycle = Lifecycle(Messages(self.world, now), lambda: self.token_life)
        self._delivery = Delivery(self, transport)
        self.credentials = Credentials(self.application_id, seed)

    @property
    def application_id(self) -> int:
        """Id of the application, and of its bot user."""
        return self.world.application.id

    @property
    def public_key(self) -> str:
        """The application's public key, 64 hexadecimal digits."""
        return self.signer.public_key

    @property
    def bot_token(self) -> str:
        """The token that the bot's REST calls must carry."""
        return self.credentials.bot_token

    @property
    def client_secret(self) -> str:
        """The application's secret, by which it gets access tokens."""
        return self.credentials.client_secret

    async def ping(self, *, forged: bool = False, endpoint: str | None = None) -> Exchange:
        """Probe the endpoint as Discord does when its URL is saved, and later on.

        Args:
            forged: Sign wrongly; the bot must answer 401.
            endpoint: Another URL to probe.
        """
        interaction_id = self.world.snowflakes()
        token = interaction_token(interaction_id, secrets.token_urlsafe(48))
        payload = ping(self.world, interaction_id=interaction_id, token=token)
        return await self._delivery.ping(orjson.dumps(payload), endpoint or self.endpoint, forged=forged)

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
        origin = self._origin(user, channel, locale)
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
        origin = self._origin(user, channel, locale)
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
        origin = self._origin(user, channel, locale)
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
        origin = self._origin(user, channel, locale)
        found = self.commands.find_entry_point()
        check_available(origin, found.command, unchecked=unchecked)
        return self._send(origin, APPLICATION_COMMAND, found.command["name"], found, command_data(found, [], {}))

    def begin(self, payload: Json, *, origin: Origin | None = None, source: Json | None = None) -> Interaction:
        """Send any payload as an interaction, without waiting: a recorded one, or one of an unknown type.

        Args:
            payload: The interaction; its id and token are replaced by fresh ones.
            origin: Who acts and where; by default Ben in the first guild.
            source: The message that the interaction sits on.
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
        origin = origin or self._origin(None, None, None)
        name = str(whole.get("data", {}).get("name") or whole.get("data", {}).get("custom_id") or "")
        return self._launch(
            Interaction(interaction_id, token, int(whole["type"]), name, whole, self.now(), origin, source)
        )

    def register(self, commands: Sequence[Mapping[str, object]], guild_id: int | None = None) -> list[Json]:
        """Replace all commands of a scope, as the bulk overwrite route does.

        Raises:
            Refusal: If Discord would not take the list; names every wrong field.
        """
        stored = self.commands.overwrite(commands, guild_id)
        self.revision += 1
        return stored

    def set_bot_status(self, state: BotState, detail: str = "") -> None:
        """Tell how the bot is, for the page."""
        self.bot_state, self.bot_detail = state, detail
        self.revision += 1

    def add_log(self, record: Mapping[str, object]) -> None:
        """Keep a log record of the bot, for the page; only the newest stay."""
        self.logs.append(dict(record))
        self.revision += 1

    async def aclose(self) -> None:
        """Close connections and give up on deliveries under way."""
        await self._delivery.aclose()

    def _origin(self, user: User | Member | None, channel: Channel | None, locale: str | None) -> Origin:
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

    def _launch(self, interaction: Interaction, *, is_sent: bool = True) -> Interaction:
        self.interactions[interaction.token] = interaction
        if len(self.interactions) > 5000:
            del self.interactions[next(iter(self.interactions))]
        interaction.on_change = self._changed
        if is_sent:
            self._delivery.start(interaction)
        else:
            self.lifecycle.launch(interaction)
        return interaction

    def _changed(self, _: Interaction) -> None:
        self.revision += 1
