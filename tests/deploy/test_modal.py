"""Modal: the function of the recipe behind a real server, in Modal's environment."""

import signal

from tests.deploy.deployment import deployed

SERVED = ("uvicorn", "tests.deploy.modal_host:app", "--port", "{port}")
ENVIRON = {"MODAL_TASK_ID": "ta-01ABC", "MODAL_IS_REMOTE": "1"}


async def test_it_answers_in_its_response_and_works_on() -> None:
    async with deployed(*SERVED, **ENVIRON) as recipe:
        await recipe.check_what_every_host_owes("response")

        assert "POSTERN_BACKGROUND is task: this looks like Modal" in recipe.log()


async def test_a_container_that_is_to_end_lets_its_handlers_finish() -> None:
    async with deployed(*SERVED, **ENVIRON) as recipe:
        begun = recipe.discord.begin_command("wait", {"seconds": 2.0})
        await begun.until(lambda i: i.state == "deferred", within=30)
        recipe.tell(signal.SIGTERM)
        await begun.until(lambda i: i.state == "answered", within=30)

        assert begun.content == "waited"
