"""What goes wrong in the bot itself: an answer that went out all the same does not hide it."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

import app
from tests.browser.moves import inspector, opened
from tests.browser.stage import Stage

POSTERN = Path(app.__file__).parent
TRACEBACK = f"""Traceback (most recent call last):
  File "{POSTERN}/dispatch.py", line 300, in run
    await handle(context)
  File "/home/ada/bot/app/dice.py", line 7, in ping
    return 1 / sides
  File "{POSTERN}/rest/requester.py", line 158, in request
    raise outcome
app.errors.BadRequest: POST /channels/1/messages
  embeds.0.title: Must be 256 or fewer in length.
"""


def log(stage: Stage, level: str, **record: str) -> None:
    """Write a record of the bot's for its newest interaction."""

    def write() -> None:
        discord = stage.test.discord
        newest = next(reversed(discord.interactions.values()))
        discord.logs.append({"level": level, "interaction_id": str(newest.id), **record})
        discord.logged += 1

    stage.do(write)


def entry(page: Page, name: str) -> Locator:
    return inspector(page).get_by_role("list", name="Interactions, the newest first").get_by_role("button", name=name)


def test_a_crash_is_told_with_the_authors_line_though_the_user_got_an_answer(stage: Stage, page: Page) -> None:
    stage.run(stage.test.slash("ping"))
    log(stage, "error", message="/ping failed [reference 12ab]", error=TRACEBACK)

    opened(page, stage)

    expect(entry(page, "/ping")).to_contain_text("failed")
    expect(inspector(page)).to_contain_text("The bot failed; the user got a message after")
    told = inspector(page).locator(".rule")
    expect(told).to_contain_text("app.errors.BadRequest: POST /channels/1/messages")
    expect(told).to_contain_text("embeds.0.title: Must be 256 or fewer in length.")
    expect(told).to_contain_text("app/dice.py:7, in ping")
    expect(told).to_contain_text("return 1 / sides")


def test_a_warning_is_told_and_is_no_failure(stage: Stage, page: Page) -> None:
    stage.run(stage.test.slash("ping"))
    log(stage, "warning", message="/ping blocked the event loop for 0.6 s")

    opened(page, stage)

    expect(inspector(page).locator(".rule")).to_contain_text("/ping blocked the event loop for 0.6 s")
    expect(entry(page, "/ping")).not_to_contain_text("failed")


def test_completions_are_listed_where_they_failed_and_where_they_are_asked_for(stage: Stage, page: Page) -> None:
    opened(page, stage)
    stage.run(stage.test.autocomplete("tag show", "name", "r"))
    stage.run(stage.test.slash("ping"))
    expect(entry(page, "/ping")).to_be_visible()
    expect(entry(page, "Completing /tag show")).to_have_count(0)

    inspector(page).get_by_label("Which interactions are listed").select_option("With completions")
    expect(entry(page, "Completing /tag show")).to_be_visible()
    inspector(page).get_by_label("Which interactions are listed").select_option("Everywhere")
    stage.run(stage.test.autocomplete("tag show", "name", "s"))
    log(stage, "error", message="/tag show name: autocomplete failed", error="KeyError: 'tags'")

    expect(entry(page, "Completing /tag show")).to_have_count(1)
    expect(inspector(page).locator(".rule")).to_contain_text("KeyError: 'tags'")


def test_on_a_narrow_screen_the_inspectors_button_tells_of_a_failure(stage: Stage, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, stage)
    button = page.get_by_role("banner").get_by_role("button", name="Inspector")
    stage.run(stage.test.slash("ping"))
    log(stage, "error", message="/ping failed", error=TRACEBACK)

    expect(button).to_have_attribute("title", re.compile("Your last interaction failed: The bot failed"))
