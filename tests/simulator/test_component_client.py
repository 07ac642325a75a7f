"""Clicks, choices and forms, as Discord tells a bot of them."""

from typing import Any

import pytest

from app.simulator.interaction import Interaction
from app.simulator.permissions import Permission
from app.simulator.rules import EPHEMERAL, IS_COMPONENTS_V2
from app.simulator.views import message_view
from app.simulator.world import Overwrite
from tests.simulator.component_cases import (
    TEXT,
    box,
    button,
    container,
    entities,
    label,
    link,
    menu,
    modal,
    premium,
    row,
    section,
)
from tests.simulator.fake_bot import Answer, FakeBot, answers, named, says

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def registered(bot: FakeBot) -> None:
    bot.discord.register([*named(["roll"]), named(["mine"])[0] | {"integration_types": [1], "contexts": [0, 1, 2]}])


async def sent(bot: FakeBot, *components: Json, name: str = "roll", content: str = "hello", flags: int = 0) -> Json:
    """Let the bot answer a command of Ben's with these components, and return its message."""
    bot.behaviour = says(content, components=list(components), flags=flags)
    message = (await bot.discord.command(name)).original
    assert message is not None
    bot.behaviour = answers(Answer({"type": 6}))
    return message


async def opened(bot: FakeBot, *components: Json, source: Json | None = None) -> Interaction:
    """Let the bot answer a command, or a click, with this form."""
    bot.behaviour = answers(Answer({"type": 9, "data": modal(*components)}))
    begun = await bot.discord.click(source, "go") if source else await bot.discord.command("roll")
    assert begun.modal is not None
    bot.behaviour = says("thanks")
    return begun


# ── what the bot is told ──


async def test_a_click_tells_which_button_of_which_message(bot: FakeBot) -> None:
    message = await sent(bot, row(link(), button()))
    begun = await bot.discord.click(message, "go")
    told = bot.received[-1]

    assert told["type"] == 3
    assert told["data"] == {"custom_id": "go", "component_type": 2, "id": 3}
    assert told["message"] == message
    assert told["message"]["interaction_metadata"]["user"] == told["member"]["user"]
    assert told["authorizing_integration_owners"] == message["interaction_metadata"]["authorizing_integration_owners"]
    assert (begun.name, begun.state, begun.source) == ("Go", "deferred", message)


async def test_a_button_is_found_wherever_it_stands(bot: FakeBot) -> None:
    message = await sent(
        bot,
        container(section(accessory=button("beside")), row(button("within"))),
        row(button("below")),
        content="",
        flags=IS_COMPONENTS_V2,
    )

    for custom_id, number in [("beside", 4), ("within", 6), ("below", 8)]:
        await bot.discord.click(int(message["id"]), custom_id)
        assert bot.received[-1]["data"] == {"custom_id": custom_id, "component_type": 2, "id": number}


async def test_who_clicks_need_not_be_who_asked(bot: FakeBot) -> None:
    message = await sent(bot, row(button()), name="mine")
    ada, ben = (bot.discord.world.user(name) for name in ("ada", "ben"))
    await bot.discord.click(message, "go", user=ada, locale="fr")
    told = bot.received[-1]

    assert (told["member"]["user"]["username"], told["locale"]) == ("ada", "fr")
    assert told["authorizing_integration_owners"] == {"1": str(ben.id)}


async def test_a_message_that_answers_nothing_belongs_to_the_server(bot: FakeBot) -> None:
    channel = bot.discord.world.channel("general")
    body = {"content": "x", "components": [row(button())]}
    headers = {"Authorization": f"Bot {bot.discord.bot_token}"}
    made = (await bot.rest.post(f"/channels/{channel.id}/messages", json=body, headers=headers)).json()
    bot.behaviour = answers(Answer({"type": 7, "data": {"content": "y", "components": []}}))
    begun = await bot.discord.click(int(made["id"]), "go")
    told = bot.received[-1]

    assert told["authorizing_integration_owners"] == {"0": str(bot.discord.world.guild.id)}
    assert told["channel_id"] == str(channel.id)
    assert (begun.content, begun.original, made["content"]) == ("y", begun.source, "x")
    assert told["message"]["content"] == "x"


async def test_a_choice_tells_the_values(bot: FakeBot) -> None:
    message = await sent(bot, row(menu(max_values=2)))
    await bot.discord.select(message, "pick", ["2", "1"])

    assert bot.received[-1]["data"] == {"custom_id": "pick", "component_type": 3, "id": 2, "values": ["2", "1"]}


async def test_a_choice_of_people_and_things_tells_who_and_what_they_are(bot: FakeBot) -> None:
    world = bot.discord.world
    ada, artist, general = world.user("ada"), world.role("Artist"), world.channel("general")
    message = await sent(bot, *(row(entities(kind, max_values=2)) for kind in (5, 6, 7, 8)))
    told = []
    choices: list[tuple[int, list[object]]] = [(5, [ada]), (6, [artist]), (7, [artist, ada.id]), (8, [general])]
    for kind, values in choices:
        await bot.discord.select(message, f"pick{kind}", values)
        told.append(bot.received[-1]["data"])

    assert [data["component_type"] for data in told] == [5, 6, 7, 8]
    assert told[2]["values"] == [str(artist.id), str(ada.id)]
    assert [{key: list(found) for key, found in data["resolved"].items()} for data in told] == [
        {"users": [str(ada.id)], "members": [str(ada.id)]},
        {"roles": [str(artist.id)]},
        {"roles": [str(artist.id)], "users": [str(ada.id)], "members": [str(ada.id)]},
        {"channels": [str(general.id)]},
    ]


async def test_nothing_may_be_chosen_where_that_is_enough(bot: FakeBot) -> None:
    message = await sent(bot, row(entities(5, min_values=0)))
    await bot.discord.select(message, "pick5", [])

    assert bot.received[-1]["data"] == {
        "custom_id": "pick5",
        "component_type": 5,
        "id": 2,
        "values": [],
        "resolved": {},
    }


async def test_a_form_tells_what_its_fields_hold(bot: FakeBot) -> None:
    begun = await opened(bot, TEXT, label(box()), row(box("old", label="Old")))
    result = await bot.discord.submit(begun, {"why": "because", "old": "x"})
    told = bot.received[-1]

    assert told["type"] == 5
    assert told["data"] == {
        "custom_id": "form",
        "components": [
            {"type": 10, "id": 1},
            {"type": 18, "id": 2, "component": {"type": 4, "id": 3, "custom_id": "why", "value": "because"}},
            {"type": 1, "id": 4, "components": [{"type": 4, "id": 5, "custom_id": "old", "value": "x"}]},
        ],
    }
    assert "message" not in told
    assert told["authorizing_integration_owners"] == begun.payload["authorizing_integration_owners"]
    assert (result.name, result.content, result.opener) == ("A form", "thanks", begun)


async def test_a_form_that_a_component_opened_tells_its_message(bot: FakeBot) -> None:
    message = await sent(bot, row(button()))
    begun = await opened(bot, label(box()), source=message)
    result = await bot.discord.submit(begun, {"why": "because"})
    assert result.original is not None
    metadata = result.original["interaction_metadata"]

    assert bot.received[-1]["message"] == message
    assert metadata["type"] == 5
    assert "interacted_message_id" not in metadata
    assert metadata["triggering_interaction_metadata"]["id"] == str(begun.id)
    assert metadata["triggering_interaction_metadata"]["interacted_message_id"] == message["id"]


async def test_a_form_may_change_the_message_of_the_component_that_opened_it(bot: FakeBot) -> None:
    message = await sent(bot, row(button()))
    begun = await opened(bot, label(box()), source=message)
    bot.behaviour = answers(Answer({"type": 7, "data": {"content": "changed"}}))
    await bot.discord.submit(begun, {"why": "because"})

    assert message["content"] == "changed"


# ── what Discord's client would not let a user do ──


@pytest.mark.parametrize(
    ("components", "custom_id", "why"),
    [
        pytest.param([row(button())], "gone", "no component with the custom_id 'gone'; there are: 'go'", id="unknown"),
        pytest.param([], "go", "no component with the custom_id 'go'; there are: none", id="no components"),
        pytest.param([row(button(disabled=True))], "go", "Go is disabled", id="disabled"),
        pytest.param([row(link())], 2, "Read opens a link", id="a link"),
        pytest.param([row(premium())], 2, "2 opens the shop", id="a SKU"),
        pytest.param([row(menu())], "pick", "pick is no button", id="a menu"),
    ],
)
async def test_what_is_no_button_to_click_cannot_be_clicked(
    bot: FakeBot, components: list[Json], custom_id: str | int, why: str
) -> None:
    message = await sent(bot, *components)

    with pytest.raises(ValueError, match=why):
        bot.discord.begin_click(message, custom_id)


async def test_a_message_of_somebody_else_alone_cannot_be_clicked(bot: FakeBot) -> None:
    message = await sent(bot, row(button()), flags=EPHEMERAL)
    await bot.discord.click(message, "go")

    with pytest.raises(ValueError, match="ada does not see the message: it is for another user alone"):
        bot.discord.begin_click(message, "go", user=bot.discord.world.user("ada"))


async def test_a_message_that_is_gone_cannot_be_clicked(bot: FakeBot) -> None:
    message = await sent(bot, row(button()))
    del bot.discord.world.messages[int(message["id"])]

    with pytest.raises(ValueError, match=r"does not exist, or no longer"):
        bot.discord.begin_click(message, "go")


async def test_a_message_in_a_channel_that_is_gone_or_hidden_cannot_be_clicked(bot: FakeBot) -> None:
    message = await sent(bot, row(button()))
    guild, channel = bot.discord.world.guild, bot.discord.world.channel("bots")
    channel.overwrites.append(Overwrite(guild.id, 0, deny=int(Permission.VIEW_CHANNEL)))
    with pytest.raises(ValueError, match="ben does not see the channel 'bots'"):
        bot.discord.begin_click(message, "go")

    del guild.channels[channel.id]
    with pytest.raises(ValueError, match="has been deleted"):
        bot.discord.begin_click(message, "go")


async def test_a_message_of_others_cannot_be_clicked(bot: FakeBot) -> None:
    world = bot.discord.world
    message = message_view(world.snowflakes(), world.channel("bots"), world.user("tidy"), "x", 0)
    world.messages[int(message["id"])] = message | {"components": [row(button())]}

    with pytest.raises(ValueError, match="is not of this application"):
        bot.discord.begin_click(message, "go")


async def test_who_is_not_there_cannot_click(bot: FakeBot) -> None:
    message = await sent(bot, row(button()))
    world = bot.discord.world
    ada = world.user("ada")
    del world.guild.members[ada.id]

    with pytest.raises(ValueError, match="ada is no member"):
        bot.discord.begin_click(message, "go", user=ada)


@pytest.mark.parametrize(
    ("component", "why"),
    [
        pytest.param(menu(disabled=True), "pick is disabled", id="disabled"),
        pytest.param(button("pick"), "Go is no menu", id="a button"),
    ],
)
async def test_what_is_no_menu_to_choose_in_takes_no_choice(bot: FakeBot, component: Json, why: str) -> None:
    message = await sent(bot, row(component))

    with pytest.raises(ValueError, match=why):
        bot.discord.begin_select(message, "pick", ["1"])


async def test_whatever_is_sent_unchecked_gets_to_the_bot(bot: FakeBot) -> None:
    message = await sent(bot, row(button(disabled=True)), row(menu(disabled=True)))
    ada = bot.discord.world.user("ada")
    await bot.discord.click(message, "go", user=ada, unchecked=True)
    await bot.discord.click(message, "gone", unchecked=True)
    told = bot.received[-1]["data"]
    await bot.discord.select(message, "pick", ["9", "9"], unchecked=True)
    del bot.discord.world.messages[int(message["id"])]
    await bot.discord.click(message, "go", unchecked=True)

    assert told == {"custom_id": "gone", "component_type": 2, "id": 0}
    assert bot.received[-2]["data"]["values"] == ["9", "9"]
    assert bot.received[-1]["message"] == message


# ── forms are sent once ──


async def test_what_was_not_answered_with_a_form_has_none_to_send(bot: FakeBot) -> None:
    with pytest.raises(ValueError, match="/roll was not answered with a form"):
        bot.discord.begin_submit(await bot.discord.command("roll"))


async def test_a_form_is_sent_once_and_opened_again_by_a_new_interaction(bot: FakeBot) -> None:
    begun = await opened(bot, label(box()))
    await bot.discord.submit(begun, {"why": "x"})
    with pytest.raises(ValueError, match="the form 'A form' was sent already"):
        await bot.discord.submit(begun, {"why": "x"})

    again = await opened(bot, label(box()))
    assert (await bot.discord.submit(again, {"why": "x"})).content == "thanks"
    assert (await bot.discord.submit(begun, {"why": "x"}, unchecked=True)).content == "thanks"


async def test_a_form_whose_sending_failed_stays_open(bot: FakeBot) -> None:
    begun = await opened(bot, label(box()))
    bot.behaviour = answers(Answer(status=500))
    failed = await bot.discord.submit(begun, {"why": "x"})
    bot.behaviour = says("thanks")

    assert failed.failure is not None
    assert (await bot.discord.submit(begun, {"why": "x"})).content == "thanks"


async def test_a_form_that_is_not_sent_tells_nobody(bot: FakeBot) -> None:
    await opened(bot, label(box()))

    assert [told["type"] for told in bot.received] == [2]


async def test_a_form_can_only_be_sent_as_it_must_be_filled_in(bot: FakeBot) -> None:
    begun = await opened(bot, label(box()))

    with pytest.raises(ValueError, match="why: must be filled in"):
        bot.discord.begin_submit(begun)
    assert begun.submission is None
