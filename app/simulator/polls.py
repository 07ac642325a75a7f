"""
Polls on messages: how they are read back, and who voted for what.

https://docs.discord.com/developers/resources/poll
"""

from app.simulator.views import instant
from app.simulator.world import Json, World

_HOURS = 24


def poll_view(poll: Json, now: float) -> Json:
    """Give the poll of a new message.

    Args:
        poll: The poll create request.
        now: Unix time of the message.
    """
    hours = int(poll.get("duration") or _HOURS)
    return {
        "question": {"text": str((poll.get("question") or {}).get("text") or "")},
        "answers": [
            {"answer_id": number, "poll_media": _media(answer.get("poll_media") or {})}
            for number, answer in enumerate(poll.get("answers") or (), start=1)
        ],
        "expiry": instant(now + hours * 3600),
        "allow_multiselect": bool(poll.get("allow_multiselect")),
        "layout_type": 1,
        "results": {"answer_counts": [], "is_finalized": False},
    }


def vote(world: World, message: Json, answer_id: int, user_id: int) -> None:
    """Let a user vote; where only one answer may be chosen, an earlier vote goes."""
    votes = world.votes.setdefault(int(message["id"]), {})
    if not message["poll"].get("allow_multiselect"):
        for voters in votes.values():
            if user_id in voters:
                voters.remove(user_id)
    voters = votes.setdefault(answer_id, [])
    if user_id not in voters:
        voters.append(user_id)
    _count(world, message)


def take_votes_back(world: World, message: Json, user_id: int) -> None:
    """Take all votes of a user back."""
    for voters in world.votes.get(int(message["id"]), {}).values():
        if user_id in voters:
            voters.remove(user_id)
    _count(world, message)


def end_poll(message: Json, now: float) -> None:
    """End the poll of a message at once, and count the votes for good."""
    message["poll"]["expiry"] = instant(now)
    _results(message)["is_finalized"] = True


def _count(world: World, message: Json) -> None:
    """Write into the message how many voted for what."""
    votes = world.votes.get(int(message["id"]), {})
    _results(message)["answer_counts"] = [
        {"id": number, "count": len(voters), "me_voted": world.application.bot.id in voters}
        for number, voters in sorted(votes.items())
        if voters
    ]


def _results(message: Json) -> Json:
    """Give the results of a message's poll; where nobody has counted yet, Discord leaves them out."""
    results: Json = message["poll"].setdefault("results", {"answer_counts": [], "is_finalized": False})
    return results


def _media(media: Json) -> Json:
    shown: Json = {"text": str(media.get("text") or "")}
    if isinstance(emoji := media.get("emoji"), dict):
        shown["emoji"] = {"id": str(emoji["id"]) if emoji.get("id") else None, "name": emoji.get("name")}
    return shown
