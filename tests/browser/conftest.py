"""A browser for the tests of the page; where there is none, they are skipped."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright

from tests.browser.stage import Stage

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def launch(playwright: Playwright, chromium: str) -> Browser:
    """Start a browser without a window."""
    # Chromium refuses to build its sandbox for root, which containers run as.
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium, args=args)


# On a machine that is busy with other tests, the page may take its time.
expect.set_options(timeout=10_000)


# For a module at a time: while it is there, no other event loop can run in this process, and other tests want one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; Debian's package chromium has one")
    with sync_playwright() as playwright:
        opened = launch(playwright, CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture
def stage(browser: Browser) -> Iterator[Stage]:
    with Stage() as opened:
        yield opened


@pytest.fixture
def bare(browser: Browser) -> Iterator[Stage]:
    """Give a bot without commands but those that the test declares."""
    with Stage(None) as opened:
        yield opened


class Watch:
    """What must never happen in the page: errors in the console, requests to elsewhere."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._see(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _see(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.foreign.append(url)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give an empty page; whatever a test does in it, no error may stand in its console, and nobody else be asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", timezone_id="UTC")
    context.set_default_timeout(10_000)
    made = context.new_page()
    watch = Watch(made)
    yield made
    context.close()
    assert not watch.errors
    assert not watch.foreign
