from tests.rest.wire import Sent, recorded, sent

LUL = {"id": "2", "name": "LUL", "animated": True}


async def test_the_emojis_of_the_application_are_read() -> None:
    rest, requests = recorded({"items": [LUL]}, LUL)

    assert [str(emoji) for emoji in await rest.application_emojis.list(1)] == ["<a:LUL:2>"]
    assert str(await rest.application_emojis.get(1, 2)) == "<a:LUL:2>"
    assert [sent(request) for request in requests] == [
        Sent("GET", "/applications/1/emojis", {}, None),
        Sent("GET", "/applications/1/emojis/2", {}, None),
    ]


async def test_emojis_of_the_application_are_made_renamed_and_deleted() -> None:
    rest, requests = recorded(LUL, LUL, None)

    assert (await rest.application_emojis.create(1, name="LUL", image=b"GIF89a")).id == 2
    assert (await rest.application_emojis.edit(1, 2, name="ROFL")).id == 2
    await rest.application_emojis.delete(1, 2)

    image = "data:image/gif;base64,R0lGODlh"
    assert [sent(request) for request in requests] == [
        Sent("POST", "/applications/1/emojis", {}, {"name": "LUL", "image": image}),
        Sent("PATCH", "/applications/1/emojis/2", {}, {"name": "ROFL"}),
        Sent("DELETE", "/applications/1/emojis/2", {}, None),
    ]
