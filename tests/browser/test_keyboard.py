"""The page by keyboard alone: no test here touches the mouse."""

from typing import Annotated, Literal

import pytest
from playwright.sync_api import Page, expect

from app import (
    CommandContext,
    ComponentContext,
    Form,
    Modal,
    ModalContext,
    Option,
    Pages,
    Reply,
    Update,
    message_command,
)
from app.models import ActionRow, Label, Message
from app.testing import TestBot
from tests.browser.moves import composer, opened, registered, said, use
from tests.browser.stage import Stage


class Question(Form):
    text: Annotated[str, Label("What?")]
    mood: Annotated[Literal["Good", "Bad"], Label("Mood")]


def declare(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Mix a drink.")
    async def mix(
        ctx: CommandContext,
        base: Literal["water", "milk"],
        spoons: Annotated[int, Option("How many spoons", min=1, max=9)] = 1,
        iced: bool = False,
    ) -> str:
        return f"{base}, {spoons}, {iced}"

    @bot.bot.button(label="Press")
    async def press(ctx: ComponentContext) -> Update:
        return Update("Pressed")

    @bot.bot.select(placeholder="Which?")
    async def which(ctx: ComponentContext, values: list[Literal["One", "Two", "Three"]]) -> Update:
        return Update(f"Chosen: {values[0]}")

    @bot.bot.slash_command(description="Show a button and a menu.")
    async def show(ctx: CommandContext) -> Reply:
        return Reply("Here", components=[ActionRow(press.button()), ActionRow(which.select())])

    @bot.bot.modal(title="Question")
    async def asked(ctx: ModalContext, form: Question) -> str:
        return f"{form.text}, {form.mood}"

    @bot.bot.slash_command(description="Ask.")
    async def ask(ctx: CommandContext) -> Modal:
        return asked.modal()

    @bot.bot.slash_command(description="Show pages.")
    async def leaf(ctx: CommandContext) -> Reply:
        return await Pages(["The first.", "The second.", "The third."]).reply(ctx)

    @bot.bot.slash_command(description="Say something in private.")
    async def whisper(ctx: CommandContext) -> Reply:
        return Reply("Psst", ephemeral=True)

    @message_command("Count words")
    async def count(ctx: CommandContext, message: Message) -> str:
        return f"{len(message.content.split())} words"

    bot.bot.add(count)
    registered(bot)


@pytest.fixture
def given(bare: Stage) -> Stage:
    bare.do(lambda: declare(bare.test))
    return bare


def active(page: Page) -> str:
    """Name what has the focus."""
    return str(
        page.evaluate("() => document.activeElement === document.body ? 'nothing' : document.activeElement.tagName")
    )


def press(page: Page, *keys: str) -> None:
    """Press keys one after another; the focus is never lost by one."""
    for key in keys:
        page.keyboard.press(key)
        assert active(page) != "nothing", f"{key} loses the focus"


def tab_to(page: Page, name: str, role: str = "button") -> None:
    """Go on with Tab until something of this name has the focus."""
    wanted = page.get_by_role(role, name=name).last  # type: ignore[arg-type]
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")


def test_a_command_is_picked_and_filled_in(given: Stage, page: Page) -> None:
    opened(page, given)
    press(page, "Tab", "Enter")
    expect(composer(page)).to_be_focused()
    page.keyboard.type("/")
    expect(page.get_by_role("option")).not_to_have_count(0)
    press(page, "ArrowDown", "ArrowUp")
    page.keyboard.type("mi")
    expect(page.get_by_role("listbox").get_by_role("option", name="/mix")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    expect(page.get_by_role("group", name="Command /mix")).to_be_visible()
    expect(page.get_by_role("listbox").get_by_role("option", name="water")).to_be_visible()
    page.keyboard.type("mil")
    press(page, "Enter")
    page.keyboard.type("spoons:3")
    press(page, "Enter", "Enter")

    expect(said(page).last).to_contain_text("milk, 3, False")
    expect(composer(page)).to_be_focused()
    press(page, "ArrowUp")
    expect(page.get_by_role("group", name="Command /mix")).to_be_visible()
    # The list of what can be added first, then the command itself.
    expect(page.get_by_role("listbox")).to_be_visible()
    press(page, "Escape", "Escape")
    expect(composer(page)).to_be_focused()


def test_a_button_and_a_menu_keep_the_focus_when_their_message_changes(given: Stage, page: Page) -> None:
    opened(page, given)
    composer(page).focus()
    use(page, "show")
    last = said(page).last
    expect(last).to_contain_text("Here")
    page.get_by_role("log").focus()
    press(page, "ArrowUp")
    expect(last).to_be_focused()
    tab_to(page, "Press")
    press(page, "Enter")
    expect(last).to_contain_text("Pressed")
    expect(last.get_by_role("button", name="Press", exact=True)).to_be_focused()
    menu = last.get_by_role("combobox", name="Which?")
    press(page, "Tab")
    expect(menu).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("listbox")).to_be_visible()
    press(page, "ArrowDown", "ArrowDown", "Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(last).to_contain_text("Pressed")
    press(page, "ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.type("Two")
    press(page, "Enter")

    expect(last).to_contain_text("Chosen: Two")
    expect(menu).to_be_focused()


def test_pages_are_turned_on_and_on_by_the_same_key(given: Stage, page: Page) -> None:
    opened(page, given)
    composer(page).focus()
    use(page, "leaf")
    last = said(page).last
    expect(last).to_contain_text("The first.")
    onwards = last.get_by_role("button", name="›", exact=True)
    onwards.focus()
    press(page, "Enter")
    expect(last).to_contain_text("The second.")
    expect(onwards).to_be_focused()
    press(page, "Enter")
    expect(last).to_contain_text("The third.")

    # There is nothing further to turn to: the button cannot be used any more.
    expect(onwards).to_be_disabled()
    expect(last).to_be_focused()


def test_a_dismissed_message_leaves_the_focus_to_its_neighbour(given: Stage, page: Page) -> None:
    given.show({"content": "What stays"})
    first = opened(page, given).first
    composer(page).focus()
    use(page, "whisper")
    last = said(page).last
    expect(last).to_contain_text("Psst")
    last.get_by_role("button", name="Dismiss message").focus()
    press(page, "Enter")
    expect(said(page)).to_have_count(1)

    expect(first).to_be_focused()


def test_a_form_is_filled_in_and_sent(given: Stage, page: Page) -> None:
    opened(page, given)
    composer(page).focus()
    use(page, "ask")
    form = page.get_by_role("dialog", name="Question")
    expect(form.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Why?")
    press(page, "Tab", "ArrowDown", "Tab", "Tab")
    expect(form.get_by_role("button", name="Submit")).to_be_focused()
    press(page, "Enter")
    expect(said(page).last).to_contain_text("Why?, Bad")

    expect(form).to_be_hidden()
    expect(composer(page)).to_be_focused()


def test_the_menu_of_a_message_is_walked_through(given: Stage, page: Page) -> None:
    given.show({"content": "three little words"})
    last = opened(page, given).last
    page.get_by_role("log").focus()
    press(page, "ArrowUp", "Enter", "ArrowLeft", "Enter")
    menu = page.get_by_role("menu", name="Message")
    expect(menu).to_be_visible()
    press(page, "End", "Home", "ArrowDown", "Escape")
    expect(menu).to_be_hidden()
    expect(last.get_by_role("button", name="More")).to_be_focused()
    press(page, "Enter")
    press(page, "c", "c", "c")
    expect(page.get_by_role("menuitem", name="Count words")).to_be_focused()
    press(page, "Home")
    page.wait_for_timeout(800)
    page.keyboard.type("count w")
    expect(page.get_by_role("menuitem", name="Count words")).to_be_focused()
    press(page, "Enter")

    expect(said(page).last).to_contain_text("3 words")
    assert active(page) != "nothing"


def test_another_channel_and_another_person_are_chosen(given: Stage, page: Page) -> None:
    opened(page, given)
    tab_to(page, "bots")
    press(page, "ArrowUp", "ArrowUp", "Enter")
    expect(page.get_by_role("main").get_by_role("heading", name="general")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("button", name="general")).to_be_focused()
    expect(page.get_by_role("navigation").get_by_role("button", name="general")).to_have_attribute(
        "aria-current", "page"
    )
    tab_to(page, "Change who you act as")
    press(page, "Enter")
    dialog = page.get_by_role("dialog", name="Acting as")
    expect(dialog).to_be_visible()
    tab_to(page, "Mira")
    press(page, "Enter")
    expect(dialog.get_by_role("button", name="Mira")).to_have_attribute("aria-pressed", "true")
    expect(dialog.get_by_role("button", name="Mira")).to_be_focused()
    press(page, "Escape")

    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Change who you act as")).to_be_focused()


def test_escape_closes_whatever_is_open_and_gives_the_focus_back(given: Stage, page: Page) -> None:
    opened(page, given)
    for name, role, opened_role in (("Members", "button", "dialog"), ("More: files, activities", "button", "menu")):
        thing = page.get_by_role(role, name=name)  # type: ignore[arg-type]
        thing.focus()
        press(page, "Enter")
        expect(page.get_by_role(opened_role)).to_be_visible()  # type: ignore[arg-type]
        press(page, "Escape")
        expect(page.get_by_role(opened_role)).to_be_hidden()  # type: ignore[arg-type]
        expect(thing).to_be_focused()
    composer(page).focus()
    page.keyboard.type("/")
    expect(page.get_by_role("listbox")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(composer(page)).to_be_focused()
