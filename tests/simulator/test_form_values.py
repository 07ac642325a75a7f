from app.simulator.form_values import read_ids, read_image, read_time
from app.simulator.forms import Form
from app.simulator.refusal import FormErrors

PIXEL = "iVBORw0KGgo="


def form(value: object) -> Form:
    return Form({"field": value}, FormErrors())


def test_a_picture_is_named_by_what_is_in_it() -> None:
    still = read_image(form(f"data:image/png;base64,{PIXEL}"), "field")
    moving = read_image(form("data:image/gif;base64,R0lGODlh"), "field")

    assert still is not None
    assert moving is not None
    assert (still.kind, still.content) == ("png", b"\x89PNG\r\n\x1a\n")
    assert moving.hash.startswith("a_")
    assert len(still.hash) == 32


def test_what_is_no_picture_or_too_large_a_one_is_an_error() -> None:
    for text in ("x", f"data:text/plain;base64,{PIXEL}", "data:image/png;base64,", "data:image/png;base64,é"):
        wrong = form(text)
        assert read_image(wrong, "field") is None
        assert wrong.errors
    large = form(f"data:image/png;base64,{PIXEL}")
    assert read_image(large, "field", most=7) is None
    assert large.errors


def test_a_moment_without_an_offset_is_in_utc() -> None:
    assert read_time(form("1970-01-01T00:01:00"), "field") == 60.0
    assert read_time(form("1970-01-01T01:00:00+01:00"), "field") == 0.0
    wrong = form("noon")
    assert read_time(wrong, "field") is None
    assert wrong.errors


def test_ids_come_once_each_and_must_be_ids() -> None:
    assert read_ids(form(["5", 6, "5"]), "field") == [5, 6]
    wrong = form(["x", None])
    assert read_ids(wrong, "field") == []
    assert wrong.errors
