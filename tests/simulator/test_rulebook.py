import pytest

from app.simulator.interaction import Interaction
from app.simulator.rulebook import RULES, rule_of_refusal
from tests.simulator.fake_bot import Answer, FakeBot, Json, answers, named, says


@pytest.fixture(autouse=True)
def registered(bot: FakeBot) -> None:
    bot.discord.register(named(["roll"]))


def keys(interaction: Interaction) -> list[str]:
    """The rules that an interaction broke: that by which it failed first."""
    return [rule.key for rule in (interaction.rule, *interaction.broken) if rule is not None]


async def test_every_rule_is_a_sentence_with_a_page_of_discords_documentation() -> None:
    for key, rule in RULES.items():
        assert rule.key == key
        assert rule.text[0].isupper()
        assert rule.text.endswith(".")
        assert rule.link.startswith("https://docs.discord.com/developers/")


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        pytest.param(Answer(status=401), "signature_refused", id="signature refused"),
        pytest.param(Answer(status=500), "status", id="server error"),
        pytest.param(Answer(status=307, headers=((b"location", b"/x"),)), "redirect", id="redirect"),
        pytest.param(Answer(raw=b""), "empty_body", id="empty"),
        pytest.param(Answer({"type": 5}, content_type=None), "content_type", id="no content-type"),
        pytest.param(Answer({"type": 5}, content_type="text/html"), "content_type", id="wrong content-type"),
        pytest.param(Answer(raw=b"<html>"), "not_json", id="not JSON"),
        pytest.param(Answer({"type": 8}), "response_type", id="wrong response type"),
        pytest.param(Answer({"type": 4, "data": {"content": "x" * 200_000}}), "response_size", id="too large"),
        pytest.param(Answer({"type": 4, "data": {"content": "x" * 2001}}), "content_form", id="content"),
        pytest.param(Answer({"type": 4, "data": {"embeds": [{"title": "x" * 257}]}}), "embed_form", id="embed"),
        pytest.param(Answer({"type": 4, "data": {"components": [{"type": 99}]}}), "component_form", id="components"),
        pytest.param(Answer({"type": 4, "data": {"poll": {}}}), "poll_form", id="poll"),
        pytest.param(Answer({"type": 4, "data": {"tts": 7}}), "message_form", id="message"),
        pytest.param(Answer({"type": 4, "data": {}}), "empty_message", id="empty message"),
        pytest.param(Answer({"type": 9, "data": {"title": "x"}}), "modal_form", id="modal"),
    ],
)
async def test_a_failed_interaction_tells_the_rule_that_was_broken(bot: FakeBot, answer: Answer, key: str) -> None:
    bot.behaviour = answers(answer)
    interaction = await bot.discord.command("roll")

    assert interaction.state == "failed"
    assert keys(interaction) == [key]


async def test_choices_have_a_rule_of_their_own(bot: FakeBot) -> None:
    option = {"type": 3, "name": "what", "description": "What", "autocomplete": True}
    bot.discord.register([{"name": "find", "description": "Find it.", "options": [option]}])
    bot.behaviour = answers(Answer({"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "x"}]}}))
    interaction = await bot.discord.autocomplete("find", "what")

    assert keys(interaction) == ["choices_form"]


async def test_a_missed_deadline_is_the_best_known_rule(bot: FakeBot) -> None:
    bot.discord.deadline = 0.05
    bot.behaviour = answers(Answer(status=202, raw=b""))
    interaction = await bot.discord.command("roll")

    assert keys(interaction) == ["deadline"]


async def test_a_second_answer_is_noted_beside_the_first(bot: FakeBot) -> None:
    async def twice(payload: Json) -> Answer:
        taken = await bot.rest.post(bot.callback(payload), json={"type": 4, "data": {"content": "first"}})
        assert taken.status_code == 204
        return Answer({"type": 4, "data": {"content": "second"}})

    bot.behaviour = twice
    interaction = await bot.discord.command("roll")
    await interaction.until(lambda one: one.status)

    assert interaction.failure is None
    assert keys(interaction) == ["double_answer"]


async def test_refusals_of_rest_calls_are_explained(bot: FakeBot) -> None:
    bot.behaviour = says("hello")
    interaction = await bot.discord.command("roll")
    hook, payload = bot.hook(interaction.payload), interaction.payload
    await bot.rest.post(hook, json={"content": "x" * 2001})
    await bot.rest.post(hook, json={})
    await bot.rest.patch(hook + "/messages/1", json={"content": "x"})
    await bot.rest.post(bot.callback(payload), json={"type": 4, "data": {"content": "again"}})
    interaction.is_token_expired = True
    await bot.rest.post(hook, json={"content": "late"})
    await bot.rest.get("/users/@me")
    commands = f"/applications/{bot.discord.application_id}/commands"
    await bot.rest.post(commands, json={"name": "NO"}, headers={"Authorization": f"Bot {bot.discord.bot_token}"})

    found = [None if call.rule is None else call.rule.key for call in bot.discord.requests]
    assert found == [
        "content_form",
        "empty_message",
        "unknown_message",
        "double_answer",
        "expired_token",
        "unauthorized",
        "command_form",
    ]


@pytest.mark.parametrize(
    ("status", "body", "key"),
    [
        (429, {"message": "You are being rate limited.", "retry_after": 1.0}, "rate_limit"),
        (429, "<html>", "rate_limit"),
        (404, {"code": 10062}, "unknown_interaction"),
        (404, {"code": 10015}, "unknown_webhook"),
        (404, {"code": 10011}, "unknown_thing"),
        (413, {"code": 40005}, "too_large"),
        (400, {"code": 40094}, "followup_limit"),
        (403, {"code": 50013}, "permissions"),
        (403, {"code": 50001}, "access"),
        (400, {"code": 520003}, "poll_edit"),
        (400, {"code": 1}, "refused"),
        (400, {"code": 50035, "errors": {"name": {"_errors": [{}]}}}, "form"),
    ],
)
async def test_codes_lead_to_rules(status: int, body: object, key: str) -> None:
    rule = rule_of_refusal(status, body, "/api/v10/guilds/1/roles")

    assert rule is not None
    assert rule.key == key


@pytest.mark.parametrize("status", [200, 204, 502])
async def test_what_is_no_refusal_breaks_no_rule(status: int) -> None:
    assert rule_of_refusal(status, None, "/api/v10/users/@me") is None
