"""From a component that was used to its answer: what comes before what, and what a failing part becomes."""

import asyncio
import logging
import threading
from typing import Annotated, Any, Literal

import pytest

from app import after_invoke, before_invoke, check, cooldown, max_concurrency, on_error
from app.command_errors import CheckFailure, CommandError, CommandOnCooldown
from app.components.button import ButtonHandler, button
from app.components.form import Form
from app.components.modal import modal
from app.components.select import select
from app.context.base import Context
from app.context.component import ComponentContext, UpdatingContext
from app.context.modal import ModalContext
from app.errors import ComponentExpired, ComponentNotFound, ComponentOutdated, ProviderMissing
from app.models.component import Label
from app.models.response import Reply, Update
from app.plugins.plugin import Plugin
from app.providers import provided
from app.stores.base import Store
from app.testing import TestBot, virtual_time
from tests.components.used import FAILED, GONE, STRINGS, begin, entered, source_of, use
from tests.context.clicks import answered, shown, texts
from tests.given import given_bot


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def bot() -> TestBot:
    return given_bot()


class Database:
    """A dependency."""

    def __init__(self, name: str = "db") -> None:
        self.name = name


class Why(Form):
    why: Annotated[int, Label("Why?")]


async def press(bot: TestBot, handler: ButtonHandler[..., Any], *args: Any, **kwargs: Any) -> Any:
    return await use(bot, handler.button(*args, **kwargs).custom_id or "")


# ── the order ──


def noted(story: list[str], line: str, answer: Any = True) -> Any:
    async def note(ctx: Context) -> Any:
        story.append(line)
        return answer

    return note


async def test_checks_come_from_the_bot_and_hooks_from_the_handler(bot: TestBot) -> None:
    story: list[str] = []
    plugin = Plugin("shop")

    @plugin.button
    async def buy(ctx: ComponentContext, count: int) -> None:
        story.append(f"handler {count} {dict(ctx.state)}")

    for name, node in (("handler", buy), ("plugin", plugin), ("bot", bot.bot)):
        node.check(noted(story, f"check of {name}"))
        node.before_invoke(noted(story, f"before of {name}"))
        node.after_invoke(noted(story, f"after of {name}"))
    bot.bot.add_plugin(plugin)
    await press(bot, buy, 2)

    assert story == [
        "check of bot",
        "check of plugin",
        "check of handler",
        "before of handler",
        "before of plugin",
        "before of bot",
        "handler 2 {'count': 2}",
        "after of handler",
        "after of plugin",
        "after of bot",
    ]


async def test_errors_go_from_the_handler_outwards(bot: TestBot) -> None:
    story: list[str] = []
    plugin = Plugin("shop")

    @plugin.button
    async def buy(ctx: ComponentContext) -> None:
        raise CommandError("No.")

    for name, node in (("handler", buy), ("plugin", plugin), ("bot", bot.bot)):

        @node.on_error
        async def handles(ctx: Context, error: Exception, name: str = name) -> Any:
            story.append(name)
            if name != "bot":
                raise error
            return Update("handled")

    bot.bot.add_plugin(plugin)
    begun = await press(bot, buy)

    assert story == ["handler", "plugin", "bot"]
    assert (source_of(begun)["content"], texts(begun)) == ("handled", [])


@pytest.mark.parametrize("kind", ["button", "select", "modal"])
async def test_state_is_there_for_checks_of_every_kind(bot: TestBot, kind: str) -> None:
    seen: list[Any] = []

    def owns(ctx: UpdatingContext) -> bool:
        seen.append(dict(ctx.state))
        return bool(ctx.state["owner"] == 7)

    @button
    @check(owns, message="Not yours.")
    async def one(ctx: ComponentContext, owner: int, n: int = 1) -> None: ...

    @check(owns, message="Not yours.")
    @select
    async def two(ctx: ComponentContext, values: list[int], owner: int, n: int = 1) -> None: ...

    @modal(title="Why?")
    @check(owns, message="Not yours.")
    async def three(ctx: ModalContext, form: Why, owner: int, n: int = 1) -> None: ...

    for handler in (one, two, three):
        bot.bot.add(handler)
    for owner, told in ((7, []), (8, ["Not yours."])):
        if kind == "button":
            begun = await use(bot, one.button(owner).custom_id or "")
        elif kind == "select":
            # What was chosen is not looked at before the checks, and is none here where they refuse.
            chosen = "5" if owner == 7 else "x"
            begun = await use(bot, two.select(owner).custom_id, STRINGS, [chosen])
        else:
            begun = await use(bot, three.modal(owner).custom_id, fields=[entered("why", "5" if owner == 7 else "x")])
        assert texts(begun) == told
    assert seen == [{"owner": 7, "n": 1}, {"owner": 8, "n": 1}]


async def test_what_is_refused_uses_nothing_up(bot: TestBot) -> None:
    allowed: list[bool] = [False]

    @bot.bot.button
    @cooldown(1, per=60.0)
    @check(lambda ctx: allowed[0])
    async def vote(ctx: ComponentContext) -> Update:
        return Update("voted")

    for expected in (False, True, False):
        begun = await press(bot, vote)
        assert (source_of(begun)["content"] == "voted") == expected
        assert bool(texts(begun)) != expected
        allowed[0] = True
    await asyncio.sleep(61)
    assert source_of(await press(bot, vote))["content"] == "voted"


async def test_a_cooldown_counts_a_handler_whatever_its_state_is(bot: TestBot) -> None:
    @bot.bot.button
    @cooldown(2, per=60.0)
    async def vote(ctx: ComponentContext, poll: int) -> Update:
        return Update("voted")

    told = [texts(await press(bot, vote, poll)) for poll in (1, 2, 3)]

    assert told[:2] == [[], []]
    assert told[2]


async def test_a_cooldown_of_a_command_of_the_same_name_is_another(bot: TestBot) -> None:
    @bot.bot.slash_command("vote", description="Vote.")
    @cooldown(1, per=60.0)
    async def command(ctx: Any) -> str:
        return "command"

    @bot.bot.button(name="vote")
    @cooldown(1, per=60.0)
    async def vote(ctx: ComponentContext) -> Update:
        return Update("voted")

    assert (await bot.slash("vote")).content == "command"
    assert source_of(await press(bot, vote))["content"] == "voted"


async def test_only_so_many_at_once(bot: TestBot) -> None:
    @bot.bot.button
    @max_concurrency(1)
    async def slow(ctx: ComponentContext) -> Update:
        await asyncio.sleep(1)
        return Update("done")

    first, second = (begin(bot, slow.button().custom_id or "") for _ in range(2))
    for begun in (first, second):
        await answered(bot, begun)

    assert sorted(source_of(begun)["content"] for begun in (first, second)) == ["done", "the old text"]
    assert source_of(await press(bot, slow))["content"] == "done"


# ── what it is called with ──


async def test_a_sync_handler_runs_in_a_thread(bot: TestBot) -> None:
    threads: list[str] = []

    @bot.bot.button
    def plain(ctx: ComponentContext, function: str, call: int) -> Update:
        threads.append(threading.current_thread().name)
        return Update(f"{function} {call}")

    assert source_of(await press(bot, plain, function="x", call=1))["content"] == "x 1"
    assert threads[0].startswith("handler")


async def test_every_kind_of_handler_is_given_its_dependencies(bot: TestBot) -> None:
    bot.provide(Database, Database("mine"))

    @bot.bot.button
    async def one(ctx: ComponentContext, n: int, store: Store = provided, *, db: Database = provided) -> Update:
        return Update(f"{n} {db.name} {type(store).__name__}")

    @bot.bot.select
    async def two(ctx: ComponentContext, values: list[str], db: Database = provided) -> Update:
        return Update(f"{values} {db.name}")

    @bot.bot.modal(title="Why?")
    async def three(ctx: ModalContext, form: Why, db: Database = provided) -> Update:
        return Update(f"{form.why} {db.name}")

    assert source_of(await press(bot, one, 5))["content"] == "5 mine Store"
    assert source_of(await use(bot, two.select().custom_id, STRINGS, ["a"]))["content"] == "['a'] mine"
    fields = [entered("why", "3")]
    assert source_of(await use(bot, three.modal().custom_id, fields=fields))["content"] == "3 mine"


def test_what_nobody_provides_is_named_at_the_start(bot: TestBot) -> None:
    @bot.bot.button
    async def save(ctx: ComponentContext, db: Database = provided) -> None: ...

    with pytest.raises(ProviderMissing, match="button save: parameter db is a Database") as caught:
        bot.bot.asgi()

    assert caught.value.where == save.where


def test_so_is_what_a_hook_of_a_component_needs(bot: TestBot) -> None:
    @bot.bot.button
    async def save(ctx: ComponentContext) -> None: ...

    @save.before_invoke
    async def begins(ctx: Context, db: Database) -> None: ...

    with pytest.raises(ProviderMissing, match="begins: parameter db is a Database"):
        bot.bot.asgi()


# ── in a plugin ──


class Shop(Plugin):
    def __init__(self, currency: str) -> None:
        super().__init__()
        self.currency = currency
        self.story: list[str] = []

    @check
    async def is_open(self, ctx: Context) -> bool:
        self.story.append("check")
        return True

    @before_invoke
    async def begins(self, ctx: Context) -> None:
        self.story.append("before")

    @after_invoke
    async def ends(self, ctx: Context) -> None:
        self.story.append("after")

    @on_error(ComponentExpired, ZeroDivisionError)
    async def fails(self, ctx: UpdatingContext, error: Exception) -> Update:
        return Update(f"{type(error).__name__} in {self.currency}")

    @button(label="Buy", expires=60)
    async def buy(self, ctx: ComponentContext, price: int) -> Update:
        more = self.buy.button(price=100 // price)
        return Update(f"{price} {self.currency} {more.custom_id is not None}")

    @select
    def pick(self, ctx: ComponentContext, values: list[Literal["tea"]], table: int) -> Update:
        return Update(f"{values[0]} {self.currency} {table}")

    @modal(title="Why?")
    async def ask(self, ctx: ModalContext, form: Why) -> Update:
        return Update(f"{form.why} {self.currency}")


async def test_methods_of_a_plugin_are_handlers_of_every_kind(bot: TestBot) -> None:
    shop = Shop("gold")
    bot.bot.add_plugin(shop)

    assert source_of(await press(bot, shop.buy, price=5))["content"] == "5 gold True"
    assert shop.story == ["check", "before", "after"]
    assert source_of(await use(bot, shop.pick.select(3).custom_id, STRINGS, ["tea"]))["content"] == "tea gold 3"
    fields = [entered("why", "3")]
    assert source_of(await use(bot, shop.ask.modal().custom_id, fields=fields))["content"] == "3 gold"


async def test_a_plugins_error_handlers_hear_of_its_components(bot: TestBot) -> None:
    shop = Shop("gold")
    bot.bot.add_plugin(shop)
    made = shop.buy.button(price=0).custom_id or ""

    assert source_of(await use(bot, made))["content"] == "ZeroDivisionError in gold"
    await asyncio.sleep(61)
    assert source_of(await use(bot, made))["content"] == "ComponentExpired in gold"


# ── errors ──


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CommandError("No."), "No."),
        (CheckFailure("Not you."), "Not you."),
        (ValueError("x"), FAILED),
        (ComponentNotFound("another:1"), FAILED),
        (ComponentOutdated("another:1", "x"), FAILED),
        (CommandOnCooldown(5.0), "5 seconds"),
    ],
    ids=lambda one: type(one).__name__,
)
async def test_whatever_the_author_raises_the_user_is_told_privately(bot: TestBot, error: Exception, said: str) -> None:
    @bot.bot.button
    async def fails(ctx: ComponentContext) -> None:
        raise error

    begun = await press(bot, fails)

    assert said in texts(begun)[0]
    assert shown(begun)[0]["flags"] & 64
    assert source_of(begun)["content"] == "the old text"


@pytest.mark.parametrize(
    ("asked", "is_heard"),
    [(ComponentNotFound, True), (ComponentOutdated, True), (ComponentExpired, False), (Exception, True)],
)
async def test_the_handler_of_the_name_hears_of_what_it_cannot_read(
    bot: TestBot, asked: type[Exception], is_heard: bool, caplog: pytest.LogCaptureFixture
) -> None:
    @bot.bot.button
    async def vote(ctx: ComponentContext, poll: int) -> None: ...

    @vote.on_error(asked)
    async def old(ctx: ComponentContext, error: Exception) -> Reply:
        return Reply(f"state {dict(ctx.state)}", ephemeral=True)

    begun = await use(bot, "vote:0zzz7")

    assert texts(begun) == (["state {}"] if is_heard else [GONE])
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


async def test_an_error_handler_that_answers_nothing_leaves_the_sentence(bot: TestBot) -> None:
    @bot.bot.button
    async def vote(ctx: ComponentContext, poll: int) -> None: ...

    @vote.on_error
    async def old(ctx: ComponentContext, error: Exception) -> None: ...

    assert texts(await use(bot, "vote:0zzz7")) == [GONE]


async def test_what_is_no_answer_is_a_fault_that_names_the_handler(
    bot: TestBot, caplog: pytest.LogCaptureFixture
) -> None:
    @bot.bot.button
    async def odd(ctx: ComponentContext) -> None:
        return 5  # type: ignore[return-value]

    assert texts(await press(bot, odd))[0].startswith(FAILED)
    assert "button odd returned a int, which is no answer" in caplog.text
