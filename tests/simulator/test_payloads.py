from typing import Any

import pytest

from tests.simulator.fake_bot import FakeBot, named

ALWAYS = {
    "id",
    "application_id",
    "type",
    "token",
    "version",
    "app_permissions",
    "entitlements",
    "authorizing_integration_owners",
    "attachment_size_limit",
}
TREE = {
    "name": "tag",
    "description": "Tags.",
    "options": [
        {
            "type": 2,
            "name": "admin",
            "description": "For admins.",
            "options": [
                {
                    "type": 1,
                    "name": "create",
                    "description": "Create.",
                    "options": [{"type": 3, "name": "text", "description": "Text"}],
                }
            ],
        },
        {"type": 1, "name": "show", "description": "Show."},
    ],
}


@pytest.fixture(autouse=True)
def registered(bot: FakeBot) -> None:
    both = {"name": "both", "description": "Both.", "integration_types": [0, 1]}
    bot.discord.register([*named(["roll"]), TREE, both, {"name": "Who", "type": 2}, {"name": "Quote it", "type": 3}])


async def sent(bot: FakeBot, name: str = "roll", **where: Any) -> dict[str, Any]:
    await bot.discord.command(name, **where)
    return bot.received[-1]


async def test_a_ping_has_all_that_is_always_there(bot: FakeBot) -> None:
    await bot.discord.ping()

    assert bot.received[-1].keys() >= ALWAYS
    assert "data" not in bot.received[-1]


async def test_an_interaction_in_a_guild_has_a_member_and_no_user(bot: FakeBot) -> None:
    payload = await sent(bot, user=bot.discord.world.user("noor"))

    guild = bot.discord.world.guild
    assert payload.keys() >= ALWAYS | {
        "guild",
        "guild_id",
        "guild_locale",
        "channel",
        "channel_id",
        "locale",
        "context",
    }
    assert "user" not in payload
    assert payload["context"] == 0
    assert payload["authorizing_integration_owners"] == {"0": str(guild.id)}
    assert payload["guild"] == {"id": str(guild.id), "locale": "en-US", "features": guild.features}
    assert payload["member"]["nick"] == "Noor of the North"
    assert payload["member"]["permissions"].isdecimal()
    assert (payload["locale"], payload["guild_locale"]) == ("fr", "en-US")


async def test_an_interaction_in_a_dm_has_a_user_and_no_member(bot: FakeBot) -> None:
    world = bot.discord.world
    payload = await sent(bot, channel=world.dm(world.user("ben")), locale="pl")

    assert payload["user"]["username"] == "ben"
    assert not {"member", "guild", "guild_id", "guild_locale"} & payload.keys()
    assert (payload["context"], payload["authorizing_integration_owners"]) == (1, {"0": "0"})
    assert payload["locale"] == "pl"


async def test_elsewhere_only_a_user_install_brings_a_command(bot: FakeBot) -> None:
    world = bot.discord.world
    private = next(c for c in world.channels.values() if world.application.bot not in c.recipients)

    payload = await sent(bot, "both", channel=private)

    assert payload["context"] == 2
    assert payload["authorizing_integration_owners"] == {"1": str(world.user("ben").id)}
    with pytest.raises(ValueError, match="not offered here"):
        await bot.discord.command("roll", channel=private)


async def test_a_guild_without_the_bot_user_still_tells_the_applications_rights(bot: FakeBot) -> None:
    world = bot.discord.world
    del world.guild.members[world.application.bot.id]

    payload = await sent(bot)

    assert payload["app_permissions"] == str(1 << 14 | 1 << 15 | 1 << 17)
    assert "app_permissions" not in payload["channel"]


async def test_groups_and_subcommands_nest(bot: FakeBot) -> None:
    payload = await sent(bot, "tag admin create", options={"text": "hi"})

    leaf = {"name": "text", "type": 3, "value": "hi"}
    assert payload["data"]["options"] == [
        {"name": "admin", "type": 2, "options": [{"name": "create", "type": 1, "options": [leaf]}]}
    ]
    assert (await sent(bot, "tag show"))["data"]["options"] == [{"name": "show", "type": 1, "options": []}]
    assert "options" not in (await sent(bot))["data"]


async def test_context_menu_commands_carry_their_target(bot: FakeBot) -> None:
    world = bot.discord.world
    await bot.discord.user_command("Who", world.member("mira"))
    on_user = bot.received[-1]["data"]
    message = next(iter(world.messages.values()))
    await bot.discord.message_command("Quote it", message)
    on_message = bot.received[-1]["data"]

    assert on_user["target_id"] in on_user["resolved"]["users"]
    assert on_user["target_id"] in on_user["resolved"]["members"]
    assert on_message["resolved"]["messages"] == {on_message["target_id"]: message}
    assert (on_user["type"], on_message["type"]) == (2, 3)


async def test_a_guild_command_says_so(bot: FakeBot) -> None:
    guild_id = bot.discord.world.guild.id
    bot.discord.register(named(["local"]), guild_id)

    assert (await sent(bot, "local"))["data"]["guild_id"] == str(guild_id)
    assert "guild_id" not in (await sent(bot))["data"]


async def test_ids_and_tokens_never_repeat(bot: FakeBot) -> None:
    payloads = [await sent(bot) for _ in range(20)]

    assert len({payload["id"] for payload in payloads}) == 20
    assert len({payload["token"] for payload in payloads}) == 20
