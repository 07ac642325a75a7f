"""
The world that a simulated Discord begins with: a small guild, its people, and a guild next door without the bot.

All ids are the same at every start, so that what a bot stored about a user
yesterday still fits today.
"""

from collections.abc import Callable

from app.simulator.guild_records import Sku
from app.simulator.permissions import EVERYONE, Permission
from app.simulator.snowflakes import Snowflakes
from app.simulator.views import message_view
from app.simulator.world import (
    ANNOUNCEMENT,
    CATEGORY,
    DM,
    EMBEDDED,
    PUBLIC_THREAD,
    TEXT,
    VOICE,
    Application,
    Channel,
    Guild,
    Member,
    Overwrite,
    Role,
    User,
    World,
)

_GUILD_MEMBERS_LIMITED, _MESSAGE_CONTENT_LIMITED = 1 << 15, 1 << 19
_FOR_USERS = 1 << 2 | 1 << 8
_SERVING = (
    Permission.CREATE_INSTANT_INVITE
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_GUILD
    | Permission.VIEW_AUDIT_LOG
    | Permission.MANAGE_MESSAGES
    | Permission.MENTION_EVERYONE
    | Permission.MUTE_MEMBERS
    | Permission.DEAFEN_MEMBERS
    | Permission.MOVE_MEMBERS
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_WEBHOOKS
    | Permission.MANAGE_GUILD_EXPRESSIONS
    | Permission.CREATE_GUILD_EXPRESSIONS
    | Permission.MANAGE_EVENTS
    | Permission.CREATE_EVENTS
    | Permission.MANAGE_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.MODERATE_MEMBERS
    | Permission.SEND_POLLS
    | Permission.PIN_MESSAGES
)
"""What the bot's own role grants beside what everyone may do: what a bot needs that moderates."""

FOUNDED = 1_709_287_200.0
"""When the default world came to be, as Unix time: the first of March 2024."""


def default_world(now: Callable[[], float], application_id: int | None = None) -> World:
    """Build the default world.

    Args:
        now: Gives the Unix time in seconds, for the ids of what comes later.
        application_id: Id of the application and its bot user, where it is to be a certain one.

    Returns:
        A world with four people, two bots, two private channels and two things on sale; the application
        is in the first of its two guilds, and everybody has it installed for himself as well.
    """
    # Another machine number than the live source's, so that a test whose clock stands at FOUNDED gets no id twice.
    ids = Snowflakes(lambda: FOUNDED, machine=0)
    ada = User(ids(), "ada", "Ada")
    ben = User(ids(), "ben", "Ben")
    mira = User(ids(), "mira", "Mira", locale="de")
    noor = User(ids(), "noor", None, locale="fr")
    bot = User(ids(), "postern", bot=True, discriminator="4242")
    bot.id = application_id or bot.id
    tidy = User(ids(), "tidy", "Tidy", bot=True, discriminator="0007")
    people = [ada, ben, mira, noor, bot, tidy]
    application = Application(
        # A bot user has the id of its application.
        bot.id,
        "Postern",
        bot,
        ada,
        "The bot on your desk",
        installed_by={ada.id, ben.id, mira.id, noor.id},
        flags=EMBEDDED | _GUILD_MEMBERS_LIMITED | _MESSAGE_CONTENT_LIMITED,
    )
    world = World(application, Snowflakes(now), users={user.id: user for user in people})
    guild = Guild(ids(), "Postern Playground", ada.id, features=["COMMUNITY", "NEWS"])
    world.guilds[guild.id] = guild
    _add_roles(guild, ids, bot)
    _add_members(guild, people)
    _add_channels(guild, ids, ben)
    for recipients in ([ben, bot], [ada, ben]):
        private = Channel(ids(), DM, recipients=recipients)
        world.channels[private.id] = private
    _add_messages(world, ids)
    application.skus += [Sku(ids(), "Golden Key", flags=_FOR_USERS), Sku(ids(), "Spare Key", type=3)]
    _add_neighbours(world, ids, [noor, ada, ben, mira])
    return world


def open_direct_messages(world: World) -> None:
    """Open a private channel with the bot for everybody who has none, under the same ids at every start."""
    ids = Snowflakes(lambda: FOUNDED, machine=2)
    for user in world.users.values():
        others = {frozenset(one.id for one in channel.recipients) for channel in world.channels.values()}
        if not user.bot and frozenset({user.id, world.application.bot.id}) not in others:
            channel = Channel(ids(), DM, recipients=[user, world.application.bot])
            world.channels[channel.id] = channel


def _add_roles(guild: Guild, ids: Snowflakes, bot: User) -> None:
    moderating = Permission.MANAGE_MESSAGES | Permission.KICK_MEMBERS | Permission.MODERATE_MEMBERS
    for position, role in enumerate(
        (
            Role(guild.id, "@everyone", EVERYONE),
            Role(ids(), "Artist", 0, color=0x9B59B6, mentionable=True),
            Role(ids(), "postern", EVERYONE | _SERVING, managed=True, tags={"bot_id": str(bot.id)}),
            Role(ids(), "Moderator", EVERYONE | moderating, color=0x2ECC71, hoist=True, mentionable=True),
            Role(ids(), "Admin", int(Permission.ADMINISTRATOR), color=0xE74C3C, hoist=True),
        )
    ):
        role.position = position
        guild.roles[role.id] = role


def _add_members(guild: Guild, people: list[User]) -> None:
    roles = {role.name: role.id for role in guild.roles.values()}
    held = {"ada": ["Admin"], "mira": ["Moderator", "Artist"], "noor": ["Artist"], "postern": ["postern"]}
    for day, user in enumerate(people):
        member = Member(user, guild.id, [roles[name] for name in held.get(user.username, [])])
        member.joined_at = FOUNDED + day * 86_400.25
        guild.members[user.id] = member
    guild.members[people[3].id].nick = "Noor of the North"
    guild.members[people[0].id].premium_since = FOUNDED + 86_400


def _add_channels(guild: Guild, ids: Snowflakes, thread_owner: User) -> None:
    moderator = next(role.id for role in guild.roles.values() if role.name == "Moderator")
    town = Channel(ids(), CATEGORY, "Town")
    general = Channel(ids(), TEXT, "general", parent_id=town.id, topic="Anything goes")
    staff = Channel(ids(), TEXT, "staff")
    staff.overwrites = [
        Overwrite(guild.id, 0, deny=int(Permission.VIEW_CHANNEL)),
        Overwrite(moderator, 0, allow=int(Permission.VIEW_CHANNEL)),
    ]
    thread = Channel(ids(), PUBLIC_THREAD, "weekend plans", parent_id=general.id, owner_id=thread_owner.id)
    for position, channel in enumerate(
        (
            town,
            general,
            Channel(ids(), TEXT, "bots", parent_id=town.id, topic="Where bots are tried", rate_limit_per_user=5),
            Channel(ids(), ANNOUNCEMENT, "news", parent_id=town.id),
            Channel(ids(), VOICE, "Lounge", parent_id=town.id),
            Channel(ids(), TEXT, "late-night", nsfw=True),
            staff,
            thread,
        )
    ):
        channel.guild_id, channel.position = guild.id, position
        guild.channels[channel.id] = channel


def _add_neighbours(world: World, ids: Snowflakes, people: list[User]) -> None:
    """Add a guild that the application is not in; there it can be used by who installed it for himself."""
    guild = Guild(ids(), "The Neighbours", people[0].id, has_application=False)
    guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE)
    for day, user in enumerate(people):
        guild.members[user.id] = Member(user, guild.id, joined_at=FOUNDED + day * 86_400)
    lobby = Channel(ids(), TEXT, "lobby", topic="Just come in")
    for position, channel in enumerate((lobby, Channel(ids(), TEXT, "garden"))):
        channel.guild_id, channel.position = guild.id, position
        guild.channels[channel.id] = channel
    world.guilds[guild.id] = guild


def _add_messages(world: World, ids: Snowflakes) -> None:
    general = world.channel("general")
    for minute, (name, content) in enumerate(
        (
            ("ada", "Welcome to the playground!"),
            ("ben", "Does **anybody** know what the new bot can do?"),
            ("mira", "Try it in #bots, please."),
        )
    ):
        message = message_view(ids(), general, world.user(name), content, FOUNDED + 60 * minute)
        world.messages[int(message["id"])] = message
        general.last_message_id = int(message["id"])
