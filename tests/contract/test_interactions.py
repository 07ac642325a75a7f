"""Interactions and their answers, against Discord's own examples."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.models.interaction import InteractionType, decode_interaction
from app.models.mention import AllowedMentions
from app.models.response import PONG, Reply, message_response

SHARED = Path(__file__).parents[2].parent / "shared"
PAYLOADS = SHARED / "payloads"

if not PAYLOADS.is_dir():
    pytest.skip("the payload examples are not on this machine", allow_module_level=True)


def payload(path: str) -> Any:
    return json.loads((PAYLOADS / f"{path}.json").read_text())


# ── the examples of interactions ──

ANSWERS = {"inline-response-channel-message", "ping-response-pong"}
"""What stands among the interactions, and is what they are answered with."""

EXAMPLES = sorted(file.stem for file in (PAYLOADS / "interactions").glob("*.json"))


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in ANSWERS])
def test_examples_of_interactions_are_read_whole(name: str) -> None:
    sent = payload(f"interactions/{name}")

    interaction = decode_interaction(json.dumps(sent).encode())

    assert interaction.raw == sent
    assert interaction.type == sent["type"]
    assert str(interaction.id) == sent.get("id", "0")
    assert interaction.token == sent.get("token", "")
    assert str(interaction.guild_id) == sent.get("guild_id", "None")
    assert str(interaction.channel_id) == sent.get("channel_id", "None")
    assert str(int(interaction.app_permissions)) == sent.get("app_permissions", "0")
    assert str(interaction.command.id) == sent["data"]["id"]
    assert interaction.command.name == sent["data"]["name"]
    assert interaction.command.type == sent["data"]["type"]
    user = sent.get("member", sent).get("user", {})
    assert interaction.user.username == user.get("username", "")
    assert (interaction.member is not None) is ("member" in sent)
    if interaction.member is not None:
        assert [str(role) for role in interaction.member.roles] == sent["member"]["roles"]
        assert str(int(interaction.member.permissions or 0)) == sent["member"]["permissions"]
    assert interaction.entitlements == ()


def test_the_example_of_a_slash_command_has_its_option() -> None:
    interaction = decode_interaction(json.dumps(payload("interactions/slash-command-interaction")).encode())
    (option,) = interaction.command.options

    assert interaction.type is InteractionType.application_command
    assert (interaction.command.name, option.name, option.value) == ("cardsearch", "cardname", "The Gitrog Monster")


def test_the_example_of_autocompletion_has_the_option_being_typed() -> None:
    interaction = decode_interaction(json.dumps(payload("interactions/autocomplete-interaction")).encode())
    (option,) = interaction.command.options

    assert interaction.type is InteractionType.application_command_autocomplete
    assert (option.name, option.value, option.focused) == ("variant", "data a user is typ", True)


def test_the_example_of_a_user_command_has_its_target_joined() -> None:
    interaction = decode_interaction(json.dumps(payload("interactions/user-command-interaction")).encode())
    target = interaction.command.target_id
    assert target is not None

    member = interaction.resolved.members[target]

    assert (member.id, member.user.username, member.user.bot) == (target, "VoltyDemo", True)


def test_the_example_of_a_pong_is_ours() -> None:
    assert json.loads(PONG.body) == payload("interactions/ping-response-pong")


def test_the_example_of_an_answer_is_ours_but_for_what_says_nothing() -> None:
    example = payload("interactions/inline-response-channel-message")
    reply = Reply(
        example["data"]["content"], allowed_mentions=AllowedMentions(users=False, roles=False, replied_user=False)
    )
    # Both are what Discord takes for granted.
    assert (example["data"].pop("tts"), example["data"].pop("embeds")) == (False, [])
    ours = json.loads(message_response(reply).body)
    assert ours["data"]["allowed_mentions"].pop("replied_user") is False

    assert ours == example


@pytest.mark.parametrize(
    "file", sorted((PAYLOADS / "components").glob("*interaction*.json")), ids=lambda file: file.stem
)
def test_examples_of_used_components_are_read(file: Path) -> None:
    sent = json.loads(file.read_text())
    if "type" not in sent or "data" not in sent:
        sent = {"type": 5 if "components" in sent.get("data", sent) else 3, "data": sent.get("data", sent)}

    interaction = decode_interaction(json.dumps(sent).encode())
    used = interaction.modal if interaction.type is InteractionType.modal_submit else interaction.component

    assert used.custom_id == sent["data"].get("custom_id", "")
    assert len(interaction.resolved.users) == len(sent["data"].get("resolved", {}).get("users", {}))
