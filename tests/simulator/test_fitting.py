"""What was recorded is fitted to what is shown now: components, the values of menus, and forms."""

from typing import Any

import pytest

from app.simulator.fitting import fit_form, fit_use, has_same_fields

Json = dict[str, Any]


def button(custom_id: str, label: str | None = None, **more: object) -> Json:
    return {"type": 2, "custom_id": custom_id} | ({} if label is None else {"label": label}) | more


def menu(custom_id: str, *values: str) -> Json:
    return {"type": 3, "custom_id": custom_id, "options": [{"label": value, "value": value} for value in values]}


def message(*components: Json) -> Json:
    return {"components": [{"type": 1, "components": list(components)}]}


@pytest.mark.parametrize(
    ("recorded", "shown", "now"),
    [
        # The same custom_id, wherever it is.
        ([button("a", "A"), button("b", "B")], [button("b", "A"), button("a", "B")], "a"),
        # The same handler and text.
        ([button("a:1", "A"), button("b:1", "B")], [button("b:2", "B"), button("a:2", "A")], "a:2"),
        # The same handler and place: the text counts something.
        ([button("a:1", "3 for"), button("a:2", "4 against")], [button("a:3", "0 for"), button("a:4", "0")], "a:3"),
        # The same text, under a random custom_id.
        ([button("3f", "A"), button("4e", "B")], [button("5d", "B"), button("6c", "A")], "6c"),
        # The same place only.
        ([button("3f", "A"), menu("4e")], [menu("5d"), button("6c", "Z")], "6c"),
        # The recording does not show it.
        ([], [button("b:2"), button("a:2")], "a:2"),
        # Nothing.
        ([button("3f", "A")], [menu("5d")], None),
        ([button("3f", "A")], [], None),
        ([button("b", "B"), button("a:1", "A")], [button("z", "Z")], None),
    ],
)
def test_a_component_is_the_one_that_has_most_in_common(
    recorded: list[Json], shown: list[Json], now: str | None
) -> None:
    used = next((one["custom_id"] for one in recorded if one.get("label") in ("A", "3 for")), "a:1")
    fitted = fit_use({"custom_id": used, "component_type": 2}, message(*recorded), message(*shown))

    assert (None if fitted is None else fitted["custom_id"]) == now


def test_a_link_does_not_count_as_a_place() -> None:
    link = {"type": 2, "style": 5, "url": "https://example.org/", "label": "Docs"}
    fitted = fit_use({"custom_id": "3f"}, message(button("3f", "1")), message(link, button("4e", "2")))

    assert fitted == {"custom_id": "4e"}


def test_closely_it_must_be_called_the_same() -> None:
    data, recorded = {"custom_id": "a:1"}, message(button("a:1", "Yes"))

    assert fit_use(data, recorded, message(button("a:2", "Small")), closely=True) is None
    assert fit_use(data, recorded, message(button("a:2", "Yes")), closely=True) == {"custom_id": "a:2"}
    assert fit_use(data, message(button("a:1")), message(button("a:2")), closely=True) == {"custom_id": "a:2"}
    assert fit_use(data, recorded, message(button("a:1", "Small")), closely=True) == data


def test_the_id_of_the_component_is_that_of_the_message() -> None:
    fitted = fit_use({"custom_id": "a:1", "id": 2}, message(button("a:1", id=2)), message(button("a:2", id=7)))

    assert fitted == {"custom_id": "a:2", "id": 7}


@pytest.mark.parametrize(
    ("chosen", "before", "there", "now"),
    [
        (["a", "c"], "abc", "cba", ["a", "c"]),
        (["a", "c"], "abc", "xyz", ["x", "z"]),
        # Some would be the same, and others would take their places: all are taken by place then.
        (["a", "b"], "ab", "xa", ["x", "a"]),
        (["a", "c"], "abc", "xy", ["a", "c"]),
        (["q"], "abc", "xyz", ["q"]),
    ],
)
def test_values_are_the_same_or_at_the_same_places(chosen: list[str], before: str, there: str, now: list[str]) -> None:
    fitted = fit_use(
        {"custom_id": "m:1", "values": chosen}, message(menu("m:1", *before)), message(menu("m:2", *there))
    )

    assert fitted == {"custom_id": "m:2", "values": now}


def test_users_that_were_chosen_stay() -> None:
    who = {"type": 5, "custom_id": "m:1"}
    fitted = fit_use({"custom_id": "m:1", "values": ["99"]}, message(who), message({**who, "custom_id": "m:2"}))

    assert fitted == {"custom_id": "m:2", "values": ["99"]}


def label(field: Json) -> Json:
    return {"type": 18, "label": "?", "component": field}


def test_a_form_has_the_ids_of_the_modal() -> None:
    modal = {
        "custom_id": "mail:2",
        "title": "Mail",
        "components": [label({"type": 4, "custom_id": name}) for name in ("3f", "same", "5d")],
    }
    data = {
        "custom_id": "mail:1",
        "components": [label({"type": 4, "custom_id": name, "value": name}) for name in ("7a", "same", "8b", "9c")],
    }
    fields = [one["component"] for one in fit_form(data, modal)["components"]]

    assert fit_form(data, modal)["custom_id"] == "mail:2"
    assert [(one["custom_id"], one["value"]) for one in fields] == [
        ("3f", "7a"),
        ("same", "same"),
        ("5d", "8b"),
        ("9c", "9c"),
    ]
    assert data["components"][0]["component"]["custom_id"] == "7a"  # type: ignore[index]


def test_forms_are_compared_by_their_fields() -> None:
    one, other = ({"components": [label({"type": 4, "custom_id": name})]} for name in "ab")

    assert has_same_fields(one, one)
    assert not has_same_fields(one, other)
    assert not has_same_fields({}, {})
