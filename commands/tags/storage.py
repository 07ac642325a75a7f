"""Where tags are kept: in the bot's store, for each server apart."""

from app import Store


class Tags:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, guild_id: int, name: str) -> str | None:
        return await self._store.get(self._key(guild_id, name), str)

    async def write(self, guild_id: int, name: str, text: str) -> None:
        if await self.read(guild_id, name) is None:
            # Names are numbered, since a store has no lists: two who add at once get two numbers, and none is lost.
            number = await self._store.increment(f"tags:{guild_id}")
            await self._store.set(f"tags:{guild_id}#{number}", name)
        await self._store.set(self._key(guild_id, name), text)

    async def names(self, guild_id: int) -> list[str]:
        count = await self._store.get(f"tags:{guild_id}", int) or 0
        found = [await self._store.get(f"tags:{guild_id}#{number}", str) for number in range(1, count + 1)]
        return sorted({name for name in found if name is not None})

    @staticmethod
    def _key(guild_id: int, name: str) -> str:
        # Names are the users': upper or lower case is no difference to them.
        return f"tags:{guild_id}:{name.casefold()}"
