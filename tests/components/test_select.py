"""Menus as their handlers declare and build them."""

from typing import Any, Literal

import pytest

from app.components.select import SelectHandler, select
from app.context.component import ComponentContext
from app.errors import CustomIdTooLong, DefinitionError
from app.models.base import Snowflake
from app.models.channel import ChannelType, TextChannel
from app.models.component import ActionRow
from app.models.guild import Role
from app.models.limits import find_fault
from app.models.response import Reply, Update
from app.models.select import ChannelSelect, SelectOption, StringSelect, UserSelect
from app.models.user import Member, User
from app.testing import TestBot, virtual_time
from tests.components.used import STRINGS, source_of, use
from tests.given import given_bot


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@select(placeholder="Whom?", min_values=0, max_values=3)
async def pick(ctx: ComponentContext, values: list[User], poll: int, *, note: str = "") -> str:
    return f"{len(values)} for {poll}{note}"


@select(options=[SelectOption("Tea", "tea"), SelectOption("Cake", "cake")])
def order(ctx: ComponentContext, values: list[str], table: int) -> Update:
    return Update(f"{values} at {table}")


async def test_a_handler_is_still_a_function() -> None:
    ctx = TestBot(None).context(ComponentContext)

    assert await pick(ctx, [User(username="ada")], 7, note="!") == "1 for 7!"
    assert await order(ctx, ["tea"], table=3) == Update("['tea'] at 3")


def test_a_menu_is_built_as_it_was_declared() -> None:
    made = pick.select(poll=7)

    assert isinstance(made, UserSelect)
    assert (made.placeholder, made.min_values, made.max_values) == ("Whom?", 0, 3)
    assert made.custom_id == f"pick:0{pick.state.layout}7:"


def test_a_menu_of_texts_has_the_options_of_its_declaration_of_its_annotation_or_of_its_message() -> None:
    @select
    async def kind(ctx: ComponentContext, values: list[Literal["a", "b"]]) -> None: ...

    @select(options=[SelectOption("The first", "a")])
    async def fewer(ctx: ComponentContext, values: list[Literal["a", "b"]]) -> None: ...

    @select
    async def open_(ctx: ComponentContext, values: list[str]) -> None: ...

    def offered(made: Any) -> list[str]:
        assert isinstance(made, StringSelect)
        return [option.label for option in made.options]

    assert offered(order.select(table=1)) == ["Tea", "Cake"]
    assert offered(kind.select()) == ["a", "b"]
    assert offered(fewer.select()) == ["The first"]
    assert offered(open_.select().replace(options=[SelectOption("x")])) == ["x"]


def test_a_menu_of_channels_offers_those_of_the_annotation() -> None:
    @select
    async def where(ctx: ComponentContext, values: list[TextChannel]) -> None: ...

    made = where.select()
    assert isinstance(made, ChannelSelect)
    assert made.channel_types == (ChannelType.guild_text,)


def test_a_menu_may_allow_more_choices_than_its_declaration_has_options() -> None:
    @select(min_values=2, max_values=3)
    async def open_(ctx: ComponentContext, values: list[str]) -> None: ...

    made = open_.select().replace(options=[SelectOption(name) for name in "abc"])
    assert not find_fault(Reply(components=[ActionRow(made)]))
    assert find_fault(Reply(components=[ActionRow(made.replace(options=[SelectOption("a")]))]))


async def test_the_ids_of_a_menu_come_back_as_ids() -> None:
    chosen: list[Snowflake] = []

    @select
    async def role(ctx: ComponentContext, values: list[Snowflake]) -> None:
        chosen.extend(values)

    staff = Role(id=Snowflake(123456789012345678), name="Staff")
    menu = role.select().replace(options=[SelectOption(staff.name, staff.id)])
    bot = given_bot()
    bot.bot.add(role)
    assert isinstance(menu, StringSelect)
    await use(bot, menu.custom_id, STRINGS, [menu.options[0].value])

    assert chosen == [staff.id]
    assert type(chosen[0]) is Snowflake


async def test_state_travels_beside_what_is_chosen() -> None:
    bot = given_bot()
    bot.bot.add(order)
    begun = await use(bot, order.select(table=12).custom_id, STRINGS, ["cake"])

    assert source_of(begun)["content"] == "['cake'] at 12"


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(CustomIdTooLong, match="poll 1, note 100"):
        pick.select(7, note="x" * 100)


def no_values(ctx: ComponentContext) -> None: ...
def bare_values(ctx: ComponentContext, values) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001
def members(ctx: ComponentContext, values: list[Member]) -> None: ...
def strings(ctx: ComponentContext, values: list[str]) -> None: ...


@pytest.mark.parametrize(
    ("handler", "options", "why"),
    [
        (no_values, {}, "select no_values: behind the context it takes what was chosen"),
        (bare_values, {}, "the second parameter is what was chosen"),
        (members, {"options": [SelectOption("x")]}, "a UserSelect is filled by Discord: no options="),
        (members, {"max_values": 26}, "max_values"),
        (members, {"min_values": 2, "max_values": 1}, "min_values"),
        (members, {"placeholder": "x" * 151}, "placeholder has 151 characters"),
        (strings, {"options": [SelectOption(str(number)) for number in range(26)]}, "options has 26"),
        (strings, {"options": [SelectOption("x", "a"), SelectOption("y", "a")]}, "'a'"),
        (strings, {"options": [SelectOption("x" * 101)]}, "101 characters"),
        (strings, {"options": "abc"}, "StringSelect takes a list of options, not the text 'abc'"),
        (strings, {"options": {"a": "b"}}, "StringSelect takes a list of options, not {'a': 'b'}"),
        (strings, {"options": 5}, "StringSelect takes a list of options, not 5"),
        (strings, {"max_values": "3"}, "max_values: expected `int`, got `str`"),
        (strings, {"options": [SelectOption("x")], "max_values": 3}, "max_values is 3, but there is 1 option"),
    ],
)
def test_what_discord_would_refuse_is_refused_where_it_stands(handler: Any, options: Any, why: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        select(**options)(handler)

    assert why in str(caught.value)
    assert caught.value.where == f"{__file__}:{handler.__code__.co_firstlineno}"


def test_a_handler_shows_what_it_is() -> None:
    assert isinstance(pick, SelectHandler)
    assert repr(pick) == "<SelectHandler pick>"
    assert pick.shown_name == "select pick"
