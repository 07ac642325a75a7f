"""Groups: what hangs below them, and what would take them away."""

import pytest

from app.context.command import CommandContext
from app.errors import DefinitionError
from app.plugins.plugin import Plugin
from app.tree.group import group


def test_a_function_that_would_hide_its_group_is_refused() -> None:
    tag = group("tag", "Texts")
    with pytest.raises(DefinitionError, match=r"test_group\.py:\d+: def tag would hide the group tag: @tag\.command"):

        @tag.command(description="Adds one.")
        async def tag(ctx: CommandContext) -> None: ...


def test_in_a_class_too() -> None:
    with pytest.raises(DefinitionError, match="def tag would hide the group tag"):

        class Tags(Plugin):
            tag = group("tag", "Texts")

            @tag.command(description="Adds one.")  # type: ignore[no-redef]
            async def tag(self, ctx: CommandContext) -> None: ...


def test_a_subcommand_may_bear_the_groups_name() -> None:
    tag = group("tag", "Texts")

    @tag.command("tag", description="Adds one.")
    async def tag_tag(ctx: CommandContext) -> None: ...

    assert tag_tag.qualified_name == "tag tag"
