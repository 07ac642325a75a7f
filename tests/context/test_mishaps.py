"""What Discord's numbers mean here: what has happened, and when."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.context.command import CommandContext
from app.context.mishaps import explain
from app.context.responder import Responder
from app.errors import BadRequest, NotFound, RestError, Unauthorized
from app.models.interaction import Interaction, InteractionType
from app.models.modal import Modal
from app.models.response import Reply, message_response, modal_response
from tests.given import given_bot, use

ARRIVED = 1000.0
PATH = "/webhooks/1/[redacted]/messages/@original"


def responder(answered: float = 0.4) -> Responder:
    one = Responder(ARRIVED, lambda response: None, Interaction(type=InteractionType.application_command))
    one.respond(message_response(Reply("hello")), ARRIVED + answered, by="ctx.respond()")
    return one


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (10062, "does not know this interaction any more: the first response was given 0.4 s after the request came"),
        (10015, "has no first response: the first response was given 0.4 s after the request came"),
        (40060, "somebody else has answered this interaction: does another process run with the same application?"),
        (50027, "the interaction came 15m07s ago, and its token lives 15m: send a channel message instead"),
        (10008, "the message is gone: somebody has deleted or dismissed it since"),
    ],
)
def test_each_number_says_what_has_happened_and_when(code: int, said: str) -> None:
    error = NotFound("PATCH", PATH, 404, code, "Unknown Something")
    before = str(error)

    assert explain(error, responder(), ARRIVED + 907.5) is error
    assert said in error.hint
    assert str(error) == f"{before}; {error.hint}"
    assert (error.status, error.code, error.message) == (404, code, "Unknown Something")


def test_a_young_token_that_is_refused_is_no_old_one() -> None:
    error = Unauthorized("PATCH", PATH, 401, 50027, "Invalid Webhook Token")

    hint = explain(error, responder(), ARRIVED + 1).hint
    assert hint.startswith("Discord does not take its token any more, or it is of another application; ")
    assert hint.endswith("the interaction came 0m01s ago, and its token lives 15m")


def test_a_message_that_a_modal_never_made_was_not_deleted() -> None:
    error = NotFound("PATCH", PATH, 404, 10008, "Unknown Message")
    one = Responder(ARRIVED, lambda response: None, Interaction(type=InteractionType.application_command))
    one.respond(modal_response(Modal("form", "Form")), ARRIVED, by="ctx.show_modal()")

    assert explain(error, one, ARRIVED).hint.startswith("the first response was a modal")


def test_what_says_what_it_means_stays_as_it_is() -> None:
    error = BadRequest("PATCH", PATH, 400, 50035, "Invalid Form Body", ["content: too long"])
    before = str(error)

    assert str(explain(error, responder(), ARRIVED)) == before
    assert error.hint == ""


def test_a_hint_that_is_there_is_kept_and_none_is_given_twice() -> None:
    error = NotFound("PATCH", PATH, 404, 10008, "Unknown Message", hint="look elsewhere")
    before = str(error)
    assert str(explain(error, responder(), ARRIVED)) == before

    twice = NotFound("PATCH", PATH, 404, 10008, "Unknown Message")
    explain(twice, responder(), ARRIVED)
    said = str(twice)
    assert str(explain(twice, responder(), ARRIVED)) == said


Act = Callable[[CommandContext], Awaitable[Any]]


async def edit(ctx: CommandContext) -> None:
    await ctx.edit("hello again")


async def follow_up(ctx: CommandContext) -> None:
    await ctx.followup("more")


async def delete(ctx: CommandContext) -> None:
    await ctx.delete()


async def read(ctx: CommandContext) -> None:
    await ctx.original()


@pytest.mark.parametrize("act", [edit, follow_up, delete, read])
@pytest.mark.parametrize(
    ("status", "code", "kind", "said"),
    [
        (404, 10062, NotFound, "given 1.2 s after the request came, and Discord waits 3 s"),
        (401, 50027, Unauthorized, "the interaction came 0m01s ago"),
        (404, 10008, NotFound, "somebody has deleted or dismissed it"),
    ],
)
async def test_whatever_is_done_behind_the_answer_its_refusal_is_explained(
    status: int, code: int, kind: type[RestError], said: str, act: Act
) -> None:
    bot = given_bot()
    bot.discord.faults.add("*", "/webhooks/*", status=status, body={"code": code, "message": "Unknown Something"})
    caught: list[RestError] = []

    async def handler(ctx: CommandContext) -> None:
        await asyncio.sleep(1.2)
        await ctx.respond("hello")
        try:
            await act(ctx)
        except RestError as error:
            caught.append(error)

    await use(bot, handler)

    assert type(caught[0]) is kind
    assert said in str(caught[0])


async def test_a_message_that_somebody_deleted_meanwhile_is_explained() -> None:
    bot = given_bot()
    caught: list[NotFound] = []

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        more = await ctx.followup("more")
        await ctx.delete(more.id)
        try:
            await ctx.edit("changed", message_id=more.id)
        except NotFound as error:
            caught.append(error)

    assert (await use(bot, handler)).texts() == ["hello"]
    assert caught[0].code == 10008
    assert "the message is gone" in str(caught[0])


async def test_a_bot_token_that_was_refused_is_not_explained_by_the_interaction() -> None:
    bot = given_bot()
    bot.discord.faults.add("GET", "/users/@me", status=401, body={"code": 0, "message": "401: Unauthorized"})
    caught: list[Unauthorized] = []

    async def handler(ctx: CommandContext) -> str:
        try:
            await ctx.rest.users.get_me()
        except Unauthorized as error:
            caught.append(error)
        return "hello"

    await use(bot, handler)

    assert "interaction came" not in str(caught[0])
