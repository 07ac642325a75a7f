"""
All that is known of one interaction, for the inspector: request, answer, events, REST calls, log, rules.

Tokens are hidden: they stand in the payload, and nowhere else unless a bot writes them there.
"""

import math
from collections.abc import Iterable
from datetime import datetime

import orjson

from app.simulator.breaking import breaks_of
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.page_view import interaction_view, log_view
from app.simulator.rest_record import HIDDEN, RestRequest, without_tokens
from app.simulator.rulebook import RULES, Rule
from app.simulator.world import Json


def inspected(discord: Discord, interaction: Interaction) -> Json:
    """Tell all that is known of an interaction."""
    calls = [call for call in discord.requests if call.interaction_id == interaction.id]
    logs = [log_view(log) for log in discord.logs if str(log.get("interaction_id")) == str(interaction.id)]
    whole: Json = {
        **interaction_view(discord, interaction),
        "deadline": discord.deadline,
        "request": {
            "url": interaction.endpoint,
            "headers": interaction.request_headers,
            "body": without_tokens(interaction.payload),
        },
        "answer": _answer(interaction, calls),
        "events": _events(interaction, calls, logs),
        "calls": [call.view(interaction.created) for call in calls],
        "logs": logs,
        "rules": [rule.view for rule in _rules(interaction, calls)],
        "breaks": [one.view for one in breaks_of(discord, interaction)],
    }
    # A bot may write the token into anything that it says.
    text = orjson.dumps(whole, default=str).replace(interaction.token.encode(), HIDDEN.encode())
    shown: Json = orjson.loads(text)
    return shown


def _answer(interaction: Interaction, calls: Iterable[RestRequest]) -> Json | None:
    """Give the HTTP response, and what was taken as the first answer: that, or the body of a callback."""
    if interaction.status is None and interaction.answered_by is None:
        return None
    content = interaction.answer or b""
    body = _decoded(content, interaction.answer_headers.get("content-type", ""))
    seconds = interaction.answer_seconds
    if interaction.answered_by == "callback":
        taken = [call for call in calls if call.path.endswith("/callback") and _is_taken(call)]
        if taken:
            body, seconds = without_tokens(taken[0].json), taken[0].view(interaction.created)["seconds"]
    return {
        "status": interaction.status,
        "headers": interaction.answer_headers,
        "body": body,
        "size": len(content),
        "by": interaction.answered_by,
        "seconds": seconds,
    }


def _is_taken(call: RestRequest) -> bool:
    return call.outcome is not None and call.outcome.status is not None and call.outcome.status < 300


def _decoded(content: bytes, kind: str) -> object:
    if not content:
        return None
    try:
        return without_tokens(orjson.loads(content))
    except orjson.JSONDecodeError:
        text = content[:20_000].decode(errors="replace")
        return text if kind.startswith(("text/", "application/", "multipart/")) or text.isprintable() else repr(text)


def _events(interaction: Interaction, calls: Iterable[RestRequest], logs: Iterable[Json]) -> list[Json]:
    """Merge what happened, in the order in which it did."""
    found = [(seconds, order, text, str(kind)) for seconds, text, kind, order in interaction.events]
    for call in calls:
        status = "under way" if call.outcome is None else call.outcome.status or "the connection broke"
        text = f"{call.method} {call.path.removeprefix('/api')}: {status}"
        found.append((round(call.begun - interaction.created, 3), call.order, text, "call"))
    told: list[tuple[float, float, Json]] = [
        (seconds, order, {"seconds": seconds, "text": text, "kind": kind}) for seconds, order, text, kind in found
    ]
    for log in logs:
        seconds = _seconds_of(log, interaction)
        text = f"{log.get('level', '')}: {log.get('message', '')}"
        # A record without a time is a crash's last words.
        when = math.inf if seconds is None else seconds
        told.append((when, math.inf, {"seconds": seconds, "text": text, "kind": "log"}))
    return [event for _, _, event in sorted(told, key=lambda entry: entry[:2])]


def _seconds_of(log: Json, interaction: Interaction) -> float | None:
    try:
        at = datetime.fromisoformat(str(log.get("time"))).timestamp()
    except ValueError:
        return None
    # Both clocks are this machine's, but one of them is told in milliseconds.
    return max(round(at - interaction.created_at, 3), 0.0)


def _rules(interaction: Interaction, calls: Iterable[RestRequest]) -> list[Rule]:
    found = [interaction.rule, *interaction.broken]
    for call in calls:
        found += [call.rule, *(RULES[key] for key in call.rules)]
    return list(dict.fromkeys(rule for rule in found if rule is not None))
