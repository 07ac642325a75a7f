"""Checks, limits and hooks around any handler: what comes before what, and what is given back."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.checks.node import Node, Release
from app.checks.passage import run_checks, run_with_hooks, run_within_limits
from app.command_errors import CheckFailure, CommandOnCooldown, MaxConcurrencyReached
from app.context.command import CommandContext
from app.testing import TestBot, virtual_time


class Named(Node):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    @property
    def shown_name(self) -> str:
        return self.name


class Noted:
    """A limit that takes notes, and refuses or fails where told."""

    def __init__(self, story: list[str], name: str, *, is_given_back: bool = True, **faults: BaseException) -> None:
        self.story = story
        self.name = name
        self.is_given_back = is_given_back
        self.faults = faults

    async def acquire(self, context: object, key: str) -> Release | None:
        self.story.append(f"{self.name} {key}")
        if "acquire" in self.faults:
            raise self.faults["acquire"]
        return self._release if self.is_given_back else None

    async def _release(self, raised: BaseException | None = None, /) -> None:
        self.story.append(f"{self.name} given back")
        if "release" in self.faults:
            raise self.faults["release"]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def story() -> list[str]:
    return []


@pytest.fixture
async def ctx() -> CommandContext:
    return TestBot(None).context(CommandContext)


@pytest.fixture
def nodes() -> list[Named]:
    """The nearest first, as routes have them."""
    return [Named("handler"), Named("plugin"), Named("bot")]


def says(story: list[str], line: str, answer: Any = True) -> Callable[..., Any]:
    async def note(ctx: object) -> Any:
        story.append(line)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return note


def runs(story: list[str], error: BaseException | None = None) -> Callable[[], Any]:
    async def run() -> None:
        story.append("run")
        if error is not None:
            raise error

    return run


# ── checks ──


async def test_the_widest_check_comes_first_and_the_first_that_says_no_is_the_last(
    ctx: CommandContext, nodes: list[Named], story: list[str]
) -> None:
    for node in nodes:
        node.check(says(story, node.name, answer=node.name != "plugin"))
    with pytest.raises(CheckFailure):
        await run_checks(nodes, ctx)

    assert story == ["bot", "plugin"]


@pytest.mark.parametrize("falsy", [False, None, 0, ""])
async def test_whatever_is_false_is_a_no(ctx: CommandContext, nodes: list[Named], falsy: object) -> None:
    nodes[0].check(says([], "", falsy))
    with pytest.raises(CheckFailure):
        await run_checks(nodes, ctx)


async def test_what_a_check_raises_goes_on_as_it_is(ctx: CommandContext, nodes: list[Named]) -> None:
    nodes[0].check(says([], "", KeyError("x")))
    with pytest.raises(KeyError):
        await run_checks(nodes, ctx)


# ── limits ──


async def test_limits_are_taken_from_the_widest_and_given_back_in_turn(
    ctx: CommandContext, nodes: list[Named], story: list[str]
) -> None:
    for node in nodes:
        node.limits.append(Noted(story, f"limit of {node.name}"))
    await run_within_limits(nodes, ctx, runs(story))

    assert story == [
        "limit of bot bot",
        "limit of plugin plugin",
        "limit of handler handler",
        "run",
        "limit of handler given back",
        "limit of plugin given back",
        "limit of bot given back",
    ]


async def test_what_is_given_back_is_taken_before_what_is_used_up(
    ctx: CommandContext, nodes: list[Named], story: list[str]
) -> None:
    nodes[2].limits.append(Noted(story, "cooldown", is_given_back=False))
    nodes[0].limits.append(Noted(story, "places", acquire=MaxConcurrencyReached(1, "user")))
    with pytest.raises(MaxConcurrencyReached):
        await run_within_limits(nodes, ctx, runs(story))

    assert story == ["places handler"]


async def test_two_limits_of_one_node_count_apart(ctx: CommandContext, nodes: list[Named], story: list[str]) -> None:
    nodes[0].limits += [Noted(story, "one"), Noted(story, "two"), Noted(story, "three")]
    await run_within_limits(nodes, ctx, runs([]))

    assert story[:3] == ["one handler", "two handler#1", "three handler#2"]


@pytest.mark.parametrize(
    "error", [ValueError("x"), asyncio.CancelledError(), CommandOnCooldown(5.0)], ids=lambda one: type(one).__name__
)
async def test_whatever_the_handler_raises_all_is_given_back(
    ctx: CommandContext, nodes: list[Named], story: list[str], error: BaseException
) -> None:
    nodes[0].limits += [Noted(story, "one"), Noted(story, "two")]
    with pytest.raises(type(error)):
        await run_within_limits(nodes, ctx, runs(story, error))

    assert story[2:] == ["run", "two given back", "one given back"]


async def test_one_that_is_refused_gives_back_what_was_taken_before(
    ctx: CommandContext, nodes: list[Named], story: list[str]
) -> None:
    nodes[0].limits += [Noted(story, "one"), Noted(story, "two", acquire=CommandOnCooldown(5.0))]
    with pytest.raises(CommandOnCooldown):
        await run_within_limits(nodes, ctx, runs(story))

    assert story == ["one handler", "two handler#1", "one given back"]


async def test_one_that_cannot_be_given_back_keeps_no_other(
    ctx: CommandContext, nodes: list[Named], story: list[str]
) -> None:
    nodes[0].limits += [Noted(story, "one"), Noted(story, "two", release=OSError("x")), Noted(story, "three")]
    with pytest.raises(OSError, match="x"):
        await run_within_limits(nodes, ctx, runs([]))

    assert story[3:] == ["three given back", "two given back", "one given back"]


# ── hooks ──


def hook(nodes: list[Named], story: list[str], **failing: BaseException) -> None:
    for node in nodes:
        node.before_invoke(says(story, f"before {node.name}", failing.get(f"before_{node.name}")))
        node.after_invoke(says(story, f"after {node.name}", failing.get(f"after_{node.name}")))


async def test_hooks_go_from_the_nearest_outwards(ctx: CommandContext, nodes: list[Named], story: list[str]) -> None:
    hook(nodes, story)
    await run_with_hooks(nodes, ctx, "/try", runs(story))

    before, after = ([f"{when} {node.name}" for node in nodes] for when in ("before", "after"))
    assert story == [*before, "run", *after]


async def test_a_hook_that_fails_before_stops_all_that_comes(
    ctx: CommandContext, nodes: list[Named], story: list[str]
) -> None:
    hook(nodes, story, before_plugin=ValueError("x"))
    with pytest.raises(ValueError, match="x"):
        await run_with_hooks(nodes, ctx, "/try", runs(story))

    assert story == ["before handler", "before plugin"]


@pytest.mark.parametrize("error", [KeyError("x"), asyncio.CancelledError()], ids=lambda one: type(one).__name__)
async def test_hooks_behind_run_whatever_the_handler_raised(
    ctx: CommandContext, nodes: list[Named], story: list[str], error: BaseException
) -> None:
    hook(nodes, story)
    with pytest.raises(type(error)):
        await run_with_hooks(nodes, ctx, "/try", runs(story, error))

    assert story[3:] == ["run", "after handler", "after plugin", "after bot"]


async def test_what_the_handler_raised_goes_before_what_a_hook_raises(
    ctx: CommandContext, nodes: list[Named], story: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    hook(nodes, story, after_plugin=ValueError("of the hook"))
    with pytest.raises(KeyError):
        await run_with_hooks(nodes, ctx, "/try", runs(story, KeyError("x")))

    assert story[-1] == "after bot"
    assert [record.getMessage() for record in caplog.records] == ["/try: a hook failed after the handler did"]


async def test_a_hook_that_fails_behind_lets_the_others_run(
    ctx: CommandContext, nodes: list[Named], story: list[str]
) -> None:
    hook(nodes, story, after_handler=ValueError("x"))
    with pytest.raises(ValueError, match="x"):
        await run_with_hooks(nodes, ctx, "/try", runs(story))

    assert story[-2:] == ["after plugin", "after bot"]
