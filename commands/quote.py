"""Quotes: a command in the menu of messages opens a form. What does not fit into a custom_id waits in the store."""

from typing import Annotated

from app import CommandContext, CommandError, Form, Modal, ModalContext, Reply, message_command, modal
from app.models import AllowedMentions, Embed, EmbedAuthor, Label, Message, TextInput, TextInputStyle


class Comment(Form):
    comment: Annotated[
        str | None, Label("What do you say to it?", TextInput(style=TextInputStyle.paragraph, max_length=500))
    ] = None


@modal(title="Quote", name="quote", spill=True)
async def post(ctx: ModalContext, form: Comment, author: str, text: str, link: str) -> Reply:
    """What is quoted comes from the message itself: nobody can put words into another's mouth."""
    embed = Embed(author=EmbedAuthor(author, url=link), description=text, url=link)
    # Whoever is mentioned, in the quote or in the comment, is not to be called in the bot's name.
    return Reply(form.comment, embeds=[embed], allowed_mentions=AllowedMentions.none())


@message_command("Quote")
async def quote(ctx: CommandContext, target: Message) -> Modal:
    if not target.content:
        raise CommandError("There is no text in this message.")
    name = target.author.display_name
    form = await post.stored_modal(ctx, author=name, text=target.content, link=target.jump_url)
    return form.prefill(comment=f"As {name} says:")
