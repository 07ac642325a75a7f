"""What Discord refuses of messages of components and of forms, each with the sentence that says so."""

from typing import Any, NamedTuple

from app.models.base import Snowflake
from app.models.button import Button, LinkButton
from app.models.component import ActionRow, Container, Label, Section, Separator
from app.models.display import FileComponent, MediaGallery, MediaGalleryItem, TextDisplay, Thumbnail
from app.models.embed import Embed
from app.models.field import TextInput
from app.models.file import File
from app.models.poll import Poll
from app.models.response import Reply
from app.models.select import (
    DefaultValueType,
    SelectDefaultValue,
    StringSelect,
    UserSelect,
)


class Refusal(NamedTuple):
    """Something that Discord would not take.

    Attributes:
        name: What is wrong, for who reads the table.
        made: The message or form.
        said: What is said of it.
        is_described: Whether Discord's OpenAPI description refuses it, too: most of what
            concerns more than one field it cannot express.
    """

    name: str
    made: Any
    said: str
    is_described: bool = True


GO = Button(custom_id="go", label="Go")
STOP = Button(custom_id="stop", label="Stop")
LINK = LinkButton("https://x.y", "There")
BOX: Any = TextInput(custom_id="box")
MENU: Any = StringSelect(["a", "b", "c"], custom_id="m")
TEXT = TextDisplay("Text.")
ROLE = SelectDefaultValue(id=Snowflake(7), type=DefaultValueType.role)
USER = SelectDefaultValue(id=Snowflake(7), type=DefaultValueType.user)
NOTHING: Any = None
WEB = "http:// or https:// or attachment://"


def layout(*components: Any, **fields: Any) -> Reply:
    return Reply(components=components, **fields)


def row(*components: Any) -> Reply:
    return Reply("Text.", components=[ActionRow(*components)])


MOST_100 = "has 101 characters, Discord accepts at most 100"
IN_ROW = "Button, LinkButton, PremiumButton, Select"
IN_BOX = "ActionRow, TextDisplay, Section, MediaGallery, FileComponent, Separator"
AT_TOP = f"{IN_BOX}, Container"

WHOLE = [
    Refusal(
        "a layout beside a text",
        layout(TEXT, content="Text."),
        "content cannot stand beside components that make up the whole message",
        False,
    ),
    Refusal(
        "a layout beside an embed",
        layout(TEXT, embeds=[Embed(title="Title")]),
        "embeds cannot stand beside components that make up the whole message",
        False,
    ),
    Refusal(
        "a layout beside a poll",
        layout(TEXT, poll=Poll("Which?", ["A", "B"])),
        "poll cannot stand beside components that make up the whole message",
        False,
    ),
    Refusal(
        "six rows",
        Reply("Text.", components=[ActionRow(LINK)] * 6),
        "components has 6 items, Discord accepts at most 5",
        False,
    ),
    Refusal(
        "41 components at the top",
        layout(*[TEXT] * 41),
        "components has 41 components, with those within others; Discord accepts at most 40",
    ),
    Refusal(
        "41 components with those within others",
        layout(*[Container("x", ActionRow(LINK))] * 10, TEXT),
        "components has 41 components, with those within others; Discord accepts at most 40",
        False,
    ),
    Refusal(
        "4001 characters in one text",
        layout(TextDisplay("x" * 4001)),
        "components[0].content has 4,001 characters, Discord accepts at most 4,000",
    ),
    Refusal(
        "4001 characters in all texts",
        layout(TextDisplay("x" * 2000), Section("x" * 2000, accessory=GO), Container("x")),
        "components has 4,001 characters in its text displays, Discord accepts at most 4,000",
        False,
    ),
    Refusal(
        "one custom_id twice",
        Reply("Text.", components=[ActionRow(GO), ActionRow(STOP, GO)]),
        "components[1].components[1].custom_id is 'go', as that of another component is",
        False,
    ),
    Refusal(
        "one custom_id twice, far apart",
        layout(Section("Text.", accessory=GO), Container(ActionRow(UserSelect(custom_id="go")))),
        "components[1].components[0].components[0].custom_id is 'go', as that of another component is",
        False,
    ),
    Refusal(
        "one id twice",
        layout(TextDisplay("x", id=7), Container(TextDisplay("y", id=7))),
        "components[1].components[0].id is 7, as that of another component is",
        False,
    ),
    Refusal(
        "a negative id",
        layout(TextDisplay("x", id=-1)),
        "components[0].id is -1, Discord accepts 0 to 2,147,483,647",
    ),
    Refusal(
        "an id of 33 bits",
        layout(TextDisplay("x", id=2**31)),
        "components[0].id is 2,147,483,648, Discord accepts 0 to 2,147,483,647",
        False,
    ),
]

PLACES = [
    Refusal(
        "a button at the top",
        layout(GO),
        f"components[0] is of type Button, which cannot stand there; what can: {AT_TOP}",
    ),
    Refusal(
        "a menu at the top",
        layout(MENU),
        f"components[0] is of type StringSelect, which cannot stand there; what can: {AT_TOP}",
    ),
    Refusal(
        "a picture at the top",
        layout(Thumbnail("https://x.y/a.png")),
        f"components[0] is of type Thumbnail, which cannot stand there; what can: {AT_TOP}",
    ),
    Refusal(
        "a question in a message",
        layout(Label("?", BOX)),
        f"components[0] is of type Label, which cannot stand there; what can: {AT_TOP}",
    ),
    Refusal(
        "a text input in a message",
        row(BOX),
        f"components[0].components[0] is of type TextInput, which cannot stand there; what can: {IN_ROW}",
    ),
    Refusal(
        "a text in a row",
        row(TEXT),
        f"components[0].components[0] is of type TextDisplay, which cannot stand there; what can: {IN_ROW}",
    ),
    Refusal(
        "a row in a row",
        row(ActionRow(GO)),
        f"components[0].components[0] is of type ActionRow, which cannot stand there; what can: {IN_ROW}",
    ),
    Refusal(
        "a button and a menu in one row",
        row(GO, MENU),
        "components[0].components holds something beside a menu or text input, which fills a row by itself",
        False,
    ),
    Refusal(
        "two menus in one row",
        row(MENU, UserSelect(custom_id="u")),
        "components[0].components holds something beside a menu or text input, which fills a row by itself",
        False,
    ),
    Refusal(
        "six buttons in one row", row(*[LINK] * 6), "components[0].components has 6 items, Discord accepts at most 5"
    ),
    Refusal("an empty row", row(), "components[0].components is empty"),
    Refusal("an empty box", layout(Container()), "components[0].components is empty"),
    Refusal(
        "a box in a box",
        layout(Container("x", Container("x"))),  # type: ignore[arg-type]
        f"components[0].components[1] is of type Container, which cannot stand there; what can: {IN_BOX}",
    ),
    Refusal(
        "a button in a box",
        layout(Container(GO)),  # type: ignore[arg-type]
        f"components[0].components[0] is of type Button, which cannot stand there; what can: {IN_BOX}",
    ),
    Refusal(
        "a section with four texts",
        layout(Section("a", "b", "c", "d", accessory=GO)),
        "components[0].components has 4 items, Discord accepts at most 3",
    ),
    Refusal("a section without a text", layout(Section(accessory=GO)), "components[0].components is empty"),
    Refusal(
        "a section with nothing beside it",
        layout(Section("x", accessory=NOTHING)),
        "components[0].accessory is missing",
    ),
    Refusal(
        "a section with a menu beside it",
        layout(Section("x", accessory=MENU)),
        "components[0].accessory is of type StringSelect, which cannot stand there; "
        "what can: Button, LinkButton, PremiumButton, Thumbnail",
    ),
    Refusal(
        "a section with a row in it",
        layout(Section(ActionRow(GO), accessory=STOP)),  # type: ignore[arg-type]
        "components[0].components[0] is of type ActionRow, which cannot stand there; what can: TextDisplay",
    ),
]

SHOWN = [
    Refusal("an empty text", layout(TextDisplay("")), "components[0].content is empty"),
    Refusal("a gallery without pictures", layout(MediaGallery()), "components[0].items is empty"),
    Refusal(
        "11 pictures",
        layout(MediaGallery(*["https://x.y"] * 11)),
        "components[0].items has 11 items, Discord accepts at most 10",
    ),
    Refusal(
        "a picture without an address",
        layout(MediaGallery("")),
        "components[0].items[0].media.url is empty",
    ),
    Refusal(
        "a picture by ftp",
        layout(Section("x", accessory=Thumbnail("ftp://x.y/a.png"))),
        f"components[0].accessory.media.url must begin with {WEB}",
        False,
    ),
    Refusal(
        "an address of 2049 characters",
        layout(MediaGallery("https://" + "x" * 2041)),
        "components[0].items[0].media.url has 2,049 characters, Discord accepts at most 2,048",
    ),
    Refusal(
        "an empty description",
        layout(Section("x", accessory=Thumbnail("https://x.y", description=""))),
        "components[0].accessory.description is empty",
    ),
    Refusal(
        "a description of 1025 characters",
        layout(MediaGallery(MediaGalleryItem("https://x.y", description="x" * 1025))),
        "components[0].items[0].description has 1,025 characters, Discord accepts at most 1,024",
    ),
    Refusal(
        "a picture that is not sent",
        layout(MediaGallery("attachment://a.png"), files=[File("b.png", b"")]),
        "components[0].items[0].media.url is 'attachment://a.png', but no such file is sent",
        False,
    ),
    Refusal(
        "a file that is not sent",
        layout(Container(FileComponent("attachment://a.txt"))),
        "components[0].components[0].file.url is 'attachment://a.txt', but no such file is sent",
        False,
    ),
    Refusal(
        "a file from elsewhere",
        layout(FileComponent("https://x.y/a.txt")),
        "components[0].file.url must begin with attachment://",
        False,
    ),
    Refusal(
        "a separator wider than there are",
        layout(Separator(spacing=3)),  # type: ignore[arg-type]
        "components[0].spacing is 3; Discord knows 1 (small), 2 (large)",
    ),
    Refusal(
        "a colour beyond white",
        layout(Container("x", accent_color=0x1000000)),
        "components[0].accent_color is 16,777,216, Discord accepts 0 to 16,777,215",
    ),
    Refusal(
        "a colour in words",
        layout(Container("x", accent_color="red")),  # type: ignore[arg-type]
        "components[0].accent_color: expected `int | null`, got `str`",
    ),
]
