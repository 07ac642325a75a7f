"""The context of an option that is being typed."""

from collections.abc import Mapping
from typing import Any

from app.context.base import BotProtocol, Context
from app.models.interaction import Interaction
from app.providers import Lifetime


class AutocompleteContext(Context):
    """What an autocompleter is given, beside what was typed so far.

    Attributes:
        options: The other options typed so far, by name: as the handler would
            get them where that is possible, else as Discord sent them.
    """

    def __init__(
        self, bot: BotProtocol, interaction: Interaction, lifetime: Lifetime, options: Mapping[str, Any]
    ) -> None:
        super().__init__(bot, interaction, lifetime)
        self.options = options

    @property
    def interaction(self) -> Interaction:
        """The interaction."""
        return self._interaction
