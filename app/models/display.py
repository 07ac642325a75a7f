"""
Components that show something: text, pictures, files.

https://docs.discord.com/developers/components/reference#text-display
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from app.models.base import Model, Snowflake
from app.models.component_base import Component, ComponentType, Holding
from app.models.flags import MediaFlags

_set = msgspec.structs.force_setattr


class UnfurledMediaItem(Model):
    """A picture, video or file that a component shows.

    Only `url` is sent; Discord fills in the rest.

    Attributes:
        url: Address by http or https, or `attachment://name` of an uploaded file;
            at most 2048 characters.
        proxy_url: Discord's copy.
        width: Pixels, for pictures and videos; so is `height`.
        placeholder: Thumbhash: a blurred preview in base64.
        content_type: Media type, such as `image/png`.
        attachment_id: Id of the uploaded file.

    https://docs.discord.com/developers/components/reference#unfurled-media-item
    """

    url: str = ""
    id: Snowflake | None = None
    proxy_url: str | None = None
    width: int | None = None
    height: int | None = None
    placeholder: str | None = None
    placeholder_version: int | None = None
    content_type: str | None = None
    flags: MediaFlags = MediaFlags(0)
    attachment_id: Snowflake | None = None


class _Pictured(msgspec.StructMeta):
    """Lets a picture be called by its address, `url`, where it is given."""

    def __call__(cls, *args: Any, **fields: Any) -> Any:
        """Make a component."""
        if "url" in fields:
            fields["media"] = fields.pop("url")
        return super().__call__(*args, **fields)


class TextDisplay(Model, Component, tag_field="type", tag=10):
    """Text with Markdown.

    Attributes:
        content: 1 to 4000 characters; when it comes back from a modal, empty.

    https://docs.discord.com/developers/components/reference#text-display
    """

    type: ClassVar[ComponentType] = ComponentType.text_display

    content: str = ""
    id: int | None = None


class Thumbnail(Model, Component, metaclass=_Pictured, tag_field="type", tag=11):
    """A small picture beside the text of a `Section`; it may move, but be no video.

    Attributes:
        media: The picture. Given as an address or as `UnfurledMediaItem`.
        description: Text for those who cannot see it, at most 1024 characters.
        spoiler: Whether it is blurred until it is clicked.

    https://docs.discord.com/developers/components/reference#thumbnail
    """

    type: ClassVar[ComponentType] = ComponentType.thumbnail

    media: UnfurledMediaItem = UnfurledMediaItem()
    description: str | None = None
    spoiler: bool = False
    id: int | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            url: UnfurledMediaItem | str,
            *,
            description: str | None = None,
            spoiler: bool = False,
            id: int | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        if isinstance(self.media, str):
            _set(self, "media", UnfurledMediaItem(self.media))


class MediaGalleryItem(Model):
    """One picture or video of a `MediaGallery`.

    Attributes:
        media: The picture or video. Given as an address or as `UnfurledMediaItem`.
        description: Text for those who cannot see it, at most 1024 characters.
        spoiler: Whether it is blurred until it is clicked.

    https://docs.discord.com/developers/components/reference#media-gallery-media-gallery-item-structure
    """

    media: UnfurledMediaItem = UnfurledMediaItem()
    description: str | None = None
    spoiler: bool = False

    if TYPE_CHECKING:

        def __init__(
            self, media: UnfurledMediaItem | str, *, description: str | None = None, spoiler: bool = False
        ) -> None: ...

    def __post_init__(self) -> None:
        if isinstance(self.media, str):
            _set(self, "media", UnfurledMediaItem(self.media))


class MediaGallery(Model, Component, metaclass=Holding, kw_only=True, tag_field="type", tag=12):
    """Pictures and videos side by side.

    Attributes:
        items: 1 to 10. Given one by one, as addresses or as `MediaGalleryItem`.

    https://docs.discord.com/developers/components/reference#media-gallery
    """

    type: ClassVar[ComponentType] = ComponentType.media_gallery
    _holds: ClassVar[str] = "items"

    id: int | None = None
    items: tuple[MediaGalleryItem, ...] = ()

    if TYPE_CHECKING:

        def __init__(self, *items: MediaGalleryItem | str, id: int | None = None) -> None: ...

    def __post_init__(self) -> None:
        # The constructor's arguments are wider than the field.
        items: Sequence[MediaGalleryItem | str] = self.items
        _set(self, "items", tuple(MediaGalleryItem(item) if isinstance(item, str) else item for item in items))


class FileComponent(Model, Component, tag_field="type", tag=13):
    """An uploaded file, shown with name and size.

    Discord calls this component File; `File` is here what one uploads.

    Attributes:
        file: The file, as `attachment://name`. Given as text or as `UnfurledMediaItem`.
        spoiler: Whether it is blurred until it is clicked.
        name: Name of the file; Discord fills it in.
        size: Bytes; Discord fills it in.

    https://docs.discord.com/developers/components/reference#file
    """

    type: ClassVar[ComponentType] = ComponentType.file

    file: UnfurledMediaItem = UnfurledMediaItem()
    spoiler: bool = False
    id: int | None = None
    name: str | None = None
    size: int | None = None

    if TYPE_CHECKING:

        def __init__(self, file: UnfurledMediaItem | str, *, spoiler: bool = False, id: int | None = None) -> None: ...

    def __post_init__(self) -> None:
        if isinstance(self.file, str):
            _set(self, "file", UnfurledMediaItem(self.file))
