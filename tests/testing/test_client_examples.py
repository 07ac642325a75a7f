"""The examples of the package, run against the tutorial's commands."""

import inspect
import re
import textwrap
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

import app.testing
from app.simulator.recording import Recorder
from app.testing import TestBot

VERBS = ("slash", "user_command", "message_command", "autocomplete", "entry_point", "click", "select", "submit", "see",
    "actor", "person", "in_dm", "clock.advance", "faults.add", "button", "history", "snapshot", "replay", "restart",
    "message", "read", "context", "impatient", "settle", "latest", "send_event")  # fmt: skip


def blocks() -> list[str]:
    """The indented blocks of the package's docstring."""
    doc = inspect.cleandoc(app.testing.__doc__ or "")
    return [textwrap.dedent(found) for found in re.findall(r"(?:^ {4}.*\n?|^\n(?= {4}|\n {4}))+", doc, re.MULTILINE)]


def examples() -> dict[str, Callable[..., Awaitable[None]]]:
    """The tests in these blocks, by name."""
    found: dict[str, Any] = {}
    for number, block in enumerate(blocks()):
        exec(compile(block, f"example {number}", "exec"), found)
    return {name: value for name, value in found.items() if name.startswith("test_")}


@pytest.fixture
def recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "recorded.jsonl"


async def record(path: Path) -> None:
    bot = TestBot()
    await bot.slash("ping")
    await bot.slash("roll", dice=2)
    recorder = Recorder(path)
    for interaction in bot.discord.interactions.values():
        recorder.add("playground", interaction.payload)
    recorder.close()


@pytest.mark.parametrize("name", examples())
async def test_an_example_of_the_package_works(name: str, bot: TestBot, recording: Path) -> None:
    await record(recording)
    example = examples()[name]

    await (example(bot) if "bot" in inspect.signature(example).parameters else example())


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_an_example(verb: str) -> None:
    assert f".{verb}" in "".join(blocks())


# ── recordings ──


async def test_a_replayed_click_changes_the_message_that_was_made_anew(recording: Path) -> None:
    bot = TestBot()
    rolled = await bot.slash("roll", dice=2)
    await rolled.click("Roll again", by=bot.person("ada"))
    await bot.autocomplete("tag show", "name", "r")
    recorder = Recorder(recording)
    for interaction in bot.discord.interactions.values():
        recorder.add("playground", interaction.payload)
    recorder.close()
    # At the same moment, another Discord gives out the same ids.
    bot.clock.advance(60)
    other = TestBot()
    messages = len(other.discord.world.messages)
    first, again, suggested = await other.replay(recording)

    assert first.content.startswith("2d6: ")
    assert (again.content[:5], again.edited, first.edited) == ("2d6: ", True, True)
    assert (again.content, len(other.discord.world.messages)) == (first.content, messages + 1)
    assert (list(suggested.choices), suggested.snapshot()) == ([], "Nothing is shown.")
    await other.slash("tag create", name="rules", text="Be kind.")
    assert (await other.replay(recording))[2].snapshot() == "Suggested: rules"


async def test_a_recording_that_is_none_names_the_line(bot: TestBot, recording: Path) -> None:
    recording.write_bytes(orjson.dumps({"at": 0, "payload": {"type": 1}}) + b"\nnonsense\n")

    with pytest.raises(ValueError, match="line 2 of"):
        await bot.replay(recording)


async def test_probes_of_the_endpoint_are_left_out(bot: TestBot, recording: Path) -> None:
    recording.write_bytes(orjson.dumps({"at": 0, "payload": {"type": 1}}))

    assert await bot.replay(recording) == []
