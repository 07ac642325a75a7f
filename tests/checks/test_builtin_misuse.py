"""What is wrong with a check is said when the module is imported, with the line and the right form."""

import inspect
from collections.abc import Callable
from typing import Any, cast

import pytest

from app.checks import builtin
from app.checks.builtin import bot_has_permissions, dm_only, entitled, guild_only, has_permissions, has_role
from app.context.command import CommandContext
from app.errors import DefinitionError
from app.models.flags import Permissions
from app.tree.decorators import slash_command

anything = cast(Any, builtin)
"""The module without its types, to do what a type checker would not let pass."""


async def handler(ctx: CommandContext) -> str:
    return ""


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "has_permissions without a call": (
        lambda: anything.has_permissions(handler),
        "@has_permissions(Permissions.ban_members | Permissions.kick_members)",
    ),
    "has_permissions without permissions": (lambda: has_permissions(), "@has_permissions(Permissions.ban_members"),
    "has_permissions with none": (lambda: has_permissions(Permissions(0)), "is called with Permissions"),
    "has_permissions with a number": (lambda: anything.has_permissions(8), "is called with Permissions"),
    "has_permissions with a name": (lambda: anything.has_permissions("ban_members"), "is called with Permissions"),
    "has_permissions as in discord.py": (
        lambda: anything.has_permissions(manage_guild=True, view_channel=True),
        "@has_permissions(Permissions.manage_guild | Permissions.view_channel)",
    ),
    "has_permissions with an unknown name": (
        lambda: anything.has_permissions(everything=True),
        "@has_permissions(Permissions.ban_members | Permissions.kick_members)",
    ),
    "has_permissions in both ways": (
        lambda: anything.has_permissions(Permissions.ban_members, manage_guild=True),
        "@has_permissions(Permissions.manage_guild)",
    ),
    "bot_has_permissions without a call": (
        lambda: anything.bot_has_permissions(handler),
        "@bot_has_permissions(Permissions.ban_members | Permissions.kick_members)",
    ),
    "bot_has_permissions with a name": (
        lambda: anything.bot_has_permissions(ban_members=True),
        "@bot_has_permissions(Permissions.ban_members)",
    ),
    "has_role without a call": (lambda: anything.has_role(handler), '@has_role(1234567890123456789), or @has_role("'),
    "has_role without a role": (lambda: has_role(), "has_role needs a role: @has_role("),
    "has_role with an empty name": (lambda: has_role(""), "'' is none"),
    "has_role with no id": (lambda: has_role(0), "0 is none"),
    "has_role with a truth": (lambda: has_role(True), "True is none"),
    "has_role with a list": (lambda: anything.has_role(["Admin"]), "['Admin'] is none"),
    "has_role with an id as text": (
        lambda: has_role("1300000000000000001"),
        "@has_role(1300000000000000001)",
    ),
    "entitled without a call": (lambda: anything.entitled(handler), "@entitled(1234567890123456789)"),
    "entitled with text": (lambda: anything.entitled("1300000000000000001"), "@entitled(1234567890123456789)"),
    "entitled with nothing": (lambda: entitled(0), "@entitled(1234567890123456789)"),
    "guild_only and dm_only": (lambda: dm_only(guild_only(a_function())), "exclude each other"),
    "guild_only and dm_only around a command": (
        lambda: dm_only(slash_command("try", description="Try.")(guild_only(a_function()))),
        "exclude each other",
    ),
    "guild_only on text": (lambda: anything.guild_only("shop"), "'shop' is none"),
}


def a_function() -> Callable[..., Any]:
    async def command(ctx: CommandContext) -> str:
        return ""

    return command


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_its_line_and_the_right_form(case: str) -> None:
    do, told = WRONG[case]
    source, first = inspect.getsourcelines(do)

    with pytest.raises(DefinitionError) as caught:
        do()

    path, _, line = caught.value.where.rpartition(":")
    assert path == __file__
    assert first <= int(line) < first + len(source)
    assert told in str(caught.value)


def test_a_check_may_stand_twice() -> None:
    guild_only(guild_only(a_function()))
    has_role(1, "Admin", "123")(bot_has_permissions(Permissions.ban_members)(a_function()))
