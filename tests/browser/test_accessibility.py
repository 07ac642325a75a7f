"""Names, contrast, small screens, and still pictures for whoever wants them still."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch
from tests.browser.moves import composer, inspector, opened, said, use
from tests.browser.stage import Stage

INTERACTIVE = frozenset(
    (
        *("button", "checkbox", "combobox", "link", "listbox", "menuitem", "option", "radio", "searchbox", "slider"),
        *("spinbutton", "switch", "tab", "textbox"),
    )
)
RICH = {
    "content": "# Heading\n**bold** <@1> `code` [link](https://example.com) ||hidden|| @everyone <t:0:R>\n> quote\n"
    "-# small\n- item\n```py\ndef answer(x):  # why\n    return 'yes' + 42\n```",
    "edited_timestamp": "2026-01-01T00:00:00+00:00",
    "embeds": [
        {
            "title": "Title",
            "url": "https://example.com",
            "description": "Text with `code` and <#3>",
            "color": 0xFFFFFF,
            "author": {"name": "Author"},
            "fields": [{"name": "Name", "value": "Value", "inline": True}],
            "footer": {"text": "Footer"},
            "timestamp": "2026-01-01T00:00:00+00:00",
            "image": {"url": "https://example.com/far.png"},
        }
    ],
    "attachments": [{"id": "1", "filename": "a.txt", "size": 10, "url": "https://cdn.discordapp.com/a.txt"}],
    "reactions": [{"emoji": {"id": None, "name": "👍"}, "count": 2, "me": False, "count_details": {}}],
    "components": [
        {
            "type": 1,
            "components": [{"type": 2, "style": n, "label": f"Style {n}", "custom_id": f"s{n}"} for n in range(1, 5)]
            + [{"type": 2, "style": 5, "label": "Link", "url": "https://example.com"}],
        },
        {"type": 1, "components": [{"type": 5, "custom_id": "who", "placeholder": "Who?"}]},
    ],
}
POLL = {
    "question": {"text": "What to drink?"},
    "answers": [{"answer_id": n, "poll_media": {"text": f"Answer {n}"}} for n in (1, 2)],
    "results": {"is_finalized": True, "answer_counts": [{"id": 1, "count": 2, "me_voted": False}]},
}
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const read = (color) => {
    if (!known.has(color)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const light = (color) => {
    const [r, g, b] = color.slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ratio = (one, other) => {
    const [most, least] = [light(one), light(other)].sort((a, b) => b - a);
    return (most + .05) / (least + .05);
  };
  const behind = (node) => {
    if (!node) return read(matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff");
    const style = getComputedStyle(node), own = read(style.backgroundColor);
    return own[3] === 1 ? own : over(own, behind(node.parentElement));
  };
  const faded = (node) => (node ? Number(getComputedStyle(node).opacity) * faded(node.parentElement) : 1);
  const bad = [];
  const check = (node, color, text) => {
    const ground = behind(node), [r, g, b, a] = read(color);
    const seen = ratio(over([r, g, b, a * faded(node)], ground), ground);
    if (seen < 4.5) bad.push(`${seen.toFixed(2)}: ${text.slice(0, 40)} (${node.tagName}.${node.className})`);
  };
  const isMeant = (node) => {
    if (node.closest("[inert], :disabled, [aria-disabled=true], .visually-hidden, .skip, option")) return false;
    const { width, height } = node.getBoundingClientRect();
    return width > 1 && height > 1 && node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), node = walk.currentNode.parentElement;
    if (/[\\p{L}\\p{N}]/u.test(text) && isMeant(node)) check(node, getComputedStyle(node).color, text);
  }
  for (const node of document.querySelectorAll("input, textarea, select")) {
    if (!isMeant(node)) continue;
    if (node.placeholder && !node.value) check(node, getComputedStyle(node, "::placeholder").color, node.placeholder);
    else if (typeof node.value === "string" && node.value) check(node, getComputedStyle(node).color, node.value);
  }
  return [...new Set(bad)];
}"""


@pytest.fixture
def given(stage: Stage) -> Stage:
    """Give a Discord in which there is something of everything."""
    stage.show(RICH)
    stage.show({"poll": POLL})
    stage.run(stage.test.slash("roll", dice=2))
    stage.run(stage.test.slash("poll", question="Lunch?", answers="Pizza, Pasta"))
    records = [
        {"level": level, "message": f"a {level}", "time": 1.5} for level in ("debug", "info", "warning", "error")
    ]

    def write() -> None:
        stage.test.discord.logs.extend(records)
        stage.test.discord.logged += len(records)
        stage.test.discord.violations.append("a broken rule")

    stage.do(write)
    return stage


Resized = Callable[[int, Literal["light", "dark"]], Page]


@pytest.fixture
def page_of(browser: Browser) -> Iterator[Resized]:
    """Give a page of another width, or in another colour scheme; what holds for every page holds for it."""
    made: list[tuple[Page, Watch]] = []

    def make(width: int, scheme: Literal["light", "dark"]) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 780}, color_scheme=scheme, reduced_motion="reduce", locale="en-US"
        )
        page = context.new_page()
        made.append((page, Watch(page)))
        return page

    yield make
    for page, watch in made:
        page.context.close()
        assert not watch.errors
        assert not watch.foreign


def states(page: Page, stage: Stage) -> Iterator[str]:
    """Bring the page into one state after another, and name each."""
    opened(page, stage)
    yield "the conversation"
    composer(page).fill("/")
    expect(page.get_by_role("listbox")).to_be_visible()
    yield "the picker"
    composer(page).fill("/roll ")
    page.keyboard.type("dice:99 ")
    yield "a command with a mistake"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    said(page).first.get_by_role("button", name="postern").click()
    yield "a menu"
    page.keyboard.press("Escape")
    use(page, "feedback")
    form = page.get_by_role("dialog", name="Feedback")
    form.get_by_role("button", name="Submit").click()
    yield "a form with mistakes"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Change who you act as").click()
    yield "who acts"
    page.get_by_role("button", name="Permissions of Admin").click()
    expect(page.get_by_role("dialog", name="Permissions of Admin").get_by_label("Administrator")).to_be_visible()
    yield "the permissions of a role"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    for name in ("Request", "Answer", "REST calls", "Log"):
        page.get_by_role("region", name="The interaction in full").get_by_role(
            "tab", name=re.compile(f"^{name}")
        ).click()
        yield f"the inspector's {name}"
    inspector(page).get_by_role("tab", name=re.compile("^Log")).first.click()
    yield "the log"


def nameless(page: Page) -> list[str]:
    """Give what can be used and has no name, as a screen reader sees the page."""
    session: Any = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    found = [
        node
        for node in nodes
        if not node.get("ignored")
        and node["role"]["value"].lower() in INTERACTIVE
        and not node.get("name", {}).get("value", "").strip()
    ]
    return [f"{node['role']['value']} {node.get('backendDOMNodeId')}" for node in found]


def test_all_that_can_be_used_has_a_name(given: Stage, page: Page) -> None:
    wrong = {state: found for state in states(page, given) if (found := nameless(page))}
    assert not wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out(given: Stage, page_of: Resized, scheme: Literal["light", "dark"]) -> None:
    page = page_of(1280, scheme)
    wrong = {state: found for state in states(page, given) if (found := page.evaluate(CONTRAST))}
    assert not wrong, "\n".join(f"{state}: {one}" for state, found in wrong.items() for one in found)


@pytest.mark.parametrize("width", [390, 360])
def test_a_phone_shows_all_of_it_without_scrolling_aside(given: Stage, page_of: Resized, width: int) -> None:
    page = page_of(width, "light")
    opened(page, given)

    def fits() -> bool:
        return bool(page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth"))

    assert fits()
    conversation = page.get_by_role("log", name="Conversation")
    assert conversation.evaluate("one => one.scrollWidth <= one.clientWidth")
    for button, part in (("Channels", page.locator("#places")), ("Inspector", page.locator("#inspector"))):
        opener = page.get_by_role("banner").get_by_role("button", name=button)
        opener.click()
        expect(part).to_be_in_viewport(ratio=0.9)
        assert fits()
        for _ in range(8):
            page.keyboard.press("Tab")
            # The body stands for the browser itself, between the last thing and the first.
            assert part.evaluate(
                "one => [document.body, scrim].includes(document.activeElement) || one.contains(document.activeElement)"
            )
        page.keyboard.press("Escape")
        expect(part).not_to_be_in_viewport()
        expect(opener).to_be_focused()
    composer(page).fill("/rol")
    expect(page.get_by_role("option", name="/roll")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert fits()
    page.keyboard.press("Enter")
    expect(said(page).last).to_contain_text("1d6")
    use(page, "feedback")
    form = page.get_by_role("dialog", name="Feedback")
    expect(form.get_by_role("button", name="Submit")).to_be_in_viewport()
    assert fits()
    page.keyboard.press("Escape")


def test_a_place_is_chosen_from_the_drawer(given: Stage, page_of: Resized) -> None:
    page = page_of(390, "dark")
    opened(page, given)
    page.get_by_role("banner").get_by_role("button", name="Channels").click()
    page.get_by_role("navigation", name="Channels").get_by_role("button", name="general").click()
    expect(page.get_by_role("main").get_by_role("heading", name="general")).to_be_visible()
    expect(page.locator("#places")).not_to_be_in_viewport()
    expect(composer(page)).to_be_enabled()

    page.get_by_role("banner").get_by_role("button", name="Inspector").click()
    page.get_by_role("button", name="Close the panel").click(position={"x": 5, "y": 400})
    expect(page.locator("#inspector")).not_to_be_in_viewport()


def test_nothing_moves_for_whoever_wants_it_still(given: Stage, page_of: Resized) -> None:
    page = page_of(1280, "light")
    opened(page, given)
    given.show({"flags": 128})
    expect(said(page).last).to_contain_text("is thinking…")

    moving = page.evaluate(
        "() => document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 1)"
        ".map((one) => one.effect.target.className)"
    )
    assert moving == []
