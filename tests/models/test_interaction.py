"""The interaction, decoded as far as somebody asks."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.models.base import NO_ID
from app.models.channel import TextChannel, Thread
from app.models.command import ApplicationCommandType, CommandData, InteractionContextType, OptionType
from app.models.flags import Permissions
from app.models.interaction import ComponentData, Interaction, ModalData, decode_interaction
from app.models.locale import Locale
from app.models.user import Member, User
from app.request_errors import BodyMalformed

MEMBER = {
    "user": {"id": "1", "username": "ada", "global_name": "Ada"},
    "nick": "Countess",
    "roles": ["3"],
    "joined_at": "2020-01-01T00:00:00+00:00",
    "permissions": "8",
}
LAZY = (
    "app_permissions",
    "channel",
    "command",
    "component",
    "entitlements",
    "guild",
    "member",
    "message",
    "modal",
    "raw",
    "resolved",
    "user",
)


def read(**fields: Any) -> Interaction:
    return decode_interaction(json.dumps({"type": 2} | fields).encode())


# ── who and where ──


def test_in_a_server_the_user_is_the_members() -> None:
    interaction = read(guild_id="5", member=MEMBER)

    assert interaction.member is not None
    assert interaction.member.display_name == "Countess"
    assert interaction.member.permissions is Permissions.administrator
    assert interaction.member.joined_at == dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert interaction.user is interaction.member.user
    assert (interaction.user.id, interaction.user.display_name, interaction.guild_id) == (1, "Ada", 5)


def test_in_a_direct_message_there_is_a_user_and_no_member() -> None:
    interaction = read(user={"id": "1", "username": "ada"}, context=1)

    assert interaction.member is None
    assert interaction.guild_id is None
    assert interaction.user.username == "ada"
    assert interaction.context is InteractionContextType.bot_dm


def test_a_part_is_decoded_once() -> None:
    interaction = read(member=MEMBER, data={"name": "roll"}, channel={"id": "4", "type": 0})

    for name in LAZY[1:]:
        assert getattr(interaction, name) is getattr(interaction, name)


def test_the_channel_is_of_its_kind() -> None:
    assert isinstance(read(channel={"id": "4", "type": 0, "name": "general"}).channel, TextChannel)
    assert isinstance(read(channel={"id": "4", "type": 11}).channel, Thread)
    assert type(read(channel={"id": "4", "type": 99}).channel).__name__ == "Channel"


def test_the_server_is_read_in_part() -> None:
    guild = read(guild={"id": "5", "locale": "de", "features": ["COMMUNITY", "NEW_ONE"]}).guild

    assert guild is not None
    assert guild.id == 5


def test_the_languages_of_user_and_server_are_read() -> None:
    interaction = read(locale="de", guild_locale="fr")

    assert (interaction.locale, interaction.guild_locale) == (Locale.german, Locale.french)


def test_what_was_bought_is_read() -> None:
    (entitlement,) = read(entitlements=[{"id": "7", "sku_id": "8", "user_id": "1", "type": 8}]).entitlements

    assert (entitlement.id, entitlement.sku_id, entitlement.user_id) == (7, 8, 1)


def test_the_message_of_a_component_is_read() -> None:
    message = read(type=3, message={"id": "6", "channel_id": "4", "content": "hello"}).message

    assert message is not None
    assert (message.id, message.content) == (6, "hello")


@pytest.mark.parametrize(
    ("message", "is_v2"),
    [({"id": "7", "flags": 1 << 15 | 64}, True), ({"flags": 64}, False), ({}, False), (None, False)],
)
def test_whether_the_message_is_made_of_components_is_told_before_and_after_it_is_read(
    message: Any, is_v2: bool
) -> None:
    interaction = read(type=3, message=message)

    assert interaction.is_message_v2 is is_v2
    assert (interaction.message is None) is (message is None)
    assert interaction.is_message_v2 is is_v2


def test_permissions_of_the_application_are_read() -> None:
    assert read(app_permissions=str(1 << 40)).app_permissions is Permissions.moderate_members
    assert read().app_permissions == Permissions(0)


def test_who_installed_the_application_is_read() -> None:
    assert read(authorizing_integration_owners={"0": "5", "1": "1"}).authorizing_integration_owners == {"0": 5, "1": 1}


# ── what was used ──


def test_a_command_has_its_options() -> None:
    command = read(
        data={
            "id": "9",
            "name": "tag",
            "type": 1,
            "options": [
                {"name": "show", "type": 1, "options": [{"name": "name", "type": 3, "value": "x", "focused": True}]},
                {"name": "n", "type": 10, "value": 1.5},
                {"name": "b", "type": 5, "value": False},
                {"name": "i", "type": 4, "value": 2**53 - 1},
            ],
        }
    ).command

    show, *others = command.options
    assert (command.id, command.name, command.type) == (9, "tag", ApplicationCommandType.chat_input)
    assert (show.type, show.options[0].value, show.options[0].focused) == (OptionType.sub_command, "x", True)
    assert [(option.value, type(option.value)) for option in others] == [
        (1.5, float),
        (False, bool),
        (2**53 - 1, int),
    ]


def test_a_component_has_its_custom_id_and_values() -> None:
    component = read(type=3, data={"custom_id": "a:1", "component_type": 3, "values": ["x", "y"]}).component

    assert (component.custom_id, component.component_type, component.values) == ("a:1", 3, ("x", "y"))


def test_a_form_has_its_custom_id_and_fields() -> None:
    modal = read(type=5, data={"custom_id": "f", "components": [{"type": 18, "component": {"type": 4}}]}).modal

    assert modal.custom_id == "f"
    assert len(modal.components) == 1


RESOLVED = {"users": {"1": {"id": "1", "username": "ada"}}, "members": {"1": {"nick": "Countess"}}}


@pytest.mark.parametrize("kind", [2, 3, 4, 5])
def test_resolved_objects_are_found_whatever_was_used(kind: int) -> None:
    resolved = read(type=kind, data={"resolved": RESOLVED, "custom_id": "x", "name": "x"}).resolved

    member = resolved.members[resolved.users[next(iter(resolved.users))].id]
    assert isinstance(member, Member)
    assert (member.display_name, member.user.username) == ("Countess", "ada")


@pytest.mark.parametrize("data", [None, {}, {"resolved": None}, {"resolved": {}}, {"resolved": {"users": None}}])
@pytest.mark.parametrize("kind", [1, 2, 3, 4, 5, 99])
def test_without_resolved_objects_there_are_none(data: Any, kind: int) -> None:
    resolved = read(type=kind, data=data).resolved

    assert (resolved.users, resolved.members, resolved.roles, resolved.channels) == ({}, {}, {}, {})


# ── what is absent, new or wrong ──


def test_everything_but_the_type_may_be_absent() -> None:
    interaction = decode_interaction(b'{"type":2}')

    assert (interaction.id, interaction.application_id, interaction.token) == (NO_ID, NO_ID, "")
    assert (interaction.member, interaction.guild, interaction.channel, interaction.message) == (None,) * 4
    assert (interaction.guild_id, interaction.channel_id, interaction.context, interaction.guild_locale) == (None,) * 4
    assert (interaction.user, interaction.entitlements, interaction.locale) == (User(), (), Locale.english_us)
    assert (interaction.command, interaction.component, interaction.modal) == (
        CommandData(),
        ComponentData(),
        ModalData(),
    )
    assert interaction.authorizing_integration_owners == {}


@pytest.mark.parametrize(
    "name", ["member", "user", "guild", "channel", "message", "entitlements", "data", "guild_id", "channel_id"]
)
def test_null_counts_as_absent(name: str) -> None:
    assert repr(read(**{name: None})) == repr(read())
    for part in LAZY[:-3]:
        assert getattr(read(**{name: None}), part) == getattr(read(), part)


def test_values_that_are_new_are_kept() -> None:
    interaction = read(
        type=42, locale="tlh", context=9, data={"name": "x", "type": 77, "options": [{"name": "o", "type": 88}]}
    )

    assert (interaction.type.value, interaction.type.name) == (42, "unknown_42")
    assert (str(interaction.locale), interaction.locale.name) == ("tlh", "unknown_tlh")
    assert interaction.context is not None
    assert interaction.context.name == "unknown_9"
    assert interaction.command.type.name == "unknown_77"
    assert interaction.command.options[0].type.name == "unknown_88"


def test_fields_that_are_new_are_reachable_in_the_raw_payload() -> None:
    interaction = read(id="1", something_new={"a": [1]})

    assert interaction.raw == {"type": 2, "id": "1", "something_new": {"a": [1]}}


def test_a_field_called_like_one_of_ours_does_not_get_in() -> None:
    interaction = decode_interaction(b'{"type":2,"body":"{}","_member":{"nick":"x"},"raw_resolved":{}}')

    assert interaction.raw["body"] == "{}"
    assert interaction.member is None


def test_its_token_is_not_shown() -> None:
    interaction = read(id="5", token="secret", member=MEMBER)
    assert interaction.member is not None

    assert repr(interaction) == "<Interaction 5 application_command>"
    assert "secret" not in f"{interaction}{interaction!r}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"1",
        b'"x"',
        b"{}",
        b'{"type":null}',
        b'{"type":"2"}',
        b'{"type":2.5}',
        b'{"type":true}',
        b'{"type":2,"id":"x"}',
        b'{"type":2,"id":[]}',
        b'{"type":2,"id":{}}',
        b'{"type":2,"token":1}',
        b'{"type":2,"guild_id":"x"}',
        b'{"type":2} x',
        b'{"type":2,"id":1e999}',
        b'{"type":2,"member":}',
        b'{"type":2,"member":{"nick":"\xff"}}',
        b'\xff{"type":2}',
        b'\xef\xbb\xbf{"type":2}',
        b"[" * 100_000,
        b'{"type":2,"data":' + b"[" * 100_000,
        b'{"type":2,"data":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
        b'{"type":2,"id":"' + b"1" * 5000 + b'"}',
        '{"type":2}'.encode("utf-16"),
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_no_interaction_is_malformed(body: bytes) -> None:
    with pytest.raises(BodyMalformed, match=r"^no interaction: "):
        decode_interaction(body)


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"member": []}, "member"),
        ({"member": {"user": 1}}, "user"),
        ({"member": {"roles": ["x"]}}, "member"),
        ({"member": {"joined_at": "yesterday"}}, "member"),
        ({"user": "ada"}, "user"),
        ({"guild": 1}, "guild"),
        ({"channel": []}, "channel"),
        ({"channel": {"type": "0"}}, "channel"),
        ({"message": {"timestamp": 1}}, "message"),
        ({"message": {"components": [{"type": 1, "components": 1}]}}, "message"),
        ({"entitlements": {}}, "entitlements"),
        ({"data": []}, "command"),
        ({"data": {"options": [{"value": {}}]}}, "command"),
        ({"data": {"options": [{"value": []}]}}, "command"),
        ({"data": {"name": None}}, "command"),
        ({"data": {"values": [1]}}, "component"),
        ({"data": {"components": [1]}}, "modal"),
        ({"data": {"resolved": []}}, "resolved"),
        ({"data": {"resolved": {"users": {"x": {}}}}}, "resolved"),
        ({"data": {"resolved": {"channels": {"1": []}}}}, "resolved"),
        ({"app_permissions": "x"}, "app_permissions"),
        ({"app_permissions": "-1"}, "app_permissions"),
        ({"app_permissions": ""}, "app_permissions"),
    ],
)
def test_a_part_that_is_malformed_says_so_when_it_is_asked_for(fields: dict[str, Any], part: str) -> None:
    interaction = read(**fields)

    for _ in range(2):
        with pytest.raises(BodyMalformed, match=r"^no interaction: "):
            getattr(interaction, part)


def look_at_everything(body: bytes) -> None:
    try:
        interaction = decode_interaction(body)
    except BodyMalformed:
        return
    assert repr(interaction).startswith("<Interaction ")
    for name in LAZY:
        try:
            getattr(interaction, name)
        except BodyMalformed:
            continue


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
ODD: st.SearchStrategy[Any] = st.sampled_from(
    ["1", "0", "-1", "x", "", 0, 1, 99, -1, 2**70, 1.5, True, None, [], {}, [None], {"1": {}}, {"1": 1}]
)
IDS = st.integers(0, 2**70).map(str)
NAMED = st.fixed_dictionaries(
    {"type": st.integers(1, 6) | JSON},
    optional={
        "id": IDS | ODD,
        "guild_id": IDS | ODD,
        "locale": st.text() | ODD,
        "app_permissions": IDS | ODD | st.text(),
        "member": JSON | st.fixed_dictionaries({}, optional={"user": JSON | ODD, "permissions": ODD, "roles": JSON}),
        "user": JSON | ODD,
        "channel": JSON | st.fixed_dictionaries({"type": ODD}, optional={"id": ODD, "thread_metadata": JSON | ODD}),
        "message": JSON | st.fixed_dictionaries({}, optional={"embeds": JSON | ODD, "components": JSON | ODD}),
        "entitlements": JSON | ODD,
        "data": JSON
        | st.fixed_dictionaries(
            {},
            optional={
                "name": st.text() | ODD,
                "options": st.lists(st.fixed_dictionaries({"name": st.text(), "value": JSON | ODD, "type": ODD})) | ODD,
                "components": st.lists(st.fixed_dictionaries({"type": st.integers(0, 30) | ODD})) | ODD,
                "values": JSON | ODD,
                "resolved": st.fixed_dictionaries(
                    {},
                    optional={
                        name: st.dictionaries(st.sampled_from(["1", "x", ""]), JSON | ODD, max_size=2) | ODD
                        for name in ("users", "members", "roles", "channels", "messages", "attachments")
                    },
                ),
            },
        ),
    },
)


@given(st.binary())
def test_any_bytes_are_an_interaction_or_malformed(body: bytes) -> None:
    look_at_everything(body)


@given(NAMED)
@example({"type": 2, "data": {"resolved": {"members": {"1": {"permissions": "x"}}}}})
@example({"type": 2, "data": {"name": "\ud800"}})
@example({"type": 2, "member": {"user": {"id": 2**4000}}})
def test_any_json_is_an_interaction_or_malformed(payload: Any) -> None:
    look_at_everything(json.dumps(payload).encode("utf-8", "surrogatepass"))
