from typing import Any

import pytest

from app.simulator.guild_records import Sticker
from app.simulator.permissions import Permission
from tests.simulator.fake_bot import FakeBot
from tests.simulator.rest_calls import call, code

PNG = b"\x89PNG\r\n\x1a\n"


def stickers(bot: FakeBot, tail: str = "") -> str:
    return f"/guilds/{bot.discord.world.guild.id}/stickers{tail}"


def form(content: bytes = PNG, **fields: str) -> dict[str, Any]:
    data = {"name": "Door", "tags": "door", "description": "A door", **fields}
    return {"data": data, "files": {"file": ("door.png", content, "image/png")}}


async def test_a_sticker_is_made_by_a_form_and_changed_by_json(bot: FakeBot) -> None:
    status, sticker = await call(bot, "POST", stickers(bot), **form())

    assert (status, sticker["name"], sticker["tags"], sticker["format_type"]) == (201, "Door", "door", 1)
    one = stickers(bot, f"/{sticker['id']}")
    _, changed = await call(bot, "PATCH", one, {"name": "Gate", "description": None})
    assert (changed["name"], changed["tags"], changed["description"]) == ("Gate", "door", None)
    assert (await call(bot, "GET", stickers(bot)))[1] == [changed]
    assert (await call(bot, "GET", f"/stickers/{sticker['id']}"))[1] == changed
    assert await call(bot, "DELETE", one) == (204, None)
    assert await code(bot, "GET", one) == (404, 10060)
    assert [entry.action_type for entry in bot.discord.world.audit_log] == [90, 91, 92]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PNG + b"acTL....IDAT", 2), (PNG + b"IDAT....acTL", 1), (b"GIF89a", 4)],
)
async def test_the_format_of_a_sticker_is_seen_in_its_file(bot: FakeBot, content: bytes, kind: int) -> None:
    assert (await call(bot, "POST", stickers(bot), **form(content)))[1]["format_type"] == kind


async def test_what_is_no_sticker_is_refused(bot: FakeBot) -> None:
    assert await code(bot, "POST", stickers(bot), **form(b"hello")) == (400, 50123)
    assert await code(bot, "POST", stickers(bot), **form(b"{}")) == (400, 50123)
    assert await code(bot, "POST", stickers(bot), **form(PNG + bytes(524_281))) == (400, 50045)
    assert await code(bot, "POST", stickers(bot), **form(name="x")) == (400, 50035)
    assert await code(bot, "POST", stickers(bot), **form(description="x")) == (400, 50035)
    assert await code(bot, "POST", stickers(bot), {"name": "Door", "tags": "door"}) == (400, 50146)


async def test_a_guild_without_boosts_has_five_stickers_made_by_who_may(bot: FakeBot) -> None:
    world = bot.discord.world
    world.guild.stickers |= {n: Sticker(n, world.guild.id, "Door", "door", world.user("ada").id) for n in range(5)}
    assert await code(bot, "POST", stickers(bot), **form()) == (400, 30039)

    world.role("postern").permissions &= ~Permission.MANAGE_GUILD_EXPRESSIONS
    assert await code(bot, "DELETE", stickers(bot, "/1")) == (403, 50013)


async def test_discord_has_stickers_of_its_own_in_packs(bot: FakeBot) -> None:
    _, packs = await call(bot, "GET", "/sticker-packs")
    pack = packs["sticker_packs"][0]

    assert (await call(bot, "GET", f"/sticker-packs/{pack['id']}"))[1] == pack
    sticker = pack["stickers"][0]
    assert (await call(bot, "GET", f"/stickers/{sticker['id']}"))[1] == sticker
    assert await code(bot, "GET", "/sticker-packs/1") == (404, 10061)
    assert await code(bot, "GET", "/stickers/1") == (404, 10060)
