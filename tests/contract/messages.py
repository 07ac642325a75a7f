"""Messages and forms with everything that they can have, of both kinds."""

import datetime as dt

from app.models.base import Snowflake
from app.models.button import Button, ButtonStyle, LinkButton, PremiumButton
from app.models.channel import ChannelType
from app.models.component import ActionRow, Container, Label, Section, Separator
from app.models.display import FileComponent, MediaGallery, MediaGalleryItem, TextDisplay, Thumbnail
from app.models.embed import Embed, EmbedAuthor, EmbedField, EmbedFooter
from app.models.field import Checkbox, CheckboxGroup, FileUpload, GroupOption, RadioGroup, TextInput, TextInputStyle
from app.models.file import File
from app.models.mention import AllowedMentions
from app.models.modal import Modal
from app.models.poll import Poll
from app.models.response import MessageFields
from app.models.select import (
    ChannelSelect,
    DefaultValueType,
    MentionableSelect,
    RoleSelect,
    SelectDefaultValue,
    SelectOption,
    StringSelect,
    UserSelect,
)

FILES = (File("a.png", b"\x89PNG", description="A picture.", spoiler=True), File("b.txt", b"text"))
EMBED = Embed(
    title="Title",
    description="Text.",
    url="https://bot.test/",
    color=0xFF0000,
    fields=(EmbedField("name", "value", inline=True),),
    image="attachment://a.png",
    thumbnail="https://bot.test/small.png",
    footer=EmbedFooter(text="Below.", icon_url="https://bot.test/footer.png"),
    author=EmbedAuthor(name="Ada", url="https://bot.test/ada", icon_url="https://bot.test/ada.png"),
    timestamp=dt.datetime(2026, 8, 5, tzinfo=dt.UTC),
)
MENTIONS = AllowedMentions(users=(Snowflake(1),), roles=(Snowflake(2),), replied_user=False)
BUTTON = Button(custom_id="b", label="Go", emoji="🔥", disabled=True, id=7)
OTHER = Button(custom_id="o", label="Stop", style=ButtonStyle.danger)
OPTIONS = (SelectOption("A", "a", description="First.", emoji="<:name:175928847299117063>", default=True),)
ROWS = (
    ActionRow(BUTTON, LinkButton("https://bot.test/", "There"), PremiumButton(3)),
    ActionRow(StringSelect(custom_id="s", options=OPTIONS, placeholder="Which?", min_values=0, disabled=True)),
    ActionRow(UserSelect(custom_id="u", max_values=3)),
    ActionRow(RoleSelect(custom_id="r")),
    ActionRow(
        MentionableSelect(
            custom_id="m", default_values=(SelectDefaultValue(id=Snowflake(5), type=DefaultValueType.role),)
        )
    ),
)
POLL = Poll("Which?", ["A", "B"], duration=24, allow_multiselect=True)
LAYOUT = (
    TextDisplay("Text."),
    Section("Text.", accessory=Thumbnail("https://bot.test/small.png", description="A picture.", spoiler=True)),
    Section("Text.", accessory=BUTTON),
    MediaGallery(MediaGalleryItem("attachment://a.png", description="A picture.", spoiler=True)),
    FileComponent("attachment://b.txt", spoiler=True),
    Separator(divider=False, spacing=2),
    ActionRow(ChannelSelect(custom_id="c", channel_types=(ChannelType.guild_text,))),
    Container("Text.", ActionRow(OTHER), accent_color=0xFF0000, spoiler=True),
)

CLASSIC: MessageFields = {
    "embeds": [EMBED],
    "components": ROWS,
    "files": FILES,
    "allowed_mentions": MENTIONS,
    "ephemeral": False,  # what is no answer to an interaction cannot be it
    "silent": True,
    "suppress_embeds": True,
    "poll": POLL,
}

MODAL = Modal(
    "m",
    "Title",
    (
        TextDisplay("Text."),
        Label(
            "Name",
            TextInput(
                custom_id="t",
                style=TextInputStyle.paragraph,
                min_length=1,
                max_length=100,
                required=False,
                value="Ada",
                placeholder="Who?",
            ),
            description="Who you are.",
        ),
        Label("Which", StringSelect(custom_id="s", options=OPTIONS, required=False)),
        Label("Files", FileUpload(custom_id="f", max_values=3, file_types=["image", ".pdf"])),
        Label("One", RadioGroup(custom_id="r", options=(GroupOption("A", "a", "First.", True), GroupOption("B", "b")))),
    ),
)
OTHER_MODAL = Modal(
    "m",
    "Title",
    (
        Label("User", UserSelect(custom_id="u")),
        Label("Some", CheckboxGroup(custom_id="g", options=(GroupOption("A", "a"),), required=False)),
        Label("Yes", Checkbox(custom_id="c", default=True)),
    ),
)
