"""The order of fields and texts."""

from app.components.form_layout import FormBody, FormMeta
from app.models.display import TextDisplay


class Plain(metaclass=FormMeta):
    first = TextDisplay("1")
    second = TextDisplay("2")
    a: int
    b: str = "x"
    third = TextDisplay("3")
    c: int


def test_texts_stand_where_they_are_written() -> None:
    assert Plain.__layout__ == ("first", "second", "a", "b", "third", "c")


def test_texts_stand_first_where_annotations_come_later() -> None:
    body = FormBody()
    body["text"] = TextDisplay("1")
    body["__annotations__"] = {"a": int}

    assert FormMeta("Later", (), body).__layout__ == ("text", "a")
