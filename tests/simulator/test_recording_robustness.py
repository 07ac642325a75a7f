"""Whatever stands in a recording is sent again or refused; nothing of it brings the playground down."""

import asyncio
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.simulator.fake_bot import FakeBot
from tests.simulator.page_client import PageClient

KEYS = ("id", "type", "user", "components", "message_id", "emoji", "custom_id", "values")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**63 - 1) | st.sampled_from(["", "5", "9" * 5_000, "٣", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=5,
)
OF_MESSAGE = (
    *("flags", "components", "embeds", "attachments", "mentions", "content", "author", "poll", "type"),
    *("message_reference", "interaction_metadata", "timestamp"),
)
OF_DATA = (
    "name",
    "options",
    "custom_id",
    "component_type",
    "resolved",
    "components",
    "target_id",
    "type",
    "values",
    "id",
)
MESSAGES = st.fixed_dictionaries({"id": st.sampled_from(["5", "007"])}, optional=dict.fromkeys(OF_MESSAGE, ANYTHING))
USERS = st.fixed_dictionaries({}, optional={"id": ANYTHING, "username": ANYTHING})
PAYLOADS = st.fixed_dictionaries(
    {"type": st.integers(0, 7), "user": USERS | ANYTHING},
    optional={
        **dict.fromkeys(
            ("id", "token", "channel_id", "locale", "entitlements", "authorizing_integration_owners"), ANYTHING
        ),
        "data": st.dictionaries(st.sampled_from(OF_DATA), ANYTHING, max_size=5),
        "member": st.fixed_dictionaries({"user": USERS | ANYTHING}) | ANYTHING,
        "message": MESSAGES | ANYTHING,
    },
)


async def test_whatever_a_recording_holds_is_sent_or_refused(
    page: PageClient, bot: FakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    payloads: list[dict[str, Any]] = []

    @settings(max_examples=150, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(PAYLOADS)
    def collect(payload: dict[str, Any]) -> None:
        payloads.append(payload)

    collect()
    known: set[str] = set()
    for payload in payloads:
        recording = orjson.dumps({"payload": payload})
        response = await page.http.post("/playground/replay", files={"recording": ("r.jsonl", recording)})
        assert response.status_code in (202, 400), payload
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == "replay a recording"))
        new = [one for token, one in bot.discord.interactions.items() if token not in known]
        known |= bot.discord.interactions.keys()
        for interaction in new:
            for path in ("", "/test"):
                looked = await page.http.get(f"/playground/interactions/{interaction.id}{path}")
                assert looked.status_code in (200, 400), payload
        assert (await page.http.get("/playground/changes")).status_code in (200, 204), payload

    assert known
    assert "was not sent again" not in caplog.text
    assert [one.failure for one in bot.discord.interactions.values() if "broke" in (one.failure or "")] == []
