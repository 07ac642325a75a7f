import asyncio

import pytest

from app.simulator.interaction import Interaction
from tests.simulator.fake_bot import Answer, FakeBot, Json, answers, says
from tests.simulator.page_client import PageClient

OPTIONS = [
    {"type": 3, "name": "what", "description": "What", "autocomplete": True},
    {"type": 11, "name": "file", "description": "File"},
    {"type": 6, "name": "who", "description": "Who"},
]
COMMANDS: list[Json] = [
    {"name": "find", "description": "Find it.", "options": OPTIONS},
    {"name": "Who", "type": 2},
    {"name": "Quote", "type": 3},
    {"name": "Launch", "type": 4, "handler": 2},
]
FIELDS = [
    {"type": 18, "label": "Why", "component": {"type": 4, "custom_id": "why", "style": 1}},
    {"type": 18, "label": "Proof", "component": {"type": 19, "custom_id": "proof", "max_values": 2, "required": False}},
]
MODAL = {"type": 9, "data": {"custom_id": "form", "title": "Tell us", "components": FIELDS}}
BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "7"}
MENU = {
    "type": 3,
    "id": 9,
    "custom_id": "pick",
    "options": [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}],
}


@pytest.fixture(autouse=True)
def registered(bot: FakeBot) -> None:
    bot.discord.register(COMMANDS)


async def answered(bot: FakeBot, sent: Json) -> Interaction:
    [interaction] = [one for one in bot.discord.interactions.values() if str(one.id) == sent["id"]]
    return await interaction.until(lambda i: i.state != "waiting")


async def with_components(page: PageClient, bot: FakeBot) -> Json:
    """Give a message with a button and a menu that Ben's command was answered with."""
    bot.behaviour = says("choose", components=[{"type": 1, "components": [one]} for one in (BUTTON, MENU)])
    interaction = await answered(bot, await page.send("interactions", user="ben", channel="bots", name="find"))
    assert interaction.original is not None
    return interaction.original


async def test_a_command_is_sent_and_its_answer_shown(page: PageClient, bot: FakeBot) -> None:
    sent = await page.send("interactions", user="ben", channel="bots", name="find", options={"what": "x"}, locale="de")
    interaction = await answered(bot, sent)
    things = await page.things()

    shown = things[f"interaction/{sent['id']}"]
    assert (shown["state"], shown["user_id"]) == ("answered", str(bot.discord.world.user("ben").id))
    assert shown["options"] == [{"name": "what", "type": 3, "value": "x"}]
    assert things[f"message/{shown['original_id']}"]["content"] == "hello"
    assert (bot.received[-1]["locale"], interaction.content) == ("de", "hello")


async def test_a_file_is_sent_along(page: PageClient, bot: FakeBot) -> None:
    files = [("file", ("a.txt", b"hello", "text/plain"))]
    await answered(bot, await page.send("interactions", user="ben", channel="dm", name="find", files=files))

    [attachment] = bot.received[-1]["data"]["resolved"]["attachments"].values()
    assert (attachment["filename"], attachment["size"], attachment["content_type"]) == ("a.txt", 5, "text/plain")
    assert bot.received[-1]["context"] == 1


async def test_a_json_body_does_as_well_as_a_form(page: PageClient, bot: FakeBot) -> None:
    world = bot.discord.world
    wanted = {"name": "find", "user": world.user("ben").id, "channel": str(world.channel("bots").id)}

    assert (await page.http.post("/playground/interactions", json=wanted)).status_code == 202


async def test_context_menu_commands_are_sent_with_their_target(page: PageClient, bot: FakeBot) -> None:
    world = bot.discord.world
    for kind, name, target in ((2, "Who", world.user("ada").id), (3, "Quote", next(iter(world.messages)))):
        wanted: Json = {"name": name, "type": kind, "target": str(target)}
        await answered(bot, await page.send("interactions", user="ben", channel="bots", **wanted))
        assert bot.received[-1]["data"]["target_id"] == str(target)


async def test_the_command_that_opens_an_activity_is_sent_without_a_target(page: PageClient, bot: FakeBot) -> None:
    sent = await page.send("interactions", user="ben", channel="bots", name="Launch", type=4)

    shown = (await page.things())[f"interaction/{sent['id']}"]
    assert (shown["name"], shown["state"], shown["callback_type"]) == ("Launch", "answered", 12)
    assert bot.received == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "nope"}, "no command 'nope' is registered"),
        ({"name": ...}, "the field 'name' is missing"),
        ({"name": 7}, "the field 'name' must be a text"),
        ({"options": {"x": 1}}, "no option 'x'"),
        ({"options": {"what": 1}}, "what: 1 is not a string"),
        ({"options": {"who": "12"}}, "no user has the id '12'"),
        ({"options": []}, "the field 'options' must be an object"),
        ({"user": "1"}, "the acting user is gone"),
        ({"user": True}, "the field 'user' must be an id, not True"),
        ({"channel": "1"}, "the channel is gone"),
        ({"channel": ...}, "the field 'channel' is missing"),
        ({"locale": "tlh"}, "Discord's client does not know the language 'tlh'"),
        ({"type": 2, "name": "Who"}, "the field 'target' is missing"),
        ({"type": 2, "name": "Who", "target": "x"}, "the field 'target' must be an id, not 'x'"),
        ({"type": 9}, "there are no commands of type 9"),
        ({"type": []}, "there are no commands of type []"),
        ({"channel": "staff"}, "Ben does not see this channel"),
        ({"channel": "lobby"}, "find is not offered here"),
    ],
)
async def test_what_cannot_be_sent_is_explained(page: PageClient, bot: FakeBot, changes: Json, sentence: str) -> None:
    wanted: Json = {"user": "ben", "channel": "bots", "name": "find"} | changes

    assert sentence in await page.refused("interactions", **wanted)
    assert bot.received == []


async def test_a_file_that_is_too_large_is_not_sent(page: PageClient, bot: FakeBot) -> None:
    bot.discord.world.user("ben").upload_limit = bot.discord.world.guild.upload_limit = 4
    files = [("file", ("a.txt", b"hello", "text/plain"))]

    sentence = await page.refused("interactions", user="ben", channel="bots", name="find", files=files)

    assert sentence == "'a.txt' has 5 bytes, at most 4 can be uploaded here"


@pytest.mark.parametrize("content", [b"{", b"[]", b"", b'{"user": "\\ud800"}'])
async def test_an_unreadable_request_is_explained(page: PageClient, content: bytes) -> None:
    for path in ("interactions", "autocomplete", "clicks", "forms", "messages", "members", "users"):
        response = await page.http.post(f"/playground/{path}", content=content)
        assert (response.status_code, bool(response.json()["error"])) == (400, True)


async def test_a_form_without_its_end_is_explained(page: PageClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = await page.http.post("/playground/clicks", content=b"--x\r\n", headers=headers)

    assert response.json() == {"error": "multipart body without its closing boundary"}


async def test_choices_come_while_typing(page: PageClient, bot: FakeBot) -> None:
    choices = [{"name": "One", "value": "1"}]
    bot.behaviour = answers(Answer({"type": 8, "data": {"choices": choices}}))

    shown = await page.send("autocomplete", user="ben", channel="bots", name="find", focused="what", value="o")

    assert (shown["choices"], shown["failure"]) == (choices, None)
    # The inspector shows it, so that an author sees what came of it.
    assert (await page.things())[f"interaction/{shown['id']}"]["type"] == 4
    sentence = await page.refused("autocomplete", user="ben", channel="bots", name="find", focused="file")
    assert "not registered with autocomplete" in sentence


async def test_a_button_is_clicked_and_a_menu_chosen_in(page: PageClient, bot: FakeBot) -> None:
    message = await with_components(page, bot)

    clicked = await page.send("clicks", user="mira", message=message["id"], component="7", locale="fr")
    await answered(bot, clicked)
    assert (bot.received[-1]["data"]["custom_id"], bot.received[-1]["locale"]) == ("7", "fr")
    # A number is a component's id, a text its custom_id.
    chosen = await page.send("choices", user="ben", message=message["id"], component=9, values=["2"])
    await answered(bot, chosen)
    assert bot.received[-1]["data"]["values"] == ["2"]
    things = await page.things()
    shown, menu = things[f"interaction/{clicked['id']}"], things[f"interaction/{chosen['id']}"]
    assert (shown["source_id"], shown["custom_id"]) == (message["id"], "7")
    assert [(one["component_type"], one["values"]) for one in (shown, menu)] == [(2, None), (3, ["2"])]


@pytest.mark.parametrize(
    ("path", "changes", "sentence"),
    [
        ("clicks", {"component": "nope"}, "no component with the custom_id 'nope'"),
        ("clicks", {"component": True}, "must be a custom_id or the number of a component"),
        ("clicks", {"component": "pick"}, "is no button"),
        ("clicks", {"component": "7", "message": "5"}, "the message has been deleted"),
        ("choices", {"component": "pick", "values": ["3"]}, "is not among the options"),
        ("choices", {"component": "pick"}, "the field 'values' is missing"),
        ("choices", {"component": "pick", "values": "1"}, "the field 'values' must be a list"),
        ("choices", {"component": "pick", "values": [[], {}]}, "is not among the options"),
    ],
)
async def test_what_cannot_be_done_with_a_component_is_explained(
    page: PageClient, bot: FakeBot, path: str, changes: Json, sentence: str
) -> None:
    message = await with_components(page, bot)

    assert sentence in await page.refused(path, **{"user": "ben", "message": message["id"]} | changes)


async def test_an_ephemeral_button_is_for_its_reader_alone(page: PageClient, bot: FakeBot) -> None:
    bot.behaviour = says("psst", flags=64, components=[{"type": 1, "components": [BUTTON]}])
    interaction = await answered(bot, await page.send("interactions", user="ben", channel="bots", name="find"))
    assert interaction.original is not None

    sentence = await page.refused("clicks", user="mira", message=interaction.original["id"], component="7")

    assert "it is for another user alone" in sentence


async def test_a_form_is_sent_with_its_files(page: PageClient, bot: FakeBot) -> None:
    bot.behaviour = answers(Answer(MODAL))
    opened = await page.send("interactions", user="ben", channel="bots", name="find")
    await answered(bot, opened)
    shown = (await page.things())[f"interaction/{opened['id']}"]
    assert (shown["modal"]["title"], shown["submission"]) == ("Tell us", None)

    bot.behaviour = says("thanks")
    files = [("proof", (name, b"x", "text/plain")) for name in ("a.txt", "b.txt")]
    sent = await page.send("forms", interaction=opened["id"], values={"why": "So"}, files=files)
    await answered(bot, sent)

    text, proof = (label["component"] for label in bot.received[-1]["data"]["components"])
    names = [one["filename"] for one in bot.received[-1]["data"]["resolved"]["attachments"].values()]
    assert (text["value"], len(proof["values"]), names) == ("So", 2, ["a.txt", "b.txt"])
    things = await page.things()
    assert things[f"interaction/{opened['id']}"]["submission"] == {"id": sent["id"], "state": "answered"}
    assert things[f"interaction/{sent['id']}"]["opener_id"] == opened["id"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"interaction": "12"}, "proof", "the form is gone"),
        ({"values": {}}, "proof", "why: must be filled in"),
        ({"values": {"why": 1}}, "proof", "why: 1 is not a text"),
        ({"values": {"why": "x", "more": "y"}}, "proof", "no field 'more'"),
        ({}, "why", "the form has no field 'why' for files"),
    ],
)
async def test_what_cannot_be_submitted_is_explained(
    page: PageClient, bot: FakeBot, changes: Json, field: str, sentence: str
) -> None:
    bot.behaviour = answers(Answer(MODAL))
    opened = await page.send("interactions", user="ben", channel="bots", name="find")
    await answered(bot, opened)
    wanted: Json = {"interaction": opened["id"], "values": {"why": "x"}} | changes

    assert sentence in await page.refused("forms", files=[(field, ("a.txt", b"x", "text/plain"))], **wanted)


async def test_an_interaction_without_a_form_cannot_be_submitted(page: PageClient, bot: FakeBot) -> None:
    opened = await page.send("interactions", user="ben", channel="bots", name="find")
    await answered(bot, opened)

    assert await page.refused("forms", interaction=opened["id"], values={}) == "the form is gone"


async def test_what_the_bot_does_not_answer_is_told(page: PageClient, bot: FakeBot) -> None:
    bot.behaviour = answers(Answer({"error": "no"}, 500))
    sent = await page.send("interactions", user="ben", channel="bots", name="find")
    await answered(bot, sent)
    await asyncio.sleep(0)

    shown = (await page.things())[f"interaction/{sent['id']}"]
    assert (shown["state"], "500" in shown["failure"]) == ("failed", True)
