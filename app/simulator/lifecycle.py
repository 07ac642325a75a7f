"""
What an interaction accepts, and when: the first answer, edits, followups.

An interaction waits for its first answer for three seconds. One answer is
accepted, by HTTP response or by callback route; a second one is refused. Until
it is accepted there is no webhook to edit or follow up through, and 15 minutes
after the interaction its token is no longer valid.

https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Literal

from app.simulator.interaction import Interaction
from app.simulator.messages import Messages, check_sizes
from app.simulator.multipart import Upload
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.rules import (
    AUTOCOMPLETE_RESULT,
    CHANNEL_MESSAGE,
    DEFERRED_CHANNEL_MESSAGE,
    DEFERRED_UPDATE_MESSAGE,
    EPHEMERAL,
    LAUNCH_ACTIVITY,
    LOADING,
    MODAL,
    UPDATE_MESSAGE,
    check_callback,
    check_message,
    is_empty,
)
from app.simulator.world import EMBEDDED, Json

FOLLOWUP_LIMIT = 5
"""Followups to an interaction that only a user install brought."""

Files = Mapping[str, Upload]


class Lifecycle:
    """Applies the bot's answers to interactions, or refuses them."""

    def __init__(self, messages: Messages, token_life: Callable[[], float]) -> None:
        """Prepare.

        Args:
            messages: Writes the messages.
            token_life: Gives the seconds that a token is valid for.
        """
        self._messages = messages
        self._token_life = token_life

    def acknowledge(
        self, interaction: Interaction, body: object, files: Files, by: Literal["response", "callback"]
    ) -> None:
        """Take the first answer.

        Args:
            interaction: What it answers.
            body: The decoded interaction response object.
            files: Uploads by number.
            by: The way it came.

        Raises:
            Refusal: If it is too late, not the first, or not well formed.
        """
        if interaction.state == "failed":
            raise Refusal(404, 10062)
        if interaction.is_acknowledged:
            raise Refusal(400, 40060)
        kind = check_callback(body, interaction.type, has_message=interaction.source is not None, files=list(files))
        check_sizes(files, interaction.payload["attachment_size_limit"])
        assert isinstance(body, dict)
        data: Json = body.get("data") or {}
        # Applied before it is marked: an answer refused half-way leaves the interaction waiting.
        self._apply(interaction, kind, data, files)
        interaction.callback_type = kind
        interaction.answered_by = by
        deferred = kind in (DEFERRED_CHANNEL_MESSAGE, DEFERRED_UPDATE_MESSAGE)
        interaction.state = "deferred" if deferred else "answered"
        way = "HTTP response" if by == "response" else "callback route"
        interaction.note(f"{interaction.state} by {way}, type {kind}")

    def launch(self, interaction: Interaction) -> None:
        """Launch the Activity as Discord does by itself; the bot is not asked, and never told."""
        interaction.created = asyncio.get_running_loop().time()
        interaction.callback_type = LAUNCH_ACTIVITY
        interaction.state = "answered"
        interaction.note("Discord launched the Activity by itself")

    def _apply(self, interaction: Interaction, kind: int, data: Json, files: Files) -> None:
        if kind == CHANNEL_MESSAGE:
            interaction.original = self._messages.create(interaction, data, files)
        elif kind == DEFERRED_CHANNEL_MESSAGE:
            flags = {"flags": int(data.get("flags") or 0) & EPHEMERAL}
            interaction.original = self._messages.create(interaction, flags, {}, is_loading=True)
        elif kind == UPDATE_MESSAGE:
            assert interaction.source is not None
            self._messages.edit(interaction, interaction.source, data, files)
            interaction.original = interaction.source
        elif kind == DEFERRED_UPDATE_MESSAGE:
            interaction.original = interaction.source
        elif kind == AUTOCOMPLETE_RESULT:
            interaction.choices = list(data.get("choices") or [])
        elif kind == MODAL:
            interaction.modal = data
        elif kind == LAUNCH_ACTIVITY:
            _check_embedded(interaction)

    def read(self, interaction: Interaction, message_id: str) -> Json:
        """Read one of the interaction's messages.

        Args:
            interaction: Whose message.
            message_id: Its id, or `@original`.

        Raises:
            Refusal: If the token is not valid now, or there is no such message.
        """
        self._check_token(interaction)
        if message_id == "@original":
            if interaction.original is None:
                raise Refusal(404, 10008)
            return interaction.original
        mine = [*interaction.followups, *([interaction.original] if interaction.original else [])]
        for message in mine:
            if message["id"] == message_id:
                return message
        raise Refusal(404, 10008)

    def edit(self, interaction: Interaction, message_id: str, body: object, files: Files) -> Json:
        """Edit one of the interaction's messages; the original's first edit completes a deferral.

        Raises:
            Refusal: As for `read`, or if the body is not well formed.
        """
        message = self.read(interaction, message_id)
        check_message(body, list(files))
        check_sizes(files, interaction.payload["attachment_size_limit"])
        assert isinstance(body, dict)
        completes = bool(message["flags"] & LOADING)
        self._messages.edit(interaction, message, body, files)
        if message is interaction.original and interaction.state == "deferred":
            interaction.state = "answered"
        which = "original" if message is interaction.original else "followup"
        interaction.note("deferral completed by an edit" if completes else f"{which} edited")
        return message

    def delete(self, interaction: Interaction, message_id: str) -> None:
        """Delete one of the interaction's messages.

        Raises:
            Refusal: As for `read`.
        """
        message = self.read(interaction, message_id)
        self._messages.delete(message)
        if message is interaction.original:
            interaction.original = None
            if interaction.state == "deferred":
                interaction.state = "answered"
            interaction.note("original deleted")
        else:
            interaction.followups.remove(message)
            interaction.note("followup deleted")

    def follow_up(self, interaction: Interaction, body: object, files: Files) -> Json:
        """Take a followup.

        Raises:
            Refusal: If the token is not valid now, the body is not well formed, or the limit is reached.
        """
        self._check_token(interaction)
        check_message(body, list(files))
        check_sizes(files, interaction.payload["attachment_size_limit"])
        assert isinstance(body, dict)
        if is_empty(body, list(files)):
            raise Refusal(400, 50006)
        loading = interaction.original
        if loading is not None and loading["flags"] & LOADING:
            # Deprecated, but so it is: the first followup after a deferral takes the loading message's place,
            # and its visibility was decided by the deferral.
            changes = {key: value for key, value in body.items() if key != "flags"}
            self._messages.edit(interaction, loading, changes, files)
            interaction.state = "answered"
            interaction.note("deferral completed by a followup (deprecated: edit @original instead)")
            return loading
        if interaction.is_user_install_only and interaction.followups_sent >= FOLLOWUP_LIMIT:
            raise Refusal(400, 40094)
        message = self._messages.create(interaction, body, files, is_followup=True)
        interaction.followups.append(message)
        interaction.followups_sent += 1
        interaction.note("followup sent")
        return message

    def _check_token(self, interaction: Interaction) -> None:
        if interaction.age > self._token_life():
            raise Refusal(401, 50027)
        # Before the first answer was taken there is no webhook yet; after a missed deadline there never is one.
        if not interaction.is_acknowledged or interaction.callback_type == AUTOCOMPLETE_RESULT:
            raise Refusal(404, 10015)


def _check_embedded(interaction: Interaction) -> None:
    """Refuse to launch an Activity of an application that has none."""
    if interaction.origin is None or interaction.origin.world.application.flags & EMBEDDED:
        return
    errors = FormErrors()
    errors.add(("type",), "APPLICATION_NOT_EMBEDDED", "The application does not have the EMBEDDED flag")
    errors.raise_if_any()
