"""
What an author says of an option beside its type.

    dice: Annotated[int, Option("How many dice", min=1, max=20)] = 1
"""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Sequence
from typing import TypeAlias

from app.models.channel import Channel
from app.models.command import Localizations


class Choice:
    """One of the values that an option offers.

    Args:
        name: What the user sees; 1 to 100 characters.
        value: What the handler gets; the name unless given.
        name_localizations: The name in other languages.
    """

    __slots__ = ("name", "name_localizations", "value")

    def __init__(
        self, name: str, value: str | int | float | None = None, *, name_localizations: Localizations | None = None
    ) -> None:
        self.name = name
        self.value = name if value is None else value
        self.name_localizations = name_localizations

    def __repr__(self) -> str:
        return f"Choice({self.name!r}, {self.value!r})"


Choices: TypeAlias = Iterable[str | int | float | Choice | tuple[str, str | int | float]]
"""What an autocompleter suggests: values, pairs of name and value, or `Choice` objects."""

# Any context that it declares is an AutocompleteContext, and dependencies may stand behind the value.
Autocompleter: TypeAlias = Callable[..., Awaitable[Choices] | AsyncIterable[str | Choice] | Choices]
"""Takes the context and what was typed so far, and gives suggestions; sync or async, or an async generator."""


class Option:
    """Metadata of an option: `Annotated[T, Option(...)]`.

    Args:
        description: What the user reads; 1 to 100 characters. What the
            docstring says of the parameter, unless given.
        name: The option's name; the parameter's unless given.
        min: Least value of a number, least length of a text. An integer with a
            limit beyond ±(2^53 - 1), where Discord's own end, travels as text.
        max: Largest value of a number, largest length of a text.
        choices: The only values that the user can pick, at most 25.
        autocomplete: Suggests values while the user types.
        channel_types: Kinds of channels that the user can pick, where the
            annotation does not say it.
        file_types: Files that the user can upload, at most 10: `image`,
            `video`, `audio`, or an ending such as `.pdf`.
        name_localizations: The name in other languages.
        description_localizations: The description in other languages.
    """

    __slots__ = (
        "autocomplete",
        "channel_types",
        "choices",
        "description",
        "description_localizations",
        "file_types",
        "max",
        "min",
        "name",
        "name_localizations",
    )

    def __init__(
        self,
        description: str | None = None,
        *,
        name: str | None = None,
        min: float | None = None,
        max: float | None = None,
        choices: Sequence[Choice] | None = None,
        autocomplete: Autocompleter | None = None,
        channel_types: Sequence[type[Channel]] = (),
        file_types: Sequence[str] = (),
        name_localizations: Localizations | None = None,
        description_localizations: Localizations | None = None,
    ) -> None:
        self.description = description
        self.name = name
        self.min = min
        self.max = max
        self.choices = choices
        self.autocomplete = autocomplete
        self.channel_types = channel_types
        self.file_types = file_types
        self.name_localizations = name_localizations
        self.description_localizations = description_localizations
