"""Classes of views: hooks and error handlers on their methods, and what is refused where it stands."""

from collections.abc import Callable
from typing import Any

import pytest

from app.command_errors import UserInputError
from app.components.button import button
from app.components.modal import modal
from app.components.select import select
from app.components.view import View
from app.context.base import Context
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.context.modal import ModalContext
from app.errors import DefinitionError
from app.models.button import Button, LinkButton
from app.models.component import ActionRow
from app.models.response import Reply, Update
from app.models.select import StringSelect
from app.plugins.plugin import after_invoke, before_invoke, on_error
from app.testing import TestBot
from tests.components.forms import Age


class Fragile(View):
    """Tells what happens around a click."""

    def __init__(self) -> None:
        self.story: list[str] = []

    @button
    async def work(self, ctx: ComponentContext) -> Update:
        self.story.append("work")
        return Update("worked")

    @button
    async def fail(self, ctx: ComponentContext) -> Update:
        raise KeyError("x")

    @button
    async def refuse(self, ctx: ComponentContext) -> Update:
        raise UserInputError("No.")

    @before_invoke
    async def begin(self, ctx: Context) -> None:
        self.story.append("before")

    @after_invoke
    async def end(self, ctx: Context) -> None:
        self.story.append("after")

    @on_error(KeyError, LookupError)
    async def explain(self, ctx: ComponentContext, error: LookupError) -> str:
        return f"no key {error}"

    @on_error
    async def explain_all(self, ctx: ComponentContext, error: Exception) -> str:
        return f"it is a {type(error).__name__}"


class Quiet(Fragile):
    """Overrides a hook by a method that is none."""

    async def begin(self, ctx: Context) -> None:
        self.story.append("never")


def viewing_bot(*views: View) -> TestBot:
    """Make a bot whose command `/try` sends these views, each by a message."""
    bot = TestBot(commands=None)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        for view in views:
            await view.send(ctx, type(view).__name__)

    return bot


async def test_hooks_on_methods_run_around_each_click() -> None:
    view = Fragile()
    shown = await viewing_bot(view).slash("try")
    await shown.click("Work")
    await shown.click("Fail")

    assert view.story == ["before", "work", "after", "before", "after"]


async def test_error_handlers_on_methods_answer_for_the_view() -> None:
    shown = await viewing_bot(Fragile()).slash("try")

    assert (await shown.click("Fail")).content == "no key 'x'"
    assert (await shown.click("Refuse")).content == "it is a UserInputError"


async def test_a_hook_that_a_subclass_overrides_is_gone_and_the_others_are_its_own() -> None:
    one, other = Quiet(), Fragile()
    shown = await viewing_bot(one, other).slash("try")
    await shown.click("Work")

    assert one.story == ["work", "after"]
    assert other.story == []


# ── behind a view ──


async def test_what_is_returned_behind_a_view_is_a_further_message() -> None:
    bot = TestBot(commands=None)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        view = Ending()
        await view.send(ctx, "Go on?")
        await view.wait()
        return "It went on."

    shown = await bot.slash("try")
    await shown.click("End")

    assert (shown.content, shown.followups[0].content) == ("Ended.", "It went on.")
    assert bot.discord.violations == []


async def test_an_update_behind_a_view_changes_the_message_of_the_button() -> None:
    bot = TestBot(commands=None)

    @bot.bot.button
    async def begin(ctx: ComponentContext) -> Update:
        view = Ending()
        await view.send(ctx, "Go on?")
        await view.wait()
        return Update("It went on.", components=[])

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Reply:
        return Reply("Panel.", components=[ActionRow(begin.button())])

    panel = await bot.slash("try")
    asked = await panel.click("Begin")
    await asked.click("End")
    await bot.settle()

    assert (panel.content, list(panel.components)) == ("It went on.", [])
    assert [message["content"] for message in bot.discord.world.messages.values()][-2:] == ["It went on.", "Ended."]
    assert bot.discord.violations == []


class Ending(View):
    """Ends with a click."""

    @button
    async def end(self, ctx: ComponentContext) -> Update:
        self.stop()
        return Update("Ended.", components=[])


# ── what is refused ──


def hide_with_a_button() -> None:
    class Wrong(View):
        @button
        async def stop(self, ctx: ComponentContext) -> None: ...  # type: ignore[override]


def hide_with_a_hook() -> None:
    class Wrong(View):
        @before_invoke
        async def components(self, ctx: Context) -> None: ...  # type: ignore[override]


def hide_with_a_method() -> None:
    class Wrong(View):
        async def check(self, ctx: Context) -> bool:  # type: ignore[override]
            return True


def hide_a_list_with_a_button() -> None:
    class Wrong(View):
        @button
        async def checks(self, ctx: ComponentContext) -> None: ...  # type: ignore[override]


def hide_the_handlers_with_a_button() -> None:
    class Wrong(View):
        @button
        async def handlers(self, ctx: ComponentContext) -> None: ...  # type: ignore[override]


def hide_the_time_with_a_button() -> None:
    class Wrong(View):
        @button
        async def timeout(self, ctx: ComponentContext) -> None: ...  # type: ignore[override]


def hide_a_list_with_a_method() -> None:
    class Wrong(View):
        def limits(self) -> list[str]:  # type: ignore[override]
            return []


def check_by_name() -> None:
    class Wrong(View):
        async def interaction_check(self, ctx: Context) -> bool:
            return True


def handle_by_name() -> None:
    class Wrong(View):
        async def on_error(self, ctx: Context, error: Exception, item: Any) -> None: ...  # type: ignore[override]


def handle_by_name_and_decorator() -> None:
    class Wrong(View):
        @on_error
        async def on_error(self, ctx: ComponentContext, error: Exception) -> str:  # type: ignore[override]
            return "Sorry."


def inherit_from_a_class_that_is_no_view() -> None:
    class Mixin:
        async def interaction_check(self, ctx: Context) -> bool:
            return True

    class Wrong(Mixin, View): ...


def say_a_custom_id() -> None:
    class Wrong(View):
        @button(label="Go", custom_id="persistent:go")
        async def go(self, ctx: ComponentContext) -> None: ...


def say_a_custom_id_of_a_form() -> None:
    class Wrong(View):
        @modal(title="Age", custom_id="persistent:age")
        async def age(self, ctx: ModalContext, form: Age) -> None: ...


def take_the_button() -> None:
    class Wrong(View):
        @button
        async def go(self, ctx: ComponentContext, button) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001 - as it is written elsewhere


def take_the_typed_button() -> None:
    class Wrong(View):
        @button
        async def go(self, ctx: ComponentContext, button: Button) -> None: ...


def take_the_menu() -> None:
    class Wrong(View):
        @select  # type: ignore[arg-type]
        async def pick(self, ctx: ComponentContext, select: StringSelect) -> None: ...


def say_the_class_of_a_menu() -> None:
    class Wrong(View):
        @select(cls=StringSelect)  # type: ignore[call-overload, untyped-decorator]
        async def pick(self, ctx: ComponentContext, values: list[str]) -> None: ...


WRONG: dict[Callable[[], None], str] = {
    hide_with_a_button: "Wrong.stop would hide a part of every view: call the method otherwise",
    hide_with_a_hook: "Wrong.components would hide a part of every view",
    hide_with_a_method: "Wrong.check would hide a part of every view",
    hide_a_list_with_a_button: "Wrong.checks would hide a part of every view: call the method otherwise",
    hide_the_handlers_with_a_button: "Wrong.handlers would hide a part of every view",
    hide_the_time_with_a_button: "Wrong.timeout would hide a part of every view",
    hide_a_list_with_a_method: "Wrong.limits would hide a part of every view",
    check_by_name: "Wrong.interaction_check would never be called: here it is @check on a method, which returns a bool",
    handle_by_name: "Wrong.on_error would never be called: here it is @on_error on a method of another name",
    handle_by_name_and_decorator: "Wrong.on_error would never be called: here it is @on_error on a method of another",
    inherit_from_a_class_that_is_no_view: "Wrong.interaction_check would never be called",
    say_a_custom_id: (
        "Wrong.go: the components of a view have custom_ids of its own: leave custom_id away, "
        "or make it a @button of a module"
    ),
    say_a_custom_id_of_a_form: "or make it a @modal of a module",
    take_the_button: "button go: a handler is not given its button",
    take_the_typed_button: (
        "button go: a handler is not given its button: leave button away, and build one that looks otherwise, "
        "self.go.button(…).replace(…)"
    ),
    take_the_menu: "self.pick.select(…).replace(…); what was chosen is values",
    say_the_class_of_a_menu: "which menu it is follows from the annotation of its values: list[Member]",
}


@pytest.mark.parametrize("write", WRONG, ids=lambda write: write.__name__)
def test_what_cannot_stand_in_a_view_is_refused_where_it_stands(write: Callable[[], None]) -> None:
    with pytest.raises(DefinitionError) as caught:
        write()

    assert WRONG[write] in str(caught.value)
    assert caught.value.where.startswith(f"{__file__}:")


def test_what_is_meant_for_a_view_may_be_overridden() -> None:
    class Own(Fragile):
        def components(self) -> list[Any]:
            return [ActionRow(self.fail.button())]

        async def on_timeout(self) -> None: ...

        @property
        def shown_name(self) -> str:
            return "my view"

    assert Own().shown_name == "my view"


def test_what_a_class_says_of_its_time_and_users_holds_unless_an_object_says_otherwise() -> None:
    class Open(View):
        timeout = None
        anybody = True

    assert [(view.timeout, view.anybody) for view in (View(), Open(), Open(timeout=5, anybody=False))] == [
        (180.0, False),
        (None, True),
        (5, False),
    ]


def test_a_component_that_nobody_would_show_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"Linked\.link would be shown nowhere: a components\(\) of your own"):

        class Linked(View):
            link = LinkButton("https://example.org", "Read more")


def test_the_order_of_other_libraries_is_told_apart() -> None:
    with pytest.raises(DefinitionError, match="a handler is not given its button: leave button away"):

        class Ordered(View):
            @button  # type: ignore[arg-type]
            async def go(self, button: Button, ctx: ComponentContext) -> None: ...


def test_a_button_with_state_that_nobody_gives_is_called_as_it_is_written() -> None:
    class Counting(View):
        @button
        async def more(self, ctx: ComponentContext, count: int) -> None: ...

    with pytest.raises(TypeError, match=r"Counting\.more\.button\(\) needs count"):
        Counting().components()
