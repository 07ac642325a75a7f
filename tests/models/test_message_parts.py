"""What messages carry beside text."""

from app.models.base import decoder
from app.models.message_parts import (
    MessageCall,
    MessageInteraction,
    MessageInteractionMetadata,
    MessageReference,
    MessageReferenceType,
    Reaction,
    SharedClientTheme,
)


def test_a_forward_refers_to_another_message() -> None:
    reference = decoder(MessageReference).decode(b'{"type":1,"message_id":"1","channel_id":"2"}')

    assert reference.type is MessageReferenceType.forward
    assert (reference.message_id, reference.channel_id, reference.guild_id) == (1, 2, None)


def test_a_modal_remembers_what_opened_it() -> None:
    metadata = decoder(MessageInteractionMetadata).decode(
        b'{"id":"1","type":5,"user":{"id":"2"},"authorizing_integration_owners":{"0":"3","1":"2"},'
        b'"triggering_interaction_metadata":{"id":"4","type":3,"interacted_message_id":"5"}}'
    )

    assert metadata.authorizing_integration_owners == {"0": 3, "1": 2}
    assert metadata.triggering_interaction_metadata is not None
    assert metadata.triggering_interaction_metadata.interacted_message_id == 5


def test_a_user_command_remembers_its_target() -> None:
    metadata = decoder(MessageInteractionMetadata).decode(b'{"type":2,"target_user":{"id":"9"}}')

    assert metadata.target_user is not None
    assert metadata.target_user.id == 9


def test_the_deprecated_form_names_the_command() -> None:
    interaction = decoder(MessageInteraction).decode(b'{"id":"1","type":2,"name":"roll","member":{"nick":"Boss"}}')

    assert interaction.name == "roll"
    assert interaction.member is not None
    assert interaction.member.nick == "Boss"


def test_a_reaction_by_a_deleted_emoji_still_counts() -> None:
    reaction = decoder(Reaction).decode(b'{"emoji":{"id":"7","name":null},"count":2,"count_details":{"normal":2}}')

    assert (reaction.emoji.id, reaction.emoji.name, reaction.count_details.normal) == (7, None, 2)


def test_a_call_that_lasts_has_no_end() -> None:
    call = decoder(MessageCall).decode(b'{"participants":["1"],"ended_timestamp":null}')

    assert (call.participants, call.ended_timestamp) == ((1,), None)


def test_a_shared_theme_has_colours() -> None:
    theme = decoder(SharedClientTheme).decode(b'{"colors":["5865F2"],"gradient_angle":0,"base_mix":58,"base_theme":1}')

    assert (theme.colors, theme.base_mix) == (("5865F2",), 58)
