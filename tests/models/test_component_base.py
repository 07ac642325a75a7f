"""Components of kinds that are not known yet."""

from app.models.component_base import ComponentType, UnknownComponent


def test_an_unknown_component_keeps_all_that_discord_sent() -> None:
    raw = {"type": 99, "id": 4, "shape": {"corners": 3}}
    unknown = UnknownComponent(raw)

    assert (unknown.type, unknown.id) == (99, 4)
    assert unknown.type.name == "unknown_99"
    assert unknown.to_wire() == raw
    assert "corners" in repr(unknown)


def test_unknown_components_are_equal_if_they_were_sent_alike() -> None:
    assert UnknownComponent({"type": 99}) == UnknownComponent({"type": 99})
    assert UnknownComponent({"type": 99}) != UnknownComponent({"type": 98})
    assert UnknownComponent({"type": 99}) != {"type": 99}
    assert len({UnknownComponent({"type": 99}), UnknownComponent({"type": 99})}) == 1


def test_a_component_without_a_type_has_type_zero() -> None:
    assert UnknownComponent({}).type == 0
    assert UnknownComponent({"type": "button"}).type == 0


def test_there_are_twenty_kinds() -> None:
    assert len(ComponentType) == 20
    assert {15, 16, 20}.isdisjoint({int(kind) for kind in ComponentType})
