from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from app.simulator import changes
from app.simulator.changes import Changes

Things = dict[str, dict[str, Any]]
WORLDS = st.lists(st.dictionaries(st.sampled_from("abcdef"), st.fixed_dictionaries({"x": st.integers(0, 2)})))


class Client:
    """Keeps what it was told, as the page does."""

    def __init__(self) -> None:
        self.things: Things = {}
        self.revision = 0

    def ask(self, kept: Changes) -> dict[str, Any]:
        news: dict[str, Any] = orjson.loads(orjson.dumps(kept.since(self.revision)))
        if news["is_all"]:
            self.things = {}
        for key in news["gone"]:
            self.things.pop(key, None)
        self.things |= news["set"]
        self.revision = news["revision"]
        return news


@given(WORLDS, st.data())
def test_who_applies_what_changed_knows_everything(worlds: list[Things], data: st.DataObject) -> None:
    kept, clients = Changes(), [Client(), Client(), Client()]

    for things in worlds:
        kept.look(things)
        for client in data.draw(st.lists(st.sampled_from(clients), unique=True)):
            client.ask(kept)
            assert client.things == things


@given(WORLDS)
def test_only_a_change_has_a_new_number(worlds: list[Things]) -> None:
    kept = Changes()
    before: Things = {}

    for things in worlds:
        revision = kept.revision
        kept.look(things)
        assert (kept.revision > revision) == (things != before)
        before = things


def test_only_what_changed_is_told() -> None:
    kept = Changes()
    kept.look({"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1}})
    client = Client()
    assert client.ask(kept)["is_all"]

    kept.look({"a": {"x": 1}, "b": {"x": 2}, "d": {}})

    assert client.ask(kept) == {"revision": 2, "is_all": False, "set": {"b": {"x": 2}, "d": {}}, "gone": ["c"]}


def test_who_looked_too_long_ago_is_told_everything() -> None:
    kept, client = Changes(), Client()
    kept.look({str(number): {} for number in range(changes.MOST_GONE + 2)})
    client.ask(kept)

    kept.look({"0": {}, "new": {}})
    assert not client.ask(kept)["is_all"] or client.things == {"0": {}, "new": {}}
    kept.look({"new": {}})
    late = Client()
    late.revision = 1

    assert (late.ask(kept)["is_all"], late.things) == (True, {"new": {}})


def test_a_number_that_was_never_given_stands_for_knowing_nothing() -> None:
    kept = Changes()
    kept.look({"a": {}})

    for revision in (0, -1, 7):
        assert kept.since(revision)["is_all"]
