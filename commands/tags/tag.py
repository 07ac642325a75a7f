"""`/tag create` keeps a text, `/tag show` posts it."""

from typing import Annotated

from app import CommandContext, CommandError, Option, Reply, group
from app.models import AllowedMentions
from commands.tags.storage import Tags

tag = group("tag", "Texts that this server keeps under a name")

Name = Annotated[str, Option("The tag's name", min=1, max=50)]


@tag.command
async def create(
    ctx: CommandContext, tags: Tags, name: Name, text: Annotated[str, Option("What it says", min=1, max=1500)]
) -> Reply:
    """Keep a text under a name."""
    await tags.write(ctx.guild_id, name, text)
    return Reply(f"Tag **{name}** is kept.", ephemeral=True)


@tag.command
async def show(ctx: CommandContext, tags: Tags, name: Name) -> Reply:
    """Post a tag."""
    text = await tags.read(ctx.guild_id, name)
    if text is None:
        raise CommandError(f"There is no tag **{name}** here. `/tag create` makes one.")
    # The text is some user's: it must not ping everyone in the bot's name.
    return Reply(text, allowed_mentions=AllowedMentions(users=False, roles=False))
