"""
The components of a message once more, greyed out.

What comes back from Discord is more than what Discord takes: addresses of its
own, sizes and types of files. That is left out here, and an uploaded file is
called by its name again, as it was when it was sent.

https://docs.discord.com/developers/components/reference
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from app.models.button import Button
from app.models.component import ActionRow, Container, MessageComponent, Section
from app.models.display import FileComponent, MediaGallery, Thumbnail, UnfurledMediaItem
from app.models.select import Select


def disable(components: Sequence[MessageComponent], *, only: str | None = None) -> tuple[MessageComponent, ...]:
    """Return these components with all buttons and menus disabled, ready to be sent again.

        await ctx.rest.messages.edit(channel_id, message.id, components=disable(message.components))

    Buttons that open a link or sell something stay as they are: they send no
    interaction, and whoever comes late may still want them.

    Args:
        components: Those of a message; nested ones are disabled, too.
        only: The custom_id of the one component to disable; where there is none
            of this name, all stay as they are.
    """
    return tuple(_again(component, only) for component in components)


def _again(component: Any, only: str | None) -> Any:
    match component:
        case ActionRow() | Container():
            return component.replace(components=tuple(_again(one, only) for one in component.components))
        case Section():
            return component.replace(accessory=_again(component.accessory, only))
        case Button() | Select():
            return component.replace(disabled=True) if only in (None, component.custom_id) else component
        case Thumbnail():
            return component.replace(media=_medium(component.media))
        case MediaGallery():
            return component.replace(items=tuple(item.replace(media=_medium(item.media)) for item in component.items))
        case FileComponent():
            file = UnfurledMediaItem(f"attachment://{component.name or _file_name(component.file.url)}")
            return component.replace(file=file, name=None, size=None)
    return component


def _medium(medium: UnfurledMediaItem) -> UnfurledMediaItem:
    if medium.attachment_id is None:
        return UnfurledMediaItem(medium.url)
    # The address of an upload expires.
    return UnfurledMediaItem(f"attachment://{_file_name(medium.url)}")


def _file_name(address: str) -> str:
    """Return the name of a file of its address; `attachment://name` has no path, and is all name."""
    parts = urlsplit(address)
    return unquote(parts.path.rpartition("/")[2]) or parts.netloc
