"""Embeds, as they are written and as they are read."""

import datetime as dt
import json

import msgspec

from app.models.base import decoder
from app.models.embed import Embed, EmbedAuthor, EmbedField, EmbedFooter, EmbedMedia, EmbedType
from app.models.flags import EmbedMediaFlags


def encoded(embed: Embed) -> object:
    return json.loads(msgspec.json.encode(embed))


def test_texts_become_the_objects_that_discord_expects() -> None:
    embed = Embed(
        title="Hello",
        image="attachment://a.png",
        thumbnail="https://example.com/b.png",
        footer="the end",
        author="Nelly",
        color=0x5865F2,
    )

    assert embed.image == EmbedMedia("attachment://a.png")
    assert encoded(embed) == {
        "title": "Hello",
        "color": 0x5865F2,
        "image": {"url": "attachment://a.png"},
        "thumbnail": {"url": "https://example.com/b.png"},
        "footer": {"text": "the end"},
        "author": {"name": "Nelly"},
    }


def test_objects_are_taken_as_well() -> None:
    embed = Embed(
        image=EmbedMedia("https://example.com/a.png", description="a cat"),
        footer=EmbedFooter("the end", icon_url="https://example.com/i.png"),
        author=EmbedAuthor("Nelly", url="https://example.com"),
    )

    assert encoded(embed) == {
        "image": {"url": "https://example.com/a.png", "description": "a cat"},
        "footer": {"text": "the end", "icon_url": "https://example.com/i.png"},
        "author": {"name": "Nelly", "url": "https://example.com"},
    }


def test_fields_are_written_by_position_and_kept_in_a_tuple() -> None:
    embed = Embed(fields=[EmbedField("HP", "12"), EmbedField("AC", "15", inline=True)])

    assert isinstance(embed.fields, tuple)
    assert encoded(embed) == {
        "fields": [{"name": "HP", "value": "12"}, {"name": "AC", "value": "15", "inline": True}],
    }


def test_an_embed_says_nothing_that_was_not_set() -> None:
    assert encoded(Embed()) == {}


def test_a_change_may_be_written_as_text_too() -> None:
    changed = Embed(title="Hello").replace(footer="the end", fields=[EmbedField("a", "b")])

    assert changed.footer == EmbedFooter("the end")
    assert changed.fields == (EmbedField("a", "b"),)
    assert changed.title == "Hello"


def test_a_time_without_a_zone_is_local_time() -> None:
    naive = dt.datetime(2026, 8, 6, 12, 0)

    assert Embed(timestamp=naive).timestamp == naive.astimezone()


def test_a_time_with_a_zone_is_kept() -> None:
    moment = dt.datetime(2026, 8, 6, 12, 0, tzinfo=dt.UTC)

    assert encoded(Embed(timestamp=moment)) == {"timestamp": "2026-08-06T12:00:00Z"}


def test_an_embed_of_a_link_is_read_with_all_its_parts() -> None:
    embed = decoder(Embed).decode(
        b'{"type":"video","url":"https://example.com","provider":{"name":"Example","url":null},'
        b'"video":{"url":"https://example.com/v","width":1280,"height":720},'
        b'"thumbnail":{"url":"https://example.com/t","placeholder":"abc","placeholder_version":1,"flags":32},'
        b'"fields":[{"name":"a","value":"b","inline":false}],"flags":null}'
    )

    assert embed.type is EmbedType.video
    assert embed.provider is not None
    assert embed.provider.name == "Example"
    assert embed.video is not None
    assert (embed.video.width, embed.video.height) == (1280, 720)
    assert embed.thumbnail is not None
    assert embed.thumbnail.flags is EmbedMediaFlags.is_animated
    assert embed.fields == (EmbedField("a", "b"),)


def test_an_embed_of_a_type_that_is_new_is_kept() -> None:
    assert decoder(Embed).decode(b'{"type":"hologram"}').type.value == "hologram"
