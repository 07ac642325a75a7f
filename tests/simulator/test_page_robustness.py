"""Whatever the page sends is done or explained; nothing brings the playground down."""

from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.simulator.world import World
from tests.simulator.fake_bot import FakeBot, says
from tests.simulator.page_client import PageClient

PATHS = (
    *("interactions", "autocomplete", "clicks", "choices", "forms", "messages", "reactions", "votes", "dismissals"),
    *("members", "roles", "users"),
)
OPTIONS = [
    {"type": kind, "name": f"o{kind}", "description": "d", **({"autocomplete": True} if kind == 3 else {})}
    for kind in range(3, 12)
]
MENU = {"type": 3, "id": 9, "custom_id": "pick", "options": [{"label": "One", "value": "1"}]}
BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)


def wanted(world: World, interaction_id: int) -> st.SearchStrategy[dict[str, Any]]:
    """Make requests whose fields are right, each by itself, or anything."""
    users, guilds = list(world.users), list(world.guilds)
    ids = [*users, *guilds, *world.guild.channels, *world.channels, *world.guild.roles, *world.messages]
    of_ids = st.sampled_from([*ids, interaction_id, *(sku.id for sku in world.application.skus)]).map(str)
    options = st.dictionaries(st.sampled_from([one["name"] for one in OPTIONS]), of_ids | ANYTHING, max_size=3)
    fields = {
        "user": st.sampled_from(users).map(str),
        "channel": st.sampled_from([*world.guild.channels, *world.channels]).map(str) | st.just("dm"),
        "guild": st.sampled_from(guilds).map(str),
        "role": st.sampled_from(list(world.guild.roles)).map(str),
        "message": st.sampled_from(list(world.messages)).map(str),
        "interaction": st.just(str(interaction_id)),
        "name": st.sampled_from(["all", "Who", "Quote"]),
        "type": st.integers(0, 5),
        "target": of_ids,
        "focused": st.just("o3"),
        "value": st.text(max_size=5),
        "options": options,
        "component": st.sampled_from(["go", "pick", 9]),
        "values": st.lists(of_ids | ANYTHING, max_size=2) | options,
        "content": st.text(max_size=9),
        "reply_to": of_ids,
        "emoji": st.sampled_from(["🍵", "a:b:1", "x"]),
        "answers": st.lists(of_ids | st.integers(0, 3), max_size=3),
        "roles": st.lists(of_ids, max_size=3),
        "nick": st.text(max_size=40),
        "permissions": st.integers(0, 2**60).map(str),
        "locale": st.sampled_from(["de", "xx"]),
        "entitlements": st.lists(of_ids, max_size=2),
        "has_installed": st.booleans(),
    }
    return st.fixed_dictionaries({}, optional={key: right | ANYTHING for key, right in fields.items()})


async def test_whatever_is_sent_is_done_or_explained(page: PageClient, bot: FakeBot) -> None:
    discord = bot.discord
    commands: list[dict[str, Any]] = [{"name": "all", "description": "d", "options": OPTIONS}]
    discord.register([*commands, {"name": "Who", "type": 2}, {"name": "Quote", "type": 3}])
    bot.behaviour = says("x", components=[{"type": 1, "components": [one]} for one in (BUTTON, MENU)])
    interaction = await discord.command("all")
    bodies: list[dict[str, Any]] = []
    kept = settings(max_examples=80, database=None, suppress_health_check=[HealthCheck.too_slow])

    @kept
    @given(wanted(discord.world, interaction.id))
    def collect(body: dict[str, Any]) -> None:
        bodies.append(body)

    collect()
    for body in bodies:
        for path in PATHS:
            response = await page.http.post(f"/playground/{path}", content=orjson.dumps(body))
            assert response.status_code in (200, 201, 202, 400), (path, body)
            assert response.status_code != 400 or response.json()["error"], (path, body)
    assert (await page.http.get("/playground/changes")).status_code == 200
