"""A plan as people and machines read it."""

import json

from app.tree.canonical import FieldChange
from app.tree.sync import Change, ScopePlan, SyncPlan
from app.tree.sync_report import render_json, render_text

FIELDS = (FieldChange("nsfw", True, None), FieldChange("b", "a\nb", "x" * 200))
PLAN = SyncPlan(
    (
        ScopePlan(
            None,
            (
                Change("create", 1, "roll"),
                Change("update", 2, "Who is it", 5, FIELDS),
                Change("rename", 1, "new", 6, (), "old"),
                Change("delete", 3, "Quote", 7),
                Change("keep", 4, "launch", 8),
            ),
            3,
            ({},),
        ),
        ScopePlan(81, (), 2),
        ScopePlan(82, failure="no access"),
    ),
    ("this is odd",),
)


def test_a_plan_is_one_line_a_change_with_its_fields_below() -> None:
    assert render_text(PLAN) == (
        "global: 1 to create, 1 to update, 1 to rename, 1 to delete, "
        "1 kept that the code does not declare, 3 unchanged\n"
        "  + create /roll\n"
        "  ~ update user command Who is it\n"
        "      nsfw: true → nothing\n"
        f'      b: "a\\nb" → "{"x" * 98}…\n'
        "  > rename /new (was old, id 6)\n"
        "  - delete message command Quote\n"
        "  = keep entry point launch\n"
        "guild 81: 2 unchanged\n"
        "guild 82: no access\n"
        "warning: this is odd"
    )


def test_what_is_kept_of_a_plan_for_some_commands_is_not_said_to_be_undeclared() -> None:
    keep = Change("keep", 1, "roll", 5)

    assert render_text(SyncPlan((ScopePlan(None, (keep,), 1, is_narrowed=True),))) == (
        "global: 1 kept that is not among these, 1 unchanged\n  = keep /roll"
    )
    assert "2 kept that are not among these" in render_text(SyncPlan((ScopePlan(1, (keep, keep), is_narrowed=True),)))


def test_a_plan_is_json_with_ids_as_text() -> None:
    made = json.loads(json.dumps(render_json(PLAN)))

    assert (made["drift"], made["applied"], made["warnings"]) == (True, False, ["this is odd"])
    everywhere, there, closed = made["scopes"]
    assert (everywhere["guild_id"], everywhere["write"], everywhere["unchanged"]) == (None, True, 3)
    assert everywhere["changes"][2] == {
        "action": "rename",
        "type": 1,
        "name": "new",
        "id": "6",
        "renamed_from": "old",
        "fields": [],
    }
    assert everywhere["changes"][1]["fields"][0] == {"path": "nsfw", "before": True, "after": None}
    assert there == {"guild_id": "81", "failure": None, "write": False, "unchanged": 2, "changes": []}
    assert closed["failure"] == "no access"
