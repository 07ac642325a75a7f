"""Who acts, and where: people of the simulated Discord, made ones, channels, direct messages, another server."""

import pytest

from app import CommandContext
from app.models import IntegrationType, Locale, Permissions
from app.testing import DidNotRespond, TestBot

INSTALLED = [IntegrationType.guild_install, IntegrationType.user_install]


@pytest.fixture
def bot() -> TestBot:
    bot = TestBot(None)

    @bot.bot.slash_command(description="Who and where am I?", integration_types=INSTALLED)
    async def whoami(ctx: CommandContext) -> str:
        place = "DM" if ctx.interaction.guild_id is None else f"#{getattr(ctx.interaction.channel, 'name', '?')}"
        return f"{ctx.author.display_name} {place} {ctx.locale}"

    return bot


async def test_people_of_the_simulated_discord_act_under_their_names(bot: TestBot) -> None:
    assert (await bot.person("ada").slash("whoami")).content == "Ada #bots en-US"
    assert (await bot.person("mira", channel="staff").slash("whoami")).content == "Mira #staff de"
    assert (await bot.person("ben", locale=Locale.french).slash("whoami")).content == "Ben #bots fr"
    assert (await bot.person("noor", in_dm=True).slash("whoami")).content == "noor DM fr"
    assert bot.person("ben").id == bot.id


async def test_people_have_the_permissions_of_their_roles(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Delete.", default_member_permissions=Permissions.manage_messages)
    async def purge(ctx: CommandContext) -> str:
        return "gone"

    assert (await bot.person("ada").slash("purge")).content == "gone"
    assert (await bot.person("mira").slash("purge")).content == "gone"
    with pytest.raises(ValueError, match="purge"):
        await bot.person("ben").slash("purge")


async def test_people_may_have_bought_something(bot: TestBot) -> None:
    @bot.bot.slash_command(description="What have I bought?")
    async def bought(ctx: CommandContext) -> str:
        return " ".join(str(held.sku_id) for held in ctx.interaction.entitlements) or "nothing"

    key = bot.discord.world.application.skus[0].id

    assert (await bot.person("noor", entitlements=[key]).slash("bought")).content == str(key)
    assert (await bot.person("mira").slash("bought")).content == "nothing"


async def test_whoever_is_no_person_is_refused(bot: TestBot) -> None:
    with pytest.raises(LookupError, match="no user 'adam'; there are: ada, ben"):
        bot.person("adam")
    with pytest.raises(ValueError, match="tidy is a bot"):
        bot.person("tidy")
    with pytest.raises(ValueError, match="ada cannot be in 'general' and in a direct message"):
        bot.person("ada", channel="general", in_dm=True)


async def test_an_actor_is_the_same_user_elsewhere(bot: TestBot) -> None:
    ida = bot.actor("Ida", locale=Locale.german)
    general = bot.discord.world.channel("general")

    assert (await ida.in_channel("general").slash("whoami")).content == "Ida #general de"
    assert (await ida.in_channel(general.id).slash("whoami")).content == "Ida #general de"
    assert (await ida.in_dm().slash("whoami")).content == "Ida DM de"
    assert (await bot.in_channel("general").slash("whoami")).content == "Ben #general en-US"
    assert ida.in_dm().id == ida.id
    with pytest.raises(LookupError, match=r"no channel 'attic'; there are: .*general"):
        ida.in_channel("attic")
    with pytest.raises(LookupError, match="no channel has the id 7"):
        ida.in_channel(7)


async def test_in_a_server_without_the_application_users_bring_it_themselves(bot: TestBot) -> None:
    visitor, stranger = bot.actor("Ida", has_installed=True), bot.actor("Leo")

    assert (await visitor.in_channel("lobby").slash("whoami")).content == "Ida #lobby en-US"
    assert (await bot.person("ben", channel="lobby").slash("whoami")).content == "Ben #lobby en-US"
    with pytest.raises(ValueError, match="whoami"):
        await stranger.in_channel("lobby").slash("whoami")


async def test_a_message_stands_where_its_author_is(bot: TestBot) -> None:
    written = bot.message("Hello.", author=bot.person("ada", channel="general"))

    assert written.channel_id == bot.discord.world.channel("general").id
    assert bot.message("Hello.").channel_id == bot.discord.world.channel("bots").id


async def test_a_failure_gives_the_record_of_what_happened() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> str:
        return "never"

    bot.discord.endpoint = "http://bot.test/nowhere"
    with pytest.raises(DidNotRespond) as caught:
        await bot.slash("try")

    assert caught.value.interaction.status == 404
    assert caught.value.reason.startswith("status 404")
    assert str(caught.value).startswith("/try: status 404")
