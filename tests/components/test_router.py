"""From a custom_id to its handler, and who could claim the same ones."""

import datetime as dt
from collections.abc import Callable
from types import ModuleType
from typing import Annotated, Any

import pytest

from app.checks.cooldowns import cooldown
from app.components.button import button
from app.components.form import Form
from app.components.handler import StatefulHandler
from app.components.modal import modal
from app.components.select import select
from app.context.component import ComponentContext
from app.context.modal import ModalContext
from app.errors import DefinitionError, DuplicateName
from app.models.channel import Channel
from app.models.component import Label
from app.models.guild import Role
from app.models.response import Update
from app.models.user import User
from app.plugins.loader import find_declared
from app.plugins.plugin import Plugin
from app.testing import TestBot, virtual_time
from tests.components.used import (
    BUTTON,
    CHANNELS,
    GONE,
    MENTIONABLES,
    ROLES,
    STRINGS,
    USERS,
    entered,
    source_of,
    use,
)
from tests.context.clicks import texts
from tests.given import given_bot


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Why(Form):
    why: Annotated[str, Label("Why?")]


def a_button(name: str = "vote", **options: Any) -> StatefulHandler:
    @button(name=name, **options)
    async def vote(ctx: ComponentContext) -> Update:
        return Update("button")

    return vote


def a_select(name: str = "vote", **options: Any) -> StatefulHandler:
    @select(name=name, **options)
    async def vote(ctx: ComponentContext, values: list[str]) -> Update:
        return Update("select")

    return vote


def a_modal(name: str = "vote", **options: Any) -> StatefulHandler:
    @modal(title="Why?", name=name, **options)
    async def vote(ctx: ModalContext, form: Why) -> Update:
        return Update("modal")

    return vote


@pytest.fixture
def bot() -> TestBot:
    return given_bot()


# ── the same custom_ids ──


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (a_button(), a_button()),
        (a_button(), a_select()),
        (a_select(), a_modal()),
        (a_modal(), a_button()),
        (a_button(custom_id="x:1"), a_button(custom_id="x:1")),
        (a_button(custom_id="x"), a_select(custom_id="x")),
        (a_button(custom_id="vote:1"), a_button()),
        (a_button(), a_button(custom_id="vote:1")),
        (a_button(), a_modal(custom_id="vote:")),
        (a_select(custom_id="vote:"), a_button()),
    ],
    ids=[
        "two buttons",
        "a button and a menu",
        "a menu and a form",
        "a form and a button",
        "two of one custom_id",
        "two kinds of one custom_id",
        "a custom_id, then a name",
        "a name, then a custom_id",
        "a name, then a form's custom_id",
        "a custom_id of a name alone",
    ],
)
def test_two_that_could_claim_one_custom_id_are_refused(first: StatefulHandler, second: StatefulHandler) -> None:
    bot = given_bot()
    bot.bot.add(first)
    with pytest.raises(DuplicateName) as caught:
        bot.bot.add(second)

    assert caught.value.where == second.where
    assert first.where in str(caught.value)
    assert "give one another name=" in str(caught.value)
    assert second not in list(bot.bot.components)
    bot.bot.remove(first)
    bot.bot.add(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (a_button("vote"), a_button("votes")),
        (a_button("vote"), a_button("Vote")),
        (a_button("vote"), a_button("x", custom_id="vote")),
        (a_button("x", custom_id="vote:1"), a_button("x", custom_id="vote:2")),
        (a_button("x", custom_id="vote:1"), a_button("x")),
    ],
    ids=["longer", "other case", "a custom_id without a colon", "two custom_ids", "a custom_id hides a name"],
)
def test_two_that_never_meet_live_side_by_side(first: StatefulHandler, second: StatefulHandler) -> None:
    bot = given_bot()
    bot.bot.add(first)
    bot.bot.add(second)

    assert {first, second} <= set(bot.bot.components)


def test_the_same_object_may_be_added_twice(bot: TestBot) -> None:
    vote = a_button()
    bot.bot.add(vote)
    bot.bot.add(vote)

    assert list(bot.bot.components).count(vote) == 1


def test_a_custom_id_of_the_houses_cannot_be_taken(bot: TestBot) -> None:
    with pytest.raises(DuplicateName, match=r"button postern\.again"):
        bot.bot.add(a_button(custom_id="postern.again:0abc"))


def test_a_plugin_and_a_module_cannot_share_a_name(bot: TestBot) -> None:
    mine, theirs, other = a_button(), a_select(), a_button("other")
    bot.bot.add(mine)
    shop = Plugin("shop")
    shop.add(other)
    shop.add(theirs)
    with pytest.raises(DuplicateName) as caught:
        bot.bot.add_plugin(shop)

    assert theirs.where in str(caught.value)
    assert mine.where in str(caught.value)
    # Nothing of the plugin stays.
    bot.bot.add(a_button("other"))


class Shop(Plugin):
    def __init__(self, name: str) -> None:
        super().__init__(name)

    @button
    async def buy(self, ctx: ComponentContext, count: int) -> Update:
        return Update(f"{count} of {self.name}")


async def test_two_objects_of_a_plugin_class_would_claim_the_same(bot: TestBot) -> None:
    first, second = Shop("first"), Shop("second")
    bot.bot.add_plugin(first)
    with pytest.raises(DuplicateName, match=r"button buy would claim the custom_ids of button buy, at .*: give one"):
        bot.bot.add_plugin(second)

    begun = await use(bot, first.buy.button(count=2).custom_id or "")
    assert source_of(begun)["content"] == "2 of first"
    await bot.bot.remove_plugin("first")
    bot.bot.add_plugin(second)
    assert source_of(await use(bot, first.buy.button(count=2).custom_id or ""))["content"] == "2 of second"


def test_a_method_without_its_plugin_does_not_start(bot: TestBot) -> None:
    bot.bot.add(Shop.buy)
    with pytest.raises(DefinitionError, match=r"button buy is a method of Shop, which is no plugin of the bot"):
        bot.bot.asgi()


async def test_two_bots_may_have_an_object_each() -> None:
    one, other = given_bot(), given_bot()
    first, second = Shop("first"), Shop("second")
    one.bot.add_plugin(first)
    other.bot.add_plugin(second)
    made = first.buy.button(count=1).custom_id or ""

    assert made == second.buy.button(count=1).custom_id
    assert source_of(await use(one, made))["content"] == "1 of first"
    assert source_of(await use(other, made))["content"] == "1 of second"


# ── there and gone ──


async def test_a_name_is_free_once_its_handler_is_gone(bot: TestBot) -> None:
    vote = a_button()
    bot.bot.add(vote)
    assert source_of(await use(bot, f"vote:0{vote.state.layout}"))["content"] == "button"
    bot.bot.remove(vote)
    assert texts(await use(bot, f"vote:0{vote.state.layout}")) == [GONE]
    bot.bot.remove(vote)

    bot.bot.add(a_select())
    begun = await use(bot, f"vote:0{vote.state.layout}", STRINGS, ["x"])
    assert source_of(begun)["content"] == "select"


async def test_one_that_is_used_while_it_is_taken_out_ends_its_use(bot: TestBot) -> None:
    @bot.bot.button
    async def last(ctx: ComponentContext) -> Update:
        bot.bot.remove(last)
        return Update("the last")

    custom_id = last.button().custom_id or ""
    assert source_of(await use(bot, custom_id))["content"] == "the last"
    assert texts(await use(bot, custom_id)) == [GONE]


# ── kinds ──


@pytest.mark.parametrize("used", [BUTTON, STRINGS, "form"])
@pytest.mark.parametrize("make", [a_button, a_select, a_modal], ids=["button", "select", "modal"])
@pytest.mark.parametrize("custom_id", [None, "fixed"], ids=["with state", "as it stands"])
async def test_a_custom_id_of_another_kind_is_outdated(
    bot: TestBot,
    make: Callable[..., StatefulHandler],
    used: Any,
    custom_id: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    handler = make() if custom_id is None else make(custom_id=custom_id)
    bot.bot.add(handler)
    made = custom_id or f"vote:0{handler.state.layout}"
    if used == "form":
        begun = await use(bot, made, fields=[entered("why", "so")])
    else:
        begun = await use(bot, made, used, ["x"] if used == STRINGS else None)

    expected = {BUTTON: "button", STRINGS: "select", "form": "modal"}[used]
    if handler.word == expected:
        assert source_of(begun)["content"] == expected
        return
    assert texts(begun) == [GONE]
    shown = "StringSelect" if handler.word == "select" else handler.word
    assert f"what has this name now is a {shown}" in caplog.text
    assert len(caplog.records) == 1


async def test_a_custom_id_without_state_is_found_as_it_stands(bot: TestBot) -> None:
    bot.bot.add(a_button("x", custom_id="a:b:c"))

    assert source_of(await use(bot, "a:b:c"))["content"] == "button"
    for other in ("a:b", "a:b:c:", "a", "A:b:c"):
        assert texts(await use(bot, other)) == [GONE]


@pytest.mark.parametrize("used", [STRINGS, USERS, ROLES, MENTIONABLES, CHANNELS])
@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (list[str], STRINGS),
        (list[int], STRINGS),
        (list[User], USERS),
        (list[Role], ROLES),
        (list[User | Role], MENTIONABLES),
        (list[Channel], CHANNELS),
    ],
    ids=str,
)
async def test_what_was_chosen_in_a_menu_of_another_kind_is_never_misread(
    bot: TestBot, annotation: Any, kind: int, used: int, caplog: pytest.LogCaptureFixture
) -> None:
    # An older version had another annotation, and sent another menu under the same name.
    async def pick(ctx: ComponentContext, values: Any) -> Update:
        return Update("taken")

    pick.__annotations__["values"] = annotation
    handler = select(pick)
    bot.bot.add(handler)
    begun = await use(bot, f"pick:0{handler.state.layout}", used, [])

    assert (source_of(begun)["content"] == "taken") == (used == kind)
    assert (texts(begun) == [GONE]) == (used != kind)
    assert len(caplog.records) == (used != kind)


async def test_a_copy_that_ends_at_a_moment_may_stand_in_a_module(bot: TestBot) -> None:
    @button
    async def vote(ctx: ComponentContext) -> Update:
        return Update("voted")

    module = ModuleType("made")
    vars(module).update(vote=vote, friday=vote.until(dt.datetime(2099, 1, 1, tzinfo=dt.UTC)))
    for found in find_declared([module]):
        bot.bot.add(found)  # type: ignore[arg-type]
    begun = await use(bot, vars(module)["friday"].button().custom_id)

    assert source_of(begun)["content"] == "voted"


async def test_a_bot_reads_with_its_own_secret_what_another_bot_knows_too() -> None:
    @button(signed=True)
    async def sealed(ctx: ComponentContext) -> Update:
        return Update("handled")

    one, other = (TestBot(None, secrets=(bytes([number]) * 32,)) for number in (1, 2))
    one.bot.add(sealed)
    custom_id = sealed.button().custom_id
    other.bot.add(sealed)

    assert source_of(await use(one, custom_id))["content"] == "handled"
    assert texts(await use(other, custom_id)) == [GONE]


async def test_limits_of_two_that_share_a_name_by_chance_count_apart(bot: TestBot) -> None:
    for custom_id in ("a.close", "b.close"):

        @bot.bot.button(custom_id=custom_id)
        @cooldown(1, per=60.0)
        async def close(ctx: ComponentContext) -> Update:
            return Update("closed")

    assert source_of(await use(bot, "a.close"))["content"] == "closed"
    assert source_of(await use(bot, "b.close"))["content"] == "closed"


async def test_neither_state_nor_signature_gets_into_the_log(bot: TestBot, caplog: pytest.LogCaptureFixture) -> None:
    await use(bot, "gone:2abcUieyj4S6jGkWoann@example.org")

    assert "of 'gone'" in caplog.text
    assert "ann@example.org" not in caplog.text
