"""Commands in the menus of users and of messages: the second parameter is what they are used on."""

from app import CommandContext, Reply, message_command, user_command
from app.models import Embed, EmbedField, Member, Message, User


@user_command("Who is this?")
async def who(ctx: CommandContext, target: Member | User) -> Reply:
    fields = [EmbedField("Account made", f"<t:{target.id.created_at.timestamp():.0f}:D>", inline=True)]
    if isinstance(target, Member) and target.joined_at:
        fields.append(EmbedField("Joined", f"<t:{target.joined_at.timestamp():.0f}:D>", inline=True))
    embed = Embed(title=target.display_name, thumbnail=target.avatar_url, fields=fields)
    return Reply(embeds=[embed], ephemeral=True)


@message_command("Count words")
async def count(ctx: CommandContext, target: Message) -> Reply:
    words = len(target.content.split())
    return Reply(f"{words} words by {target.author.display_name}: {target.jump_url}", ephemeral=True)
