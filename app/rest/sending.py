"""Messages for channels and webhooks, checked and put into their form before they are sent."""

import secrets
from typing import Any

from app.errors import AnswerInvalid
from app.models.limits import MOST_BYTES, find_fault
from app.models.response import (
    EditFields,
    MessageData,
    MessageFields,
    Outgoing,
    Reply,
    Unset,
    Update,
    make_update,
    outgoing,
    outgoing_edit,
)
from app.rest.fields import known


def prepare(by: str, content: str | None, fields: MessageFields | dict[str, Any], **more: object) -> Outgoing:
    """Make a new message.

    Args:
        by: The method that is to send it, for the error.
        content: Its text.
        fields: What else it is made of.
        more: What Discord takes in this place beside that; what is None, empty
            or False is left out.

    Raises:
        AnswerInvalid: If Discord would refuse it.
        TypeError: If a field is none of a message's.
    """
    known(by, fields, MessageFields)
    reply = Reply(content, **fields)
    if reply.ephemeral:
        raise AnswerInvalid(f"{by} cannot be sent: only what answers an interaction can be ephemeral")
    if not (more.get("sticker_ids") and _is_empty(reply)):
        _check(by, reply)
    message = outgoing(reply)
    data = {name: getattr(message.data, name) for name in MessageData.__struct_fields__} | more
    return Outgoing({name: value for name, value in data.items() if value}, message.files)


def marked(nonce: str | None) -> dict[str, Any]:
    """Return the fields by which Discord knows a message that it was sent before, and does not send it twice."""
    return {"nonce": nonce or secrets.token_hex(12), "enforce_nonce": True}


def prepare_edit(by: str, content: str | Unset | None, fields: EditFields) -> Outgoing:
    """Make an edit; what was not given stays as it is.

    Raises:
        AnswerInvalid: If Discord would refuse it.
        TypeError: If a field is none of an edit's.
    """
    update = make_update(content, fields)
    _check(by, update)
    return outgoing_edit(update)


def _is_empty(reply: Reply) -> bool:
    return not (reply.content or reply.embeds or reply.components or reply.files or reply.poll)


def _check(by: str, message: Reply | Update) -> None:
    # How large a file may be depends on the boosts of a server that nobody has asked for here.
    fault = find_fault(message, size_limit=MOST_BYTES)
    if fault:
        raise AnswerInvalid(f"{by} cannot be sent: {fault}")
