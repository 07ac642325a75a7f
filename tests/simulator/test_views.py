"""Whose an application is, what was bought of it, and where its files are."""

import re
from typing import Any

from app.simulator.application_views import application_view
from app.simulator.views import attachment_view, entitlements_view
from app.simulator.world import Attachment, Entitlement, Team, TeamMember
from tests.simulator.fake_bot import FakeBot, named


def view(bot: FakeBot) -> dict[str, Any]:
    return application_view(bot.discord.world.application, "", None)


async def test_an_application_belongs_to_one_account_or_to_a_team(bot: FakeBot) -> None:
    world = bot.discord.world
    assert view(bot)["owner"]["username"] == "ada"
    assert view(bot)["team"] is None

    mira, noor = world.user("mira"), world.user("noor")
    members = [TeamMember(mira), TeamMember(noor, "developer", accepted=False)]
    world.application.team = Team(77, "Postern", mira, members)

    team = view(bot)["team"]
    assert view(bot)["owner"] | {"id": "77", "username": "team77"} == view(bot)["owner"]
    assert team["owner_user_id"] == str(mira.id)
    assert [(one["user"]["username"], one["role"], one["membership_state"]) for one in team["members"]] == [
        ("mira", "", 2),
        ("noor", "developer", 1),
    ]


async def test_a_user_has_what_he_and_his_server_have_bought(bot: FakeBot) -> None:
    world = bot.discord.world
    ben, mira, guild = world.user("ben"), world.user("mira"), world.guild
    world.application.entitlements += [
        Entitlement(1, 10, ben.id, starts_at=0.0, ends_at=86_400.0),
        Entitlement(2, 10, mira.id),
        Entitlement(3, 11, mira.id, guild.id),
    ]

    in_guild = entitlements_view(world.application, ben, guild)

    assert [held["id"] for held in in_guild] == ["1", "3"]
    assert in_guild[0]["ends_at"] == "1970-01-02T00:00:00.000000+00:00"
    assert "guild_id" not in in_guild[0]
    assert in_guild[1]["guild_id"] == str(guild.id)
    assert in_guild[1]["starts_at"] is None
    assert [held["id"] for held in entitlements_view(world.application, ben, None)] == ["1"]


async def test_interactions_carry_what_was_bought(bot: FakeBot) -> None:
    world = bot.discord.world
    bot.discord.register(named(["roll"]))
    await bot.discord.command("roll")
    assert bot.received[-1]["entitlements"] == []

    world.application.entitlements.append(Entitlement(1, 10, world.user("ben").id))
    await bot.discord.command("roll")

    assert [held["sku_id"] for held in bot.received[-1]["entitlements"]] == ["10"]


def test_the_address_of_a_file_is_as_long_as_a_signed_one() -> None:
    file = Attachment(1_573_746_466_868_957_204, "a b.txt", "text/plain", b"a", channel_id=7)
    url = attachment_view(file, "https://cdn.discordapp.com")["url"]
    found = re.fullmatch(r"https://[^?]+/attachments/7/\d+/a%20b\.txt\?ex=(\w{8})&is=(\w{8})&hm=[0-9a-f]{64}&", url)

    assert found is not None
    assert int(found[1], 16) - int(found[2], 16) == 86_400
