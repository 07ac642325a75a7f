"""
The ids that Discord has given to commands, kept in the store.

Mentions of commands need them. A sync learns them, and other processes, which
have not synced, mention commands too.
"""

import logging
from collections.abc import Mapping

from app.errors import DefinitionError, StoreError
from app.models.command import ApplicationCommand
from app.stores.base import Store
from app.tree.tree import CommandTree

log = logging.getLogger(__name__)


class RememberedIds:
    """Tells a command tree the ids of its commands.

    Args:
        tree: What is told.
        store: Where they are kept for other processes.
        application_id: Whose commands they are.
    """

    def __init__(self, tree: CommandTree, store: Store, application_id: int) -> None:
        self._tree = tree
        self._store = store
        self._application_id = application_id

    async def learn(self, known: Mapping[int | None, tuple[ApplicationCommand, ...]]) -> None:
        """Take note of what a sync has registered, by scope."""
        for scope, registered in known.items():
            self._tree.learn_ids(scope, registered)
        try:
            for scope, registered in known.items():
                await self._store.set(self._key(scope), registered)
        except StoreError as error:
            log.warning("other processes show no links in mentions of commands until they are used: %s", error)

    async def recall(self) -> None:
        """Take the ids from the store, where a sync has left them."""
        try:
            for scope in self._tree.scopes():
                registered = await self._store.get(self._key(scope), tuple[ApplicationCommand, ...])
                self._tree.learn_ids(scope, registered or ())
        except (StoreError, DefinitionError) as error:
            log.warning("mentions of commands show no links until they are used or synced: %s", error)

    def _key(self, scope: int | None) -> str:
        return f"postern:commands:{self._application_id}:{scope or 'global'}"
