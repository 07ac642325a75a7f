"""Each type of component, shown and used in the page; the bot is a real one."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from app import CommandContext, ComponentContext, Reply, Update
from app.models import (
    ActionRow,
    Button,
    ButtonStyle,
    Container,
    File,
    FileComponent,
    LinkButton,
    MediaGallery,
    MediaGalleryItem,
    Member,
    PremiumButton,
    Role,
    Section,
    SelectOption,
    Separator,
    TextChannel,
    TextDisplay,
    Thumbnail,
    User,
)
from app.testing import TestBot
from tests.browser.moves import act_as, opened, registered, said, use
from tests.browser.stage import Stage

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
"""A PNG of one pixel."""


def show(stage: Stage, *components: Any, files: Sequence[File] = ()) -> None:
    """Let the bot send a message with these components to Ben."""

    def declare() -> None:
        @stage.test.bot.slash_command(description="Show something.")
        async def show(ctx: CommandContext) -> Reply:
            return Reply(components=components, files=files)

    stage.do(declare)
    stage.run(stage.test.slash("show"))


def offered(page: Page, name: str) -> Locator:
    """Give the entries of the open list whose names begin so."""
    return page.get_by_role("listbox").get_by_role("option", name=re.compile(f"^{name}"))


def chosen(page: Page, menu: Locator, *options: str) -> None:
    """Open a menu, choose, and close its list where it stays open."""
    menu.click()
    for option in options:
        offered(page, option).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


# ── buttons ──


def test_a_button_of_each_style_is_used_once(bare: Stage, page: Page) -> None:
    heard: list[int] = []

    def declare(bot: TestBot) -> ActionRow:
        @bot.bot.button(label="Press", name="press")
        async def press(ctx: ComponentContext, style: int) -> Update:
            heard.append(style)
            return Update(f"Pressed: {style}")

        return ActionRow(
            *(press.button(style=n).replace(label=f"Style {n}", style=ButtonStyle(n)) for n in range(1, 5))
        )

    show(bare, bare.do(lambda: declare(bare.test)))
    last = opened(page, bare).last
    for style in range(1, 5):
        last.get_by_role("button", name=f"Style {style}").click()
        expect(last).to_contain_text(f"Pressed: {style}")

    assert heard == [1, 2, 3, 4]


def test_buttons_that_send_nothing_say_what_they_do_instead(bare: Stage, page: Page) -> None:
    sku = bare.do(lambda: bare.test.discord.world.application.skus[0].id)
    buttons = (
        Button(label="Not now", custom_id="no", disabled=True),
        LinkButton("https://example.com/help", "Help"),
        PremiumButton(sku_id=sku),
        Button(emoji="🎲", custom_id="dice"),
    )
    show(bare, ActionRow(*buttons))
    last = opened(page, bare).last

    expect(last.get_by_role("button", name="Not now")).to_be_disabled()
    link = last.get_by_role("link", name=re.compile("^Help"))
    expect(link).to_have_attribute("href", "https://example.com/help")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(last.get_by_role("button", name="🎲")).to_be_enabled()
    last.get_by_role("button", name="Golden Key").click()
    shop = page.get_by_role("dialog", name="Golden Key")
    expect(shop).to_contain_text("opens the shop")
    page.keyboard.press("Escape")
    expect(shop).to_be_hidden()
    assert bare.do(lambda: len(bare.test.discord.interactions)) == 1


def test_a_button_shows_that_it_is_on_its_way_and_why_it_failed(bare: Stage, page: Page) -> None:
    def declare(bot: TestBot) -> ActionRow:
        @bot.bot.button(label="Wait", auto_defer="off")
        async def wait(ctx: ComponentContext) -> Update:
            await asyncio.sleep(2.5)
            return Update("too late")

        bot.discord.deadline = 2.0
        return ActionRow(wait.button())

    show(bare, bare.do(lambda: declare(bare.test)))
    last = opened(page, bare).last
    button = last.get_by_role("button", name="Wait")
    button.click()

    expect(button).to_have_attribute("aria-busy", "true")
    failure = last.get_by_role("alert")
    expect(failure).to_contain_text("This interaction failed")
    expect(failure).to_contain_text("no answer within 2 s")
    expect(button).to_have_attribute("aria-busy", "false")
    failure.get_by_role("button", name="Inspect").click()
    expect(page.get_by_role("region", name="The interaction in full")).to_contain_text("Clicked “Wait”")
    # Nobody else is told.
    act_as(page, "Ada")
    expect(said(page).last.get_by_text("This interaction failed")).to_be_hidden()


# ── menus ──


def test_a_menu_of_one_is_sent_as_soon_as_something_is_chosen(bare: Stage, page: Page) -> None:
    sizes = [SelectOption("Small", "s", description="Fits in a pocket"), SelectOption("Large", "l")]

    def declare(bot: TestBot) -> ActionRow:
        @bot.bot.select(placeholder="Which size?", options=sizes)
        async def size(ctx: ComponentContext, values: list[str]) -> Reply:
            return Reply(f"Chosen: {values}")

        return ActionRow(size.select())

    show(bare, bare.do(lambda: declare(bare.test)))
    first = opened(page, bare).first
    menu = first.get_by_role("combobox", name="Which size?")
    menu.click()
    expect(offered(page, "Small")).to_contain_text("Fits in a pocket")
    offered(page, "Large").click()

    expect(said(page).last).to_contain_text("Chosen: ['l']")
    expect(first).to_contain_text("Large")
    menu.click()
    page.keyboard.type("pocket")
    expect(offered(page, "")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(said(page).last).to_contain_text("Chosen: ['s']")


def test_a_menu_of_several_is_sent_when_it_is_closed_with_as_many_as_it_asks_for(bare: Stage, page: Page) -> None:
    heard: list[list[str]] = []

    def declare(bot: TestBot) -> ActionRow:
        @bot.bot.select(placeholder="Which days?", min_values=2, max_values=3)
        async def days(ctx: ComponentContext, values: list[Literal["Mo", "Tu", "We", "Th"]]) -> Reply:
            heard.append([*values])
            return Reply(" and ".join(values))

        return ActionRow(days.select())

    show(bare, bare.do(lambda: declare(bare.test)))
    first = opened(page, bare).first
    menu = first.get_by_role("combobox", name="Which days?")
    chosen(page, menu, "Mo")
    expect(first.get_by_role("alert").filter(has_text="Choose 2 to 3.")).to_be_visible()
    menu.click()
    for day in ("Mo", "Tu", "We"):
        offered(page, day).click()
    expect(offered(page, "Th")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")

    expect(said(page).last).to_contain_text("Mo and Tu and We")
    assert heard == [["Mo", "Tu", "We"]]


def declare_entities(bot: TestBot) -> list[ActionRow]:
    @bot.bot.select(placeholder="Who?")
    async def who(ctx: ComponentContext, values: list[Member | User]) -> Reply:
        return Reply(f"User: {values[0].mention}")

    @bot.bot.select(placeholder="Which roles?", max_values=2)
    async def roles(ctx: ComponentContext, values: list[Role]) -> Reply:
        return Reply("Roles: " + " ".join(role.name for role in values))

    @bot.bot.select(placeholder="Whom?", max_values=2)
    async def whom(ctx: ComponentContext, values: list[Member | User | Role]) -> Reply:
        return Reply("Mentionables: " + " ".join(type(one).__name__ for one in values))

    @bot.bot.select(placeholder="Where?")
    async def where(ctx: ComponentContext, values: list[TextChannel]) -> Reply:
        return Reply(f"Channel: {values[0].mention}")

    return [ActionRow(one.select()) for one in (who, roles, whom, where)]


def test_menus_of_users_roles_mentionables_and_channels_offer_what_is_here(bare: Stage, page: Page) -> None:
    show(bare, *bare.do(lambda: declare_entities(bare.test)))
    first = opened(page, bare).first
    chosen(page, first.get_by_role("combobox", name="Who?"), "Mira")
    expect(said(page).last).to_contain_text("User: @Mira")

    chosen(page, first.get_by_role("combobox", name="Which roles?"), "Artist", "Admin")
    expect(said(page).last).to_contain_text(re.compile("Roles: (Artist Admin|Admin Artist)"))

    chosen(page, first.get_by_role("combobox", name="Whom?"), "Noor of the North", "Moderator")
    expect(said(page).last).to_contain_text("Mentionables: Member Role")

    where = first.get_by_role("combobox", name="Where?")
    where.click()
    expect(offered(page, "general")).to_be_visible()
    for hidden in ("Lounge", "Town", "news", "staff"):
        expect(offered(page, hidden)).to_have_count(0)
    offered(page, "general").click()
    expect(said(page).last).to_contain_text("Channel: #general")


# ── components of version 2 ──


def test_a_section_in_a_container_has_its_button_beside_it(bare: Stage, page: Page) -> None:
    def declare(bot: TestBot) -> Container:
        @bot.bot.button(label="More")
        async def more(ctx: ComponentContext) -> Update:
            return Update(components=[Container("# All of it")])

        return Container(
            Section("## Heading\nSome **text**", accessory=more.button()),
            Separator(),
            "-# the end",
            accent_color=0x5865F2,
        )

    show(bare, bare.do(lambda: declare(bare.test)))
    last = opened(page, bare).last

    expect(last.get_by_role("heading", name="Heading")).to_be_visible()
    expect(last.locator("strong", has_text="text")).to_be_visible()
    expect(last.get_by_role("separator")).to_be_visible()
    expect(last).to_contain_text("the end")
    text = last.get_by_role("heading", name="Heading").bounding_box()
    button = last.get_by_role("button", name="More").bounding_box()
    assert text is not None and button is not None and button["x"] > text["x"]
    last.get_by_role("button", name="More").click()
    expect(last.get_by_role("heading", name="All of it")).to_be_visible()


def test_pictures_and_files_of_the_bot_are_shown_from_here(bare: Stage, page: Page) -> None:
    files = [File("dot.png", PICTURE), File("words.txt", b"three little words")]
    show(
        bare,
        Section("One picture", accessory=Thumbnail("attachment://dot.png", description="A dot")),
        MediaGallery(
            MediaGalleryItem("attachment://dot.png", description="The same dot"),
            MediaGalleryItem("https://example.com/far.png"),
        ),
        FileComponent("attachment://words.txt"),
        files=files,
    )
    last = opened(page, bare).last

    for name in ("A dot", "The same dot"):
        picture = last.get_by_role("img", name=name, exact=True)
        expect(picture).to_be_visible()
        assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1
    # What lies elsewhere is named and not fetched; the fixture would see the request.
    expect(last.get_by_role("link", name=re.compile("far.png"))).to_be_visible()
    link = last.get_by_role("link", name="words.txt")
    assert page.request.get(bare.url + str(link.get_attribute("href"))).text() == "three little words"
    expect(last).to_contain_text("18 bytes")


def test_a_spoiler_is_covered_until_it_is_pressed(bare: Stage, page: Page) -> None:
    show(bare, Container("The butler", spoiler=True), TextDisplay("It was ||the gardener||."))
    last = opened(page, bare).last
    cover = last.get_by_role("button", name="Spoiler: show the container")
    expect(cover).to_be_visible()
    assert last.get_by_text("The butler").evaluate("one => one.closest('[inert]') !== null")
    cover.click()

    expect(cover).to_be_hidden()
    assert last.get_by_text("The butler").evaluate("one => one.closest('[inert]') === null")
    word = last.get_by_role("button", name="Spoiler, press to show")
    word.focus()
    page.keyboard.press("Enter")
    expect(word).to_be_hidden()
    expect(last.get_by_text("the gardener")).to_be_visible()


# ── around components ──


def test_thinking_is_shown_until_the_answer_comes(bare: Stage, page: Page) -> None:
    ready = asyncio.Event()

    def declare() -> None:
        @bare.test.bot.slash_command(description="Think.")
        async def ponder(ctx: CommandContext) -> str:
            await ctx.defer()
            await ready.wait()
            return "42"

        registered(bare.test)

    bare.do(declare)
    last = opened(page, bare).last
    use(page, "ponder")
    expect(last).to_contain_text("postern is thinking…")
    bare.do(ready.set)

    expect(last).to_contain_text("42")
    expect(last).not_to_contain_text("thinking")


def test_a_message_for_one_user_is_seen_by_him_and_can_be_dismissed(bare: Stage, page: Page) -> None:
    def declare() -> None:
        @bare.test.bot.slash_command(description="Tell a secret.")
        async def secret(ctx: CommandContext) -> Reply:
            return Reply("Nobody else", ephemeral=True)

        registered(bare.test)

    bare.do(declare)
    messages = opened(page, bare)
    use(page, "secret")
    expect(messages.last).to_contain_text("Only you can see this")
    act_as(page, "Ada")
    expect(messages).to_have_count(0)
    act_as(page, "Ben")
    expect(messages.last).to_contain_text("Nobody else")
    messages.last.get_by_role("button", name="Dismiss message").click()

    expect(messages).to_have_count(0)


def test_a_poll_takes_votes_and_gives_them_back(bare: Stage, page: Page) -> None:
    answers = [{"answer_id": n, "poll_media": {"text": text}} for n, text in ((1, "Tea"), (2, "Coffee"))]
    poll = {"question": {"text": "What to drink?"}, "answers": answers, "allow_multiselect": False, "layout_type": 1}
    results = {"is_finalized": False, "answer_counts": []}
    bare.show({"poll": {**poll, "expiry": "2099-01-01T00:00:00+00:00", "results": results}})
    last = opened(page, bare).last
    vote = last.get_by_role("button", name="Vote", exact=True)
    expect(vote).to_be_disabled()
    last.get_by_role("radio", name="Coffee").check()
    vote.click()

    expect(last.get_by_role("group", name="Poll: What to drink?")).to_contain_text("1 vote · 100 %")
    expect(last.get_by_role("img", name="your vote")).to_be_visible()
    last.get_by_role("button", name="Remove vote").click()
    expect(last.get_by_role("radio", name="Coffee")).not_to_be_checked()


@pytest.mark.parametrize("by_keyboard", [False, True], ids=["mouse", "keyboard"])
def test_a_reaction_is_added_and_taken_back(bare: Stage, page: Page, by_keyboard: bool) -> None:
    bare.show({"content": "Well?"})
    last = opened(page, bare).last
    if by_keyboard:
        last.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    else:
        last.hover()
        last.get_by_role("button", name="Add a reaction").click()
    picker = page.get_by_role("dialog", name="Pick a reaction")
    expect(picker).to_be_visible()
    if by_keyboard:
        page.keyboard.press("Enter")
    else:
        picker.get_by_role("button", name="👍").click()
    reaction = last.get_by_role("button", name="👍, 1 reaction")
    expect(reaction).to_have_attribute("aria-pressed", "true")
    reaction.click()

    expect(reaction).to_have_count(0)
