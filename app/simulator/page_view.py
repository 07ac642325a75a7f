"""
What the playground's page is told: the world, its messages, the newest interactions.

Each thing has a key of its kind and its id, `message/123`, so that the page is told
of those alone that changed. Tokens and keys stay out of it; the page needs none.

What somebody sees depends on who he is and where, so it is told apart: the commands
that Discord's client would list for him, and the channels he may look into.
"""

from collections.abc import Collection, Mapping
from itertools import islice

from app.simulator.discord import Discord
from app.simulator.interaction import Interaction
from app.simulator.invocation import check_available
from app.simulator.payloads import Origin
from app.simulator.permissions import DIRECT_MESSAGE, Permission, permissions_for, permissions_of
from app.simulator.rules import AUTOCOMPLETE, REPLY
from app.simulator.tracebacks import read_traceback
from app.simulator.verdicts import verdict
from app.simulator.world import CATEGORY, Channel, Guild, Json, Role, User, World

SHOWN_INTERACTIONS = 300
SHOWN_COMPLETIONS = 30
SHOWN_MESSAGES = 1_000
SHOWN_LOGS = 200

Things = dict[str, Json]


def page_things(discord: Discord, dismissed: Collection[int] = ()) -> Things:
    """Give all that the page shows, by key.

    Args:
        discord: The Discord that is shown.
        dismissed: Ids of messages that their only readers sent away.
    """
    return {
        "bot/0": _bot(discord),
        **_registrations(discord),
        **_people(discord.world),
        **_places(discord.world),
        **_messages(discord, dismissed),
        **_interactions(discord),
        **_logs(discord),
    }


def seen_by(discord: Discord, origin: Origin) -> Json:
    """Tell what somebody sees from where he is.

    Returns:
        `commands` with `hidden` (why Discord would not list one, else null),
        `channels` he can look into with his permissions in each, by id, and
        `upload_limit`, the largest file that he can send, in bytes.
    """
    guild = origin.guild
    own = discord.commands.listed(guild.id) if guild is not None else []
    # A guild's command hides a global one of its name.
    taken = {(command["type"], command["name"]) for command in own}
    commands = [*own, *(one for one in discord.commands.listed() if (one["type"], one["name"]) not in taken)]
    return {
        "commands": [{**command, "hidden": _hidden(origin, command)} for command in commands],
        "channels": {str(channel.id): str(held) for channel, held in _channels_of(discord.world, origin.user)},
        "permissions": str(DIRECT_MESSAGE if guild is None else permissions_of(guild, guild.members[origin.user.id])),
        "upload_limit": origin.upload_limit,
    }


def interaction_view(discord: Discord, interaction: Interaction) -> Json:
    """Tell what the page shows of one interaction in the conversation and in lists."""
    origin, opened = interaction.origin, interaction.submission
    found = verdict(discord, interaction)
    data = interaction.payload.get("data") or {}
    return {
        "id": str(interaction.id),
        "type": interaction.type,
        "name": interaction.name,
        "state": interaction.state,
        "failure": interaction.failure,
        "rule": None if interaction.rule is None else interaction.rule.view,
        "trial": interaction.trial,
        "trial_passed": None if found is None else found.passed,
        "trial_says": None if found is None else found.says,
        "answered_after": interaction.answered_after,
        "callback_type": interaction.callback_type,
        "user_id": str(origin.user.id) if origin else None,
        "channel_id": str(origin.channel.id) if origin else None,
        "options": data.get("options", []),
        "custom_id": data.get("custom_id"),
        "component_id": data.get("id"),
        "component_type": data.get("component_type"),
        "values": data.get("values"),
        "source_id": interaction.source["id"] if interaction.source else None,
        "original_id": interaction.original["id"] if interaction.original else None,
        "followup_ids": [followup["id"] for followup in interaction.followups],
        "opener_id": str(interaction.opener.id) if interaction.opener else None,
        "modal": interaction.modal,
        "submission": None if opened is None else {"id": str(opened.id), "state": opened.state},
        "choices": interaction.choices,
        "created_at": interaction.created_at,
        "timeline": interaction.timeline,
    }


def log_view(record: Json) -> Json:
    """Make a record fit for JSON, whatever a log line carries; `trouble` tells where the error in it comes from."""
    view: Json = {
        str(key): value if isinstance(value, int | float | bool) else str(value) for key, value in record.items()
    }
    if isinstance(view.get("error"), str):
        view["trouble"] = read_traceback(view["error"], str(view.get("message", "")))
    return view


def _bot(discord: Discord) -> Json:
    application = discord.world.application
    return {
        "state": discord.bot_state,
        "detail": discord.bot_detail,
        "endpoint": discord.endpoint,
        "tunnel": discord.public_url,
        "deadline": discord.deadline,
        "application": {"id": str(application.id), "name": application.name, "bot_id": str(application.bot.id)},
        # Whoever has a list of commands asks for it anew when this is another number.
        "commands_revision": discord.commands.revision,
        "violations": discord.violations[-20:],
        "skus": [{"id": str(sku.id), "name": sku.name} for sku in application.skus],
    }


def _registrations(discord: Discord) -> Things:
    """Give what the last registration of each scope changed: `0` for global commands, else the guild's id."""
    return {f"registration/{guild_id or 0}": one.view for guild_id, one in discord.commands.last.items()}


def _people(world: World) -> Things:
    things: Things = {f"user/{user.id}": _user(world, user) for user in world.users.values()}
    for guild in world.guilds.values():
        things |= {f"role/{role.id}": _role(guild, role) for role in guild.roles.values()}
        for member in guild.members.values():
            things[f"member/{guild.id}:{member.user.id}"] = {
                "guild_id": str(guild.id),
                "user_id": str(member.user.id),
                "nick": member.nick,
                "roles": [str(role_id) for role_id in member.role_ids],
                "permissions": str(permissions_of(guild, member)),
                "is_owner": guild.owner_id == member.user.id,
            }
        things |= {
            f"emoji/{emoji.id}": {"id": str(emoji.id), "name": emoji.name, "animated": emoji.animated}
            for emoji in guild.emojis.values()
        }
    return things


def _user(world: World, user: User) -> Json:
    application = world.application
    return {
        "id": str(user.id),
        "name": user.display_name,
        "username": user.username,
        "bot": user.bot,
        "locale": user.locale,
        "has_installed": user.id in application.installed_by,
        "entitlements": [
            str(one.sku_id)
            for one in application.entitlements
            if one.user_id == user.id and one.guild_id is None and not one.deleted
        ],
    }


def _role(guild: Guild, role: Role) -> Json:
    return {
        "id": str(role.id),
        "guild_id": str(guild.id),
        "name": role.name,
        "color": role.color,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.managed,
    }


def _places(world: World) -> Things:
    things: Things = {}
    for guild in world.guilds.values():
        things[f"guild/{guild.id}"] = {
            "id": str(guild.id),
            "name": guild.name,
            "owner_id": str(guild.owner_id),
            "has_application": guild.has_application,
            "command_permissions": {str(key): entries for key, entries in guild.command_permissions.items()},
        }
        things |= {f"channel/{channel.id}": _channel(channel) for channel in guild.channels.values()}
    return things | {f"channel/{channel.id}": _channel(channel) for channel in world.channels.values()}


def _channel(channel: Channel) -> Json:
    return {
        "id": str(channel.id),
        "guild_id": None if channel.guild_id is None else str(channel.guild_id),
        "name": channel.name,
        "type": channel.type,
        "parent_id": None if channel.parent_id is None else str(channel.parent_id),
        "position": channel.position,
        "topic": channel.topic,
        "nsfw": channel.nsfw,
        "recipients": [str(user.id) for user in channel.recipients],
        # Nobody can type into a category, so it is a value of options but no place to act.
        "can_act": channel.type != CATEGORY,
    }


def _messages(discord: Discord, dismissed: Collection[int]) -> Things:
    world = discord.world
    before: dict[str, list[Json]] = {}
    for interaction in discord.interactions.values():
        for edit in interaction.edits:
            before.setdefault(str(edit.message_id), []).append({"content": edit.content, "seconds": edit.seconds})
    newest = islice(reversed(world.messages.items()), SHOWN_MESSAGES)
    return {f"message/{key}": _message(world, message, before) for key, message in newest if key not in dismissed}


def _message(world: World, message: Json, before: Mapping[str, list[Json]]) -> Json:
    """Give a message with what one sees of it beside Discord's own fields.

    Those are `before` (earlier contents), and where there are such `reactors` (who reacted, by emoji, `name:id`
    for custom ones), `voters` (who voted, by answer) and `referenced_message` (null once deleted).
    """
    key = int(message["id"])
    view = {**message, "before": before.get(message["id"], [])}
    if reactions := world.reactions.get(key):
        view["reactors"] = {emoji: [str(one) for one in users] for emoji, users in reactions.items()}
    if votes := world.votes.get(key):
        view["voters"] = {str(answer): [str(one) for one in users] for answer, users in votes.items() if users}
    if message.get("type") == REPLY and (reference := message.get("message_reference")):
        view["referenced_message"] = world.messages.get(int(reference["message_id"]))
    return view


def _interactions(discord: Discord) -> Things:
    # Typing sends one completion after the other: they must not push out what else was done.
    used = islice((i for i in reversed(discord.interactions.values()) if i.type != AUTOCOMPLETE), SHOWN_INTERACTIONS)
    typed = islice((i for i in reversed(discord.interactions.values()) if i.type == AUTOCOMPLETE), SHOWN_COMPLETIONS)
    return {f"interaction/{one.id}": interaction_view(discord, one) for one in (*used, *typed)}


def _logs(discord: Discord) -> Things:
    newest = islice(reversed(discord.logs), SHOWN_LOGS)
    # The deque forgets the oldest, so a record's number counts from the first one ever kept.
    return {f"log/{number}": log_view(record) for number, record in zip(_numbers(discord), newest, strict=False)}


def _numbers(discord: Discord) -> range:
    return range(discord.logged, 0, -1)


def _hidden(origin: Origin, command: Json) -> str | None:
    try:
        check_available(origin, command, unchecked=False)
    except ValueError as error:
        return str(error)
    return None


def _channels_of(world: World, user: User) -> list[tuple[Channel, int]]:
    channels = [*world.channels.values(), *(one for guild in world.guilds.values() for one in guild.channels.values())]
    held = [(channel, permissions_for(world, user, channel)) for channel in channels]
    return [(channel, bits) for channel, bits in held if bits & Permission.VIEW_CHANNEL]
