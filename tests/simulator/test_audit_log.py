from app.simulator.audit_log import compared


def test_changes_name_what_differs_and_leave_nulls_out() -> None:
    before = {"id": "1", "name": "a", "topic": None, "nsfw": False}
    after = {"id": "2", "name": "b", "topic": "x", "nsfw": False, "nick": "n"}

    assert compared(before, after) == [
        {"key": "name", "old_value": "a", "new_value": "b"},
        {"key": "topic", "new_value": "x"},
        {"key": "nick", "new_value": "n"},
    ]
    assert compared(after, {"name": None}) == [
        {"key": "name", "old_value": "b"},
        {"key": "topic", "old_value": "x"},
        {"key": "nsfw", "old_value": False},
        {"key": "nick", "old_value": "n"},
    ]
