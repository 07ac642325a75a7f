"""
The errors of commands: what a user did, or may not do. Their sentences go to him.

A part of the tree that `app/errors.py` draws. Where discord.py has a class for
it, its name is the name. An error without a sentence of its own gets one from
`context/sentences.py`, made of the values that the error carries.
"""

from collections.abc import Mapping

from app.errors import AppError
from app.models.flags import Permissions


class CommandError(AppError):
    """Its sentence is shown to the user, ephemerally. Raise it, or a subclass, to refuse politely.

    Attributes:
        message: The sentence; empty for the one that the class has in `context/sentences.py`.
    """

    # Here too, for subclasses whose __init__ forgets this one.
    message: str = ""

    def __init__(self, message: str = "") -> None:
        self.message = message
        super().__init__(message)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self) -> str:
        return str(self.message) or (type(self).__doc__ or type(self).__name__).split("\n")[0]


class CheckFailure(CommandError):
    """A check said no."""


class NoPrivateMessage(CheckFailure):
    """The command needs a server, and was used in a direct message."""


class PrivateMessageOnly(CheckFailure):
    """The command needs a direct message, and was used in a server."""


class NotOwner(CheckFailure):
    """The command is for the bot's owners alone."""


class NotInvoker(CheckFailure):
    """This belongs to an answer to somebody else: it is for whoever asked for it."""


class UserNotAllowed(CheckFailure):
    """This is for certain users, and the user is none of them."""


class NSFWChannelRequired(CheckFailure):
    """The command needs an age-restricted channel."""


class MissingPermissions(CheckFailure):
    """The user lacks permissions in this channel.

    Attributes:
        missing: Those that he lacks.
    """

    def __init__(self, missing: Permissions, message: str = "") -> None:
        self.missing = missing
        super().__init__(message)


class BotMissingPermissions(CheckFailure):
    """The bot lacks permissions in this channel.

    Attributes:
        missing: Those that it lacks.
    """

    def __init__(self, missing: Permissions, message: str = "") -> None:
        self.missing = missing
        super().__init__(message)


class MissingRole(CheckFailure):
    """The user lacks a role.

    Attributes:
        role: Its id or name.
    """

    def __init__(self, role: int | str, message: str = "") -> None:
        self.role = role
        super().__init__(message)


class MissingAnyRole(CheckFailure):
    """The user has none of several roles.

    Attributes:
        roles: Their ids or names.
    """

    def __init__(self, roles: tuple[int | str, ...], message: str = "") -> None:
        self.roles = roles
        super().__init__(message)


class EntitlementMissing(CheckFailure):
    """Neither the user nor the server has bought what the command needs.

    Attributes:
        sku_id: Id of what is sold.
    """

    def __init__(self, sku_id: int, message: str = "") -> None:
        self.sku_id = sku_id
        super().__init__(message)


class TooLate(CheckFailure):
    """This could be used until a moment that is over.

    Attributes:
        until: The moment, as Unix time in seconds.
    """

    # Here too, for subclasses whose __init__ forgets this one.
    until: float = 0.0

    def __init__(self, until: float, message: str = "") -> None:
        self.until = until
        super().__init__(message)


class CommandOnCooldown(CommandError):
    """The command was used too often.

    Attributes:
        retry_after: Seconds after which it can be used again.
    """

    def __init__(self, retry_after: float, message: str = "") -> None:
        self.retry_after = retry_after
        super().__init__(message)


class AlreadyUsed(CommandError):
    """This can be used once, and has been."""


class MaxConcurrencyReached(CommandError):
    """The command is being run as often at once as it may.

    Attributes:
        limit: How often that is.
    """

    def __init__(self, limit: int, message: str = "") -> None:
        self.limit = limit
        super().__init__(message)


class UserInputError(CommandError):
    """What the user typed cannot be used."""


class BadArgument(UserInputError):
    """The value of an option does not fit.

    Attributes:
        option: Name of the option.
        value: What was given.
    """

    def __init__(self, message: str = "", *, option: str = "", value: object = None) -> None:
        self.option = option
        self.value = value
        super().__init__(message)

    def __str__(self) -> str:
        return self.message or f"option {self.option} cannot be {self.value!r:.100}"


class BadLiteralArgument(UserInputError):
    """The value of an option is none of those that it offers.

    Attributes:
        option: Name of the option.
        value: What was given.
        literals: What is offered.
    """

    def __init__(self, option: str, value: object, literals: tuple[object, ...], message: str = "") -> None:
        self.option = option
        self.value = value
        self.literals = literals
        super().__init__(message)

    def __str__(self) -> str:
        return self.message or f"option {self.option} cannot be {self.value!r:.100}"


class MissingRequiredArgument(UserInputError):
    """A required option was left out: Discord knows an older form of the command.

    Attributes:
        option: Name of the option.
    """

    def __init__(self, option: str, message: str = "") -> None:
        self.option = option
        super().__init__(message)

    def __str__(self) -> str:
        return self.message or f"option {self.option} is missing"


class MissingRequiredAttachment(UserInputError):
    """A required file was left out: Discord knows an older form of the command.

    Attributes:
        option: Name of the option.
    """

    def __init__(self, option: str, message: str = "") -> None:
        self.option = option
        super().__init__(message)

    def __str__(self) -> str:
        return self.message or f"option {self.option} is missing"


class FormInvalid(UserInputError):
    """What was entered into a form cannot be used; the user is offered the form again, filled in.

    Raise it in a form's handler, too, where fields do not go together.

    Attributes:
        faults: Pairs of the field's name and the sentence for the user.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        given: object = faults
        if not isinstance(given, Mapping) or not given:
            raise TypeError(f'FormInvalid takes a sentence for each field, {{"age": "…"}}, and not {faults!r:.40}')
        self.faults = tuple(faults.items())
        super().__init__("\n".join(faults.values()))

    def __str__(self) -> str:
        return "; ".join(f"{field}: {sentence}" for field, sentence in self.faults)


class CommandInvokeError(CommandError):
    """What the author's code raised, wrapped: `__cause__`, and `original` as discord.py calls it.

    `on_error(CommandInvokeError)` asks for these, whatever was raised; users
    see a sentence with a reference number, never the error's own text.

    Attributes:
        command: What was used: `/roll`.
    """

    def __init__(self, command: str, original: BaseException) -> None:
        self.command = command
        self.__cause__ = original
        super().__init__()

    @property
    def original(self) -> BaseException | None:
        """What was raised."""
        return self.__cause__

    def __str__(self) -> str:
        return f"{self.command} raised {type(self.__cause__).__name__}: {self.__cause__}"
