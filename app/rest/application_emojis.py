"""
The emojis of the application, which it may use everywhere.

https://docs.discord.com/developers/resources/emoji#emoji-object-applicationowned-emoji
"""

from app.models.base import convert
from app.models.guild import Emoji
from app.rest import routes
from app.rest.images import image_data
from app.rest.requester import Requester


class ApplicationEmojisResource:
    """`rest.application_emojis`: the emojis of the application, at most 2,000; this needs a bot token."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def list(self, application_id: int) -> tuple[Emoji, ...]:
        """Read the emojis of the application.

        https://docs.discord.com/developers/resources/emoji#list-application-emojis
        """
        answer = await self._requester.request(routes.LIST_APPLICATION_EMOJIS, application_id=application_id)
        return convert(answer["items"], tuple[Emoji, ...])

    async def get(self, application_id: int, emoji_id: int) -> Emoji:
        """Read an emoji.

        https://docs.discord.com/developers/resources/emoji#get-application-emoji
        """
        return await self._requester.fetch(
            Emoji, routes.GET_APPLICATION_EMOJI, application_id=application_id, emoji_id=emoji_id
        )

    async def create(self, application_id: int, name: str, *, image: bytes) -> Emoji:
        """Add an emoji.

        Args:
            application_id: The application.
            name: 2 to 32 characters.
            image: The bytes of an image file, 128 by 128 pixels, at most 256 KiB.

        Raises:
            ValueError: If the image is of no kind that Discord takes.

        https://docs.discord.com/developers/resources/emoji#create-application-emoji
        """
        data = {"name": name, "image": image_data(image)}
        return await self._requester.fetch(Emoji, routes.CREATE_APPLICATION_EMOJI, data, application_id=application_id)

    async def edit(self, application_id: int, emoji_id: int, *, name: str) -> Emoji:
        """Give an emoji another name, 2 to 32 characters.

        https://docs.discord.com/developers/resources/emoji#modify-application-emoji
        """
        return await self._requester.fetch(
            Emoji,
            routes.UPDATE_APPLICATION_EMOJI,
            {"name": name},
            application_id=application_id,
            emoji_id=emoji_id,
        )

    async def delete(self, application_id: int, emoji_id: int) -> None:
        """Delete an emoji.

        https://docs.discord.com/developers/resources/emoji#delete-application-emoji
        """
        await self._requester.request(routes.DELETE_APPLICATION_EMOJI, application_id=application_id, emoji_id=emoji_id)
