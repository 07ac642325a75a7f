"""What Discord says of components when a message is read back."""

from itertools import count

from app.simulator.component_views import components_view, numbered, shown_text
from app.simulator.world import Json


def shown(*components: Json, uploads: dict[str, Json] | None = None) -> list[Json]:
    return components_view(list(components), uploads or {}, count(100).__next__)


def test_numbers_in_use_are_skipped_and_what_was_sent_is_left_alone() -> None:
    sent: Json = {"type": 1, "components": [{"type": 2, "id": 1}, {"type": 2, "id": 0}]}

    [row] = shown(sent)

    assert row["id"] == 2
    assert [button["id"] for button in row["components"]] == [1, 3]
    assert "id" not in sent


def test_a_null_is_left_out_unless_discord_says_it() -> None:
    [row, thumbnail] = shown(
        {"type": 1, "components": [{"type": 2, "label": None, "style": 1}]},
        {"type": 11, "media": {"url": "https://cats.test/1.png"}},
    )

    assert "label" not in row["components"][0]
    assert (thumbnail["description"], thumbnail["spoiler"]) == (None, False)


def test_media_say_where_they_lie_and_uploads_how_large_they_are() -> None:
    upload = {"id": "7", "filename": "a.txt", "size": 4, "url": "https://cdn.test/a.txt", "content_type": "text/plain"}

    [file, unknown] = shown(
        {"type": 13, "file": {"url": "attachment://a.txt"}},
        {"type": 13, "file": {"url": "attachment://b.txt"}},
        uploads={"a.txt": upload},
    )

    assert file["file"]["url"] == file["file"]["proxy_url"] == "https://cdn.test/a.txt"
    assert (file["file"]["attachment_id"], file["name"], file["size"]) == ("7", "a.txt", 4)
    assert (unknown["file"]["url"], unknown["name"]) == ("attachment://b.txt", None)


def test_what_is_no_component_is_left_as_it_is() -> None:
    [odd, gallery, section] = shown(
        {"type": "x", "label": None}, {"type": 12, "items": ["x"]}, {"type": 13, "file": "x"}
    )

    assert odd["label"] is None
    assert gallery["items"] == ["x"]
    assert section["file"] == "x"


def test_every_component_gets_a_number_however_many_there_are() -> None:
    sent = [{"type": 10, "id": 2}, *({"type": 10} for _ in range(1200))]

    assert sorted(component["id"] for component in numbered(sent)) == list(range(1, 1202))


def test_the_text_of_a_message_is_its_content_and_what_its_components_say() -> None:
    texts = [{"type": 10, "content": "two"}, {"type": 17, "components": [{"type": 10, "content": "three"}]}]

    assert shown_text({"content": "one", "components": texts}) == "one\ntwo\nthree"
    assert shown_text({"content": "", "components": texts}) == "two\nthree"
    assert shown_text({"content": None}) == ""
