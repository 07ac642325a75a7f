"""Attachments."""

import datetime as dt

from app.models.attachment import Attachment
from app.models.base import decoder
from app.models.flags import AttachmentFlags

attachments = decoder(Attachment)


def test_an_uploaded_picture_tells_its_measures() -> None:
    attachment = attachments.decode(
        b'{"id":"1","filename":"bug.png","content_type":"image/png","size":241394,"width":2482,"height":604,'
        b'"ephemeral":true,"flags":8,"url":"https://x.y","proxy_url":"https://z.y"}'
    )

    assert (attachment.id, attachment.filename, attachment.content_type) == (1, "bug.png", "image/png")
    assert (attachment.size, attachment.width, attachment.height, attachment.ephemeral) == (241394, 2482, 604, True)
    assert attachment.flags is AttachmentFlags.is_spoiler


def test_a_file_that_is_no_picture_has_no_measures() -> None:
    attachment = attachments.decode(b'{"id":"1","filename":"a.bin","width":null,"height":null,"title":null}')

    assert (attachment.width, attachment.height, attachment.content_type) == (None, None, None)


def test_a_clip_tells_who_was_in_it() -> None:
    attachment = attachments.decode(
        b'{"clip_participants":[{"id":"5"}],"clip_created_at":"2026-01-01T00:00:00+00:00","application":null,'
        b'"duration_secs":12.5,"flags":1}'
    )

    assert [user.id for user in attachment.clip_participants] == [5]
    assert attachment.clip_created_at == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert attachment.duration_secs == 12.5
