"""Bodies as Discord sends them."""

from itertools import count
from typing import Any

import orjson

APPLICATION_ID = 234248956100616262

_ids = count(1234968734674853908)

PING = (
    b'{"app_permissions":"562949953601536","application_id":"234248956100616262","authorizing_integration_owners":{},'
    b'"entitlements":[],"id":"1234968734674853907","token":"aW50ZXJhY3Rpb246cGluZw","type":1,'
    b'"user":{"avatar":"c6a249645d46209f337279cd2ca998c7","avatar_decoration_data":null,"bot":true,'
    b'"discriminator":"0000","global_name":"Discord","id":"643945264868098049","public_flags":1,"system":true,'
    b'"username":"discord"},"version":1}'
)


def command(name: str = "ping", **changes: Any) -> bytes:
    """Return somebody's use of a slash command in a server, with an id that nobody had."""
    payload = {
        "type": 2,
        "token": "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDphYmNkZWY",
        "member": {
            "user": {
                "id": "53908232506183680",
                "username": "Mason",
                "global_name": None,
                "avatar": "a_d5efa99b3eeaa7dd43acca82f5692432",
                "discriminator": "1337",
                "public_flags": 131141,
            },
            "roles": ["539082325061836999"],
            "premium_since": None,
            "permissions": "2147483647",
            "pending": False,
            "nick": None,
            "mute": False,
            "joined_at": "2017-03-13T19:19:14.040000+00:00",
            "deaf": False,
        },
        "id": str(next(_ids)),
        "application_id": str(APPLICATION_ID),
        "guild_id": "290926798626357999",
        "app_permissions": "442368",
        "guild_locale": "en-US",
        "locale": "en-US",
        "data": {"options": [], "type": 1, "name": name, "id": "771825006014889984"},
        "channel_id": "645027906669510667",
        "context": 0,
        "version": 1,
    }
    return orjson.dumps(payload | changes)


def of_length(length: int) -> bytes:
    """Return a PING of so many bytes: unknown fields do not matter."""
    head, tail = b'{"type":1,"x":"', b'"}'
    return head + b"x" * (length - len(head) - len(tail)) + tail
