"""What Postern itself says to users."""

import re

import pytest

from app.command_errors import (
    AlreadyUsed,
    BadArgument,
    BadLiteralArgument,
    BotMissingPermissions,
    CheckFailure,
    CommandError,
    CommandInvokeError,
    CommandOnCooldown,
    EntitlementMissing,
    FormInvalid,
    MaxConcurrencyReached,
    MissingAnyRole,
    MissingPermissions,
    MissingRequiredArgument,
    MissingRequiredAttachment,
    MissingRole,
    NoPrivateMessage,
    NotInvoker,
    NotOwner,
    NSFWChannelRequired,
    PrivateMessageOnly,
    TooLate,
    UserInputError,
    UserNotAllowed,
)
from app.context.sentences import SENTENCES, refusal, sentence
from app.models.flags import Permissions

VALUES: dict[str, object] = {
    "option": "dice",
    "value": "x" * 6000,
    "reference": "0123abcd",
    "permissions": "Ban Members",
    "roles": "<@&5>",
    "wait": "3 seconds",
    "until": "<t:5:f>",
    "limit": 25,
    "least": 1,
    "most": 2.5,
}
TOLD = {
    CheckFailure(): "You cannot use this here.",
    NoPrivateMessage(): "This can only be used in a server.",
    PrivateMessageOnly(): "This can only be used in a direct message.",
    NotOwner(): "This is for the owners of the bot alone.",
    NotInvoker(): "This is for the one who asked for it.",
    UserNotAllowed(): "You are not among those who may use this.",
    NSFWChannelRequired(): "This can only be used in an age-restricted channel.",
    MissingPermissions(Permissions.ban_members | Permissions.kick_members): (
        "You need these permissions here: Ban Members, Kick Members."
    ),
    BotMissingPermissions(Permissions.manage_roles): "The bot needs these permissions here: Manage Roles.",
    MissingRole(5): "You need the role <@&5>.",
    MissingRole("Staff"): "You need the role Staff.",
    MissingAnyRole((5, "Staff")): "You need one of these roles: <@&5>, Staff.",
    EntitlementMissing(7): "This needs a purchase that neither you nor this server has.",
    TooLate(1_700_000_000.5): "This could be used until <t:1700000000:f>.",
    AlreadyUsed(): "This can be used only once, and it has been.",
    CommandOnCooldown(1.5): "You have used this too often. Try again in 2 seconds.",
    MaxConcurrencyReached(1): "This is being used by as many as it can be. Try again in a moment.",
    UserInputError(): "You cannot use this here.",
    BadArgument(option="dice", value="many"): "`dice` cannot be 'many'.",
    BadLiteralArgument("size", 3, (1, 2)): "`size` cannot be 3.",
    MissingRequiredAttachment("file"): ("This command was updated: `file` is missing. Reload Discord and try again."),
    MissingRequiredArgument("dice"): ("This command was updated: `dice` is missing. Reload Discord and try again."),
}


@pytest.mark.parametrize("key", SENTENCES)
def test_every_sentence_is_one_that_a_user_may_see(key: str) -> None:
    text = sentence(key, **VALUES)

    assert text.endswith(".")
    assert len(text) <= 2000
    assert "{" not in text


def test_every_value_of_a_sentence_is_one_that_is_filled_in() -> None:
    asked = {name for text in SENTENCES.values() for name in re.findall(r"{(\w+)", text)}

    assert asked == set(VALUES)


@pytest.mark.parametrize(("error", "told"), TOLD.items(), ids=[type(error).__name__ for error in TOLD])
def test_every_refusal_is_told_with_what_it_carries(error: CommandError, told: str) -> None:
    assert refusal(error) == told


def test_no_kind_of_refusal_is_left_out() -> None:
    kinds, todo = set[type[CommandError]](), [CommandError]
    while todo:
        below = [kind for kind in todo.pop().__subclasses__() if kind.__module__ == CommandError.__module__]
        kinds.update(below)
        todo += below

    assert kinds - {type(error) for error in TOLD} == {CommandInvokeError, FormInvalid}


def test_a_class_of_the_authors_is_told_as_its_base() -> None:
    class TooPoor(CheckFailure): ...

    class Later(CommandOnCooldown):
        def __init__(self) -> None:
            """Leave out what the base carries."""

    class Hidden(MissingRole):
        def __init__(self) -> None:
            self.key = self.permissions = "a value of its own"

    assert refusal(TooPoor()) == SENTENCES["refused"]
    assert refusal(Later()) == "You have used this too often. Try again in 1 second."
    assert refusal(Hidden()).startswith("You need the role")


@pytest.mark.parametrize(
    ("seconds", "spelled"),
    [
        (0, "1 second"),
        (-1, "1 second"),
        (0.2, "1 second"),
        (1, "1 second"),
        (1.01, "2 seconds"),
        (60, "60 seconds"),
        (60.5, "2 minutes"),
        (3600, "60 minutes"),
        (3601, "2 hours"),
        (90_000, "25 hours"),
    ],
)
def test_a_wait_is_never_told_too_short(seconds: float, spelled: str) -> None:
    assert refusal(CommandOnCooldown(seconds)) == f"You have used this too often. Try again in {spelled}."
