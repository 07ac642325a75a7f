"""What "copy as test" writes: it is read here, and run as an author would run it."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from app.simulator.as_test import as_test
from app.simulator.as_test_seen import answer_of
from app.simulator.breaking import send_again, send_broken
from app.simulator.component_rules import nested_components
from app.simulator.interaction import Interaction
from app.simulator.permissions import Permission
from app.simulator.world import Channel, Entitlement, Json, Member, User
from app.testing import TestBot, virtual_time

ROOT = Path(__file__).parents[2]


@pytest.fixture
def anyio_backend() -> object:
    return virtual_time


class Tried:
    """A bot that somebody tries in the playground, and the tests that are copied from that."""

    def __init__(self, commands: str) -> None:
        self.bot = TestBot(commands)
        self.discord = self.bot.discord
        self.world = self.discord.world
        self.commands = commands
        self.copied: list[str] = []
        first = next(iter(self.bot.bot.tree.commands()))
        self.bot.require(first.qualified_name)

    async def done(self, interaction: Interaction) -> Interaction:
        """Wait until the bot is done with it."""
        await interaction.until(lambda one: one.state != "waiting")
        await self.bot.settle()
        return interaction

    async def use(
        self, name: str, user: User | None = None, channel: Channel | None = None, /, **given: object
    ) -> Interaction:
        """Use a slash command."""
        return await self.done(self.discord.begin_command(name, given, user=user, channel=channel))

    async def click(self, message: Json | None, label: str, index: int = 0, user: User | None = None) -> Interaction:
        """Click a button by its label or emoji."""
        assert message is not None
        found = [
            one
            for one in nested_components(message["components"])
            if one["type"] == 2 and label in (one.get("label"), (one.get("emoji") or {}).get("name"))
        ]
        return await self.done(self.discord.begin_click(message, found[index]["custom_id"], user=user))

    def copy(self, interaction: Interaction) -> str:
        """Copy a test, and return its body."""
        code = as_test(self.discord, interaction)
        self.copied.append(code)
        return code.partition("(bot: TestBot) -> None:\n")[2]

    def run(self, folder: Path) -> None:
        """Paste each test into a file of its own, and let pytest run all of them."""
        for number, code in enumerate(self.copied):
            folder.joinpath(f"test_{number}.py").write_text(code, encoding="utf-8")
        folder.joinpath("pytest.ini").write_text("[pytest]\n")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "POSTERN_COMMANDS": self.commands}
        environment.pop("PYTEST_ADDOPTS", None)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "-W", "error"]
        ended = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=100, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert f"{len(self.copied)} passed" in ended.stdout


@pytest.fixture
async def begin() -> AsyncIterator[Callable[[str], Tried]]:
    begun: list[Tried] = []

    def begin(commands: str) -> Tried:
        begun.append(Tried(commands))
        return begun[-1]

    yield begin
    for tried in begun:
        await tried.bot.bot.close()
        await tried.discord.aclose()


@pytest.fixture
def tutorial(begin: Callable[[str], Tried]) -> Tried:
    return begin("commands")


@pytest.fixture
def errands(begin: Callable[[str], Tried]) -> Tried:
    return begin("tests.simulator.errands")


async def test_every_command_of_the_tutorial_gives_a_test_that_passes(tutorial: Tried, tmp_path: Path) -> None:
    world, discord = tutorial.world, tutorial.discord
    mira, ada, welcome = world.user("mira"), world.user("ada"), next(iter(world.messages.values()))
    steps = [
        await tutorial.use("ping"),
        await tutorial.use("simulate", throws=20),
        rolled := await tutorial.use("roll", dice=2),
    ]
    steps.append(await tutorial.click(rolled.original, "Roll again"))
    steps += [poll := await tutorial.use("poll", mira, question='"Lunch"\\', answers="Pizza, Pasta")]
    steps += [
        await tutorial.click(poll.original, "Vote", index, user) for index, user in ((1, None), (0, ada), (0, None))
    ]
    steps += [await tutorial.click(poll.original, "Close the poll", user=user) for user in (None, mira)]
    steps += [opened := await tutorial.use("feedback")]
    given = {"rating": "Good", "topics": ["speed"], "text": "At once.\nYes!", "may_ask": True}
    steps += [sent := await tutorial.done(discord.begin_submit(opened, given))]
    steps += [more := await tutorial.click(sent.original, "Add details")]
    details = {"day": "soon", "channel": [world.channel("bots")], "people": [ada], "files": [("log.txt", b"'\"x")]}
    steps += [refused := await tutorial.done(discord.begin_submit(more, details))]
    steps += [again := await tutorial.click(answer_of(refused), "Edit and send again")]
    steps += [await tutorial.done(discord.begin_submit(again, {"day": "2020-01-02"}))]
    steps += [
        await tutorial.use("tag create", name="rules", text="Be kind."),
        await tutorial.use("tag show", name="rules"),
    ]
    steps += [await tutorial.done(await discord.autocomplete("tag show", "name", "r"))]
    steps += [await tutorial.use("tag show", ada, world.dm(ada), name="rules")]
    steps += [await tutorial.done(await discord.user_command("Who is this?", mira))]
    steps += [await tutorial.done(await discord.message_command("Count words", welcome))]
    steps += [quoted := await tutorial.done(await discord.message_command("Quote", welcome))]
    steps += [await tutorial.done(discord.begin_submit(quoted, {}))]

    for step in steps:
        tutorial.copy(step)
    tutorial.run(tmp_path)


async def test_whatever_a_step_is_made_of_gives_a_test_that_passes(errands: Tried, tmp_path: Path) -> None:
    world, discord = errands.world, errands.discord
    everything: Json = {"who": world.user("tidy"), "what": world.role("Artist"), "where": world.channel("general")}
    everything |= {"anyone": world.role("Moderator"), "file": ("über.bin", bytes(5000)), "per-day": 2.5}
    steps = [await errands.use("gather", **everything)]
    steps += [(await errands.use("toss")) for _ in range(12)]
    steps += [several := await errands.use("several")]
    second, third = several.followups
    whom, which = (one["custom_id"] for one in nested_components(second["components"]) if one["type"] in (3, 5))
    people = [world.user("ada"), world.user("noor")]
    steps += [await errands.done(discord.begin_select(second, whom, people[:1]))]
    steps += [await errands.done(discord.begin_select(second, which, ["L"], user=world.user("ada")))]
    steps += [await errands.click(third, "👍", 1)]
    steps += [named := await errands.use("name")]
    steps += [await errands.done(discord.begin_submit(named, {"by": "Ida", "named": "Thing"}))]
    steps += [asked := await errands.use("order"), await errands.click(asked.original, "M")]
    steps += [await errands.done(await discord.user_command("Wave", world.user("tidy")))]
    steps += [await errands.done(await discord.message_command("Repeat", several.original or {}))]
    steps += [await errands.done(discord.begin_command("stuck"))]
    neighbours = [await errands.use("where_from", user, world.dm(user)) for user in people]

    for step in [*steps, *neighbours]:
        errands.copy(step)
    errands.run(tmp_path)


async def test_who_acts_and_what_he_may_do_is_as_it_was(errands: Tried, tmp_path: Path) -> None:
    world = errands.world
    world.role("Artist").permissions |= Permission.MANAGE_MESSAGES
    # A comment must not end where a name says so.
    world.role("Moderator").permissions, world.role("Moderator").name = 0, "Mod\nraise SystemExit"
    world.member("ben").role_ids = [world.role("Artist").id]
    tidied = errands.copy(await errands.use("tidy"))
    assert f".roles[{world.role('Artist').id}].permissions = " in tidied
    assert f'].role_ids = [{world.role("Artist").id}]  # "ben"' in tidied

    newcomer = User(world.snowflakes(), "ida", "Ida", locale="pl")
    world.users[newcomer.id] = newcomer
    world.guild.members[newcomer.id] = Member(newcomer, world.guild.id)
    sku = world.application.skus[0]
    world.application.entitlements.append(Entitlement(world.snowflakes(), sku.id, newcomer.id))
    asked = errands.copy(await errands.use("where_from", newcomer, world.channel("general")))
    assert f'bot.actor("Ida", entitlements=[{sku.id}], locale=Locale("pl")).in_channel("general")' in asked
    errands.copy(await errands.use("where_from", newcomer, world.dm(newcomer)))
    errands.copy(await errands.use("where_from", world.user("mira"), world.channel("general")))

    errands.run(tmp_path)


async def test_a_click_comes_after_what_made_its_button(tutorial: Tried) -> None:
    rolled = await tutorial.use("roll", dice=2)
    clicked = await tutorial.click(rolled.original, "Roll again")

    assert tutorial.copy(clicked) == (
        '    first = await bot.slash("roll", dice=2)\n'
        '    result = await first.click("Roll again")\n'
        "\n"
        '    assert re.fullmatch(r"\\d+d\\d+: \\d+ \\+ \\d+ = \\*\\*\\d+\\*\\*", result.content)\n'
        "    assert not result.ephemeral\n"
        '    assert not result.button("Roll again").disabled\n'
    )


async def test_what_was_seen_is_that_of_the_step_and_not_of_later_ones(errands: Tried) -> None:
    asked = await errands.use("order")
    await errands.click(asked.original, "M")
    body = errands.copy(asked)

    assert 'assert result.content == "Which size?"' in body
    assert 'assert not result.button("M").disabled' in body


async def test_a_text_that_comes_out_differently_is_not_compared(errands: Tried) -> None:
    bodies = {errands.copy(await errands.use("toss")).partition("\n\n")[2] for _ in range(20)}

    assert "    assert result.content\n    assert not result.ephemeral\n" in bodies


async def test_a_refused_use_comes_after_those_that_it_was_refused_for(tutorial: Tried) -> None:
    for _ in range(5):
        await tutorial.use("roll")
    tutorial.bot.clock.advance(3)
    body = tutorial.copy(await tutorial.use("roll"))

    assert body.count('bot.slash("roll")') == 6
    assert "bot.clock.advance(3)" in body
    assert r'"You have used this too often\. Try again in \d+ seconds\."' in body


async def test_a_vote_on_an_old_poll_comes_after_as_much_time(tutorial: Tried, tmp_path: Path) -> None:
    poll = await tutorial.use("poll", question="Lunch?", answers="Pizza, Pasta")
    tutorial.bot.clock.advance(59)
    first = await tutorial.click(poll.original, "Vote")
    tutorial.bot.clock.advance(1)
    voted = await tutorial.click(poll.original, "Vote", 1, tutorial.world.user("ada"))

    assert "advance" not in tutorial.copy(first)
    assert tutorial.copy(voted).splitlines()[2:7] == [
        '    first = await bot.slash("poll", question="Lunch?", answers="Pizza, Pasta")',
        '    await first.click("Vote")',
        "    bot.clock.advance(60)",
        '    result = await first.click("Vote", index=1, by=ada)',
        "",
    ]
    tutorial.run(tmp_path)


async def test_a_question_is_seen_as_it_was_asked_and_not_when_its_time_is_over(errands: Tried) -> None:
    asked = await errands.use("order")
    errands.bot.clock.advance(121)
    await errands.bot.settle()

    assert asked.timeline[-1][0] >= 120
    assert 'assert not result.button("S").disabled' in errands.copy(asked)


async def test_a_form_that_was_sent_again_is_sent_once(tutorial: Tried, tmp_path: Path) -> None:
    opened = await tutorial.use("feedback")
    given = {"rating": "Good", "topics": ["speed"], "text": "At once."}
    first = await tutorial.done(tutorial.discord.begin_submit(opened, given))
    second = await tutorial.done(send_again(tutorial.discord, first))
    more = await tutorial.click(second.original, "Add details")

    assert tutorial.copy(second) == tutorial.copy(first)
    assert tutorial.copy(more).count(".submit(") == 1
    tutorial.run(tmp_path)


async def test_what_was_sent_again_to_a_changed_message_is_no_step(tutorial: Tried) -> None:
    poll = await tutorial.use("poll", question="Lunch?", answers="Pizza, Pasta")
    voted = await tutorial.click(poll.original, "Vote")
    closed = await tutorial.click(poll.original, "Close the poll")
    again = await tutorial.done(send_again(tutorial.discord, voted))

    with pytest.raises(ValueError, match="a message that looks otherwise by now"):
        tutorial.copy(again)
    assert tutorial.copy(closed).count('.click("Vote")') == 1


async def test_what_no_test_can_do_is_said(tutorial: Tried) -> None:
    rolled = await tutorial.use("roll")
    broken, _ = send_broken(tutorial.discord, rolled, "duplicate")
    with pytest.raises(ValueError, match="broken on purpose"):
        tutorial.copy(await tutorial.done(broken))
    with pytest.raises(ValueError, match="not done with this yet"):
        tutorial.copy(tutorial.discord.begin_command("simulate"))
    again = await tutorial.click(rolled.original, "Roll again")
    del tutorial.discord.interactions[rolled.token]
    with pytest.raises(LookupError, match="not known any more how the message came to be"):
        tutorial.copy(again)
    made = Channel(tutorial.world.snowflakes(), 0, "made-since", tutorial.world.guild.id)
    tutorial.world.guild.channels[made.id] = made
    with pytest.raises(LookupError, match="without the channel 'made-since'"):
        tutorial.copy(await tutorial.use("ping", None, made))
    await tutorial.bot.settle()
