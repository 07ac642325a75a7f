"""`/tag create` keeps a text, `/tag show` posts it and suggests names while they are typed."""

from typing import Annotated

from app import AutocompleteContext, CommandContext, CommandError, Option, Reply, group
from app.models import AllowedMentions
from commands.tags.storage import Tags

tag = group("tag", "Texts that this server keeps under a name")


async def suggest(ctx: AutocompleteContext, typed: str, tags: Tags) -> list[str]:
    return [name for name in await tags.names(ctx.guild_id) if typed.casefold() in name.casefold()]


@tag.command
async def create(
    ctx: CommandContext,
    tags: Tags,
    name: Annotated[str, Option(min=1, max=50)],
    text: Annotated[str, Option(min=1, max=1500)],
) -> Reply:
    """Keep a text under a name.

    Args:
        name: The tag's name
        text: What it says
    """
    await tags.write(ctx.guild_id, name, text)
    return Reply(f"Tag **{name}** is kept.", ephemeral=True)


@tag.command
async def show(
    ctx: CommandContext, tags: Tags, name: Annotated[str, Option("The tag's name", max=50, autocomplete=suggest)]
) -> Reply:
    """Post a tag."""
    text = await tags.read(ctx.guild_id, name)
    if text is None:
        raise CommandError(f"There is no tag **{name}** here. `/tag create` makes one.")
    # The text is some user's: it must not ping everyone in the bot's name.
    return Reply(text, allowed_mentions=AllowedMentions.none())
