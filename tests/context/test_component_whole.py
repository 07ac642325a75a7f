"""Messages that are made of components: what may change them, which Discord would refuse in silence otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

from app.context.component import ComponentContext, UpdatingContext
from app.context.modal import ModalContext
from app.errors import AnswerInvalid, ComponentNotFound
from app.models.button import LinkButton
from app.models.component import ActionRow
from app.models.display import TextDisplay
from app.models.embed import Embed
from app.models.response import Reply, Update
from app.simulator.interaction import Interaction
from app.testing import TestBot
from tests.context.clicks import answered, click, place_message, submit, texts
from tests.given import given_bot

V2 = 1 << 15
WHOLE = [TextDisplay("all of it")]
ROWS = [ActionRow(LinkButton("https://x.y", str(number))) for number in range(6)]
WHY = "cannot be given to a message that is made of components: change these (components=[…]), or send a new message"
FULL = pytest.mark.parametrize("begin", [click, submit], ids=["button", "form"])

Begin = Callable[[TestBot, Any], Interaction]


async def use(handler: Callable[[UpdatingContext], Any], begin: Begin = click, *, flags: int = V2) -> Interaction:
    """Use a component, or send a form, of a message with these flags; what the handler returns is its answer."""
    bot = given_bot()

    @bot.bot.on_error(ComponentNotFound)
    async def handles(ctx: ComponentContext | ModalContext, error: ComponentNotFound) -> None:
        await ctx.finish(await handler(ctx))

    begun = await answered(bot, begin(bot, place_message(bot, "" if flags else "the old text", flags=flags)))
    assert (bot.discord.violations, bot.discord.double_answers) == ([], [])
    return begun


def shown(begun: Interaction) -> list[str]:
    """Return the texts that the message which carries the component is made of."""
    assert begun.source is not None
    return [part["content"] for part in begun.source["components"] if part["type"] == 10]


@FULL
@pytest.mark.parametrize(
    ("update", "field"), [(Update("Done."), "content"), (Update(embeds=[Embed(title="Done.")]), "embeds")]
)
async def test_a_text_for_a_message_of_components_is_refused_with_what_to_do(
    begin: Begin, update: Update, field: str
) -> None:
    said: list[str] = []

    async def handler(ctx: UpdatingContext) -> str:
        for step in (ctx.update(update), ctx.finish(update)):
            with pytest.raises(AnswerInvalid) as caught:
                await step
            said.append(str(caught.value))
        return "told"

    assert texts(await use(handler, begin)) == ["told"]
    assert said == [f"{by} cannot be sent: {field} {WHY}" for by in ("ctx.update()", "the returned Update")]


@FULL
async def test_so_is_one_that_comes_behind_a_deferred_update(begin: Begin) -> None:
    async def handler(ctx: UpdatingContext) -> Update:
        await ctx.defer_update()
        with pytest.raises(AnswerInvalid, match="made of components"):
            await ctx.edit("Done.")
        return Update(components=WHOLE)

    assert shown(await use(handler, begin)) == ["all of it"]


@FULL
async def test_components_change_it_and_clearing_what_it_has_not_is_right(begin: Begin) -> None:
    async def handler(ctx: UpdatingContext) -> Update:
        return Update(None, embeds=(), components=WHOLE)

    assert shown(await use(handler, begin)) == ["all of it"]


@FULL
async def test_rows_alone_may_be_as_many_as_other_components_there(begin: Begin) -> None:
    async def handler(ctx: UpdatingContext) -> Update:
        return Update(components=ROWS)

    begun = await use(handler, begin)

    assert begun.source is not None
    assert len(begun.source["components"]) == 6


async def test_rows_alone_are_five_at_most_where_a_text_stands_above() -> None:
    async def handler(ctx: UpdatingContext) -> str:
        with pytest.raises(AnswerInvalid, match="components has 6 items, Discord accepts at most 5"):
            await ctx.update(components=ROWS)
        return "told"

    assert texts(await use(handler, flags=0)) == ["told"]


async def test_a_new_message_beside_it_may_be_a_text() -> None:
    async def handler(ctx: UpdatingContext) -> None:
        await ctx.respond("new")
        await ctx.edit("newer")

    assert texts(await use(handler)) == ["newer"]


async def test_a_text_that_became_components_is_known_to_be_some() -> None:
    async def handler(ctx: UpdatingContext) -> None:
        await ctx.update(components=WHOLE)
        with pytest.raises(AnswerInvalid, match="made of components"):
            await ctx.edit("Done.")
        await ctx.edit(components=[TextDisplay("and more")])

    assert shown(await use(handler, flags=0)) == ["and more"]


async def test_the_message_by_its_id_is_the_same_message() -> None:
    async def handler(ctx: UpdatingContext) -> str:
        await ctx.defer_update()
        assert ctx.interaction.message is not None
        with pytest.raises(AnswerInvalid, match="made of components"):
            await ctx.edit("Done.", message_id=ctx.interaction.message.id)
        return "told"

    assert texts(await use(handler)) == ["told"]


async def test_a_followup_of_components_is_known_by_its_id() -> None:
    async def handler(ctx: UpdatingContext) -> None:
        await ctx.respond("new")
        whole = await ctx.followup(Reply(components=WHOLE))
        text = await ctx.followup("more")
        with pytest.raises(AnswerInvalid, match="made of components"):
            await ctx.edit("Done.", message_id=whole.id)
        await ctx.edit("Done.", message_id=text.id)

    assert texts(await use(handler)) == ["new", "", "Done."]
