"""The models, held against the examples of Discord's documentation and against its OpenAPI description."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.models.application import Application, Team, TeamMember
from app.models.attachment import Attachment
from app.models.base import Model, Snowflake, decoder
from app.models.button import LinkButton, PremiumButton
from app.models.channel import (
    AnyChannel,
    Channel,
    DMChannel,
    ForumChannel,
    GroupDMChannel,
    Overwrite,
    Thread,
    ThreadMember,
    ThreadMetadata,
    VoiceChannel,
)
from app.models.component import Component, ComponentType, make_component
from app.models.display import MediaGalleryItem, UnfurledMediaItem
from app.models.embed import Embed, EmbedAuthor, EmbedField, EmbedFooter, EmbedMedia, EmbedProvider
from app.models.entitlement import Entitlement
from app.models.forum import DefaultReaction, ForumTag
from app.models.guild import Emoji, PartialEmoji, PartialGuild, Role, RoleColors, RoleTags
from app.models.mention import AllowedMentions, ChannelMention
from app.models.message import Message, MessageSnapshot, ResolvedData
from app.models.message_parts import (
    GuildProductPurchase,
    LobbyMember,
    MessageActivity,
    MessageCall,
    MessageInteraction,
    MessageInteractionMetadata,
    MessageReference,
    PurchaseNotification,
    Reaction,
    ReactionCountDetails,
    RoleSubscriptionData,
    SharedClientTheme,
)
from app.models.poll import Poll, PollAnswer, PollAnswerCount, PollMedia, PollResults
from app.models.select import SelectDefaultValue, SelectOption
from app.models.sticker import Sticker, StickerItem
from app.models.user import AvatarDecoration, Collectibles, Member, Nameplate, PrimaryGuild, User
from tests.contract.reading import check, differences

SHARED = Path(__file__).parents[2].parent / "shared"
PAYLOADS = SHARED / "payloads"
OPENAPI = SHARED / "discord" / "openapi.json"

if not PAYLOADS.is_dir():
    pytest.skip("the payload examples are not on this machine", allow_module_level=True)


def named(folder: str, pattern: str = "*") -> list[Any]:
    files = sorted((PAYLOADS / folder).glob(f"{pattern}.json"))
    return [pytest.param(json.loads(file.read_text()), id=file.stem) for file in files]


# ── messages ──

NO_MESSAGE = {"search-guild-messages"}
"""What Discord answers while it has no index yet: an error, and no message."""


@pytest.mark.parametrize("payload", named("messages"))
def test_examples_of_messages_are_read_whole(payload: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if any(name in request.node.name for name in NO_MESSAGE):
        assert "code" in payload
        return
    payload.pop("allowed_mentions", None)  # in requests only

    message: Message = check(payload, Message)

    assert message.content == payload.get("content", "")
    assert len(message.embeds) == len(payload.get("embeds", []))


def test_the_example_message_has_the_ids_author_and_time_that_were_sent() -> None:
    message = decoder(Message).decode((PAYLOADS / "messages/message-object-example-message.json").read_bytes())

    assert (message.id, message.channel_id, message.author.id) == (
        334385199974967042,
        290926798999357250,
        53908099506183680,
    )
    assert message.author.avatar_url.endswith("/53908099506183680/a_bab14f271d565501444b2ca3be944b25.gif")
    assert message.timestamp == dt.datetime(2017, 7, 11, 17, 27, 7, 299000, dt.UTC)
    assert [str(reaction.emoji) for reaction in message.reactions] == ["🔥"]


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("2", AllowedMentions(users=False, roles=False)),
        ("4", AllowedMentions(everyone=True, users=[1234, 5678], roles=False)),
        ("6", AllowedMentions(users=[123, 456], roles=False)),
    ],
)
def test_examples_of_allowed_mentions_can_be_written(name: str, allowed: AllowedMentions) -> None:
    file = PAYLOADS / f"messages/allowed-mentions-object-allowed-mentions-examples-{name}.json"
    wanted = {"parse": []} | json.loads(file.read_text())["allowed_mentions"]

    assert {key: value for key, value in allowed.to_wire().items() if key != "replied_user"} == wanted


# ── components ──


@pytest.mark.parametrize("payload", named("components"))
def test_examples_of_components_are_read_whole(payload: dict[str, Any]) -> None:
    data = payload.get("data", payload)
    if "component_type" in data:
        chosen = dict(data)
        resolved = chosen.pop("resolved", {})

        made = make_component(chosen)

        assert list(differences(chosen, made)) == []
        assert made.type == data["component_type"]
    else:
        resolved = data.get("resolved", {})

        made_of = check(data["components"], tuple[Component, ...])

        assert made_of
    check(resolved, ResolvedData)


@pytest.mark.parametrize("payload", named("components", "*select*.modal-submit-interaction-data"))
def test_what_was_chosen_in_a_form_is_found_in_the_resolved_data(payload: dict[str, Any]) -> None:
    data = payload["data"]
    label = make_component(data["components"][0])
    resolved = decoder(ResolvedData).decode(json.dumps(data.get("resolved", {})))
    component = getattr(label, "component")  # noqa: B009  # each kind of label has another one

    assert component.values
    if component.type is ComponentType.string_select:
        assert all(type(value) is str for value in component.values)
    else:
        assert all(type(value) is Snowflake for value in component.values)
        known = {**resolved.users, **resolved.roles, **resolved.channels}
        assert set(component.values) <= set(known)


# ── channels ──


def test_the_example_channels_are_of_their_kinds() -> None:
    kinds = {
        file.stem: type(decoder(AnyChannel).decode(file.read_bytes())).__name__
        for file in sorted((PAYLOADS / "resources").glob("channel-object-*.json"))
    }

    assert kinds == {
        "channel-object-example-channel-category": "CategoryChannel",
        "channel-object-example-dm-channel": "DMChannel",
        "channel-object-example-guild-announcement-channel": "AnnouncementChannel",
    }


# ── the OpenAPI description ──

SCHEMAS: dict[str, Any] = json.loads(OPENAPI.read_text())["components"]["schemas"] if OPENAPI.is_file() else {}
needs_openapi = pytest.mark.skipif(not SCHEMAS, reason="Discord's OpenAPI description is not on this machine")

DESCRIBED: dict[str, type[Model]] = {
    "UserPIIResponse": User,
    "UserAvatarDecorationResponse": AvatarDecoration,
    "UserCollectiblesResponse": Collectibles,
    "UserNameplateResponse": Nameplate,
    "UserPrimaryGuildResponse": PrimaryGuild,
    "GuildMemberResponse": Member,
    "PrivateGuildMemberResponse": Member,
    "GuildRoleResponse": Role,
    "GuildRoleColorsResponse": RoleColors,
    "GuildRoleTagsResponse": RoleTags,
    "EmojiResponse": Emoji,
    "EntitlementResponse": Entitlement,
    "InviteGuildResponse": PartialGuild,
    "PrivateChannelResponse": DMChannel,
    "PrivateGroupChannelResponse": GroupDMChannel,
    "ThreadResponse": Thread,
    "ThreadMetadataResponse": ThreadMetadata,
    "ThreadMemberResponse": ThreadMember,
    "ChannelPermissionOverwriteResponse": Overwrite,
    "ForumTagResponse": ForumTag,
    "DefaultReactionEmojiResponse": DefaultReaction,
    "ResolvedObjectsResponse": ResolvedData,
    "MessageResponse": Message,
    "MessageSnapshotResponse": MessageSnapshot,
    "MessageAttachmentResponse": Attachment,
    "MessageEmbedResponse": Embed,
    "MessageEmbedImageResponse": EmbedMedia,
    "MessageEmbedVideoResponse": EmbedMedia,
    "MessageEmbedAuthorResponse": EmbedAuthor,
    "MessageEmbedFooterResponse": EmbedFooter,
    "MessageEmbedFieldResponse": EmbedField,
    "MessageEmbedProviderResponse": EmbedProvider,
    "MessageReactionResponse": Reaction,
    "MessageReactionEmojiResponse": PartialEmoji,
    "MessageReactionCountDetailsResponse": ReactionCountDetails,
    "MessageReferenceResponse": MessageReference,
    "MessageMentionChannelResponse": ChannelMention,
    "MessageCallResponse": MessageCall,
    "MessageActivityResponse": MessageActivity,
    "MessageLobbyMemberResponse": LobbyMember,
    "MessageInteractionResponse": MessageInteraction,
    "ApplicationCommandInteractionMetadataResponse": MessageInteractionMetadata,
    "MessageComponentInteractionMetadataResponse": MessageInteractionMetadata,
    "ModalSubmitInteractionMetadataResponse": MessageInteractionMetadata,
    "MessageRoleSubscriptionDataResponse": RoleSubscriptionData,
    "PurchaseNotificationResponse": PurchaseNotification,
    "GuildProductPurchaseResponse": GuildProductPurchase,
    "CustomClientThemeResponse": SharedClientTheme,
    "MessageStickerItemResponse": StickerItem,
    "GuildStickerResponse": Sticker,
    "StandardStickerResponse": Sticker,
    "PollResponse": Poll,
    "PollMediaResponse": PollMedia,
    "PollAnswerResponse": PollAnswer,
    "PollResultsResponse": PollResults,
    "PollResultsEntryResponse": PollAnswerCount,
    "PrivateApplicationResponse": Application,
    "TeamResponse": Team,
    "TeamMemberResponse": TeamMember,
    "UnfurledMediaResponse": UnfurledMediaItem,
    "MediaGalleryItemResponse": MediaGalleryItem,
    "StringSelectOptionResponse": SelectOption,
    "UserSelectDefaultValueResponse": SelectDefaultValue,
}
LEFT_OUT = {
    # Superseded by `nsfw_level`.
    ("InviteGuildResponse", "nsfw"),
}


def takes_null(schema: dict[str, Any]) -> bool:
    kinds = schema.get("type")
    return "null" in ([kinds] if isinstance(kinds, str) else kinds or []) or any(
        takes_null(one) for word in ("oneOf", "anyOf") for one in schema.get(word, [])
    )


@needs_openapi
@pytest.mark.parametrize(("name", "model"), DESCRIBED.items(), ids=list(DESCRIBED))
def test_every_described_field_is_known_and_may_be_null_where_described(name: str, model: type[Model]) -> None:
    known = {field.encode_name for field in msgspec.structs.fields(model)}
    properties: dict[str, dict[str, Any]] = SCHEMAS[name]["properties"]
    nothing = {field: None for field, schema in properties.items() if takes_null(schema)}

    assert {field for field in properties if (name, field) not in LEFT_OUT} <= known
    decoder(model).decode(json.dumps(nothing))


@needs_openapi
def test_every_deviation_is_still_needed() -> None:
    for name, field in LEFT_OUT:
        assert field in SCHEMAS[name]["properties"]
        assert field not in {known.encode_name for known in msgspec.structs.fields(DESCRIBED[name])}


@needs_openapi
@pytest.mark.parametrize(
    "name",
    [
        name
        for name, schema in SCHEMAS.items()
        if re.fullmatch(r"\w+Component(Response|ForModalRequest|ForMessageRequest)", name)
    ],
)
def test_every_described_field_of_a_component_is_known_and_may_be_null_where_described(name: str) -> None:
    word = re.sub(r"Component(Response|For\w+)$", "", name)
    kind = ComponentType[re.sub(r"(?<=.)([A-Z])", r"_\1", word).lower()]
    made: list[Any] = [make_component({"type": kind.value})]
    if kind is ComponentType.button:
        made += [LinkButton(""), PremiumButton(0)]
    properties: dict[str, dict[str, Any]] = SCHEMAS[name]["properties"]
    nothing = {field: None for field, schema in properties.items() if takes_null(schema)}

    assert set(properties) - {"type"} <= {field for one in made for field in one.__struct_fields__}
    make_component({"type": kind.value} | nothing)


@needs_openapi
def test_every_described_field_of_a_channel_is_known_to_some_kind_of_channel() -> None:
    kinds: list[type[Channel]] = [ForumChannel, VoiceChannel]
    known = {field.encode_name for kind in kinds for field in msgspec.structs.fields(kind)}
    properties: dict[str, dict[str, Any]] = SCHEMAS["GuildChannelResponse"]["properties"]
    nothing = {field: None for field, schema in properties.items() if takes_null(schema)}

    assert set(properties) <= known
    for kind in kinds:
        decoder(kind).decode(json.dumps(nothing))


@needs_openapi
def test_every_described_value_of_an_enum_has_a_name() -> None:
    described: dict[str, Any] = {
        "ChannelTypes": Channel,
        "MessageType": Message,
        "EntitlementTypes": Entitlement,
        "PollLayoutTypes": Poll,
    }
    for name, model in described.items():
        field = "layout_type" if model is Poll else "type"
        for value in (one["const"] for one in SCHEMAS[name]["oneOf"]):
            read = decoder(model).decode(json.dumps({field: value}))
            assert not getattr(read, field).name.startswith("unknown_"), f"{name} {value}"
