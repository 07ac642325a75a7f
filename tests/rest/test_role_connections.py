from app.models.role_connection import RoleConnectionMetadata, RoleConnectionMetadataType
from tests.rest.wire import Sent, recorded, sent

METADATA = "/applications/1/role-connections/metadata"
OWN = "/users/@me/applications/1/role-connection"
RECORD = RoleConnectionMetadata(
    type=RoleConnectionMetadataType.integer_greater_than_or_equal,
    key="wins",
    name="Wins",
    description="Games won.",
    name_localizations={"de": "Siege"},
)
WRITTEN = {
    "type": 2,
    "key": "wins",
    "name": "Wins",
    "description": "Games won.",
    "name_localizations": {"de": "Siege"},
}


async def test_what_roles_can_ask_for_is_read_and_set_by_the_bot() -> None:
    rest, requests = recorded([WRITTEN])

    assert await rest.role_connections.list_metadata(1) == (RECORD,)
    assert await rest.role_connections.update_metadata(1, [RECORD]) == (RECORD,)

    assert [sent(request) for request in requests] == [
        Sent("GET", METADATA, {}, None),
        Sent("PUT", METADATA, {}, [WRITTEN]),
    ]
    assert {request.headers["Authorization"] for request in requests} == {"Bot bot-token"}


async def test_the_account_of_a_user_is_read_said_and_forgotten_with_the_users_token() -> None:
    held = {"platform_name": "Chess", "platform_username": "ada", "metadata": {"wins": "3"}}
    rest, requests = recorded(held, held, held, None)

    connection = await rest.role_connections.get(1, access_token="t")
    await rest.role_connections.update(
        1, access_token="t", platform_name="Chess", platform_username=None, metadata={"wins": "3"}
    )
    await rest.role_connections.update(1, access_token="t")
    await rest.role_connections.delete(1, access_token="t")

    assert (connection.platform_username, connection.metadata) == ("ada", {"wins": "3"})
    assert [sent(request) for request in requests] == [
        Sent("GET", OWN, {}, None),
        Sent("PUT", OWN, {}, {"platform_name": "Chess", "platform_username": None, "metadata": {"wins": "3"}}),
        Sent("PUT", OWN, {}, {}),
        Sent("DELETE", OWN, {}, None),
    ]
    assert {request.headers["Authorization"] for request in requests} == {"Bearer t"}
