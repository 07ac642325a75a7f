"""How long, how many, how large."""

import pytest

from app.models.component import ActionRow, Component, Container, UnknownComponent
from app.models.display import TextDisplay
from app.models.embed import Embed, EmbedField
from app.models.field import FileUpload
from app.models.ranges import find_excess, measure, most, read_back, walk
from app.models.select import UserSelect


@pytest.mark.parametrize(
    ("value", "least", "most", "fault"),
    [
        (None, 1, 2, ""),
        ("ab", 1, 2, ""),
        ("", 0, 2, ""),
        ("", 1, 2, " is empty"),
        ("abc", 1, 2, " has 3 characters, Discord accepts at most 2"),
        ((), 2, 3, " is empty"),
        ((1,), 2, 3, " has 1 item, Discord accepts at least 2"),
        ([1] * 1001, 0, 1000, " has 1,001 items, Discord accepts at most 1,000"),
        (3, 1, 3, ""),
        (0, 1, 3, " is 0, Discord accepts 1 to 3"),
    ],
)
def test_texts_and_lists_are_measured_by_length_and_numbers_by_size(
    value: object, least: int, most: int, fault: str
) -> None:
    assert measure(value, least, most) == fault


def test_a_model_is_walked_parents_first() -> None:
    unknown = UnknownComponent({"type": 99})
    box = Container(ActionRow(), "x", unknown)

    assert list(walk(box, "components[0]")) == [
        ("components[0]", box),
        ("components[0].components[0]", ActionRow()),
        ("components[0].components[1]", TextDisplay("x")),
        ("components[0].components[2]", unknown),
    ]


def test_every_excess_is_found_where_it_is() -> None:
    embed = Embed(title="x" * 257, fields=[EmbedField("a", "b"), EmbedField("a", "")])

    assert list(find_excess(list(walk(embed, "e")))) == [
        "e.title has 257 characters, Discord accepts at most 256",
        "e.fields[1].value is empty",
    ]


def test_an_object_is_read_back_as_discord_would_read_it() -> None:
    given = Embed(fields=[{"name": "a", "value": "b"}])  # type: ignore[list-item]

    nodes = read_back(given, Embed, "e")

    assert isinstance(nodes, list)
    assert [path for path, _ in nodes] == ["e", "e.fields[0]"]
    assert nodes[1] == ("e.fields[0]", EmbedField("a", "b"))


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (Container, "c is the class Container; it takes an object: Container(…)"),
        (None, "c is None; it takes Component"),
        (5, "c is of type int; it takes Component"),
        (Container(TextDisplay(5)), "c.components[0].content: expected `str`, got `int`"),  # type: ignore[arg-type]
        (TextDisplay("\ud83d"), "c holds half of a surrogate pair, which is no text"),
        (TextDisplay(object()), "c cannot become JSON: no encoder for <class 'object'>"),  # type: ignore[arg-type]
        (TextDisplay("x", id=2**70), "c.id is "),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_such_object_is_named(value: object, fault: str) -> None:
    read = read_back(value, Component, "c")

    assert (read if isinstance(read, str) else next(find_excess(read))).startswith(fault)


def test_a_limit_can_be_asked_for_also_where_a_base_has_it() -> None:
    assert (most(FileUpload, "max_values"), most(UserSelect, "max_values")) == (10, 25)


def test_what_holds_itself_has_no_end() -> None:
    held: list[object] = []
    held.append(held)

    assert "cannot become JSON" in read_back(TextDisplay(held), Component, "c")  # type: ignore[arg-type]
