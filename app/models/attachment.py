"""
Attachments: files that were sent with a message or given to a command.

https://docs.discord.com/developers/resources/message#attachment-object
"""

import datetime as dt

from app.models.application import Application
from app.models.base import NO_ID, Model, Snowflake
from app.models.flags import AttachmentFlags
from app.models.user import User


class Attachment(Model, kw_only=True):
    """A file on Discord.

    Attributes:
        title: Name as the user gave it, where `filename` had to be changed.
        description: Text for those who cannot see it, at most 1024 characters.
        content_type: Media type, such as `image/png`; None if Discord knows none.
        size: Bytes.
        url: Where it can be fetched; the address expires.
        proxy_url: Discord's copy, which can resize pictures.
        width: Pixels, for pictures and videos; so is `height`.
        placeholder: Thumbhash: a blurred preview in base64.
        ephemeral: Whether Discord deletes it after a while, as it does with files
            given to commands and modals.
        duration_secs: Length of a sound or video, in seconds.
        waveform: Loudness over time of a voice message, bytes in base64.
        clip_participants: Who was in the stream, if it is a clip; so for
            `clip_created_at` and `application`.

    https://docs.discord.com/developers/resources/message#attachment-object
    """

    id: Snowflake = NO_ID
    filename: str = ""
    title: str | None = None
    description: str | None = None
    content_type: str | None = None
    size: int = 0
    url: str = ""
    proxy_url: str = ""
    width: int | None = None
    height: int | None = None
    placeholder: str | None = None
    placeholder_version: int | None = None
    ephemeral: bool = False
    duration_secs: float | None = None
    waveform: str | None = None
    flags: AttachmentFlags = AttachmentFlags(0)
    clip_participants: tuple[User, ...] = ()
    clip_created_at: dt.datetime | None = None
    application: Application | None = None
