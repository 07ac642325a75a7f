"""
Application commands: what is registered, and what comes back when one is used.

https://docs.discord.com/developers/interactions/application-commands
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypedDict

import msgspec

from app.models.base import NO_ID, Model, OpenIntEnum, Snowflake
from app.models.channel import ChannelType
from app.models.flags import Permissions
from app.models.locale import Locale

Localizations: TypeAlias = Mapping[Locale, str] | Mapping[str, str]
"""A text in other languages, by locale."""


def localizations(texts: Localizations | None) -> dict[str, str] | None:
    """Put localizations into their form on the wire; None if there are none."""
    return {str(locale): text for locale, text in texts.items()} if texts else None


class ApplicationCommandType(OpenIntEnum):
    """How a command is used.

    https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-types
    """

    chat_input = 1
    user = 2
    message = 3
    primary_entry_point = 4


class EntryPointHandler(OpenIntEnum):
    """Who handles an entry point command: the application, or Discord, which then launches the Activity by itself.

    https://docs.discord.com/developers/interactions/application-commands#application-command-object-entry-point-command-handler-types
    """

    app_handler = 1
    discord_launch_activity = 2


class OptionType(OpenIntEnum):
    """What an option of a command takes.

    https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type
    """

    sub_command = 1
    sub_command_group = 2
    string = 3
    integer = 4
    boolean = 5
    user = 6
    channel = 7
    role = 8
    mentionable = 9
    number = 10
    attachment = 11


class InteractionContextType(OpenIntEnum):
    """Where an interaction happens, or where a command can be used.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-context-types
    """

    guild = 0
    bot_dm = 1
    private_channel = 2


class IntegrationType(OpenIntEnum):
    """How an application is installed: to a server, or to a user.

    https://docs.discord.com/developers/resources/application#application-object-application-integration-types
    """

    guild_install = 0
    user_install = 1


class CommandOptionChoice(Model, kw_only=True):
    """One of the values that an option offers.

    Attributes:
        name: What the user sees; 1 to 100 characters.
        value: What the bot gets; text of at most 100 characters, or a number.

    https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-choice-structure
    """

    name: str = ""
    # Not a plain default, so that an empty text is written.
    value: str | int | float = msgspec.field(default_factory=str)
    name_localizations: Mapping[str, str] | None = None


class CommandOption(Model, kw_only=True):
    """An option of a command as it is registered; also a subcommand or a group of subcommands.

    https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-structure
    """

    # Not a plain default, so that it is written.
    type: OptionType = msgspec.field(default_factory=lambda: OptionType.string)
    name: str = ""
    description: str = ""
    name_localizations: Mapping[str, str] | None = None
    description_localizations: Mapping[str, str] | None = None
    required: bool = False
    choices: tuple[CommandOptionChoice, ...] = ()
    options: tuple["CommandOption", ...] = ()
    channel_types: tuple[ChannelType, ...] = ()
    file_types: tuple[str, ...] = ()
    autocomplete: bool = False
    min_value: int | float | None = None
    max_value: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None


class ApplicationCommand(Model, kw_only=True):
    """A command as it is registered.

    Attributes:
        default_member_permissions: Bit set, as decimal text, of the
            permissions that a member needs; "0": administrators alone.
        contexts: Where it can be used; None: Discord's default.
        integration_types: For which installs it is there; None: the
            application's own.
        handler: Who handles it, if it is an entry point command; None for any
            other.

    https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-structure
    """

    name: str = ""
    # None stands for Discord's default, so that a type which is said is always written.
    type: ApplicationCommandType | None = None
    description: str = ""
    id: Snowflake = NO_ID
    application_id: Snowflake = NO_ID
    guild_id: Snowflake | None = None
    version: Snowflake = NO_ID
    name_localizations: Mapping[str, str] | None = None
    description_localizations: Mapping[str, str] | None = None
    options: tuple[CommandOption, ...] = ()
    default_member_permissions: str | None = None
    contexts: tuple[InteractionContextType, ...] | None = None
    integration_types: tuple[IntegrationType, ...] | None = None
    nsfw: bool = False
    handler: EntryPointHandler | None = None


class CommandFields(TypedDict, total=False):
    """What can be edited of a command; what is left out stays as it is, None clears.

    https://docs.discord.com/developers/interactions/application-commands#edit-global-application-command
    """

    name: str
    """1 to 32 characters."""
    name_localizations: Localizations | None
    description: str
    """1 to 100 characters."""
    description_localizations: Localizations | None
    options: Sequence[CommandOption]
    """All that it is to have, at most 25."""
    default_member_permissions: Permissions | None
    """What members need who are to have it; None for everybody."""
    nsfw: bool
    """Whether it is for channels that are restricted by age."""
    contexts: Sequence[InteractionContextType]
    """Of global commands."""
    integration_types: Sequence[IntegrationType]
    """Of global commands."""
    handler: EntryPointHandler
    """Of entry points."""


class CommandPermissionType(OpenIntEnum):
    """Whom an entry of a command's permissions is for.

    https://docs.discord.com/developers/interactions/application-commands#application-command-permissions-object-application-command-permission-type
    """

    role = 1
    user = 2
    channel = 3


class CommandPermission(Model):
    """Whether a role, a user or a channel has a command.

    Attributes:
        id: Id of the role, user or channel. The server's own id stands for
            everybody, that number less one for all channels.
        type: None only if Discord named none.
        permission: Whether the command is there.

    https://docs.discord.com/developers/interactions/application-commands#application-command-permissions-object-application-command-permissions-structure
    """

    id: Snowflake = NO_ID
    type: CommandPermissionType | None = None
    # No default of its own, so that False is written.
    permission: bool | None = None


class CommandPermissions(Model, kw_only=True):
    """Who has a command in a server.

    Attributes:
        id: Id of the command; the application's own for all commands that have no entries.

    https://docs.discord.com/developers/interactions/application-commands#application-command-permissions-object-guild-application-command-permissions-structure
    """

    id: Snowflake = NO_ID
    application_id: Snowflake = NO_ID
    guild_id: Snowflake = NO_ID
    permissions: tuple[CommandPermission, ...] = ()


class CommandDataOption(Model, kw_only=True):
    """An option as the user filled it, or the subcommand that he chose.

    Attributes:
        value: Text, number or truth value; the id, as text, of a user,
            channel, role or attachment.
        focused: Whether this is the option being typed (autocomplete).

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-application-command-interaction-data-option-structure
    """

    name: str = ""
    type: OptionType = OptionType.string
    value: str | int | float | bool | None = None
    options: tuple["CommandDataOption", ...] = ()
    focused: bool = False


class CommandData(Model, kw_only=True):
    """Which command was used, and how.

    https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-application-command-data-structure
    """

    id: Snowflake = NO_ID
    name: str = ""
    type: ApplicationCommandType = ApplicationCommandType.chat_input
    options: tuple[CommandDataOption, ...] = ()
    guild_id: Snowflake | None = None
    target_id: Snowflake | None = None
    version: Snowflake | None = None
    # Decoded by the first option that needs it, see Interaction.resolved: most commands take no objects.
    raw_resolved: msgspec.Raw = msgspec.field(name="resolved", default=msgspec.Raw())
