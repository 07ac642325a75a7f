"""
A form that was refused, or whose handler failed: kept, and opened again, filled in.

Discord forgets what was entered once a form is sent. So it is kept in the store
for a quarter of an hour, and what tells the user so has a button that opens the
form with it.

To Discord, a form that is sent again comes from the refusal. Its handler shall
not notice: the message that it changes is that of the first time. What reaches
it is the token of the interaction that was refused, for 15 minutes, if a
deferred update was its first response. So that is kept as well.

https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
"""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import msgspec

from app.components.button import button
from app.components.custom_id import name_of, unseal
from app.components.modal import ModalHandler
from app.components.router import ComponentRouter
from app.context.component import ComponentContext
from app.context.modal import OUT_OF_REACH, ModalContext, Refusal
from app.context.sentences import sentence
from app.errors import ComponentNotFound, ComponentOutdated, RestError, StoreError
from app.models.base import Model, Snowflake
from app.models.component import ActionRow
from app.models.interaction import Interaction
from app.models.limits import find_modal_fault
from app.models.message import Message
from app.models.modal import Modal
from app.models.response import Reply
from app.providers import provided
from app.stores.base import Store

log = logging.getLogger(__name__)

KEPT_FOR = 900.0
"""Seconds for which what was entered is kept; as long as tokens live."""
LOOK_WITHIN = 0.8
"""Seconds that reading the form's message may take, before its handler runs."""

_NO_MESSAGE = msgspec.Raw(b"null")


class Kept(Model, kw_only=True):
    """What is known of a form that was refused.

    Attributes:
        custom_id: What it was sent with.
        values: What was entered, by field.
        message: What it was opened from, as JSON; null if that was a command.
        token: Of the interaction that the refusal belongs to.
        source_token: By which the message can be changed; empty if none can.
    """

    _secrets: ClassVar[frozenset[str]] = frozenset({"token", "source_token"})

    custom_id: str
    values: dict[str, Any]
    message: msgspec.Raw = _NO_MESSAGE
    token: str = ""
    source_token: str = ""


@button(label="Edit and send again", name="postern.again")
async def edit_again(
    ctx: ComponentContext,
    key: str,
    on_message: bool,
    store: Store = provided,
    router: ComponentRouter = provided,
) -> Modal | Reply:
    """Open a form again, filled in."""
    kept = await store.get(_kept_at(key), Kept)
    if kept is None:
        log.info("a form was to be opened again, and what was entered into it is kept no more")
        return Reply(sentence("form_gone"), ephemeral=True)
    try:
        handler = router.find_modal(kept.custom_id)
    except ComponentNotFound as error:
        # A deployment has come in between.
        raise ComponentOutdated(ctx.interaction.custom_id, f"the form is gone by now: {error}") from error
    return _fill_in(handler, kept)


async def offer_again(context: ModalContext, handler: ModalHandler[Any, ..., Any]) -> Sequence[ActionRow]:
    """Keep what was entered, and return the button that opens the form with it; none if it cannot be kept."""
    interaction = context.interaction
    key, on_message = secrets.token_urlsafe(12), interaction.has_message
    kept = Kept(
        custom_id=interaction.custom_id,
        values=handler.form.typed(interaction),
        message=interaction._message if on_message else _NO_MESSAGE,
        token=interaction.token,
        source_token=context.source_token,
    )
    try:
        store = await context.get(Store)
        await store.set(_kept_at(key), kept, ttl=KEPT_FOR)
    except StoreError as error:
        log.warning("%s: the form cannot be opened again, filled in: %s", handler.shown_name, error)
        return ()
    return (ActionRow(edit_again.button(key=key, on_message=on_message)),)


async def go_back(context: ModalContext, handler: ModalHandler[Any, ..., Any]) -> None:
    """Let a form that is sent again belong to what it was opened from first, and not to its refusal."""
    interaction = context.interaction
    found = _find_refusal(interaction)
    if found is None:
        return
    kept = None
    try:
        store = await context.get(Store)
        kept = await store.get(_kept_at(found.key), Kept)
    except StoreError as error:
        log.warning("%s: %s", handler.shown_name, error)
    if kept is not None and kept.custom_id == interaction.custom_id:
        message, source_token = await _look_at(context, handler, kept) if found.on_message else (None, "")
        refusal = Refusal(found.message_id, kept.token, source_token)
        context.go_back(_move(interaction, kept.message, message), refusal)
    elif found.on_message:
        log.info("%s: a form was sent again after its time, and changes its refusal", handler.shown_name)
    else:
        context.go_back(_move(interaction, _NO_MESSAGE), None)


def has_own_message(interaction: Interaction) -> bool:
    """Tell whether a form was opened from a message; a refusal is none."""
    found = _find_refusal(interaction)
    return interaction.has_message if found is None else found.on_message


class _Found(NamedTuple):
    """A refusal that a form was opened from again, and the state of its button."""

    message_id: Snowflake
    key: str
    on_message: bool


def _find_refusal(interaction: Interaction) -> _Found | None:
    """Return the refusal that a form was opened from; None if it was opened from something else."""
    # Most messages are none, and need not be read to tell.
    message = interaction.message if edit_again.name.encode() in bytes(interaction._message) else None
    if message is None:
        return None
    held = (one for row in message.components for one in getattr(row, "components", ()))
    for custom_id in (getattr(one, "custom_id", None) or "" for one in held):
        if name_of(custom_id) == edit_again.name:
            try:
                opened = unseal(custom_id, now=0.0)
                state = edit_again.state.read(opened.layout, opened.body)
            except (ComponentNotFound, ValueError):
                return None
            return _Found(message.id, **state)
    return None


async def _look_at(
    context: ModalContext, handler: ModalHandler[Any, ..., Any], kept: Kept
) -> tuple[Message | None, str]:
    """Read a form's message as it stands now, if that can be done in time; and return the token that reaches it."""
    why = "its first response was another one"
    if kept.source_token:
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                read = context.rest.interactions.get_original
                return await read(context.interaction.application_id, kept.source_token), kept.source_token
        except TimeoutError:
            return None, kept.source_token
        except RestError as error:
            if error.code not in OUT_OF_REACH:
                return None, kept.source_token
            why = str(error)
    log.warning("%s: what changes the form's message changes its refusal instead: %s", handler.shown_name, why)
    return None, ""


def _move(interaction: Interaction, raw: msgspec.Raw, message: Message | None = None) -> Interaction:
    """Return an interaction as one with another message."""
    moved = interaction.replace(_message=raw)
    # What was read of it, and its bytes.
    moved.__dict__.update(interaction.__dict__)
    del moved.__dict__["message"]
    if message is not None:
        moved.__dict__["message"] = message.within(interaction.guild_id)
    return moved


def _fill_in(handler: ModalHandler[Any, ..., Any], kept: Kept) -> Modal:
    """Build what opens a form, with those values that it still takes."""
    modal = handler.make(kept.custom_id)
    for name, value in kept.values.items():
        try:
            filled = modal.prefill(**{name: value})
        except (TypeError, ValueError):
            # A deployment has come in between, and the field is another one, or gone.
            continue
        modal = modal if find_modal_fault(filled) else filled
    return modal


def _kept_at(key: str) -> str:
    return f"postern:form:{key}"
