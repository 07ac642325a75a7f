"""The guards of components, through signed interactions: who passes, until when, and how often."""

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

import pytest

from app.checks.builtin import has_role
from app.checks.guards import invoker_only, only_users, until
from app.checks.node import declared_on
from app.command_errors import CheckFailure, MissingRole, NotInvoker, TooLate, UserNotAllowed
from app.context.base import Context
from app.context.command import CommandContext
from app.context.component import UpdatingContext
from app.errors import AppError
from app.models.response import Reply
from app.testing import TestBot
from tests.checks.pressed import Pressed
from tests.context.clicks import answered, place_message, texts

BOTH = pytest.mark.parametrize("is_form", [False, True], ids=["button", "form"])


# ── the invoker ──


@BOTH
@pytest.mark.parametrize("decorate", [invoker_only, invoker_only()], ids=["bare", "called"])
async def test_who_asked_for_the_message_alone_may_use_what_it_carries(
    decorate: Callable[[Any], Any], is_form: bool
) -> None:
    tried = Pressed(decorate)
    pia, ida = tried.bot.actor("Pia"), tried.bot.actor("Ida")
    message = await tried.message(pia)

    assert await tried.press(pia, message, is_form=is_form) is None
    assert isinstance(await tried.press(ida, message, is_form=is_form), NotInvoker)
    assert await tried.press(ida, await tried.message(ida), is_form=is_form) is None


async def test_others_are_told_so_privately() -> None:
    tried = Pressed(invoker_only)
    message = await tried.message(tried.bot)
    begun = await answered(tried.bot, tried.begin(tried.bot.actor("Ida"), message))

    assert texts(begun) == ["This is for the one who asked for it."]
    assert begun.is_ephemeral


async def test_in_a_direct_message_it_is_the_same() -> None:
    tried = Pressed(invoker_only)
    pia = tried.bot.actor("Pia", in_guild=False)

    assert await tried.press(pia, await tried.message(pia)) is None


@BOTH
async def test_nobody_asked_for_a_message_that_came_over_rest(is_form: bool) -> None:
    tried = Pressed(invoker_only)

    assert isinstance(await tried.press(tried.bot, place_message(tried.bot), is_form=is_form), NotInvoker)


async def test_who_pressed_a_button_asked_for_the_message_that_came_of_it() -> None:
    async def answer(ctx: UpdatingContext) -> Reply:
        return Reply("new", components=ctx.interaction.message.components if ctx.interaction.message else ())

    tried = Pressed(lambda node: node, answer)
    pia, ida = tried.bot.actor("Pia"), tried.bot.actor("Ida")
    begun = await answered(tried.bot, tried.begin(ida, await tried.message(pia)))
    guarded = Pressed(invoker_only)

    assert begun.original is not None
    assert isinstance(await guarded.press(guarded.bot, begun.original), NotInvoker)
    metadata = begun.original["interaction_metadata"]
    assert metadata["user"]["id"] == str(ida.id)
    metadata["user"]["id"] = str(guarded.bot.id)
    assert await guarded.press(guarded.bot, begun.original) is None


async def test_the_deprecated_form_of_who_asked_serves_older_messages() -> None:
    tried = Pressed(invoker_only)
    message = await tried.message(tried.bot)
    del message["interaction_metadata"]

    assert await tried.press(tried.bot, message) is None
    assert isinstance(await tried.press(tried.bot.actor("Ida"), message), NotInvoker)
    del message["interaction"]
    assert isinstance(await tried.press(tried.bot, message), NotInvoker)


async def test_a_form_that_a_command_opened_is_its_invokers_anyway() -> None:
    async def answer(ctx: UpdatingContext) -> str:
        return "done"

    tried = Pressed(invoker_only, answer)

    assert await tried.press(tried.bot, None, is_form=True) is None
    assert isinstance(await tried.press(tried.bot, None), NotInvoker)


async def test_commands_are_used_by_their_invoker_anyway() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    @invoker_only
    async def command(ctx: CommandContext) -> str:
        return "done"

    assert (await bot.slash("try")).content == "done"
    assert (await bot.actor("Ida").slash("try")).content == "done"


# ── users and roles ──


async def test_only_the_named_users_pass() -> None:
    known = TestBot(None).id  # the default world has the same ids at every start
    tried = Pressed(only_users(7, known))
    message = await tried.message(tried.bot)

    assert await tried.press(tried.bot, message) is None
    assert isinstance(await tried.press(tried.bot.actor("Ida"), message), UserNotAllowed)


async def test_commands_can_be_for_certain_users_too() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("try", description="Try it.")
    @only_users(7)
    async def command(ctx: CommandContext) -> str:
        return "done"

    assert (await bot.slash("try")).content == "You are not among those who may use this."


async def test_the_checks_of_commands_guard_components_too() -> None:
    tried = Pressed(has_role("Moderator"))

    assert isinstance(await tried.press(tried.bot, await tried.message(tried.bot)), MissingRole)


# ── until ──


@pytest.mark.parametrize("zone", [dt.UTC, dt.timezone(dt.timedelta(hours=-7))])
async def test_it_may_be_used_before_the_moment_and_not_from_then_on(zone: dt.tzinfo) -> None:
    now = dt.datetime.fromtimestamp(TestBot(None).clock.now(), zone).replace(microsecond=0)
    moment = now + dt.timedelta(seconds=600)
    tried = Pressed(until(moment))
    message = await tried.message(tried.bot)

    assert await tried.press(tried.bot, message) is None
    tried.bot.clock.advance(600)
    error = await tried.press(tried.bot, message)
    assert isinstance(error, TooLate)
    assert error.until == moment.timestamp()


async def test_who_comes_too_late_is_told_until_when_it_was() -> None:
    tried = Pressed(until(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    begun = await answered(tried.bot, tried.begin(tried.bot, await tried.message(tried.bot)))

    assert texts(begun) == ["This could be used until <t:1577836800:f>."]


async def test_a_conversation_without_an_interaction_has_no_signed_time() -> None:
    class TextContext(Context):
        @property
        def interaction(self) -> None:
            return None

    def handler(ctx: CommandContext) -> None: ...

    node = declared_on(invoker_only(until(dt.datetime(2030, 1, 1, tzinfo=dt.UTC))(handler)))
    assert node is not None
    invoker, moment = node.checks
    context = TextContext(*([cast(Any, None)] * 3))

    await invoker.run(context)
    with pytest.raises(AppError, match="this conversation is none") as caught:
        await moment.run(context)
    assert not isinstance(caught.value, CheckFailure)


# ── several ──


async def test_guards_are_asked_from_top_to_bottom() -> None:
    def decorate(node: Any) -> Any:
        return invoker_only(only_users(7)(until(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))(node)))

    tried = Pressed(decorate)
    message = await tried.message(tried.bot)

    assert isinstance(await tried.press(tried.bot.actor("Ida"), message), NotInvoker)
    assert isinstance(await tried.press(tried.bot, message), UserNotAllowed)
