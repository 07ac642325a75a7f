"""Discord asks whether a user may buy something; the question stands in its API description alone."""

import json
from typing import Any

import pytest

from app.context.eligibility import EligibilityContext
from app.models.response import IneligibilityReason, PurchaseEligibility
from app.simulator.interaction import Interaction
from app.testing import TestBot


async def ask(bot: TestBot) -> Interaction:
    own = str(bot.discord.application_id)
    begun = bot.discord.begin({"type": 6, "application_id": own, "user": {"id": "7"}, "data": {"sku_id": "5"}})
    await begun.until(lambda i: i.state != "waiting", within=60)
    await bot.settle()
    return begun


def told(interaction: Interaction) -> Any:
    assert interaction.failure is None, interaction.timeline
    return json.loads(interaction.answer or b"")


@pytest.mark.parametrize(
    ("answer", "data"),
    [
        (True, {"eligible": True}),
        (False, {"eligible": False}),
        (
            PurchaseEligibility(False, IneligibilityReason.platform_restriction, "Not here."),
            {"eligible": False, "ineligible_reason": 2, "ineligible_reason_description": "Not here."},
        ),
    ],
)
async def test_the_bot_says_whether(answer: bool | PurchaseEligibility, data: dict[str, Any]) -> None:
    bot = TestBot(None)
    asked: list[str] = []

    @bot.bot.purchase_eligibility
    async def may_buy(ctx: EligibilityContext) -> bool | PurchaseEligibility:
        asked.append(ctx.interaction.raw["data"]["sku_id"])
        return answer

    assert told(await ask(bot)) == {"type": 13, "data": data}
    assert asked == ["5"]


async def test_without_a_handler_the_answer_is_no_and_the_operator_is_told(caplog: pytest.LogCaptureFixture) -> None:
    assert told(await ask(TestBot(None))) == {"type": 13, "data": {"eligible": False}}
    assert "bot.purchase_eligibility takes a handler" in caplog.text


async def test_a_handler_that_fails_says_no_with_a_reference() -> None:
    bot = TestBot(None)

    @bot.bot.purchase_eligibility
    async def may_buy(ctx: EligibilityContext) -> bool:
        raise ZeroDivisionError

    answer = told(await ask(bot))

    assert answer["data"]["eligible"] is False
    assert answer["data"]["ineligible_reason_description"].startswith("Something went wrong.")


async def test_a_handler_that_answers_something_else_is_named(caplog: pytest.LogCaptureFixture) -> None:
    bot = TestBot(None)

    @bot.bot.purchase_eligibility
    async def may_buy(ctx: EligibilityContext) -> str:
        return "yes"

    assert told(await ask(bot))["data"]["eligible"] is False
    assert "was answered with a str: return True, False or PurchaseEligibility" in caplog.text
