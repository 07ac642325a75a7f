"""A plugin as an author writes it, held against the types: `mypy --strict` must pass over this module."""

from collections.abc import AsyncIterator
from typing import Annotated, assert_type

from app import (
    AutocompleteContext,
    Bot,
    Choice,
    CommandContext,
    Context,
    Forbidden,
    Group,
    NotFound,
    Option,
    Plugin,
    Reply,
    RestError,
    after_invoke,
    before_invoke,
    check,
    cooldown,
    group,
    guild_only,
    has_permissions,
    listen,
    message_command,
    on_error,
    slash_command,
    user_command,
)
from app.models import Member, Message, Permissions, User


class Prices:
    """What things cost."""

    async def of(self, item: str) -> int:
        """Return the price of something."""
        return len(item)


def is_open(ctx: Context) -> bool:
    """Tell whether the shop is open."""
    return ctx.user.id != 0


async def suggest_item(ctx: AutocompleteContext, value: str) -> list[str]:
    """Suggest what there is."""
    return [item for item in ("tea", "cake") if value in item]


@guild_only
@cooldown(5, per=10.0)
@check(is_open, message="The shop is closed.")
class Shop(Plugin):
    """Sells things."""

    tag = group("tag", "Texts", renamed_from="text")
    admin = tag.group("admin", "For moderators")

    def __init__(self, currency: str, name: str | None = None) -> None:
        super().__init__(name)
        self.currency = currency
        self.sold = 0

    async def on_load(self) -> None:
        """Begin with nothing sold."""
        self.sold = 0

    @slash_command
    async def buy(
        self, ctx: CommandContext, item: Annotated[str, Option("What", autocomplete=suggest_item)], prices: Prices
    ) -> str:
        """Buy something."""
        return f"{await prices.of(item)} {self.currency}"

    @slash_command("look around", description="See what there is")
    def look(self, ctx: CommandContext, count: int = 1) -> Reply:
        """Look, in a thread."""
        return Reply(str(count), ephemeral=True)

    @slash_command
    @has_permissions(Permissions.manage_messages)
    async def find(self, ctx: CommandContext, *, name: str) -> str | None:
        """Find something."""
        return name or None

    @find.autocomplete("name")
    async def suggest(self, ctx: AutocompleteContext, value: str) -> AsyncIterator[str | Choice]:
        yield value
        yield Choice(self.currency)

    @find.on_error(LookupError)
    async def missing(self, ctx: CommandContext, error: LookupError) -> str:
        return f"{error} {self.currency}"

    @user_command
    async def gift(self, ctx: CommandContext, target: Member | User) -> str:
        return target.mention

    @message_command("Cite it")
    async def cite(self, ctx: CommandContext, target: Message) -> None:
        await ctx.respond(target.content)

    @tag.command
    async def show(self, ctx: CommandContext, name: str) -> str:
        """Show a tag."""
        return name

    @admin.command("purge")
    @cooldown(1, per=60.0, by="guild")
    async def purge_all(self, ctx: CommandContext) -> None:
        """Purge all."""
        await ctx.respond("gone", ephemeral=True)

    @listen
    async def on_sale(self, item: str) -> None:
        self.sold += len(item)

    @listen("on_other_sale")
    async def other_sale(self) -> None:
        self.sold += 1

    @before_invoke
    async def begin(self, ctx: Context) -> None:
        self.sold += 1

    @after_invoke
    def end(self, ctx: Context) -> None:
        self.sold -= 1

    @on_error(Forbidden, NotFound)
    async def refused(self, ctx: Context, error: RestError) -> str:
        return f"Discord said {error.status}"

    @on_error
    async def anything(self, ctx: Context, error: Exception) -> Reply:
        return Reply(str(error))


games = Plugin("games")


@games.slash_command
async def play(ctx: CommandContext, rounds: int = 3) -> str:
    """Play."""
    return str(rounds)


@games.user_command("Challenge")
async def challenge(ctx: CommandContext, target: Member | User) -> str:
    return target.mention


@games.listen
async def on_game(name: str) -> None: ...


@games.check
async def is_evening(ctx: Context) -> bool:
    return True


@games.on_error(ValueError)
async def mend(ctx: Context, error: ValueError) -> str:
    return str(error)


def setup(bot: Bot) -> None:
    """Add what needs arguments."""
    bot.add_plugin(Shop("€"))
    bot.add_plugin(games)
    bot.provide(Prices, Prices)


async def use(shop: Shop, ctx: CommandContext, target: Member, message: Message) -> None:
    """Hold what authors get against the types."""
    assert_type(Shop("€"), Shop)
    assert_type(await shop.buy(ctx, "tea", Prices()), str)
    assert_type(await shop.buy(ctx, item="tea", prices=Prices()), str)
    assert_type(await shop.look(ctx, count=2), Reply)
    assert_type(await shop.find(ctx, name="tea"), str | None)
    assert_type(await shop.gift(ctx), str)
    await shop.cite(ctx)
    assert_type(await shop.show(ctx, "name"), str)
    await shop.purge_all(ctx)
    assert_type(await shop.refused(ctx, Forbidden("GET", "/", 403, 0, "")), str)
    assert_type(await shop.anything(ctx, ValueError()), Reply)
    assert_type(shop.tag, Group)
    await shop.on_sale("tea")
    await shop.begin(ctx)
    assert_type(await play(ctx, rounds=2), str)
    assert_type(await challenge(ctx), str)
    await on_game("chess")
    assert_type(await is_evening(ctx), bool)


async def mistake(shop: Shop, ctx: CommandContext) -> None:
    """Make mistakes, each of which mypy names."""
    await shop.buy(ctx, 5, Prices())  # type: ignore[arg-type]
    await shop.look(ctx, number=2)  # type: ignore[call-arg]
    await play(ctx, rounds="2")  # type: ignore[arg-type]
