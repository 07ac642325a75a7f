"""Who and what there is in the simulated server, as the author of a bot sets it up."""

import pytest

from app import CommandContext, ComponentContext, Reply
from app.models import ActionRow, Permissions, Role
from app.testing import TestBot


@pytest.fixture
def bot() -> TestBot:
    bot = TestBot(None)

    @bot.bot.button(label="Greet")
    async def greet(ctx: ComponentContext) -> Reply:
        return Reply(f"Hello {ctx.author.display_name}")

    @bot.bot.slash_command(description="Show a button.")
    async def show(ctx: CommandContext) -> Reply:
        return Reply("Press it.", components=[ActionRow(greet.button())])

    @bot.bot.slash_command("roles", description="Which roles do I have?")
    async def list_roles(ctx: CommandContext) -> str:
        held = bot.discord.world.guild.roles
        may = ctx.member.permissions
        named = [held[role].name for role in ctx.member.roles if not held[role].name.startswith("permissions of")]
        return f"{' '.join(named)} {bool(may and Permissions.ban_members in may)}"

    return bot


async def test_an_actor_has_the_roles_that_he_is_given(bot: TestBot) -> None:
    judge, artist = bot.role("Judge", permissions=Permissions.ban_members), bot.discord.world.role("Artist")

    assert (await bot.actor("Ida", roles=["Judge", artist.id]).slash("roles")).content == "Judge Artist True"
    assert (await bot.actor("Leo", roles=[judge]).slash("roles")).content == "Judge True"
    assert (await bot.actor("Tom", roles=["Artist"]).slash("roles")).content == "Artist False"


async def test_a_new_role_can_be_given_as_an_option(bot: TestBot) -> None:
    @bot.bot.slash_command(description="Name a role.")
    async def tell(ctx: CommandContext, role: Role) -> str:
        return role.name

    assert (await bot.slash("tell", role=bot.role("Judge"))).content == "Judge"


async def test_a_new_role_stands_below_all_others(bot: TestBot) -> None:
    held = bot.discord.world.guild.roles
    order = sorted((role for role in held.values() if role.position), key=lambda role: role.position)
    before = [role.name for role in order]
    made = bot.role("Judge")

    assert made.permissions == Permissions(0)
    order = sorted((role for role in held.values() if role.position), key=lambda role: role.position)
    assert [role.name for role in order] == ["Judge", *before]


async def test_roles_that_there_are_not_are_named(bot: TestBot) -> None:
    with pytest.raises(LookupError, match=r"no role 'Judge'; there are: .*Artist"):
        bot.actor("Ida", roles=["Judge"])
    with pytest.raises(LookupError, match=r"no role has the id 7; TestBot\.role makes one"):
        bot.actor("Ida", roles=[7])
    with pytest.raises(ValueError, match="Ida has no roles in a direct message"):
        bot.actor("Ida", roles=["Artist"], in_guild=False)


async def test_any_message_can_be_looked_at_and_its_buttons_clicked(bot: TestBot) -> None:
    shown = (await bot.slash("show")).message
    assert shown is not None
    ida = bot.actor("Ida")
    seen = bot.see(shown)

    assert repr(seen) == "<Result 'Press it.'>"
    assert (seen.modal, seen.followups, seen.launched) == (None, [], False)
    assert seen.message == shown
    assert (await seen.click("Greet")).content == "Hello Ben"
    assert (await ida.see(int(shown.id)).click("Greet")).content == "Hello Ida"
    with pytest.raises(ValueError, match="no form was opened"):
        await seen.submit()


async def test_a_message_that_is_looked_at_is_followed_to_its_end(bot: TestBot) -> None:
    written = bot.message("Hello.")
    seen = bot.see(written)
    del bot.discord.world.messages[int(written.id)]

    assert (seen.content, seen.message) == ("", None)
    with pytest.raises(LookupError, match=f"there is no message with the id {written.id}"):
        bot.see(written)


async def test_a_message_of_a_direct_message_belongs_to_no_server(bot: TestBot) -> None:
    ida = bot.actor("Ida", in_guild=False)
    shown = (await ida.slash("show")).message
    assert shown is not None

    seen = ida.see(shown).message
    assert seen is not None
    assert seen.guild_id is None
