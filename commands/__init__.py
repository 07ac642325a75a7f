"""The bot's commands: every module in here is found by itself."""

from app import Bot, Store
from commands.tags.storage import Tags


def setup(bot: Bot) -> None:
    """Say how the commands' dependencies are made; called once, before the modules are searched."""

    @bot.provide
    def make_tags(store: Store) -> Tags:
        return Tags(store)
