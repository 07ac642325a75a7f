"""
Draws the pictures of the playground that README shows: `python -m tests.browser.pictures`.

They are taken of the page itself, as it answers the tutorial's commands; run it again
when the page looks otherwise. Emoji need a font on the machine that draws.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, launch
from tests.browser.moves import opened
from tests.browser.stage import Stage

HERE = Path(__file__).parent / "pictures"
WIDE, PHONE = (1440, 900), (390, 844)


def conversation(stage: Stage, page: Page) -> None:
    """Show what was said after some commands, and the last of them in the inspector."""
    stage.run(stage.test.slash("roll", dice=3, sides=20))
    poll = stage.run(stage.test.slash("poll", question="Where do we meet?", answers="At the harbour, In the park"))
    for name, label in (("ada", 0), ("mira", 0), ("noor", 1)):
        stage.run(poll.click("Vote", index=label, by=stage.test.person(name)))
    stage.run(stage.test.slash("simulate"))
    expect(page.get_by_role("article").last).to_contain_text("came most often")
    page.get_by_role("button", name="/simulate", exact=False).first.click()


def command(stage: Stage, page: Page) -> None:
    """Show the picker of commands."""
    conversation(stage, page)
    page.get_by_label("Message", exact=True).fill("/")
    expect(page.get_by_role("option", name="/roll Roll some dice.")).to_be_visible()


def form(stage: Stage, page: Page) -> None:
    """Show a form, half filled in, on a phone."""
    page.get_by_label("Message", exact=True).fill("/feedback ")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Feedback")
    dialog.get_by_label("Good").check()
    dialog.get_by_label("speed").check()
    expect(dialog).to_be_visible()


Scene = tuple[str, Callable[[Stage, Page], None], tuple[int, int], Literal["light", "dark"]]
SCENES: list[Scene] = [
    ("playground", conversation, WIDE, "light"),
    ("picker", command, WIDE, "dark"),
    ("form", form, PHONE, "light"),
]


def draw(browser: Browser, scene: Scene) -> None:
    """Set one scene, and write its picture."""
    name, play, (width, height), scheme = scene
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-US", timezone_id="UTC"
    )
    page = context.new_page()
    with Stage() as stage:
        opened(page, stage)
        play(stage, page)
        # What came last is still being drawn in.
        page.wait_for_timeout(500)
        page.screenshot(path=HERE / f"{name}.png")
        context.close()


def main() -> None:
    """Draw all pictures."""
    if CHROMIUM is None:
        sys.exit("no Chromium on this machine; Debian's package chromium has one")
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright, CHROMIUM)
        for scene in SCENES:
            draw(browser, scene)
            print(f"{scene[0]}.png")
        browser.close()


if __name__ == "__main__":
    main()
