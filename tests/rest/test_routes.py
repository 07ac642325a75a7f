from typing import Any

import pytest

from app.models.user import User
from app.rest import routes
from app.rest.routes import Route


def test_parts_are_put_into_the_path() -> None:
    assert (
        routes.UPDATE_ORIGINAL_WEBHOOK_MESSAGE.path(webhook_id=1, token="abc") == "/webhooks/1/abc/messages/@original"
    )


@pytest.mark.parametrize(
    ("part", "path"), [("a/b", "/things/a%2Fb"), ("../x", "/things/..%2Fx"), ("a?b#c d", "/things/a%3Fb%23c%20d")]
)
def test_a_part_cannot_leave_its_place(part: str, path: str) -> None:
    assert Route("GET", "/things/{name}").path(name=part) == path


def test_a_path_is_shown_without_its_token() -> None:
    assert routes.UPDATE_WEBHOOK_MESSAGE.shown(webhook_id=1, token="abc", message_id=2) == (
        "/webhooks/1/[redacted]/messages/2"
    )
    assert routes.BULK_SET_APPLICATION_COMMANDS.shown(application_id=1) == "/applications/1/commands"


@pytest.mark.parametrize("part", ["", ".", ".."])
def test_a_part_cannot_be_a_way_up(part: str) -> None:
    with pytest.raises(ValueError, match=f"emoji_name cannot be '{part}'"):
        routes.DELETE_ALL_MESSAGE_REACTIONS_BY_EMOJI.path(channel_id=1, message_id=2, emoji_name=part)


@pytest.mark.parametrize("part", [None, User()])
def test_a_part_is_an_id_and_no_model(part: Any) -> None:
    with pytest.raises(TypeError, match=r"user_id is an id, not a (NoneType|User); a model has it as its `id`"):
        routes.GET_USER.path(user_id=part)
