"""Servers, roles and emoji."""

import msgspec

from app.models.base import Snowflake, decoder
from app.models.flags import Permissions, RoleFlags, SystemChannelFlags
from app.models.guild import Emoji, Guild, PartialEmoji, PartialGuild, Role, RoleTags
from app.models.guild_parts import NSFWLevel
from app.models.locale import Locale


def test_the_server_of_an_interaction_has_id_language_and_features() -> None:
    guild = decoder(PartialGuild).decode(b'{"id":"5","locale":"de","features":["COMMUNITY","NEW_THING"]}')

    assert (guild.id, guild.locale, guild.features) == (5, Locale.german, ("COMMUNITY", "NEW_THING"))
    assert guild.permissions is None


def test_the_server_of_a_list_has_more() -> None:
    guild = decoder(PartialGuild).decode(b'{"id":"5","name":"Home","permissions":"8","nsfw_level":2}')

    assert guild.permissions is Permissions.administrator
    assert guild.nsfw_level is NSFWLevel.safe


def test_the_whole_server_stands_wherever_a_partial_one_does() -> None:
    guild = decoder(Guild).decode(
        b'{"id":"5","name":"Home","owner_id":"7","roles":[{"id":"5"}],"stickers":[{"id":"6"}],"system_channel_flags":3}'
    )

    assert isinstance(guild, PartialGuild)
    assert (guild.name, guild.owner_id, guild.roles[0].id, guild.stickers[0].id) == ("Home", 7, 5, 6)
    assert guild.system_channel_flags == (
        SystemChannelFlags.suppress_join_notifications | SystemChannelFlags.suppress_premium_subscriptions
    )


def test_a_role_is_mentioned_by_id() -> None:
    assert Role(id=Snowflake(7)).mention == "<@&7>"


def test_the_permissions_of_a_role_are_read_from_their_string() -> None:
    role = decoder(Role).decode(b'{"permissions":"66321471","flags":1}')

    assert int(role.permissions) == 66321471
    assert role.flags is RoleFlags.in_prompt


def test_a_tag_that_is_null_is_true_and_one_that_is_absent_is_false() -> None:
    tags = decoder(RoleTags).decode(b'{"premium_subscriber":null,"bot_id":"9"}')

    assert tags.bot_id == 9
    assert tags.premium_subscriber
    assert not tags.available_for_purchase
    assert not tags.guild_connections


def test_a_tag_that_is_written_as_a_boolean_is_understood_too() -> None:
    tags = decoder(RoleTags).decode(b'{"available_for_purchase":true,"guild_connections":false}')

    assert tags.available_for_purchase
    assert not tags.guild_connections


def test_tags_are_encoded_as_discord_writes_them() -> None:
    tags = decoder(RoleTags).decode(b'{"guild_connections":null}')

    assert msgspec.json.encode(tags) == b'{"guild_connections":null}'


def test_an_emoji_is_written_as_messages_need_it() -> None:
    assert str(PartialEmoji(name="🔥")) == "🔥"
    assert str(PartialEmoji(id=Snowflake(41), name="LUL")) == "<:LUL:41>"
    assert str(PartialEmoji(id=Snowflake(41), name="LUL", animated=True)) == "<a:LUL:41>"
    assert str(PartialEmoji(id=Snowflake(41))) == "<:_:41>"
    assert str(PartialEmoji()) == ""


def test_a_whole_emoji_is_a_partial_one_with_more() -> None:
    emoji = decoder(Emoji).decode(b'{"id":"41","name":"LUL","roles":["1","2"],"user":{"id":"3"},"available":false}')

    assert isinstance(emoji, PartialEmoji)
    assert emoji.roles == (1, 2)
    assert emoji.user is not None
    assert emoji.user.id == 3
    assert not emoji.available
