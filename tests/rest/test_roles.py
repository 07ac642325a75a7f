from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.errors import Forbidden, NotFound
from app.models.flags import Permissions
from app.models.guild import Role, RoleColors
from app.rest.client import Rest
from app.testing import TestBot
from tests.rest.wire import Sent, recorded, sent

PNG = b"\x89PNG\r\n\x1a\n"
GRADIENT = RoleColors(primary_color=0, secondary_color=0xFF0000)


async def test_the_roles_of_a_server_can_be_read() -> None:
    bot = TestBot(None)
    guild = bot.discord.world.guild

    roles = await bot.bot.rest.roles.list(guild.id)

    assert [role.name for role in roles] == ["@everyone", "Artist", "postern", "Moderator", "Admin"]
    assert [role.id for role in roles] == list(guild.roles)
    assert roles[-1].permissions == Permissions.administrator


async def test_roles_of_other_servers_are_refused() -> None:
    bot = TestBot(None)
    world = bot.discord.world
    del world.guild.members[world.application.bot.id]

    with pytest.raises(Forbidden):
        await bot.bot.rest.roles.list(world.guild.id)
    with pytest.raises(NotFound):
        await bot.bot.rest.roles.list(1)


async def test_recent_roles_are_at_most_a_minute_old() -> None:
    bot = TestBot(None)
    guild = bot.discord.world.guild
    roles = bot.bot.rest.roles
    first = await roles.list_recent(guild.id)
    bot.discord.world.role("Artist").name = "Painter"

    assert await roles.list_recent(guild.id) is first
    assert (await roles.list(guild.id))[1].name == "Painter"
    bot.clock.advance(60)
    assert (await roles.list_recent(guild.id))[1].name == "Painter"


async def test_a_role_is_read() -> None:
    rest, requests = recorded({"id": "3", "name": "Artist"})

    assert (await rest.roles.get(1, 3)).name == "Artist"
    assert sent(requests[0]) == Sent("GET", "/guilds/1/roles/3", {}, None)


async def test_the_members_of_each_role_are_counted() -> None:
    rest, requests = recorded({"3": 1337, "4": 2})

    assert await rest.roles.get_member_counts(1) == {3: 1337, 4: 2}
    assert sent(requests[0]) == Sent("GET", "/guilds/1/roles/member-counts", {}, None)


WRITES: list[tuple[Callable[[Rest], Awaitable[Role]], str, str, dict[str, Any]]] = [
    (lambda rest: rest.roles.create(1, reason="event"), "POST", "/guilds/1/roles", {}),
    (
        lambda rest: rest.roles.create(
            1,
            name="Artist",
            permissions=Permissions.view_channel | Permissions.bypass_slowmode,
            colors=GRADIENT,
            hoist=True,
            icon=PNG,
            mentionable=False,
            reason="event",
        ),
        "POST",
        "/guilds/1/roles",
        {
            "name": "Artist",
            "permissions": "4503599627371520",
            "colors": {"primary_color": 0, "secondary_color": 0xFF0000, "tertiary_color": None},
            "hoist": True,
            "icon": "data:image/png;base64,iVBORw0KGgo=",
            "mentionable": False,
        },
    ),
    (
        lambda rest: rest.roles.edit(
            1, 3, permissions=Permissions(0), colors=RoleColors(), icon=None, unicode_emoji="🎨", reason="event"
        ),
        "PATCH",
        "/guilds/1/roles/3",
        {
            "permissions": "0",
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "icon": None,
            "unicode_emoji": "🎨",
        },
    ),
    (
        lambda rest: rest.roles.edit(1, 3, name="Painter", hoist=False, mentionable=True, reason="event"),
        "PATCH",
        "/guilds/1/roles/3",
        {"name": "Painter", "hoist": False, "mentionable": True},
    ),
]


@pytest.mark.parametrize(("write", "method", "path", "data"), WRITES)
async def test_a_role_is_made_and_edited_with_what_is_given(
    write: Callable[[Rest], Awaitable[Role]], method: str, path: str, data: dict[str, Any]
) -> None:
    rest, requests = recorded({"id": "3", "name": "Artist"})

    assert (await write(rest)).id == 3
    assert sent(requests[0]) == Sent(method, path, {}, data)
    assert requests[0].headers["X-Audit-Log-Reason"] == "event"


async def test_roles_are_moved() -> None:
    rest, requests = recorded([{"id": "3", "position": 2}, {"id": "4", "position": 1}])

    roles = await rest.roles.edit_positions(1, {3: 2, 4: 1}, reason="tidy")

    assert [role.position for role in roles] == [2, 1]
    assert sent(requests[0]) == Sent(
        "PATCH", "/guilds/1/roles", {}, [{"id": "3", "position": 2}, {"id": "4", "position": 1}]
    )
    assert requests[0].headers["X-Audit-Log-Reason"] == "tidy"


async def test_a_role_is_deleted_for_a_reason() -> None:
    rest, requests = recorded(None)

    await rest.roles.delete(1, 3, reason="over")

    assert sent(requests[0]) == Sent("DELETE", "/guilds/1/roles/3", {}, None)
    assert requests[0].headers["X-Audit-Log-Reason"] == "over"
