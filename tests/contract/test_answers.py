"""What Discord answers, by its OpenAPI description, and what the models make of it."""

import functools
from typing import Any

import pytest

from tests.contract.calling import Called
from tests.contract.calls import called
from tests.contract.examples import ID, Filling
from tests.contract.reading import Difference, differences

OTHER_KIND = "of another kind of channel; `test_payloads.py` holds each kind against the description"
LEFT_OUT: dict[str, str] = {
    **{
        f"{name}.{field}": "we ask for all languages instead"
        for name, field in [
            ("ApplicationCommand", "name_localized"),
            ("ApplicationCommand", "description_localized"),
            ("CommandOption", "name_localized"),
            ("CommandOption", "description_localized"),
            ("CommandOptionChoice", "name_localized"),
        ]
    },
    "ApplicationCommand.dm_permission": "deprecated: `contexts` says it",
    "Button.url": "the first style is no link's",
    "Button.sku_id": "the first style buys nothing",
    **{
        f"TextChannel.{field}": OTHER_KIND
        for field in (
            "bitrate",
            "user_limit",
            "rtc_region",
            "video_quality_mode",
            "available_tags",
            "default_reaction_emoji",
            "default_sort_order",
            "default_forum_layout",
            "default_tag_setting",
        )
    },
    "DMChannel.icon": OTHER_KIND,
    "PartialGuild.nsfw": "superseded by `nsfw_level`",
    "Invite.liveliness": "no table of the documentation has it",
    "Message.hit": "no table of the documentation has it; all that is found is one",
    "Message.restriction_count": "no table of the documentation has it",
    f"AuditLogOptions.{ID}": "the description names no fields, the documentation does",
}
"""Fields of the description that a model does not have."""

NO_MODEL = {
    "oauth.get_client_token": "the token itself",
    "guilds.get_prune_count": "the number",
    "guilds.begin_prune": "the number",
    "users.list_own_guild_ids": "the ids",
    "attachments.read": "the bytes, which are no JSON",
    "attachments.to_file": "as above, with a name",
}
"""Methods that return less than Discord answers, or no JSON, and what they return."""

LISTED = {
    "threads.list_active": "threads",
    "threads.list_public_archived": "threads",
    "threads.list_private_archived": "threads",
    "threads.list_joined_private_archived": "threads",
    "audit_logs.list": "audit_log_entries",
}
"""Methods that return one of several lists; the others are joined to it, or left to another method."""


@functools.cache
def all_differences(filling: Filling) -> dict[str, list[Difference]]:
    """Return what was lost or changed on the way from each answer to what a method returned."""
    return {
        call.method: found
        for call in called(filling)
        if call.method not in NO_MODEL and call.result is not None and (found := lost(call))
    }


def lost(call: Called) -> list[Difference]:
    if not isinstance(call.result, list | tuple):
        return list(differences(call.requests[-1].answer, call.result))
    pages = [listed(call.method, request.answer) for request in call.requests]
    return list(differences([item for page in pages for item in page], call.result))


def listed(method: str, answer: Any) -> list[Any]:
    """Return the list in an answer, which may be wrapped, beside whether there is more."""
    if isinstance(answer, list):
        return answer
    lists = {name: value for name, value in answer.items() if isinstance(value, list)}
    return lists[LISTED[method]] if method in LISTED else lists.popitem()[1]


@pytest.mark.parametrize("filling", Filling, ids=lambda filling: filling.name)
def test_every_answer_is_read_whole(filling: Filling) -> None:
    found = {
        method: [one for one in differing if one.field not in LEFT_OUT]
        for method, differing in all_differences(filling).items()
    }

    assert {method: differing for method, differing in found.items() if differing} == {}


def test_what_is_left_out_is_still_described_and_left_out() -> None:
    assert LEFT_OUT.keys() <= {
        one.field for differing in all_differences(Filling.everything).values() for one in differing
    }
