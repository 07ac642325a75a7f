"""
Sends an interaction again: as it was, or with something broken on its way.

What is broken is of the kind that happens to every bot some day, and touches the one
interaction alone that is sent for it.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

from app.simulator.component_rules import nested_components
from app.simulator.delivery import AS_USUAL, Manner
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.rules import AUTOCOMPLETE, LAUNCH_ACTIVITY, MESSAGE_COMPONENT
from app.simulator.verdicts import RETRY_AFTER
from app.simulator.world import Json

_MARGIN = 0.5
"""Seconds of the deadline that a slow network leaves to the bot."""

_Fits = Callable[[Discord, Interaction], bool]


@dataclass(frozen=True, slots=True)
class Break:
    """One way of breaking an interaction.

    Attributes:
        how: Its key.
        label: What a button says that does it.
        explains: What is tried, and what a good bot shows then.
        fits: Tells whether it can be tried with an interaction.
    """

    how: str
    label: str
    explains: str
    fits: _Fits

    @property
    def view(self) -> Json:
        """What the page is told of it."""
        return {"how": self.how, "label": self.label, "explains": self.explains}


def send_again(discord: Discord, before: Interaction, manner: Manner = AS_USUAL) -> Interaction:
    """Do once more what a user did, in an interaction with an id and a token of its own.

    Args:
        discord: Where.
        before: What was done. A component is used on its message as that stands now, if
            it still has the component, and else as it was.
        manner: How it is sent.

    Raises:
        ValueError: If it cannot be sent any more.
    """
    origin = before.origin
    if origin is not None and before.callback_type == LAUNCH_ACTIVITY and before.answered_by is None:
        return discord.begin_entry_point(user=origin.user, channel=origin.channel, locale=origin.locale)
    payload = deepcopy(before.payload)
    is_stale = before.source is not None and not _still_has(discord, before)
    if before.source is not None and not is_stale:
        payload["message"] = deepcopy(before.source)
    begun = _begin(discord, before, payload, manner)
    begun.is_stale = is_stale
    return begun


def breaks_of(discord: Discord, interaction: Interaction) -> list[Break]:
    """List what can be tried with an interaction."""
    if interaction.callback_type == LAUNCH_ACTIVITY and interaction.answered_by is None:
        return []
    return [one for one in BREAKS if one.fits(discord, interaction)]


def send_broken(discord: Discord, before: Interaction, how: str) -> tuple[Interaction, str]:
    """Do once more what a user did, and break something.

    Args:
        discord: Where.
        before: What was done.
        how: What to break: the key of a `Break`.

    Returns:
        The interaction, and what is tried.

    Raises:
        LookupError: If there is no such way, or it does not fit this interaction.
    """
    fitting = {one.how: one for one in breaks_of(discord, before)}
    if how not in fitting:
        raise LookupError(f"this cannot be broken by {how!r}; there are: {', '.join(fitting) or 'none'}")
    if how in ("custom_id", "unknown_custom_id"):
        begun = _with_other_custom_id(discord, before, is_known=how == "custom_id")
    else:
        begun = send_again(discord, before, _manner(discord, how))
    # Its request leaves at the next turn of the event loop: all of this is in time.
    begun.trial = how
    begun.is_token_expired = how == "token"
    if how == "rate_limit":
        _limit(discord, begun)
    elif how == "server_error":
        discord.faults.add("*", "*", status=502, body="<html>502 Bad Gateway</html>", interaction_id=begun.id)
    begun.note(f"broken on purpose: {fitting[how].label}")
    return begun, fitting[how].explains


def _manner(discord: Discord, how: str) -> Manner:
    ways = {
        "signature": Manner(is_forged=True),
        "slow": Manner(delay=max(discord.deadline - _MARGIN, 0.0)),
        "duplicate": Manner(copies=2),
    }
    return ways.get(how, AS_USUAL)


def _limit(discord: Discord, interaction: Interaction) -> None:
    headers = {"Retry-After": "1", "X-RateLimit-Reset-After": f"{RETRY_AFTER:.3f}", "X-RateLimit-Scope": "user"}
    body = {"message": "You are being rate limited.", "retry_after": RETRY_AFTER, "global": False}
    discord.faults.add("*", "*", status=429, headers=headers, body=body, interaction_id=interaction.id)


def _still_has(discord: Discord, before: Interaction) -> bool:
    """Tell whether the message of a component is still there, with it; a form needs its message alone."""
    message = before.source
    if message is None or discord.world.messages.get(int(message["id"])) is not message:
        return False
    named = before.payload["data"].get("custom_id")
    return before.type != MESSAGE_COMPONENT or any(
        component.get("custom_id") == named and not component.get("disabled")
        for component in nested_components(message["components"])
    )


def _with_other_custom_id(discord: Discord, before: Interaction, *, is_known: bool) -> Interaction:
    """Use a component of a message that another version of the bot has written."""
    payload = deepcopy(before.payload)
    old = str(payload["data"]["custom_id"])
    new = _older(old) if is_known else f"no-longer-there:{old}"[:100]
    payload["data"]["custom_id"] = new
    for component in nested_components(payload.get("message", {}).get("components")):
        if component.get("custom_id") == old:
            component["custom_id"] = new
    return _begin(discord, before, payload, AS_USUAL)


def _older(custom_id: str) -> str:
    """Write a custom_id whose beginning is known and whose rest is of another time."""
    name, separator, _ = custom_id.partition(":")
    # Without a separator nobody but the bot knows where a name ends.
    return f"{name}:written-by-an-older-version" if separator else f"{custom_id[:80]}:an-older-version"


def _begin(discord: Discord, before: Interaction, payload: Json, manner: Manner) -> Interaction:
    begun = discord.begin(
        payload,
        origin=before.origin,
        source=before.source,
        name=before.name,
        opener=before.opener,
        manner=manner,
    )
    if before.opener is not None:
        before.opener.submission = begun
    return begun


def _always(_: Discord, __: Interaction) -> bool:
    return True


def _is_of(kinds: frozenset[int], _: Discord, interaction: Interaction) -> bool:
    return interaction.type in kinds


def _calls(discord: Discord, interaction: Interaction, *, by_token: bool = False) -> bool:
    """Tell whether an interaction leads to REST calls, so that something can happen to them."""
    made = [call for call in discord.requests if call.interaction_id == interaction.id]
    return any("/webhooks/" in call.path for call in made) if by_token else bool(made)


BREAKS = (
    Break(
        "signature",
        "Forge the signature",
        "The request is signed wrongly, as Discord does now and then to test bots: a good bot answers 401.",
        _always,
    ),
    Break(
        "slow",
        "Slow network",
        "The request reaches the bot half a second before Discord gives up: a good bot still answers or defers "
        "in time.",
        _always,
    ),
    Break(
        "duplicate",
        "Send it twice",
        "The bot gets the same signed request twice: a good bot does its work once.",
        lambda _, interaction: interaction.type != AUTOCOMPLETE,
    ),
    Break(
        "rate_limit",
        "Rate limit (429)",
        "The first REST call gets 429 with a retry_after of one second: a good bot waits that long, and the user "
        "sees the same as ever.",
        _calls,
    ),
    Break(
        "server_error",
        "Server error (502)",
        "The first REST call gets 502: a good bot tries again where that is safe, and says so where it is not.",
        _calls,
    ),
    Break(
        "token",
        "Expired token",
        "The token expires right after the first answer, so edits and followups get 401 with code 50027: a good "
        "bot stops there and writes it into its log.",
        partial(_calls, by_token=True),
    ),
    Break(
        "custom_id",
        "Old custom_id",
        "The component was written by an older version of the bot: a good bot says so, or reads it all the same.",
        partial(_is_of, frozenset({MESSAGE_COMPONENT})),
    ),
    Break(
        "unknown_custom_id",
        "Unknown custom_id",
        "The component belongs to a handler that is gone: a good bot tells the user, and does not fail.",
        partial(_is_of, frozenset({MESSAGE_COMPONENT})),
    ),
)
"""Every way there is."""
