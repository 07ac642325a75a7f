"""Several who use components of one flow at once, in one process and in two: no step overwrites another's work."""

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable

import pytest

from app.bot import Bot
from app.command_errors import MaxConcurrencyReached
from app.components.flow import PATIENCE, Flow
from app.context.command import CommandContext
from app.context.component import ComponentContext
from app.errors import StoreError
from app.models.component import ActionRow
from app.models.response import Reply, Update
from app.simulator.interaction import Interaction
from app.stores.base import Store
from app.stores.lease import LEASE
from app.stores.memory import MemoryBackend
from app.stores.sqlite import SqliteBackend
from app.testing import TestBot
from tests.components.processes import given_process
from tests.context.clicks import answered, click, place_message, texts

BUSY = "This is being used by as many as it can be. Try again in a moment."
FAILED = "Something went wrong. Its developers can find the reason under"

Handler = Callable[[ComponentContext, "Votes"], Awaitable[None]]


class Votes(Flow):
    number: int = 0
    heard: list[str] = dataclasses.field(default_factory=list)


class Away(MemoryBackend):
    """A store that can be away, and that counts what is written to it."""

    is_away = False

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        if self.is_away:
            raise StoreError("store redis at db:6379 cannot be reached")
        await super().write(key, value, ttl)


class Vote:
    """A flow that was begun in one process, whose button `use` is pressed in this one and another."""

    def __init__(self, handler: Handler, store: Store | None = None) -> None:
        self.begun: list[Votes] = []
        self.handler = handler
        first, self.store = given_process(self._declare, store)
        second, _ = given_process(self._declare, self.store)
        self.bots = (first, second)

    def _declare(self, bot: Bot) -> None:
        @bot.slash_command("try", description="Try it.")
        async def command(ctx: CommandContext) -> Reply:
            flow = await Votes().begin(ctx)
            self.begun.append(flow)
            return Reply("?", components=[ActionRow(use.button(flow))])

        @bot.button
        async def use(ctx: ComponentContext, flow: Votes) -> Update:
            await self.handler(ctx, flow)
            return Update(f"{flow.number}")

        @bot.button
        async def both(ctx: ComponentContext, one: Votes, other: Votes) -> Update:
            await self.handler(ctx, one)
            other.heard.append(f"{one is other}")
            return Update(f"{one.number} {other.number}")

        self.use, self.both = use, both

    async def begin(self) -> str:
        """Begin a flow, and return the custom_id of its button."""
        await self.bots[0].slash("try")
        return self.use.button(self.begun[-1]).custom_id

    def press(self, custom_id: str, process: int = 0) -> Interaction:
        """Press a button in a process, without waiting."""
        bot = self.bots[process]
        return click(bot, place_message(bot), custom_id)

    async def see(self, begun: Interaction, process: int = 0) -> str:
        """Wait for what became of a press, and return the text that the user sees."""
        await answered(self.bots[process], begun)
        told = texts(begun)
        assert begun.source is not None
        return told[0] if told else str(begun.source["content"])

    async def stands(self, custom_id: str) -> Votes | None:
        """Return what the store has."""
        return await self.store.get(f"postern:flow:{custom_id[-16:]}", Votes)


def taking(seconds: float) -> Handler:
    async def handler(ctx: ComponentContext, flow: Votes) -> None:
        number = flow.number
        await asyncio.sleep(seconds)
        flow.number = number + 1

    return handler


async def test_of_many_who_press_at_once_in_two_processes_none_is_lost() -> None:
    vote = Vote(taking(0.01))
    custom_id = await vote.begin()
    begun = [(vote.press(custom_id, number % 2), number % 2) for number in range(20)]
    seen = {await vote.see(*one) for one in begun}

    assert seen == {str(number) for number in range(1, 21)}
    assert await vote.stands(custom_id) == Votes(number=20)


async def test_processes_share_a_file_as_they_share_a_memory(tmp_path: object) -> None:
    stores = [Store(SqliteBackend(f"{tmp_path}/store.db")) for _ in range(2)]
    vote = Vote(taking(0), stores[0])
    vote.bots[1].provide(Store, stores[1])
    custom_id = await vote.begin()
    begun = [(vote.press(custom_id, number % 2), number % 2) for number in range(6)]
    seen = {await vote.see(*one) for one in begun}

    assert seen == {str(number) for number in range(1, 7)}
    for store in stores:
        await store.close()


async def test_a_step_waits_for_the_one_before_it_and_goes_on_with_its_changes() -> None:
    vote = Vote(taking(1.0))
    custom_id = await vote.begin()
    first, second = vote.press(custom_id), vote.press(custom_id, 1)

    assert [await vote.see(first), await vote.see(second, 1)] == ["1", "2"]


async def test_who_waits_too_long_is_refused_politely_and_in_time() -> None:
    vote = Vote(taking(30.0))
    custom_id = await vote.begin()
    first = vote.press(custom_id)
    await asyncio.sleep(5)
    came = asyncio.get_running_loop().time()
    second = vote.press(custom_id, 1)
    refused = await vote.see(second, 1)

    assert refused == BUSY
    assert second.is_ephemeral
    assert asyncio.get_running_loop().time() - came <= PATIENCE + 0.1
    assert await vote.see(first) == "1"
    assert await vote.see(vote.press(custom_id, 1), 1) == "2"


async def test_an_error_handler_hears_of_the_refusal() -> None:
    vote = Vote(taking(5.0))

    @vote.bots[1].bot.on_error(MaxConcurrencyReached)
    async def refuse(ctx: ComponentContext, error: MaxConcurrencyReached) -> str:
        return f"at most {error.limit}"

    custom_id = await vote.begin()
    vote.press(custom_id)
    await asyncio.sleep(1)

    assert await vote.see(vote.press(custom_id, 1), 1) == "at most 1"


async def test_a_step_that_runs_for_long_keeps_its_lease() -> None:
    vote = Vote(taking(LEASE * 3))
    custom_id = await vote.begin()
    first = vote.press(custom_id)
    for _ in range(6):
        await asyncio.sleep(LEASE / 3)
        assert await vote.see(vote.press(custom_id, 1), 1) == BUSY

    assert await vote.see(first) == "1"


async def test_what_a_process_held_that_died_is_free_after_the_lease() -> None:
    vote = Vote(taking(0))
    custom_id = await vote.begin()
    # As a process leaves it that was killed in the midst of a step.
    await vote.store.increment(f"postern:flow:{custom_id[-16:]}:step", ttl=LEASE)

    assert await vote.see(vote.press(custom_id)) == BUSY
    await asyncio.sleep(LEASE)
    assert await vote.see(vote.press(custom_id)) == "1"


@pytest.mark.parametrize("saves", [False, True], ids=["by itself", "save()"])
async def test_a_step_that_lost_its_lease_overwrites_nothing(saves: bool, caplog: pytest.LogCaptureFixture) -> None:
    async def is_frozen(ctx: ComponentContext, flow: Votes) -> None:
        flow.number = 100
        await asyncio.sleep(3)
        vote.bots[0].clock.advance(LEASE + 1)
        vote.handler = taking(0)
        assert await vote.see(vote.press(custom_id, 1), 1) == "1"
        if saves:
            await flow.save()

    vote = Vote(is_frozen)
    custom_id = await vote.begin()

    assert (await vote.see(vote.press(custom_id))).startswith(FAILED)
    assert await vote.stands(custom_id) == Votes(number=1)
    (fault,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "others may have changed it" in str(fault.exc_info and fault.exc_info[1])


async def test_a_step_that_lost_its_lease_ends_nothing() -> None:
    async def ends(ctx: ComponentContext, flow: Votes) -> None:
        await asyncio.sleep(3)
        vote.bots[0].clock.advance(LEASE + 1)
        await flow.end()

    vote = Vote(ends)
    custom_id = await vote.begin()

    assert (await vote.see(vote.press(custom_id))).startswith(FAILED)
    assert await vote.stands(custom_id) == Votes()


# ── several flows in one step ──


async def test_two_steps_that_take_the_same_flows_do_not_wait_for_each_other() -> None:
    vote = Vote(taking(0.1))
    await vote.begin()
    await vote.begin()
    one, other = vote.begun
    pressed = [vote.press(vote.both.button(one, other).custom_id), vote.press(vote.both.button(other, one).custom_id)]

    assert {await vote.see(begun) for begun in pressed} == {"1 0", "1 1"}


async def test_a_flow_that_is_given_twice_is_one() -> None:
    vote = Vote(taking(0))
    custom_id = await vote.begin()

    assert await vote.see(vote.press(vote.both.button(vote.begun[0], vote.begun[0]).custom_id)) == "1 1"
    assert await vote.stands(custom_id) == Votes(number=1, heard=["True"])


# ── the store is away ──


@pytest.mark.parametrize("more", [False, True], ids=["one flow", "the second of two"])
async def test_what_cannot_be_saved_is_not_said_to_be_done(more: bool) -> None:
    async def leaves(ctx: ComponentContext, flow: Votes) -> None:
        flow.number += 1
        away.is_away = not more
        flow.heard.append("more" if more else "")

    away = Away(TestBot(None).clock.now)
    vote = Vote(leaves, Store(away))
    custom_id = await vote.begin()
    named = custom_id
    if more:
        other = await vote.begin()
        named = vote.both.button(*vote.begun).custom_id
        vote.begun[1].number = -1

        async def changes_both(ctx: ComponentContext, flow: Votes) -> None:
            flow.number += 1
            # Not what the class says: it cannot be saved, whatever the store does.
            second = ctx.state["other"]
            second.number = "many"

        vote.handler = changes_both

    seen = await vote.see(vote.press(named))
    away.is_away = False

    assert seen.startswith(FAILED)
    assert await vote.stands(custom_id) == Votes()
    assert not more or await vote.stands(other) == Votes()


async def test_what_cannot_be_put_back_stays_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async def answers_badly(ctx: ComponentContext, flow: Votes) -> None:
        flow.number += 1
        finish = ctx.finish

        async def fail(answer: object) -> None:
            away.is_away = True
            await finish("x" * 2001)

        setattr(ctx, "finish", fail)  # noqa: B010 - stands for an answer that fails while the store does

    away = Away(TestBot(None).clock.now)
    vote = Vote(answers_badly, Store(away))
    custom_id = await vote.begin()

    assert (await vote.see(vote.press(custom_id))).startswith(FAILED)
    assert await vote.stands(custom_id) == Votes(number=1)
    assert "a step has failed, and what it had changed of its flow stays" in caplog.text
