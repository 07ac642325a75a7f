"""A flow that counts, and a bot whose buttons use it."""

from collections.abc import Awaitable, Callable

from app.bot import Bot
from app.components.flow import Flow
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.models.component import ActionRow
from app.models.response import Reply, Update
from app.testing import Result

EXPIRED = "This has expired. Ask for a new one and try again."
OUTDATED = "This message is from an older version of the bot. Ask for a new one and try again."


class Count(Flow, expires=100):
    number: int = 0


Answer = Callable[[ComponentContext, Count], Awaitable[str | Update | None]]


def counting(answer: Answer) -> Callable[[Bot], None]:
    """Declare `/try`, whose button gives the flow to a handler; a second one says how it stands."""

    def code(bot: Bot) -> None:
        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            flow = await Count().begin(ctx)
            return Reply("?", components=[ActionRow(use.button(flow), tell.button(flow))])

        @bot.button
        async def use(ctx: ComponentContext, flow: Count) -> str | Update | None:
            return await answer(ctx, flow)

        @bot.button
        async def tell(ctx: ComponentContext, flow: Count) -> str:
            return f"{flow.number}"

    return code


async def told(shown: Result) -> str:
    return (await shown.click("Tell")).content


def changing(answer: str | Update | None) -> Answer:
    async def change(ctx: ComponentContext, flow: Count) -> str | Update | None:
        flow.number += 1
        return answer

    return change
