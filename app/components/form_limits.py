"""What `Option(min=…, max=…)` says of a field: how large a number may be, how long a text."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from app.components.form_component import Question
from app.context.sentences import sentence
from app.models.field import TextInput
from app.parameters.limits import limits
from app.parameters.option import Option

_INSTEAD: Mapping[str, str] = {
    "description": "write Label(…)",
    "name": "a field is named by its attribute, and its question is Label(…)",
    "choices": "write Literal[…], or RadioGroup(options=[…])",
    "autocomplete": "a form suggests nothing; write StringSelect([…])",
    "channel_types": "write ChannelSelect(channel_types=[…])",
    "file_types": "write FileUpload(file_types=[…])",
    "name_localizations": "write Label(…) in one language",
    "description_localizations": "write Label(…) in one language",
}


class Limits(NamedTuple):
    """Between what a number must be, these included; None for no limit."""

    least: float | None = None
    most: float | None = None

    def find_fault(self, number: Any, shown: str) -> str:
        """Return the sentence for a number that is outside; empty if it is not.

        Args:
            number: What the user entered.
            shown: The label, as a sentence shows it.
        """
        least, most = _like(number, self.least), _like(number, self.most)
        if (least is None or least <= number) and (most is None or number <= most):
            return ""
        values = {"option": shown, "least": _spell(self.least), "most": _spell(self.most)}
        if most is None:
            return sentence("form_too_small", **values)
        return sentence("form_too_large" if least is None else "form_not_between", **values)


def check_option(said: object) -> str:
    """Say what is wrong with an `Option`, or its class, beside a field; empty if it holds limits alone."""
    held = {word: getattr(said, word) for word in _INSTEAD} if isinstance(said, Option) else {}
    for word, value in held.items():
        if value is not None and value != ():
            spelled = "Option(…)" if word == "description" else f"Option({word}=…)"
            return f"{spelled} is for commands: {_INSTEAD[word]}"
    if isinstance(said, Option) and not (said.min is None and said.max is None):
        return ""
    return "Option(…) is for commands: write Label(…)"


def apply_limits(question: Question, component: Any, said: Iterable[object]) -> tuple[Any, Limits]:
    """Return a component that keeps to the length that `Option` says, and the limits that it says of a number.

    Raises:
        DefinitionError: If they are none, or not for such a field.
    """
    options = [one for one in said if isinstance(one, Option)]
    if not options:
        return component, Limits()
    if len(options) > 1:
        raise question.refuse(f"{len(options)} times Option(…): say all of it in one")
    kind = None if question.is_list else question.kind.limited
    if kind is None:
        raise question.refuse(f"min and max are for numbers and text, not for {question.spelled}")
    bounds = limits(question.where, question.subject, kind, options[0])
    if "min_value" in bounds:
        return component, Limits(bounds["min_value"], bounds["max_value"])
    if not isinstance(component, TextInput):
        raise question.refuse(f"min and max are the length of what is typed, and {type(component).__name__} is chosen")
    lengths = {word: length for word, length in bounds.items() if length is not None}
    for word, length in lengths.items():
        if getattr(component, word) is not None:
            raise question.refuse(f"{word[:3]}={length} and {word}={getattr(component, word)}: say it once")
    return component.replace(**lengths), Limits()


def _like(number: Any, limit: float | None) -> Any:
    """Return a limit as it compares to a number: 0.1 is no more than 0.1."""
    return Decimal(str(limit)) if isinstance(number, Decimal) and limit is not None else limit


def _spell(limit: float | None) -> str:
    return f"{limit:g}" if isinstance(limit, float) else str(limit)
