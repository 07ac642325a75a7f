"""
What a modal asks with, beside the select menus: text, files, and things to tick.

Each stands in a `Label`, which asks the question. The same classes hold what the
user answered.

https://docs.discord.com/developers/components/using-modal-components
"""

import enum
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import msgspec

from app.models.base import Model, OpenIntEnum, Snowflake
from app.models.component_base import Built, Component, ComponentType, spell_value

_set = msgspec.structs.force_setattr


class TextInputStyle(OpenIntEnum):
    """How much room a text input has.

    https://docs.discord.com/developers/components/reference#text-input-text-input-styles
    """

    short = 1
    paragraph = 2


# Looking up a member of an enum costs as much as the rest of a text input.
_SHORT = TextInputStyle.short


class TextInput(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=4):
    """A box to write in.

    Attributes:
        custom_id: What the answer names it by, 1 to 100 characters.
        label: Text above it, 1 to 45 characters; deprecated, and refused within a `Label`.
        min_length: Fewest characters, 0 to 4000.
        max_length: Most characters, 1 to 4000.
        value: Text that it begins with, at most 4000 characters; when it comes
            back, what the user wrote.
        placeholder: Shown while it is empty, at most 100 characters.

    https://docs.discord.com/developers/components/reference#text-input
    """

    type: ClassVar[ComponentType] = ComponentType.text_input
    # It can begin with a text.
    _answer: ClassVar[frozenset[str]] = frozenset()

    id: int | None = None
    custom_id: str = ""
    style: TextInputStyle = msgspec.field(default_factory=lambda: _SHORT)
    label: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    required: bool = True
    value: str | None = None
    placeholder: str | None = None


class FileUpload(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=19):
    """A place to put files.

    A file may be as large as the user may upload in that channel.

    Attributes:
        custom_id: What the answer names it by, 1 to 100 characters.
        min_values: Fewest files, 0 to 10; at least 1 while `required`.
        max_values: Most files, 1 to 10.
        file_types: What is taken, by its name: `image`, `video`, `audio` or endings such
            as `.pdf`, at most 10; empty for all.
        values: When it comes back, ids of the files, which are in the resolved data.

    https://docs.discord.com/developers/components/reference#file-upload
    """

    type: ClassVar[ComponentType] = ComponentType.file_upload

    id: int | None = None
    custom_id: str = ""
    min_values: int = 1
    max_values: int = 1
    required: bool = True
    file_types: tuple[str, ...] = ()
    values: tuple[Snowflake, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            custom_id: str = "",
            min_values: int = 1,
            max_values: int = 1,
            required: bool = True,
            file_types: Sequence[str] = (),
            id: int | None = None,
            values: Sequence[Snowflake] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        if isinstance(self.file_types, str):
            raise TypeError(f"file_types are a list: [{self.file_types!r}]")
        _set(self, "file_types", tuple(self.file_types))


class GroupOption(Model):
    """One line of a `RadioGroup` or `CheckboxGroup`.

    Attributes:
        label: What the user reads, at most 100 characters.
        value: What the handler gets, at most 100 characters; the label unless given.
            An id, a number and a member of an Enum become text, as in a `SelectOption`.
        description: Smaller text below, at most 100 characters.
        default: Whether it is ticked already.

    https://docs.discord.com/developers/components/reference#radio-group-option-structure
    """

    label: str = ""
    value: str = ""
    description: str | None = None
    default: bool = False

    if TYPE_CHECKING:

        def __init__(
            self,
            label: str,
            value: str | float | enum.Enum | None = None,
            description: str | None = None,
            default: bool = False,
        ) -> None: ...

    def __post_init__(self) -> None:
        # The constructor's arguments are wider than the field.
        value: object = self.value
        if value is None or value == "":
            _set(self, "value", self.label)
        elif type(value) is not str:
            _set(self, "value", spell_value(self, value))


class RadioGroup(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=21):
    """Options of which one can be ticked.

    Attributes:
        custom_id: What the answer names it by, 1 to 100 characters.
        options: 2 to 10, distinct in their values. Given as texts or as `GroupOption`.
        value: When it comes back, the value that was ticked; None if none was.

    https://docs.discord.com/developers/components/reference#radio-group
    """

    type: ClassVar[ComponentType] = ComponentType.radio_group
    _places: ClassVar[tuple[str, ...]] = ("options",)

    id: int | None = None
    custom_id: str = ""
    options: tuple[GroupOption, ...] = ()
    required: bool = True
    value: str | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            options: Sequence[GroupOption | str] = (),
            *,
            custom_id: str = "",
            required: bool = True,
            id: int | None = None,
            value: str | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        _set(self, "options", _read_options(self, self.options))


class CheckboxGroup(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=22):
    """Options of which several can be ticked.

    Attributes:
        custom_id: What the answer names it by, 1 to 100 characters.
        options: 1 to 10, distinct in their values. Given as texts or as `GroupOption`.
        min_values: Fewest ticks, 0 to 10; at least 1 while `required`.
        max_values: Most ticks, 1 to 10; None for as many as there are options.
        values: When it comes back, the values that were ticked, in no given order.

    https://docs.discord.com/developers/components/reference#checkbox-group
    """

    type: ClassVar[ComponentType] = ComponentType.checkbox_group
    _places: ClassVar[tuple[str, ...]] = ("options",)

    id: int | None = None
    custom_id: str = ""
    options: tuple[GroupOption, ...] = ()
    min_values: int = 1
    max_values: int | None = None
    required: bool = True
    values: tuple[str, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            options: Sequence[GroupOption | str] = (),
            *,
            custom_id: str = "",
            min_values: int = 1,
            max_values: int | None = None,
            required: bool = True,
            id: int | None = None,
            values: Sequence[str] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        _set(self, "options", _read_options(self, self.options))


def _read_options(group: Component, options: Sequence[GroupOption | str]) -> tuple[GroupOption, ...]:
    if isinstance(options, str):
        raise TypeError(f"{type(group).__name__} takes a list of options, not the text {options!r}")
    return tuple(GroupOption(option) if isinstance(option, str) else option for option in options)


class Checkbox(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=23):
    """One thing to tick. It cannot be required; a `CheckboxGroup` of one option can.

    Attributes:
        custom_id: What the answer names it by, 1 to 100 characters.
        default: Whether it is ticked already.
        value: When it comes back, whether it was ticked; None before.

    https://docs.discord.com/developers/components/reference#checkbox
    """

    type: ClassVar[ComponentType] = ComponentType.checkbox

    id: int | None = None
    custom_id: str = ""
    default: bool = False
    value: bool | None = None
