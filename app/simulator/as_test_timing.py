"""
Tells what a copied test needs to know of time: who acted while a handler still ran, and how long somebody waited.

The kit waits after each step until the bot is done, as nobody at a screen does. Where
somebody did something before that, the actor of the step before is an impatient one.
"""

from collections.abc import Sequence
from itertools import pairwise

from app.simulator.as_test_seen import answer_of
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.rules import APPLICATION_COMMAND
from app.simulator.story import Story, command_path, target_message
from app.simulator.world import Json

_PROMPT = 0.5
"""Seconds within which a handler that waited for a user goes on once he has done it."""
_AT_ONCE, _OLD = 1, 60
"""Seconds from which on it counts that the same was done before, and that a message is not new."""


class Timing:
    """What happened when, in the steps of one test."""

    def __init__(self, discord: Discord, steps: Sequence[Interaction], story: Story) -> None:
        """Read when the bot did something for each step.

        Args:
            discord: Where it was done.
            steps: The steps, oldest first; the last one is what is tested.
            story: What they have to do with each other.
        """
        self._steps = steps
        self._story = story
        self._known = list(discord.interactions.values())
        self._advanced: dict[int, int] = {}
        self._acts = {step.id: _changes(step) for step in steps}
        for call in discord.requests:
            if call.interaction_id in self._acts:
                self._acts[call.interaction_id].append(call.begun)
        self.impatient = {step.id for number, step in enumerate(steps[:-1]) if self._is_cut_short(number)}

    def end(self, seen: Json | None) -> None:
        """Find out whether the last step was over before the bot was.

        Args:
            seen: What it has shown.
        """
        last, message = self._steps[-1], answer_of(self._steps[-1])
        answered = last.created + (last.answered_after or 0.0)
        is_running = any(self._runs(step, answered) for step in self._steps[:-1])
        if seen is not None and message is not None:
            shown = [one for one in last.shown if one.message_id == message["id"]]
            since = next((last.created + one.seconds for one in reversed(shown) if one.is_like(seen)), None)
            is_final = not shown or shown[-1].is_like(seen)
            is_running |= not is_final and since is not None and self._runs(last, since)
        if is_running:
            self.impatient.add(last.id)

    def pause(self, number: int) -> int:
        """Tell how many seconds must pass before a step, which is none where nothing depends on it."""
        since, least = self._counted_from(number)
        if since is None:
            return 0
        steps = self._steps[since : number + 1]
        took = sum(
            min(_took(one), after.created_at - one.created_at)
            for one, after in pairwise(steps)
            if one.id not in self.impatient
        )
        told = sum(seconds for other, seconds in self._advanced.items() if since < other < number)
        gap = int(steps[-1].created_at - steps[0].created_at - took - told)
        if gap < least:
            return 0
        self._advanced[number] = gap
        return gap

    def _counted_from(self, number: int) -> tuple[int | None, int]:
        """Find the step since which time counts, and from how many seconds on: cooldowns, and what ends by itself."""
        step, before = self._steps[number], range(number - 1, -1, -1)
        same = next((one for one in before if _use(self._steps[one]) == _use(step)), None)
        if same is not None:
            return same, _AT_ONCE
        maker = step.opener or self._story.maker(step.source)
        return next((one for one in before if self._steps[one] is maker), None), _OLD

    def _is_cut_short(self, number: int) -> bool:
        after = self._steps[number + 1].created
        return any(self._runs(step, after) for step in self._steps[: number + 1])

    def _runs(self, step: Interaction, at: float) -> bool:
        """Tell whether the handler of a step went on by itself from a moment on, and did not wait for a user."""
        first = min((act for act in self._acts[step.id] if act > at), default=None)
        return first is not None and not any(
            one.created <= first <= one.created + _PROMPT and self._is_on(one, step) for one in self._known
        )

    def _is_on(self, one: Interaction, step: Interaction) -> bool:
        """Tell whether something was done with what a step has shown."""
        return one is not step and step in (one.opener, self._story.maker(one.source or target_message(one)))


def _changes(step: Interaction) -> list[float]:
    return [step.created + event.seconds for event in step.events if event.kind in ("edit", "followup")]


def _took(step: Interaction) -> float:
    return step.events[-1].seconds if step.events else 0.0


def _use(step: Interaction) -> tuple[object, ...]:
    """Give what was used by whom; its options are no matter to a cooldown."""
    data, user_id = step.payload["data"], None if step.origin is None else step.origin.user.id
    if step.type == APPLICATION_COMMAND:
        return (step.type, user_id, command_path(data)[0])
    return (step.type, user_id, data.get("custom_id"), None if step.source is None else step.source["id"])
