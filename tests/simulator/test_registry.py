from collections.abc import Callable

import pytest

from app.simulator.default_world import default_world
from app.simulator.refusal import Refusal
from app.simulator.registry import Registration, Registry
from tests.simulator.fake_bot import Json, named


@pytest.fixture
def registry() -> Registry:
    registry = Registry(default_world(lambda: 1_800_000_000.0))
    registry.overwrite(named(["roll", "quote"]))
    return registry


@pytest.mark.parametrize(
    ("change", "added", "changed", "removed"),
    [
        (lambda r, ids: r.overwrite(named(["roll", "quote"])), [], [], []),
        (lambda r, ids: r.overwrite(named(["find", "roll"])), ["find"], [], ["quote"]),
        (lambda r, ids: r.overwrite([{"id": ids[0], "name": "dice", "description": "d"}]), [], ["dice"], ["quote"]),
        (lambda r, ids: r.overwrite([]), [], [], ["roll", "quote"]),
        (lambda r, ids: r.create({"name": "find", "description": "d"}), ["find"], [], []),
        (lambda r, ids: r.create({"name": "roll", "description": "New"}), [], ["roll"], []),
        (lambda r, ids: r.edit(ids[1], {"nsfw": True}), [], ["quote"], []),
        (lambda r, ids: r.edit(ids[1], {"nsfw": False}), [], [], []),
        (lambda r, ids: r.delete(ids[0]), [], [], ["roll"]),
    ],
)
def test_a_registration_says_what_it_changed(
    registry: Registry,
    change: Callable[[Registry, list[int]], object],
    added: list[str],
    changed: list[str],
    removed: list[str],
) -> None:
    before = registry.revision

    change(registry, [int(command["id"]) for command in registry.listed()])

    last = registry.last[None]
    assert (last.added, last.changed, last.removed, last.refused) == (added, changed, removed, None)
    assert (registry.revision > before) == bool(added or changed or removed)


def test_another_order_is_another_list(registry: Registry) -> None:
    before = registry.revision
    registry.overwrite(named(["quote", "roll"]))

    assert registry.revision > before


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        (lambda r: r.overwrite([{"name": "Roll!", "description": "d"}, 7]), ["Roll!"]),
        (lambda r: r.create({"name": "x" * 33, "description": "d"}), ["x" * 33]),
        (lambda r: r.edit(int(r.listed()[0]["id"]), {"name": "quote"}), ["quote"]),
    ],
)
def test_a_refused_registration_changes_nothing_and_is_kept(
    registry: Registry, change: Callable[[Registry], object], sent: list[str]
) -> None:
    before, revision = registry.listed(), registry.revision

    with pytest.raises(Refusal) as refused:
        change(registry)

    assert registry.last == {None: Registration(None, sent, refused=refused.value.body)}
    assert (registry.listed(), registry.revision) == (before, revision)


def test_each_scope_has_its_own_last_registration(registry: Registry) -> None:
    registry.overwrite(named(["local"]), 7)
    views: list[Json] = [one.view for one in registry.last.values()]

    assert [(view["guild_id"], view["added"]) for view in views] == [(None, ["roll", "quote"]), ("7", ["local"])]
