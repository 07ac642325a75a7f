"""
Judges how a bot coped with what was broken on purpose.

Such an interaction often ends as no good one would: a forged request is refused, a token
expires before the answer is complete. Whether that is as it should be is told here.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.rest_record import RestRequest
from app.simulator.rulebook import RULES

RETRY_AFTER = 1.0
"""Seconds that a bot is told to wait by a rate limit that is made up."""

_TOLERANCE = 0.05
"""Seconds by which a bot's clock may be ahead when it waits."""
_FAREWELLS = 1
"""Calls after a refusal with which a bot may try to tell the user that something went wrong."""
_SAFE = frozenset({"GET", "PATCH", "PUT", "DELETE"})


class Verdict(NamedTuple):
    """How a bot coped.

    Attributes:
        passed: Whether as it should; None as long as that cannot be told.
        says: What it did, in a sentence.
    """

    passed: bool | None
    says: str


def verdict(discord: Discord, interaction: Interaction) -> Verdict | None:
    """Tell how the bot coped with what was broken; None where nothing was."""
    if interaction.trial is None:
        return None
    if judge := _BY_ANSWER.get(interaction.trial):
        return judge(interaction)
    if interaction.trial in ("custom_id", "unknown_custom_id"):
        return _judge_custom_id(discord, interaction)
    calls = [call for call in discord.requests if call.interaction_id == interaction.id]
    return _BY_CALLS[interaction.trial](interaction, calls)


def _judge_signature(interaction: Interaction) -> Verdict:
    status = interaction.status
    if status == 401:
        return Verdict(True, "The bot refused it, as it should.")
    if status is not None:
        is_taken = 200 <= status < 300
        done = "accepted a forged signature" if is_taken else f"answered a forged signature with status {status}"
        return Verdict(False, f"The bot {done}, where Discord expects status 401.")
    return Verdict(None, "The bot has not answered the forged request.")


def _judge_slow(interaction: Interaction) -> Verdict:
    if interaction.state == "waiting":
        return Verdict(None, "The request takes its time on the way.")
    if interaction.state == "failed":
        return Verdict(False, f"The user got no answer: {interaction.failure}.")
    return Verdict(True, f"The bot answered in time, {interaction.answered_after:.2f} s after the click.")


def _judge_custom_id(discord: Discord, interaction: Interaction) -> Verdict:
    if interaction.state == "waiting":
        return Verdict(None, "The bot has not answered yet.")
    if interaction.state == "failed":
        return Verdict(False, f"The user got no answer: {interaction.failure}.")
    bad = ("error", "critical")
    if any(str(log.get("interaction_id")) == str(interaction.id) and log.get("level") in bad for log in discord.logs):
        return Verdict(False, "The bot failed over it; its log tells why.")
    return Verdict(True, "The bot answered. The conversation shows what the user was told.")


def _judge_duplicate(interaction: Interaction, calls: list[RestRequest]) -> Verdict:
    if interaction.state == "failed":
        return Verdict(False, f"The user got no answer: {interaction.failure}.")
    if RULES["double_answer"] in interaction.broken:
        return Verdict(False, "The bot answered twice.")
    # To change something into the same again harms nobody, to create it again does.
    made = [(call.path, repr(call.json)) for call in calls if call.method == "POST" and _went_through(call)]
    if len(set(made)) < len(made):
        return Verdict(False, "The bot did its work twice: it sent the same by POST more than once.")
    if interaction.copy_status is None or interaction.answered_after is None:
        return Verdict(None, "The bot has not answered both requests yet.")
    is_same = (interaction.copy_status, interaction.copy_answer) == (interaction.status, interaction.answer)
    if 200 <= interaction.copy_status < 300 and interaction.copy_answer and not is_same:
        return Verdict(False, "The bot gave two different answers, so it did its work twice.")
    return Verdict(True, "The bot answered once, and did nothing twice that Discord can see.")


def _judge_rate_limit(_: Interaction, calls: list[RestRequest]) -> Verdict:
    limited = next((call for call in calls if _status(call) == 429), None)
    if limited is None or limited.outcome is None:
        return Verdict(None, "The bot has made no REST call yet.")
    again = _made_again(limited, calls)
    if again is None:
        return Verdict(None, "A REST call got 429, and the bot has not made it again yet.")
    waited = again.begun - limited.begun - limited.outcome.seconds
    if waited < RETRY_AFTER - _TOLERANCE:
        return Verdict(False, f"The bot was told to wait {RETRY_AFTER:g} s, and called again after {waited:.2f} s.")
    if not _went_through(again):
        return Verdict(None, "The bot waited, and made the call again; that has not gone through either.")
    return Verdict(True, f"The bot waited {waited:.2f} s, and the call went through.")


def _judge_server_error(_: Interaction, calls: list[RestRequest]) -> Verdict:
    failed = next((call for call in calls if _status(call) == 502), None)
    if failed is None:
        return Verdict(None, "The bot has made no REST call yet.")
    again = _made_again(failed, calls)
    if again is not None and _went_through(again):
        return Verdict(True, "The bot made the call again, and it went through.")
    if failed.method in _SAFE:
        return Verdict(None, "A REST call got 502, and the bot has not made it again with success yet.")
    return Verdict(None, f"{failed.method} got 502, and was not made again; it may not be safe to do so.")


def _judge_token(_: Interaction, calls: list[RestRequest]) -> Verdict:
    refused = [call for call in calls if call.rule is RULES["expired_token"]]
    if not refused:
        return Verdict(None, "The bot has not used the expired token.")
    # Those that were under way at once knew nothing of each other.
    later = sum(second.begun > first.begun + _took(first) for first, second in pairwise(refused))
    if later > _FAREWELLS:
        return Verdict(False, f"The bot went on after the refusal: {len(refused)} calls with the expired token.")
    if later:
        return Verdict(True, "The bot stopped; one call more, as one to tell the user, was refused as well.")
    return Verdict(True, "The bot stopped when the expired token was refused.")


def _made_again(first: RestRequest, calls: list[RestRequest]) -> RestRequest | None:
    later = [one for one in calls if one.order > first.order and (one.method, one.path) == (first.method, first.path)]
    return next(iter(later), None)


def _status(call: RestRequest) -> int | None:
    return None if call.outcome is None else call.outcome.status


def _went_through(call: RestRequest) -> bool:
    return 200 <= (_status(call) or 0) < 300


def _took(call: RestRequest) -> float:
    return 0.0 if call.outcome is None else call.outcome.seconds


_BY_ANSWER: dict[str, Callable[[Interaction], Verdict]] = {"signature": _judge_signature, "slow": _judge_slow}
_BY_CALLS: dict[str, Callable[[Interaction, list[RestRequest]], Verdict]] = {
    "duplicate": _judge_duplicate,
    "rate_limit": _judge_rate_limit,
    "server_error": _judge_server_error,
    "token": _judge_token,
}
