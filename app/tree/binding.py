"""
Options to keyword arguments.

Takes what Discord sent and a command's plan, gives what the handler is called
with. What users and version skew can get wrong becomes a `UserInputError`;
options that the code no longer knows are left out. `bind` is pure;
`make_arguments` also awaits the converters, where there are any.
"""

import logging
from collections.abc import Sequence
from inspect import Parameter
from typing import Any

from app.command_errors import BadLiteralArgument, MissingRequiredArgument, MissingRequiredAttachment, UserInputError
from app.context.interaction import InteractionContext
from app.context.sentences import sentence
from app.models.base import NO_ID
from app.models.command import CommandDataOption, OptionType
from app.models.interaction import Interaction
from app.models.message import Message
from app.models.user import Member, User
from app.parameters.parameter import OptionParameter
from app.parameters.signature import Signature
from app.request_errors import BodyMalformed

log = logging.getLogger(__name__)


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
        message = resolved.messages.get(target_id)
        found = message and message.within(interaction.guild_id)
    else:
        found = resolved.members.get(target_id) if Member in kinds else None
        if found is None and User not in kinds:
            raise UserInputError(sentence("member_needed"))
        found = found or resolved.users.get(target_id)
    if found is None:
        raise BodyMalformed(f"no interaction: nothing is resolved for target {target_id}")
    return found


async def make_arguments(
    signature: Signature, options: Sequence[CommandDataOption], context: InteractionContext
) -> dict[str, Any]:
    """Make the keyword arguments of a handler that come from options: bound, converted, and put into bundles.

    Args:
        signature: What the handler takes.
        options: What the user filled in.
        context: What converters are given.

    Raises:
        BadArgument: If a value does not fit its option, or cannot be converted.
        MissingRequiredArgument: If a required option is missing.
        CommandError: Whatever else a converter, or a bundle, refused with.
    """
    try:
        arguments = bind(signature.options, options, context.interaction)
    except UserInputError as error:
        if is_drift(signature.options, options, error):
            log.warning(
                "drift between Discord and the code: /%s was used with other options than the code has (%s)",
                context.interaction.command.name,
                type(error).__name__,
            )
        raise
    if signature.converted:
        given = {option.name for option in options if option.value is not None}
        for option in signature.converted:
            # A default is what the author wrote: it needs no converting.
            if option.conversion is not None and option.wire.name in given:
                text = arguments[option.parameter]
                arguments[option.parameter] = await option.conversion.run(option.wire.name, context, text)
    for bundle in signature.bundles:
        bundle.gather(arguments)
    return arguments


def is_drift(plan: Sequence[OptionParameter], options: Sequence[CommandDataOption], error: UserInputError) -> bool:
    """Tell whether what could not be bound is no mistake of the user's: Discord itself lets nobody make it.

    Args:
        plan: The handler's options.
        options: What the user filled in.
        error: What `bind` raised.
    """
    if isinstance(error, MissingRequiredArgument | MissingRequiredAttachment):
        return True
    declared = {option.wire.name: option.wire for option in plan}
    if isinstance(error, BadLiteralArgument) and declared[error.option].choices:
        return True
    return any(option.name in declared and declared[option.name].type != option.type for option in options)


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
        BadLiteralArgument: If it is none of those that the option offers.
        MissingRequiredArgument: If a required option is missing: Discord
            knows an older form of the command. Of a file,
            `MissingRequiredAttachment`.
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
            is_file = option.wire.type is OptionType.attachment
            raise (MissingRequiredAttachment if is_file else MissingRequiredArgument)(name)
        else:
            arguments[option.parameter] = option.default
    return arguments
