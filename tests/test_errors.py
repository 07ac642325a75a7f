"""The tree of errors: drawn in its module's docstring, and each one helpful by itself."""

import inspect
import itertools
from collections.abc import Iterator

import pytest

from app import command_errors, errors, request_errors
from app.errors import AppError
from app.models.flags import Permissions
from app.request_errors import RequestRejected

ERROR_MODULES = [errors.__name__, command_errors.__name__, request_errors.__name__]
MADE: list[AppError] = [
    errors.AppError("something went wrong"),
    errors.SettingsError("DISCORD_PUBLIC_KEY", "is missing"),
    request_errors.RequestRejected("no"),
    request_errors.SignatureMissing("X-Signature-Ed25519"),
    request_errors.SignatureInvalid(),
    request_errors.SignatureExpired(301.0, 300.0),
    request_errors.InteractionReplayed(5),
    request_errors.ApplicationUnknown(1, 2),
    request_errors.BodyTooLarge(2, 1),
    request_errors.BodyTooSlow(10.0),
    request_errors.BodyMalformed("no interaction"),
    request_errors.InteractionMisdirected(),
    request_errors.EventMisdirected(),
    errors.DefinitionError("a.py:1", "cannot work"),
    errors.NameInvalid("a.py:1", "command name 'A' must be lower case: 'a'"),
    errors.LimitExceeded("a.py:1", "options of one command", 26, 25),
    errors.DuplicateName("a.py:1", "/a is declared twice"),
    errors.OptionUnsupported("a.py:1", "a: Discord has no option for bytes"),
    errors.ProviderMissing("a.py:1", "nobody provides Database"),
    errors.CustomIdTooLong("a.py:1", 120, 100, "parameter note takes 90"),
    errors.PluginNotFound("shop", ("tags",)),
    errors.DiscoveryError("a.py:1", "commands.a", "NameError: x"),
    errors.RouteNotFound("no such thing"),
    errors.CommandNotFound("tag show"),
    errors.ComponentNotFound("a:1"),
    errors.ComponentOutdated("a:1", "another version made it"),
    errors.ComponentExpired("a:1", "its time ended"),
    command_errors.CommandError("Not today."),
    command_errors.CheckFailure("Not you."),
    command_errors.NoPrivateMessage(),
    command_errors.PrivateMessageOnly(),
    command_errors.NotOwner(),
    command_errors.NSFWChannelRequired(),
    command_errors.MissingPermissions(Permissions.ban_members),
    command_errors.BotMissingPermissions(Permissions.ban_members),
    command_errors.MissingRole("Staff"),
    command_errors.MissingAnyRole(("Staff", 5)),
    command_errors.EntitlementMissing(7),
    command_errors.NotInvoker(),
    command_errors.UserNotAllowed(),
    command_errors.TooLate(1_900_000_000.0),
    command_errors.AlreadyUsed(),
    command_errors.CommandOnCooldown(2.5),
    command_errors.MaxConcurrencyReached(3),
    command_errors.UserInputError("What?"),
    command_errors.BadArgument(option="dice", value=0),
    command_errors.BadLiteralArgument("how", "x", ("a", "b")),
    command_errors.MissingRequiredArgument("dice"),
    command_errors.MissingRequiredAttachment("picture"),
    command_errors.FormInvalid({"age": "`Age` must be a whole number."}),
    command_errors.CommandInvokeError("/roll", KeyError("dice")),
    errors.ResponseError("too late"),
    errors.AlreadyResponded("ctx.respond()", "the returned answer"),
    errors.AnswerInvalid("/a returned int"),
    errors.AnswerMissing("/a"),
    errors.DeadlineMissed(3.2),
    errors.TokenExpired(901.0),
    errors.RestError("GET", "/users/@me", 418, 5, "teapot"),
    errors.BadRequest("POST", "/x", 400, 50035, "Invalid Form Body"),
    errors.Unauthorized("POST", "/x", 401, 0, "401: Unauthorized"),
    errors.Forbidden("POST", "/x", 403, 50013, "Missing Permissions"),
    errors.NotFound("POST", "/x", 404, 10008, "Unknown Message"),
    errors.RateLimited("POST", "/x", retry_after=1.5, scope="user"),
    errors.ServerError("POST", "/x", 502, 0, "Bad Gateway"),
    errors.CloudflareBanned("POST", "/x", 429, retry_after=60.0, ray_id="8a1-FRA"),
    errors.TransportError("POST", "/x", message="connection refused"),
    errors.StoreError("value at 'a' is not a int"),
    errors.StoreUnusable("store /x/a.db cannot be opened: there is no directory /x"),
    errors.InvocationForeign("messages of an SQS queue"),
]


def drawn(kind: type[AppError], before: str = "", joint: str = "", below: str = "") -> Iterator[str]:
    """Draw a class and those below it as the docstring does."""
    yield f"    {before}{joint}{kind.__name__}"
    # Whoever runs beside this test may have classes of its own.
    known = [child for child in kind.__subclasses__() if child.__module__ in ERROR_MODULES]
    children = sorted(known, key=lambda child: ERROR_MODULES.index(child.__module__))
    for index, child in enumerate(children):
        is_last = index == len(children) - 1
        yield from drawn(child, before + below, "└── " if is_last else "├── ", "    " if is_last else "│   ")


@pytest.mark.seed("N107")
def test_the_docstring_draws_the_tree_as_it_is() -> None:
    assert errors.__doc__ is not None
    lines = [line for line in errors.__doc__.splitlines() if line.startswith("    ")]

    assert lines == list(drawn(AppError))


def test_every_error_is_tried_here() -> None:
    declared = [*vars(errors).values(), *vars(command_errors).values(), *vars(request_errors).values()]
    classes = [value for value in declared if inspect.isclass(value) and issubclass(value, AppError)]

    assert {type(error) for error in MADE} == set(classes)


def plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(plain, value))
    return value is None or type(value) in {bool, int, float, str, Permissions}


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_an_error_says_one_helpful_line_and_carries_plain_values(error: AppError) -> None:
    assert str(error)
    assert "\n" not in str(error)
    assert all(map(plain, vars(error).values())), vars(error)
    assert type(error).__doc__


@pytest.mark.parametrize("error", MADE, ids=lambda error: type(error).__name__)
def test_the_attributes_that_its_docstring_names_are_there(error: AppError) -> None:
    doc = inspect.cleandoc(type(error).__doc__ or "")
    _, found, attributes = doc.partition("Attributes:\n")
    lines = itertools.takewhile(lambda line: line.startswith("    "), attributes.splitlines())
    names = {line.strip().partition(":")[0] for line in lines if not line.startswith("     ")}

    assert bool(found) == bool(names)
    for name in names:
        assert hasattr(error, name), name


def test_a_refused_request_has_a_status_that_says_no() -> None:
    statuses = {type(error).__name__: error.status for error in MADE if isinstance(error, RequestRejected)}

    assert {name: status for name, status in statuses.items() if status != 401} == {
        "BodyTooLarge": 413,
        "BodyTooSlow": 408,
        "BodyMalformed": 400,
        "InteractionMisdirected": 400,
        "EventMisdirected": 400,
    }


def test_a_definition_error_begins_with_its_place_if_there_is_one() -> None:
    assert str(errors.DefinitionError("a.py:3", "cannot work")) == "a.py:3: cannot work"
    assert str(errors.DefinitionError("", "cannot work")) == "cannot work"


def test_the_fields_that_discord_refused_follow_line_by_line() -> None:
    error = errors.BadRequest("PUT", "/x", 400, 50035, "Invalid Form Body", ["0.name: too long", "1.name: empty"])

    assert str(error) == "PUT /x → 400 (code 50035): Invalid Form Body\n  0.name: too long\n  1.name: empty"
    assert error.errors == ("0.name: too long", "1.name: empty")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (request_errors.SignatureMissing("X"), "no X header, expected exactly one"),
        (request_errors.SignatureMissing("X", 2), "2 X headers, expected exactly one"),
        (request_errors.SignatureExpired(-61.0, 300.0), "signed -61.0 s before arrival, accepted within 300 s"),
        (errors.TokenExpired(905.4), "interaction token expired (it arrived 15m05s ago, tokens live 15m); send a"),
        (errors.TransportError("GET", "/x", message="refused"), "GET /x → no answer: refused"),
        (errors.TransportError("GET", "/x", message="refused", hint="try again"), "GET /x → no answer: refused; try"),
        (errors.CloudflareBanned("GET", "/x", 403, retry_after=9.0, ray_id=""), "GET /x → 403: Cloudflare turns this"),
        (command_errors.BadArgument(option="dice", value=0), "option dice cannot be 0"),
        (command_errors.BadArgument("Two at least.", option="dice", value=1), "Two at least."),
        (command_errors.BadArgument(option="x", value="y" * 5000), "option x cannot be 'yyy"),
        (command_errors.NoPrivateMessage(), "The command needs a server, and was used in a direct message."),
        (errors.CommandNotFound("tag show"), "no command /tag show"),
        (
            errors.AnswerMissing("/a"),
            "/a returned None and never answered: return a str or Reply, or call ctx.respond()",
        ),
    ],
)
def test_the_sentence_is_made_of_the_values(error: AppError, text: str) -> None:
    assert str(error).startswith(text)
    assert len(str(error)) < 250


def test_a_command_error_without_a_sentence_leaves_it_to_the_boundary() -> None:
    assert command_errors.CommandError().message == command_errors.CheckFailure().message == ""
