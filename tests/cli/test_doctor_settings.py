"""What is said of the environment alone."""

import pytest

from app.cli.doctor_case import Case
from app.cli.doctor_settings import check_settings
from app.cli.finding import Level
from tests.cli.patients import of


async def test_what_stands_in_dotenv_and_is_not_in_force_is_told() -> None:
    dotenv = {"DISCORD_TOKEN": "from the file", "POSTERN_PORT": "8001", "EDITOR": "vi"}
    found = await check_settings(Case.of({"DISCORD_TOKEN": "inherited", "POSTERN_PORT": "8001"}, dotenv))

    read, hidden = (one for one in found if one.check == "dotenv")
    assert read.says == ".env was read, with 2 settings in it"
    assert hidden.says.startswith("DISCORD_TOKEN of .env is not in force")
    assert "inherited" not in f"{hidden.says} {hidden.mend}"


@pytest.mark.parametrize(
    ("environ", "level", "says"),
    [
        pytest.param({"HTTPS_PROXY": "http://proxy:3128"}, Level.fine, "through the proxy http://proxy:3128", id="one"),
        pytest.param({"all_proxy": "proxy:3128"}, Level.fine, "through the proxy http://proxy:3128", id="bare"),
        pytest.param({"https_proxy": "http://me:hunter22@proxy:1"}, Level.fine, "proxy http://proxy:1", id="secret"),
        pytest.param({"ALL_PROXY": "socks5://proxy:1080"}, Level.failure, "socks5://proxy:1080", id="SOCKS"),
        pytest.param(
            {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "localhost, .discord.com"},
            Level.fine,
            "excepts discord.com",
            id="excepted",
        ),
    ],
)
async def test_a_proxy_that_rest_requests_go_through_is_named(environ: dict[str, str], level: Level, says: str) -> None:
    found = of(await check_settings(Case.of(environ)), "proxy")

    assert (found.level, says in found.says) == (level, True)
    assert "hunter22" not in f"{found.says} {found.mend}"


async def test_a_proxy_of_another_scheme_is_no_matter_of_ours() -> None:
    found = await check_settings(Case.of({"HTTP_PROXY": "socks5://proxy:1080"}))

    assert not [one for one in found if one.check == "proxy"]


async def test_another_address_of_the_api_is_named() -> None:
    found = await check_settings(Case.of({"DISCORD_API_URL": "http://nirn:8080"}))

    assert "http://nirn:8080/api/v10" in of(found, "api-url").says


async def test_the_same_path_twice_is_one_fault_whichever_was_set() -> None:
    for environ in ({"POSTERN_INTERACTIONS_PATH": "/events"}, {"POSTERN_EVENTS_PATH": "/interactions"}):
        case = Case.of(environ)
        assert [fault.variable for fault in case.faults] == ["POSTERN_EVENTS_PATH"]
        assert case.settings.interactions_path == "/interactions"


async def test_what_is_empty_in_the_file_counts_as_absent() -> None:
    found = await check_settings(Case.of({"DISCORD_PUBLIC_KEY": "ab"}, {"DISCORD_PUBLIC_KEY": "", "POSTERN_PORT": ""}))

    assert [one.says for one in found if one.check == "dotenv"] == [".env was read, with 0 settings in it"]


async def test_an_address_that_the_host_gives_is_named() -> None:
    found = of(await check_settings(Case.of({"PORT": "10000"})), "address")

    assert found.says == "By its settings the bot would listen on 0.0.0.0:10000, as PORT of the host says"
