"""The forms of the bot, filled in, refused and sent in the page."""

import asyncio
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from app import CommandContext, Form, FormInvalid, Modal, ModalContext
from app.components.modal import ModalHandler
from app.models import (
    Attachment,
    FileUpload,
    Label,
    Member,
    Role,
    StringSelect,
    TextChannel,
    TextDisplay,
    TextInput,
    TextInputStyle,
    User,
    UserSelect,
)
from app.testing import TestBot
from tests.browser.moves import act_as, opened, registered, said, use
from tests.browser.stage import Stage


class Words(Form):
    intro = TextDisplay("Tell us **all**.")
    name: Annotated[str, Label("Name", TextInput(min_length=3, max_length=8), description="As others call you")]
    story: Annotated[str | None, Label("Story", TextInput(style=TextInputStyle.paragraph))] = None
    mood: Annotated[Literal["Good", "Bad"], Label("Mood")]
    topics: Annotated[list[Literal["Dice", "Tags", "Polls"]], Label("Topics")]


class Entities(Form):
    people: Annotated[list[Member | User], Label("People", UserSelect(min_values=2, max_values=3))]
    roles: Annotated[list[Role] | None, Label("Roles")] = None
    others: Annotated[list[User | Role] | None, Label("Others")] = None
    where: Annotated[TextChannel | None, Label("Where")] = None
    device: Annotated[Literal["Desktop", "Phone"] | None, Label("Device", StringSelect())] = None


class Extras(Form):
    agreed: Annotated[bool, Label("I agree")] = False
    files: Annotated[list[Attachment], Label("Files", FileUpload(max_values=2, file_types=["image", ".txt"]))]


def given_form(stage: Stage, kind: type[Form], handle: Callable[[Any], Any]) -> None:
    """Declare a command that opens a form of this kind, and what becomes of what is sent."""

    def declare(bot: TestBot) -> None:
        async def sent(ctx: ModalContext, form: Any) -> str:
            made = handle(form)
            return str(await made if asyncio.iscoroutine(made) else made)

        sent.__annotations__["form"] = kind
        handler: ModalHandler[Any, [], Any] = bot.bot.modal(title="The form", name="form")(sent)

        @bot.bot.slash_command(description="Ask.")
        async def ask(ctx: CommandContext) -> Modal:
            return handler.modal()

        registered(bot)

    stage.do(lambda: declare(stage.test))


def asked(page: Page, stage: Stage) -> Locator:
    """Open the page and the form in it."""
    opened(page, stage)
    use(page, "ask")
    form = page.get_by_role("dialog", name="The form")
    expect(form).to_be_visible()
    return form


def field(form: Locator, name: str) -> Locator:
    """Give the field of a form that has this label."""
    return form.get_by_label(re.compile(rf"^{name}\b")).first


def problem(form: Locator, name: str) -> Locator:
    """Give what is said to be wrong with a field."""
    return form.locator(".form-field", has_text=re.compile(f"^{name}")).get_by_role("alert")


def submit(form: Locator) -> None:
    form.get_by_role("button", name="Submit").click()


def file(name: str, content: bytes = b"all is well") -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def test_texts_and_boxes_are_checked_before_they_are_sent(bare: Stage, page: Page) -> None:
    given_form(bare, Words, lambda form: f"{form.name}, {form.story}, {form.mood}, {form.topics}")
    form = asked(page, bare)
    expect(form.locator("strong", has_text="all")).to_be_visible()
    expect(form).to_contain_text("As others call you")
    expect(field(form, "Name")).to_be_focused()
    submit(form)

    for name in ("Name", "Mood", "Topics"):
        expect(problem(form, name)).to_have_text("This must be filled in.")
    expect(problem(form, "Story")).to_be_empty()
    expect(field(form, "Name")).to_be_focused()
    expect(field(form, "Name")).to_have_attribute("aria-invalid", "true")
    field(form, "Name").fill("Al")
    expect(problem(form, "Name")).to_have_text("This must have at least 3 characters; it has 2.")
    field(form, "Name").fill("Alexander")
    expect(problem(form, "Name")).to_have_text("This can have 8 characters at most; it has 9.")
    field(form, "Name").fill("Alex 👍🏽")
    expect(problem(form, "Name")).to_be_empty()
    form.get_by_role("radio", name="Good").check()
    form.get_by_role("radio", name="Bad").check()
    form.get_by_role("checkbox", name="Dice").check()
    form.get_by_role("checkbox", name="Polls").check()
    submit(form)

    expect(form).to_be_hidden()
    expect(said(page).last).to_contain_text("Alex 👍🏽, None, Bad, ['Dice', 'Polls']")


def test_menus_in_a_form_are_counted_and_sent(bare: Stage, page: Page) -> None:
    def told(form: Entities) -> str:
        names = [one.display_name for one in form.people]
        others = [type(one).__name__ for one in form.others or ()]
        where = form.where.name if form.where else None
        return f"{names} {[role.name for role in form.roles or ()]} {others} {where} {form.device}"

    given_form(bare, Entities, told)
    form = asked(page, bare)

    def pick(name: str, *options: str) -> None:
        field(form, name).click()
        for option in options:
            page.get_by_role("listbox").get_by_role("option", name=re.compile(f"^{option}")).click()
        # Where one alone can be chosen the list is closed by now, and Escape would close the form.
        if page.get_by_role("listbox").count():
            page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(form).to_be_visible()

    pick("People", "Ada")
    submit(form)
    expect(problem(form, "People")).to_have_text("Choose 2 to 3.")
    pick("People", "Mira")
    expect(problem(form, "People")).to_be_empty()
    pick("Roles", "Artist")
    pick("Others", "Ben")
    pick("Where", "general")
    pick("Device", "Phone")
    submit(form)

    expect(form).to_be_hidden()
    expect(said(page).last).to_contain_text("['Ada', 'Mira'] ['Artist'] ['User'] general Phone")


def test_files_reach_the_bot_and_wrong_ones_do_not(bare: Stage, page: Page) -> None:
    async def told(form: Extras) -> str:
        contents = [bare.test.read(one) for one in form.files]
        return f"{form.agreed} {[one.filename for one in form.files]} {b' '.join(contents).decode()}"

    given_form(bare, Extras, told)
    form = asked(page, bare)
    submit(form)
    expect(problem(form, "Files")).to_have_text("This must be filled in.")
    choose = form.locator("input[type=file]")
    choose.set_input_files([file("a.txt"), file("c.txt", b"as ever")])
    expect(problem(form, "Files")).to_be_empty()
    choose.set_input_files(file("b.exe"))
    expect(problem(form, "Files")).to_contain_text("b.exe is not of a kind that is asked for")
    form.get_by_role("button", name="Remove b.exe").click()
    expect(problem(form, "Files")).to_be_empty()
    choose.set_input_files(file("large.txt", bytes(10_485_761)))
    expect(problem(form, "Files")).to_have_text(
        "large.txt is larger than 10.00 MB, which is the most that can be sent here."
    )
    form.get_by_role("button", name="Remove large.txt").click()
    choose.set_input_files(file("d.txt"))
    expect(problem(form, "Files")).to_contain_text("Choose 1 to 2.")
    form.get_by_role("button", name="Remove d.txt").click()
    form.get_by_role("checkbox", name="I agree").check()
    submit(form)

    expect(form).to_be_hidden()
    expect(said(page).last).to_contain_text("True ['a.txt', 'c.txt'] all is well as ever")


@pytest.mark.parametrize("way", ["Cancel", "Close", "Escape"])
def test_a_form_that_is_given_up_sends_nothing(bare: Stage, page: Page, way: str) -> None:
    given_form(bare, Extras, str)
    form = asked(page, bare)
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        form.get_by_role("button", name=way, exact=True).click()
    expect(form).to_be_hidden()
    # It does not come back with the next news, and the next one does.
    use(page, "ask")
    expect(form).to_be_visible()

    expect(page.get_by_role("dialog")).to_have_count(1)
    assert bare.do(lambda: [one.type for one in bare.test.discord.interactions.values()]) == [2, 2]


def test_a_form_that_failed_keeps_what_was_entered(bare: Stage, page: Page) -> None:
    tries: list[str] = []

    async def told(form: Extras) -> str:
        tries.append(form.files[0].filename)
        if len(tries) == 1:
            await asyncio.sleep(1.5)
        return f"try {len(tries)}"

    given_form(bare, Extras, told)
    form = asked(page, bare)
    bare.do(lambda: setattr(bare.test.discord, "deadline", 1.0))
    form.get_by_role("checkbox", name="I agree").check()
    form.locator("input[type=file]").set_input_files(file("a.txt"))
    submit(form)

    failure = form.get_by_role("alert").filter(has_text="Something went wrong. Try again.")
    expect(failure).to_contain_text("no answer within 1 s")
    expect(form.get_by_role("checkbox", name="I agree")).to_be_checked()
    expect(form.get_by_text("a.txt")).to_be_visible()
    submit(form)
    expect(form).to_be_hidden()
    expect(said(page).last).to_contain_text("try 2")


def test_what_the_bot_finds_wrong_is_told_to_the_user(bare: Stage, page: Page) -> None:
    def told(form: Words) -> str:
        raise FormInvalid({"name": "This name is taken."})

    given_form(bare, Words, told)
    form = asked(page, bare)
    field(form, "Name").fill("Alex")
    form.get_by_role("radio", name="Good").check()
    form.get_by_role("checkbox", name="Dice").check()
    submit(form)

    expect(form).to_be_hidden()
    expect(said(page).last).to_contain_text("This name is taken.")


def test_a_form_belongs_to_whoever_caused_it(bare: Stage, page: Page) -> None:
    given_form(bare, Extras, str)
    opened(page, bare)
    act_as(page, "Ada")
    bare.run(bare.test.slash("ask"))
    page.wait_for_function(
        "import('/static/base/store.js').then(({ all }) => all('interaction').some((one) => one.modal))"
    )

    expect(page.get_by_role("dialog")).to_have_count(0)
