"""Which steps a copied test has: on what a handler sent elsewhere, while it ran, and none that led nowhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.simulator.visible import visible_messages
from app.simulator.world import Json
from app.testing import virtual_time
from tests.simulator.test_as_test import Tried, begin

__all__ = ["begin"]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


@pytest.fixture
def errands(begin: Callable[[str], Tried]) -> Tried:
    return begin("tests.simulator.errands")


def newest(errands: Tried, channel: str | None, user: str) -> list[Json]:
    world = errands.world
    place = world.dm(world.user(user)) if channel is None else world.channel(channel)
    return visible_messages(world, place, world.user(user))


async def test_what_a_handler_has_sent_elsewhere_is_found_by_who_uses_it(errands: Tried, tmp_path: Path) -> None:
    world = errands.world
    ada, general = world.user("ada"), world.channel("general")
    reported = await errands.use("report", where=general)
    await errands.use("report", where=general)
    second = newest(errands, "general", "ada")[-5]
    answered = await errands.click(second, "Answer", user=ada)
    finished = await errands.click(newest(errands, None, "ada")[-1], "Done", user=ada)
    third = newest(errands, "general", "ada")[-3]
    begun = errands.discord.begin_context_menu("Repeat", 3, third, user=ada, channel=general)
    repeated = await errands.done(begun)

    assert 'where="general"' in errands.copy(reported)
    assert errands.copy(answered).splitlines()[:4] == [
        '    ada = bot.person("ada", channel="general")',
        "",
        '    await bot.slash("report", where="general")',
        '    result = await ada.latest(1).click("Answer")',
    ]
    assert 'await ada_2.latest().click("Done")' in errands.copy(finished)
    assert "shown = ada.latest(1)" in errands.copy(repeated)
    errands.run(tmp_path)


async def test_who_acted_while_a_handler_ran_is_impatient(errands: Tried, tmp_path: Path) -> None:
    world = errands.world
    begun = errands.discord.begin_command("giveaway")
    await begun.until(lambda one: one.state == "answered")
    errands.bot.clock.advance(2)
    clicked = errands.discord.begin_click(begun.original or {}, _join(begun.original), user=world.user("ada"))
    await clicked.until(lambda one: one.state == "answered")
    await errands.bot.settle()

    assert errands.copy(clicked).splitlines()[2:7] == [
        '    first = await bot.impatient().slash("giveaway")',
        '    result = await first.click("Join", by=ada.impatient())',
        "",
        '    assert result.content == "Ada joined."',
        "    assert not result.ephemeral",
    ]
    assert errands.copy(begun).splitlines()[0] == '    result = await bot.impatient().slash("giveaway")'
    errands.run(tmp_path)


def _join(message: Json | None) -> str:
    assert message is not None
    return str(message["components"][0]["components"][0]["custom_id"])


async def test_what_was_refused_and_forms_that_were_never_sent_are_left_out(errands: Tried, tmp_path: Path) -> None:
    ada = errands.world.user("ada")
    await errands.use("mail begin", name="a")
    await errands.use("mail write")
    await errands.use("mail begin", ada, name="a")
    opened = await errands.use("mail write")
    sent = await errands.done(errands.discord.begin_submit(opened, {"by": "Ida"}))

    assert errands.copy(sent).splitlines()[:5] == [
        '    ada = bot.person("ada")',
        "",
        '    await ada.slash("mail begin", name="a")',
        '    second = await bot.slash("mail write")',
        '    result = await second.submit({"by": "Ida"})',
    ]
    errands.run(tmp_path)


async def test_what_was_refused_is_a_test_of_its_own(errands: Tried, tmp_path: Path) -> None:
    refused = await errands.use("mail begin", name="a")
    await errands.use("mail begin", errands.world.user("ada"), name="a")

    assert 'assert result.content == "That is for Ada."' in errands.copy(refused)
    errands.run(tmp_path)
