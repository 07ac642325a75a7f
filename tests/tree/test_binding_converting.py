"""Options to arguments where text is converted, and options are gathered, through the whole bot and alone."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any

import httpx
import pytest

from app.command_errors import BadArgument, MissingRequiredArgument
from app.context.base import Context
from app.context.command import CommandContext
from app.models.base import Snowflake
from app.models.colour import Colour
from app.models.command import CommandDataOption
from app.models.guild import PartialEmoji
from app.models.message import Message
from app.models.user import Member
from app.parameters.bundle import Options
from app.parameters.converters import URLConverter
from app.parameters.option import Option
from app.parameters.signature import read_signature
from app.testing import TestBot
from app.tree.binding import make_arguments
from tests.given import given_bot
from tests.rest.channels import ChannelMessages


def to_upper(text: str) -> str:
    return text.upper()


class Count:
    """Says how often it was asked."""

    asked = 0

    async def convert(self, ctx: Context, value: str, /) -> str:
        Count.asked += 1
        return f"{value} by {ctx.user.display_name}"


class Page(Options):
    """Which part of a list to show."""

    number: Annotated[int, Option(min=1)] = 1
    since: dt.datetime | None = None


class Span(Options):
    """From where to where."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadArgument("The last comes before the first.", option="last", value=self.last)


async def arguments_of(handler: Callable[..., Any], bot: TestBot | None = None, **given: Any) -> dict[str, Any]:
    options = [CommandDataOption(name=name, value=value) for name, value in given.items()]
    context = (bot or TestBot(None)).context(CommandContext)
    return await make_arguments(read_signature(handler), options, context)


async def everything(
    ctx: CommandContext,
    text: Annotated[str, to_upper],
    who: Annotated[str, Option(name="whose"), Count],
    page: Page,
    colour: Colour | None,
    emoji: PartialEmoji | None,
    owner: Snowflake | None,
    span: dt.timedelta = dt.timedelta(hours=1),
    link: Annotated[str, URLConverter()] = "nowhere",
) -> None: ...


async def test_what_was_given_is_converted_and_defaults_are_not() -> None:
    assert await arguments_of(everything, text="a", whose="b") == {
        "text": "A",
        "who": "b by Ben",
        "page": Page(),
        "colour": None,
        "emoji": None,
        "owner": None,
        "span": dt.timedelta(hours=1),
        "link": "nowhere",
    }


async def test_every_option_gets_its_own_converter() -> None:
    given: dict[str, Any] = {
        "colour": "#f00",
        "emoji": "<:a_b:5>",
        "owner": "<@7>",
        "span": "2h",
        "link": "https://example.org",
    }

    arguments = await arguments_of(everything, text="a", whose="b", since="2026-01-01", number=3, **given)

    assert arguments["colour"] == Colour(0xFF0000)
    assert arguments["emoji"] == PartialEmoji(id=Snowflake(5), name="a_b")
    assert arguments["owner"] == Snowflake(7)
    assert arguments["span"] == dt.timedelta(hours=2)
    assert arguments["link"] == "https://example.org"
    assert arguments["page"] == Page(number=3, since=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


async def test_what_cannot_be_converted_names_the_option_and_not_the_parameter() -> None:
    async def handler(ctx: CommandContext, value: Annotated[Colour, Option(name="tint")]) -> None: ...

    with pytest.raises(BadArgument) as caught:
        await arguments_of(handler, tint="reddish")

    assert (caught.value.option, caught.value.value) == ("tint", "reddish")
    assert isinstance(caught.value.__cause__, ValueError)


async def test_nothing_is_converted_before_all_is_bound() -> None:
    Count.asked = 0

    with pytest.raises(MissingRequiredArgument) as caught:
        await arguments_of(everything, whose="b")

    assert caught.value.option == "text"
    assert Count.asked == 0


async def test_a_bundle_may_refuse_values_that_do_not_go_together() -> None:
    async def handler(ctx: CommandContext, span: Span) -> None: ...

    assert await arguments_of(handler, first=1, last=2) == {"span": Span(first=1, last=2)}
    with pytest.raises(BadArgument, match="The last comes before the first"):
        await arguments_of(handler, first=2, last=1)


# ── messages ──


def wired(beyond: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
    return ChannelMessages(beyond, {(1, 5): "hello"})


async def quote(ctx: CommandContext, message: Message) -> None: ...


@pytest.mark.parametrize(
    "text",
    [
        "https://discord.com/channels/9/1/5",
        "https://discord.com/channels/@me/1/5",
        " <https://ptb.discord.com/channels/9/1/5> ",
        "https://canary.discordapp.com/channels/9/1/5/",
        "1/5",
        "1-5",
    ],
)
async def test_a_message_is_found_by_its_link_or_ids(text: str) -> None:
    arguments = await arguments_of(quote, given_bot(wire=wired), message=text)

    assert arguments["message"].content == "hello"


async def test_the_id_of_a_message_is_looked_for_in_this_channel() -> None:
    bot = given_bot(wire=wired)
    bot = given_bot(wire=lambda beyond: ChannelMessages(beyond, {(bot.context(CommandContext).channel_id, 5): "here"}))

    assert (await arguments_of(quote, bot, message="5"))["message"].content == "here"


@pytest.mark.parametrize("text", ["1/6", "2/5"], ids=["is not there", "may not be read"])
async def test_a_message_that_cannot_be_read_is_a_bad_argument(text: str) -> None:
    with pytest.raises(BadArgument) as caught:
        await arguments_of(quote, given_bot(wire=wired), message=text)

    assert (caught.value.option, caught.value.value) == ("message", text)


# ── through the whole bot ──


@pytest.mark.seed("N66")
async def test_a_user_option_arrives_as_the_user() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("poke", description="Poke somebody.")
    async def poke(ctx: CommandContext, who: Member) -> str:
        return f"{who.user.mention} {who.display_name}"

    ida = bot.actor("Ida")

    assert (await bot.slash("poke", who=ida)).content == f"<@{ida.id}> Ida"


@pytest.mark.seed("N55")
async def test_options_of_every_kind_reach_the_handler() -> None:
    bot = TestBot(None)

    @bot.bot.slash_command("paint", description="Paint.")
    async def paint(
        ctx: CommandContext,
        tint: Colour,
        page: Page,
        big: Annotated[int, Option(max=2**60)],
    ) -> str:
        return f"{tint} {page} {big}"

    painted = await bot.slash("paint", tint="rgb(255, 0, 0)", number=2, big=str(2**60))
    refused = await bot.slash("paint", tint="reddish", big="1")
    too_big = await bot.slash("paint", tint="#fff", big=str(2**60 + 1))

    assert painted.content == f"#ff0000 Page(number=2, since=None) {2**60}"
    assert (refused.content, refused.ephemeral) == ("`tint` cannot be 'reddish'.", True)
    assert too_big.content == f"`big` cannot be {2**60 + 1}."
