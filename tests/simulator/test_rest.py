from typing import Any

import pytest

from tests.simulator.fake_bot import Answer, FakeBot, Json, answers, named, says


@pytest.fixture
def auth(bot: FakeBot) -> dict[str, str]:
    return {"Authorization": f"Bot {bot.discord.bot_token}"}


@pytest.fixture
def commands(bot: FakeBot) -> str:
    return f"/applications/{bot.discord.application_id}/commands"


async def test_the_bot_token_opens_its_routes_and_nothing_else_does(bot: FakeBot, auth: dict[str, str]) -> None:
    assert (await bot.rest.get("/users/@me", headers=auth)).json()["bot"] is True
    assert (await bot.rest.get("/applications/@me", headers=auth)).json()["verify_key"] == bot.discord.public_key
    for wrong in ({}, {"Authorization": "Bot x"}, {"Authorization": bot.discord.bot_token}):
        response = await bot.rest.get("/users/@me", headers=wrong)
        assert (response.status_code, response.json()) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_an_unknown_route_is_refused_in_discords_form(bot: FakeBot) -> None:
    unknown = await bot.rest.get("/nowhere")
    wrong_method = await bot.rest.delete("/users/@me")

    assert (unknown.status_code, unknown.json()) == (404, {"message": "404: Not Found", "code": 0})
    assert (wrong_method.status_code, wrong_method.json()["code"]) == (405, 0)


async def test_requests_are_recorded_without_their_token(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    interaction = await bot.discord.command("roll")

    await bot.rest.post(bot.hook(interaction.payload), json={"content": "x"})
    await bot.rest.post(bot.hook(interaction.payload), content=b"{", headers={"Content-Type": "application/json"})

    first, second = bot.discord.requests
    path = f"/api/v10/webhooks/{bot.discord.application_id}/{{token}}"
    assert (first.method, first.path, first.json, first.at) == ("POST", path, {"content": "x"}, 1_800_000_000.5)
    assert second.json is None


async def test_what_discord_tolerates_is_noted_and_answered(bot: FakeBot, auth: dict[str, str]) -> None:
    bot.discord.register(named(["roll"]))
    interaction = await bot.discord.command("roll")
    assert bot.discord.violations == []

    path = bot.hook(interaction.payload, "/messages/@original")
    response = await bot.rest.get(path, headers={**auth, "User-Agent": "python"})

    assert response.status_code == 200
    assert len(bot.discord.violations) == 2
    assert not any(interaction.token in line for line in bot.discord.violations)


async def test_a_callback_tells_of_its_message_when_asked(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    seen: list[Any] = []

    async def calls_back(interaction: Json) -> Answer:
        path = bot.callback(interaction) + "?with_response=true"
        seen.append((await bot.rest.post(path, json={"type": 4, "data": {"content": "x", "flags": 64}})).json())
        return Answer(status=202, raw=b"")

    bot.behaviour = calls_back
    interaction = await bot.discord.command("roll")
    await interaction.until(lambda i: i.status)

    assert seen[0]["interaction"]["id"] == str(interaction.id)
    assert seen[0]["interaction"]["response_message_ephemeral"] is True
    assert seen[0]["resource"] == {"type": 4, "message": interaction.original}


async def test_a_bulk_overwrite_keeps_what_it_knows(bot: FakeBot, auth: dict[str, str], commands: str) -> None:
    first = (await bot.rest.put(commands, headers=auth, json=named(["roll", "sum"]))).json()
    second = (await bot.rest.put(commands, headers=auth, json=[*named(["roll"]), {"name": "Who", "type": 2}])).json()

    assert second[0] == first[0]
    assert [command["name"] for command in bot.discord.commands.listed()] == ["roll", "Who"]
    changed = (await bot.rest.put(commands, headers=auth, json=[{"name": "roll", "description": "new"}])).json()
    assert changed[0]["id"] == first[0]["id"]
    assert changed[0]["version"] != first[0]["version"]


async def test_commands_are_created_read_edited_and_deleted(bot: FakeBot, auth: dict[str, str], commands: str) -> None:
    created = await bot.rest.post(commands, headers=auth, json=named(["roll"])[0])
    again = await bot.rest.post(commands, headers=auth, json={"name": "roll", "description": "Again"})
    one = f"{commands}/{created.json()['id']}"

    assert (created.status_code, again.status_code) == (201, 200)
    assert (await bot.rest.get(one, headers=auth)).json()["description"] == "Again"
    assert (await bot.rest.patch(one, headers=auth, json={"description": "New"})).json()["description"] == "New"
    assert (await bot.rest.patch(one, headers=auth, json={"name": "Bad Name"})).status_code == 400
    assert (await bot.rest.delete(one, headers=auth)).status_code == 204
    assert (await bot.rest.get(one, headers=auth)).json()["code"] == 10063


async def test_two_commands_cannot_get_one_name(bot: FakeBot, auth: dict[str, str], commands: str) -> None:
    first, _ = (await bot.rest.put(commands, headers=auth, json=named(["roll", "sum"]))).json()

    response = await bot.rest.patch(f"{commands}/{first['id']}", headers=auth, json={"name": "sum"})

    assert (response.status_code, response.json()["code"]) == (400, 40041)


async def test_commands_of_a_guild_stand_apart(bot: FakeBot, auth: dict[str, str], commands: str) -> None:
    guild = f"/applications/{bot.discord.application_id}/guilds/{bot.discord.world.guild.id}/commands"
    [stored] = (await bot.rest.put(guild, headers=auth, json=named(["roll"]))).json()

    assert stored["guild_id"] == str(bot.discord.world.guild.id)
    assert "contexts" not in stored
    assert (await bot.rest.get(commands, headers=auth)).json() == []
    elsewhere = await bot.rest.get(f"/applications/{bot.discord.application_id}/guilds/1/commands", headers=auth)
    stranger = await bot.rest.get("/applications/1/commands", headers=auth)
    assert (elsewhere.json()["code"], stranger.json()["code"]) == (50001, 20012)


async def test_lists_show_translations_only_when_asked(bot: FakeBot, auth: dict[str, str], commands: str) -> None:
    sent = {"name": "roll", "description": "d", "name_localizations": {"de": "wurf", "fr": "roll"}}
    await bot.rest.put(commands, headers=auth, json=[sent])

    [plain] = (await bot.rest.get(commands, headers={**auth, "X-Discord-Locale": "de"})).json()
    [full] = (await bot.rest.get(commands + "?with_localizations=true", headers=auth)).json()

    assert plain["name_localized"] == "wurf"
    assert "name_localizations" not in plain
    assert full["name_localizations"] == {"de": "wurf"}


@pytest.mark.parametrize("body", [{"not": "a list"}, ["x"], None])
async def test_a_bulk_overwrite_takes_a_list_of_commands(
    bot: FakeBot, auth: dict[str, str], commands: str, body: object
) -> None:
    assert (await bot.rest.put(commands, headers=auth, json=body)).json()["code"] == 50035


async def test_a_new_endpoint_is_probed_before_it_is_kept(bot: FakeBot, auth: dict[str, str]) -> None:
    change = {"interactions_endpoint_url": "http://bot.test/other"}

    bot.verifies = False
    refused = await bot.rest.patch("/applications/@me", headers=auth, json=change)
    bot.verifies = True
    accepted = await bot.rest.patch("/applications/@me", headers=auth, json=change)

    assert refused.json()["code"] == 50035
    assert accepted.json()["interactions_endpoint_url"] == bot.discord.endpoint == "http://bot.test/other"


async def test_uploaded_files_can_be_fetched_and_run_nowhere(bot: FakeBot) -> None:
    bot.discord.world.cdn_url = "http://discord.test"
    bot.discord.register(named(["roll"]))
    bot.behaviour = says("x")
    interaction = await bot.discord.command("roll")
    file = {"files[0]": ("a.html", b"<script>", "text/html")}
    message = (await bot.rest.post(bot.hook(interaction.payload), files=file)).json()

    response = await bot.rest.get(message["attachments"][0]["url"])
    missing = await bot.rest.get("http://discord.test/attachments/1/2/a.html")

    assert response.content == b"<script>"
    assert response.headers["content-security-policy"].startswith("sandbox")
    assert response.headers["content-disposition"] == "attachment"
    assert missing.status_code == 404


async def test_the_name_of_a_file_is_written_into_its_address_as_addresses_are(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    bot.behaviour = says("x")
    interaction = await bot.discord.command("roll")
    file = {"files[0]": ("a b#1?.txt", b"text", "text/plain")}
    message = (await bot.rest.post(bot.hook(interaction.payload), files=file)).json()
    url = message["attachments"][0]["url"]

    assert url.partition("?")[0].endswith("/a%20b%231%3F.txt")
    assert (await bot.rest.get(url)).content == b"text"


async def test_a_token_that_is_sent_to_a_file_is_noted(bot: FakeBot, auth: dict[str, str]) -> None:
    await bot.rest.get("http://discord.test/attachments/1/2/a.html", headers=auth)

    assert bot.discord.violations == ["GET /attachments/1/2/a.html: an Authorization header does not belong to a file"]


async def test_launching_an_activity_is_an_answer(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))
    bot.behaviour = answers(Answer({"type": 12}))

    interaction = await bot.discord.command("roll")

    assert (interaction.state, interaction.original) == ("answered", None)


async def test_a_bulk_overwrite_cannot_remove_the_entry_point_command(
    bot: FakeBot, auth: dict[str, str], commands: str
) -> None:
    launch = {"name": "launch", "description": "Play", "type": 4, "handler": 2}
    assert (await bot.rest.put(commands, headers=auth, json=[launch])).status_code == 200

    refused = await bot.rest.put(commands, headers=auth, json=named(["roll"]))

    assert (refused.status_code, refused.json()["code"]) == (400, 50240)


async def test_permission_for_direct_messages_is_read_where_there_are_no_contexts(
    bot: FakeBot, auth: dict[str, str], commands: str
) -> None:
    [roll] = named(["roll"])
    [stored] = (await bot.rest.put(commands, headers=auth, json=[roll | {"dm_permission": False}])).json()
    one = f"{commands}/{stored['id']}"
    edited = (await bot.rest.patch(one, headers=auth, json={"contexts": [0, 1]})).json()

    assert (stored["dm_permission"], edited["dm_permission"]) == (False, True)


async def test_the_bots_guilds_are_listed_page_by_page(bot: FakeBot, auth: dict[str, str]) -> None:
    everything = (await bot.rest.get("/users/@me/guilds", headers=auth)).json()
    first = int(everything[0]["id"])
    page = await bot.rest.get(f"/users/@me/guilds?limit=1&after={first - 1}", headers=auth)
    rest = await bot.rest.get(f"/users/@me/guilds?limit=5&after={first}", headers=auth)

    assert [guild["id"] for guild in everything] == [
        str(guild_id)
        for guild_id in sorted(bot.discord.world.guilds)
        if bot.discord.world.guilds[guild_id].has_application
    ]
    assert page.json() == everything[:1]
    assert rest.json() == everything[1:]
