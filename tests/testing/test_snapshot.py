"""What a user sees, drawn as text: every kind of message, component and field."""

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any

import pytest

from app.context.command import CommandContext
from app.models import (
    ActionRow,
    Button,
    ChannelSelect,
    Checkbox,
    CheckboxGroup,
    Container,
    Embed,
    EmbedAuthor,
    EmbedField,
    EmbedFooter,
    File,
    FileComponent,
    FileUpload,
    GroupOption,
    Label,
    LinkButton,
    MediaGallery,
    MediaGalleryItem,
    MentionableSelect,
    Poll,
    PollMedia,
    PremiumButton,
    RadioGroup,
    RoleSelect,
    Section,
    SelectOption,
    Separator,
    StringSelect,
    TextDisplay,
    TextInput,
    TextInputStyle,
    Thumbnail,
    UserSelect,
)
from app.models.modal import Modal
from app.models.response import LaunchActivity, Reply
from app.simulator.default_world import default_world
from app.simulator.polls import end_poll, vote
from app.simulator.reactions import react
from app.testing import TestBot
from app.testing.snapshot import draw_message, draw_modal
from tests.given import use

EXAMPLES = Path(__file__).parents[3] / "shared/payloads"

PICTURE = "https://cats.example/cat.png?size=64"


async def shown(answer: Any, bot: TestBot | None = None) -> str:
    """Return the drawing of what a user sees whom a command answers so."""

    async def handler(ctx: CommandContext) -> Any:
        return answer

    return (await use(bot or TestBot(None), handler)).snapshot()


# ── messages ──


async def test_a_message_has_its_author_above_it() -> None:
    assert await shown("one\n\ntwo") == "postern:\n  one\n\n  two"


async def test_what_only_the_user_sees_says_so() -> None:
    assert await shown(Reply("Psst.", ephemeral=True)) == "postern (only you can see this):\n  Psst."


async def test_followups_stand_below_and_edits_are_marked() -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("one")
        await ctx.edit("uno")
        await ctx.followup("two", ephemeral=True)

    result = await use(TestBot(None), handler)

    assert result.snapshot() == cleandoc("""
        postern (edited):
          uno
        postern (only you can see this):
          two
    """)
    assert str(result) == result.snapshot()


async def test_who_is_still_thinking_is_seen_to() -> None:
    bot = TestBot(None)

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()

    result = await use(bot, handler)
    message = result.message
    assert message is not None
    held = bot.discord.world.messages[int(message.id)]
    held["flags"] |= 128

    assert result.snapshot() == "postern is thinking…"


async def test_an_embed_is_drawn_in_a_box() -> None:
    embed = Embed(
        title="A box",
        description="Two\nlines",
        url="https://example.org/",
        author=EmbedAuthor("Ida"),
        fields=[EmbedField("Rating", "Good", inline=True), EmbedField("Notes", "one\ntwo")],
        image=PICTURE,
        footer=EmbedFooter("The end"),
    )

    assert await shown(Reply("Look:", embeds=[embed, Embed(title="Bare")])) == cleandoc("""
        postern:
          Look:
          | Ida
          | [A box](https://example.org/)
          | Two
          | lines
          | Rating: Good
          | Notes: one
          |   two
          | image: https://cats.example/cat.png?size=64
          | The end
          | Bare
    """)


async def test_files_are_named_and_shown_where_an_embed_shows_them() -> None:
    files = [File("cat.png", b"png"), File("log.txt", b"log")]
    reply = Reply(embeds=[Embed(title="Cat", image="attachment://cat.png")], files=files)

    assert await shown(reply) == cleandoc("""
        postern:
          file: cat.png
          file: log.txt
          | Cat
          | image: cat.png
    """)


async def test_buttons_and_menus_stand_in_rows() -> None:
    bot = TestBot(None)
    key = bot.discord.world.application.skus[0]
    rows = [
        ActionRow(
            Button(custom_id="a", label="Roll", emoji="🎲"),
            Button(custom_id="b", label="Stop", disabled=True),
            Button(custom_id="c", emoji="<:cat:123456789012345678>"),
            LinkButton("https://example.org/", "Docs"),
            PremiumButton(key.id),
        ),
        ActionRow(
            StringSelect(
                ["Pizza", SelectOption("Pasta", emoji="🍝", default=True)], custom_id="d", placeholder="Choose"
            )
        ),
        ActionRow(StringSelect(["Soup"], custom_id="e", disabled=True)),
    ]

    assert await shown(Reply("Hungry?", components=rows), bot) == cleandoc("""
        postern:
          Hungry?
          [🎲 Roll] [Stop] (disabled) [:cat:] [Docs](https://example.org/) [buy Golden Key]
          (Choose ▾) Pizza, 🍝 Pasta ✓
          (Make a selection ▾) (disabled) Soup
    """)


async def test_menus_of_people_and_places_name_who_is_chosen() -> None:
    bot = TestBot(None)
    world = bot.discord.world
    rows = [
        ActionRow(UserSelect(custom_id="a", placeholder="Who", default_values=[bot.id])),
        ActionRow(RoleSelect(custom_id="b", default_values=[world.role("Artist").id])),
        ActionRow(ChannelSelect(custom_id="c", default_values=[world.channel("general").id])),
        ActionRow(MentionableSelect(custom_id="d")),
    ]

    assert await shown(Reply("Set up", components=rows), bot) == cleandoc("""
        postern:
          Set up
          (Who ▾) users, @Ben ✓
          (Make a selection ▾) roles, @Artist ✓
          (Make a selection ▾) channels, #general ✓
          (Make a selection ▾) users and roles
    """)


async def test_a_message_of_components_is_drawn_as_it_is_laid_out() -> None:
    vote, log = Button(custom_id="a", label="Vote"), File("log.txt", b"log")
    box = Container(
        "## Lunch?",
        Section("**Pizza**", "2 votes", accessory=vote),
        Section("**Pasta**", accessory=Thumbnail(PICTURE, description="a plate")),
        Separator(divider=False),
        MediaGallery(MediaGalleryItem(PICTURE, description="a cat", spoiler=True), PICTURE),
        Separator(),
        FileComponent(log),
        ActionRow(vote.replace(custom_id="b", label="Close")),
    )
    reply = Reply(components=[TextDisplay("Before"), box, Container("Hidden", spoiler=True)], files=[log])

    assert await shown(reply) == cleandoc("""
        postern:
          Before
          | ## Lunch?
          | **Pizza**
          | 2 votes   [Vote]
          | **Pasta**   picture: https://cats.example/cat.png?size=64, a plate
          |
          | picture: https://cats.example/cat.png?size=64, a cat (spoiler)
          | picture: https://cats.example/cat.png?size=64
          | ───
          | file: log.txt
          | [Close]
          | (spoiler)
          | Hidden
    """)


async def test_a_kind_of_component_that_is_new_is_named_by_its_number() -> None:
    bot = TestBot(None)
    message = bot.message("Look:")
    bot.discord.world.messages[int(message.id)]["components"] = [{"type": 99, "id": 1}]

    assert bot.see(message).snapshot() == "Ben:\n  Look:\n  component of type 99"


async def test_a_poll_is_drawn_with_its_votes() -> None:
    bot = TestBot(None)

    async def handler(ctx: CommandContext) -> Reply:
        return Reply(poll=Poll("Lunch?", [PollMedia("Pizza", "🍕"), "Pasta"], duration=2))

    result = await use(bot, handler)
    assert result.message is not None
    held = bot.discord.world.messages[int(result.message.id)]
    vote(bot.discord.world, held, 1, bot.id)

    assert result.snapshot() == "postern:\n  poll: Lunch?\n    ( ) 🍕 Pizza: 1\n    ( ) Pasta: 0"
    end_poll(held, bot.clock.now())
    assert result.snapshot().endswith("\n    final results")
    assert await shown(Reply(poll=Poll("?", ["A"], allow_multiselect=True))) == "postern:\n  poll: ?\n    [ ] A: 0"


async def test_reactions_and_stickers_stand_below_a_message() -> None:
    bot = TestBot(None)
    message = bot.message("Hi")
    held = bot.discord.world.messages[int(message.id)]
    held["sticker_items"] = [{"id": "1", "name": "Wave", "format_type": 1}]
    for user_id in (bot.id, bot.person("ada").id):
        react(bot.discord.world, held, "🎉", user_id)

    assert bot.see(message).snapshot() == "Ben:\n  Hi\n  sticker: Wave\n  reactions: 🎉 2"


async def test_what_is_gone_shows_nothing() -> None:
    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("one")
        await ctx.delete()

    assert (await use(TestBot(None), handler)).snapshot() == "Nothing is shown."


async def test_an_activity_that_opens_is_told() -> None:
    assert await shown(LaunchActivity()) == "The Activity was opened."


# ── forms ──


async def test_a_form_is_drawn_with_all_its_fields() -> None:
    modal = Modal(
        "form",
        "Feedback",
        [
            TextDisplay("Thank you."),
            Label("What?", TextInput(custom_id="what"), description="in one line"),
            Label("Why?", TextInput(custom_id="why", required=False, placeholder="because")),
            Label("How?", TextInput(custom_id="how", value="so\nand so", style=TextInputStyle.paragraph)),
            Label("Again?", Checkbox(custom_id="again", default=True)),
        ],
    )

    assert await shown(modal) == cleandoc("""
        Form: Feedback
          Thank you.
          What? * (in one line)
            >
          Why?
            > (because)
          How? *
            > so
            > and so
          Again?
            [x]
    """)


async def test_a_form_is_drawn_with_what_can_be_chosen() -> None:
    modal = Modal(
        "form",
        "Choices",
        [
            Label("One", RadioGroup([GroupOption("A", default=True), "B"], custom_id="a")),
            Label("Some", CheckboxGroup(["A", GroupOption("B", default=True)], custom_id="b", required=False)),
            Label("Who", UserSelect(custom_id="c")),
            Label("File", FileUpload(custom_id="d")),
            Label("Files", FileUpload(custom_id="e", max_values=3, file_types=["image", ".txt"], required=False)),
        ],
    )

    assert await shown(modal) == cleandoc("""
        Form: Choices
          One *
            (x) A  ( ) B
          Some
            [ ] A  [x] B
          Who *
            (Make a selection ▾) users
          File *
            (Upload a file)
          Files
            (Upload up to 3 files: image, .txt)
    """)


async def test_a_form_of_old_has_its_questions_in_the_fields() -> None:
    bot = TestBot(None)

    async def handler(ctx: CommandContext) -> Any:
        return Modal("form", "Old", [Label("?", TextInput(custom_id="a"))])

    result = await use(bot, handler)
    (interaction,) = bot.discord.interactions.values()
    field = {"type": 4, "custom_id": "a", "label": "Name", "style": 1}
    interaction.modal = {"custom_id": "form", "title": "Old", "components": [{"type": 1, "components": [field]}]}

    assert result.snapshot() == "Form: Old\n  Name *\n    >"


# ── what Discord's documentation shows ──


def test_the_examples_are_there() -> None:
    if not EXAMPLES.is_dir():
        pytest.skip("the examples are not beside this checkout")
    assert len(documented()) >= 25


def documented() -> list[Path]:
    files = [*EXAMPLES.glob("messages/message-object-*.json"), *EXAMPLES.glob("components/*.json")]
    return sorted(file for file in files if "interaction" not in file.stem)


@pytest.mark.parametrize("file", documented(), ids=lambda file: file.stem)
def test_every_example_of_a_message_or_a_form_is_drawn(file: Path) -> None:
    read = json.loads(file.read_text())
    shown, world = read.get("data", read), default_world(lambda: 1_800_000_000.0)
    lines = (
        draw_modal(shown, world) if "title" in shown else draw_message({"author": {"username": "app"}} | shown, world)
    )

    assert len(lines) > 1
    assert "component of type" not in "".join(lines)
