"""What an actor sees that he has not asked for, and what he does while a handler still runs."""

import asyncio
from typing import Annotated

import pytest

from app import CommandContext, ComponentContext, Form, Modal, ModalContext, Update
from app.models import ActionRow, Label, TextChannel, User
from app.testing import DidNotRespond, TestBot, VirtualTimeLoop


class Name(Form):
    name: Annotated[str, Label("What is it called?")]


@pytest.fixture
def bot() -> TestBot:
    bot = TestBot(None)

    @bot.bot.button(label="Join")
    async def join(ctx: ComponentContext) -> Update:
        return Update(f"{ctx.author.display_name} joined.")

    @bot.bot.slash_command(description="Give something away.")
    async def giveaway(ctx: CommandContext, thinking: float = 0.0) -> None:
        if thinking:
            await ctx.defer()
            await asyncio.sleep(thinking)
        await ctx.send("Join now!", components=[ActionRow(join.button())])
        await asyncio.sleep(8)
        await ctx.edit("It is over.", components=[])

    @bot.bot.slash_command(description="Tell somebody, somewhere.")
    async def tell(ctx: CommandContext, where: TextChannel | None = None, who: User | None = None) -> str:
        if where is not None:
            await ctx.rest.messages.create(where.id, f"Told {where.name}")
        if who is not None:
            await ctx.rest.users.send(who.id, f"Told {who.display_name}")
        return "Told."

    return bot


def time_of() -> float:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    return loop.time()


async def test_the_impatient_do_not_wait_until_the_bot_is_done(bot: TestBot) -> None:
    began = time_of()
    begun = await bot.impatient().slash("giveaway")
    joined = await begun.click("Join")

    assert (joined.content, time_of() - began) == ("Ben joined.", 0.0)
    await bot.settle()
    assert (joined.content, time_of() - began) == ("It is over.", 8.0)


async def test_the_next_patient_step_waits_for_the_handler(bot: TestBot) -> None:
    begun = await bot.impatient().slash("giveaway")
    await begun.click("Join", by=bot)

    assert begun.content == "It is over."


async def test_thinking_is_no_answer_to_the_impatient(bot: TestBot) -> None:
    began = time_of()
    begun = await bot.impatient().slash("giveaway", thinking=5.0)

    assert (begun.content, time_of() - began) == ("Join now!", 5.0)
    await bot.settle()


async def test_the_clock_of_the_impatient_moves_as_far_as_it_is_told(bot: TestBot) -> None:
    begun = await bot.impatient().slash("giveaway")
    bot.clock.advance(7)
    assert (await begun.click("Join")).content == "Ben joined."
    bot.clock.advance(1)
    assert (await bot.impatient().slash("tell")).content == "Told."
    assert begun.content == "It is over."


async def test_the_impatient_learn_of_failures(bot: TestBot) -> None:
    bot.discord.endpoint = "http://bot.test/nowhere"

    with pytest.raises(DidNotRespond):
        await bot.in_channel("general").impatient().slash("tell")


async def test_elsewhere_he_is_as_impatient(bot: TestBot) -> None:
    hasty = bot.impatient()
    begun = [await hasty.in_channel("general").slash("giveaway"), await hasty.in_dm().slash("giveaway")]

    assert [one.content for one in begun] == ["Join now!", "Join now!"]
    await bot.settle()


async def test_a_form_is_sent_by_the_same_user_in_a_hurry(bot: TestBot) -> None:
    @bot.bot.modal(title="Name it")
    async def naming(ctx: ModalContext, form: Name) -> None:
        await ctx.send("Named.")
        await asyncio.sleep(8)
        await ctx.edit("Forgotten.")

    @bot.bot.slash_command(description="Name something.")
    async def name(ctx: CommandContext) -> Modal:
        return naming.modal()

    form = await bot.slash("name")
    sent = await form.submit(by=bot.impatient(), name="Thing")

    assert sent.content == "Named."
    await bot.settle()


async def test_the_newest_message_is_that_which_he_sees_where_he_is(bot: TestBot) -> None:
    ada, mira = bot.person("ada", channel="general"), bot.person("mira", channel="general")
    await bot.slash("tell", where="general")
    bot.message("Hello.", author=mira)

    assert ada.latest().content == "Hello."
    assert ada.latest(1).content == "Told general"
    await bot.slash("tell", who="mira")
    assert mira.in_dm().latest().content == "Told Mira"
    with pytest.raises(LookupError, match="Ben sees no message in #staff; in_channel"):
        bot.in_channel("staff").latest()
    with pytest.raises(LookupError, match="Ada sees no message in the direct message"):
        ada.in_dm().latest()
    with pytest.raises(LookupError, match=r"Ada sees \d+ messages in #general"):
        ada.latest(99)


async def test_what_is_for_another_alone_is_not_the_newest(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Whisper.")
    async def whisper(ctx: CommandContext) -> None:
        await ctx.send("psst", ephemeral=True)

    bot.message("Hello.")
    await bot.slash("whisper")

    assert bot.latest().content == "psst"
    assert bot.person("ada").latest().content == "Hello."


async def test_users_and_channels_are_given_by_their_names(bot: TestBot) -> None:
    bot.actor("Ida")
    await bot.slash("tell", who="Ida")
    await bot.slash("tell", who=str(bot.person("ada").id))

    assert bot.person("ada").in_dm().latest().content == "Told Ada"
    with pytest.raises(LookupError, match=r"no user 'Ada L'; there are: ada, .*; a test makes one with bot.actor"):
        await bot.slash("tell", who="Ada L")
    with pytest.raises(LookupError, match=r"no channel 'attic'; there are: .*general"):
        await bot.slash("tell", where="attic")
    bot.actor("Ida")
    with pytest.raises(LookupError, match="2 users are called 'Ida': give the actor or the id of the one"):
        await bot.slash("tell", who="Ida")
