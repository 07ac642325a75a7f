"""Polls: a message made of components alone, drawn anew with each vote. The votes are kept in the store."""

from dataclasses import dataclass
from typing import Annotated

from app import (
    CommandContext,
    CommandError,
    ComponentContext,
    Option,
    Reply,
    Store,
    Update,
    button,
    invoker_only,
    max_concurrency,
    provided,
    select,
    slash_command,
)
from app.models import (
    ActionRow,
    AllowedMentions,
    ButtonStyle,
    Container,
    Section,
    SelectOption,
    Separator,
    Snowflake,
)

KEPT = 30 * 86_400.0
MOST_ANSWERS = 10  # An answer takes three components, and a message has at most 40.


@dataclass
class Poll:
    question: str
    answers: list[str]
    several: bool
    is_open: bool = True


def draw(poll_id: Snowflake, poll: Poll, counts: list[int]) -> Container:
    total = sum(counts)
    results = [f"**{answer}**\n{bar(count, total)}" for answer, count in zip(poll.answers, counts, strict=True)]
    shown: list[Section | ActionRow | str] = [*results]
    if poll.is_open and poll.several:
        options = [SelectOption(answer, str(number)) for number, answer in enumerate(poll.answers)]
        shown.append(ActionRow(choose.select(poll=poll_id).replace(options=options, max_values=len(options))))
    elif poll.is_open:
        shown = [Section(text, accessory=vote.button(poll=poll_id, answer=n)) for n, text in enumerate(results)]
    return Container(
        f"## {poll.question}",
        *shown,
        Separator(),
        f"-# {total} {'vote' if total == 1 else 'votes'} · anonymous · {'open' if poll.is_open else 'closed'}",
        *([ActionRow(close.button(poll=poll_id))] if poll.is_open else []),
        accent_color=0x5865F2 if poll.is_open else 0x4E5058,
    )


def bar(count: int, total: int) -> str:
    filled = round(10 * count / total) if total else 0
    return f"{'▰' * filled}{'▱' * (10 - filled)} {count}"


async def read(store: Store, poll_id: int) -> Poll:
    poll = await store.get(f"poll:{poll_id}", Poll)
    if poll is None:
        raise CommandError("This poll is over.")
    return poll


async def redraw(store: Store, poll_id: Snowflake, answers: int) -> Update:
    counts = [await store.get(f"poll:{poll_id}#{number}", int) or 0 for number in range(answers)]
    # Read last: the poll may have been closed since the vote came in, and must not be drawn open again.
    return Update(components=[draw(poll_id, await read(store, poll_id), counts)])


async def cast(ctx: ComponentContext, store: Store, poll_id: Snowflake, chosen: set[int]) -> Update:
    """Put a user's vote in the place of his earlier one, if he had any; who comes too late sees the results."""
    poll = await read(store, poll_id)
    if not poll.is_open:
        return await redraw(store, poll_id, len(poll.answers))
    ballot = f"poll:{poll_id}:{ctx.user.id}"
    before = set(await store.get(ballot, list[int]) or ())
    await store.set(ballot, list(chosen), ttl=KEPT)
    # Each answer is counted for itself, in one step: of votes that come in at once, none is lost.
    for number in before - chosen:
        await store.increment(f"poll:{poll_id}#{number}", -1)
    for number in chosen - before:
        await store.increment(f"poll:{poll_id}#{number}", ttl=KEPT)
    return await redraw(store, poll_id, len(poll.answers))


@button(label="Vote", name="poll.vote")
@max_concurrency(1, by="user")
async def vote(ctx: ComponentContext, poll: Snowflake, answer: int, store: Store = provided) -> Update:
    return await cast(ctx, store, poll, {answer})


@select(placeholder="Choose as many as you like", min_values=0, name="poll.choose")
@max_concurrency(1, by="user")
async def choose(ctx: ComponentContext, values: list[int], poll: Snowflake, store: Store = provided) -> Update:
    return await cast(ctx, store, poll, set(values))


@button(label="Close the poll", style=ButtonStyle.secondary, name="poll.close")
@invoker_only
async def close(ctx: ComponentContext, poll: Snowflake, store: Store = provided) -> Update:
    closed = await read(store, poll)
    closed.is_open = False
    await store.set(f"poll:{poll}", closed, ttl=KEPT)
    return await redraw(store, poll, len(closed.answers))


@slash_command
async def poll(
    ctx: CommandContext,
    store: Store,
    question: Annotated[str, Option(max=250)],
    answers: Annotated[str, Option(max=1000)],
    several: bool = False,
) -> Reply:
    """Ask everybody here a question.

    Args:
        question: What you want to know
        answers: What to choose from, with commas between
        several: Whether more than one answer can be chosen
    """
    texts = list(dict.fromkeys(text for part in answers.split(",") if (text := part.strip()[:100])))
    if not 2 <= len(texts) <= MOST_ANSWERS:
        raise CommandError(f"A poll has 2 to {MOST_ANSWERS} answers, and yours has {len(texts)}.")
    poll_id, asked = ctx.interaction.id, Poll(question, texts, several)
    await store.set(f"poll:{poll_id}", asked, ttl=KEPT)
    # The texts are some user's: they must not ping everyone in the bot's name.
    return Reply(components=[draw(poll_id, asked, [0] * len(texts))], allowed_mentions=AllowedMentions.none())
