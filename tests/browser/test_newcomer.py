"""A newcomer's whole way: `postern dev` as a process, and the page in a browser, with the tutorial's commands."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.cli.playground import eventually, free_port

ROOT = Path(__file__).parents[2]
STUCK = '''
"""A command that never answers."""

import asyncio

from app import CommandContext, slash_command


@slash_command(auto_defer="off")
async def stuck(ctx: CommandContext) -> str:
    """Never answer in time."""
    await asyncio.sleep(3.5)
    return "too late"
'''
BROKEN = """
from app import CommandContext, slash_command


@slash_command
async def echo(ctx: CommandContext, what: str) -> str:
    return what
"""
MENDED = BROKEN.replace("    return", '    """Say it again."""\n    return')


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "commands", tmp_path / "commands", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "commands" / "stuck.py").write_text(STUCK)
    return tmp_path


@pytest.fixture
def url(project: Path) -> Iterator[str]:
    port = free_port()
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (project / "dev.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "dev", "--port", str(port)],
            cwd=project,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    yield f"http://127.0.0.1:{port}/"
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    finally:
        process.kill()


def opened(page: Page, url: str) -> None:
    """Open the page as soon as there is one."""
    eventually(lambda: httpx.get(url, trust_env=False).is_success, "the page")
    page.goto(url)
    expect(page.get_by_text("The bot is running")).to_be_visible(timeout=20_000)


def test_a_newcomer_finds_everything(url: str, page: Page) -> None:
    opened(page, url)
    said = page.get_by_role("log", name="Conversation").get_by_role("article")

    # A command from the picker, with an option, and its button.
    page.get_by_label("Message", exact=True).fill("/rol")
    expect(page.get_by_role("option", name="/roll")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("dice")
    page.keyboard.press("Enter")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(said.last).to_contain_text(re.compile(r"3d6: \d \+ \d \+ \d = \d+"))
    said.last.get_by_role("button", name="Roll again").click()
    expect(said.last).to_contain_text("(edited)")

    # A tag, found again by its first letters.
    page.get_by_label("Message", exact=True).fill("/tag create ")
    page.keyboard.type("greeting")
    page.keyboard.press("Tab")
    page.keyboard.type("Hello *there*")
    page.keyboard.press("Enter")
    expect(said.last).to_contain_text("greeting")
    page.get_by_label("Message", exact=True).fill("/tag show ")
    page.keyboard.type("gre")
    suggestion = page.get_by_role("option", name="greeting")
    expect(suggestion).to_be_visible()
    suggestion.click()
    page.keyboard.press("Enter")
    expect(said.last.locator("em")).to_have_text("there")

    # The feedback form; then its details, with a file.
    page.get_by_label("Message", exact=True).fill("/feedback ")
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Feedback")
    form.get_by_label("Good").check()
    form.get_by_label("speed").check()
    form.get_by_role("textbox", name=re.compile("What happened")).fill("It answers at once.")
    form.get_by_role("button", name="Submit").click()
    expect(form).to_be_hidden()
    expect(said.last).to_contain_text("It answers at once.")
    said.last.get_by_role("button", name="Add details").click()
    details = page.get_by_role("dialog", name="Details")
    details.locator("input[type=file]").set_input_files(
        {"name": "trace.log", "mimeType": "text/plain", "buffer": b"all is well"}
    )
    details.get_by_role("button", name="Submit").click()
    expect(said.last.get_by_role("link", name=re.compile(r"trace\.log"))).to_be_visible()

    # A command that fails, and why.
    page.get_by_label("Message", exact=True).fill("/stuck ")
    page.keyboard.press("Enter")
    expect(said.last).to_contain_text("The application did not respond")
    expect(said.last).to_contain_text("No answer within 3 s")
    expect(page.get_by_label("Inspector")).to_contain_text("/stuck")


def test_a_change_reaches_the_page_and_keeps_what_was_said(url: str, page: Page, project: Path) -> None:
    opened(page, url)
    said = page.get_by_role("log", name="Conversation").get_by_role("article")
    page.get_by_label("Message", exact=True).fill("/ping ")
    page.keyboard.press("Enter")
    expect(said.last).to_contain_text("Pong")

    (project / "commands" / "echo.py").write_text(BROKEN)
    expect(page.get_by_role("main").get_by_text(re.compile(r"echo\.py:\d+"))).to_be_visible()
    (project / "commands" / "echo.py").write_text(MENDED)
    expect(page.get_by_text("The bot is running", exact=True)).to_be_visible()
    page.get_by_label("Message", exact=True).fill("/echo ")
    page.keyboard.type("mended")
    page.keyboard.press("Enter")

    expect(said.last).to_contain_text("mended")
    expect(said.first).to_contain_text("Pong")
