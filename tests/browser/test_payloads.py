"""Every message and every form of the documentation's examples, shown in the page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app import CommandContext
from tests.browser.moves import opened, registered
from tests.browser.stage import Stage

FOLDER = Path(__file__).parents[3] / "shared" / "payloads"
HERE = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the examples are not beside the checkout, in {FOLDER}")
MODAL, MESSAGE = 9, 4
TEXTS = frozenset({"content", "label", "placeholder", "title", "description", "name", "value", "text", "filename"})
UNSEEN = frozenset({"author", "mentions", "mention_channels", "emoji", "interaction", "options", "message_reference"})
"""Fields whose words stand elsewhere, or nowhere: options are in a list that is opened."""

Json = dict[str, Any]


def examples() -> Iterator[tuple[str, Json]]:
    """Give what stands in the files, each message and each answer on its own."""
    folders = ("messages", "components", "interactions")
    for path in (path for folder in folders for path in sorted((FOLDER / folder).glob("*.json"))):
        whole = json.loads(path.read_text())
        for one in whole if isinstance(whole, list) else [whole]:
            if isinstance(one, dict):
                yield path.name, one


def messages() -> list[tuple[str, Json]]:
    """Give the messages: those of a search's results too, and what answers bring."""
    found: list[tuple[str, Json]] = []
    for name, one in examples():
        if "messages" in one:
            found += [(name, message) for group in one["messages"] for message in group]
        elif one.get("type") == MESSAGE and "content" in one.get("data", {}):
            found.append((name, one["data"]))
        elif not name.endswith("-interaction.json") and {"content", "embeds", "components"} & one.keys():
            found.append((name, one))
    return found


def modals() -> list[tuple[str, Json]]:
    opened = [(name, one["data"]) for name, one in examples() if one.get("type") == MODAL]
    return [(name, modal) for name, modal in opened if "title" in modal]


def words(part: object, key: str = "") -> Iterator[str]:
    """Give the words that must be read on the page, which have no markdown in them."""
    if isinstance(part, dict):
        if "filename" in part and "url" not in part:
            # A request names what it uploads, and an embed places it.
            return
        for name, inner in part.items():
            if name not in UNSEEN:
                yield from words(inner, name)
    elif isinstance(part, list):
        for inner in part:
            yield from words(inner, key)
    elif isinstance(part, str) and key in TEXTS:
        yield from re.findall(r"[A-Za-z']{3,}", re.sub(r"<[^>]*>|https?://\S+|[\w.-]*@[\w.-]*", " ", part))


@HERE
def test_every_message_is_shown_with_all_that_is_said_in_it(bare: Stage, page: Page) -> None:
    found = messages()
    assert len(found) >= 15
    ids = [bare.show({key: value for key, value in one.items() if key != "author"}) for _, one in found]
    opened(page, bare)

    for (name, message), id in zip(found, ids, strict=True):
        shown = page.locator(f'[data-message="{id}"]')
        expect(shown, name).to_have_count(1)
        text = shown.evaluate(
            "one => one.textContent + [...one.querySelectorAll('[aria-label], [alt]')]"
            ".map((inner) => ` ${inner.ariaLabel ?? ''} ${inner.alt ?? ''}`).join('')"
        )
        missing = [word for word in words(message) if word not in text]
        assert not missing, f"{name}: {missing} are missing in {text!r}"
    expect(page.get_by_text("which is not shown in messages")).to_have_count(0)
    expect(page.get_by_text("undefined")).to_have_count(0)
    expect(page.get_by_text("[object")).to_have_count(0)


@HERE
def test_every_form_is_shown_with_all_its_fields(bare: Stage, page: Page) -> None:
    found = modals()
    assert len(found) >= 8

    def declare() -> None:
        @bare.test.bot.slash_command(description="Say nothing but this.")
        async def ask(ctx: CommandContext) -> str:
            return "asked"

        registered(bare.test)

    bare.do(declare)
    opened(page, bare)
    for name, modal in found:
        bare.run(bare.test.slash("ask"))
        bare.do(lambda shown=modal: setattr([*bare.test.discord.interactions.values()][-1], "modal", shown))  # type: ignore[misc]
        page.evaluate("import('/static/base/store.js').then(({ refresh }) => refresh())")
        form = page.get_by_role("dialog", name=modal["title"])
        expect(form, name).to_be_visible()
        text = form.evaluate(
            "one => one.textContent + [...one.querySelectorAll('input, textarea')]"
            ".map((input) => ` ${input.placeholder ?? ''} ${input.ariaLabel ?? ''} ${input.value}`).join('')"
        )
        missing = [word for word in words(modal) if word not in text]
        assert not missing, f"{name}: {missing} are missing in {text!r}"
        expect(form.get_by_text("which is not shown in forms"), name).to_have_count(0)
        page.keyboard.press("Escape")
        expect(form).to_be_hidden()
