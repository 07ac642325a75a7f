"""What comes back from Discord, greyed out and sent again."""

from typing import Any

import pytest

from app.context.command import CommandContext
from app.models.base import Snowflake
from app.models.button import Button, LinkButton, PremiumButton
from app.models.component import (
    ActionRow,
    Container,
    Label,
    MessageComponent,
    Section,
    Separator,
    UnknownComponent,
    make_component,
)
from app.models.disabling import disable
from app.models.display import FileComponent, MediaGallery, MediaGalleryItem, TextDisplay, Thumbnail, UnfurledMediaItem
from app.models.file import File
from app.models.limits import find_fault
from app.models.message import Message
from app.models.response import UNSET, Reply, Update, outgoing_edit
from app.models.select import ChannelSelect, RoleSelect, StringSelect, UserSelect
from app.testing import virtual_time
from tests.given import given_bot, newest, use

GO = Button(custom_id="go", label="Go", id=3)
STOP = Button(custom_id="stop", label="Stop")
LINK = LinkButton("https://x.y", "There")
SOLD = PremiumButton(5)
CDN = "https://cdn.discordapp.com/attachments/1/2"


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


def test_all_that_sends_an_interaction_is_disabled_and_nothing_else() -> None:
    components: list[MessageComponent] = [
        ActionRow(GO, LINK, SOLD),
        ActionRow(StringSelect(["a"], custom_id="a")),
        ActionRow(UserSelect(custom_id="b", default_values=[7])),
        Section("Text.", accessory=STOP),
        Section("Text.", accessory=LINK),
        Container("Text.", ActionRow(RoleSelect(custom_id="c")), Section("x", accessory=Button(custom_id="d"))),
        Separator(),
        UnknownComponent({"type": 99, "disabled": False}),
    ]

    assert disable(components) == (
        ActionRow(GO.replace(disabled=True), LINK, SOLD),
        ActionRow(StringSelect(["a"], custom_id="a", disabled=True)),
        ActionRow(UserSelect(custom_id="b", default_values=[7], disabled=True)),
        Section("Text.", accessory=STOP.replace(disabled=True)),
        components[4],
        Container(
            "Text.",
            ActionRow(RoleSelect(custom_id="c", disabled=True)),
            Section("x", accessory=Button(custom_id="d", disabled=True)),
        ),
        *components[6:],
    )


def test_one_component_can_be_disabled_alone() -> None:
    layout = [Container(ActionRow(GO, STOP), ActionRow(ChannelSelect(custom_id="c")))]

    assert disable(layout, only="stop") == (
        Container(ActionRow(GO, STOP.replace(disabled=True)), ActionRow(ChannelSelect(custom_id="c"))),
    )
    assert disable(layout, only="c")[0] == Container(
        ActionRow(GO, STOP), ActionRow(ChannelSelect(custom_id="c", disabled=True))
    )
    assert disable(layout, only="gone") == tuple(layout)


@pytest.mark.parametrize(
    ("read", "sent"),
    [
        (Thumbnail(UnfurledMediaItem("https://x.y/a.png", proxy_url="p", width=1)), Thumbnail("https://x.y/a.png")),
        (
            Thumbnail(UnfurledMediaItem(f"{CDN}/a.png?ex=1&is=2", attachment_id=Snowflake(2)), description="A."),
            Thumbnail("attachment://a.png", description="A."),
        ),
        (
            MediaGallery(
                MediaGalleryItem(UnfurledMediaItem(f"{CDN}/a%20b.png", attachment_id=Snowflake(2)), spoiler=True)
            ),
            MediaGallery(MediaGalleryItem("attachment://a b.png", spoiler=True)),
        ),
        (
            make_component({"type": 13, "id": 4, "file": {"url": f"{CDN}/b.txt?ex=1"}, "name": "b.txt", "size": 4}),
            FileComponent("attachment://b.txt", id=4),
        ),
        (make_component({"type": 13, "file": {"url": f"{CDN}/b.txt?ex=1"}}), FileComponent("attachment://b.txt")),
        (FileComponent("attachment://b.txt", spoiler=True), FileComponent("attachment://b.txt", spoiler=True)),
    ],
)
def test_media_are_sent_as_they_were_sent_first(read: Any, sent: Any) -> None:
    section = isinstance(read, Thumbnail)

    (again,) = disable([Section("x", accessory=read) if section else read])

    assert again == (Section("x", accessory=sent) if section else sent)


def test_an_update_shows_the_message_once_more_and_can_change_its_text() -> None:
    message = Message(content="Old.", components=(ActionRow(GO, STOP),))

    assert Update.disabled(message) == Update(components=disable(message.components))
    assert Update.disabled(message).content is UNSET
    assert Update.disabled(message, "New.", only="go") == Update(
        "New.", components=(ActionRow(GO.replace(disabled=True), STOP),)
    )
    assert outgoing_edit(Update.disabled(Message(content="Old."))).data == {"components": ()}


def test_what_cannot_be_disabled_is_left_to_the_check_before_sending() -> None:
    form: Any = Label("?", StringSelect(["a"], custom_id="a"))

    assert disable([form]) == (form,)


CLASSIC = Reply("Text.", components=[ActionRow(GO, LINK), ActionRow(UserSelect(custom_id="u", default_values=[7]))])
LAYOUT = Reply(
    components=[
        TextDisplay("Text."),
        Section("Text.", accessory=Thumbnail("https://x.y/a.png", description="A.")),
        Section("Text.", accessory=STOP),
        MediaGallery("attachment://a.png", "https://x.y/b.png"),
        FileComponent("attachment://b.txt"),
        Separator(),
        Container("Text.", ActionRow(GO, LINK), FileComponent("attachment://b.txt"), accent_color=0),
    ],
    files=[File("a.png", b"png"), File("b.txt", b"text")],
)


@pytest.mark.parametrize("reply", [CLASSIC, LAYOUT], ids=["classic", "layout"])
async def test_discord_takes_back_what_it_gave(reply: Reply) -> None:
    bot = given_bot()

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond(reply)
        update = Update.disabled(await ctx.original())
        assert find_fault(update) == ""
        await ctx.edit(components=update.components)  # type: ignore[arg-type]

    await use(bot, handler)

    stored = newest(bot).original
    assert stored is not None
    read: Any = tuple(make_component(one) for one in stored["components"])
    message = Message(components=read)
    assert disable(message.components) == Update.disabled(message).components
    buttons = [component for component in parts(stored["components"]) if component["type"] in (2, 5)]
    assert [one.get("disabled", False) for one in buttons] == ["url" not in one for one in buttons]
    media = [one for one in parts(stored["components"]) if one["type"] == 13]
    assert [one["name"] for one in media] == ["b.txt"] * len(media)
    assert [one["filename"] for one in stored["attachments"]] == [file.name for file in reply.files]
    assert stored["content"] == (reply.content or "")


def parts(components: Any) -> Any:
    """Go through components and those within them."""
    for one in components:
        yield one
        yield from parts(one.get("components", []))
        if "accessory" in one:
            yield one["accessory"]
