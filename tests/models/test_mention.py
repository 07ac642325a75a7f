"""Whom a message may notify."""

import pytest

from app.models.base import decoder
from app.models.channel import ChannelType
from app.models.mention import AllowedMentions, ChannelMention


@pytest.mark.parametrize(
    ("allowed", "wire"),
    [
        pytest.param(AllowedMentions(), {"parse": ["users", "roles"], "replied_user": True}, id="all but everyone"),
        pytest.param(
            AllowedMentions(everyone=True, users=False, roles=False, replied_user=False),
            {"parse": ["everyone"], "replied_user": False},
            id="everyone alone",
        ),
        pytest.param(
            AllowedMentions(users=False, roles=False, replied_user=False),
            {"parse": [], "replied_user": False},
            id="nobody",
        ),
        pytest.param(
            AllowedMentions(users=[1234, 5678], roles=()),
            {"parse": [], "users": ["1234", "5678"], "roles": [], "replied_user": True},
            id="two users by id",
        ),
    ],
)
def test_each_choice_is_written_as_discord_expects(allowed: AllowedMentions, wire: dict[str, object]) -> None:
    assert allowed.to_wire() == wire


def test_a_kind_is_never_both_parsed_and_listed() -> None:
    wire = AllowedMentions(everyone=True, users=[1], roles=[2]).to_wire()

    assert wire["parse"] == ["everyone"]


def test_a_changed_copy_takes_plain_numbers() -> None:
    assert AllowedMentions().replace(users=[7]).to_wire()["users"] == ["7"]


def test_a_mentioned_channel_tells_its_server() -> None:
    mention = decoder(ChannelMention).decode(b'{"id":"1","guild_id":"2","name":"big-news","type":5}')

    assert (mention.id, mention.guild_id, mention.name) == (1, 2, "big-news")
    assert mention.type is ChannelType.guild_announcement


def test_an_id_is_listed_once() -> None:
    assert AllowedMentions(users=[7, 8, 7], roles=[9, 9]).to_wire() == {
        "parse": [],
        "users": ["7", "8"],
        "roles": ["9"],
        "replied_user": True,
    }


def test_nobody_or_everybody_is_notified_in_a_word() -> None:
    assert AllowedMentions.none().to_wire() == {"parse": [], "replied_user": False}
    assert AllowedMentions.all().to_wire() == {"parse": ["everyone", "users", "roles"], "replied_user": True}
