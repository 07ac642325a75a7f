"""
Options to keyword arguments.

Takes what Discord sent and a command's plan, gives what the handler is called
with. What users and version skew can get wrong becomes a `UserInputError`;
options that the code no longer knows are left out.
"""

from collections.abc import Sequence
from inspect import Parameter
from typing import Any

from app.context.sentences import sentence
from app.errors import BodyMalformed, UserInputError
from app.models.base import NO_ID
from app.models.command import CommandDataOption
from app.models.interaction import Interaction
from app.models.message import Message
from app.models.user import Member, User
from app.parameters.signature import OptionParameter


def read_target(kinds: frozenset[Any], interaction: Interaction) -> Member | User | Message:
    """Return what a command from a menu was used on.

    Args:
        kinds: What the handler takes: `Member`, `User`, both, or `Message`.
        interaction: Where the objects stand.

    Raises:
        UserInputError: If the handler takes members alone, and this is none.
        BodyMalformed: If Discord sent no such object.
    """
    target_id = interaction.command.target_id or NO_ID
    resolved = interaction.resolved
    found: Member | User | Message | None
    if Message in kinds:
        found = resolved.messages.get(target_id)
    else:
        found = resolved.members.get(target_id) if Member in kinds else None
        if found is None and User not in kinds:
            raise UserInputError(sentence("member_needed"))
        found = found or resolved.users.get(target_id)
    if found is None:
        raise BodyMalformed(f"no interaction: nothing is resolved for target {target_id}")
    return found


def bind(
    plan: Sequence[OptionParameter], options: Sequence[CommandDataOption], interaction: Interaction
) -> dict[str, Any]:
    """Make the keyword arguments of a handler.

    Args:
        plan: The handler's options.
        options: What the user filled in.
        interaction: Where the objects stand that ids in options mean.

    Raises:
        BadArgument: If a value does not fit its option.
        UserInputError: If a required option is missing: Discord knows an
            older form of the command.
    """
    if not plan:
        return {}
    given = {option.name: option.value for option in options}
    arguments: dict[str, Any] = {}
    for option in plan:
        name = option.wire.name
        value = given.get(name)
        if value is not None:
            arguments[option.parameter] = option.read(value, name, interaction)
        elif option.default is Parameter.empty:
            raise UserInputError(sentence("option_missing", option=name))
        else:
            arguments[option.parameter] = option.default
    return arguments
