"""
Components that show something: text, pictures, files.

https://docs.discord.com/developers/components/reference#text-display
"""

from typing import ClassVar

from app.models.base import Model, Snowflake
from app.models.component_base import Component, ComponentType
from app.models.flags import MediaFlags


class UnfurledMediaItem(Model, kw_only=True):
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


class TextDisplay(Model, Component, kw_only=True, tag_field="type", tag=10):
    """Text with Markdown.

    Attributes:
        content: 1 to 4000 characters; when it comes back from a modal, empty.

    https://docs.discord.com/developers/components/reference#text-display
    """

    type: ClassVar[ComponentType] = ComponentType.text_display

    id: int | None = None
    content: str = ""


class Thumbnail(Model, Component, kw_only=True, tag_field="type", tag=11):
    """A small picture beside the text of a `Section`; it may move, but be no video.

    Attributes:
        description: Text for those who cannot see it, at most 1024 characters.
        spoiler: Whether it is blurred until it is clicked.

    https://docs.discord.com/developers/components/reference#thumbnail
    """

    type: ClassVar[ComponentType] = ComponentType.thumbnail

    id: int | None = None
    media: UnfurledMediaItem = UnfurledMediaItem()
    description: str | None = None
    spoiler: bool = False


class MediaGalleryItem(Model, kw_only=True):
    """One picture or video of a `MediaGallery`.

    Attributes:
        description: Text for those who cannot see it, at most 1024 characters.
        spoiler: Whether it is blurred until it is clicked.

    https://docs.discord.com/developers/components/reference#media-gallery-media-gallery-item-structure
    """

    media: UnfurledMediaItem = UnfurledMediaItem()
    description: str | None = None
    spoiler: bool = False


class MediaGallery(Model, Component, kw_only=True, tag_field="type", tag=12):
    """Pictures and videos side by side.

    Attributes:
        items: 1 to 10.

    https://docs.discord.com/developers/components/reference#media-gallery
    """

    type: ClassVar[ComponentType] = ComponentType.media_gallery

    id: int | None = None
    items: tuple[MediaGalleryItem, ...] = ()


class FileComponent(Model, Component, kw_only=True, tag_field="type", tag=13):
    """An uploaded file, shown with name and size.

    Discord calls this component File; `File` is here what one uploads.

    Attributes:
        file: The file, as `attachment://name`.
        spoiler: Whether it is blurred until it is clicked.
        name: Name of the file; Discord fills it in.
        size: Bytes; Discord fills it in.

    https://docs.discord.com/developers/components/reference#file
    """

    type: ClassVar[ComponentType] = ComponentType.file

    id: int | None = None
    file: UnfurledMediaItem = UnfurledMediaItem()
    spoiler: bool = False
    name: str | None = None
    size: int | None = None
