"""
What the playground's page changes in the world: who is there, and who may do what.

This is done by nobody in the world but by whoever sits before it, so it needs no
permissions; it must only be something that could be so on Discord.
"""

import re

from starlette.responses import Response

from app.simulator.discord import Discord
from app.simulator.door import json_response
from app.simulator.page_requests import Deed, PageRoute, Wanted, reading
from app.simulator.permissions import ALL, Permission, permission_name
from app.simulator.views import entitlement_view, user_view
from app.simulator.world import Entitlement, Guild, Member, Role, User

_LONGEST_NAME = 32


def world_routes(discord: Discord) -> list[PageRoute]:
    """Make the routes of what is changed in the world."""
    page = _WorldPage(discord)
    deeds: dict[str, Deed] = {"members": page.member, "roles": page.role, "users": page.user}
    return [
        ("/playground/permissions", "GET", reading(discord.world, page.permissions)),
        *((f"/playground/{name}", "POST", reading(discord.world, deed)) for name, deed in deeds.items()),
    ]


class _WorldPage:
    """Handlers of what is changed in the world."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        self._world = discord.world

    async def permissions(self, _: Wanted) -> Response:
        """List all permissions by the names that Discord's client shows."""
        return json_response([{"name": permission_name(one), "bit": str(int(one))} for one in Permission])

    async def member(self, wanted: Wanted) -> Response:
        """Change the roles or the nickname of a member; what is not given stays."""
        guild, user = wanted.guild, wanted.user
        member = guild.members.get(user.id)
        if member is None:
            raise LookupError(f"{user.display_name} is no member of {guild.name}")
        roles = _roles(guild, member, wanted.ids("roles")) if "roles" in wanted.data else member.role_ids
        nick = member.nick
        if "nick" in wanted.data:
            nick = wanted.text("nick").strip() if wanted.data["nick"] is not None else ""
            if len(nick) > _LONGEST_NAME:
                raise ValueError(f"a nickname has at most {_LONGEST_NAME} characters")
        member.role_ids, member.nick = roles, nick or None
        return json_response({})

    async def role(self, wanted: Wanted) -> Response:
        """Change what a role permits."""
        role = _role(wanted.guild, wanted.id("role"))
        bits = wanted.text("permissions")
        if not (bits.isascii() and bits.isdecimal() and len(bits) <= 19) or int(bits) & ~ALL:
            raise ValueError(f"{bits!r} is no set of permissions")
        role.permissions = int(bits)
        return json_response({})

    async def user(self, wanted: Wanted) -> Response:
        """Change the settings and purchases of a user, or let a new one join the first guild."""
        if wanted.data.get("user") is None:
            return json_response({"id": str(self._join(wanted.text("name").strip()).id)})
        user, application = wanted.user, self._world.application
        skus = self._skus(wanted) if "entitlements" in wanted.data else None
        is_installed = wanted.data.get("has_installed", user.id in application.installed_by)
        if not isinstance(is_installed, bool):
            raise ValueError("the field 'has_installed' must be true or false")
        user.locale = wanted.locale or user.locale
        if skus is not None:
            self._set_entitlements(user, skus)
        self._set_installed(user, is_installed=is_installed)
        return json_response({"id": str(user.id)})

    def _join(self, name: str) -> User:
        world, guild = self._world, self._world.guild
        if not 1 <= len(name) <= _LONGEST_NAME:
            raise ValueError(f"a name has 1 to {_LONGEST_NAME} characters")
        if any(name.casefold() in (u.username.casefold(), u.display_name.casefold()) for u in world.users.values()):
            raise ValueError(f"somebody is called {name} already")
        user = User(world.snowflakes(), _username(name, {user.username for user in world.users.values()}), name)
        world.users[user.id] = user
        guild.members[user.id] = Member(user, guild.id, joined_at=self._discord.now())
        world.dm(user)
        return user

    def _skus(self, wanted: Wanted) -> list[int]:
        skus, known = wanted.ids("entitlements"), {sku.id for sku in self._world.application.skus}
        if unknown := [sku for sku in skus if sku not in known]:
            raise LookupError(f"the application sells nothing with the id {unknown[0]}")
        return skus

    def _set_entitlements(self, user: User, skus: list[int]) -> None:
        """Let a user own exactly these; what is his own already stays as it is."""
        application = self._world.application
        own = [one for one in application.entitlements if one.user_id == user.id and one.guild_id is None]
        kept = [one for one in own if one.sku_id in skus and not one.deleted]
        lost = [one for one in own if one not in kept]
        bought = [sku_id for sku_id in skus if all(one.sku_id != sku_id for one in kept)]
        made = [Entitlement(self._world.snowflakes(), sku_id, user.id) for sku_id in bought]
        application.entitlements[:] = [one for one in application.entitlements if one not in lost] + made
        for one in lost:
            if not one.deleted:
                one.deleted = True
                self._discord.events.announce("ENTITLEMENT_DELETE", entitlement_view(application, one))
        for one in made:
            self._discord.events.announce("ENTITLEMENT_CREATE", entitlement_view(application, one))

    def _set_installed(self, user: User, *, is_installed: bool) -> None:
        """Let a user have installed the application for himself, or not."""
        installed_by, shown = self._world.application.installed_by, user_view(user)
        if is_installed and user.id not in installed_by:
            installed_by.add(user.id)
            scopes = ["applications.commands"]
            self._discord.events.announce(
                "APPLICATION_AUTHORIZED", {"integration_type": 1, "scopes": scopes, "user": shown}
            )
        elif not is_installed and user.id in installed_by:
            installed_by.discard(user.id)
            self._discord.events.announce("APPLICATION_DEAUTHORIZED", {"user": shown})


def _role(guild: Guild, role_id: int) -> Role:
    role = guild.roles.get(role_id)
    if role is None:
        raise LookupError(f"{guild.name} has no role with the id {role_id}")
    return role


def _roles(guild: Guild, member: Member, role_ids: list[int]) -> list[int]:
    """Check the roles that a member is to have; those of applications come and go with the application."""
    if guild.id in role_ids:
        raise ValueError("everybody has the role @everyone; it cannot be given")
    for role_id in role_ids:
        _role(guild, role_id)
    for role_id in set(role_ids) ^ set(member.role_ids):
        role = guild.roles[role_id]
        if role.managed:
            raise ValueError(f"the role {role.name} belongs to an application; nobody can give or take it")
    return role_ids


def _username(name: str, taken: set[str]) -> str:
    """Make a user name out of a display name, as Discord wants them: small letters, digits, dots, low lines."""
    base = re.sub(r"[^a-z0-9_.]+", "_", name.lower()).strip("_.")[: _LONGEST_NAME - 4] or "somebody"
    number = next(n for n in range(1, len(taken) + 2) if (base if n == 1 else f"{base}{n}") not in taken)
    return base if number == 1 else f"{base}{number}"
