"""
Files that users and others have sent: their content.

It lies at Discord's content delivery network, not at the API: no token goes
there, and no limit of the API counts.

https://docs.discord.com/developers/reference#signed-attachment-cdn-urls
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from app.errors import RestError
from app.models.attachment import Attachment
from app.models.file import File
from app.models.flags import AttachmentFlags
from app.rest.requester import Requester

NETWORK = ("https://cdn.discordapp.com/", "https://media.discordapp.net/")
"""What the addresses of all files on Discord begin with."""
FOLDERS = ("/attachments/", "/ephemeral-attachments/")
"""Where they lie on a host that stands for Discord, such as a simulated one."""

_EXPIRED = (
    "the file was deleted, or its address has expired: addresses are good for about a day, "
    "and a message that is read again has new ones"
)
_ELSEWHERE = "the address leads on to another one, which is not followed: it could be anywhere"
_HINTS: Mapping[int, str] = MappingProxyType(
    {403: _EXPIRED, 404: _EXPIRED} | dict.fromkeys((301, 302, 303, 307, 308), _ELSEWHERE)
)


class AttachmentsResource:
    """`rest.attachments`: the content of files that are on Discord; this needs no bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester
        self._sources = (*NETWORK, *(requester.origin + folder for folder in FOLDERS))

    async def read(self, attachment: Attachment, *, max_bytes: int | None = None) -> bytes:
        """Read the content of a file: of a message, an option, or a form.

            content = await ctx.rest.attachments.read(form.log, max_bytes=1_000_000)

        All of it is in memory then, and some users can send hundreds of MB: say how
        much you have use for. Read it at once, or keep the message's id: the
        address expires after about a day.

        Args:
            attachment: The file.
            max_bytes: How large it may be; its `size` unless given. Of a
                larger one nothing is read.

        Raises:
            NotFound: If it was deleted, or its address has expired.
            RestError: If it is larger, or cannot be read for another reason;
                `TransportError` if there was no answer.
            ValueError: If its address is none of Discord's.

        https://docs.discord.com/developers/reference#signed-attachment-cdn-urls
        """
        most = attachment.size if max_bytes is None else max_bytes
        shown = self._check(attachment)
        if attachment.size > most:
            hint = f"the file has {attachment.size} bytes, and max_bytes is {most}"
            raise RestError("GET", shown, message="not sent", hint=hint)
        return await self._requester.download(attachment.url, shown, most, hints=_HINTS)

    async def to_file(self, attachment: Attachment, *, max_bytes: int | None = None) -> File:
        """Read a file so that it can be sent again, with its name and description, and hidden if it was.

            return Reply(files=[await ctx.rest.attachments.to_file(form.picture)])

        What comes with a command or form, Discord deletes after a while; what
        the bot sends stays.

        Args:
            attachment: The file.
            max_bytes: As in `read`.

        Raises:
            NotFound: If it was deleted, or its address has expired.
            RestError: As in `read`.
            ValueError: If its address is none of Discord's.

        https://docs.discord.com/developers/resources/message#attachment-object
        """
        content = await self.read(attachment, max_bytes=max_bytes)
        is_spoiler = bool(attachment.flags & AttachmentFlags.is_spoiler) or attachment.filename.startswith("SPOILER_")
        return File(attachment.filename, content, description=attachment.description, spoiler=is_spoiler)

    def _check(self, attachment: Attachment) -> str:
        """Return the path of a file, for people to read.

        An attachment can be made by hand, or of what a stranger sent: then its
        address could lead into the network that the bot stands in.

        Raises:
            ValueError: If its address is none of Discord's.
        """
        url = attachment.url
        # Before the first slash of a path stands the host, whoever reads the address, and in whatever way.
        if url.startswith(self._sources):
            path = urlsplit(url).path
            # Some servers take these for a way up, out of the folder.
            if {".", ".."}.isdisjoint(unquote(path).replace("\\", "/").split("/")):
                return path
        raise ValueError(
            f"the address of Attachment {attachment.filename!r} is {url[:80]!r}, which is no file on Discord: "
            "read those that came with a message, an option or a form"
        )
