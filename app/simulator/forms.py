"""
Reads a request body as Discord does: field by field, noting everything wrong at once.

The codes and sentences are those of Discord's own validator.
"""

import math
from collections.abc import Collection, Iterator, Sequence

from app.simulator.refusal import FormErrors, form_refusal
from app.simulator.world import Json

MAX_SNOWFLAKE = 2**63 - 1


class Form:
    """One JSON object of a request, at its place in the whole."""

    def __init__(self, value: object, errors: FormErrors, path: Sequence[str | int] = ()) -> None:
        self.errors = errors
        self.path = tuple(path)
        self.data: Json = {}
        if isinstance(value, dict):
            self.data = value
        else:
            errors.add(self.path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")

    def fail(self, key: str | None, code: str, message: str) -> None:
        """Note an error at a field, or at the object itself when `key` is None."""
        self.errors.add(self.path if key is None else (*self.path, key), code, message)

    def given(self, key: str, *, required: bool = False) -> bool:
        """Tell whether a field has a value other than null; note its lack when it is required."""
        if self.data.get(key) is not None:
            return True
        if required:
            self.fail(key, "BASE_TYPE_REQUIRED", "This field is required")
        return False

    def text(self, key: str, *, least: int = 0, most: int | None = None, required: bool = False) -> str | None:
        """Read a string of `least` to `most` characters."""
        if not self.given(key, required=required):
            return None
        value: object = self.data[key]
        if not isinstance(value, str):
            self.fail(key, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
            return None
        if required and least and not value:
            self.fail(key, "BASE_TYPE_REQUIRED", "This field is required")
        else:
            self._check_length(key, len(value), least, most)
        return value

    def integer(
        self, key: str, *, least: int | None = None, most: int | None = None, required: bool = False
    ) -> int | None:
        """Read a whole number from `least` to `most`."""
        if not self.given(key, required=required):
            return None
        value = self.data[key]
        if isinstance(value, str) and len(value) <= 20 and value.removeprefix("-").isdecimal():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            self.fail(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return None
        return value if self._within(key, value, least, most, "int") else None

    def number(self, key: str, *, least: float, most: float) -> float | None:
        """Read a number from `least` to `most`, whole or not."""
        if not self.given(key):
            return None
        value = self.data[key]
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            self.fail(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')
            return None
        return value if self._within(key, value, least, most, "float") else None

    def boolean(self, key: str) -> bool | None:
        """Read true or false."""
        if not self.given(key):
            return None
        value = self.data[key]
        if not isinstance(value, bool):
            self.fail(key, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
            return None
        return value

    def choice(self, key: str, values: Collection[int], *, required: bool = False) -> int | None:
        """Read a whole number that must be one of `values`."""
        value = self.integer(key, required=required)
        if value is None:
            return None
        if value not in values:
            listed = ", ".join(map(str, sorted(values)))
            self.fail(key, "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")
            return None
        return value

    def snowflake(self, key: str, *, required: bool = False) -> int | None:
        """Read an id."""
        if not self.given(key, required=required):
            return None
        value = self.data[key]
        digits = "" if isinstance(value, bool) else str(value)
        if digits.isdecimal() and len(digits) <= 19 and int(digits) <= MAX_SNOWFLAKE:
            return int(digits)
        self.fail(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return None

    def items(self, key: str, *, least: int = 0, most: int | None = None) -> list[object]:
        """Read a list of `least` to `most` items."""
        if not self.given(key, required=least > 0):
            return []
        value = self.data[key]
        if not isinstance(value, list):
            self.fail(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        self._check_length(key, len(value), least, most)
        return value

    def children(self, key: str, *, least: int = 0, most: int | None = None) -> Iterator["Form"]:
        """Read a list of objects."""
        for index, item in enumerate(self.items(key, least=least, most=most)):
            yield Form(item, self.errors, (*self.path, key, index))

    def child(self, key: str) -> "Form | None":
        """Read an object within this one."""
        return Form(self.data[key], self.errors, (*self.path, key)) if self.given(key) else None

    def _check_length(self, key: str, length: int, least: int, most: int | None) -> None:
        if most is not None and least > 0 and not least <= length <= most:
            self.fail(key, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif most is not None and length > most:
            self.fail(key, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def _within(self, key: str, value: float, least: float | None, most: float | None, kind: str) -> bool:
        if most is not None and value > most:
            self.fail(key, "NUMBER_TYPE_MAX", f"{kind} value should be less than or equal to {most}.")
            return False
        if least is not None and value < least:
            self.fail(key, "NUMBER_TYPE_MIN", f"{kind} value should be greater than or equal to {least}.")
            return False
        return True


def read_forms(body: object, *, most: int | None = None) -> tuple[list[Form], FormErrors]:
    """Read a body that is a list of at most `most` objects, and give what to note their errors in.

    Raises:
        Refusal: If it is no list, or a longer one.
    """
    if not isinstance(body, list):
        raise form_refusal((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    if most is not None and len(body) > most:
        raise form_refusal((), "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
    errors = FormErrors()
    return [Form(item, errors, (index,)) for index, item in enumerate(body)], errors
