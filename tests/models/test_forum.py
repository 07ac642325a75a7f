"""What forums have beside other channels."""

from app.models.base import decoder
from app.models.channel import AnyChannel, ForumChannel
from app.models.forum import ForumLayout, SortOrder, TagSetting


def test_a_forum_tells_how_its_posts_are_shown() -> None:
    forum = decoder(AnyChannel).decode(
        b'{"type":15,"default_forum_layout":2,"default_sort_order":1,"default_tag_setting":"match_all",'
        b'"default_reaction_emoji":{"emoji_id":null,"emoji_name":"x"}}'
    )

    assert isinstance(forum, ForumChannel)
    assert forum.default_forum_layout is ForumLayout.gallery_view
    assert forum.default_sort_order is SortOrder.creation_date
    assert forum.default_tag_setting is TagSetting.match_all
    assert forum.default_reaction_emoji is not None
    assert (forum.default_reaction_emoji.emoji_id, forum.default_reaction_emoji.emoji_name) == (None, "x")
