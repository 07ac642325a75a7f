"""Forms that are opened, filled in and sent in a simulated Discord."""

import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest

from app.command_errors import FormInvalid
from app.components.form import Form, read_form
from app.context.command import CommandContext
from app.context.modal import ModalContext
from app.errors import ComponentNotFound
from app.models.attachment import Attachment
from app.models.channel import TextChannel
from app.models.component import Label
from app.models.display import TextDisplay
from app.models.field import FileUpload, TextInput, TextInputStyle
from app.models.file import File
from app.models.guild import Role
from app.models.modal import Modal
from app.models.select import UserSelect
from app.models.user import Member
from app.testing import Result, TestBot
from tests.given import given_bot


class Mood(enum.Enum):
    good = "g"
    bad = "b"


class Feedback(Form):
    intro = TextDisplay("Tell us what you think.")
    mood: Mood
    text: Annotated[str, Label("What happened?", TextInput(style=TextInputStyle.paragraph, max_length=100))]
    who: Annotated[list[Member], Label("Who was there?", UserSelect(max_values=5))]
    news: Annotated[bool, Label("Write to me")] = False


class Order(Form):
    count: int
    price: Decimal = Decimal("2.50")
    day: dt.date | None = None
    extras: list[Literal["salt", "pepper"]] | None = None
    proof: Annotated[Attachment | None, Label("A picture", FileUpload(file_types=[".png"]))] = None


class Place(Form):
    where: TextChannel
    role: Role | None
    anybody: list[Member | Role] | None


class Kept:
    """What was read of the forms that were sent, and what of it the next one begins with.

    Attributes:
        made: The forms, or the faults of those that could not be used.
        typed: What was entered.
    """

    def __init__(self) -> None:
        self.made: list[Any] = []
        self.typed: list[dict[str, Any]] = []


async def opened(form: type[Form]) -> tuple[TestBot, Kept, Result]:
    """Open a form by the command `/try`, which fills it in with what was sent last."""
    bot, kept = given_bot(), Kept()
    plan = read_form(form)

    @bot.bot.slash_command("try", description="Open it.")
    async def command(ctx: CommandContext) -> Modal:
        modal = Modal("form:1", "Form", plan.components)
        return modal.prefill(**kept.typed[-1]) if kept.typed else modal

    @bot.bot.on_error(ComponentNotFound)
    async def handle(ctx: ModalContext, error: ComponentNotFound) -> None:
        kept.typed.append(plan.typed(ctx.interaction))
        try:
            kept.made.append(await plan.read(ctx))
        except FormInvalid as invalid:
            kept.made.append(dict(invalid.faults))
        await ctx.respond("Thanks.")

    return bot, kept, await bot.slash("try")


async def test_a_form_shows_its_questions_and_begins_with_its_defaults() -> None:
    _, _, result = await opened(Order)

    assert result.modal is not None
    assert list(result.modal.labels) == ["Count", "Price", "Day", "Extras", "A picture"]
    assert (result.modal.values["count"], result.modal.values["price"]) == ("", "2.50")


async def test_what_is_sent_is_read() -> None:
    bot, kept, result = await opened(Feedback)
    ada = bot.actor("Ada")
    await result.submit(mood="good", text="It\nworks.", who=[ada, bot], news=True)

    assert [one.user.id for one in kept.made[0].who] == [ada.id, bot.id]
    assert kept.made == [Feedback(mood=Mood.good, text="It\nworks.", who=kept.made[0].who, news=True)]
    assert bot.discord.violations == []


async def test_files_numbers_and_dates_are_read() -> None:
    _, kept, result = await opened(Order)
    picture = File("a.png", b"png")
    await result.submit(count="3", day="2026-11-21", extras=["salt"], proof=[picture])

    (order,) = kept.made
    assert (order.count, order.price, order.day, order.extras) == (
        3,
        Decimal("2.50"),
        dt.date(2026, 11, 21),
        ["salt"],
    )
    assert order.proof.filename == "a.png"


async def test_what_is_left_empty_is_the_default_or_none() -> None:
    _, kept, result = await opened(Order)
    await result.submit(count="3", price="")

    assert kept.made == [Order(count=3, price=Decimal("2.50"), day=None, extras=None, proof=None)]


async def test_places_and_roles_are_read() -> None:
    bot, kept, result = await opened(Place)
    here = bot.discord.world.channel("bots")
    role = next(iter(bot.discord.world.guild.roles.values()))
    await result.submit(where=here, role=role, anybody=[role, bot])

    (place,) = kept.made
    assert (place.where.id, place.role.id) == (here.id, role.id)
    assert [type(one) for one in place.anybody] == [Role, Member]


async def test_what_cannot_be_used_can_be_opened_again_filled_in() -> None:
    _, kept, result = await opened(Order)
    await result.submit(count="three", day="soon", extras=["pepper"])

    (faults,), (typed,) = kept.made, kept.typed
    assert faults == {
        "count": "`Count` must be a whole number.",
        "day": "`Day` must be a date, written as 2026-11-21.",
    }
    assert typed == {"count": "three", "price": "2.50", "day": "soon", "extras": ["pepper"]}


@pytest.mark.parametrize("form", [Feedback, Order, Place])
async def test_a_form_filled_in_again_is_one_that_discord_takes(form: type[Form]) -> None:
    bot, kept, result = await opened(form)
    here, role = bot.discord.world.channel("bots"), next(iter(bot.discord.world.guild.roles.values()))
    entered: dict[type[Form], dict[str, Any]] = {
        Feedback: {"mood": "bad", "text": "No.", "who": [bot]},
        Order: {"count": "x"},
        Place: {"where": here, "role": role, "anybody": [bot, role]},
    }
    await result.submit(**entered[form])
    await (await bot.slash("try")).submit()

    assert kept.typed[0] == kept.typed[1]
    assert type(kept.made[0]) is type(kept.made[1])
    assert bot.discord.violations == []
