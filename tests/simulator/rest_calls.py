"""
Calls the REST routes as a bot does, and holds every answer against Discord's OpenAPI description.

Where the description is not on this machine, answers are taken as they are.
"""

import functools
import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.simulator.fake_bot import FakeBot

OPENAPI = Path(__file__).parents[2].parent / "shared" / "discord" / "openapi.json"


@functools.cache
def described() -> dict[str, Any]:
    """Read the description, with what the documentation knows better."""
    document: dict[str, Any] = json.loads(OPENAPI.read_text())
    schemas = document["components"]["schemas"]
    # Messages can be forwarded, and there are media channels: both stand in the documentation alone.
    schemas["MessageReferenceType"]["oneOf"].append({"title": "FORWARD", "const": 1})
    schemas["ChannelTypes"]["oneOf"].append({"title": "GUILD_MEDIA", "const": 16})
    schemas["GuildChannelResponse"]["properties"]["type"]["enum"].append(16)
    return document


@functools.cache
def validator(method: str, path: str, status: int) -> Any:
    """Give what judges the answers of one operation; None for answers without a body."""
    document = described()
    # What is written out, such as `@me`, goes before what is filled in.
    templates = sorted(document["paths"], key=lambda template: template.count("{"))
    template = next(t for t in templates if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", t), path))
    answers = document["paths"][template][method.lower()]["responses"]
    assert str(status) in answers, f"{method} {template} never answers {status}"
    content = answers[str(status)].get("content")
    if content is None:
        return None
    schema = content["application/json"]["schema"]
    return jsonschema_rs.validator_for(schema | {"components": document["components"]})


async def call(bot: FakeBot, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
    """Send a request with the bot token.

    Args:
        bot: Whose request.
        method: HTTP method.
        path: Path after the version, with its query.
        body: What to send as JSON.
        options: What else to give to the HTTP client.

    Returns:
        The status, and the decoded body if there is one.
    """
    headers = {"Authorization": f"Bot {bot.discord.bot_token}", **options.pop("headers", {})}
    content = {} if body is None else {"json": body}
    response = await bot.rest.request(method, path, headers=headers, **content, **options)
    answer = response.json() if response.content else None
    if response.status_code < 400 and OPENAPI.is_file():
        judge = validator(method, path.partition("?")[0], response.status_code)
        if judge is not None:
            judge.validate(answer)
        else:
            assert answer is None
    return response.status_code, answer


async def code(bot: FakeBot, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, int]:
    """Send a request that is refused, and give the status and Discord's code."""
    status, answer = await call(bot, method, path, body, **options)
    return status, answer["code"]
