"""Texts that are the same in every run, though Discord writes them with ids and dates."""

import pytest

from app.simulator.default_world import default_world
from app.simulator.guild_records import Sku
from app.testing.wording import Wording

WORLD = default_world(lambda: 1_800_000_000.0)
BEN, ARTIST, BOTS = WORLD.user("ben").id, WORLD.role("Artist").id, WORLD.channel("bots").id
DM = WORLD.dm(WORLD.user("ben")).id
STRANGER = 99_999_999_999_999_999
FILES = "https://cdn.discordapp.com/attachments"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param(f"Hello <@{BEN}>, <@!{BEN}>!", "Hello @Ben, @Ben!", id="users"),
        pytest.param(f"<@&{ARTIST}> <@&{WORLD.guild.id}>", "@Artist @everyone", id="roles"),
        pytest.param(f"see <#{BOTS}>", "see #bots", id="channels"),
        pytest.param(f"<@{STRANGER}> <@&{STRANGER}> <#{STRANGER}>", "@unknown @unknown #unknown", id="strangers"),
        pytest.param(f"use </tag show:{STRANGER}>", "use /tag show", id="commands"),
        pytest.param(f"<:cat:{STRANGER}> <a:dog:{STRANGER}>", ":cat: :dog:", id="emojis"),
        pytest.param("<t:1700000000:R>, <t:-5> or <t:0:F>", "<time>, <time> or <time>", id="times"),
        pytest.param(
            f"[here](https://discord.com/channels/{WORLD.guild.id}/{BOTS}/{STRANGER})",
            "[here](<message in #bots>)",
            id="messages",
        ),
        pytest.param(f"https://discord.com/channels/@me/{DM}/1", "<message in a direct message>", id="in private"),
        pytest.param(f"https://discord.com/channels/1/{BOTS}", "<#bots>", id="links to channels"),
        pytest.param(f"{FILES}/1/2/a.txt?ex=1&is=2&hm=3& ends", f"{FILES}/1/2/a.txt ends", id="signed files"),
        pytest.param(f"number {STRANGER}", "number <id>", id="other ids"),
        pytest.param("1234567890123456, 7 @ 5 < 6", "1234567890123456, 7 @ 5 < 6", id="numbers that are no ids"),
    ],
)
def test_names_stand_in_place_of_ids(text: str, plain: str) -> None:
    assert Wording(WORLD).plain(text) == plain


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param(f"{FILES}/1/2/a%20b.png?ex=1", "a b.png", id="an upload"),
        pytest.param("attachment://a.png", "a.png", id="an upload that is on its way"),
        pytest.param("https://cdn.discordapp.com/embed/avatars/3.png", "avatar", id="a default avatar"),
        pytest.param(f"https://cdn.discordapp.com/avatars/{BEN}/a.png", "avatar", id="an avatar"),
        pytest.param("https://cats.example/a.png?size=1", "https://cats.example/a.png?size=1", id="from elsewhere"),
    ],
)
def test_pictures_are_named(url: str, shown: str) -> None:
    assert Wording(WORLD).medium({"url": url}) == shown


def test_lines_of_an_empty_text_are_none() -> None:
    assert Wording(WORLD).lines("") == []
    assert Wording(WORLD).lines("a\n\nb") == ["a", "", "b"]


def test_what_is_on_sale_is_named() -> None:
    key = WORLD.application.skus[0]

    assert isinstance(key, Sku)
    assert Wording(WORLD).sku(key.id) == "Golden Key"
    assert Wording(WORLD).sku(1) == "<id>"
