"""Where tags are kept: in the bot's store, for each server apart."""

from app import Store


class Tags:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, guild_id: int, name: str) -> str | None:
        return await self._store.get(self._key(guild_id, name), str)

    async def write(self, guild_id: int, name: str, text: str) -> None:
        await self._store.set(self._key(guild_id, name), text)

    @staticmethod
    def _key(guild_id: int, name: str) -> str:
        # Names are the users': upper or lower case is no difference to them.
        return f"tags:{guild_id}:{name.casefold()}"
