"""The composer: what is sent as a message, and what was surely meant as a command."""

from playwright.sync_api import Page, expect

from app import CommandContext
from app.models import Permissions
from tests.browser.moves import act_as, composer, opened, registered, said
from tests.browser.stage import Stage


def test_a_command_that_is_not_there_becomes_a_message_only_when_that_is_meant(stage: Stage, page: Page) -> None:
    opened(page, stage)
    alert = page.get_by_role("main").get_by_role("alert")
    composer(page).fill("/weather in Oslo")
    page.keyboard.press("Enter")
    expect(alert.filter(has_text="There is no command /weather. Press Enter again to send this")).to_be_visible()
    expect(composer(page)).to_have_value("/weather in Oslo")
    expect(said(page)).to_have_count(0)
    # What was changed is another text.
    page.keyboard.type("!")
    page.keyboard.press("Enter")
    expect(alert.filter(has_text="There is no command /weather.")).to_be_visible()
    expect(said(page)).to_have_count(0)
    page.keyboard.press("Enter")

    expect(said(page).last).to_contain_text("/weather in Oslo!")
    composer(page).fill("/usr/bin is no command")
    page.keyboard.press("Enter")
    expect(said(page).last).to_contain_text("/usr/bin is no command")


def test_a_command_is_begun_by_its_whole_name(stage: Stage, page: Page) -> None:
    opened(page, stage)
    composer(page).fill("/ping")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Command /ping")).to_be_visible()
    page.keyboard.press("Enter")
    expect(said(page).last).to_contain_text("Pong")

    composer(page).fill("/tag")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_text("/tag needs one of its subcommands: /tag create")).to_be_visible()


def test_a_command_that_is_hidden_says_why(bare: Stage, page: Page) -> None:
    def declare() -> None:
        @bare.test.bot.slash_command(description="For administrators.", default_member_permissions=Permissions(0))
        async def purge(ctx: CommandContext) -> str:
            return "Purged"

        registered(bare.test)

    bare.do(declare)
    opened(page, bare)
    act_as(page, "Mira")
    composer(page).fill("/purge now")
    page.keyboard.press("Enter")

    expect(page.get_by_role("main").get_by_text("Mira may not use purge here")).to_be_visible()
    expect(said(page)).to_have_count(0)


def test_a_value_without_its_option_is_not_dropped(stage: Stage, page: Page) -> None:
    opened(page, stage)
    composer(page).fill("/simulate ")
    page.keyboard.type("500")
    page.keyboard.press("Enter")

    expect(page.get_by_role("main").get_by_text("“500” is the name of no option; there are: throws.")).to_be_visible()
    expect(said(page)).to_have_count(0)
