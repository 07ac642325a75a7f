r"""
Writes a test of something that was done in the playground, to be pasted into an empty file.

    async def test_roll(bot: TestBot) -> None:
        first = await bot.slash("roll", dice=2)
        result = await first.click("Roll again")

        assert re.fullmatch(r"\d+d\d+: \d+ \+ \d+ = \*\*\d+\*\*", result.content)

The test does what was done, from the command on, with the verbs of the testing kit.
"""

from collections.abc import Sequence
from textwrap import indent

from app.simulator.as_test_people import People
from app.simulator.as_test_seen import answer_of, assertions, choices_assertions, seen_after
from app.simulator.as_test_steps import Steps
from app.simulator.as_test_timing import Timing
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.python_text import call, identifier
from app.simulator.rules import APPLICATION_COMMAND, AUTOCOMPLETE, EPHEMERAL, LOADING, MODAL_SUBMIT
from app.simulator.story import Story, is_of_group
from app.simulator.world import Json

_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_WIDTH = 112
"""Characters of a line within the test."""

_HEAD = """pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time
"""


def as_test(discord: Discord, interaction: Interaction) -> str:
    """Write a test that does what an interaction was about, and looks at what was seen.

    Args:
        discord: Where it was done.
        interaction: What was done.

    Raises:
        LookupError: If something that it began with is gone.
        ValueError: If it is nothing that a test can do.
    """
    _check(interaction)
    story = Story(discord)
    return _Writer(discord, story.steps(interaction), story).write()


def _check(interaction: Interaction) -> None:
    if interaction.trial is not None:
        raise ValueError("this was broken on purpose; copy the step that it was made of")
    if interaction.is_stale:
        raise ValueError("this was sent again for a message that looks otherwise by now, which no user can do")
    if interaction.rule is not None and interaction.rule.key == "unreachable":
        raise ValueError("this never reached the bot, so there is nothing to test")
    original = interaction.original
    if interaction.state == "waiting" or (original is not None and original["flags"] & LOADING):
        raise ValueError("the bot is not done with this yet; copy it once it is")


class _Writer:
    """Writes one test."""

    def __init__(self, discord: Discord, steps: Sequence[Interaction], story: Story) -> None:
        self._discord = discord
        self._story = story
        self._steps = steps
        self._last = steps[-1]
        self._imports: dict[str, set[str]] = {"app.models": set(), "app.testing": {"TestBot", "virtual_time"}}
        self._people = People(discord, self._imports)
        self._timing = Timing(discord, steps, story)
        self._writing = Steps(self._people, story, steps, self._timing)
        self._lines: list[str] = []
        self._needs_re = False

    def write(self) -> str:
        """Return the whole file."""
        checks = self._checks()
        for number, step in enumerate(self._steps):
            if seconds := self._timing.pause(number):
                self._lines.append(f"bot.clock.advance({seconds})")
            self._write_step(number, step, is_used=bool(checks) and step is self._last)
        made = [line for line in self._people.lines if line]
        body = [*made, *([""] if made else []), *self._lines, *([""] if checks else []), *checks]
        text = indent("\n".join(body), "    ")
        return f"{self._import_lines()}{_HEAD}\n\nasync def {self._name()}(bot: TestBot) -> None:\n{text}\n"

    def _write_step(self, number: int, step: Interaction, *, is_used: bool) -> None:
        head, arguments = self._writing.call(step)
        self._lines += self._writing.take_lines()
        if step.state == "failed":
            self._imports["app.testing"].add("DidNotRespond")
            waited = call(f"await {head}", arguments, _WIDTH - 4)
            self._lines += ["with pytest.raises(DidNotRespond):", *(f"    {line}" for line in waited.split("\n"))]
            return
        if not is_used and not self._is_needed(number, step):
            self._lines.append(call(f"await {head}", arguments, _WIDTH))
            return
        wanted = "choices" if step.type == AUTOCOMPLETE else "result"
        if not is_used:
            wanted = _ORDINALS[number] if number < len(_ORDINALS) else f"step_{number + 1}"
        name = self._people.variable(wanted)
        self._writing.seen[step.id] = name
        self._lines.append(call(f"{name} = await {head}", arguments, _WIDTH))

    def _is_needed(self, number: int, step: Interaction) -> bool:
        """Tell whether a later step uses what this one shows."""
        later = self._steps[number + 1 :]
        places = [place for one in later if not self._story.is_posted(place := self._writing.place_of(one))]
        return any(one.opener is step for one in later) or any(self._story.maker(place) is step for place in places)

    def _checks(self) -> list[str]:
        last = self._last
        if last.state == "failed":
            return []
        if last.type == AUTOCOMPLETE:
            return choices_assertions(last.choices or [])
        seen = self._seen(last)
        self._timing.end(seen)
        others = [other for one in self._same() if (other := self._seen(one)) is not None]
        # A refusal is another thing than what the step shows otherwise.
        alike = [one for one in others if seen is not None and (one["flags"] ^ seen["flags"]) & EPHEMERAL == 0]
        checks = assertions(last, seen, alike)
        self._needs_re = any(check.startswith("assert re.") for check in checks)
        return checks

    def _same(self) -> list[Interaction]:
        """List when else exactly this was done; a group's commands depend on what was done before them."""
        last = self._last
        if last.type == APPLICATION_COMMAND and is_of_group(last):
            return []
        wanted = _deed(last)
        known = self._discord.interactions.values()
        return [one for one in known if one is not last and one.state != "failed" and _deed(one) == wanted]

    def _seen(self, step: Interaction) -> Json | None:
        """Give the answer to a step as it was before the next one changed it."""
        message = answer_of(step)
        times = [
            one.created
            for one in self._discord.interactions.values()
            if one.id > step.id and (one.opener is step or (message is not None and one.source is message))
        ]
        return seen_after(step, min(times, default=None))

    def _name(self) -> str:
        last = self._last
        if last.type == APPLICATION_COMMAND:
            return f"test_{identifier(last.name, 'command')}"
        if last.type == AUTOCOMPLETE:
            return f"test_{identifier(last.name, 'command')}_suggests"
        verb = "sending" if last.type == MODAL_SUBMIT else "using"
        return f"test_{verb}_{identifier(self._writing.title(last), 'it')}"

    def _import_lines(self) -> str:
        standard = "import re\n\n" if self._needs_re else ""
        ours = [
            f"from {module} import {', '.join(sorted(names))}"
            for module, names in sorted(self._imports.items())
            if names
        ]
        return f"{standard}import pytest\n\n" + "\n".join(ours) + "\n\n"


def _deed(interaction: Interaction) -> tuple[object, ...]:
    """Give what a user did, to be compared with other deeds."""
    data, origin = interaction.payload.get("data", {}), interaction.origin
    user_id = None if origin is None else origin.user.id
    values = [data.get(key) for key in ("name", "options", "target_id", "custom_id", "values", "components")]
    return (interaction.type, user_id, *values)
