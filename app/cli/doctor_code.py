"""What `postern doctor` says of the author's code, and of what Discord knows of it."""

import asyncio
import contextlib
import dataclasses
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from app.bot import Bot
from app.cli.doctor_case import Case
from app.cli.finding import Finding, Level
from app.cli.mistakes import describe_exit
from app.cli.watching import place_of
from app.errors import AppError, DefinitionError, RestError, SettingsError
from app.models.application import InstallParams
from app.models.flags import Permissions
from app.plugins.loader import check_place
from app.tree.canonical import ENTRY_POINT
from app.tree.sync import Change, SyncPlan

MOST_GUILDS = 10
"""Servers that are looked into for commands that were left there."""
LOADING = 20.0
"""Seconds that the author's modules may take to be imported."""
SHOWN = 3
"""Names that one sentence has room for."""

_BOT, _COMMANDS = "bot", "applications.commands"


class _Heard(logging.Handler):
    """Keeps what the loader says, in place of writing it between the findings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.findings: list[Finding] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Make a finding of a record."""
        level = Level.failure if record.levelno >= logging.ERROR else Level.warning
        found = _mistake(level, record.getMessage())
        if found not in self.findings:
            self.findings.append(found)


async def check_code(case: Case) -> list[Finding]:
    """Load the commands package as `serve` does, and go on where that would stop."""
    heard, log = _Heard(), logging.getLogger("app")
    log.addHandler(heard)
    try:
        # What the author's modules print does not belong into the findings.
        with contextlib.redirect_stdout(sys.stderr):
            found = await _load_aside(case)
    finally:
        log.removeHandler(heard)
    case.is_complete = not any(one.level is Level.failure for one in heard.findings + found)
    if case.bot is not None:
        found = [*_count(case.bot, case.settings.commands), *found]
    return [*heard.findings, *found]


def _mistake(level: Level, text: str) -> Finding:
    # Below the sentence may stand a traceback, for which this is not the place.
    return Finding("commands", level, text.partition("\n")[0])


async def _load_aside(case: Case) -> list[Finding]:
    """Load the bot in a thread: without an event loop, as `serve` does, and so that it can be given up.

    Who comes from another library may have a module that runs a bot of its own, and never ends.
    """
    loading: Future[list[Finding]] = Future()
    loading.set_running_or_notify_cancel()
    thread = threading.Thread(target=_fill, args=(loading, case), daemon=True)
    thread.start()
    try:
        return await asyncio.wait_for(asyncio.wrap_future(loading), LOADING)
    except TimeoutError:
        place = place_of(case.settings.commands)
        frame = sys._current_frames().get(thread.ident or 0)
        stack = traceback.extract_stack(frame) if frame is not None else []
        where = [f"{one.filename}:{one.lineno}: " for one in stack if Path(one.filename).is_relative_to(place)]
        says = f"{where[-1] if where else ''}importing this did not end within {LOADING:.0f} s"
        mend = "A module that is imported declares, and runs nothing: take out what starts another bot."
        return [Finding("commands", Level.failure, says, mend)]


def _fill(loading: "Future[list[Finding]]", case: Case) -> None:
    try:
        loading.set_result(list(_load(case)))
    except AppError as error:
        loading.set_result([_mistake(Level.failure, str(error))])
    except SystemExit as leaving:
        loading.set_result([_mistake(Level.failure, describe_exit(leaving))])
    except BaseException as error:  # noqa: BLE001 - who waits for it hands it on
        loading.set_exception(error)


def _load(case: Case) -> Iterator[Finding]:
    """Load the bot.

    Raises:
        AppError: If nothing could be loaded.
        SystemExit: If a module ends the process.
    """
    check_place(case.settings.commands)
    # A store of its own, since what is only looked at is not to leave anything in that of the bot.
    bot = Bot(dataclasses.replace(case.settings, application_id=case.application_id, store="memory:"))
    bot.load(strict=False)
    case.bot = bot
    try:
        bot.check_dependencies()
        bot.tree.scopes()
    except SettingsError as error:
        yield Finding("secret", Level.failure, str(error), "Without it `postern serve` does not start.")
    except DefinitionError as error:
        yield _mistake(Level.failure, str(error))


def _count(bot: Bot, package: str) -> Iterator[Finding]:
    count = bot.tree.count()
    if count:
        yield Finding("commands", Level.fine, f"{count} command{'' if count == 1 else 's'} in the package {package}")
    else:
        yield Finding(
            "commands",
            Level.warning,
            f"There is no command in the package {package}",
            "`postern new command NAME` writes one to begin with.",
        )


async def check_drift(case: Case) -> list[Finding]:
    """Compare the commands of the code with those that Discord has, and change nothing."""
    bot, settings = case.bot, case.settings
    if bot is None:
        return []
    why = ""
    if not case.is_reachable:
        why = "Discord cannot be reached"
    elif not case.application_id or case.key_owner is None:
        why = "nobody is there to ask Discord, for which DISCORD_TOKEN is needed"
    elif case.key_owner.id != case.application_id:
        why = "DISCORD_APPLICATION_ID is another application's"
    elif not case.is_complete:
        why = "not all of them could be loaded"
    elif not bot.commands:
        # Else it would be said that all are to be deleted that Discord has.
        why = "there is none in the code"
    if why:
        return [Finding("drift", Level.unknown, f"The commands were not compared with Discord's: {why}")]
    guilds: list[int] = []
    try:
        if settings.token:
            guilds = [guild.id async for guild in bot.rest.users.list_own_guilds(limit=MOST_GUILDS)]
        plan = await bot.sync_commands(check_guilds=guilds, approve=lambda _: False)
    except (SettingsError, RestError) as error:
        says = " ".join(str(error).split("\n"))
        return [Finding("drift", Level.unknown, f"The commands could not be compared with Discord's: {says}")]
    return list(_describe(plan, is_cut=len(guilds) == MOST_GUILDS))


def _describe(plan: SyncPlan, *, is_cut: bool) -> Iterator[Finding]:
    writes = [change for scope in plan.scopes for change in scope.writes]
    kept = [change for scope in plan.scopes for change in scope.changes if _is_left_over(change)]
    if writes:
        differ = "1 command differs" if len(writes) == 1 else f"{len(writes)} commands differ"
        says = f"{differ} from what Discord has: {_name(writes)}"
        yield Finding("drift", Level.warning, says, "Run `postern sync`; with --plan it shows what would change.")
    else:
        yield Finding("drift", Level.fine, "Discord has the commands of the code")
    if kept:
        has = f"Discord has {len(kept)} command{'' if len(kept) == 1 else 's'} that the code does not declare"
        yield Finding(
            "leftovers",
            Level.warning,
            f"{has}: {_name(kept)}. Whoever uses one is told that it is unknown",
            "`postern sync --prune` deletes what the code does not declare.",
        )
    doubles = [warning for warning in plan.warnings if "is there twice" in warning]
    if doubles:
        more = f" ({len(doubles) - 1} more)" if len(doubles) > 1 else ""
        yield Finding(
            "doubles",
            Level.warning,
            f"Members see a command twice; {doubles[0]}{more}",
            "`postern sync --check-guilds --prune` takes out those that were left in servers.",
        )
    for failed in plan.failures:
        yield Finding("drift", Level.warning, f"Server {failed.guild_id}: {failed.failure}")
    if is_cut and not doubles:
        says = f"Commands left behind in servers were looked for in {MOST_GUILDS} of them"
        yield Finding("doubles", Level.unknown, says, "`postern sync --plan --check-guilds` looks into all.")


def _is_left_over(change: Change) -> bool:
    # Discord makes an entry point by itself, and takes no list without it.
    return change.action == "keep" and change.type != ENTRY_POINT


def _name(changes: list[Change]) -> str:
    shown = ", ".join(f"/{change.name}" if change.type == 1 else change.name for change in changes[:SHOWN])
    return shown + (f" and {len(changes) - SHOWN} more" if len(changes) > SHOWN else "")


async def check_permissions(case: Case) -> list[Finding]:
    """Hold what the code needs of the bot's role against what its installation asks for."""
    if case.bot is None:
        return []
    needed: dict[Permissions, list[str]] = {}
    for node in dict.fromkeys((*case.bot.tree.nodes(), *case.bot.components.nodes())):
        for check in node.checks:
            for one in check.bot_permissions or ():
                needed.setdefault(one, []).append(node.shown_name)
    if case.application is None:
        return []
    asked = _read_installation(case)
    if asked is None:
        if not needed:
            return []
        says = f"The code needs {_spell(needed)} of the bot, and no install link is set that could ask for it"
        return [Finding("permissions", Level.unknown, says, "Set one on the Installation page of the portal.")]
    found = []
    if _BOT not in asked.scopes and _COMMANDS not in asked.scopes:
        says = f"The install link asks for neither of the scopes {_BOT} and {_COMMANDS}, so no command is installed"
        found.append(Finding("permissions", Level.warning, says, "Add them on the Installation page of the portal."))
    missing = {} if Permissions.administrator in asked.permissions else needed
    missing = {one: users for one, users in missing.items() if one not in asked.permissions}
    for one, users in missing.items():
        says = f"The install link does not ask for {_spell({one: users})}, which {users[0]} needs"
        mend = "Add it on the Installation page of the portal; servers that have the bot grant it by its role."
        found.append(Finding("permissions", Level.warning, says, mend))
    if needed and not found:
        found.append(Finding("permissions", Level.fine, f"The install link asks for {_spell(needed)}, as the code"))
    return found


def _spell(permissions: dict[Permissions, list[str]]) -> str:
    return ", ".join((one.name or str(int(one))).upper() for one in permissions)


def _read_installation(case: Case) -> InstallParams | None:
    """Return what the application asks for when it is installed to a server; None if it has no link that says so."""
    application = case.application
    if application is None:
        return None
    if application.custom_install_url:
        query = parse_qs(urlsplit(application.custom_install_url).query)
        said = query.get("permissions", ["0"])[0]
        permissions = Permissions(int(said)) if said.isascii() and said.isdecimal() else None
        scopes = " ".join(query.get("scope", [])).split()
        # A page of the author's own may send people on to anything.
        return InstallParams.of(*scopes, permissions=permissions) if scopes else None
    config = application.integration_types_config.get("0")
    return (config.oauth2_install_params if config else None) or application.install_params
