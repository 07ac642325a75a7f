"""Commands one by one, and who has them."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.models.base import Snowflake
from app.models.command import (
    ApplicationCommand,
    ApplicationCommandType,
    CommandPermission,
    CommandPermissionType,
    EntryPointHandler,
    IntegrationType,
    InteractionContextType,
)
from app.models.flags import Permissions
from app.models.locale import Locale
from app.rest.commands import CommandsResource
from tests.rest.wire import Sent, recorded, sent

BAN = ApplicationCommand(name="ban", type=ApplicationCommandType.user)
WRITTEN = {"name": "ban", "type": 2}
ENTRIES = [
    CommandPermission(Snowflake(8), CommandPermissionType.role, False),
    CommandPermission(Snowflake(9), CommandPermissionType.user, True),
]
GIVEN = [{"id": "8", "type": 1, "permission": False}, {"id": "9", "type": 2, "permission": True}]

CALLS: list[tuple[Callable[[CommandsResource], Awaitable[Any]], str, str, Any]] = [
    (lambda rest: rest.get_global(1, 3), "GET", "/applications/1/commands/3", None),
    (lambda rest: rest.create_global(1, BAN), "POST", "/applications/1/commands", WRITTEN),
    (lambda rest: rest.create_global(1, WRITTEN), "POST", "/applications/1/commands", WRITTEN),
    (lambda rest: rest.edit_global(1, 3, name="b"), "PATCH", "/applications/1/commands/3", {"name": "b"}),
    (lambda rest: rest.delete_global(1, 3), "DELETE", "/applications/1/commands/3", None),
    (lambda rest: rest.get_guild(1, 2, 3), "GET", "/applications/1/guilds/2/commands/3", None),
    (lambda rest: rest.create_guild(1, 2, BAN), "POST", "/applications/1/guilds/2/commands", WRITTEN),
    (lambda rest: rest.edit_guild(1, 2, 3, nsfw=True), "PATCH", "/applications/1/guilds/2/commands/3", {"nsfw": True}),
    (lambda rest: rest.delete_guild(1, 2, 3), "DELETE", "/applications/1/guilds/2/commands/3", None),
    (lambda rest: rest.get_permissions(1, 2, 3), "GET", "/applications/1/guilds/2/commands/3/permissions", None),
    (
        lambda rest: rest.edit_permissions(1, 2, 3, ENTRIES, access_token="t"),
        "PUT",
        "/applications/1/guilds/2/commands/3/permissions",
        {"permissions": GIVEN},
    ),
]


@pytest.mark.parametrize(("call", "method", "path", "body"), CALLS)
async def test_each_verb_has_its_request(
    call: Callable[[CommandsResource], Awaitable[Any]], method: str, path: str, body: Any
) -> None:
    rest, requests = recorded({"id": "3", "name": "ban", "permissions": GIVEN})

    answer = await call(rest.commands)

    assert [sent(request) for request in requests] == [Sent(method, path, {}, body)]
    assert answer is None if method == "DELETE" else answer.id == 3


async def test_an_edit_writes_each_field_as_discord_does() -> None:
    rest, requests = recorded({"id": "3", "name": "ban"})

    await rest.commands.edit_global(
        1,
        3,
        name_localizations={Locale.german: "bann"},
        description="Ban.",
        description_localizations=None,
        options=[],
        default_member_permissions=Permissions.ban_members,
        contexts=[InteractionContextType.guild],
        integration_types=[IntegrationType.guild_install],
        handler=EntryPointHandler.app_handler,
    )

    assert sent(requests[0]).data == {
        "name_localizations": {"de": "bann"},
        "description": "Ban.",
        "description_localizations": None,
        "options": [],
        "default_member_permissions": "4",
        "contexts": [0],
        "integration_types": [0],
        "handler": 1,
    }


@pytest.mark.parametrize(("needed", "text"), [(Permissions(0), "0"), (None, None)])
async def test_nobody_and_everybody_are_not_the_same(needed: Permissions | None, text: str | None) -> None:
    rest, requests = recorded({"id": "3", "name": "ban"})

    await rest.commands.edit_global(1, 3, default_member_permissions=needed)

    assert sent(requests[0]).data == {"default_member_permissions": text}


async def test_a_field_that_no_command_has_is_refused() -> None:
    rest, requests = recorded()

    with pytest.raises(TypeError, match="takes no nswf"):
        await rest.commands.edit_guild(1, 2, 3, nswf=True)  # type: ignore[call-arg]
    assert requests == []


async def test_who_has_a_command_is_read_with_the_bot_token_and_set_with_a_users() -> None:
    rest, requests = recorded({"id": "3", "permissions": GIVEN})

    read = await rest.commands.get_permissions(1, 2, 3)
    await rest.commands.edit_permissions(1, 2, 3, read.permissions, access_token="user-token")

    assert list(read.permissions) == ENTRIES
    assert [request.headers["Authorization"] for request in requests] == ["Bot bot-token", "Bearer user-token"]


async def test_who_has_which_command_is_listed_by_command() -> None:
    rest, requests = recorded([{"id": "3", "application_id": "1", "guild_id": "2", "permissions": GIVEN}])

    (listed,) = await rest.commands.list_permissions(1, 2)

    assert sent(requests[0]).path == "/applications/1/guilds/2/commands/permissions"
    assert (listed.id, listed.guild_id, list(listed.permissions)) == (3, 2, ENTRIES)
