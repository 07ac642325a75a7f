"""Where commands are registered: everywhere, or in the guilds that they name."""

from typing import Any

import pytest

from app.context.command import CommandContext
from app.errors import CommandNotFound, DefinitionError, DuplicateName, LimitExceeded
from app.models.base import Snowflake
from app.models.command import (
    ApplicationCommand,
    ApplicationCommandType,
    CommandData,
    CommandDataOption,
    OptionType,
)
from app.models.user import Member, User
from app.tree.command import Command
from app.tree.decorators import entry_point_command, slash_command, user_command
from app.tree.group import Group, group
from app.tree.tree import CommandTree


def command(path: str, **options: Any) -> Command[..., Any]:
    @slash_command(path, **({"description": "Does it."} | options))
    async def handler(ctx: CommandContext) -> None: ...

    return handler


def tree_of(*nodes: Command[..., Any] | Group) -> CommandTree:
    tree = CommandTree()
    for node in nodes:
        tree.add(node)
    return tree


def names(tree: CommandTree) -> dict[int | None, list[str]]:
    return {scope: [command.name for command in commands] for scope, commands in tree.scopes().items()}


@pytest.mark.seed("P53", "N60")
def test_a_command_with_guilds_is_registered_in_these_alone() -> None:
    tree = tree_of(command("a"), command("b", guild_ids=[1, 2]), command("c", guild_ids=[2]))

    assert names(tree) == {None: ["a"], 1: ["b"], 2: ["b", "c"]}
    assert [described.name for described in tree.registrations()] == ["a", "b", "c"]


@pytest.mark.seed("N81")
def test_the_group_says_it_for_all_that_hangs_below_it_whoever_comes_first() -> None:
    tags = group("tag", "Texts", guild_ids=[5])
    create = command("tag create")

    assert names(tree_of(tags, create)) == names(tree_of(create, tags)) == {None: [], 5: ["tag"]}


def test_an_empty_tree_has_the_global_scope_all_the_same() -> None:
    assert names(tree_of()) == {None: []}


def test_a_command_of_a_guild_is_found() -> None:
    roll = command("roll", guild_ids=[1])
    create = command("tag create")
    tree = tree_of(roll, create, group("tag", "Texts", guild_ids=[1]))
    step = CommandDataOption(name="create", type=OptionType.sub_command)

    assert tree.find(CommandData(name="roll", guild_id=Snowflake(1)))[0].command is roll
    assert tree.find(CommandData(name="tag", options=(step,), guild_id=Snowflake(1)))[0].command is create


def test_each_scope_takes_100_commands() -> None:
    tree = tree_of(*(command(f"g{number}") for number in range(100)))
    for number in range(100):
        tree.add(command(f"h{number}", guild_ids=[1, 2]))

    with pytest.raises(LimitExceeded, match="slash commands of guild 2: 101, Discord accepts at most 100"):
        tree.add(command("one-too-many", guild_ids=[2]))
    with pytest.raises(LimitExceeded, match="slash commands: 101"):
        tree.add(command("another"))


@pytest.mark.parametrize(("make", "most"), [("slash", 100), ("user", 15)])
def test_commands_count_where_they_are_registered_in_the_end(make: str, most: int) -> None:
    declaring: Any = command if make == "slash" else on_users
    tree = tree_of(*(declaring(f"g{number}") for number in range(most - 10)))
    for number in range(11):
        tree.add(declaring(f"h{number}", guild_ids=[5]))
    assert len(tree.scopes()) == 2
    tree.defaults.guild_ids = (5, 6)

    why = rf"test_tree_scopes\.py:\d+: {make} commands of guild 5 \(debug_guilds\): {most + 1}, .* at most {most}"
    with pytest.raises(LimitExceeded, match=why):
        tree.scopes()
    tree.defaults.guild_ids = (6,)
    assert {scope: len(all_of_it) for scope, all_of_it in tree.scopes().items()} == {None: 0, 5: 11, 6: most - 10}


def test_an_entry_point_is_called_one() -> None:
    tree = tree_of(entry_point_command("one", handler="discord"))

    with pytest.raises(LimitExceeded, match=r"\d: entry point commands: 2, Discord accepts at most 1"):
        tree.add(entry_point_command("two", handler="discord"))
    with pytest.raises(CommandNotFound, match=r"no command /three \(entry point command\)"):
        tree.find(used("three", kind=4))


def test_old_names_are_kept_for_each_place_and_type() -> None:
    tree = tree_of(command("tag", renamed_from="note"), on_users("tag"))
    tree.add(command("new"))
    tree.add(command("new", guild_ids=[5], renamed_from="old"))

    assert tree.renames() == {(None, 1, "tag"): "note", (5, 1, "new"): "old"}
    tree.defaults.guild_ids = (6, 7)
    assert tree.renames() == {(6, 1, "tag"): "note", (7, 1, "tag"): "note", (5, 1, "new"): "old"}


def test_old_names_are_kept_for_sync() -> None:
    tree = tree_of(command("a", renamed_from="b"), command("c"), group("tag", "Texts", renamed_from="label"))
    tree.add(command("tag create"))

    assert tree.renames() == {(None, 1, "a"): "b", (None, 1, "tag"): "label"}


@pytest.mark.seed("P55")
def test_commands_on_users_are_of_guilds_and_were_called_otherwise_too() -> None:
    @user_command("Who is it", guild_ids=[1], renamed_from="Who")
    async def who(ctx: CommandContext, target: Member | User) -> None: ...

    tree = tree_of(who)

    assert names(tree) == {None: [], 1: ["Who is it"]}
    assert tree.renames() == {(1, 2, "Who is it"): "Who"}


@pytest.mark.seed("N87")
@pytest.mark.parametrize(
    ("path", "options", "why"),
    [
        ("a", {"guild_ids": []}, "guild_ids names nothing, or something twice"),
        ("a", {"guild_ids": [1, 1]}, "guild_ids names nothing, or something twice"),
        ("a b", {"guild_ids": [1]}, "Discord has guild_ids for whole commands"),
        ("a b", {"renamed_from": "c"}, "Discord has renamed_from for whole commands"),
    ],
)
def test_what_cannot_be_is_refused(path: str, options: dict[str, Any], why: str) -> None:
    with pytest.raises(DefinitionError, match=why):
        command(path, **options)


# ── one name in several places ──


def used(name: str, guild_id: int | None = None, kind: int = 1, options: tuple[CommandDataOption, ...] = ()) -> Any:
    home = None if guild_id is None else Snowflake(guild_id)
    return CommandData(name=name, guild_id=home, type=ApplicationCommandType(kind), options=options)


def on_users(name: str, **options: Any) -> Command[..., Any]:
    @user_command(name, **options)
    async def handler(ctx: CommandContext, target: Member | User) -> None: ...

    return handler


@pytest.mark.seed("P67", "N15")
def test_one_name_leads_to_another_handler_in_each_place() -> None:
    everywhere, one, two = command("roll"), command("roll", guild_ids=[1]), command("roll", guild_ids=[2, 3])
    tree = tree_of(everywhere, one, two)
    homes = {None: everywhere, 1: one, 2: two, 3: two}

    assert {home: tree.find(used("roll", home))[0].command for home in homes} == homes
    assert {home: tree.get("roll", guild_id=home) for home in homes} == homes
    assert names(tree) == {None: ["roll"], 1: ["roll"], 2: ["roll"], 3: ["roll"]}
    assert tree.get("roll", guild_id=4) is None


def test_one_name_in_a_menu_leads_to_another_handler_in_each_place() -> None:
    everywhere, here = on_users("Wave"), on_users("Wave", guild_ids=[1])
    tree = tree_of(everywhere, here)

    assert tree.find(used("Wave", kind=2))[0].command is everywhere
    assert tree.find(used("Wave", 1, kind=2))[0].command is here
    assert tree.find(used("Wave", 2, kind=2))[0].command is everywhere
    assert (tree.get("Wave"), tree.get("Wave", guild_id=1)) == (everywhere, here)


@pytest.mark.seed("N14")
@pytest.mark.parametrize("make", [command, on_users])
def test_a_name_twice_in_one_place_is_refused_and_leaves_nothing_behind(make: Any) -> None:
    tree = tree_of(make("roll", guild_ids=[1, 2]))

    with pytest.raises(DuplicateName, match=r"roll.*is declared twice, also at"):
        tree.add(make("roll", guild_ids=[3, 2]))
    assert set(names(tree)) == {None, 1, 2}
    tree.add(make("roll", guild_ids=[3]))
    assert set(names(tree)) == {None, 1, 2, 3}


@pytest.mark.parametrize("extra", [command("one-too-many"), group("one-too-many"), command("too many")])
def test_what_is_one_too_many_leaves_nothing_behind(extra: Command[..., Any] | Group) -> None:
    tree = tree_of(*(command(f"c{number}") for number in range(100)))

    with pytest.raises(LimitExceeded):
        tree.add(extra)

    assert len(tree.registrations()) == 100


def test_a_group_that_is_refused_leaves_nothing_of_it_behind() -> None:
    tree = tree_of(command("tag show"))
    tag = group("tag", "Texts")
    tag.command("create", description="Create.")(handler_of_nothing)
    tag.command("show", description="Show.")(handler_of_nothing)

    with pytest.raises(DuplicateName, match="/tag show is declared twice"):
        tree.add(tag)

    assert [one.qualified_name for one in tree.commands()] == ["tag show"]
    assert tree.registrations()[0].description == "tag"


async def handler_of_nothing(ctx: CommandContext) -> None: ...


@pytest.mark.seed("P67", "N15")
def test_a_command_is_got_by_path_type_and_place() -> None:
    roll, wave, waves = command("wave"), on_users("wave"), on_users("Waves")
    tag, of_guild = group("tag", "Texts"), group("label", "Labels", guild_ids=[5])
    create, print_ = command("tag create"), command("label print")
    tree = tree_of(roll, wave, waves, tag, of_guild, create, print_)

    assert tree.get("wave") is roll
    assert tree.get("wave", type=ApplicationCommandType.user) is wave
    assert tree.get("Waves") is waves
    assert tree.get("Waves", type=ApplicationCommandType.message) is None
    assert (tree.get("tag"), tree.get("tag create"), tree.get("tag create more")) == (tag, create, None)
    assert (tree.get("label", guild_id=5), tree.get("label print", guild_id=5)) == (of_guild, print_)
    assert (tree.get("label"), tree.get("tag", guild_id=5), tree.get("")) == (None, None, None)


# ── taking out ──


@pytest.mark.seed("N16")
def test_what_was_taken_out_is_gone_and_the_rest_stays() -> None:
    everywhere, here = command("roll"), command("roll", guild_ids=[1, 2])
    tree = tree_of(everywhere, here, command("tag create"), on_users("Wave"))
    tree.remove(here)

    assert names(tree) == {None: ["roll", "tag", "Wave"]}
    with pytest.raises(CommandNotFound, match="no command /roll"):
        tree.remove(here)


@pytest.mark.seed("N16")
def test_a_subcommand_that_was_taken_out_does_not_come_back_with_its_group() -> None:
    tag = group("tag", "Texts")
    admin = tag.group("admin", "For moderators")
    show = tag.command("show", description="Show.")(handler_of_nothing)
    purge = admin.command("purge", description="Purge.")(handler_of_nothing)
    tree = tree_of(tag)
    tree.remove(show)

    assert list(tree.commands()) == [purge]
    tree.remove(admin)
    assert list(tree.commands()) == []
    with pytest.raises(CommandNotFound):
        tree.find(used("tag"))


def test_a_group_is_taken_out_with_what_nobody_has_asked_for_yet() -> None:
    tag = group("tag", "Texts")
    tree = tree_of(tag)
    tag.command("show", description="Show.")(handler_of_nothing)
    tree.remove(tag)

    assert list(tree.commands()) == []
    assert names(tree) == {None: []}
    tree.add(tag)
    assert [one.qualified_name for one in tree.commands()] == ["tag show"]


# ── ids ──


@pytest.mark.seed("N27", "N69", "N72", "N73")
def test_ids_are_learned_by_place_and_mentions_made_of_them() -> None:
    everywhere, here, create = command("roll"), command("roll", guild_ids=[1]), command("tag create")
    tree = tree_of(everywhere, here, create, on_users("roll"))
    before = [one.get_mention() for one in (everywhere, here, create)]
    tree.learn_ids(
        None, [registered("roll", 11), registered("tag", 12), registered("gone", 13), registered("roll", 14, 2)]
    )
    tree.learn_ids(1, [registered("roll", 21)])

    assert before == ["`/roll`", "`/roll`", "`/tag create`"]
    assert (everywhere.ids, here.ids, create.ids) == ({None: 11}, {1: 21}, {None: 12})
    assert [one.get_mention() for one in (everywhere, here, create)] == ["</roll:11>", "</roll:21>", "</tag create:12>"]
    assert (here.get_mention(1), everywhere.get_mention(1)) == ("</roll:21>", "</roll:11>")
    (wave,) = (one for one in tree.commands() if one.type is ApplicationCommandType.user)
    assert (wave.ids, wave.get_mention()) == ({None: 14}, "`roll (user command)`")


def test_what_is_global_in_the_code_may_be_registered_in_a_server_for_development() -> None:
    tag, create = group("tag", "Texts"), command("tag create")
    tree = tree_of(tag, create)
    tree.learn_ids(7, [registered("tag", 71)])

    assert create.get_mention(7) == "</tag create:71>"
    assert create.get_mention() == "</tag create:71>"


def registered(name: str, command_id: int, kind: int = 1) -> ApplicationCommand:
    return ApplicationCommand(name=name, id=Snowflake(command_id), type=ApplicationCommandType(kind))
