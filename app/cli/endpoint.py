"""`postern endpoint`: the URL to which Discord sends interactions, and that of webhook events."""

import asyncio
import difflib
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import click
import msgspec

from app.cli.endpoint_change import (
    Change,
    Outcome,
    command_to,
    compare_key,
    explain_refusal,
    fetch_application,
    judge_events,
    name_application,
    read_delivery,
    spell,
)
from app.cli.endpoint_kept import Delivery, Memory
from app.cli.finding import Finding, Level, fit_terminal, has_failed, render_json, render_text
from app.cli.listening import listening_at
from app.cli.probe import TIMEOUT, check_url
from app.cli.probe_through import check_through
from app.errors import SettingsError
from app.models.event import WEBHOOK_EVENTS
from app.settings import set_up

_yes = click.option("--yes", is_flag=True, help="Change it without asking.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("endpoint")
def command() -> None:
    """Look at an endpoint URL from outside, and register it with Discord."""


@command.command("check")
@click.argument("url")
@click.option("--events", "is_events", is_flag=True, help="It is a URL for webhook events.")
@click.option("--local", "is_local", is_flag=True, help="Plain http and private addresses are right: a trial.")
@click.option(
    "--through", metavar="HOST:PORT|PATH", help="Listen there, or at a Unix socket, in the bot's place: what arrives?"
)
@click.option("--timeout", type=click.FloatRange(0.1, 120), default=TIMEOUT, show_default=True, help="Seconds a step.")
@_json
def check(url: str, is_events: bool, is_local: bool, through: str | None, timeout: float, as_json: bool) -> None:
    """Look at a URL from outside.

    This needs no account, no secret and no setting. With --through the
    bot has to be stopped: what the proxy leads to is then this command, which
    signs with a key of its own and compares what arrives with what it sent.

    Exits with 0 if Discord would take the URL as far as can be seen, 1 if not.
    """
    if through is None:
        found = asyncio.run(check_url(url, is_events=is_events, is_local=is_local, within=timeout))
    else:
        with _listening(through) as place:
            found = asyncio.run(check_through(url, place, is_events=is_events, is_local=is_local, within=timeout))
    _print(found, as_json=as_json)
    if has_failed(found):
        raise SystemExit(1)


@command.command("show")
@_json
def show(as_json: bool) -> None:
    """Show which URLs, events and key Discord has.

    This needs DISCORD_TOKEN. Exits with 1 if something about it is wrong.
    """
    settings = set_up(os.environ)
    application = asyncio.run(fetch_application(settings))
    found = [compare_key(application, settings), *judge_events(application)]
    if as_json:
        kinds = {"interactions": False, "events": True}
        made: dict[str, Any] = {
            name: read_delivery(application, is_events=is_events) for name, is_events in kinds.items()
        }
        made |= {"application": str(application.id), "verify_key": application.verify_key, "findings": found}
        _print_json(made)
    else:
        click.echo(name_application(application))
        click.echo(f"  interactions  {spell(read_delivery(application, is_events=False), is_events=False)}")
        click.echo(f"  events        {spell(read_delivery(application, is_events=True), is_events=True)}")
        click.echo(f"  public key    {application.verify_key}")
        _print(found)
    if has_failed(found):
        raise SystemExit(1)


@command.command("set")
@click.argument("url")
@_yes
@_json
def set_interactions(url: str, yes: bool, as_json: bool) -> None:
    """Let Discord send interactions to this URL.

    This needs DISCORD_TOKEN. The plan is shown and the URL is looked at first.
    Exits with 1 if Discord does not take it, 2 if it was not confirmed.
    """
    _run(Delivery(url.strip(), is_on=True), is_events=False, yes=yes, as_json=as_json)


@command.command("unset")
@_yes
@_json
def unset_interactions(yes: bool, as_json: bool) -> None:
    """Send interactions to the gateway again."""
    _run(Delivery(), is_events=False, yes=yes, as_json=as_json)


@command.command("restore")
@_yes
@_json
def restore_interactions(yes: bool, as_json: bool) -> None:
    """Undo the last set or unset.

    What was there before is kept on the machine where that was done.
    """
    _run(None, is_events=False, yes=yes, as_json=as_json)


@command.group("events")
def events() -> None:
    """Set where webhook events go, show it, switch them off, or undo that."""


@events.command("show")
@_json
def show_events(as_json: bool) -> None:
    """Show which events Discord sends, and where to."""
    application = asyncio.run(fetch_application(set_up(os.environ)))
    delivery = read_delivery(application, is_events=True)
    found = judge_events(application)
    if as_json:
        _print_json({"application": str(application.id), "events": delivery, "findings": found})
    else:
        click.echo(f"{name_application(application)}\n  events  {spell(delivery, is_events=True)}")
        _print(found)
    if has_failed(found):
        raise SystemExit(1)


@events.command("set")
@click.argument("url")
@click.option("--types", required=True, metavar="NAME,…", help="Events to send, as ENTITLEMENT_CREATE.")
@_yes
@_json
def set_events(url: str, types: str, yes: bool, as_json: bool) -> None:
    """Let Discord send these events to this URL."""
    _run(Delivery(url.strip(), is_on=True, types=_read_types(types)), is_events=True, yes=yes, as_json=as_json)


@events.command("off")
@_yes
@_json
def switch_events_off(yes: bool, as_json: bool) -> None:
    """Send no events; URL and types stay."""
    _run(Delivery(), is_events=True, yes=yes, as_json=as_json)


@events.command("restore")
@_yes
@_json
def restore_events(yes: bool, as_json: bool) -> None:
    """Undo the last set or off.

    What was there before is kept on the machine where that was done.
    """
    _run(None, is_events=True, yes=yes, as_json=as_json)


def _run(after: Delivery | None, *, is_events: bool, yes: bool, as_json: bool) -> None:
    """Plan a change, look at it, ask, and carry it out; None stands for what was there before the last one."""
    settings = set_up(os.environ)
    application = asyncio.run(fetch_application(settings))
    before = read_delivery(application, is_events=is_events)
    if after is None:
        after = Memory(application.id).read(is_events=is_events)
        if after is None:
            of = "webhook events" if is_events else "the interactions URL"
            raise SettingsError("restore", f"has nothing to go back to: {of} was not changed from this machine")
    elif is_events and not after.is_on:
        after = Delivery(before.url, is_on=False, types=before.types)
    change = Change(settings, application, after, is_events)
    if not as_json:
        click.echo(change.render())
    if before == after and not (after.is_on and after.url):
        _finish(change, [], Outcome(True), as_json=as_json)
        return
    found = asyncio.run(change.look())
    if not as_json:
        _print(found)
    if any(one.check == "public-key" and one.level is Level.failure for one in found):
        # A server with this key would refuse every interaction of that application: it is the wrong one of the two.
        raise SettingsError("DISCORD_PUBLIC_KEY", "belongs to another application than DISCORD_TOKEN; nothing changed")
    is_approved = _approve(is_doubtful=has_failed(found), yes=yes, as_json=as_json)
    outcome = asyncio.run(change.apply()) if is_approved else None
    _finish(change, found, outcome, as_json=as_json)


def _approve(*, is_doubtful: bool, yes: bool, as_json: bool) -> bool:
    if yes or as_json or not sys.stdin.isatty():
        return yes
    question = "What is marked ✗ stands against it. Tell Discord all the same?" if is_doubtful else "Tell Discord?"
    return click.confirm(question)


def _finish(change: Change, found: list[Finding], outcome: Outcome | None, *, as_json: bool) -> None:
    """Say what came of it, and how to go back.

    Raises:
        SystemExit: If it was not carried out.
    """
    before, is_events = change.before, change.is_events
    back = command_to(before, is_events=is_events)
    if outcome is not None and not outcome.is_applied:
        found = [*found, explain_refusal(change, found)]
    if as_json:
        made = {"application": str(change.application.id), "before": before, "after": change.after, "findings": found}
        made |= {"applied": outcome is not None and outcome.is_applied, "back": back}
        made |= {"refusal": outcome.refusal if outcome else ""}
        _print_json(made)
    elif outcome is None:
        why = "say --yes to change it"
        if has_failed(found):
            why = "what is marked ✗ stands against it, and --yes sends it to Discord all the same"
        click.echo(f"postern: nothing was changed: {why}", err=True)
    elif not outcome.is_applied:
        click.echo(f"Discord says: {outcome.refusal}")
        _print(found[-1:])
    elif before == change.after:
        click.echo("done: it was so before")
    else:
        click.echo("done")
        click.echo(f"To go back: postern endpoint {'events ' if is_events else ''}restore, or anywhere: {back}")
        if not outcome.is_kept:
            click.echo("postern: what was there before could not be kept on this machine, so note it down", err=True)
    if outcome is None:
        raise SystemExit(2)
    if not outcome.is_applied:
        raise SystemExit(1)


def _read_types(text: str) -> tuple[str, ...]:
    """Read names of events, and tell misspelt ones.

    Raises:
        SettingsError: If there is none, or one that is nearly another.
    """
    names = list(dict.fromkeys(name.strip().upper() for name in text.split(",") if name.strip()))
    if not names:
        raise SettingsError("--types", f"names no event; there are: {', '.join(WEBHOOK_EVENTS)}")
    for name in names:
        if name in WEBHOOK_EVENTS:
            continue
        near = difflib.get_close_matches(name, WEBHOOK_EVENTS, 1)
        if near:
            raise SettingsError("--types", f"has {name}, which is no webhook event; do you mean {near[0]}?")
        raise SettingsError("--types", f"has {name}, which is no webhook event; there are: {', '.join(WEBHOOK_EVENTS)}")
    return tuple(names)


def _listening(place: str) -> AbstractContextManager[socket.socket]:
    """Bind what the proxy leads to: HOST:PORT, or a Unix socket by its path, as `serve --uds` does.

    Raises:
        SettingsError: If it is none of them, or cannot be bound.
    """
    path = place.removeprefix("unix:")
    if path != place or "/" in path:
        return listening_at(path, "--through", ": stop the bot first")
    host, _, port = place.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        why = "to where the proxy leads: 127.0.0.1:8000, /run/postern/postern.sock"
        raise SettingsError("--through", f"is {place!r}, expected HOST:PORT or the path of a socket, {why}")
    host = host.strip("[]") or "127.0.0.1"
    try:
        return socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsError("--through", f"{place} cannot be listened at ({why}): stop the bot first") from None


def _print(found: Sequence[Finding], *, as_json: bool = False) -> None:
    if found:
        click.echo(render_json(found) if as_json else render_text(found, fit_terminal()))


def _print_json(made: dict[str, Any]) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(made)).decode())
