"""Commands with all that a test of a step may have to write down."""

import asyncio
import time
from typing import Annotated

from app import (
    CommandContext,
    ComponentContext,
    Modal,
    ModalContext,
    Option,
    Reply,
    Update,
    button,
    group,
    has_permissions,
    message_command,
    modal,
    select,
    slash_command,
    user_command,
)
from app import Form as BaseForm
from app.models import (
    ActionRow,
    Attachment,
    Label,
    Member,
    Message,
    Permissions,
    Role,
    SelectOption,
    TextChannel,
    User,
)


@slash_command
async def gather(
    ctx: CommandContext,
    who: Member | User,
    what: Role,
    where: TextChannel,
    anyone: Member | User | Role,
    file: Attachment,
    per_day: Annotated[float, Option(name="per-day")] = 1.5,
) -> str:
    """Gather everything."""
    return f'{who.display_name} as "{what.name}" in {where.name} with {file.filename}, {per_day} a day'


@slash_command
async def toss(ctx: CommandContext) -> str:
    """Say another word each time."""
    words = ["heads", "tails"]
    word = words[int(time.monotonic_ns()) % 2]
    return f"It is {word}."


@select(placeholder="Whom?", name="whom")
async def whom(ctx: ComponentContext, values: list[Member | User]) -> Reply:
    return Reply(f"{', '.join(one.display_name for one in values)}!", ephemeral=True)


@select(placeholder="Which?", name="which", options=[SelectOption("Small", "S"), SelectOption("Large", "L")])
async def which(ctx: ComponentContext, values: list[str]) -> str:
    return f"Size {values[0]}"


@button(emoji="👍", name="like")
async def like(ctx: ComponentContext, which: int) -> str:
    return "Liked" if which == 1 else "Not this one"


@slash_command
async def several(ctx: CommandContext) -> None:
    """Answer in several messages, with several menus."""
    await ctx.send("first")
    await ctx.send(Reply("second", components=[ActionRow(whom.select()), ActionRow(which.select())]))
    await ctx.send(Reply("third", components=[ActionRow(*(like.button(which=number) for number in range(3)))]))


class Names(BaseForm):
    by: Annotated[str, Label("By whom?")]
    named: Annotated[str | None, Label("What is it called?")] = None


@modal(title="Names of 2 things", name="names")
async def take_names(ctx: ModalContext, form: Names) -> str:
    return f"{form.named} by {form.by}"


@slash_command
async def name(ctx: CommandContext) -> Modal:
    """Name something."""
    return take_names.modal()


@slash_command
async def order(ctx: CommandContext) -> str | None:
    """Ask back."""
    size = await ctx.ask("Which size?", ["S", "M"], timeout=120)
    return None if size is None else f"{size} it is."


@slash_command
@has_permissions(Permissions.manage_messages)
async def tidy(ctx: CommandContext) -> str:
    """Do what moderators do."""
    return "All tidy."


@user_command("Wave")
async def wave(ctx: CommandContext, target: Member | User) -> str:
    return f"{ctx.author.display_name} waves to {target.display_name}."


@message_command("Repeat")
async def repeat(ctx: CommandContext, target: Message) -> str:
    return target.content


@slash_command
async def where_from(ctx: CommandContext) -> str:
    """Tell what the bot knows of the user."""
    place = "here" if ctx.interaction.guild_id else "in private"
    return f"{ctx.author.display_name}, {ctx.locale.value}, {place}, {len(ctx.interaction.entitlements)} bought"


@button(label="Answer", name="answer")
async def answer_report(ctx: ComponentContext, number: int) -> str:
    row = ActionRow(done.button())
    await ctx.rest.users.send(ctx.author.id, f"You answered report {'abc'[number]}.", components=[row])
    return f"Report {'abc'[number]} is answered."


@button(label="Done", name="done")
async def done(ctx: ComponentContext) -> Update:
    return Update("All done.", components=[])


@slash_command
async def report(ctx: CommandContext, where: TextChannel) -> Reply:
    """Report something three times over."""
    for number in range(3):
        row = ActionRow(answer_report.button(number=number))
        await ctx.rest.messages.create(where.id, f"Report {'abc'[number]}", components=[row])
    return Reply("The staff was told.", ephemeral=True)


@button(label="Join", name="join")
async def join(ctx: ComponentContext) -> Update:
    return Update(f"{ctx.author.display_name} joined.")


@slash_command
async def giveaway(ctx: CommandContext) -> None:
    """Give something away, after 8 seconds."""
    await ctx.respond("Join now!", components=[ActionRow(join.button())])
    await asyncio.sleep(8)
    await ctx.edit("Somebody wins.", components=[])


mail = group("mail", "Mail to the staff")


@mail.command
async def begin(ctx: CommandContext, name: str) -> Reply:
    """Set it up."""
    if ctx.author.display_name != "Ada":
        return Reply("That is for Ada.", ephemeral=True)
    return Reply("It is set up.", ephemeral=True)


@mail.command
async def write(ctx: CommandContext) -> Modal:
    """Write to the staff."""
    return take_names.modal()


@slash_command(auto_defer="off")
async def stuck(ctx: CommandContext) -> str:
    """Never answer in time."""
    await asyncio.sleep(10)
    return "too late"
