"""Clicking, choosing and sending forms, as the author of a bot tests it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.context.command import CommandContext
from app.context.component import ComponentContext, UpdatingContext
from app.context.modal import ModalContext
from app.errors import ComponentNotFound
from app.models import (
    ActionRow,
    Button,
    Channel,
    ChannelSelect,
    Checkbox,
    CheckboxGroup,
    Container,
    File,
    FileUpload,
    GroupOption,
    Label,
    LinkButton,
    Member,
    MentionableSelect,
    RadioGroup,
    Role,
    RoleSelect,
    Section,
    SelectOption,
    StringSelect,
    TextDisplay,
    TextInput,
    User,
    UserSelect,
)
from app.models.modal import Modal
from app.models.response import Reply, Update
from app.testing import DidNotRespond, Result, TestBot
from tests.components.forms import Age
from tests.components.reopened import given_form, mended, refused
from tests.given import given_bot

Handler = Callable[[Any], Awaitable[object]]

ROLL = Button(custom_id="again:3", label="Roll again")
VOTES = [Button(custom_id=f"vote:{number}", label="Vote") for number in range(3)]
FORM = Modal("form:1", "A form", [Label("Why?", TextInput(custom_id="why", value="because"))])


async def ask(bot: TestBot, reply: Reply, handler: Handler | None = None) -> Result:
    """Let the bot answer a command with this, and every component and form by the handler."""

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> Reply:
        return reply

    if handler is not None:

        @bot.bot.on_error(ComponentNotFound)
        async def handles(ctx: Any, error: ComponentNotFound) -> Any:
            return await handler(ctx)

    return await bot.slash("try")


def custom_id(ctx: UpdatingContext) -> str:
    interaction = ctx.interaction
    return interaction.component.custom_id if isinstance(ctx, ComponentContext) else interaction.modal.custom_id


async def tell(ctx: ComponentContext) -> str:
    """Answer with who used what."""
    return f"{ctx.author.display_name} {custom_id(ctx)} {' '.join(ctx.interaction.component.values)}".strip()


async def resolve(ctx: UpdatingContext) -> str:
    """Answer with the names of all that was chosen."""
    found = ctx.interaction.resolved
    named: list[User | Member | Role | Channel] = [*found.users.values(), *found.roles.values()]
    return " ".join([*(str(getattr(one, "username", getattr(one, "name", ""))) for one in named), *(
        str(channel.name) for channel in found.channels.values()
    )])  # fmt: skip


# ── clicks ──


async def test_a_click_shows_the_new_message() -> None:
    first = await ask(given_bot(), Reply("dice", components=[ActionRow(ROLL)]), tell)
    second = await first.click("Roll again")

    assert (first.content, second.content) == ("dice", "Ben again:3")


@pytest.mark.parametrize("after", [0.0, 10.0])
async def test_a_click_shows_the_message_that_it_changed(after: float) -> None:
    async def handler(ctx: ComponentContext) -> Update:
        await asyncio.sleep(after)
        return Update(f"{ctx.message.content}!")

    first = await ask(given_bot(), Reply("dice", components=[ActionRow(ROLL)]), handler)
    second = await first.click("Roll again")
    third = await second.click("Roll again")

    assert [first.content, second.content, third.content] == ["dice!!"] * 3


@pytest.mark.parametrize("after", [0.0, 10.0])
async def test_a_click_shows_the_new_message_though_it_was_deferred(after: float) -> None:
    async def handler(ctx: ComponentContext) -> Reply:
        await asyncio.sleep(after)
        return Reply("new", ephemeral=True)

    first = await ask(given_bot(), Reply("dice", components=[ActionRow(ROLL)]), handler)
    second = await first.click("Roll again")

    assert (first.content, second.content, second.ephemeral) == ("dice", "new", True)
    assert second.texts() == ["new"]


async def test_a_message_that_was_changed_is_the_answer_and_what_was_said_behind_it_follows() -> None:
    async def handler(ctx: ComponentContext) -> None:
        await ctx.defer_update()
        await ctx.edit("changed")
        await ctx.followup("beside", components=[ActionRow(VOTES[0])])

    first = await ask(given_bot(), Reply("dice", components=[ActionRow(ROLL)]), handler)
    second = await first.click("Roll again")

    assert second.texts() == ["changed", "beside"]
    assert (await second.followups[0].click("Vote")).texts() == ["changed", "beside"]


async def test_one_of_several_buttons_is_clicked_by_another_user() -> None:
    bot = given_bot()
    first = await ask(bot, Reply("poll", components=[ActionRow(*VOTES)]), tell)

    assert (await first.click("Vote", index=2, by=bot.actor("Ida"))).content == "Ida vote:2"
    assert (await first.click("Vote")).content == "Ben vote:0"


async def test_who_clicked_is_who_goes_on() -> None:
    async def handler(ctx: ComponentContext) -> Reply:
        return Reply(ctx.author.display_name, components=[ActionRow(ROLL)], ephemeral=True)

    bot = given_bot()
    first = await ask(bot, Reply("dice", components=[ActionRow(ROLL)]), handler)
    second = await first.click("Roll again", by=bot.actor("Ida"))

    assert (await second.click("Roll again")).content == "Ida"
    with pytest.raises(ValueError, match="ben does not see the message"):
        await second.click("Roll again", by=bot)


async def test_buttons_are_clicked_in_a_direct_message_too() -> None:
    bot = given_bot()
    ida = bot.actor("Ida", in_guild=False)
    await ask(bot, Reply("dice", components=[ActionRow(ROLL)]), tell)
    first = await ida.slash("try")

    assert (await first.click("Roll again")).content == "Ida again:3"
    with pytest.raises(ValueError, match="takes no part in this private channel"):
        await first.click("Roll again", by=bot)


async def test_the_text_and_buttons_of_a_layout_are_found() -> None:
    layout: list[Container | TextDisplay] = [Container(Section("one", accessory=ROLL), "two"), TextDisplay("three")]
    first = await ask(given_bot(), Reply(components=layout), tell)

    assert (first.content, repr(first)) == ("one\ntwo\nthree", r"<Result 'one\ntwo\nthree'>")
    assert (await first.click("Roll again")).content == "Ben again:3"


async def test_what_cannot_be_clicked_is_said_to() -> None:
    row = ActionRow(ROLL.replace(disabled=True), LinkButton("https://a.test", "Read"))
    first = await ask(given_bot(), Reply("dice", components=[row]))

    with pytest.raises(LookupError, match="no button 'Stop'; there are: 'Roll again', 'Read'"):
        await first.click("Stop")
    with pytest.raises(ValueError, match="Roll again is disabled"):
        await first.click("Roll again")
    with pytest.raises(ValueError, match="Read opens a link"):
        await first.click("Read")


async def test_a_click_that_is_not_answered_fails_the_test() -> None:
    async def handler(ctx: ComponentContext) -> str:
        await asyncio.sleep(4)
        return "late"

    first = await ask(given_bot(deferral="off"), Reply("dice", components=[ActionRow(ROLL)]), handler)

    with pytest.raises(DidNotRespond, match=r"^Roll again: no answer within 3 s"):
        await first.click("Roll again")


# ── choices ──

SIDES = StringSelect([SelectOption("Left", "l"), SelectOption("Right", "r")], custom_id="side", max_values=2)


async def test_options_are_chosen_by_label_or_value() -> None:
    first = await ask(given_bot(), Reply("?", components=[ActionRow(SIDES)]), tell)

    assert (await first.select("Left")).content == "Ben side l"
    assert (await first.select("r", "Left")).content == "Ben side r l"
    with pytest.raises(ValueError, match="no option 'Up'; there are: 'Left', 'Right'"):
        await first.select("Up")
    with pytest.raises(ValueError, match="at least 1 must be chosen"):
        await first.select()


async def test_people_and_things_are_chosen_by_whatever_stands_for_them() -> None:
    bot = given_bot()
    ida, held = bot.actor("Ida"), bot.discord.world
    menus = [
        UserSelect(custom_id="user", placeholder="Whom?", max_values=3),
        RoleSelect(custom_id="role", placeholder="Which?"),
        MentionableSelect(custom_id="any", placeholder="Whom or which?", max_values=2),
        ChannelSelect(custom_id="channel", placeholder="Where?"),
    ]
    first = await ask(bot, Reply("?", components=[ActionRow(menu) for menu in menus]), resolve)

    ben = Member(user=bot.user)
    assert (await first.select(ida.user, ben, held.user("ada"), placeholder="Whom?")).content == "actor1 ben ada"
    assert (await first.select(held.role("Artist"), placeholder="Which?", by=ida)).content == "Artist"
    assert (await first.select(ida, held.role("Artist").id, placeholder="Whom or which?")).content == "actor1 Artist"
    assert (await first.select(held.channel("general"), placeholder="Where?")).content == "general"
    with pytest.raises(LookupError, match=r"which of these is meant: 'Whom\?', 'Which\?'"):
        await first.select(ida)


# ── forms ──


def opens(form: Modal) -> Handler:
    """Open a form on every click, and answer with what stands in it."""

    async def handler(ctx: Any) -> object:
        if isinstance(ctx, ModalContext):
            return f"{ctx.author.display_name} {[vars_of(one) for one in ctx.interaction.modal.components]}"
        return form

    return handler


def vars_of(component: Any) -> object:
    held = getattr(component, "component", None)
    value = getattr(held, "value", None)
    return value if value is not None else list(getattr(held, "values", ()))


async def test_a_form_is_shown_and_sent() -> None:
    bot = given_bot()
    first = await ask(bot, Reply("?", components=[ActionRow(ROLL)]), opens(FORM))
    second = await first.click("Roll again", by=bot.actor("Ida"))

    assert second.modal is not None
    assert (second.modal.title, second.modal.labels, second.modal.values) == ("A form", ["Why?"], {"why": "because"})
    assert (second.content, repr(second)) == ("", "<Result the form 'A form'>")
    assert (await second.submit(why="why not")).content == "Ida ['why not']"


async def test_a_field_may_be_called_like_a_parameter_of_the_kit() -> None:
    form = Modal(
        "form:1", "A form", [Label("By whom?", TextInput(custom_id="by")), Label("Of", TextInput(custom_id="of"))]
    )
    bot = given_bot()
    ida = bot.actor("Ida")
    first = await ask(bot, Reply("?", components=[ActionRow(ROLL)]), opens(form))
    second = await first.click("Roll again", by=ida)

    assert (await second.submit({"by": "Leo"}, by=ida, of="Mira")).content == "Ida ['Leo', 'Mira']"


async def test_what_is_not_filled_in_stays_as_the_form_began() -> None:
    first = await ask(given_bot(), Reply("?", components=[ActionRow(ROLL)]), opens(FORM))

    assert (await (await first.click("Roll again")).submit()).content == "Ben ['because']"


async def test_every_kind_of_field_can_be_filled_in() -> None:
    options = [GroupOption("One", "1"), GroupOption("Two", "2")]
    form = Modal(
        "form:1",
        "A form",
        [
            Label("Side", SIDES),
            Label("One", RadioGroup(custom_id="one", options=options)),
            Label("Some", CheckboxGroup(custom_id="some", options=options)),
            Label("Yes", Checkbox(custom_id="yes")),
            Label("Proof", FileUpload(custom_id="proof", max_values=2)),
        ],
    )
    bot = given_bot()
    first = await ask(bot, Reply("?", components=[ActionRow(ROLL)]), opens(form))
    second = await first.click("Roll again")
    third = await second.submit(
        side=["Left", "r"], one="Two", some=["One", "2"], yes=True, proof=[File("a.txt", b"a"), ("b.txt", b"b")]
    )

    files = [attachment.filename for attachment in bot.discord.world.attachments.values()]

    assert third.content.startswith("Ben [['l', 'r'], '2', ['1', '2'], True, [")
    assert files == ["a.txt", "b.txt"]


async def test_a_form_that_cannot_be_sent_is_said_to() -> None:
    bot = given_bot()
    first = await ask(bot, Reply("?", components=[ActionRow(ROLL)]), opens(FORM))
    with pytest.raises(ValueError, match=r"no form was opened; this is <Result '\?'>"):
        await first.submit(why="x")

    second = await first.click("Roll again")
    with pytest.raises(ValueError, match="nobody but who opened it"):
        await second.submit(by=bot.actor("Ida"))
    with pytest.raises(ValueError, match="no field 'how'; there are: why"):
        await second.submit(how="x")
    await second.submit(by=bot, why="x")
    with pytest.raises(ValueError, match="was sent already"):
        await second.submit(why="x")


async def test_a_form_may_change_the_message_that_it_was_opened_from() -> None:
    async def handler(ctx: Any) -> object:
        return Update("changed") if isinstance(ctx, ModalContext) else FORM

    first = await ask(given_bot(), Reply("?", components=[ActionRow(ROLL)]), handler)
    third = await (await first.click("Roll again")).submit()

    assert (first.content, third.content) == ("changed", "changed")


async def test_a_result_has_the_message_as_the_bot_sees_it() -> None:
    first = await ask(given_bot(), Reply("?", components=[ActionRow(ROLL)]), opens(FORM))

    assert first.message is not None
    assert (first.message.content, first.components) == ("?", first.message.components)
    assert f"/channels/{first.message.guild_id}/" in first.message.jump_url
    assert (await first.click("Roll again")).message is None


async def test_the_answer_to_a_form_that_was_sent_again_is_the_message_that_it_changed() -> None:
    async def handle(ctx: ModalContext, form: Age) -> Update:
        return Update(f"{form.age}")

    bot = given_form(handle)
    panel = await bot.slash("panel")
    changed = await mended(await refused(panel))
    twice = await mended(await mended(await refused(panel), "older"))

    assert (changed.content, twice.content, panel.content) == ("30", "30", "30")
    assert changed.components == panel.components
