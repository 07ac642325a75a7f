"""
What an author says of an option beside its type.

    dice: Annotated[int, Option("How many dice", min=1, max=20)] = 1
"""

from collections.abc import Sequence

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


class Option:
    """Metadata of an option: `Annotated[T, Option(...)]`.

    Args:
        description: What the user reads; 1 to 100 characters.
        name: The option's name; the parameter's unless given.
        min: Least value of a number, least length of a text.
        max: Largest value of a number, largest length of a text.
        choices: The only values that the user can pick, at most 25.
    """

    __slots__ = ("choices", "description", "max", "min", "name")

    def __init__(
        self,
        description: str | None = None,
        *,
        name: str | None = None,
        min: float | None = None,
        max: float | None = None,
        choices: Sequence[Choice] | None = None,
    ) -> None:
        self.description = description
        self.name = name
        self.min = min
        self.max = max
        self.choices = choices
