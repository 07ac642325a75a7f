"""The smallest command: what it returns is the answer."""

from app import CommandContext, slash_command


@slash_command
async def ping(ctx: CommandContext) -> str:
    """Say hello, to see that the bot is there."""
    return f"Pong, {ctx.author.display_name}!"
