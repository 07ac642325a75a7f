"""What Discord is told of commands that leave something unsaid."""

from typing import Any

import pytest

from app.bot import Bot
from app.checks.builtin import guild_only
from app.context.command import CommandContext
from app.errors import DuplicateName
from app.models.command import ApplicationCommand, IntegrationType, InteractionContextType
from app.models.flags import Permissions
from app.settings import Settings
from app.tree.group import group

GUILD, BOT_DM, PRIVATE = InteractionContextType


def declare(bot: Bot, path: str = "try", **options: Any) -> Any:
    @bot.slash_command(path, **({"description": "Does it."} | options))
    async def handler(ctx: CommandContext) -> None: ...

    return handler


def described(bot: Bot) -> dict[str, ApplicationCommand]:
    return {one.name: one for one in bot.tree.registrations()}


@pytest.mark.seed("P46", "N58")
def test_commands_that_do_not_say_where_are_offered_where_the_bot_says() -> None:
    bot = Bot(Settings(), default_command_contexts={BOT_DM})
    declare(bot)
    declare(bot, "own", contexts=[GUILD])
    declare(bot, "tag show")
    guild_only(declare(bot, "narrow"))

    assert {name: one.contexts for name, one in described(bot).items()} == {
        "try": (BOT_DM,),
        "own": (GUILD,),
        "tag": (BOT_DM,),
        "narrow": (GUILD,),
    }


@pytest.mark.seed("P47")
def test_commands_that_do_not_say_it_are_for_the_installations_that_the_bot_says() -> None:
    bot = Bot(Settings(), default_command_integration_types=[IntegrationType.user_install])
    declare(bot)
    declare(bot, "own", integration_types=[IntegrationType.guild_install])

    assert [one.integration_types for one in described(bot).values()] == [
        (IntegrationType.guild_install,),
        (IntegrationType.user_install,),
    ]


@pytest.mark.seed("P46", "P47")
def test_without_a_word_of_the_bots_discord_decides() -> None:
    bot = Bot(Settings())
    declare(bot)

    assert (described(bot)["try"].contexts, described(bot)["try"].integration_types) == (None, None)


@pytest.mark.seed("P42")
def test_debug_guilds_have_what_would_be_global() -> None:
    bot = Bot(Settings(), debug_guilds=[7, 8])
    declare(bot)
    declare(bot, "own", guild_ids=[9])
    bot.group("tag", "Texts", guild_ids=[9])
    declare(bot, "tag show")

    scopes = {scope: [one.name for one in all_of_it] for scope, all_of_it in bot.tree.scopes().items()}

    assert scopes == {None: [], 7: ["try"], 8: ["try"], 9: ["own", "tag"]}


@pytest.mark.seed("P42")
def test_a_name_that_debug_guilds_would_have_twice_is_refused_with_both_places() -> None:
    bot = Bot(Settings(), debug_guilds=[7])
    everywhere = declare(bot)
    declare(bot, guild_ids=[7])

    with pytest.raises(DuplicateName, match=r"'try' is declared twice for server 7, also at ") as caught:
        bot.tree.scopes()
    assert everywhere.where in str(caught.value)


@pytest.mark.seed("N53", "N78", "N79", "N80", "N81", "N82")
def test_a_group_describes_its_name_at_every_level_and_the_whole_for_all_of_it() -> None:
    bot = Bot(Settings())
    tag = group(
        "tag",
        "Texts",
        name_localizations={"de": "text"},
        description_localizations={"de": "Texte"},
        default_member_permissions=Permissions.manage_messages,
        contexts=[GUILD],
        nsfw=True,
        guild_ids=[5],
    )
    tag.group("admin", "For moderators", description_localizations={"de": "Für Moderatoren"})
    bot.add(tag)
    declare(bot, "tag admin purge", description_localizations={"de": "Leert"})
    (whole,) = bot.tree.scopes()[5]
    (admin,) = whole.options
    (purge,) = admin.options

    assert (whole.name, whole.description) == ("tag", "Texts")
    assert (whole.name_localizations, whole.description_localizations) == ({"de": "text"}, {"de": "Texte"})
    assert (whole.default_member_permissions, whole.contexts, whole.nsfw) == ("8192", (GUILD,), True)
    assert (admin.description, admin.description_localizations) == ("For moderators", {"de": "Für Moderatoren"})
    assert purge.description_localizations == {"de": "Leert"}
