"""
Embeds: boxes with a title, text, fields and pictures below a message.

The same classes are read from messages and written by authors. Where Discord has
an object of which authors mostly want one text, the constructor takes a `str` as
well: `Embed(image="https://…", footer="…")`.

https://docs.discord.com/developers/resources/message#embed-object
"""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from app.models.base import Model, OpenStrEnum
from app.models.component import MessageComponent
from app.models.flags import EmbedFlags, EmbedMediaFlags

_set = msgspec.structs.force_setattr


class EmbedType(OpenStrEnum):
    """What an embed was made from; those that applications send are `rich`.

    https://docs.discord.com/developers/resources/message#embed-object-embed-types
    """

    rich = "rich"
    image = "image"
    video = "video"
    gifv = "gifv"
    article = "article"
    link = "link"
    poll_result = "poll_result"


class EmbedMedia(Model):
    """A picture or video of an embed.

    Only `url` is sent; Discord fills in the rest.

    Attributes:
        url: Address by http or https, or `attachment://name` of an uploaded picture.
        proxy_url: Discord's copy.
        width: Pixels; so is `height`.
        content_type: Media type, such as `image/png`.
        placeholder: Thumbhash: a blurred preview in base64.
        description: Text for those who cannot see it.

    https://docs.discord.com/developers/resources/message#embed-object-embed-image-structure
    """

    url: str | None = None
    proxy_url: str | None = None
    width: int | None = None
    height: int | None = None
    content_type: str | None = None
    placeholder: str | None = None
    placeholder_version: int | None = None
    description: str | None = None
    flags: EmbedMediaFlags = EmbedMediaFlags(0)


class EmbedFooter(Model):
    """The small line at the foot of an embed.

    Attributes:
        text: At most 2048 characters.
        icon_url: Picture before it, by http, https or `attachment://name`.
        proxy_icon_url: Discord's copy.

    https://docs.discord.com/developers/resources/message#embed-object-embed-footer-structure
    """

    text: str = ""
    icon_url: str | None = None
    proxy_icon_url: str | None = None


class EmbedAuthor(Model):
    """The line above the title of an embed.

    Attributes:
        name: At most 256 characters.
        url: Where a click on it leads, by http or https.
        icon_url: Picture before it, by http, https or `attachment://name`.
        proxy_icon_url: Discord's copy.

    https://docs.discord.com/developers/resources/message#embed-object-embed-author-structure
    """

    name: str = ""
    url: str | None = None
    icon_url: str | None = None
    proxy_icon_url: str | None = None


class EmbedProvider(Model):
    """The site that a link's embed came from; Discord fills it in.

    https://docs.discord.com/developers/resources/message#embed-object-embed-provider-structure
    """

    name: str | None = None
    url: str | None = None


class EmbedField(Model):
    """A heading with text, of which an embed has up to 25.

    Attributes:
        name: The heading, at most 256 characters.
        value: The text, at most 1024 characters.
        inline: Whether it may stand beside its neighbours.

    https://docs.discord.com/developers/resources/message#embed-object-embed-field-structure
    """

    name: str = ""
    value: str = ""
    inline: bool = False

    if TYPE_CHECKING:

        def __init__(self, name: str, value: str, *, inline: bool = False) -> None: ...


class Embed(Model, kw_only=True):
    """A box with a title, text, fields and pictures below a message.

    A message has up to 10. All texts of all its embeds together may have 6000
    characters. Of embeds with the same `url`, Discord shows the first.

    Attributes:
        title: At most 256 characters.
        description: Text with Markdown, at most 4096 characters.
        url: Where a click on the title leads.
        color: Colour of the bar at its side, 0 to 0xFFFFFF.
        fields: At most 25.
        image: The large picture. Given as an address or as `EmbedMedia`.
        thumbnail: The small picture at the right. Given as an address or as `EmbedMedia`.
        footer: Given as text or as `EmbedFooter`.
        author: Given as a name or as `EmbedAuthor`.
        timestamp: Shown in the footer; one without a time zone is taken as local time.
        type: What it was made from; nothing to set.
        video: Discord fills it in, as it does `provider`, `flags` and `components`.
        components: From Discord's OpenAPI description only.

    https://docs.discord.com/developers/resources/message#embed-object
    """

    title: str | None = None
    description: str | None = None
    url: str | None = None
    color: int | None = None
    fields: tuple[EmbedField, ...] = ()
    image: EmbedMedia | None = None
    thumbnail: EmbedMedia | None = None
    footer: EmbedFooter | None = None
    author: EmbedAuthor | None = None
    timestamp: dt.datetime | None = None
    type: EmbedType = EmbedType.rich
    video: EmbedMedia | None = None
    provider: EmbedProvider | None = None
    flags: EmbedFlags | None = None
    components: tuple[MessageComponent, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            title: str | None = None,
            description: str | None = None,
            url: str | None = None,
            color: int | None = None,
            fields: Sequence[EmbedField] = (),
            image: EmbedMedia | str | None = None,
            thumbnail: EmbedMedia | str | None = None,
            footer: EmbedFooter | str | None = None,
            author: EmbedAuthor | str | None = None,
            timestamp: dt.datetime | None = None,
            type: EmbedType = EmbedType.rich,
            video: EmbedMedia | None = None,
            provider: EmbedProvider | None = None,
            flags: EmbedFlags | None = None,
            components: Sequence[MessageComponent] = (),
        ) -> None: ...

    def __post_init__(self) -> None:
        # The constructor's arguments are wider than the fields, and `replace` comes by here too.
        if isinstance(self.image, str):
            _set(self, "image", EmbedMedia(self.image))
        if isinstance(self.thumbnail, str):
            _set(self, "thumbnail", EmbedMedia(self.thumbnail))
        if isinstance(self.footer, str):
            _set(self, "footer", EmbedFooter(self.footer))
        if isinstance(self.author, str):
            _set(self, "author", EmbedAuthor(self.author))
        if not isinstance(self.fields, tuple):
            _set(self, "fields", tuple(self.fields))
        if self.timestamp is not None and self.timestamp.tzinfo is None:
            _set(self, "timestamp", self.timestamp.astimezone())
