"""What came back from a modal, by the names of its fields; Discord's own examples among them."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
import pytest

from app.components.form import Form, read_form
from app.components.form_answers import find_answers, find_chosen
from app.models.attachment import Attachment
from app.models.channel import Channel, TextChannel
from app.models.field import CheckboxGroup, GroupOption
from app.models.guild import Role
from app.models.message import ResolvedData
from app.models.select import ChannelSelect, MentionableSelect, RoleSelect, UserSelect
from app.models.user import Member, User
from tests.components.submissions import ADA, BOTS, CID, RESOLVED, STAFF, context_of, field, sent

Json = dict[str, Any]
EXAMPLES = Path(__file__).parents[3] / "shared/payloads/components"

March = [GroupOption(f"March {day}", f"march-{day}") for day in (4, 5, 7, 9, 10)]


class Lockdown(Form):
    channel_selected: Channel


class Free(Form):
    event_checkbox: Annotated[list[str], CheckboxGroup(options=March)]


class Note(Form):
    like_checkbox: bool


class Bug(Form):
    file_upload: list[Attachment]


class Heroes(Form):
    class_radio: Literal["warrior", "rogue"]


class Roles(Form):
    roles_selected: list[Role]


class Survey(Form):
    favorite_bug: Literal["ant", "butterfly", "caterpillar"]


class Chooser(Form):
    user_selected: list[Member]


class Mentioned(Form):
    mentionables_selected: Member | Role


SUBMITTED: dict[str, tuple[type[Form], Callable[[Any], object], object]] = {
    "channel-select": (
        Lockdown,
        lambda form: (type(form.channel_selected), form.channel_selected.name),
        (TextChannel, "playtesting"),
    ),
    "checkbox-group": (Free, lambda form: form.event_checkbox, ["march-5", "march-10", "march-4"]),
    "checkbox": (Note, lambda form: form.like_checkbox, True),
    "file-upload": (Bug, lambda form: [file.filename for file in form.file_upload], ["bug.png"]),
    "mentionable-select": (Mentioned, lambda form: form.mentionables_selected.name, "Developer"),
    "radio-group": (Heroes, lambda form: form.class_radio, "warrior"),
    "role-select": (Roles, lambda form: [role.name for role in form.roles_selected], ["Mod", "Player"]),
    "string-select": (Survey, lambda form: form.favorite_bug, "butterfly"),
    "user-select": (
        Chooser,
        lambda form: [(one.nick, one.user.username) for one in form.user_selected],
        [("Ant", "actuallyanthony")],
    ),
}


@pytest.mark.parametrize("name", SUBMITTED)
async def test_discords_own_examples_are_read(name: str) -> None:
    path = EXAMPLES / f"{name}.modal-submit-interaction-data.json"
    if not path.is_file():
        pytest.skip("the examples of Discord's documentation are not here")
    form, see, seen = SUBMITTED[name]
    # One of the examples has an id of 21 digits, which no 64 bits hold.
    data = orjson.loads(path.read_text().replace("1" * 21, "1" * 18))["data"]
    interaction = sent(data["components"], data.get("resolved", {}))

    assert see(await read_form(form).read(context_of(interaction))) == seen
    kept = read_form(form).typed(interaction)
    assert set(kept) == (set() if form is Bug else {one.name for one in read_form(form).fields})


def test_no_example_is_left_out() -> None:
    if not EXAMPLES.is_dir():
        pytest.skip("the examples of Discord's documentation are not here")

    found = {path.name.partition(".")[0] for path in EXAMPLES.glob("*.modal-submit-*.json")}
    assert found == set(SUBMITTED)


def test_answers_are_found_by_name() -> None:
    row = {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": "text"}]}
    components: list[Json] = [
        {"type": 10, "id": 1},
        row,
        field(4, "text", "typed"),
        field(4, "empty", ""),
        field(21, "one", None),
        field(22, "ticked", ["b", "a", "b"]),
        field(23, "box", False),
        field(5, "who", [ADA]),
        field(19, "files", []),
        field(99, "unknown", "x"),
    ]

    assert find_answers(sent(components).modal.components) == {
        "old": ("text",),
        "text": ("typed",),
        "empty": (),
        "one": (),
        "ticked": ("b", "a"),
        "box": False,
        "who": (ADA,),
        "files": (),
    }


@pytest.mark.parametrize(
    ("menu", "chosen"),
    [
        (UserSelect(), [(ADA, "user")]),
        (RoleSelect(), [(STAFF, "role")]),
        (ChannelSelect(), [(BOTS, "channel")]),
        (MentionableSelect(), [(ADA, "user"), (STAFF, "role")]),
    ],
)
def test_what_was_chosen_can_be_chosen_again_if_it_is_known_and_of_the_kind(
    menu: Any, chosen: list[tuple[str, str]]
) -> None:
    resolved: ResolvedData = sent([], RESOLVED).resolved

    found = find_chosen(menu, [ADA, STAFF, BOTS, CID], resolved)
    assert [(one["id"], one["type"]) for one in found] == chosen


def test_a_user_is_known_outside_of_servers_too() -> None:
    alone = sent([], {"users": {ADA: {"id": ADA, "username": "ada"}}}).resolved

    assert find_chosen(UserSelect(), [ADA], alone) == [{"id": ADA, "type": "user"}]
    assert isinstance(next(iter(alone.users.values())), User)
