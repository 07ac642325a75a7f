"""The built-in checks, through signed interactions: who passes, and what the others are told of."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from app.checks.builtin import (
    bot_has_permissions,
    dm_only,
    entitled,
    guild_only,
    has_permissions,
    has_role,
    is_nsfw,
    owner_only,
)
from app.checks.node import Node, declared_on
from app.command_errors import (
    BotMissingPermissions,
    CheckFailure,
    EntitlementMissing,
    MissingAnyRole,
    MissingPermissions,
    MissingRole,
    NoPrivateMessage,
    NotOwner,
    NSFWChannelRequired,
    PrivateMessageOnly,
)
from app.context.base import Context
from app.context.command import CommandContext
from app.errors import AppError
from app.models.command import InteractionContextType
from app.models.flags import Permissions
from app.simulator.permissions import Permission
from app.simulator.world import Entitlement, Overwrite
from app.testing import Actor, TestBot
from app.testing.client import EVERYDAY

SKU = 1_300_000_000_000_000_001
OTHER_SKU = 1_300_000_000_000_000_002


class Tried:
    """A bot with one command, `/try`, that bears a check; and what the check raised.

    Attributes:
        errors: What became of every use, None for one that passed.
    """

    def __init__(self, decorate: Callable[[Any], Any]) -> None:
        self.bot = TestBot(None)
        self.errors: list[Exception | None] = []

        @self.bot.bot.slash_command("try", description="Try it.")
        @decorate
        async def command(ctx: CommandContext, text: str = "") -> str:
            self.errors.append(None)
            return "done"

        @self.bot.bot.on_error
        async def note(ctx: CommandContext, error: Exception) -> str:
            self.errors.append(error)
            return "refused"

    async def by(self, actor: Actor, text: str = "-") -> Any:
        """Use it, and return what was raised; None if it passed."""
        # Contexts are for Discord's client alone: what it would hide is sent here.
        self.bot.require("try")
        account, channel = actor._account, actor._channel
        await self.bot.discord.command("try", {"text": text}, user=account, channel=channel, unchecked=True)
        await self.bot.settle()
        return self.errors[-1]

    def give(self, actor: Actor, *roles: str) -> None:
        """Let somebody have roles of the server."""
        held = self.bot.discord.world.guild.members[actor.id].role_ids
        held += [self.bot.discord.world.role(role).id for role in roles]


def lookups(tried: Tried) -> list[str]:
    return [path.partition("/v10")[2].split("/")[1] for method, path, _ in tried.bot.requests if method == "GET"]


# ── where ──


async def test_guild_only_lets_nobody_in_from_a_direct_message() -> None:
    tried = Tried(guild_only)

    assert await tried.by(tried.bot) is None
    assert isinstance(await tried.by(tried.bot.actor("Pia", in_guild=False)), NoPrivateMessage)


async def test_dm_only_lets_nobody_in_from_a_server() -> None:
    tried = Tried(dm_only())

    assert await tried.by(tried.bot.actor("Pia", in_guild=False)) is None
    assert isinstance(await tried.by(tried.bot), PrivateMessageOnly)


async def test_discords_client_does_not_offer_what_nobody_could_use_there() -> None:
    tried = Tried(guild_only)

    assert (await tried.bot.slash("try")).content == "done"
    with pytest.raises(ValueError, match="not offered in the DM with the bot"):
        await tried.bot.actor("Pia", in_guild=False).slash("try")


@pytest.mark.parametrize(
    ("decorate", "contexts"),
    [
        (guild_only, (InteractionContextType.guild,)),
        (guild_only(), (InteractionContextType.guild,)),
        (dm_only, (InteractionContextType.bot_dm, InteractionContextType.private_channel)),
        (owner_only, None),
        (is_nsfw(), None),
    ],
)
def test_discord_is_told_where_something_can_be_used(decorate: Callable[[Any], Any], contexts: object) -> None:
    async def handler(ctx: CommandContext) -> None: ...

    decorate(handler)
    node = declared_on(handler)

    assert isinstance(node, Node)
    assert node.contexts == contexts
    assert len(node.checks) == 1


async def test_is_nsfw_wants_an_age_restricted_channel_or_a_direct_message() -> None:
    tried = Tried(is_nsfw)
    channel = tried.bot.discord.world.channel("bots")

    assert isinstance(await tried.by(tried.bot), NSFWChannelRequired)
    channel.nsfw = True
    assert await tried.by(tried.bot) is None
    assert await tried.by(tried.bot.actor("Pia", in_guild=False)) is None
    assert tried.bot.requests == []


async def test_a_thread_is_as_age_restricted_as_its_channel() -> None:
    tried = Tried(is_nsfw)
    world = tried.bot.discord.world
    thread = world.channel("weekend plans")
    assert thread.parent_id is not None
    tried.bot._channel = thread

    assert isinstance(await tried.by(tried.bot), NSFWChannelRequired)
    world.guild.channels[thread.parent_id].nsfw = True
    assert isinstance(await tried.by(tried.bot), NSFWChannelRequired)
    tried.bot.clock.advance(60)
    assert await tried.by(tried.bot) is None
    assert lookups(tried) == ["channels", "channels"]


async def test_a_channel_that_cannot_be_read_is_an_error_for_the_operator() -> None:
    tried = Tried(is_nsfw)
    world = tried.bot.discord.world
    thread = world.channel("weekend plans")
    assert thread.parent_id is not None
    tried.bot._channel = thread
    everyone = Overwrite(world.guild.id, deny=int(Permission.VIEW_CHANNEL))
    world.guild.channels[thread.parent_id].overwrites = [everyone]

    error = await tried.by(tried.bot.actor("Ida", permissions=Permissions.administrator))

    assert isinstance(error, AppError)
    assert not isinstance(error, CheckFailure)
    assert f"could not read channel {thread.parent_id}" in str(error)


async def test_a_conversation_without_an_interaction_has_nothing_signed() -> None:
    class TextContext(Context):
        @property
        def interaction(self) -> None:
            return None

    def handler(ctx: CommandContext) -> None: ...

    node = declared_on(entitled(SKU)(handler))
    assert node is not None

    with pytest.raises(AppError, match="this conversation is none"):
        await node.checks[0].run(TextContext(*([cast(Any, None)] * 3)))


# ── who ──


async def test_owner_only_lets_in_who_owns_the_bot() -> None:
    tried = Tried(owner_only)
    ada = Actor(tried.bot, tried.bot.discord.world.user("ada"), tried.bot._channel, "en-US")

    assert await tried.by(ada) is None
    assert isinstance(await tried.by(tried.bot), NotOwner)


async def test_who_has_the_permissions_passes() -> None:
    wanted = Permissions.ban_members | Permissions.kick_members
    tried = Tried(has_permissions(wanted))

    assert await tried.by(tried.bot.actor("Pia", permissions=EVERYDAY | wanted)) is None
    assert await tried.by(tried.bot.actor("Ida", permissions=Permissions.administrator)) is None


async def test_who_lacks_permissions_is_told_exactly_which() -> None:
    wanted = Permissions.ban_members | Permissions.kick_members | Permissions.send_messages
    tried = Tried(has_permissions(wanted))

    error = await tried.by(tried.bot.actor("Pia", permissions=EVERYDAY | Permissions.kick_members))

    assert isinstance(error, MissingPermissions)
    assert error.missing == Permissions.ban_members


async def test_permissions_count_in_the_channel_and_not_in_the_server() -> None:
    tried = Tried(has_permissions(Permissions.manage_messages))
    pia = tried.bot.actor("Pia", permissions=EVERYDAY | Permissions.manage_messages)
    denied = Overwrite(pia.id, 1, deny=int(Permission.MANAGE_MESSAGES))

    assert await tried.by(pia) is None
    tried.bot.discord.world.channel("bots").overwrites = [denied]
    assert isinstance(await tried.by(pia), MissingPermissions)


@pytest.mark.parametrize("decorate", [has_permissions, bot_has_permissions])
async def test_there_are_no_permissions_outside_of_servers(decorate: Callable[[Permissions], Any]) -> None:
    tried = Tried(decorate(Permissions.embed_links))

    assert isinstance(await tried.by(tried.bot.actor("Pia", in_guild=False)), NoPrivateMessage)


async def test_the_bot_needs_its_own_permissions() -> None:
    tried = Tried(bot_has_permissions(Permissions.manage_messages | Permissions.ban_members))
    role = tried.bot.discord.world.role("postern")
    role.permissions &= ~Permission.BAN_MEMBERS

    error = await tried.by(tried.bot.actor("Ida", permissions=Permissions.administrator))
    assert isinstance(error, BotMissingPermissions)
    assert error.missing == Permissions.ban_members
    role.permissions |= Permission.BAN_MEMBERS
    assert await tried.by(tried.bot) is None
    role.permissions = int(Permission.ADMINISTRATOR)
    assert await tried.by(tried.bot) is None


# ── roles ──


async def test_a_role_is_known_by_its_id_without_a_request() -> None:
    world = TestBot(None).discord.world  # the default world has the same ids at every start
    tried = Tried(has_role(world.role("Moderator").id))
    pia = tried.bot.actor("Pia")

    error = await tried.by(pia)
    assert isinstance(error, MissingRole)
    assert error.role == world.role("Moderator").id
    tried.give(pia, "Moderator")
    assert await tried.by(pia) is None
    assert tried.bot.requests == []


async def test_a_role_is_known_by_its_name_with_one_request_a_minute() -> None:
    tried = Tried(has_role("Moderator"))
    pia, mod = tried.bot.actor("Pia"), tried.bot.actor("Mod")
    tried.give(mod, "Moderator")

    assert await tried.by(mod) is None
    error = await tried.by(pia)
    assert isinstance(error, MissingRole)
    assert error.role == "Moderator"
    assert lookups(tried) == ["guilds"]
    tried.bot.clock.advance(60)
    assert await tried.by(mod) is None
    assert lookups(tried) == ["guilds", "guilds"]


async def test_one_of_several_roles_is_enough() -> None:
    tried = Tried(has_role(4, "Admin", "Artist"))
    pia = tried.bot.actor("Pia")

    error = await tried.by(pia)
    assert isinstance(error, MissingAnyRole)
    assert error.roles == (4, "Admin", "Artist")
    tried.give(pia, "Artist")
    assert await tried.by(pia) is None


async def test_everybody_has_the_role_of_the_server() -> None:
    tried = Tried(has_role("@everyone"))

    assert await tried.by(tried.bot) is None


async def test_there_are_no_roles_outside_of_servers() -> None:
    tried = Tried(has_role("Moderator"))

    assert isinstance(await tried.by(tried.bot.actor("Pia", in_guild=False)), NoPrivateMessage)


async def test_roles_that_cannot_be_read_are_an_error_for_the_operator() -> None:
    tried = Tried(has_role("Moderator"))
    world = tried.bot.discord.world
    del world.guild.members[world.application.bot.id]

    error = await tried.by(tried.bot)

    assert isinstance(error, AppError)
    assert not isinstance(error, CheckFailure)
    assert "['Moderator']" in str(error)


# ── what was bought ──


async def test_who_has_bought_it_passes() -> None:
    tried = Tried(entitled(SKU))

    assert await tried.by(tried.bot.actor("Pia", entitlements=[OTHER_SKU, SKU])) is None
    error = await tried.by(tried.bot.actor("Ida", entitlements=[OTHER_SKU]))
    assert isinstance(error, EntitlementMissing)
    assert error.sku_id == SKU


async def test_what_a_server_has_holds_for_all_in_it_and_nowhere_else() -> None:
    tried = Tried(entitled(SKU))
    world = tried.bot.discord.world
    payer = tried.bot.actor("Pia", in_guild=False)
    world.application.entitlements.append(Entitlement(5, SKU, payer.id, world.guild.id))

    assert await tried.by(tried.bot) is None
    assert isinstance(await tried.by(payer), EntitlementMissing)


@pytest.mark.parametrize(
    ("since", "until", "other", "passes"),
    [
        (-60, 60, {}, True),
        (None, None, {}, True),
        (-60, -1, {}, False),
        (1, None, {}, False),
        (-60, None, {"deleted": True}, False),
        (-60, None, {"consumed": True}, False),
    ],
)
async def test_only_what_holds_now_counts(
    since: float | None, until: float | None, other: dict[str, bool], passes: bool
) -> None:
    tried = Tried(entitled(SKU))
    now = tried.bot.clock.now()
    starts_at, ends_at = (None if at is None else now + at for at in (since, until))
    tried.bot.discord.world.application.entitlements.append(
        Entitlement(5, SKU, tried.bot.id, starts_at=starts_at, ends_at=ends_at, **other)
    )

    assert (await tried.by(tried.bot) is None) is passes
