from app.models.base import Snowflake
from app.models.channel import Thread, ThreadMember
from app.models.thread_list import ThreadList


def test_each_thread_says_whether_the_bot_has_joined_it() -> None:
    kept = ThreadMember(id=Snowflake(3), user_id=Snowflake(9))
    listed = ThreadList(
        threads=(Thread(id=Snowflake(1)), Thread(id=Snowflake(2)), Thread(id=Snowflake(3), member=kept)),
        members=(ThreadMember(id=Snowflake(2), user_id=Snowflake(8)),),
    )

    first, second, third = listed.joined()
    assert first.member is None
    assert second.member is not None
    assert second.member.user_id == 8
    assert third.member is kept
