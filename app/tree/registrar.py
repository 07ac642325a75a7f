"""
Reads and writes registered commands for the plan in `app.tree.sync`.

One scope after the other: a bot in many guilds meets Discord's rate limits
soon enough without asking for several at once.

Discord has no "write this if nothing changed since". So a scope is read once
more just before it is written, and planned anew where another sync was there in
between. What remains is the one round trip from that second read to the write:
a command that is created in it is deleted, and one that is changed in it is
changed back. A sync of the same code does neither.

https://docs.discord.com/developers/interactions/application-commands#registering-a-command
"""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal, Protocol, TypeAlias

from app.errors import Forbidden, SettingsError, Unauthorized
from app.models.base import convert
from app.models.command import ApplicationCommand
from app.rest.client import Rest
from app.tree.canonical import Json
from app.tree.sync import DEFAULTS, Renames, Scope, ScopePlan, SyncOptions, SyncPlan, plan_sync

Progress: TypeAlias = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""
Approve: TypeAlias = Callable[[SyncPlan], bool]
"""Sees a plan; False: nothing of it is done."""
SCOPE = "applications.commands.update"


class _Planner(Protocol):
    """Makes the plan for what Discord has, and for what could not be read."""

    def __call__(self, known: Mapping[Scope, list[Json]], failures: Mapping[Scope, str] = ..., /) -> SyncPlan: ...


class Registrar:
    """Discord's side of a sync.

    Args:
        rest: Reaches Discord.
        application_id: Whose commands they are.
        token: The bot token that `rest` sends.
        client_secret: Gets a token for this alone where there is no bot token.
        progress: Hears of every scope.

    Attributes:
        registered: What Discord is known to have by now, also where the sync
            failed half way.
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
        renamed_from: Renames | None = None,
        left_out: Mapping[Scope, Collection[tuple[int, str]]] | None = None,
        check_guilds: Iterable[int] | Literal["all"] = (),
        approve: Approve = lambda plan: True,
    ) -> SyncPlan:
        """Read, plan and, if the plan is approved of, write.

        Where a scope is planned anew since it changed in between, `approve`
        sees that plan too, and the scope fails if it is refused.

        Raises:
            SettingsError: If something that this needs is not set.
            RestError: If Discord refuses.
        """
        await self._authorize()
        checked = await self._list_guilds() if check_guilds == "all" else list(check_guilds)
        scopes: dict[Scope, None] = dict.fromkeys([*declared, *checked])
        known, failures = await self._read(scopes, sure=frozenset(declared))
        install_types = await self._read_install_types() if None in known else None

        def make_plan(known: Mapping[Scope, list[Json]], failures: Mapping[Scope, str] = {}, /) -> SyncPlan:
            return plan_sync(
                declared,
                known,
                options,
                renamed_from=renamed_from,
                install_types=install_types,
                failures=failures,
                left_out=left_out,
            )

        plan = make_plan(known, failures)
        if not approve(plan):
            return plan
        refused = await self._apply(plan, known, make_plan, approve)
        done = make_plan(known, failures)
        written = tuple(
            dataclasses.replace(scope, body=None, failure=refused[scope.guild_id])
            if scope.guild_id in refused
            else scope
            for scope in done.scopes
        )
        return dataclasses.replace(done, scopes=written, is_applied=True)

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
    ) -> tuple[dict[Scope, list[Json]], Mapping[Scope, str]]:
        """Return what Discord has by scope, and why a guild that the code names cannot be read."""
        known: dict[Scope, list[Json]] = {}
        failures: dict[Scope, str] = {}
        wanted = list(scopes)
        for done, scope in enumerate(wanted):
            self._progress("reading", done, len(wanted))
            try:
                known[scope] = await self._read_scope(scope)
            except Forbidden as error:
                if scope is None:
                    raise
                # Where the bot is without the right to have commands, there are none that could have been left.
                if scope in sure:
                    failures[scope] = _refusal(error)
        self._progress("reading", len(wanted), len(wanted))
        return known, failures

    async def _read_scope(self, scope: Scope) -> list[Json]:
        found = await self._rest.commands.read_registered(self._application_id, scope)
        self.registered[scope] = convert(found, tuple[ApplicationCommand, ...])
        return found

    async def _apply(
        self, plan: SyncPlan, known: dict[Scope, list[Json]], make_plan: _Planner, approve: Approve
    ) -> Mapping[Scope, str]:
        """Tell Discord of all that changes, one write a scope; what fails can be done by another sync.

        Args:
            plan: What was approved of.
            known: What Discord has by scope; what is read anew is put here.
            make_plan: Plans a scope anew.
            approve: Sees the new plan.

        Returns:
            Why a scope could not be written.
        """
        refused: dict[Scope, str] = {}
        changed = [scope for scope in plan.scopes if scope.body is not None]
        for done, planned in enumerate(changed):
            scope = planned.guild_id
            self._progress("writing", done, len(changed))
            try:
                now = await self._read_scope(scope)
                if now != known[scope]:
                    known[scope] = now
                    anew = make_plan({scope: now})
                    (newly,) = anew.scopes
                    if newly.writes and newly.changes != planned.changes and not approve(anew):
                        refused[scope] = (
                            "changed while it was synced, and what is to be done now was not approved of: sync again"
                        )
                        continue
                    planned = newly
                await self._write(planned)
            except Forbidden as error:
                if scope is None:
                    raise
                refused[scope] = _refusal(error)
        self._progress("writing", len(changed), len(changed))
        return refused

    async def _write(self, planned: ScopePlan) -> None:
        if planned.body is None:
            # Another sync has done it in between.
            return
        scope, body = planned.guild_id, list(planned.body)
        if scope is None:
            self.registered[scope] = await self._rest.commands.overwrite_global(self._application_id, body)
        else:
            self.registered[scope] = await self._rest.commands.overwrite_guild(self._application_id, scope, body)


def _refusal(error: Forbidden) -> str:
    return f"Discord refuses access ({error.message}): is the application installed there?"
