"""Who owns the bot."""

import asyncio
from typing import Any

import httpx
import pytest

from app.bot import Bot
from app.checks.builtin import owner_only
from app.checks.owners import KEPT, Owners
from app.context.command import CommandContext
from app.errors import AppError, Forbidden
from app.models.base import Snowflake
from app.models.user import User
from app.simulator.app_transport import AppTransport
from app.simulator.rest import rest
from app.simulator.world import Team, TeamMember
from app.testing import Actor, TestBot
from tests.given import given_bot


def user(bot: TestBot, name: str) -> User:
    return User(id=Snowflake(bot.discord.world.user(name).id), username=name)


def make_team(bot: TestBot, role: str, *, accepted: bool = True) -> None:
    """Let Mira own the application with a team, of which Noor is a member."""
    world = bot.discord.world
    mira, noor = world.user("mira"), world.user("noor")
    members = [TeamMember(mira), TeamMember(noor, role, accepted)]
    world.application.team = Team(world.snowflakes(), "Postern", mira, members)


@pytest.fixture
def bot() -> TestBot:
    return TestBot(None)


async def may_shut_down(bot: TestBot, name: str, **options: Any) -> bool:
    """Tell whether somebody passes `owner_only`, with a bot of these options."""
    transport = AppTransport(rest(bot.discord))
    bot.bot = Bot(bot.bot.settings, now=bot.clock.now, transport=transport, **options)

    @bot.bot.slash_command(description="Shut down.")
    @owner_only
    async def shutdown(ctx: CommandContext) -> str:
        return "Bye!"

    account = bot.discord.world.user(name)
    result = await Actor(bot, account, bot.discord.world.channel("bots"), account.locale).slash("shutdown")
    return result.content == "Bye!"


@pytest.mark.seed("P43", "P44")
@pytest.mark.parametrize("option", ["owner_id", "owner_ids"])
@pytest.mark.parametrize(("name", "expected"), [("ben", True), ("ada", False), ("mira", False)])
async def test_owners_that_are_named_are_all_that_there_are(
    bot: TestBot, option: str, name: str, expected: bool
) -> None:
    ben = bot.discord.world.user("ben").id
    named = ben if option == "owner_id" else {ben, 1}

    assert await may_shut_down(bot, name, **{option: named}) is expected
    assert bot.requests == []


@pytest.mark.seed("P44")
@pytest.mark.parametrize("name", ["ben", "mira"])
async def test_every_owner_that_is_named_is_one(bot: TestBot, name: str) -> None:
    world = bot.discord.world

    assert await may_shut_down(bot, name, owner_ids={world.user("ben").id, world.user("mira").id})


@pytest.mark.seed("P68")
@pytest.mark.parametrize(("name", "expected"), [("ada", False), ("mira", True), ("noor", True), ("ben", False)])
async def test_owner_only_asks_discord_where_nobody_is_named(bot: TestBot, name: str, expected: bool) -> None:
    make_team(bot, "developer")

    assert await may_shut_down(bot, name) is expected
    assert await bot.bot.is_owner(user(bot, name)) is expected


@pytest.mark.seed("P68")
async def test_the_owner_of_the_application_owns_the_bot(bot: TestBot) -> None:
    owners = Owners(bot.bot.rest, has_token=True)

    assert await owners.is_owner(user(bot, "ada"))
    assert not await owners.is_owner(user(bot, "ben"))


@pytest.mark.seed("P68")
@pytest.mark.parametrize(
    ("role", "accepted", "expected"),
    [
        ("admin", True, True),
        ("developer", True, True),
        ("read_only", True, False),
        ("", True, False),
        ("something_new", True, False),
        ("admin", False, False),
    ],
)
async def test_in_a_team_those_own_the_bot_who_could_change_it(
    bot: TestBot, role: str, accepted: bool, expected: bool
) -> None:
    make_team(bot, role, accepted=accepted)
    owners = Owners(bot.bot.rest, has_token=True)

    assert await owners.is_owner(user(bot, "mira"))
    assert await owners.is_owner(user(bot, "noor")) is expected
    assert not await owners.is_owner(user(bot, "ada"))


async def test_the_account_that_stands_for_a_team_is_no_owner(bot: TestBot) -> None:
    make_team(bot, "admin")
    application = await bot.bot.rest.applications.get_own()
    assert application.owner is not None

    assert not await Owners(bot.bot.rest, has_token=True).is_owner(application.owner)


async def test_discord_is_asked_once_by_all_who_ask_at_the_same_time(bot: TestBot) -> None:
    owners = Owners(bot.bot.rest, has_token=True)

    answers = await asyncio.gather(*(owners.is_owner(user(bot, name)) for name in ("ada", "ben", "ada")))

    assert answers == [True, False, True]
    assert len(bot.requests) == 1


async def test_who_leaves_the_team_is_no_owner_for_much_longer(bot: TestBot) -> None:
    owners = Owners(bot.bot.rest, has_token=True)
    assert await owners.is_owner(user(bot, "ada"))
    make_team(bot, "admin")

    assert await owners.is_owner(user(bot, "ada"))
    bot.clock.advance(KEPT)
    assert not await owners.is_owner(user(bot, "ada"))
    assert len(bot.requests) == 2


async def test_without_a_token_the_way_out_is_told(bot: TestBot) -> None:
    owners = Owners(bot.bot.rest, has_token=False)

    with pytest.raises(AppError, match=r"owner_ids=.*DISCORD_TOKEN"):
        await owners.is_owner(user(bot, "ada"))
    assert bot.requests == []


async def test_a_refusal_is_not_kept() -> None:
    allowed = False

    class Moody(httpx.AsyncBaseTransport):
        def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
            self._inner = inner

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return await self._inner.handle_async_request(request) if allowed else httpx.Response(403)

    bot = given_bot(wire=Moody)
    owners = Owners(bot.bot.rest, has_token=True)
    with pytest.raises(Forbidden):
        await owners.is_owner(user(bot, "ada"))

    allowed = True
    assert await owners.is_owner(user(bot, "ada"))


async def test_an_application_without_an_owner_has_none(bot: TestBot) -> None:
    class Ownerless(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json={"id": "1"})

    bot = given_bot(wire=lambda _: Ownerless())

    assert not await Owners(bot.bot.rest, has_token=True).is_owner(user(bot, "ada"))
