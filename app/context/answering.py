"""The click that a question has waited for, on its way to the one who asked."""

from app.command_errors import AlreadyUsed, NotInvoker
from app.context.component import ComponentContext
from app.context.waiting import Answer, Waiting
from app.errors import ComponentExpired


async def answer_question(context: ComponentContext, waiting: Waiting) -> None:
    """Answer a click on a question, and let the one who asked go on.

    Args:
        context: The click; its custom_id begins with `ASKED`.
        waiting: The questions of this process.

    Raises:
        ComponentExpired: If the question waits no longer, or never waited in
            this process.
        NotInvoker: If somebody else was asked.
        AlreadyUsed: If somebody else was faster.
    """
    data = context.interaction.component
    question = waiting.find(data.custom_id)
    if question.user_id not in (None, context.user.id):
        raise NotInvoker
    index = question.read(data.custom_id, data.values)
    if index is None:
        raise ComponentExpired(data.custom_id, "the question has no such choice")
    if not waiting.claim(question, context.user.id):
        if question.answered_by != context.user.id:
            raise AlreadyUsed
        # A double click: the first one is being answered, or the user's client was slow to show it.
        await context.finish(None)
        return
    is_shown = False
    try:
        await context.update(components=question.components(is_over=True, chosen=index))
        # Whoever asked may change the message at once, and this must not come behind that.
        await context.wait_until_sent()
        is_shown = True
    finally:
        question.settle(Answer(index, is_shown))
