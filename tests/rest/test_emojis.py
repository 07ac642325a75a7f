from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.models.guild import Emoji
from app.rest.client import Rest
from tests.rest.wire import Sent, recorded, sent

GIF = b"GIF89a"
WRITTEN = "data:image/gif;base64,R0lGODlh"


async def test_the_emojis_of_a_server_are_read() -> None:
    rest, requests = recorded([{"id": "2", "name": "LUL", "user": {"id": "3"}}], {"id": "2", "name": "LUL"})

    assert [str(emoji) for emoji in await rest.emojis.list(1)] == ["<:LUL:2>"]
    assert str(await rest.emojis.get(1, 2)) == "<:LUL:2>"
    assert [sent(request) for request in requests] == [
        Sent("GET", "/guilds/1/emojis", {}, None),
        Sent("GET", "/guilds/1/emojis/2", {}, None),
    ]


WRITES: list[tuple[Callable[[Rest], Awaitable[Emoji]], str, str, dict[str, Any]]] = [
    (
        lambda rest: rest.emojis.create(1, name="LUL", image=GIF, reason="fun"),
        "POST",
        "/guilds/1/emojis",
        {"name": "LUL", "image": WRITTEN},
    ),
    (
        lambda rest: rest.emojis.create(1, name="LUL", image=GIF, roles=[5], reason="fun"),
        "POST",
        "/guilds/1/emojis",
        {"name": "LUL", "image": WRITTEN, "roles": ["5"]},
    ),
    (lambda rest: rest.emojis.edit(1, 2, name="ROFL", reason="fun"), "PATCH", "/guilds/1/emojis/2", {"name": "ROFL"}),
    (lambda rest: rest.emojis.edit(1, 2, roles=None, reason="fun"), "PATCH", "/guilds/1/emojis/2", {"roles": None}),
]


@pytest.mark.parametrize(("write", "method", "path", "data"), WRITES)
async def test_an_emoji_is_made_and_edited_with_what_is_given(
    write: Callable[[Rest], Awaitable[Emoji]], method: str, path: str, data: dict[str, Any]
) -> None:
    rest, requests = recorded({"id": "2", "name": "LUL"})

    assert (await write(rest)).id == 2
    assert sent(requests[0]) == Sent(method, path, {}, data)
    assert requests[0].headers["X-Audit-Log-Reason"] == "fun"


async def test_an_emoji_is_deleted_for_a_reason() -> None:
    rest, requests = recorded(None)

    await rest.emojis.delete(1, 2, reason="not fun")

    assert sent(requests[0]) == Sent("DELETE", "/guilds/1/emojis/2", {}, None)
    assert requests[0].headers["X-Audit-Log-Reason"] == "not%20fun"


async def test_what_is_no_image_is_not_sent() -> None:
    rest, requests = recorded()

    with pytest.raises(ValueError, match="PNG"):
        await rest.emojis.create(1, name="LUL", image=b"LUL")
    assert not requests
