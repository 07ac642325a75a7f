"""
A Discord of one's own: holds the world, sends interactions, judges the answers.

    discord = Discord(endpoint="http://127.0.0.1:8000/interactions")
    discord.register([{"name": "roll", "description": "Roll some dice."}])
    interaction = await discord.command("roll")
    assert interaction.content == "6"

Durations are those of the running event loop, dates those of the given clock.
The bot reaches this Discord through the application in `app.simulator.rest`.
"""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Literal

import httpx
import orjson

from app.simulator.component_client import ComponentClient
from app.simulator.credentials import Credentials
from app.simulator.delivery import INLINE_LIMIT, Delivery
from app.simulator.event_delivery import EventDelivery
from app.simulator.faults import Faults
from app.simulator.interaction import Exchange
from app.simulator.lifecycle import Lifecycle
from app.simulator.messages import Messages
from app.simulator.payloads import interaction_token, ping
from app.simulator.rate_limits import RateLimited, RateLimits
from app.simulator.rest_record import RestRequest
from app.simulator.signer import Signer
from app.simulator.world import Json

BotState = Literal["starting", "running", "incomplete", "failed"]
"""`incomplete`: it runs without what could not be loaded; the detail has a line for each."""


class Discord(ComponentClient):
    """The other side of the wire.

    Attributes:
        signer: The application's key pair.
        credentials: What the application shows to be let in.
        endpoint: Interactions endpoint URL of the bot.
        deadline: Seconds that a bot has for its first answer.
        token_life: Seconds that an interaction token is valid for.
        webhook_lag: Seconds for which the webhook of an interaction is still unknown
            after a deferral by HTTP response; on the real Discord now and then some.
        inline_limit: Largest HTTP response, in bytes, that Discord takes as an answer.
        rate_limits: The limits of the REST routes; not enforced unless asked.
        faults: What goes wrong with REST requests, as tests want it.
        events: The webhook events that were sent.
        requests: The newest REST requests of the bot.
        violations: What the bot did that is answered but against the rules.
        double_answers: Every attempt to answer an interaction that was answered already.
        bot_state: What the operator of the bot last said about it.
        public_url: Where interactions of the real Discord come in, while they do.
        logs: The bot's newest log records.
        logged: How many log records there ever were.
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
        application_id: int | None = None,
    ) -> None:
        """Build a Discord with the default world.

        Args:
            endpoint: Interactions endpoint URL of the bot.
            transport: Carries requests to the bot; real HTTP without it.
            now: Gives the Unix time in seconds.
            seed: 32 bytes that decide all secrets; random without it.
            deadline: Seconds for the first answer.
            token_life: Seconds of an interaction token.
            application_id: Id of the application; that of the default world without it.
        """
        super().__init__(now, application_id)
        self.signer = Signer(seed)
        self.endpoint = endpoint
        self.deadline = deadline
        self.token_life = token_life
        self.webhook_lag = 0.0
        self.inline_limit = INLINE_LIMIT
        self.rate_limits = RateLimits(now)
        self.faults = Faults()
        self.requests: deque[RestRequest] = deque(maxlen=10_000)
        self.violations: list[str] = []
        self.double_answers: list[str] = []
        self.bot_state: BotState = "running"
        self.bot_detail = ""
        self.public_url: str | None = None
        self.logs: deque[Json] = deque(maxlen=500)
        self.logged = 0
        self.lifecycle = Lifecycle(Messages(self.world, now), self)
        self._delivery = Delivery(self, transport)
        self.events = EventDelivery(self, self._delivery)
        self._background: set[asyncio.Task[None]] = set()
        self.credentials = Credentials(self.application_id, seed, now)

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

    @property
    def rate_limited(self) -> list[RateLimited]:
        """Every 429 that the rate limits gave, oldest first."""
        return self.rate_limits.given

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

    def set_public_url(self, url: str | None) -> None:
        """Tell where interactions of the real Discord come in now, for the page; None for nowhere."""
        self.public_url = url
        self.revision += 1

    def add_log(self, record: Mapping[str, object]) -> None:
        """Keep a log record of the bot, for the page; only the newest stay."""
        self.logs.append(dict(record))
        self.logged += 1
        self.revision += 1

    def run(self, work: Coroutine[None, None, None], name: str) -> asyncio.Task[None]:
        """Do something in the background, until it is done or this Discord is closed."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    async def aclose(self) -> None:
        """Close connections, and give up on deliveries and other work under way."""
        running = list(self._background)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._delivery.aclose()
