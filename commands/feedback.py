"""Feedback: forms with every kind of field. Each form is a class; what the user sent is an instance of it."""

import datetime as dt
import enum
from collections.abc import Sequence
from typing import Annotated, Literal

from app import (
    CommandContext,
    ComponentContext,
    Form,
    FormInvalid,
    Modal,
    ModalContext,
    Reply,
    Update,
    button,
    modal,
    slash_command,
)
from app.models import (
    ActionRow,
    AllowedMentions,
    Attachment,
    ButtonStyle,
    Embed,
    EmbedField,
    FileUpload,
    Label,
    Member,
    Message,
    Role,
    Snowflake,
    StringSelect,
    TextChannel,
    TextDisplay,
    TextInput,
    TextInputStyle,
    User,
    UserSelect,
)

MOST_BYTES = 8_000_000  # What Discord takes of a bot anywhere is a little more.


class Topic(enum.Enum):
    commands = "commands"
    speed = "speed"
    wording = "wording"


class Feedback(Form):
    intro = TextDisplay("Thank you for your time. What you write is posted in this channel.")
    rating: Annotated[Literal["Good", "Mixed", "Bad"], Label("How do you like the bot?")]
    topics: Annotated[list[Topic], Label("What is it about?")]
    text: Annotated[str, Label("What happened?", TextInput(style=TextInputStyle.paragraph, max_length=1000))]
    may_ask: Annotated[bool, Label("You may ask me about it")] = False


class Details(Form):
    day: Annotated[dt.date | None, Label("When was it?", description="Year, month and day, as 2026-11-21")] = None
    channel: Annotated[TextChannel | None, Label("Where was it?")] = None
    people: Annotated[list[Member | User] | None, Label("Who was there?", UserSelect(max_values=5))] = None
    device: Annotated[Literal["Desktop", "Phone", "Browser"] | None, Label("With what?", StringSelect())] = None
    files: Annotated[
        list[Attachment] | None,
        Label("Pictures or logs", FileUpload(max_values=3, file_types=["image", ".txt", ".log"])),
    ] = None


class Audience(Form):
    roles: Annotated[list[Role] | None, Label("Which roles is it for?")] = None
    others: Annotated[list[User | Role] | None, Label("Whom else does it concern?")] = None


def part(title: str, url: str | None = None, **values: object) -> Embed:
    fields = [EmbedField(name.capitalize(), str(value), inline=True) for name, value in values.items() if value]
    return Embed(title=title, url=url, fields=fields)


def listed(chosen: Sequence[Member | User | Role] | None) -> str:
    return ", ".join(one.mention for one in chosen or ())


@modal(title="Details", name="feedback.details")
async def add_details(ctx: ModalContext, form: Details, about: Snowflake) -> Reply:
    """A message of its own, which links to the feedback: which that is travels in the form's custom_id."""
    # The clock is that of UTC: where the user is, tomorrow may have begun.
    if form.day and form.day > ctx.interaction.id.created_at.date() + dt.timedelta(days=1):
        raise FormInvalid({"day": "This day is yet to come."})
    if any(file.size > MOST_BYTES for file in form.files or ()):
        raise FormInvalid({"files": "A file may have 8 MB at most."})
    link = Message(id=about, channel_id=ctx.channel_id, guild_id=ctx.interaction.guild_id).jump_url
    channel = form.channel.mention if form.channel else None
    embed = part("Details", link, when=form.day, where=channel, who=listed(form.people), device=form.device)
    # Discord deletes what was uploaded in a form after a while; what the bot sends stays.
    files = [await ctx.rest.attachments.to_file(file, max_bytes=MOST_BYTES) for file in form.files or ()]
    return Reply(embeds=[embed], files=files, allowed_mentions=AllowedMentions.none())


@modal(title="Whom it concerns", name="feedback.audience")
async def add_audience(ctx: ModalContext, form: Audience) -> Update:
    """A change of the message whose button has opened the form."""
    before = ctx.message.embeds[:1] if ctx.message else ()
    return Update(embeds=[*before, part("Whom it concerns", roles=listed(form.roles), others=listed(form.others))])


@button(label="Add details", name="feedback.more")
async def ask_details(ctx: ComponentContext) -> Modal:
    return add_details.modal(about=ctx.message.id)


@button(label="Say whom it concerns", style=ButtonStyle.secondary, name="feedback.whom")
async def ask_audience(ctx: ComponentContext) -> Modal:
    return add_audience.modal()


@modal(title="Feedback", name="feedback")
async def thank(ctx: ModalContext, form: Feedback) -> Reply:
    about = ", ".join(topic.name for topic in form.topics)
    questions = "yes" if form.may_ask else None
    embed = part(f"Feedback by {ctx.author.display_name}", rating=form.rating, about=about, questions=questions)
    buttons = ActionRow(ask_details.button(), ask_audience.button())
    return Reply(
        embeds=[embed.replace(description=form.text)], components=[buttons], allowed_mentions=AllowedMentions.none()
    )


@slash_command
async def feedback(ctx: CommandContext) -> Modal:
    """Say what you think of the bot."""
    return thank.modal()
