"""
What was chosen in a select menu, as the handler's annotation says: `values: list[Member]`.

The annotation also says which of the five kinds of menu it is, and, with
`Literal` and `Enum`, which options it offers.

https://docs.discord.com/developers/components/reference#string-select
"""

import typing
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from app.command_errors import BadArgument, BadLiteralArgument
from app.errors import ComponentOutdated, DefinitionError
from app.models.base import Snowflake
from app.models.channel import ChannelType
from app.models.command import OptionType
from app.models.interaction import Interaction
from app.models.select import (
    ChannelSelect,
    MentionableSelect,
    RoleSelect,
    Select,
    SelectOption,
    StringSelect,
    UserSelect,
)
from app.parameters.annotation import spell_union, take_apart
from app.parameters.kind import find_kind
from app.parameters.reader import Reader, read_id, read_in_text

_MENUS: Mapping[OptionType, type[Select]] = {
    OptionType.string: StringSelect,
    OptionType.integer: StringSelect,
    OptionType.number: StringSelect,
    OptionType.user: UserSelect,
    OptionType.role: RoleSelect,
    OptionType.channel: ChannelSelect,
    OptionType.mentionable: MentionableSelect,
}
TYPES = "str, int, float, Snowflake, Literal, Enum, User, Member, Role, channels, and unions of users and roles"


class Values(NamedTuple):
    """What a menu offers, and how what was chosen is read.

    Attributes:
        menu: The kind of menu.
        options: What the annotation itself offers.
        channel_types: Channels that can be chosen; empty: all.
        read: Makes the argument of one value.
    """

    menu: type[Select]
    options: tuple[SelectOption, ...]
    channel_types: tuple[ChannelType, ...]
    read: Reader

    def read_all(self, values: tuple[str, ...], interaction: Interaction) -> list[Any]:
        """Return what was chosen, in the order in which Discord sent it.

        Raises:
            UserInputError: If a value is none that can be, or not resolved.
            ComponentOutdated: If it is an option that this version offers no more.
        """
        try:
            return [self.read(value, "selection", interaction) for value in values]
        except BadLiteralArgument as error:
            why = f"its menu offers {error.value!r:.40} no more"
            raise ComponentOutdated(interaction.custom_id, why) from error


def read_values(where: str, hint: Any) -> Values:
    """Read the annotation of a menu's values.

    Args:
        where: `file:line` of the handler.
        hint: The annotation.

    Raises:
        DefinitionError: If no menu offers such values.
    """
    form = "the second parameter is what was chosen: values: list[str], list[Member], list[Role] …"
    _, kinds, _ = take_apart(hint)
    held = typing.get_args(*kinds) if len(kinds) == 1 and typing.get_origin(*kinds) is list else ()
    if not held:
        raise DefinitionError(where, form)
    _, chosen, optional = take_apart(*held)
    if chosen == {Snowflake} and not optional:
        return Values(StringSelect, (), (), read_id)
    found = find_kind(chosen)
    menu = None if found is None or found.conversion is not None or optional else _MENUS.get(found.type)
    if found is None or menu is None:
        raise DefinitionError(where, f"no menu offers {spell_union(chosen)}; what there is: {TYPES}. And {form}")
    options = tuple(SelectOption(choice.name, str(choice.value)) for choice in found.choices)
    return Values(menu, options, found.channel_types, _from_text(found.type, found.read))


def _from_text(type: OptionType, read: Reader) -> Reader:
    """Return the reader of a value that comes as text, as all values of menus do."""
    if type is OptionType.integer:
        return read_in_text(read)
    if type is OptionType.number:
        return _of_number(read)
    return read


def _of_number(read: Reader) -> Callable[[Any, str, Interaction], Any]:
    def read_number(value: Any, name: str, interaction: Interaction) -> Any:
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise BadArgument(option=name, value=value) from None
        return read(number, name, interaction)

    return read_number
