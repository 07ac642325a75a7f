"""Users and members."""

import datetime as dt

import pytest

from app.models.base import NO_ID, Snowflake, decoder
from app.models.flags import Permissions, UserFlags
from app.models.user import Member, PremiumType, User

users = decoder(User)
members = decoder(Member)


def test_a_user_is_shown_by_the_name_it_chose_or_by_its_username() -> None:
    assert User(username="nelly", global_name="Nelly").display_name == "Nelly"
    assert User(username="nelly").display_name == "nelly"


def test_a_user_is_mentioned_by_id() -> None:
    assert User(id=Snowflake(80351110224678912)).mention == "<@80351110224678912>"


@pytest.mark.parametrize(
    ("payload", "url"),
    [
        pytest.param(
            b'{"id":"80","avatar":"abc"}', "https://cdn.discordapp.com/avatars/80/abc.png", id="a still avatar"
        ),
        pytest.param(
            b'{"id":"80","avatar":"a_bc"}', "https://cdn.discordapp.com/avatars/80/a_bc.gif", id="a moving avatar"
        ),
        pytest.param(
            b'{"id":"80","avatar":null,"discriminator":"9999"}',
            "https://cdn.discordapp.com/embed/avatars/4.png",
            id="none, and four digits",
        ),
        pytest.param(
            b'{"id":"29360128","avatar":null,"discriminator":"0"}',
            "https://cdn.discordapp.com/embed/avatars/1.png",
            id="none, and a unique name",
        ),
        pytest.param(b"{}", "https://cdn.discordapp.com/embed/avatars/0.png", id="nothing known"),
        pytest.param(
            b'{"discriminator":"none"}', "https://cdn.discordapp.com/embed/avatars/0.png", id="no digits at all"
        ),
    ],
)
def test_every_user_has_an_avatar(payload: bytes, url: str) -> None:
    assert users.decode(payload).avatar_url == url


def test_an_empty_user_decodes() -> None:
    assert users.decode(b"{}").id is NO_ID


def test_flags_and_subscription_of_a_user_are_named() -> None:
    user = users.decode(b'{"public_flags":65536,"flags":64,"premium_type":2}')

    assert user.public_flags is UserFlags.verified_bot
    assert user.flags is UserFlags.hypesquad_online_house_1
    assert user.premium_type is PremiumType.nitro


def test_a_member_has_the_id_mention_and_names_of_its_user() -> None:
    member = members.decode(b'{"user":{"id":"5","username":"nelly","global_name":"Nelly"},"nick":null}')

    assert (member.id, member.mention, member.display_name) == (5, "<@5>", "Nelly")
    assert member.replace(nick="Boss").display_name == "Boss"


def test_a_member_without_a_user_is_joined_by_replace() -> None:
    member = members.decode(b'{"nick":"Ant","roles":["7"]}').replace(user=User(id=Snowflake(9)))

    assert (member.id, member.roles) == (9, (7,))


def test_the_permissions_of_a_member_are_read_from_their_string() -> None:
    member = members.decode(b'{"permissions":"2248473465835073"}')

    assert member.permissions is not None
    assert int(member.permissions) == 2248473465835073
    assert Permissions.create_instant_invite in member.permissions


def test_a_member_outside_an_interaction_has_no_permissions() -> None:
    assert members.decode(b"{}").permissions is None


def test_the_avatar_of_a_member_needs_the_server_to_be_found() -> None:
    member = members.decode(b'{"user":{"id":"5","avatar":"abc"},"avatar":"a_xyz"}')

    assert member.avatar_url == "https://cdn.discordapp.com/avatars/5/abc.png"
    assert member.guild_avatar_url(8) == "https://cdn.discordapp.com/guilds/8/users/5/avatars/a_xyz.gif"
    assert member.replace(avatar=None).guild_avatar_url(8) == member.avatar_url


def test_times_of_a_member_are_aware() -> None:
    member = members.decode(b'{"joined_at":"2015-04-26T06:26:56.936000+00:00","premium_since":null}')

    assert member.joined_at == dt.datetime(2015, 4, 26, 6, 26, 56, 936000, dt.UTC)
    assert member.premium_since is None
