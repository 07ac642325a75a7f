import pytest

from app.simulator.permissions import ALL, Permission
from app.simulator.world import World
from tests.simulator.fake_bot import FakeBot, Json
from tests.simulator.page_client import PageClient


@pytest.fixture
def world(bot: FakeBot) -> World:
    return bot.discord.world


async def test_permissions_are_listed_as_discords_client_calls_them(page: PageClient) -> None:
    listed = {one["name"]: one["bit"] for one in await page.read("permissions")}

    assert (listed["Manage Messages"], listed["Manage Server"], listed["Timeout Members"]) == (
        "8192",
        "32",
        str(1 << 40),
    )
    assert (len(listed), sum(map(int, listed.values()))) == (len(Permission), ALL)


async def test_a_member_gets_roles_and_a_nickname(page: PageClient, world: World) -> None:
    roles, key = [str(world.role("Moderator").id)], f"member/{world.guild.id}:{world.user('ben').id}"

    await page.send("members", guild=str(world.guild.id), user="ben", roles=roles, nick=" Benny ")
    member = (await page.things())[key]
    assert (member["roles"], member["nick"], member["is_owner"]) == (roles, "Benny", False)
    assert int(member["permissions"]) & Permission.KICK_MEMBERS

    await page.send("members", guild=str(world.guild.id), user="ben", nick=None)
    member = (await page.things())[key]
    assert (member["roles"], member["nick"]) == (roles, None)


async def test_the_owner_may_do_everything_whatever_his_roles_are(page: PageClient, world: World) -> None:
    await page.send("members", guild=str(world.guild.id), user="ada", roles=[])

    member = (await page.things())[f"member/{world.guild.id}:{world.user('ada').id}"]
    assert (member["permissions"], member["is_owner"]) == (str(ALL), True)


async def test_an_administrator_may_do_everything_in_every_channel(page: PageClient, world: World) -> None:
    await page.send("members", guild=str(world.guild.id), user="ben", roles=[str(world.role("Admin").id)])

    seen = await page.read("seen", user=world.user("ben").id, channel=world.channel("bots").id)
    assert (seen["permissions"], seen["channels"][str(world.channel("staff").id)]) == (str(ALL), str(ALL))


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"guild": "5"}, "the server is gone"),
        ({"user": "5"}, "the acting user is gone"),
        ({"roles": ["5"]}, "Postern Playground has no role with the id 5"),
        ({"roles": "5"}, "the field 'roles' must be a list"),
        ({"roles": ["x"]}, "the field 'roles' must be an id, not 'x'"),
        ({"roles": ["@everyone"]}, "everybody has the role @everyone; it cannot be given"),
        ({"roles": ["postern"]}, "the role postern belongs to an application; nobody can give or take it"),
        ({"nick": "x" * 33}, "a nickname has at most 32 characters"),
    ],
)
async def test_what_a_member_cannot_become_is_explained(
    page: PageClient, world: World, wanted: Json, sentence: str
) -> None:
    names = {role.name: str(role.id) for role in world.guild.roles.values()}
    whole: Json = {"guild": str(world.guild.id), "user": "ben", "nick": "new"} | wanted
    if isinstance(whole.get("roles"), list):
        whole["roles"] = [names.get(name, name) for name in whole["roles"]]

    assert await page.refused("members", **whole) == sentence
    assert (world.member("ben").nick, world.member("ben").role_ids) == (None, [])


async def test_who_is_no_member_gets_no_roles(page: PageClient, world: World) -> None:
    neighbours = next(guild for guild in world.guilds.values() if not guild.has_application)

    sentence = await page.refused("members", guild=str(neighbours.id), user="tidy", roles=[])

    assert sentence == "Tidy is no member of The Neighbours"


async def test_taking_a_permission_from_a_role_hides_a_command(page: PageClient, bot: FakeBot, world: World) -> None:
    bot.discord.register([{"name": "kick", "description": "d", "default_member_permissions": "2"}])
    moderator = world.role("Moderator")
    here = {"user": world.user("mira").id, "channel": world.channel("bots").id}
    [kick] = (await page.read("seen", **here))["commands"]
    assert (kick["name"], kick["hidden"]) == ("kick", None)

    bits = str(moderator.permissions & ~Permission.KICK_MEMBERS)
    await page.send("roles", guild=str(world.guild.id), role=str(moderator.id), permissions=bits)

    [kick] = (await page.read("seen", **here))["commands"]
    assert kick["hidden"] == "Mira may not use kick here: it needs Kick Members"
    assert (await page.things())[f"role/{moderator.id}"]["permissions"] == bits


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"role": "5"}, "Postern Playground has no role with the id 5"),
        ({"permissions": "x"}, "'x' is no set of permissions"),
        ({"permissions": "-1"}, "'-1' is no set of permissions"),
        ({"permissions": str(1 << 47)}, f"'{1 << 47}' is no set of permissions"),
        ({"permissions": "9" * 5000}, "is no set of permissions"),
        ({"permissions": 8}, "the field 'permissions' must be a text"),
        ({"permissions": None}, "the field 'permissions' is missing"),
    ],
)
async def test_what_a_role_cannot_permit_is_explained(
    page: PageClient, world: World, wanted: Json, sentence: str
) -> None:
    whole: Json = {"guild": str(world.guild.id), "role": str(world.guild.id), "permissions": "0"} | wanted

    assert sentence in await page.refused("roles", **whole)


async def test_a_user_gets_a_language_purchases_and_an_installation(
    page: PageClient, bot: FakeBot, world: World
) -> None:
    bot.discord.register([{"name": "roll", "description": "d"}])
    golden, spare = (str(sku.id) for sku in world.application.skus)
    key = f"user/{world.user('ben').id}"

    await page.send("users", user="ben", locale="de", entitlements=[golden, spare], has_installed=False)
    user = (await page.things())[key]
    assert (user["locale"], user["entitlements"], user["has_installed"]) == ("de", [golden, spare], False)
    first = world.application.entitlements[0]
    await page.send("users", user="ben", entitlements=[golden], has_installed=True)
    user = (await page.things())[key]
    assert (user["locale"], user["entitlements"], user["has_installed"]) == ("de", [golden], True)
    # What he had already is the same purchase as before.
    assert world.application.entitlements == [first]

    await bot.discord.command("roll")
    assert (bot.received[-1]["locale"], [one["sku_id"] for one in bot.received[-1]["entitlements"]]) == ("de", [golden])


async def test_a_new_person_joins_the_first_guild(page: PageClient, bot: FakeBot, world: World) -> None:
    bot.discord.register([{"name": "roll", "description": "d"}])

    made = await page.send("users", name=" Zoë Ähm ")

    user = (await page.things())[f"user/{made['id']}"]
    assert (user["name"], user["username"], user["locale"]) == ("Zoë Ähm", "zo_hm", "en-US")
    assert f"member/{world.guild.id}:{made['id']}" in await page.things()
    for channel in (str(world.channel("bots").id), "dm"):
        assert (await page.send("interactions", user=made["id"], channel=channel, name="roll"))["id"]
    other = await page.send("users", name="zo-hm")
    assert (await page.things())[f"user/{other['id']}"]["username"] == "zo_hm2"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"user": "ben", "locale": "tlh"}, "Discord's client does not know the language 'tlh'"),
        ({"user": "ben", "entitlements": ["5"]}, "the application sells nothing with the id 5"),
        ({"user": "ben", "entitlements": ["x"]}, "the field 'entitlements' must be an id, not 'x'"),
        ({"user": "ben", "has_installed": "yes"}, "the field 'has_installed' must be true or false"),
        ({"user": "5"}, "the acting user is gone"),
        ({}, "the field 'name' is missing"),
        ({"name": " "}, "a name has 1 to 32 characters"),
        ({"name": "x" * 33}, "a name has 1 to 32 characters"),
        ({"name": "BEN"}, "somebody is called BEN already"),
    ],
)
async def test_what_a_user_cannot_become_is_explained(
    page: PageClient, world: World, wanted: Json, sentence: str
) -> None:
    assert await page.refused("users", **wanted) == sentence
    assert len(world.users) == 6
