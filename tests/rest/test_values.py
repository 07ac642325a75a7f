import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.models.base import encode
from app.models.flags import Permissions
from app.models.guild import Role
from app.models.response import UNSET
from app.rest.values import bits, instant, picture, snowflake, snowflakes


def test_ids_are_written_as_text() -> None:
    assert encode([snowflake(5), snowflakes(iter([6, 7]))]) == b'["5",["6","7"]]'


def test_permissions_are_written_as_text() -> None:
    assert bits(Permissions.administrator | Permissions.send_messages) == "2056"


def test_times_are_written_in_utc_and_those_without_a_zone_are_local() -> None:
    noon = dt.datetime(2026, 6, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    local = dt.datetime(2026, 6, 1, 12)

    assert encode(instant(noon)) == b'"2026-06-01T10:00:00Z"'
    assert instant(local) == local.astimezone()


def test_images_are_written_as_data() -> None:
    assert picture(b"GIF89a") == "data:image/gif;base64,R0lGODlh"
    with pytest.raises(ValueError, match="PNG"):
        picture(b"no image")


@pytest.mark.parametrize("function", [snowflake, snowflakes, bits, instant, picture])
def test_what_is_unset_or_clears_is_handed_on(function: object) -> None:
    assert callable(function)
    assert function(UNSET) is UNSET
    assert function(None) is None


@pytest.mark.parametrize(
    ("function", "value", "said"),
    [
        (snowflake, Role(), "an id is a number, not a Role; a model has it as its `id`"),
        (snowflakes, [Role()], "an id is a number, not a Role"),
        (instant, dt.timedelta(hours=1), "a time is a datetime, not a timedelta"),
        (picture, "icon.png", "an image is bytes, not a str; read the file first"),
    ],
)
def test_what_is_of_another_kind_is_refused_and_what_was_meant_is_said(
    function: Callable[[Any], object], value: object, said: str
) -> None:
    with pytest.raises(TypeError, match=said):
        function(value)
