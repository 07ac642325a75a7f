"""Who acts, and where: what somebody else sees, is offered, and is told in his language."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app import CommandContext, Reply
from app.models import IntegrationType, InteractionContextType, Locale, Permissions
from app.testing import TestBot
from tests.browser.moves import act_as, composer, go_to, opened, registered, said, use
from tests.browser.stage import Stage

EVERYWHERE = [InteractionContextType.guild, InteractionContextType.bot_dm, InteractionContextType.private_channel]


def declare(bot: TestBot) -> None:
    @bot.bot.slash_command(
        description="Say who you are.",
        contexts=EVERYWHERE,
        integration_types=[IntegrationType.guild_install, IntegrationType.user_install],
        name_localizations={Locale.german: "werbinich", Locale.french: "quisuisje"},
        description_localizations={Locale.german: "Sage, wer du bist."},
    )
    async def whoami(ctx: CommandContext) -> str:
        return f"{ctx.author.display_name}, {ctx.locale}, {len(ctx.interaction.entitlements)} bought"

    @bot.bot.slash_command(
        description="For moderators.",
        contexts=[InteractionContextType.guild],
        default_member_permissions=Permissions.manage_messages,
    )
    async def purge(ctx: CommandContext) -> Reply:
        return Reply("Purged", ephemeral=True)

    registered(bot)


@pytest.fixture
def given(bare: Stage) -> Stage:
    bare.do(lambda: declare(bare.test))
    return bare


def picker(page: Page, text: str) -> Locator:
    """Type into the composer, and give the commands that are offered."""
    composer(page).fill("")
    composer(page).press_sequentially(text)
    return page.get_by_role("listbox").get_by_role("option")


def people(page: Page) -> Locator:
    page.get_by_role("button", name="Change who you act as").click()
    return page.get_by_role("dialog", name="Acting as")


def test_another_person_acts_in_his_own_language(given: Stage, page: Page) -> None:
    opened(page, given)
    use(page, "whoami")
    expect(said(page).last).to_contain_text("Ben, en-US")
    act_as(page, "Mira")
    expect(picker(page, "/wer").first).to_contain_text("/werbinich")
    expect(picker(page, "/wer").first).to_contain_text("Sage, wer du bist.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(said(page).last).to_contain_text("Mira, de")
    expect(said(page).last.get_by_role("button", name="/werbinich")).to_be_visible()

    dialog = people(page)
    dialog.get_by_label("Language").select_option("fr")
    expect(page.get_by_role("region", name="Acting as")).to_contain_text("fr")
    page.keyboard.press("Escape")
    expect(picker(page, "/qui").first).to_contain_text("/quisuisje")


def test_permissions_hide_a_command_and_say_why(given: Stage, page: Page) -> None:
    opened(page, given)
    expect(picker(page, "/purge")).to_contain_text("1 command is hidden here")
    page.get_by_role("option", name="1 command is hidden here").click()
    hidden = page.get_by_role("listbox").get_by_role("option", name="/purge")
    expect(hidden).to_contain_text("Manage Messages")
    expect(hidden).to_have_attribute("aria-disabled", "true")
    composer(page).fill("")

    dialog = people(page)
    dialog.get_by_role("button", name="Permissions of @everyone").click()
    rights = page.get_by_role("dialog", name="Permissions of @everyone")
    rights.get_by_label("Search permissions").fill("manage mess")
    rights.get_by_label("Manage Messages", exact=True).check()
    expect(dialog.get_by_text("Manage Messages").first).to_be_attached()
    for _ in range(2):
        page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(picker(page, "/purge").first).to_contain_text("For moderators.")
    composer(page).fill("")

    # The same by a role of his own, for one who lost it.
    act_as(page, "Mira")
    dialog = people(page)
    dialog.get_by_role("checkbox", name="Moderator").uncheck()
    expect(page.get_by_role("region", name="Acting as")).not_to_contain_text("Moderator")


def test_what_somebody_has_bought_is_told_to_the_bot(given: Stage, page: Page) -> None:
    opened(page, given)
    dialog = people(page)
    dialog.get_by_label("Has bought “Golden Key”").check()
    expect(dialog.get_by_label("Has bought “Golden Key”")).to_be_checked()
    page.keyboard.press("Escape")
    use(page, "whoami")

    expect(said(page).last).to_contain_text("1 bought")


def test_a_nickname_is_what_everybody_goes_by(given: Stage, page: Page) -> None:
    opened(page, given)
    dialog = people(page)
    dialog.get_by_label("Nickname").fill("Ben the Brave")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Acting as")).to_contain_text("Ben the Brave")
    page.keyboard.press("Escape")
    use(page, "whoami")

    expect(said(page).last).to_contain_text("Ben the Brave, en-US")


def test_a_new_person_comes_and_acts(given: Stage, page: Page) -> None:
    opened(page, given)
    dialog = people(page)
    dialog.get_by_label("Name of a new person").fill("Ida")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("button", name="Ida", exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    use(page, "whoami")

    expect(said(page).last).to_contain_text("Ida, en-US")


def test_in_a_direct_message_and_next_door_only_what_fits_is_offered(given: Stage, page: Page) -> None:
    opened(page, given)
    places = page.get_by_role("navigation", name="Channels")
    places.get_by_role("button", name=re.compile("^postern")).click()
    expect(composer(page)).to_have_attribute("placeholder", re.compile("^Message @"))
    use(page, "whoami")
    expect(said(page).last).to_contain_text("Ben, en-US")
    expect(picker(page, "/purge").filter(has_text="For moderators.")).to_have_count(0)
    composer(page).fill("")

    go_to(page, "lobby")
    expect(page.get_by_role("main").get_by_text("user install")).to_be_visible()
    use(page, "whoami")
    expect(said(page).last).to_contain_text("Ben, en-US")
    dialog = people(page)
    dialog.get_by_label(re.compile("^Has installed the application")).uncheck()
    expect(dialog.get_by_label(re.compile("^Has installed the application"))).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(picker(page, "/whoami").filter(has_text="Say who you are.")).to_have_count(0)


def test_a_hidden_channel_is_left_and_a_private_answer_stays_private(given: Stage, page: Page) -> None:
    opened(page, given)
    act_as(page, "Mira")
    go_to(page, "staff")
    use(page, "purge")
    expect(said(page).last).to_contain_text("Purged")
    act_as(page, "Ada")
    # The owner may look into everything, but what was told to Mira alone is not told to her.
    expect(said(page)).to_have_count(0)
    act_as(page, "Ben")

    expect(page.get_by_role("main").get_by_role("heading", name="staff")).to_have_count(0)
    expect(page.get_by_role("navigation").get_by_role("button", name="staff")).to_have_count(0)


def test_an_answer_elsewhere_leaves_a_mark(given: Stage, page: Page) -> None:
    opened(page, given)
    go_to(page, "general")
    given.show({"content": "Over here"})
    place = page.get_by_role("navigation").get_by_role("button", name="bots unread", exact=True)
    expect(place).to_be_visible()
    place.click()

    expect(said(page).last).to_contain_text("Over here")
    expect(place).to_have_count(0)
