"""Pages: turned by whoever asked for them, in any process, for as long as they are kept."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.bot import Bot
from app.components.button import button
from app.components.pages import KEPT_FOR, Page, Pages
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.errors import StoreError
from app.models.button import Button
from app.models.component import ActionRow, Container, Section
from app.models.display import TextDisplay, Thumbnail
from app.models.embed import Embed
from app.models.response import Reply, Update
from app.stores.base import Store
from app.stores.memory import MemoryBackend
from app.testing import Result, TestBot
from tests.components.flows import EXPIRED
from tests.components.processes import given_process, start_another

TEXTS = [f"Page {number}." for number in range(1, 11)]


def book(pages: Sequence[Page], **options: Any) -> Callable[[Bot], None]:
    """Declare `/try`, which answers with these pages."""

    def code(bot: Bot) -> None:
        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            return await Pages(pages, **options).reply(ctx)

    return code


def given_book(pages: Sequence[Page] = TEXTS, **options: Any) -> TestBot:
    return given_process(book(pages, **options))[0]


def buttons(shown: Result) -> list[Button]:
    """Return the buttons below a page."""
    row = shown.components[-1]
    assert isinstance(row, ActionRow)
    return [one for one in row.components if isinstance(one, Button)]


def labels(shown: Result) -> str:
    """Return what stands on the buttons; what cannot be pressed in brackets."""
    return " ".join(f"[{one.label}]" if one.disabled else str(one.label) for one in buttons(shown))


# ── turning ──


async def test_every_button_leads_where_it_says() -> None:
    shown = await given_book().slash("try")
    seen = [(shown.content, labels(shown))]
    for label in ("›", "›", "‹", "»", "‹", "«"):
        shown = await shown.click(label)
        seen.append((shown.content, labels(shown)))

    assert seen == [
        ("Page 1.", "[«] [‹] [1/10] › »"),
        ("Page 2.", "« ‹ [2/10] › »"),
        ("Page 3.", "« ‹ [3/10] › »"),
        ("Page 2.", "« ‹ [2/10] › »"),
        ("Page 10.", "« ‹ [10/10] [›] [»]"),
        ("Page 9.", "« ‹ [9/10] › »"),
        ("Page 1.", "[«] [‹] [1/10] › »"),
    ]


@pytest.mark.parametrize(("count", "expected"), [(2, "[‹] [1/2] ›"), (3, "[«] [‹] [1/3] › »")])
async def test_there_are_as_many_buttons_as_lead_anywhere(count: int, expected: str) -> None:
    shown = await given_book(TEXTS[:count]).slash("try")

    assert labels(shown) == expected
    assert (await shown.click("›")).content == "Page 2."


async def test_one_page_alone_has_no_buttons_and_is_kept_nowhere() -> None:
    away = Store(Away(TestBot(None).clock.now))
    bot, _ = given_process(book(["One."]), away)
    shown = await bot.slash("try")

    assert (shown.content, shown.components) == ("One.", ())


class Away(MemoryBackend):
    """A store that is away."""

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        raise StoreError("store redis at db:6379 cannot be reached")


async def test_pages_that_cannot_be_kept_are_not_shown() -> None:
    bot, _ = given_process(book(TEXTS), Store(Away(TestBot(None).clock.now)))
    shown = await bot.slash("try")

    assert shown.content.startswith("Something went wrong.")


async def test_another_process_turns_them_and_the_code_that_made_them_may_be_gone() -> None:
    bot, store = given_process(book(TEXTS))
    shown = await bot.slash("try")
    start_another(bot, lambda bot: None, store)
    shown = await shown.click("»")
    start_another(bot, lambda bot: None, store)

    assert (await shown.click("‹")).content == "Page 9."


async def test_who_presses_twice_turns_once() -> None:
    bot = given_book()
    shown = await bot.slash("try")
    on = buttons(shown)[3].custom_id
    assert shown.message is not None
    for _ in range(2):
        await bot.discord.click(int(shown.message.id), on, unchecked=True)
    await bot.settle()

    assert shown.content == "Page 2."


# ── who may ──


async def test_nobody_but_who_asked_turns_them() -> None:
    bot = given_book()
    shown = await bot.slash("try")
    told = await shown.click("›", by=bot.actor("Ida"))

    assert (told.content, told.ephemeral) == ("This is for the one who asked for it.", True)
    assert shown.content == "Page 1."


async def test_others_turn_them_where_anybody_may() -> None:
    bot = given_book(anybody=True)
    shown = await bot.slash("try")
    await shown.click("›", by=bot.actor("Ida"))

    assert shown.content == "Page 2."


# ── how long ──


@pytest.mark.parametrize("kept_for", [None, 60.0])
async def test_once_they_are_kept_no_more_users_are_told_and_the_buttons_are_greyed_out(
    kept_for: float | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app.context.drift")
    bot = given_book() if kept_for is None else given_book(expires=kept_for)
    shown = await bot.slash("try")
    bot.clock.advance((kept_for or KEPT_FOR) - 1)
    shown = await shown.click("›")
    bot.clock.advance(1)
    told = await shown.click("›")

    assert told.texts() == ["Page 2.", EXPIRED]
    assert [followup.ephemeral for followup in told.followups] == [True]
    assert labels(shown) == "[«] [‹] [2/10] [›] [»]"
    (line,) = [record for record in caplog.records if record.name == "app.context.drift"]
    assert line.levelno == logging.INFO
    assert line.getMessage().endswith(": its pages are kept no more")


async def test_what_else_stands_in_the_message_is_not_greyed_out() -> None:
    def code(bot: Bot) -> None:
        @bot.button
        async def like(ctx: ComponentContext) -> str:
            return "Thanks."

        own = Container(Section("A cat.", accessory=Thumbnail("https://cats.test/1.png")), ActionRow(like.button()))
        book([Reply(components=[own]), Reply(components=[TextDisplay("A dog.")])], expires=60)(bot)

    bot, _ = given_process(code)
    shown = await bot.slash("try")
    bot.clock.advance(61)
    await shown.click("›")

    assert labels(shown) == "[‹] [1/2] [›]"
    assert (await shown.click("Like")).content == "Thanks."


async def test_a_message_that_cannot_be_changed_keeps_nobody_from_being_told() -> None:
    bot = given_book(expires=60)
    shown = await bot.slash("try")
    assert shown.message is not None
    source = bot.discord.world.messages[int(shown.message.id)]
    bot.clock.advance(61)
    # More than a message can have, as one that grew by what Discord adds to it.
    source["components"] = [*source["components"]] * 9
    told = await shown.click("›")

    assert told.texts()[-1] == EXPIRED


# ── what a page is ──


async def test_texts_embeds_and_replies_take_each_others_place() -> None:
    red, blue = Embed(title="Red", description="r", color=0xFF0000, footer="f"), Embed(title="Blue")
    shown = await given_book(["Text.", red, [red, blue], Reply("Both.", embeds=[blue]), "End."]).slash("try")
    seen = [(shown.content, [embed.title for embed in shown.embeds])]
    for _ in range(4):
        shown = await shown.click("›")
        seen.append((shown.content, [embed.title for embed in shown.embeds]))
    back = await shown.click("«")
    assert back.embeds == ()
    back = await back.click("›")

    assert seen == [("Text.", []), ("", ["Red"]), ("", ["Red", "Blue"]), ("Both.", ["Blue"]), ("End.", [])]
    (found,) = back.embeds
    assert (found.description, found.color, found.footer and found.footer.text) == ("r", 0xFF0000, "f")


async def test_a_page_has_the_components_that_it_brings() -> None:
    def code(bot: Bot) -> None:
        @bot.button
        async def take(ctx: ComponentContext, number: int) -> Update:
            return Update(f"{number} is taken.", components=())

        rows = [[ActionRow(take.button(number).replace(label=f"Take {number}"))] for number in range(3)]
        book([Reply(f"{number}?", components=row) for number, row in enumerate(rows)])(bot)

    bot, _ = given_process(code)
    shown = await (await bot.slash("try")).click("»")

    assert (shown.content, len(shown.components)) == ("2?", 2)
    assert (await shown.click("Take 2")).content == "2 is taken."


async def test_pages_made_up_of_components_are_turned_as_others() -> None:
    pages = [Reply(components=[Container(TextDisplay(text))]) for text in TEXTS]
    shown = await (await given_book(pages).slash("try")).click("»")

    assert (shown.content, labels(shown)) == ("Page 10.", "« ‹ [10/10] [›] [»]")


async def test_they_are_as_private_as_the_reply_says() -> None:
    def code(bot: Bot) -> None:
        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            return (await Pages(TEXTS).reply(ctx)).replace(ephemeral=True)

    bot, _ = given_process(code)
    shown = await bot.slash("try")
    also = await given_book([Reply("One.", ephemeral=True), "Two."]).slash("try")

    assert (shown.ephemeral, also.ephemeral) == (True, True)
    assert [(await one.click("›")).content for one in (shown, also)] == ["Page 2.", "Two."]


async def test_a_button_may_answer_with_pages() -> None:
    def code(bot: Bot) -> None:
        @bot.button
        async def read(ctx: ComponentContext) -> Reply:
            return await Pages(TEXTS).reply(ctx)

        book([Reply("Read?", components=[ActionRow(read.button())])])(bot)

    bot, _ = given_process(code)
    shown = await (await bot.slash("try")).click("Read")

    assert (await shown.click("›")).content == "Page 2."


async def test_a_list_can_be_asked_for_anew_with_each_turn() -> None:
    @button(label="›")
    async def turn(ctx: ComponentContext, page: int, query: str) -> Update:
        back = turn.button(page - 1, query).replace(label="‹", disabled=page == 0)
        on = turn.button(page + 1, query).replace(disabled=page == 2)
        return Update(f"{query} {page}", components=[ActionRow(back, on)])

    def code(bot: Bot) -> None:
        bot.add(turn)
        book([Reply("?", components=[ActionRow(turn.button(0, "cats"))])])(bot)

    bot, _ = given_process(code)
    shown = await bot.slash("try")
    seen = []
    for label in ("›", "›", "›", "‹"):
        shown = await shown.click(label)
        seen.append(f"{shown.content} {labels(shown)}")

    assert seen == ["cats 0 [‹] ›", "cats 1 ‹ ›", "cats 2 ‹ [›]", "cats 1 ‹ ›"]
