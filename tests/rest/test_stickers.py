from email.parser import BytesParser

import httpx

from app.models.file import File
from app.models.sticker import StickerType
from tests.rest.wire import Sent, recorded, sent

WAVE = {"id": "2", "name": "Wave", "type": 2}


def parts(request: httpx.Request) -> dict[str, tuple[str | None, bytes]]:
    """Read a form: file name and content by the name of the field."""
    header = b"Content-Type: " + request.headers["Content-Type"].encode() + b"\r\n\r\n"
    found = {}
    for part in BytesParser().parsebytes(header + request.content).walk():
        name = part.get_param("name", header="Content-Disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = (part.get_filename(), content)
    return found


async def test_stickers_are_read() -> None:
    rest, requests = recorded(WAVE, [WAVE], WAVE)

    assert (await rest.stickers.get(2)).name == "Wave"
    assert [sticker.type for sticker in await rest.stickers.list(1)] == [StickerType.guild]
    assert (await rest.stickers.get_guild_sticker(1, 2)).id == 2
    assert [sent(request) for request in requests] == [
        Sent("GET", "/stickers/2", {}, None),
        Sent("GET", "/guilds/1/stickers", {}, None),
        Sent("GET", "/guilds/1/stickers/2", {}, None),
    ]


async def test_the_packs_of_discords_own_stickers_are_read() -> None:
    pack = {"id": "3", "name": "Wumpus", "stickers": [WAVE], "cover_sticker_id": "2"}
    rest, requests = recorded({"sticker_packs": [pack]}, pack)

    (listed,) = await rest.stickers.list_packs()

    assert (listed.name, listed.cover_sticker_id, listed.stickers[0].name) == ("Wumpus", 2, "Wave")
    assert await rest.stickers.get_pack(3) == listed
    assert [sent(request) for request in requests] == [
        Sent("GET", "/sticker-packs", {}, None),
        Sent("GET", "/sticker-packs/3", {}, None),
    ]


async def test_a_sticker_is_uploaded_as_a_form() -> None:
    rest, requests = recorded(WAVE)

    sticker = await rest.stickers.create(1, name="Wave", tags="👋", file=File("wave.png", b"\x89PNG"), reason="fun")

    assert sticker.id == 2
    assert (requests[0].method, requests[0].url.path) == ("POST", "/api/v10/guilds/1/stickers")
    assert requests[0].headers["X-Audit-Log-Reason"] == "fun"
    assert parts(requests[0]) == {
        "name": (None, b"Wave"),
        "description": (None, b""),
        "tags": (None, "👋".encode()),
        "file": ("wave.png", b"\x89PNG"),
    }


async def test_of_a_sticker_what_is_given_is_edited_and_none_clears() -> None:
    rest, requests = recorded(WAVE)

    await rest.stickers.edit(1, 2, name="Wave", tags="hi", reason="fun")
    await rest.stickers.edit(1, 2, description=None)

    assert [sent(request) for request in requests] == [
        Sent("PATCH", "/guilds/1/stickers/2", {}, {"name": "Wave", "tags": "hi"}),
        Sent("PATCH", "/guilds/1/stickers/2", {}, {"description": None}),
    ]
    assert [request.headers.get("X-Audit-Log-Reason") for request in requests] == ["fun", None]


async def test_a_sticker_is_deleted_for_a_reason() -> None:
    rest, requests = recorded(None)

    await rest.stickers.delete(1, 2, reason="not fun")

    assert sent(requests[0]) == Sent("DELETE", "/guilds/1/stickers/2", {}, None)
    assert requests[0].headers["X-Audit-Log-Reason"] == "not%20fun"
