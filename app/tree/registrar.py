"""
Reads and writes registered commands for the plan in `app.tree.sync`.

One scope after the other: a bot in many guilds meets Discord's rate limits
soon enough without asking for several at once.

https://docs.discord.com/developers/interactions/application-commands#registering-a-command
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from app.errors import Forbidden, SettingsError, Unauthorized
from app.models.base import convert
from app.models.command import ApplicationCommand
from app.rest.client import Rest
from app.tree.canonical import Json
from app.tree.sync import DEFAULTS, Scope, SyncOptions, SyncPlan, plan_sync

Progress: TypeAlias = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""
SCOPE = "applications.commands.update"


class Registrar:
    """Discord's side of a sync.

    Args:
        rest: Reaches Discord.
        application_id: Whose commands they are.
        token: The bot token that `rest` sends.
        client_secret: Gets a token for this alone where there is no bot token.
        progress: Hears of every scope.
    """

    def __init__(
        self, rest: Rest, application_id: int, token: str, client_secret: str, progress: Progress | None = None
    ) -> None:
        self._rest = rest
        self._application_id = application_id
        self._token = token
        self._client_secret = client_secret
        self._progress = progress or (lambda what, done, total: None)
        self.registered: dict[Scope, tuple[ApplicationCommand, ...]] = {}

    async def sync(
        self,
        declared: Mapping[Scope, Sequence[ApplicationCommand]],
        options: SyncOptions = DEFAULTS,
        *,
        renamed_from: Mapping[str, str] | None = None,
        check_guilds: Iterable[int] | Literal["all"] = (),
        approve: Callable[[SyncPlan], bool] = lambda plan: True,
    ) -> SyncPlan:
        """Read, plan and, if the plan is approved of, write.

        Raises:
            SettingsError: If something that this needs is not set.
            RestError: If Discord refuses.
        """
        await self._authorize()
        checked = await self._list_guilds() if check_guilds == "all" else list(check_guilds)
        scopes: dict[Scope, None] = dict.fromkeys([*declared, *checked])
        known, failures = await self._read(scopes, sure=frozenset(declared))
        plan = plan_sync(
            declared,
            known,
            options,
            renamed_from=renamed_from,
            install_types=await self._read_install_types() if None in known else None,
            failures=failures,
        )
        return await self._apply(plan) if approve(plan) else plan

    async def _authorize(self) -> None:
        if not self._application_id:
            raise SettingsError("DISCORD_APPLICATION_ID", "is not set: it says whose commands are registered")
        if self._token:
            return
        if not self._client_secret:
            raise SettingsError(
                "DISCORD_TOKEN", "is not set: registering commands needs it, or DISCORD_CLIENT_SECRET in its place"
            )
        try:
            token = await self._rest.oauth.get_client_token(self._application_id, self._client_secret, SCOPE)
        except Unauthorized as error:
            why = f"is not the secret of application {self._application_id} (DISCORD_APPLICATION_ID)"
            raise SettingsError("DISCORD_CLIENT_SECRET", why) from error
        self._rest.authorize(f"Bearer {token}")

    async def _list_guilds(self) -> list[int]:
        if not self._token:
            raise SettingsError("DISCORD_TOKEN", "is not set: only a bot's own token can tell which guilds it is in")
        return [guild_id async for guild_id in self._rest.users.list_own_guild_ids()]

    async def _read_install_types(self) -> Sequence[int] | None:
        """Return how the application is installed; None without a bot token, which alone may ask."""
        if not self._token:
            return None
        application = await self._rest.applications.get_own()
        return sorted(map(int, application.integration_types_config)) or None

    async def _read(
        self, scopes: Iterable[Scope], sure: frozenset[Scope]
    ) -> tuple[Mapping[Scope, list[Json]], Mapping[Scope, str]]:
        """Return what Discord has by scope, and why a guild that the code names cannot be read."""
        known: dict[Scope, list[Json]] = {}
        failures: dict[Scope, str] = {}
        wanted = list(scopes)
        for done, scope in enumerate(wanted):
            self._progress("reading", done, len(wanted))
            try:
                known[scope] = await self._rest.commands.read_registered(self._application_id, scope)
                self.registered[scope] = convert(known[scope], tuple[ApplicationCommand, ...])
            except Forbidden as error:
                if scope is None:
                    raise
                # Where the bot is without the right to have commands, there are none that could have been left.
                if scope in sure:
                    failures[scope] = f"Discord refuses access ({error.message}): is the application installed there?"
        self._progress("reading", len(wanted), len(wanted))
        return known, failures

    async def _apply(self, plan: SyncPlan) -> SyncPlan:
        """Tell Discord of all that changes, one request a scope; what fails can be done by another sync."""
        changed = [scope for scope in plan.scopes if scope.body is not None]
        for done, scope in enumerate(changed):
            self._progress("writing", done, len(changed))
            body = list(scope.body or ())
            if scope.guild_id is None:
                registered = await self._rest.commands.overwrite_global(self._application_id, body)
            else:
                registered = await self._rest.commands.overwrite_guild(self._application_id, scope.guild_id, body)
            self.registered[scope.guild_id] = registered
        self._progress("writing", len(changed), len(changed))
        return dataclasses.replace(plan, is_applied=True)
