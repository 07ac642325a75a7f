from collections.abc import Awaitable, Callable

import pytest

from app.models.base import Snowflake
from app.models.guild import PartialEmoji
from app.models.message_parts import ReactionType
from app.rest.reactions import ReactionsResource
from tests.rest.wire import Sent, recorded, sent

REACTIONS = "/channels/1/messages/5/reactions"
THUMB = "%F0%9F%91%8D"


@pytest.mark.parametrize(
    ("emoji", "path"),
    [
        pytest.param("👍", THUMB, id="the character"),
        pytest.param("<:party:77>", "party%3A77", id="a custom one, as it is copied"),
        pytest.param("<a:dance:78>", "dance%3A78", id="one that moves"),
        pytest.param(PartialEmoji(name="👍"), THUMB, id="of a model"),
        pytest.param(PartialEmoji(id=Snowflake(77), name="party"), "party%3A77", id="a custom one of a model"),
        pytest.param(PartialEmoji(id=Snowflake(77)), "_%3A77", id="a custom one whose name is gone"),
    ],
)
async def test_an_emoji_stands_in_the_path(emoji: str | PartialEmoji, path: str) -> None:
    rest, requests = recorded()
    await rest.reactions.create(1, 5, emoji)

    assert sent(requests[0]) == Sent("PUT", f"{REACTIONS}/{path}/@me", {}, None)


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda reactions: reactions.delete_own(1, 5, "👍"), f"{REACTIONS}/{THUMB}/@me"),
        (lambda reactions: reactions.delete(1, 5, "👍", 8), f"{REACTIONS}/{THUMB}/8"),
        (lambda reactions: reactions.clear(1, 5), REACTIONS),
        (lambda reactions: reactions.clear(1, 5, "👍"), f"{REACTIONS}/{THUMB}"),
    ],
)
async def test_reactions_are_removed(call: Callable[[ReactionsResource], Awaitable[None]], path: str) -> None:
    rest, requests = recorded()
    await call(rest.reactions)

    assert sent(requests[0]) == Sent("DELETE", path, {}, None)


async def test_the_users_that_reacted_are_listed() -> None:
    first = [{"id": str(number)} for number in range(1, 101)]
    rest, requests = recorded(first, [{"id": "101", "username": "mira"}])

    users = [user async for user in rest.reactions.list(1, 5, "👍", type=ReactionType.burst)]

    assert [user.id for user in users] == list(range(1, 102))
    assert users[-1].username == "mira"
    assert [sent(request) for request in requests] == [
        Sent("GET", f"{REACTIONS}/{THUMB}", {"type": "1", "limit": "100"}, None),
        Sent("GET", f"{REACTIONS}/{THUMB}", {"type": "1", "limit": "100", "after": "100"}, None),
    ]
