"""
Writes who acts, and whom or what a step is about, as the testing kit takes it.

The kit begins with the same world as the playground. Whatever was changed in the
playground since, as far as it matters, is changed in the test as well.
"""

from collections.abc import Iterable

from app.simulator.default_world import default_world
from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.payloads import Origin
from app.simulator.permissions import permissions_in
from app.simulator.python_text import identifier, literal
from app.simulator.world import DM, Channel, Guild, Json, Role, User, World

_SMALL = 2_000
"""Bytes up to which a file's content is written down."""
_USUAL_USER, _USUAL_CHANNEL = "ben", "bots"


class People:
    """Names for the people, places and files of one test.

    Attributes:
        lines: What has to be made before the first step.
        imports: Names to import, by module.
    """

    def __init__(self, discord: Discord, imports: dict[str, set[str]]) -> None:
        """Begin with the default world.

        Args:
            discord: What the test is taken from.
            imports: Where to note what must be imported.
        """
        self.lines: list[str] = []
        self._imports = imports
        self._world = discord.world
        self._usual = default_world(discord.now)
        self._names: dict[tuple[int, int, str], str] = {}
        self._taken = {"bot", "re", "pytest"}

    def actor(self, interaction: Interaction) -> str:
        """Name who did something, and where: the expression for his actor."""
        origin = interaction.origin
        if origin is None:
            raise LookupError("it is not known who did this")
        self._mend_permissions(interaction, origin)
        return self._actor(origin.user, origin.channel, origin.locale, _bought(interaction))

    def anybody(self, user_id: int) -> str:
        """Name a user whom a value is about: an expression that the kit takes for him."""
        user = self._user(user_id)
        if user_id in self._usual.users and _is_name(user.username):
            return literal(user.username)
        return self._actor(user, None, user.locale, [])

    def actor_of(self, user_id: int) -> str:
        """Name a user where nothing but an actor will do."""
        user = self._user(user_id)
        if not user.bot:
            return self._actor(user, None, user.locale, [])
        self._imports["app.testing"].add("Actor")
        world = "bot.discord.world"
        return f'Actor(bot, {world}.user({literal(user.username)}), {world}.channel("{_USUAL_CHANNEL}"), "en-US")'

    def role(self, role_id: int) -> str:
        """Name a role."""
        role, usual = self._role(role_id), self._usual.guild.roles
        is_name = role_id in usual and _is_name(role.name) and _count(usual.values(), role.name) == 1
        return literal(role.name) if is_name and usual[role_id].name == role.name else self._role_made(role_id)

    def mentionable(self, some_id: int) -> str:
        """Name a user or a role; a role itself, since somebody may be called like it."""
        return self.anybody(some_id) if some_id in self._world.users else self._role_made(some_id)

    def channel(self, channel_id: int) -> str:
        """Name a channel."""
        found = self._usual.channel_by_id(channel_id)
        if found is None:
            raise LookupError("a test begins without the channel that was chosen; it has been made since")
        if found.name is None or found.guild_id is None:
            return f"bot.discord.world.channels[{channel_id}]"
        there = self._usual.guilds[found.guild_id].channels.values()
        return literal(found.name) if _is_name(found.name) and _count(there, found.name) == 1 else str(channel_id)

    def file(self, attachment_id: int, resolved: Json) -> str:
        """Write a file, with its content if that is small."""
        self._imports["app.models"].add("File")
        held = self._world.attachments.get(attachment_id)
        shown = resolved.get("attachments", {}).get(str(attachment_id), {})
        name = str(shown.get("filename", "file.txt")) if held is None else held.filename
        size = int(shown.get("size", 0)) if held is None else len(held.content)
        content = literal(held.content) if held is not None and size <= _SMALL else f"bytes({size})"
        return f"File({literal(name)}, {content})"

    def message(self, message: Json) -> str:
        """Write a message of some user's into the channel."""
        author = self.actor_of(int(message["author"]["id"]))
        by = "" if author == "bot" else f", author={author}"
        return f"bot.message({literal(message['content'])}{by})"

    def variable(self, wanted: str) -> str:
        """Give a name that nothing else has in the test."""
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name)
        return name

    def _actor(self, user: User, channel: Channel | None, locale: str, bought: list[int]) -> str:
        channel = channel or self._usual.channel(_USUAL_CHANNEL)
        is_usual = channel.id == self._usual.channel(_USUAL_CHANNEL).id
        if user.username == _USUAL_USER and is_usual and locale == self._usual.user(_USUAL_USER).locale and not bought:
            return "bot"
        key = (user.id, channel.id, locale)
        if key not in self._names:
            made = self._made(user, channel, locale, bought)
            self._names[key] = self.variable(identifier(user.username, "somebody"))
            self.lines.append(f"{self._names[key]} = {made}")
        return self._names[key]

    def _made(self, user: User, channel: Channel, locale: str, bought: list[int]) -> str:
        """Write the call that makes an actor."""
        held = self._usual.users.get(user.id)
        is_dm = channel.type == DM and any(one.id == self._world.application.bot.id for one in channel.recipients)
        usual = held.locale if held is not None and not bought else "en-US"
        arguments = []
        if held is None or bought:
            arguments += [f"entitlements={bought}"] if bought else []
            arguments += ["in_guild=False"] if is_dm else []
            kind = "actor"
        else:
            arguments += ["in_dm=True"] if is_dm else []
            kind = "person"
            if not is_dm and channel.name != _USUAL_CHANNEL:
                arguments.append(f"channel={_place(self._usual, channel)}")
        if locale != usual:
            self._imports["app.models"].add("Locale")
            arguments.append(f"locale=Locale({literal(locale)})")
        name = user.display_name if kind == "actor" else user.username
        made = f"bot.{kind}({', '.join([literal(name), *arguments])})"
        if kind == "actor" and not is_dm and channel.name != _USUAL_CHANNEL:
            made += f".in_channel({_place(self._usual, channel)})"
        return made

    def _mend_permissions(self, interaction: Interaction, origin: Origin) -> None:
        """Write down changed roles if somebody had other permissions than he has at the beginning of a test."""
        guild = origin.guild
        usual = None if guild is None else self._usual.guilds.get(guild.id)
        member = None if usual is None else usual.members.get(origin.user.id)
        channel = None if usual is None else usual.channels.get(origin.channel.id)
        if guild is None or usual is None or channel is None:
            return
        payload = interaction.payload
        bot = usual.members.get(self._usual.application.bot.id)
        held = (payload.get("member") or {}).get("permissions")
        is_same = member is None or held is None or int(held) == permissions_in(usual, member, channel)
        held = payload.get("app_permissions")
        is_same &= bot is None or held is None or int(held) == permissions_in(usual, bot, channel)
        if not is_same:
            self._write_roles(guild, usual, origin.user)

    def _write_roles(self, guild: Guild, usual: Guild, user: User) -> None:
        named = f"bot.discord.world.guilds[{guild.id}]"
        lines = [
            f"{named}.roles[{role.id}].permissions = {role.permissions}  # {literal(role.name)}"
            for role in guild.roles.values()
            if role.id in usual.roles and role.permissions != usual.roles[role.id].permissions
        ]
        member, before = guild.members.get(user.id), usual.members.get(user.id)
        if member is not None and before is not None and member.role_ids != before.role_ids:
            kept = [role_id for role_id in member.role_ids if role_id in usual.roles]
            lines.append(f"{named}.members[{user.id}].role_ids = {kept}  # {literal(user.username)}")
        self.lines += [line for line in lines if line not in self.lines]

    def _role(self, role_id: int) -> Role:
        role = self._world.guild.roles.get(role_id)
        if role is None:
            raise LookupError("a role that was chosen is gone")
        return role

    def _role_made(self, role_id: int) -> str:
        name = literal(self._role(role_id).name)
        return f"bot.discord.world.role({name})" if role_id in self._usual.guild.roles else f"bot.role({name})"

    def _user(self, user_id: int) -> User:
        user = self._world.users.get(user_id)
        if user is None:
            raise LookupError("a user that was chosen is gone")
        return user


def _is_name(text: str) -> bool:
    """Tell whether the kit takes a text for a name, and not for an id."""
    return not text.isdecimal()


def _count(there: Iterable[Channel | Role], name: str) -> int:
    return sum(one.name == name for one in there)


def _bought(interaction: Interaction) -> list[int]:
    """List what the user has bought, by the ids of the SKUs."""
    held = interaction.payload.get("entitlements") or []
    mine = [one for one in held if one.get("user_id") is not None and not one.get("deleted")]
    return [int(one["sku_id"]) for one in mine]


def _place(usual: World, channel: Channel) -> str:
    """Write how the kit finds a channel: by its name, or by its id where the name is another's as well."""
    if usual.channel_by_id(channel.id) is None:
        raise LookupError(f"a test begins without the channel {channel.name!r}; it has been made since")
    try:
        is_found = channel.name is not None and usual.channel(channel.name).id == channel.id
    except LookupError:
        is_found = False
    return literal(channel.name) if is_found else str(channel.id)
