"""The inspector: all there is to know of an interaction, and what can be done with it."""

import asyncio
import logging
import re
import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from app import CommandContext, ComponentContext, Reply
from app.models import ActionRow
from app.testing import TestBot
from tests.browser.moves import composer, inspector, opened, registered, said, use
from tests.browser.stage import Stage

BREAKS = (
    "Forge the signature",
    "Slow network",
    "Send it twice",
    "Rate limit (429)",
    "Server error (502)",
    "Expired token",
    "Old custom_id",
    "Unknown custom_id",
)


def declare(bot: TestBot) -> None:
    @bot.bot.button(label="Press", name="press")
    async def press(ctx: ComponentContext, count: int) -> None:
        await ctx.respond(f"Pressed {count}")
        await ctx.followup("More of it")

    @bot.bot.button(label="Quiet")
    async def quiet(ctx: ComponentContext) -> None:
        await ctx.defer_update()

    @bot.bot.slash_command(description="Show a button.")
    async def show(ctx: CommandContext) -> Reply:
        return Reply("Here", components=[ActionRow(press.button(count=1), quiet.button())])

    @bot.bot.slash_command(description="Defer, log, answer and follow up.")
    async def work(ctx: CommandContext) -> None:
        await ctx.defer()
        logging.getLogger("work").warning("half way there", extra={"share": 50})
        await ctx.respond("Done")
        await ctx.followup("And one more")

    @bot.bot.slash_command(description="Answer nothing that Discord takes.", auto_defer="off")
    async def wrong(ctx: CommandContext) -> str:
        raise RuntimeError("out of order")

    registered(bot)


@pytest.fixture
def given(bare: Stage) -> Stage:
    bare.do(lambda: declare(bare.test))
    return bare


def detail(page: Page) -> Locator:
    return inspector(page).get_by_role("region", name="The interaction in full")


def tab(page: Page, name: str) -> Locator:
    """Open a tab of the interaction, and give what it shows."""
    detail(page).get_by_role("tab", name=re.compile(f"^{name}")).click()
    return detail(page).get_by_role("tabpanel", name=re.compile(f"^{name}"))


def test_request_answer_and_timeline_are_shown(given: Stage, page: Page) -> None:
    opened(page, given)
    expect(inspector(page)).to_contain_text("Nothing was used yet.")
    use(page, "show")

    listed = inspector(page).get_by_role("list", name=re.compile("^Interactions")).get_by_role("button")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("/show")
    expect(listed).to_contain_text("Ben")
    expect(detail(page)).to_contain_text("Answered with a message")
    expect(tab(page, "Timeline")).to_contain_text(re.compile(r"\d+ ms.*nswered"))
    request = tab(page, "Request")
    expect(request).to_contain_text("POST http://bot.test/interactions")
    expect(request).to_contain_text('name: "show"')
    request.get_by_text(re.compile("^Headers")).click()
    expect(request).to_contain_text("x-signature-ed25519", ignore_case=True)
    token = given.do(lambda: next(iter(given.test.discord.interactions.values())).token)
    assert token not in str(page.content())
    answer = tab(page, "Answer")
    expect(answer).to_contain_text("HTTP 200")
    expect(answer).to_contain_text('content: "Here"')


def test_rest_calls_and_log_lines_belong_to_their_interaction(given: Stage, page: Page) -> None:
    opened(page, given)
    use(page, "work")
    expect(said(page).last).to_contain_text("And one more")
    expect(detail(page)).to_contain_text("Deferred")
    calls = tab(page, "REST calls")
    expect(calls.get_by_role("listitem")).to_have_count(2)
    followup = calls.get_by_role("listitem").last
    expect(followup).to_contain_text("POST")
    expect(followup).to_contain_text("200")
    followup.locator("summary").first.click()
    expect(followup).to_contain_text(re.compile(r"Bucket \w+, \d+ left"))
    expect(followup).to_contain_text('content: "And one more"')
    use(page, "show")
    expect(detail(page)).to_contain_text("/show")
    expect(calls.get_by_role("listitem")).to_have_count(0)


def test_a_broken_rule_is_told_with_its_documentation(given: Stage, page: Page) -> None:
    def declare_too_much() -> None:
        given.test.discord.deadline = 0.5

        @given.test.bot.slash_command(description="Come too late.", auto_defer="off")
        async def late(ctx: CommandContext) -> str:
            await asyncio.sleep(1)
            return "late"

        registered(given.test)

    given.do(declare_too_much)
    opened(page, given)
    use(page, "late")
    failed = said(page).last
    expect(failed).to_contain_text("The application did not respond")
    expect(failed).to_contain_text("No answer within 0.5 s")
    link = detail(page).get_by_role("link", name="Read the rule")
    expect(link).to_have_attribute("href", re.compile(r"^https://docs\.discord\.com/"))
    expect(link).to_have_attribute("target", "_blank")
    failed.get_by_role("button", name="Inspect").click()
    expect(detail(page)).to_contain_text("/late")


def test_an_interaction_is_sent_again(given: Stage, page: Page) -> None:
    opened(page, given)
    use(page, "show")
    expect(said(page)).to_have_count(1)
    detail(page).get_by_role("button", name="Send again").click()

    expect(said(page)).to_have_count(2)
    expect(inspector(page).get_by_role("list", name=re.compile("^Interactions")).get_by_role("button")).to_have_count(2)


def test_each_way_of_breaking_is_tried(given: Stage, page: Page) -> None:
    given.do(lambda: setattr(given.test.discord, "deadline", 1.2))
    opened(page, given)
    use(page, "show")
    said(page).first.get_by_role("button", name="Press").click()
    expect(said(page).last).to_contain_text("More of it")
    pressed = inspector(page).get_by_role("list", name=re.compile("^Interactions")).get_by_role("button").nth(0)
    expect(pressed).to_contain_text("Clicked “Press”")
    pressed.click()
    expect(detail(page)).to_contain_text("Clicked “Press”")
    origin = detail(page).locator(".detail-id").inner_text()
    for count, label in enumerate(BREAKS, 3):
        detail(page).get_by_role("button", name=re.compile("^Break it")).click()
        menu = page.get_by_role("menu", name="Ways to break it")
        expect(menu.get_by_role("menuitem")).to_have_count(len(BREAKS))
        item = menu.get_by_role("menuitem", name=label)
        explains = item.locator("span").last.inner_text()
        item.click()
        expect(menu).to_be_hidden()
        expect(detail(page).get_by_role("status")).to_have_text(explains)
        expect(detail(page).locator(".result")).not_to_contain_text("Waiting for the bot")
        assert given.do(lambda: len(given.test.discord.interactions)) == count
        inspector(page).locator(f'[data-id="{origin.removeprefix("id ")}"]').click()
        expect(detail(page).locator(".detail-id")).to_have_text(origin)
    made = given.do(lambda: [*given.test.discord.interactions.values()])

    assert len({one.trial for one in made}) == len(BREAKS) + 1
    assert [one.status for one in made if one.trial == "signature"] == [401]


def test_a_forged_request_that_was_refused_is_no_failure(given: Stage, page: Page) -> None:
    opened(page, given)
    use(page, "show")
    expect(said(page)).to_have_count(1)
    detail(page).get_by_role("button", name=re.compile("^Break it")).click()
    page.get_by_role("menuitem", name="Forge the signature").click()
    listed = inspector(page).get_by_role("list", name=re.compile("^Interactions")).get_by_role("button")

    expect(detail(page).locator(".result.good")).to_have_text("The bot refused it, as it should.")
    expect(listed.first).to_contain_text("passed")
    expect(said(page)).to_have_count(1)
    expect(tab(page, "Timeline").locator(".kind-failed")).to_have_count(0)


def test_the_inspector_is_hidden_until_it_is_wanted_again(given: Stage, page: Page) -> None:
    opened(page, given)
    use(page, "show")
    expect(said(page)).to_have_count(1)
    button = page.get_by_role("banner").get_by_role("button", name="Inspector")
    expect(button).to_have_attribute("aria-expanded", "true")
    width = page.get_by_role("main").evaluate("one => one.clientWidth")
    assert width > 600
    inspector(page).get_by_role("button", name="Close").click()
    expect(page.locator("#inspector")).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    assert page.get_by_role("main").evaluate("one => one.clientWidth") > width
    opened(page, given)
    expect(page.locator("#inspector")).to_be_hidden()
    said(page).first.get_by_role("button", name="/show").click()

    expect(detail(page)).to_contain_text("/show")
    button.click()
    expect(page.locator("#inspector")).to_be_hidden()


def test_a_step_is_copied_as_a_test(given: Stage, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=given.url)
    opened(page, given)
    use(page, "show")
    detail(page).get_by_role("button", name="Copy as test").click()
    dialog = page.get_by_role("dialog", name="Copy as test")
    expect(dialog).to_contain_text('await bot.slash("show")')
    dialog.get_by_role("button", name="Copy the test").click()
    expect(dialog.get_by_text("Copied")).to_be_visible()
    code = page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    assert "async def test_" in code
    compile(code, "test_copied.py", "exec")


def test_the_log_leads_to_the_interaction(stage: Stage, page: Page) -> None:
    stage.run(stage.test.slash("ping"))
    interaction = stage.do(lambda: next(iter(stage.test.discord.interactions.values())).id)
    records = [
        {"level": "info", "message": "all is well", "time": 1.5, "interaction_id": str(interaction)},
        {"level": "error", "message": "out of order", "time": 2.5, "error": "Traceback\n  ValueError: <b>no</b>"},
    ]

    def write() -> None:
        stage.test.discord.logs.extend(records)
        stage.test.discord.logged += len(records)

    stage.do(write)
    opened(page, stage)
    expect(detail(page)).to_contain_text("/ping")
    expect(tab(page, "Log")).to_contain_text("all is well")
    inspector(page).get_by_role("tab", name="Log").first.click()
    log = inspector(page).get_by_role("tabpanel", name="Log").first
    log.locator("summary", has_text="Traceback").click()
    expect(log).to_contain_text("ValueError: <b>no</b>")
    log.get_by_role("button", name=f"Show interaction {interaction}").click()

    expect(detail(page)).to_be_visible()


def test_a_click_that_is_answered_by_nothing_is_finished(given: Stage, page: Page) -> None:
    opened(page, given)
    use(page, "show")
    said(page).last.get_by_role("button", name="Quiet").click()

    expect(detail(page)).to_contain_text("Acknowledged without a message")


def test_a_foreign_host_is_refused(stage: Stage, page: Page) -> None:
    opened(page, stage)
    address = urlsplit(stage.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0))) as connection:
        connection.sendall(b"GET /playground/changes HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert re.match(rb"HTTP/1.1 4\d\d ", answer)
    assert b"message/" not in answer

    refused = page.request.post(
        f"{stage.url}/playground/interactions", headers={"Origin": "http://evil.example"}, data={}
    )
    assert 400 <= refused.status < 500
    assert stage.do(lambda: len(stage.test.discord.interactions)) == 0
    composer(page).fill("still there")
    page.keyboard.press("Enter")
    expect(said(page).last).to_contain_text("still there")
