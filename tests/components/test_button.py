"""Buttons as their handlers declare and build them."""

from typing import Any

import pytest

from app.components.button import ButtonHandler, button
from app.context.component import ComponentContext
from app.errors import DefinitionError
from app.models.button import ButtonStyle
from app.models.response import Reply, Update
from app.plugins.plugin import Plugin
from app.testing import TestBot, virtual_time


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@button
async def roll_again(ctx: ComponentContext, dice: int = 1) -> Update:
    return Update(f"{dice} dice")


def test_a_button_is_labelled_with_the_functions_name_unless_it_says_so() -> None:
    async def roll(ctx: ComponentContext) -> None: ...

    assert roll_again.button().label == "Roll again"
    assert button(label="Once more")(roll).button().label == "Once more"
    with_emoji = button(emoji="🎲")(roll).button()
    assert with_emoji.label is None
    assert with_emoji.emoji is not None


def test_its_looks_are_its_declarations_until_they_are_replaced() -> None:
    @button(style=ButtonStyle.danger)
    async def stop(ctx: ComponentContext) -> None: ...

    made = stop.button().replace(label="Stop it", disabled=True)

    assert (made.style, made.label, made.disabled) == (ButtonStyle.danger, "Stop it", True)
    assert stop.button().disabled is False


def test_a_label_that_is_too_long_is_refused() -> None:
    async def roll(ctx: ComponentContext) -> None: ...

    with pytest.raises(DefinitionError, match="label has 81 characters"):
        button(label="x" * 81)(roll)


@pytest.mark.parametrize("style", [ButtonStyle.link, ButtonStyle.premium])
def test_a_style_that_sends_nothing_has_no_handler(style: ButtonStyle) -> None:
    async def roll(ctx: ComponentContext) -> None: ...

    with pytest.raises(DefinitionError, match=f"clicks on a button of style {style.name}: it has no handler"):
        button(style=style)(roll)


def test_a_handler_stands_in_a_plugin_or_in_no_class() -> None:
    def make() -> Any:
        class Shop:
            @button
            async def buy(self, ctx: ComponentContext) -> None: ...

        return Shop

    # Python 3.11 wraps what is raised while a class is made.
    with pytest.raises((DefinitionError, RuntimeError)) as caught:
        make()
    error = caught.value if isinstance(caught.value, DefinitionError) else caught.value.__cause__
    assert isinstance(error, DefinitionError)
    assert "Plugin" in str(error)


async def test_a_method_is_called_as_one() -> None:
    class Shop(Plugin):
        @button
        async def buy(self, ctx: ComponentContext, count: int = 1) -> Reply:
            return Reply(f"{count} in {self.name}")

    shop = Shop("first")
    ctx = TestBot(None).context(ComponentContext)

    assert await shop.buy(ctx, count=2) == Reply("2 in first")
    assert shop.buy.button(count=2) == Shop("second").buy.button(count=2)
    assert isinstance(Shop.buy, ButtonHandler)


def test_one_builds_as_many_as_are_asked_for() -> None:
    custom_ids = {roll_again.button(dice=number).custom_id for number in range(1000)}

    assert len(custom_ids) == 1000
