"""What tests do in the page again and again: open it, use a command, look at what was said."""

from playwright.sync_api import Locator, Page, expect

from app.testing import TestBot
from tests.browser.stage import Stage


def opened(page: Page, stage: Stage) -> Locator:
    """Open the page, wait until it knows the world, and give the messages in its conversation."""
    page.goto(stage.url)
    expect(page.get_by_text("The bot is running", exact=True)).to_be_attached()
    expect(page.get_by_text("This is the beginning of")).to_be_attached()
    return said(page)


def said(page: Page) -> Locator:
    """Give the messages of the conversation."""
    return page.get_by_role("log", name="Conversation").get_by_role("article")


def composer(page: Page) -> Locator:
    """Give the field in which messages and commands are written."""
    return page.get_by_role("textbox", name="Message", exact=True)


def inspector(page: Page) -> Locator:
    """Give the inspector."""
    return page.get_by_role("complementary", name="Inspector")


def use(page: Page, command: str) -> None:
    """Use a command without options."""
    composer(page).fill(f"/{command} ")
    expect(page.get_by_role("group", name=f"Command /{command}")).to_be_visible()
    page.keyboard.press("Enter")


def act_as(page: Page, name: str) -> None:
    """Let somebody else act."""
    page.get_by_role("button", name="Change who you act as").click()
    dialog = page.get_by_role("dialog", name="Acting as")
    dialog.get_by_role("button", name=name, exact=True).click()
    expect(dialog.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def go_to(page: Page, channel: str) -> None:
    """Go to another channel."""
    page.get_by_role("navigation", name="Channels").get_by_role("button", name=channel, exact=True).click()
    expect(page.get_by_role("main").get_by_role("heading", level=2, name=channel, exact=True)).to_be_visible()


def registered(bot: TestBot) -> None:
    """Register the commands that a test has declared, so that the page offers them."""
    bot.require(next(iter(bot.bot.tree.commands())).qualified_name)
