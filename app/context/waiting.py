"""
The questions of this process that wait for a click.

Whoever asks waits in the middle of his handler, so a question lives in one
process and ends with it. Its buttons carry a random key; a click brings the key
back, and whatever process finds it here answers. A question that is not found
has waited in another process, or before a restart, or for too long.

Several may click at once, and the time may end at the same moment: whoever
comes first *claims* the question, in one step, and it is open to nobody else.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, TypeVar

from app.errors import ComponentExpired
from app.models.button import Button, ButtonStyle
from app.models.component import ActionRow, MessageComponent
from app.models.select import SelectOption, StringSelect

T = TypeVar("T")

ASKED = "postern.ask:"
"""What the custom_ids of questions begin with."""
MOST_BUTTONS = 5
"""Choices that are buttons; of more a menu is made."""
MOST_WAITING = 10_000
"""Questions that wait at once, and views; beyond it the oldest is given up as if its time were over."""
MOST_REMEMBERED = 1_000
"""Questions that are remembered once they are answered: a double click is no mistake of anybody."""

_MENU = "menu"


class Answer(NamedTuple):
    """What became of a question.

    Attributes:
        choice: Which of the choices it is, counted from 0.
        is_shown: Whether the message shows that it is answered.
    """

    choice: int
    is_shown: bool


class Question:
    """A question that waits for one click.

    Attributes:
        user_id: Who alone may answer; None: whoever sees it.
        answered_by: Who was the first to click; None until then.
        answer: What is waited for; None as result if it is given up.
    """

    __slots__ = ("_above", "_labels", "_styles", "answer", "answered_by", "key", "user_id")

    def __init__(
        self,
        labels: Sequence[str],
        styles: Sequence[ButtonStyle] = (),
        above: Sequence[MessageComponent] = (),
        user_id: int | None = None,
    ) -> None:
        """Put a question.

        Args:
            labels: The choices.
            styles: How their buttons look; all alike unless given.
            above: What else the message is made of.
            user_id: Who alone may answer.
        """
        self._labels = tuple(labels)
        self._styles = tuple(styles) or (ButtonStyle.secondary,) * len(self._labels)
        self._above = tuple(above)
        self.user_id = user_id
        self.key = secrets.token_urlsafe(12)
        self.answered_by: int | None = None
        self.answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

    def components(self, *, is_over: bool = False, chosen: int | None = None) -> tuple[MessageComponent, ...]:
        """Return the components of the whole message.

        Args:
            is_over: Whether the choices are greyed out.
            chosen: Which one a menu shows then.
        """
        if len(self._labels) <= MOST_BUTTONS:
            labelled = enumerate(zip(self._labels, self._styles, strict=True))
            row = ActionRow(
                *(
                    Button(custom_id=self._custom_id(str(index)), label=label, style=style, disabled=is_over)
                    for index, (label, style) in labelled
                )
            )
        else:
            options = [
                SelectOption(label, str(index), default=index == chosen) for index, label in enumerate(self._labels)
            ]
            row = ActionRow(StringSelect(options, custom_id=self._custom_id(_MENU), disabled=is_over))
        return (*self._above, row)

    def read(self, custom_id: str, values: Sequence[str]) -> int | None:
        """Return which choice a click stands for; None if it is none of them."""
        named = custom_id.rpartition(":")[2]
        if named == _MENU:
            named = values[0] if len(values) == 1 else ""
        by_name = {str(index): index for index in range(len(self._labels))}
        return by_name.get(named)

    def settle(self, answer: Answer | None) -> None:
        """Let the one who asked go on, if he still waits."""
        if not self.answer.done():
            self.answer.set_result(answer)

    def _custom_id(self, name: str) -> str:
        return f"{ASKED}{self.key}:{name}"


class Waiting:
    """All questions that wait in this process."""

    def __init__(self) -> None:
        self._open: dict[str, Question] = {}
        self._answered: OrderedDict[str, Question] = OrderedDict()
        self._views: dict[Callable[[], None], None] = {}

    def __len__(self) -> int:
        """Return how many questions wait."""
        return len(self._open)

    def expect(self, question: Question) -> None:
        """Wait for clicks on a question, until it is answered or given up."""
        if len(self._open) >= MOST_WAITING:
            oldest = next(iter(self._open.values()))
            self.give_up(oldest)
            oldest.settle(None)
        self._open[question.key] = question

    def keep(self, end: Callable[[], None]) -> None:
        """Count a view that waits, as the newest; beyond `MOST_WAITING` the one that waits for the longest ends.

        Args:
            end: Ends it, as if its time were over.
        """
        self.leave(end)
        if len(self._views) >= MOST_WAITING:
            oldest = next(iter(self._views))
            self.leave(oldest)
            oldest()
        self._views[end] = None

    def leave(self, end: Callable[[], None]) -> None:
        """Count a view no longer; one that is not there is gone already."""
        self._views.pop(end, None)

    async def pause(self, until: Awaitable[T]) -> T:
        """Wait for a user: whatever lets a handler do so comes by here, for whoever counts them.

        Raises:
            BaseException: Whatever is raised by what is waited for.
        """
        return await until

    async def wait(self, question: Question, patience: float) -> Answer | None:
        """Wait for the click on a question, and return it; None if there is none in so many seconds."""
        await self.pause(asyncio.wait({question.answer}, timeout=patience))
        if not question.answer.done() and self.give_up(question):
            return None
        # Else a click was first, and may be just being answered.
        return await question.answer

    def find(self, custom_id: str) -> Question:
        """Return the question that a component belongs to: one that waits, or was answered lately.

        Raises:
            ComponentExpired: If it waits no longer, or never waited in this process.
        """
        key = custom_id.removeprefix(ASKED).partition(":")[0]
        question = self._open.get(key) or self._answered.get(key)
        if question is None:
            raise ComponentExpired(custom_id, "the question waits no longer, or waited in another process")
        return question

    def claim(self, question: Question, user_id: int) -> bool:
        """Answer a question in the name of a user, if it is open; who claims it must settle it."""
        if self._open.pop(question.key, None) is None:
            return False
        question.answered_by = user_id
        self._answered[question.key] = question
        if len(self._answered) > MOST_REMEMBERED:
            self._answered.popitem(last=False)
        return True

    def give_up(self, question: Question) -> bool:
        """Wait no longer, and return whether that was in time: a click may have claimed it already."""
        return self._open.pop(question.key, None) is not None
