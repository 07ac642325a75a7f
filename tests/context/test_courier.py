"""The first response on its way by a request, and everything that goes wrong there."""

import asyncio
import logging
from typing import Any

import pytest

from app.context.command import CommandContext
from app.errors import AlreadyResponded, BadRequest, CloudflareBanned, NotFound, RestError
from app.models.display import TextDisplay
from app.models.file import File
from app.models.modal import Modal
from app.models.response import Reply
from app.simulator.interaction import Interaction
from app.testing import DidNotRespond, TestBot
from tests.given import given_bot, newest, use

HOSTS = [("stays", "task"), ("waits", "inline"), ("buffers", "callback"), ("freezes", "callback")]
WAYS = ["defers", "is deferred", "large", "works on"]
CALLBACK = ("POST", "*/callback")


async def answer(ctx: CommandContext, way: str) -> Reply | None:
    """Answer in a way that goes by a request where nothing may be left behind."""
    if way == "defers":
        await ctx.defer()
    elif way == "is deferred":
        await asyncio.sleep(2.3)
    elif way == "large":
        return Reply("hello", files=[File("a.bin", bytes(100_000))])
    else:
        await ctx.respond("hello")
        await asyncio.sleep(5)
        return None
    return Reply("hello")


def by_http(bot: TestBot) -> list[str]:
    """Return second answers by HTTP response: nobody asks twice there, so that they are another answer."""
    return [double for double in bot.discord.double_answers if "by HTTP response after" in double]


def acknowledgements(interaction: Interaction) -> list[str]:
    return [text for _, text in interaction.timeline if " by HTTP response, type" in text or " route, type" in text]


# ── an answer that may have arrived ──


@pytest.mark.parametrize("takes_effect", [True, False], ids=["taken", "not taken"])
@pytest.mark.parametrize("fault", [{"status": 502}, {"status": 500, "body": {"code": 0}}, {"breaks": True}])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_a_callback_whose_answer_is_lost_is_made_again_and_counts_once(
    host: Any, background: Any, way: str, fault: dict[str, Any], takes_effect: bool
) -> None:
    bot = given_bot(host=host, background=background)
    bot.discord.faults.add(*CALLBACK, takes_effect=takes_effect, **fault)

    assert (await use(bot, lambda ctx: answer(ctx, way))).texts() == ["hello"]
    assert len(acknowledgements(newest(bot))) == 1
    assert (by_http(bot), bot.discord.violations) == ([], [])
    assert background == "task" or bot.left_behind == []


@pytest.mark.parametrize("way", ["defers", "large"])
async def test_a_callback_that_is_never_answered_is_given_up_at_the_deadline_and_nothing_else_is_said(
    way: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_bot(host="buffers", background="callback")
    fault = bot.discord.faults.add(*CALLBACK, times=None, status=503, takes_effect=True)

    assert (await use(bot, lambda ctx: answer(ctx, way))).texts() == ["hello"]
    assert 2 <= fault.met <= 6
    assert "it is not known whether Discord has the answer" in caplog.text
    assert by_http(bot) == []


async def test_a_callback_that_never_arrived_though_it_might_have_leaves_the_handler_an_error_that_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bot = given_bot(host="buffers", background="callback")
    bot.discord.faults.add(*CALLBACK, times=None, status=503)
    caught: list[NotFound] = []

    async def handler(ctx: CommandContext) -> None:
        await ctx.defer()
        try:
            await ctx.edit("hello")
        except NotFound as error:
            caught.append(error)
            raise

    with pytest.raises(DidNotRespond):
        await use(bot, handler)
    assert caught[0].code == 10015
    assert "Discord has no first response: the first response was given 0.0 s after the request came" in str(caught[0])
    assert bot.left_behind == []


@pytest.mark.parametrize(
    "refusal",
    [{"status": 403, "body": "<h1>error code: 1020</h1>"}, {"status": 400, "body": {"code": 50035, "message": "no"}}],
    ids=["Cloudflare", "Discord"],
)
@pytest.mark.parametrize("way", ["defers", "large"])
async def test_that_the_second_attempt_is_refused_says_nothing_of_the_first(way: str, refusal: dict[str, Any]) -> None:
    bot = given_bot(host="buffers", background="callback")
    bot.discord.faults.add(*CALLBACK, breaks=True, takes_effect=True)
    bot.discord.faults.add(*CALLBACK, times=None, **refusal)

    async def handler(ctx: CommandContext) -> Reply | None:
        return await answer(ctx, way)

    bot.bot.slash_command("try", description="Try it.")(handler)
    bot.require("try")
    begun = await bot.discord.command("try")
    await bot.settle()

    assert len(acknowledgements(begun)) == 1
    assert by_http(bot) == []


# ── an answer that Discord has not taken ──


@pytest.mark.parametrize("way", ["defers", "large"])
@pytest.mark.parametrize("code", [40060, 10062])
async def test_where_nobody_waits_any_more_nothing_further_is_said(
    code: int, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_bot(host="buffers", background="callback")
    bot.discord.faults.add(*CALLBACK, status=400, body={"code": code, "message": "no"})
    caught: list[RestError] = []

    async def handler(ctx: CommandContext) -> None:
        try:
            await (ctx.defer() if way == "defers" else ctx.respond("x", files=[File("a.bin", bytes(100_000))]))
        except RestError as error:
            caught.append(error)
            raise

    with pytest.raises(DidNotRespond):
        await use(bot, handler)
    assert newest(bot).status == 504
    assert [error.code for error in caught] == [code]
    assert ("does another process run" if code == 40060 else "Discord waits 3 s") in caught[0].hint
    assert str(caught[0]).count(caught[0].hint) == 1


async def test_a_deferral_that_was_refused_may_be_followed_by_any_answer_inline() -> None:
    bot = given_bot(host="buffers", background="callback")
    bot.discord.faults.add(*CALLBACK, times=None, status=400, body={"code": 50035, "message": "Invalid Form Body"})

    async def handler(ctx: CommandContext) -> str:
        for _ in range(3):
            with pytest.raises(BadRequest):
                await ctx.defer(ephemeral=True)
        return "inline, then"

    result = await use(bot, handler)

    assert (result.texts(), result.ephemeral) == (["inline, then"], False)
    assert newest(bot).answered_by == "response"


BANNED: dict[str, Any] = {"status": 403, "body": "<h1>error code: 1020</h1>"}


async def test_a_followup_behind_an_answer_that_cannot_go_by_callback_hears_of_it_and_the_answer_stays() -> None:
    bot = given_bot(host="buffers", background="callback")
    bot.discord.faults.add(*CALLBACK, times=None, **BANNED)

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("one")
        for _ in range(2):
            with pytest.raises(CloudflareBanned):
                await ctx.followup("two")
        with pytest.raises(AlreadyResponded):
            await ctx.respond("another")
        await asyncio.sleep(0.5)

    assert (await use(bot, handler)).texts() == ["one"]
    assert newest(bot).answered_by == "response"


@pytest.mark.parametrize(("seconds", "arrives"), [(2.5, True), (20.0, False)])
async def test_an_answer_that_cannot_go_by_callback_is_sent_when_the_work_behind_it_is_done(
    seconds: float, arrives: bool, caplog: pytest.LogCaptureFixture
) -> None:
    bot = given_bot(host="buffers", background="callback")
    bot.discord.faults.add(*CALLBACK, times=None, **BANNED)

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await asyncio.sleep(seconds)

    if arrives:
        assert (await use(bot, handler)).texts() == ["hello"]
    else:
        with pytest.raises(DidNotRespond, match="no answer within 3 s"):
            await use(bot, handler)
    assert "/try: the answer could not be given by a callback" in caplog.text
    assert bot.left_behind == []


async def test_the_clock_defers_again_what_was_refused_and_the_answer_completes_it() -> None:
    bot = given_bot(host="buffers", background="callback")
    bot.discord.faults.add(*CALLBACK, status=400, body={"code": 50035, "message": "Invalid Form Body"})

    async def handler(ctx: CommandContext) -> str:
        with pytest.raises(BadRequest):
            await ctx.defer()
        await asyncio.sleep(5)
        return "late"

    assert (await use(bot, handler)).texts() == ["late"]
    assert acknowledgements(newest(bot)) == ["deferred by callback route, type 5"]


async def test_an_answer_that_waits_for_a_deferral_which_is_refused_goes_out_instead_of_it() -> None:
    bot = given_bot(host="buffers", background="callback")
    bot.discord.faults.add(*CALLBACK, delay=0.4, status=400, body={"code": 50035, "message": "Invalid Form Body"})

    async def handler(ctx: CommandContext) -> Reply:
        await asyncio.sleep(2.2)
        return Reply("hello", ephemeral=True)

    result = await use(bot, handler)

    assert (result.texts(), result.ephemeral, newest(bot).answered_by) == (["hello"], True, "response")


async def test_a_handler_that_says_nothing_more_after_a_refusal_ends_the_wait(caplog: pytest.LogCaptureFixture) -> None:
    bot = given_bot(host="buffers", background="callback", deferral="off")
    bot.discord.faults.add(*CALLBACK, status=400, body={"code": 50035, "message": "Invalid Form Body"})

    async def handler(ctx: CommandContext) -> None:
        with pytest.raises(BadRequest):
            await ctx.defer()
        await asyncio.sleep(20)

    with pytest.raises(DidNotRespond, match="no answer within 3 s"):
        await use(bot, handler)
    assert "/try was neither answered nor deferred in time" in caplog.text
    assert bot.left_behind == []


# ── size ──


@pytest.mark.parametrize(
    ("size", "way"), [(0, "response"), (60_000, "response"), (64_000, "response"), (66_000, "callback")]
)
@pytest.mark.parametrize("host", HOSTS, ids=lambda host: "-".join(host))
async def test_what_an_http_response_surely_holds_goes_inline_and_the_rest_by_callback(
    host: Any, size: int, way: str
) -> None:
    bot = given_bot(host=host[0], background=host[1])
    bot.discord.inline_limit = 80_000

    async def handler(ctx: CommandContext) -> Reply:
        return Reply("hello", files=[File("a.bin", bytes(size))])

    result = await use(bot, handler)

    assert [file.size for file in result.attachments] == [size]
    assert newest(bot).answered_by == way


@pytest.mark.parametrize("ephemeral", [False, True])
@pytest.mark.parametrize(("size", "kind"), [(1_000_000, 4), (3_000_000, 5), (9_000_000, 5)])
@pytest.mark.parametrize(("host", "background"), HOSTS)
async def test_a_file_whose_upload_takes_long_is_deferred_and_edited_in(
    host: Any, background: Any, size: int, kind: int, ephemeral: bool
) -> None:
    bot = given_bot(host=host, background=background)
    more: list[float] = []

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello", files=[File("a.bin", bytes(size), spoiler=True)], ephemeral=ephemeral)
        more.append(asyncio.get_running_loop().time())
        await ctx.followup("more")

    result = await use(bot, handler)

    assert (result.texts(), result.ephemeral) == (["hello", "more"], ephemeral)
    assert [file.size for file in result.attachments] == [size]
    assert newest(bot).callback_type == kind


async def test_a_handler_goes_on_as_soon_as_its_large_answer_has_arrived_and_others_need_not_wait() -> None:
    bot = given_bot()
    bot.discord.faults.add(*CALLBACK, delay=1.5)
    went_on: list[float] = []

    @bot.bot.slash_command(description="Answers at once.")
    async def quick(ctx: CommandContext) -> str:
        return "quick"

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello", files=[File("a.bin", bytes(100_000))])
        went_on.append(asyncio.get_running_loop().time())
        await ctx.edit("hello again")

    begun = asyncio.create_task(use(bot, handler))
    await asyncio.sleep(0.5)
    bot.require("quick")
    other = await bot.discord.command("quick")
    assert (other.content, went_on) == ("quick", [])

    assert (await begun).texts() == ["hello again"]
    assert went_on == [pytest.approx(1.5, abs=0.1)]


# ── work behind the answer ──


async def test_followups_at_once_behind_one_answer_all_arrive() -> None:
    for host, background in HOSTS:
        bot = given_bot(host=host, background=background)  # type: ignore[arg-type]

        async def handler(ctx: CommandContext) -> None:
            await ctx.respond("answer")
            await asyncio.gather(*(ctx.followup(str(number)) for number in range(4)))

        result = await use(bot, handler)

        assert (result.content, sorted(result.texts()[1:])) == ("answer", ["0", "1", "2", "3"])
        assert bot.discord.double_answers == []


@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.9, 1.999, 2.001, 2.04])
async def test_work_that_ends_before_the_moment_of_deferral_costs_no_request(seconds: float) -> None:
    bot = given_bot(host="buffers", background="callback")

    async def handler(ctx: CommandContext) -> None:
        await ctx.respond("hello")
        await asyncio.sleep(seconds)

    assert (await use(bot, handler)).texts() == ["hello"]
    assert newest(bot).answered_by == ("response" if seconds < 2.0 else "callback")


async def test_a_modal_with_work_behind_it_is_opened_by_callback_while_the_user_waits() -> None:

    bot = given_bot(host="buffers", background="callback")
    modal = Modal("form:1", "A form", [TextDisplay(content="Read this.")])

    async def handler(ctx: CommandContext) -> None:
        await ctx.show_modal(modal)
        await asyncio.sleep(30)

    await use(bot, handler)

    assert (newest(bot).answered_by, newest(bot).callback_type) == ("callback", 9)
    assert bot.left_behind == []


@pytest.mark.parametrize(("host", "background"), HOSTS[1:])
async def test_what_listeners_start_is_waited_for_where_the_process_freezes(host: Any, background: Any) -> None:
    bot = given_bot(host=host, background=background)
    ended: list[str] = []

    @bot.bot.listen
    async def on_application_command(ctx: CommandContext) -> None:
        await asyncio.sleep(4)
        ended.append("listener")

    async def handler(ctx: CommandContext) -> str:
        return "hello"

    assert (await use(bot, handler)).texts() == ["hello"]
    assert (ended, bot.left_behind) == (["listener"], [])


async def test_what_could_not_be_told_is_in_the_log_without_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bot = given_bot(host="buffers", background="callback")
    bot.discord.faults.add(*CALLBACK, times=None, breaks=True)

    async def handler(ctx: CommandContext) -> str:
        await ctx.defer()
        return "hello"

    with pytest.raises(DidNotRespond):
        await use(bot, handler)
    assert newest(bot).token not in caplog.text
    assert "/try: it is not known whether Discord has the answer" in caplog.text
