from tests.given import given_bot


async def test_the_application_can_be_read() -> None:
    bot = given_bot()
    application = await bot.bot.rest.applications.get_own()

    assert application.id == bot.discord.application_id
    assert list(application.integration_types_config) == ["0"]
