"""
What an interaction accepts, and when: the first answer, edits, followups.

An interaction waits for its first answer for three seconds. One answer is
accepted, by HTTP response or by callback route; a second one is refused. Until
it is accepted there is no webhook to edit or follow up through, at times not even
for some seconds after a deferral by HTTP response, and 15 minutes after the
interaction its token is no longer valid.

https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
"""

import asyncio
from collections.abc import Mapping
from typing import Literal, Protocol

from app.simulator.interaction import Interaction
from app.simulator.messages import Messages, check_sizes
from app.simulator.multipart import Upload
from app.simulator.refusal import Refusal, form_refusal
from app.simulator.rulebook import RULES
from app.simulator.rules import (
    AUTOCOMPLETE_RESULT,
    CHANNEL_MESSAGE,
    DEFERRED_CHANNEL_MESSAGE,
    DEFERRED_UPDATE_MESSAGE,
    EPHEMERAL,
    LAUNCH_ACTIVITY,
    LOADING,
    MODAL,
    PURCHASE_ELIGIBILITY,
    UPDATE_MESSAGE,
    check_callback,
    check_message,
    is_empty,
)
from app.simulator.world import EMBEDDED, Json

FOLLOWUP_LIMIT = 5
"""Followups to an interaction that only a user install brought."""

_WITHOUT_WEBHOOK = frozenset({AUTOCOMPLETE_RESULT, PURCHASE_ELIGIBILITY})

Files = Mapping[str, Upload]


class Terms(Protocol):
    """What an interaction's life asks of the Discord that it belongs to; read anew each time."""

    token_life: float
    webhook_lag: float
    double_answers: list[str]


class Lifecycle:
    """Applies the bot's answers to interactions, or refuses them."""

    def __init__(self, messages: Messages, terms: Terms) -> None:
        """Prepare.

        Args:
            messages: Writes the messages.
            terms: The times that count, and the list of second answers.
        """
        self._messages = messages
        self._terms = terms

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
            self.note_double(interaction, "callback route")
            raise Refusal(400, 40060)
        source = interaction.source
        flags = source["flags"] if source is not None else 0
        kind = check_callback(body, interaction.type, has_message=source is not None, files=list(files), flags=flags)
        check_sizes(files, interaction.payload["attachment_size_limit"])
        assert isinstance(body, dict)
        data: Json = body.get("data") or {}
        if kind == LAUNCH_ACTIVITY:
            _check_embedded(interaction)
        # Applied before it is marked: an answer refused half-way leaves the interaction waiting.
        try:
            self._apply(interaction, kind, data, files)
        except Refusal as refusal:
            raise refusal.within("data") from None
        interaction.callback_type = kind
        interaction.answered_by = by
        deferred = kind in (DEFERRED_CHANNEL_MESSAGE, DEFERRED_UPDATE_MESSAGE)
        interaction.state = "deferred" if deferred else "answered"
        way = "HTTP response" if by == "response" else "callback route"
        if deferred and by == "response":
            interaction.webhook_opens = asyncio.get_running_loop().time() + self._terms.webhook_lag
        interaction.note(f"{interaction.state} by {way}, type {kind}", "deferred" if deferred else "answered")

    def note_double(self, interaction: Interaction, way: str) -> None:
        """Keep that an interaction was answered a second time.

        Args:
            interaction: What was answered already.
            way: How the second answer came.
        """
        first = "HTTP response" if interaction.answered_by == "response" else "callback route"
        interaction.broken.append(RULES["double_answer"])
        self._terms.double_answers.append(
            f"{interaction.name} ({interaction.id}): an answer by {way} after {interaction.age:.3f} s, "
            f"where one by {first} was taken already"
        )

    def launch(self, interaction: Interaction) -> None:
        """Launch the Activity as Discord does by itself; the bot is not asked, and never told."""
        interaction.created = asyncio.get_running_loop().time()
        interaction.callback_type = LAUNCH_ACTIVITY
        interaction.state = "answered"
        interaction.note("Discord launched the Activity by itself", "answered")

    def _apply(self, interaction: Interaction, kind: int, data: Json, files: Files) -> None:
        if kind == CHANNEL_MESSAGE:
            interaction.original = self._messages.create(interaction, data, files)
        elif kind == DEFERRED_CHANNEL_MESSAGE:
            flags = {"flags": int(data.get("flags") or 0) & EPHEMERAL}
            interaction.original = self._messages.create(interaction, flags, {}, is_loading=True)
        elif kind == UPDATE_MESSAGE:
            assert interaction.source is not None
            if not self._messages.exists(interaction.source):
                raise Refusal(404, 10008)
            _check_no_poll(data)
            self._messages.edit(interaction, interaction.source, data, files)
            interaction.original = interaction.source
        elif kind == DEFERRED_UPDATE_MESSAGE:
            interaction.original = interaction.source
        elif kind == AUTOCOMPLETE_RESULT:
            interaction.choices = list(data.get("choices") or [])
        elif kind == MODAL:
            interaction.modal = data
        elif kind == PURCHASE_ELIGIBILITY:
            interaction.eligibility = data

    def read(self, interaction: Interaction, message_id: str) -> Json:
        """Read one of the interaction's messages.

        Args:
            interaction: Whose message.
            message_id: Its id, or `@original`.

        Raises:
            Refusal: If the token is not valid now, or there is no such message.
        """
        self._check_token(interaction)
        original = interaction.original
        mine = [*interaction.followups, *([original] if original else [])]
        found = original if message_id == "@original" else next((m for m in mine if m["id"] == message_id), None)
        # Whoever may delete messages in the channel may have done so.
        if found is None or not self._messages.exists(found):
            raise Refusal(404, 10008)
        return found

    def edit(self, interaction: Interaction, message_id: str, body: object, files: Files) -> Json:
        """Edit one of the interaction's messages; the original's first edit completes a deferral.

        Raises:
            Refusal: As for `read`, or if the body is not well formed.
        """
        message = self.read(interaction, message_id)
        check_message(body, list(files), flags=message["flags"])
        check_sizes(files, interaction.payload["attachment_size_limit"])
        assert isinstance(body, dict)
        completes = bool(message["flags"] & LOADING)
        if not completes:
            _check_no_poll(body)
        self._messages.edit(interaction, message, body, files)
        if message is interaction.original and interaction.state == "deferred":
            interaction.state = "answered"
        which = "original" if message is interaction.original else "followup"
        interaction.note("deferral completed by an edit" if completes else f"{which} edited", "edit")
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
            interaction.note("original deleted", "edit")
        else:
            interaction.followups.remove(message)
            interaction.note("followup deleted", "edit")

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
            interaction.note("deferral completed by a followup (deprecated: edit @original instead)", "followup")
            return loading
        if interaction.is_user_install_only and interaction.followups_sent >= FOLLOWUP_LIMIT:
            raise Refusal(400, 40094)
        message = self._messages.create(interaction, body, files, is_followup=True)
        interaction.followups.append(message)
        interaction.followups_sent += 1
        interaction.note("followup sent", "followup")
        return message

    def _check_token(self, interaction: Interaction) -> None:
        if interaction.is_token_expired or interaction.age > self._terms.token_life:
            raise Refusal(401, 50027)
        # Before the first answer was taken there is no webhook yet; after a missed deadline there never is one.
        if not interaction.is_acknowledged or interaction.callback_type in _WITHOUT_WEBHOOK:
            raise Refusal(404, 10015)
        if asyncio.get_running_loop().time() < interaction.webhook_opens:
            interaction.note("the webhook is not known yet (10015)")
            raise Refusal(404, 10015)


def _check_no_poll(body: Json) -> None:
    """Refuse a poll in an edit: it can only be added when a deferral is completed."""
    if body.get("poll") is not None:
        raise Refusal(400, 520003)


def _check_embedded(interaction: Interaction) -> None:
    """Refuse to launch an Activity of an application that has none."""
    if interaction.origin is None or interaction.origin.world.application.flags & EMBEDDED:
        return
    raise form_refusal(("type",), "APPLICATION_NOT_EMBEDDED", "The application does not have the EMBEDDED flag")
