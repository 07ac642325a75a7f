from app.models.base import convert
from app.models.search import SearchResult


def test_what_was_found_is_one_list_whatever_lists_discord_puts_it_into() -> None:
    found = convert({"messages": [[{"id": "1"}], [], [{"id": "2"}, {"id": "3"}]], "threads": None}, SearchResult)

    assert [message.id for message in found.messages] == [1, 2, 3]
    assert SearchResult().messages == ()
