"""Commands as they are registered, against Discord's own examples and OpenAPI description."""

import enum
import inspect
import json
import sys
import unicodedata
from collections.abc import Callable, Container
from keyword import iskeyword
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import DefinitionError, DuplicateName, LimitExceeded, NameInvalid
from app.models.attachment import Attachment
from app.models.base import convert, decoder, encode
from app.models.channel import Channel, ForumChannel, MediaChannel, TextChannel, Thread, VoiceChannel
from app.models.command import ApplicationCommand, IntegrationType, InteractionContextType
from app.models.flags import Permissions
from app.models.guild import Role
from app.models.locale import Locale
from app.models.user import Member, User
from app.parameters.option import Choice, Option
from app.simulator.registration import check_commands
from app.tree.command import Command
from app.tree.decorators import entry_point_command, slash_command
from app.tree.group import group
from app.tree.naming import check_name
from app.tree.tree import CommandTree
from tests.contract.deviations import COMMANDS_VALIDATOR
from tests.contract.openapi import PAYLOADS, jsonschema_rs

NAME = r"^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$"


def payload(path: str) -> Any:
    return json.loads((PAYLOADS / f"{path}.json").read_text())


# ── the examples of commands ──


@pytest.mark.parametrize(
    "name",
    [
        "slash-commands-example-slash-command",
        "subcommands-and-subcommand-groups-example-walkthrough",
        "subcommands-and-subcommand-groups-example-walkthrough-2",
        "subcommands-and-subcommand-groups-example-walkthrough-4",
        "localization",
        "default-member-permissions-manage-guild-request",
        "create-guild-user-command-request",
    ],
)
def test_examples_of_commands_are_read_and_written_alike(name: str) -> None:
    example = payload(f"commands/{name}")

    read = convert(example, ApplicationCommand)
    written = json.loads(encode(read))

    assert decoder(ApplicationCommand).decode(json.dumps(example)) == read
    assert written == without_defaults(example)


def without_defaults(command: dict[str, Any]) -> dict[str, Any]:
    """Leave out what need not be said: `required: false`, empty lists."""
    said = {key: value for key, value in command.items() if value not in (False, None, [])}
    if "options" in said:
        said["options"] = [without_defaults(option) for option in said["options"]]
    return said


class Animal(enum.StrEnum):
    Dog = "animal_dog"
    Cat = "animal_cat"
    Penguin = "animal_penguin"


def test_the_example_of_a_slash_command_can_be_declared() -> None:
    @slash_command
    async def blep(
        ctx: object,
        animal: Annotated[Animal, Option("The type of animal")],
        only_smol: Annotated[bool, Option("Whether to show only baby animals")] = False,
    ) -> None:
        """Send a random adorable animal photo."""

    example = without_defaults(payload("commands/slash-commands-example-slash-command"))

    assert described(blep) == [example | {"description": example["description"] + "."}]


def described(*commands: Any) -> Any:
    tree = CommandTree()
    for command in commands:
        tree.add(command)
    return json.loads(encode(tree.registrations()))


# ── what we register, against the description of the request ──


def with_options(options: dict[str, Any], *, optional: Container[str] = ()) -> Callable[..., Any]:
    """Make a handler with these parameters, as an author would write it."""

    async def handler(ctx: object) -> None: ...

    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter(
            name, kind, annotation=annotation, default=None if name in optional else inspect.Parameter.empty
        )
        for name, annotation in options.items()
    ]
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    handler.__signature__ = inspect.Signature([context, *parameters])  # type: ignore[attr-defined]
    handler.__annotations__ = dict(options)
    return handler


def declared(path: str, options: dict[str, Any] | None = None, **said: Any) -> Command[..., Any]:
    return slash_command(path, **({"description": "d"} | said))(with_options(options or {}))


def test_names_are_judged_as_discords_pattern_judges_them() -> None:
    # The description has no pattern; this one stands in the documentation.
    pattern = jsonschema_rs.validator_for({"type": "string", "pattern": NAME})

    differing = []
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        # What one Unicode version has and the other has not is no difference between us.
        if unicodedata.category(character) in {"Cs", "Cn"} or character != character.lower():
            continue
        try:
            check_name("", "command", character)
            is_taken = True
        except NameInvalid:
            is_taken = False
        if is_taken != pattern.is_valid(character):
            differing.append(f"U+{code:04X}")

    assert differing == []


# ── any tree ──


def is_name(text: str) -> bool:
    try:
        check_name("", "command", text)
    except NameInvalid:
        return False
    return True


NAMES = st.one_of(
    st.from_regex(r"[a-z0-9_'-]{1,32}", fullmatch=True),
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=32).map(str.lower).filter(is_name),
)
TEXTS = st.text(min_size=1, max_size=100)
LOCALES = st.sampled_from(list(Locale))
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)


@st.composite
def limited(draw: st.DrawFn, kind: type, least: float, most: float) -> Any:
    values = st.floats(least, most) if kind is float else st.integers(int(least), int(most))
    low, high = sorted([draw(values), draw(values)])
    said: dict[str, Any] = {"min": low} if draw(st.booleans()) else {}
    said |= {"max": max(high, 1) if kind is str else high} if draw(st.booleans()) else {}
    return Annotated[kind, Option(draw(TEXTS), **said)]


VALUES: list[tuple[type, st.SearchStrategy[Any]]] = [
    (str, TEXTS),
    (int, NUMBERS),
    (float, NUMBERS | st.floats(-(2**53), 2**53)),
]


@st.composite
def offered(draw: st.DrawFn) -> Any:
    kind, values = draw(st.sampled_from(VALUES))
    names = draw(st.lists(TEXTS, min_size=1, max_size=25, unique=True))
    localized = draw(st.none() | st.dictionaries(LOCALES, TEXTS, max_size=2))
    choices = [Choice(name, draw(values), name_localizations=localized) for name in names]
    return Annotated[kind, Option(choices=choices)]


ANNOTATIONS = st.one_of(
    st.sampled_from([str, int, float, bool, User, Member, Member | User, Role, Member | User | Role, Attachment]),
    st.sampled_from([Channel, TextChannel, TextChannel | VoiceChannel, Thread | ForumChannel, MediaChannel]),
    st.sampled_from([Animal, Literal["a", "b"], Literal[1, 2]]),
    limited(str, 0, 6000),
    limited(int, -(2**53) + 1, 2**53 - 1),
    limited(float, -(2**53), 2**53),
    offered(),
)


@st.composite
def keywords(draw: st.DrawFn, is_part: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name_localizations": st.dictionaries(LOCALES, NAMES, max_size=3),
        "description_localizations": st.dictionaries(LOCALES, TEXTS, max_size=3),
    }
    if not is_part:
        said |= {
            "nsfw": st.booleans(),
            "default_member_permissions": st.sampled_from([Permissions(0), *Permissions]),
            "contexts": st.lists(st.sampled_from(list(InteractionContextType)), min_size=1, unique=True),
            "integration_types": st.lists(st.sampled_from(list(IntegrationType)), min_size=1, unique=True),
        }
    return draw(st.fixed_dictionaries({}, optional=said))


@st.composite
def commands(draw: st.DrawFn) -> Command[..., Any]:
    path = draw(st.lists(NAMES, min_size=1, max_size=3))
    options = draw(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), ANNOTATIONS, max_size=4))
    optional = draw(st.sets(st.sampled_from(sorted(options)))) if options else set()
    said = draw(keywords(len(path) > 1)) | {"description": draw(TEXTS)}
    handler = with_options(
        {name: kind for name, kind in options.items() if not iskeyword(name) and name != "ctx"}, optional=optional
    )
    return slash_command(" ".join(path), **said)(handler)


@st.composite
def entry_points(draw: st.DrawFn) -> Command[..., Any]:
    name = draw(st.text(min_size=1, max_size=32).filter(lambda text: text == text.strip()))
    said = draw(keywords(False)) | draw(st.fixed_dictionaries({}, optional={"description": TEXTS}))
    made: Command[..., Any] = entry_point_command(name, **said)(with_options({}))
    return made if draw(st.booleans()) else entry_point_command(name, handler="discord", **said)


@given(
    st.lists(commands(), max_size=6),
    st.lists(st.tuples(NAMES, TEXTS, keywords(False)), max_size=2),
    st.lists(entry_points(), max_size=1),
)
def test_whatever_can_be_declared_discord_takes(
    made: list[Command[..., Any]],
    groups: list[tuple[str, str, dict[str, Any]]],
    entry: list[Command[..., Any]],
) -> None:
    tree = CommandTree()
    for name, description, said in groups:
        try:
            tree.add(group(name, description, **said))
            tree.add(declared(f"{name} sub"))
        except DefinitionError:  # two of one name
            continue
    for command in (*entry, *made):
        try:
            tree.add(command)
        except DuplicateName:
            continue
    try:
        registered = json.loads(encode(tree.registrations()))
    except LimitExceeded as error:
        assert error.limit == 8000
        return

    COMMANDS_VALIDATOR.validate(registered)
    # The simulated Discord was written from the documentation, by rules of its own.
    check_commands(registered, in_guild=False)
