"""A channel with 500 messages: the page stays quick, and touches only what changed."""

import re
import statistics

import pytest
from playwright.sync_api import Page, expect

from tests.browser.moves import composer, opened
from tests.browser.stage import Stage

MANY = 500
TYPE = """async () => {
  const field = document.getElementById("composer-text");
  const taken = [];
  for (let count = 0; count < 20; count += 1) {
    const began = performance.now();
    field.value += "x";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
    taken.push(performance.now() - began);
  }
  return taken;
}"""
WATCH = """() => {
  window.touched = [];
  const names = (nodes) => [...nodes].map((node) => node.dataset?.message ?? node.nodeName);
  new MutationObserver((records) => {
    for (const { type, target, addedNodes, removedNodes } of records) {
      const place = target.id || target.className || target.nodeName;
      window.touched.push([type, place, ...names(addedNodes), ...names(removedNodes)]);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}"""


@pytest.fixture
def crowded(bare: Stage) -> Stage:
    def fill() -> None:
        for number in range(MANY):
            bare.test.message(f"Message **{number}** with a [link](https://example.com) and `code`")

    bare.do(fill)
    return bare


def test_many_messages_are_shown_and_typing_stays_quick(crowded: Stage, page: Page) -> None:
    messages = opened(page, crowded)
    expect(messages).to_have_count(MANY)
    expect(messages.last).to_be_in_viewport()
    composer(page).focus()
    taken = page.evaluate(TYPE)

    # Generous: what would be seen as a page that hangs.
    assert statistics.median(taken) < 100
    expect(composer(page)).to_have_value("x" * 20)


def test_a_poll_without_news_touches_nothing_and_a_message_only_its_place(crowded: Stage, page: Page) -> None:
    messages = opened(page, crowded)
    expect(messages).to_have_count(MANY)
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    with page.expect_response(lambda answer: "/playground/changes" in answer.url and answer.status == 204):
        pass
    with page.expect_response(lambda answer: "/playground/changes" in answer.url and answer.status == 204):
        pass
    assert page.evaluate("() => window.touched") == []

    made = crowded.show({"content": "One more"})
    expect(messages.last).to_contain_text("One more")
    in_list = [record for record in page.evaluate("() => window.touched") if record[1] == "entries"]
    assert in_list == [["childList", "entries", made]]
    expect(messages).to_have_count(MANY + 1)


def test_a_reader_of_old_messages_is_not_moved_by_new_ones(crowded: Stage, page: Page) -> None:
    messages = opened(page, crowded)
    conversation = page.get_by_role("log", name="Conversation")
    conversation.focus()
    page.keyboard.press("Home")
    expect(messages.first).to_be_in_viewport()
    before = messages.first.bounding_box()
    crowded.show({"content": "One more"})
    expect(messages).to_have_count(MANY + 1)

    assert messages.first.bounding_box() == before
    page.get_by_role("button", name="Jump to present").click()
    expect(messages.last).to_be_in_viewport()
    expect(conversation).to_be_focused()


def test_an_old_message_is_found_from_its_reply(crowded: Stage, page: Page) -> None:
    old = crowded.do(lambda: [*crowded.test.discord.world.messages][MANY // 3])
    crowded.show({"content": "As I said", "type": 19, "message_reference": {"message_id": str(old)}})
    messages = opened(page, crowded)
    messages.last.get_by_role("button", name=re.compile("^Message")).click()

    target = page.locator(f'[data-message="{old}"]')
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()
