"""
Makes and edits the messages that answer interactions, as Discord's message objects.

https://docs.discord.com/developers/resources/message#message-object
"""

from collections.abc import Callable, Mapping

from app.simulator.component_views import shown_text
from app.simulator.interaction import Edit, Interaction
from app.simulator.message_body import MessageBody, remove_message
from app.simulator.multipart import Upload
from app.simulator.refusal import Refusal
from app.simulator.rules import EPHEMERAL, LOADING, REPLY, SENDABLE_FLAGS
from app.simulator.views import instant, message_view, reference_view
from app.simulator.world import Channel, Json, World

_CHAT_INPUT_COMMAND, _CONTEXT_MENU_COMMAND = 20, 23


class Messages:
    """Writes messages into the world on the application's behalf."""

    def __init__(self, world: World, now: Callable[[], float]) -> None:
        self._world = world
        self._now = now
        self._body = MessageBody(world, now)

    def create(
        self,
        interaction: Interaction,
        data: Json,
        files: Mapping[str, Upload],
        *,
        is_loading: bool = False,
        is_followup: bool = False,
    ) -> Json:
        """Make a message in answer to an interaction.

        Args:
            interaction: What it answers.
            data: A checked message body.
            files: Uploads by number.
            is_loading: Make the "thinking" message of a deferral.
            is_followup: Whether a first answer came before it.

        Returns:
            The message, which stays the same object through all later edits.
        """
        assert interaction.origin is not None
        origin, world = interaction.origin, self._world
        message = message_view(world.snowflakes(), origin.channel, world.application.bot, "", self._now())
        message |= {
            "flags": (int(data.get("flags") or 0) & SENDABLE_FLAGS) | (LOADING if is_loading else 0),
            "tts": bool(data.get("tts")),
            "application_id": str(world.application.id),
            "webhook_id": str(world.application.id),
            "interaction_metadata": self._metadata(interaction),
        }
        self._relate(message, interaction, origin.channel, is_followup=is_followup)
        self._body.fill(message, data, files)
        world.messages[int(message["id"])] = message
        if not message["flags"] & EPHEMERAL:
            origin.channel.last_message_id = int(message["id"])
        interaction.keep_shown(message)
        return message

    def edit(self, interaction: Interaction, message: Json, data: Json, files: Mapping[str, Upload]) -> None:
        """Change a message in place; what is not given stays.

        Raises:
            Refusal: If nothing would be left to show, or old content stays beside new components.
        """
        was_loading = bool(message["flags"] & LOADING)
        changed = self._body.changed(message, data, files)
        if not was_loading:
            changed["edited_timestamp"] = instant(self._now())
            interaction.edits.append(Edit(int(message["id"]), shown_text(message), round(interaction.age, 3)))
        message.clear()
        message.update(changed)
        interaction.keep_shown(message)

    def exists(self, message: Json) -> bool:
        """Tell whether a message has not been deleted."""
        return int(message["id"]) in self._world.messages

    def delete(self, message: Json) -> None:
        """Remove a message from the world."""
        remove_message(self._world, int(message["id"]))

    def _metadata(self, interaction: Interaction) -> Json:
        payload = interaction.payload
        user = payload["member"]["user"] if "member" in payload else payload["user"]
        metadata: Json = {
            "id": str(interaction.id),
            "type": interaction.type,
            "user": user,
            "authorizing_integration_owners": payload["authorizing_integration_owners"],
        }
        data = payload.get("data", {})
        if "target_id" in data:
            target = data["target_id"]
            if target in data.get("resolved", {}).get("users", {}):
                metadata["target_user"] = data["resolved"]["users"][target]
            else:
                metadata["target_message_id"] = target
        if interaction.opener is not None:
            metadata["triggering_interaction_metadata"] = self._metadata(interaction.opener)
        elif interaction.source is not None:
            metadata["interacted_message_id"] = interaction.source["id"]
        return metadata

    def _relate(self, message: Json, interaction: Interaction, channel: Channel, *, is_followup: bool) -> None:
        """Say what the message belongs to: a command, or a message before it."""
        before = interaction.original if is_followup else interaction.source
        if before is not None:
            message["type"] = REPLY
            message["message_reference"] = reference_view(channel, before["id"])
            if is_followup:
                message["interaction_metadata"]["original_response_message_id"] = before["id"]
        elif not is_followup:
            data = interaction.payload.get("data", {})
            message["type"] = _CONTEXT_MENU_COMMAND if "target_id" in data else _CHAT_INPUT_COMMAND
            message["interaction"] = {
                "id": str(interaction.id),
                "type": interaction.type,
                "name": interaction.name.removeprefix("/"),
                "user": message["interaction_metadata"]["user"],
            }


def check_sizes(files: Mapping[str, Upload], limit: int) -> None:
    """Check that no upload is larger than this interaction allows.

    Raises:
        Refusal: 413 with code 40005.
    """
    if any(len(upload.content) > limit for upload in files.values()):
        raise Refusal(413, 40005)
