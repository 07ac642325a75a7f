"""What a result tells of components by their labels, and of what its message said before."""

from typing import Any

import pytest

from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.errors import ComponentNotFound
from app.models import (
    ActionRow,
    Button,
    ButtonStyle,
    Container,
    Label,
    LinkButton,
    StringSelect,
    TextInput,
    UserSelect,
)
from app.models.modal import Modal
from app.models.response import Reply, Update
from app.testing import TestBot
from tests.given import use

VOTES = [Button(custom_id=f"vote:{number}", label="Vote", disabled=number == 1) for number in range(2)]
FOOD = StringSelect(["Pizza", "Pasta"], custom_id="food", placeholder="Food", max_values=2)
WHO = UserSelect(custom_id="who", placeholder="Who")


async def test_a_button_is_read_by_its_label() -> None:
    async def handler(ctx: CommandContext) -> Reply:
        return Reply("?", components=[ActionRow(*VOTES, LinkButton("https://example.org/", "Docs"))])

    result = await use(TestBot(None), handler)
    button, link = result.button("Vote"), result.button("Docs")

    assert isinstance(button, Button)
    assert (button.custom_id, button.style, button.disabled) == ("vote:0", ButtonStyle.primary, False)
    assert result.button("Vote", index=1).disabled
    assert isinstance(link, LinkButton)
    assert link.url == "https://example.org/"
    with pytest.raises(LookupError, match="no button 'Stop'; there are: 'Vote', 'Vote', 'Docs'"):
        result.button("Stop")


async def test_a_menu_is_read_by_its_placeholder() -> None:
    async def handler(ctx: CommandContext) -> Reply:
        return Reply(components=[Container(ActionRow(FOOD), ActionRow(WHO))])

    result = await use(TestBot(None), handler)
    menu = result.menu("Food")

    assert isinstance(menu, StringSelect)
    assert [option.label for option in menu.options] == ["Pizza", "Pasta"]
    assert menu.max_values == 2
    assert isinstance(result.menu("Who"), UserSelect)
    with pytest.raises(LookupError, match="several menus"):
        result.menu()


async def test_the_only_menu_needs_no_name() -> None:
    async def handler(ctx: CommandContext) -> Reply:
        return Reply("?", components=[ActionRow(FOOD)])

    assert (await use(TestBot(None), handler)).menu().custom_id == "food"


async def test_history_has_what_the_message_said_before() -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        for number in range(3):
            await ctx.edit(f"{number}")
        await ctx.followup("beside")

    result = await use(TestBot(None), handler)

    assert (result.content, result.history, result.edited) == ("2", ["0", "1"], True)
    assert (result.followups[0].history, result.followups[0].edited) == ([], False)


async def test_history_has_the_changes_of_later_clicks_too() -> None:
    bot = TestBot(None)

    @bot.bot.on_error(ComponentNotFound)
    async def count(ctx: ComponentContext, error: ComponentNotFound) -> Update:
        return Update(components=[Container(f"{int(first.content) + 1}", ActionRow(VOTES[0]))])

    async def handler(ctx: CommandContext) -> Reply:
        return Reply(components=[Container("0", ActionRow(VOTES[0]))])

    first = await use(bot, handler)
    assert (first.history, first.edited) == ([], False)
    await first.click("Vote")
    bot.clock.advance(3600)
    await first.click("Vote", by=bot.actor("Ida"))

    assert (first.content, first.history, first.edited) == ("2", ["0", "1"], True)


async def test_what_shows_no_message_has_no_history() -> None:
    async def handler(ctx: CommandContext) -> Any:
        return Modal("form", "A form", [Label("Why?", TextInput(custom_id="why"))])

    result = await use(TestBot(None), handler)

    assert (result.history, result.edited) == ([], False)
    with pytest.raises(LookupError, match="no button"):
        result.button("Vote")


async def test_who_opened_a_form_may_send_it_under_any_of_his_actors() -> None:
    bot = TestBot(None)

    async def handler(ctx: CommandContext) -> Any:
        return Modal("form", "A form", [Label("Why?", TextInput(custom_id="why"))])

    @bot.bot.on_error(ComponentNotFound)
    async def thank(ctx: ComponentContext, error: ComponentNotFound) -> str:
        return f"Thank you, {ctx.author.display_name}"

    opened = await use(bot, handler)
    with pytest.raises(ValueError, match="nobody but who opened it"):
        await opened.submit(why="so", by=bot.person("ada"))

    assert (await opened.submit(why="so", by=bot.person("ben"))).content == "Thank you, Ben"
