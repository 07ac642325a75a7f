"""
Components that show something: text, pictures, files.

https://docs.discord.com/developers/components/reference#text-display
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from app.models.base import Model, Snowflake
from app.models.component_base import Built, Component, ComponentType, Holding
from app.models.file import File
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


class _Pictured(Built):
    """Lets a picture be called by its address, `url`, where it is given."""

    def __call__(cls, *places: Any, **fields: Any) -> Any:
        """Make a component."""
        if "url" in fields:
            fields["media"] = fields.pop("url")
        return super().__call__(*places, **fields)


class TextDisplay(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=10):
    """Text with Markdown.

    Attributes:
        content: 1 to 4000 characters; when it comes back from a modal, empty.

    https://docs.discord.com/developers/components/reference#text-display
    """

    type: ClassVar[ComponentType] = ComponentType.text_display
    _places: ClassVar[tuple[str, ...]] = ("content",)

    content: str = ""
    id: int | None = None

    if TYPE_CHECKING:

        def __init__(self, content: str = "", *, id: int | None = None) -> None: ...


class Thumbnail(Model, Component, metaclass=_Pictured, kw_only=True, tag_field="type", tag=11):
    """A small picture beside the text of a `Section`; it may move, but be no video.

    Attributes:
        media: The picture. Given as an address, as `UnfurledMediaItem`, or as the
            `File` that is sent along.
        description: Text for those who cannot see it, at most 1024 characters.
        spoiler: Whether it is blurred until it is clicked.

    https://docs.discord.com/developers/components/reference#thumbnail
    """

    type: ClassVar[ComponentType] = ComponentType.thumbnail
    _places: ClassVar[tuple[str, ...]] = ("media",)

    media: UnfurledMediaItem = UnfurledMediaItem()
    description: str | None = None
    spoiler: bool = False
    id: int | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            url: UnfurledMediaItem | File | str,
            *,
            description: str | None = None,
            spoiler: bool = False,
            id: int | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        _set(self, "media", _read_medium(self.media))


class MediaGalleryItem(Model):
    """One picture or video of a `MediaGallery`.

    Attributes:
        media: The picture or video. Given as an address, as `UnfurledMediaItem`, or
            as the `File` that is sent along.
        description: Text for those who cannot see it, at most 1024 characters.
        spoiler: Whether it is blurred until it is clicked.

    https://docs.discord.com/developers/components/reference#media-gallery-media-gallery-item-structure
    """

    media: UnfurledMediaItem = UnfurledMediaItem()
    description: str | None = None
    spoiler: bool = False

    if TYPE_CHECKING:

        def __init__(
            self, media: UnfurledMediaItem | File | str, *, description: str | None = None, spoiler: bool = False
        ) -> None: ...

    def __post_init__(self) -> None:
        _set(self, "media", _read_medium(self.media))


class MediaGallery(Model, Component, metaclass=Holding, kw_only=True, tag_field="type", tag=12):
    """Pictures and videos side by side.

    Attributes:
        items: 1 to 10. Given one by one, as addresses, files or `MediaGalleryItem`.

    https://docs.discord.com/developers/components/reference#media-gallery
    """

    type: ClassVar[ComponentType] = ComponentType.media_gallery
    _holds: ClassVar[str] = "items"

    id: int | None = None
    items: tuple[MediaGalleryItem, ...] = ()

    if TYPE_CHECKING:

        def __init__(self, *items: MediaGalleryItem | File | str, id: int | None = None) -> None: ...

    def __post_init__(self) -> None:
        # The constructor's arguments are wider than the field.
        items: Sequence[MediaGalleryItem | File | str] = self.items
        made = tuple(MediaGalleryItem(item) if isinstance(item, str | File) else item for item in items)
        _set(self, "items", made)


class FileComponent(Model, Component, metaclass=Built, kw_only=True, tag_field="type", tag=13):
    """An uploaded file, shown with name and size.

    Discord calls this component File; `File` is here what one uploads.

    Attributes:
        file: The file, as `attachment://name`. Given as text, as `UnfurledMediaItem`,
            or as the `File` that is sent along.
        spoiler: Whether it is blurred until it is clicked.
        name: Name of the file; Discord fills it in.
        size: Bytes; Discord fills it in.

    https://docs.discord.com/developers/components/reference#file
    """

    type: ClassVar[ComponentType] = ComponentType.file
    _places: ClassVar[tuple[str, ...]] = ("file",)

    file: UnfurledMediaItem = UnfurledMediaItem()
    spoiler: bool = False
    id: int | None = None
    name: str | None = None
    size: int | None = None

    if TYPE_CHECKING:

        def __init__(
            self, file: UnfurledMediaItem | File | str, *, spoiler: bool = False, id: int | None = None
        ) -> None: ...

    def __post_init__(self) -> None:
        _set(self, "file", _read_medium(self.file))


def _read_medium(given: UnfurledMediaItem | File | str) -> UnfurledMediaItem:
    """Take a picture or file as an author gives it."""
    if isinstance(given, File):
        return UnfurledMediaItem(f"attachment://{given.name}")
    return UnfurledMediaItem(given) if isinstance(given, str) else given
