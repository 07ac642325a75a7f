"""What a sync would change: the code on one side, what Discord has on the other."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import CommandNotFound
from app.models.command import ApplicationCommand, ApplicationCommandType, InteractionContextType
from app.tree.sync import Change, Renames, ScopePlan, SyncOptions, SyncPlan, find_left_out, plan_sync, select_scopes
from tests.tree.declaring import GUILD, LISTS, Registered

PRUNE = SyncOptions(delete=True)


def slash(name: str, description: str = "Does it.", **more: Any) -> ApplicationCommand:
    return ApplicationCommand(type=ApplicationCommandType.chat_input, name=name, description=description, **more)


def plan(
    discord: Registered,
    *declared: ApplicationCommand,
    options: SyncOptions = SyncOptions(),  # noqa: B008 - immutable
    renamed_from: Renames | None = None,
) -> SyncPlan:
    return plan_sync({None: declared}, discord.known(None), options, renamed_from=renamed_from)


def registered(*commands: Mapping[str, Any]) -> Registered:
    discord = Registered()
    discord.put(commands)
    return discord


def sent(plan: SyncPlan) -> Sequence[Mapping[str, Any]]:
    (scope,) = plan.scopes
    assert scope.body is not None
    return scope.body


def changes(plan: SyncPlan) -> list[tuple[str, str]]:
    return [(change.action, change.name) for scope in plan.scopes for change in scope.changes]


ROLL = {"name": "roll", "description": "Does it."}
OLD = {"name": "old", "description": "Nobody knows it any more."}
LAUNCH = {"name": "launch", "description": "Play", "type": 4, "handler": 2}


# ── at random ──


@given(LISTS, LISTS, LISTS, st.booleans())
def test_a_plan_after_it_was_applied_is_empty(
    before: list[ApplicationCommand], here: list[ApplicationCommand], there: list[ApplicationCommand], prune: bool
) -> None:
    discord = Registered()
    discord.apply(plan_sync({None: before, GUILD: before}, discord.known()))
    declared, options = {None: here, GUILD: there}, SyncOptions(delete=prune)

    discord.apply(plan_sync(declared, discord.known(), options, install_types=[0]))
    again = plan_sync(declared, discord.known(), options, install_types=[0])

    assert not again.has_drift
    assert all(scope.body is None for scope in again.scopes)
    assert sum(scope.unchanged for scope in again.scopes) == len(here) + len(there)


@given(LISTS, LISTS, st.randoms(use_true_random=False))
def test_the_order_of_the_code_changes_nothing(
    before: list[ApplicationCommand], after: list[ApplicationCommand], order: random.Random
) -> None:
    discord = Registered()
    discord.apply(plan_sync({None: before}, discord.known(None)))
    shuffled = order.sample(after, len(after))

    assert plan(discord, *after) == plan(discord, *shuffled)


@given(LISTS.filter(bool), st.data())
def test_one_edit_is_one_change_and_one_write(commands: list[ApplicationCommand], data: st.DataObject) -> None:
    discord = Registered()
    declared = {None: commands, GUILD: commands}
    discord.apply(plan_sync(declared, discord.known()))
    number = data.draw(st.integers(0, len(commands) - 1))
    flipped = data.draw(st.sampled_from(edits(commands[number])))
    scope = data.draw(st.sampled_from([None, GUILD]))

    edited = plan_sync(
        declared | {scope: [*commands[:number], commands[number].replace(**flipped), *commands[number + 1 :]]},
        discord.known(),
    )

    (written,) = [one for one in edited.scopes if one.body is not None]
    (change,) = written.changes
    assert written.guild_id == scope
    assert (change.action, change.name) == ("update", commands[number].name)
    # A translation that said the same as the default comes to light when the default changes.
    assert set(flipped) <= {field.path.partition(".")[0] for field in change.fields}
    assert len(written.body or ()) == len(commands)


def edits(command: ApplicationCommand) -> list[dict[str, Any]]:
    """List edits of a command that Discord would see."""
    made: list[dict[str, Any]] = [
        {"nsfw": not command.nsfw},
        {"default_member_permissions": "16"},
        {"name_localizations": {"ja": "zzz"}},
    ]
    if command.type is ApplicationCommandType.chat_input:
        made.append({"description": "Something else."})
        if command.options:
            first, *rest = command.options
            made.append({"options": (first.replace(description="Something else."), *rest)})
            made.append({"options": tuple(rest)})
    return made


@given(LISTS, LISTS)
def test_two_syncs_at_once_end_in_the_same_state(
    before: list[ApplicationCommand], after: list[ApplicationCommand]
) -> None:
    discord = Registered()
    discord.apply(plan_sync({None: before}, discord.known(None)))
    first, second = plan(discord, *after), plan(discord, *after)

    discord.apply(first)
    once = discord.known(None)
    discord.apply(second)

    assert discord.known(None) == once
    assert not plan(discord, *after).has_drift


# ── what changes ──


def test_what_discord_lacks_is_created() -> None:
    made = plan(Registered(), slash("roll"))

    assert changes(made) == [("create", "roll")]
    assert sent(made) == ({"type": 1, **ROLL},)


def test_a_command_that_is_the_same_is_not_sent() -> None:
    made = plan(registered(ROLL), slash("roll"))

    assert made.scopes == (ScopePlan(None, unchanged=1),)
    assert not made.has_drift


def test_a_changed_command_keeps_its_id_and_names_its_fields() -> None:
    discord = registered(ROLL, OLD | {"name": "other"})
    made = plan(discord, slash("roll", "Rolls."), slash("other", OLD["description"]))
    known = discord.known()[None][0]

    (change,) = made.scopes[0].changes
    assert change == Change("update", 1, "roll", int(known["id"]), change.fields)
    assert [(field.path, field.before, field.after) for field in change.fields] == [
        ("description", "Does it.", "Rolls.")
    ]
    assert [command.get("id") for command in sent(made)][1] == known["id"]


def test_a_command_that_changes_its_kind_is_another_one() -> None:
    made = plan(registered({"name": "roll", "type": 2}), slash("roll"), options=PRUNE)

    assert changes(made) == [("create", "roll"), ("delete", "roll")]


def test_what_the_code_does_not_know_is_sent_back_as_it_is() -> None:
    strange = OLD | {
        "name_localizations": {"de": "alt"},
        "contexts": [0, 2],
        "default_member_permissions": "0",
        "options": [{"type": 3, "name": "a", "description": "b", "autocomplete": True, "min_length": 2}],
    }
    discord = registered(strange, {"name": "Who", "type": 2})
    before = discord.known()[None]
    made = plan(discord, slash("roll"))

    assert changes(made) == [("keep", "Who"), ("keep", "old"), ("create", "roll")]
    discord.apply(made)
    assert [command for command in discord.known()[None] if command["name"] != "roll"] == before


def test_a_command_from_before_contexts_stays_out_of_direct_messages() -> None:
    discord = registered(OLD | {"dm_permission": False})
    discord.apply(plan(discord, slash("roll")))

    assert {command["name"]: command["dm_permission"] for command in discord.known()[None]} == {
        "old": False,
        "roll": True,
    }


def test_what_the_code_does_not_know_is_no_drift() -> None:
    made = plan(registered(ROLL, OLD), slash("roll"))

    assert changes(made) == [("keep", "old")]
    assert not made.has_drift
    assert made.scopes[0].body is None


def test_pruning_deletes_what_the_code_does_not_know() -> None:
    made = plan(registered(ROLL, OLD), slash("roll"), options=PRUNE)

    assert changes(made) == [("delete", "old")]
    assert [command["name"] for command in sent(made)] == ["roll"]


def test_the_entry_point_command_is_kept_even_when_pruning() -> None:
    discord = registered(ROLL, OLD, LAUNCH)
    discord.apply(plan(discord, slash("roll"), options=PRUNE))

    assert [command["name"] for command in discord.known()[None]] == ["roll", "launch"]
    assert discord.known()[None][1]["handler"] == 2


def test_an_entry_point_command_that_is_declared_is_the_one_there_is_whatever_it_is_called() -> None:
    declared = ApplicationCommand(type=ApplicationCommandType.primary_entry_point, name="play", description="Play")
    made = plan(registered(LAUNCH), declared)

    (change,) = made.scopes[0].changes
    assert (change.action, [field.path for field in change.fields]) == ("update", ["handler", "name"])


# ── renaming ──


def test_a_renamed_command_keeps_its_id_and_warns_of_what_is_lost() -> None:
    discord = registered(OLD)
    (before,) = discord.known()[None]
    made = plan(discord, slash("new", "New words."), renamed_from={(None, 1, "new"): "old"}, options=PRUNE)

    (change,) = made.scopes[0].changes
    assert (change.action, change.before, change.name, change.id) == ("rename", "old", "new", int(before["id"]))
    assert [field.path for field in change.fields] == ["description"]
    assert made.renames == (change,)
    assert made.warnings == (
        "old becomes new: mentions and usage stay, but Discord drops the permissions that admins have set for it",
    )
    discord.apply(made)
    (after,) = discord.known()[None]
    assert (after["id"], after["name"]) == (before["id"], "new")
    again = plan(discord, slash("new", "New words."), renamed_from={(None, 1, "new"): "old"}, options=PRUNE)
    assert (again.has_drift, again.warnings) == (False, ())


def test_a_name_that_the_code_still_has_is_not_renamed_away() -> None:
    made = plan(registered(OLD), slash("new"), slash("old", OLD["description"]), renamed_from={(None, 1, "new"): "old"})

    assert changes(made) == [("create", "new")]
    assert made.warnings == ("new is renamed from old, which the code still has: not renamed",)


def test_a_rename_is_of_its_place_and_type_alone() -> None:
    discord = registered(OLD, {"name": "old", "type": 2})
    discord.put([OLD], GUILD)
    on_users = ApplicationCommand(type=ApplicationCommandType.user, name="new")
    declared = {None: [slash("new"), on_users], GUILD: [slash("new")]}

    made = plan_sync(declared, discord.known(), renamed_from={(None, 2, "new"): "old"})

    everywhere, there = made.scopes
    assert {(change.action, change.type, change.name) for change in everywhere.changes} == {
        ("create", 1, "new"),
        ("rename", 2, "new"),
        ("keep", 1, "old"),
    }
    assert {(change.action, change.name) for change in there.changes} == {("create", "new"), ("keep", "old")}


def test_a_name_that_the_code_still_has_is_not_renamed_away_where_it_was_left_out() -> None:
    discord = registered(OLD)
    whole: dict[int | None, list[ApplicationCommand]] = {None: [slash("new"), slash("old")]}
    some = select_scopes(whole, {"new"})
    made = plan_sync(some, discord.known(), renamed_from={(None, 1, "new"): "old"}, left_out=find_left_out(whole, some))

    assert changes(made) == [("create", "new"), ("keep", "old")]


def test_a_rename_that_was_done_leaves_a_later_namesake_alone() -> None:
    made = plan(registered(ROLL, OLD), slash("roll"), renamed_from={(None, 1, "roll"): "old"})

    assert changes(made) == [("keep", "old")]


# ── what a sync may do ──


@pytest.mark.parametrize(
    ("options", "actions", "names"),
    [
        (SyncOptions(), {"create", "update", "rename", "keep"}, {"made", "roll", "new", "old"}),
        (SyncOptions(create=False), {"update", "rename", "keep"}, {"roll", "new", "old"}),
        (SyncOptions(edit=False), {"create", "keep"}, {"made", "roll", "was", "old"}),
        (SyncOptions(delete=True), {"create", "update", "rename", "delete"}, {"made", "roll", "new"}),
        (SyncOptions(create=False, edit=False, delete=True), {"delete"}, {"roll", "was"}),
    ],
)
def test_creating_editing_and_deleting_are_switched_each_by_itself_n26_p64(
    options: SyncOptions, actions: set[str], names: set[str]
) -> None:
    discord = registered(ROLL, OLD, OLD | {"name": "was"})
    made = plan(
        discord,
        slash("roll", "Other."),
        slash("made"),
        slash("new"),
        renamed_from={(None, 1, "new"): "was"},
        options=options,
    )

    assert {action for action, _ in changes(made)} == actions
    assert {command["name"] for command in sent(made)} == names


def test_force_sends_what_did_not_change_p65() -> None:
    made = plan(registered(ROLL), slash("roll"), options=SyncOptions(force=True))

    assert not made.has_drift
    assert [command["name"] for command in sent(made)] == ["roll"]


def test_scopes_can_be_narrowed_down_p60_p61_p62() -> None:
    declared: dict[int | None, list[ApplicationCommand]] = {None: [slash("a"), slash("b")], 1: [slash("c")], 2: []}

    assert select_scopes(declared) == declared
    assert select_scopes(declared, {"a", "c"}) == {None: [slash("a")], 1: [slash("c")], 2: []}
    assert select_scopes(declared, None, [1, 3]) == {1: [slash("c")], 3: []}
    assert select_scopes(declared, with_guilds=False) == {None: declared[None]}
    with pytest.raises(CommandNotFound, match="nothing"):
        select_scopes(declared, {"nothing"})


# ── what is odd ──


def test_a_name_in_both_scopes_is_warned_of() -> None:
    declared = {None: [slash("roll"), slash("a")], GUILD: [slash("roll"), slash("b")]}

    assert plan_sync(declared, {None: [], GUILD: []}).warnings == (
        f"guild {GUILD}: roll is there twice, as a command of the guild and as a global one",
    )
    assert len(plan_sync(declared, {GUILD: []}).warnings) == 1


def test_a_guild_that_left_the_code_is_warned_of_p63() -> None:
    discord = Registered()
    discord.put([ROLL], GUILD)
    left = plan_sync({None: []}, discord.known())
    pruned = plan_sync({None: []}, discord.known(), PRUNE)

    said = f"guild {GUILD}: the code declares nothing for it, but it has 1 command"
    assert left.warnings == (f"{said}, which stay there unless they are pruned",)
    assert not left.has_drift
    assert pruned.warnings == (said,)
    discord.apply(pruned)
    assert discord.known()[GUILD] == []


def test_a_guild_that_was_left_out_is_not_said_to_have_left_the_code() -> None:
    discord, whole = Registered(), {None: [slash("a")], GUILD: [slash("b")]}
    discord.put([ROLL], GUILD)
    some = select_scopes(whole, {"a"})
    made = plan_sync(some, discord.known(), left_out=find_left_out(whole, some))

    assert made.warnings[0].startswith(f"guild {GUILD}: none of these commands is for it, but it has 1 command, ")
    assert [scope.is_narrowed for scope in made.scopes] == [False, True]


def test_more_commands_than_discord_takes_are_warned_of() -> None:
    discord = registered(*({"name": f"old{number}", "description": "x"} for number in range(60)))
    (warning,) = plan(discord, *(slash(f"new{number}") for number in range(60))).warnings

    assert warning.startswith("120 slash commands, of which Discord takes 100: ")


def test_a_scope_that_cannot_be_read_is_not_written() -> None:
    made = plan_sync({None: [], 5: [slash("roll")]}, {None: []}, failures={5: "no access"})

    assert made.failures == (ScopePlan(5, failure="no access"),)
    assert made.scopes[1].body is None


def test_contexts_are_of_global_commands_alone() -> None:
    declared = slash("roll", contexts=(InteractionContextType.guild,))
    made = plan_sync({None: [declared], GUILD: [declared]}, {None: [], GUILD: []})

    everywhere, there = made.scopes
    assert (everywhere.body or ())[0]["contexts"] == [0]
    assert "contexts" not in (there.body or ())[0]
