import ast
import asyncio
import inspect

import pytest

from app.context.command import CommandContext
from app.rest import client
from app.rest.client import RESOURCES, Rest
from app.rest.requester import Requester
from app.testing import TestBot
from tests.given import newest


async def test_a_client_that_was_closed_opens_again() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    async def command(ctx: CommandContext) -> None:
        await ctx.defer()
        await asyncio.sleep(1)
        await ctx.rest.close()
        await ctx.edit("hello")

    assert (await bot.slash("try")).content == "hello"
    await bot.bot.rest.close()
    where = bot.discord.application_id, newest(bot).token
    assert (await bot.bot.rest.interactions.get_original(*where)).content == "hello"


def test_every_resource_is_loaded_when_it_is_first_used() -> None:
    rest = Rest(Requester("https://discord.test"))
    for name, kind in RESOURCES.items():
        resource = getattr(rest, name)

        assert type(resource).__name__ == kind
        assert getattr(rest, name) is resource
    assert set(RESOURCES) <= set(dir(rest))
    with pytest.raises(AttributeError, match="'Rest' object has no attribute 'nothing'"):
        rest.nothing  # type: ignore[attr-defined] # noqa: B018 - reading it is the test


def test_type_checkers_see_the_same_resources() -> None:
    declared = {
        node.target.id: node.annotation.id
        for node in ast.walk(ast.parse(inspect.getsource(client)))
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.annotation, ast.Name)
    }

    assert declared == dict(RESOURCES)
