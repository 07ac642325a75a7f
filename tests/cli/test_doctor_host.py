"""What is said of the host, the store and the versions."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import doctor_host
from app.cli.doctor_case import Case
from app.cli.doctor_host import check_host, check_store, check_versions
from app.cli.finding import Finding, Level


async def store_of(url: str, **environ: str) -> Finding:
    (found,) = await check_store(Case.of({"POSTERN_STORE": url} | environ))
    return found


async def test_a_store_is_tried_and_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_host, "SLOW", 60.0)
    file = tmp_path / "postern.db"
    absent = await store_of(f"sqlite:///{file}")
    assert (absent.level, "made at its first use" in absent.says, file.exists()) == (Level.fine, True, False)

    file.touch()
    found = await store_of(f"sqlite:///{file}")
    assert (found.level, found.says.partition(" works")[0]) == (Level.fine, "The store (sqlite)")


async def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    file = tmp_path / "postern.db"
    file.write_text("This is a shopping list, and no database at all.\n" * 100)

    assert (await store_of(f"sqlite:///{file}")).level is Level.failure


@pytest.fixture
def silent() -> Iterator[int]:
    """Listen, and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


async def test_a_store_that_does_not_answer_holds_nobody_up(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_host, "TIMEOUT", 0.2)
    found = await store_of(f"redis://:hunter22@127.0.0.1:{silent}")

    assert found.level is Level.failure
    assert "hunter22" not in found.says


async def test_a_slow_store_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_host, "SLOW", 0.0)
    (tmp_path / "postern.db").touch()

    assert (await store_of(f"sqlite:///{tmp_path / 'postern.db'}")).level is Level.warning


@pytest.mark.parametrize(
    ("environ", "who"),
    [
        pytest.param({"WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY=2", id="workers"),
        pytest.param({"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, "Kubernetes", id="replicas"),
        pytest.param({"VERCEL": "1"}, "Vercel", id="serverless"),
    ],
)
async def test_memory_is_not_shared_by_several_processes(environ: dict[str, str], who: str) -> None:
    found = await store_of("memory:", **environ)

    assert (found.level, who in found.says) == (Level.warning, True)


async def test_a_host_that_cannot_reach_discord_can_send_nothing_deferred() -> None:
    case = Case.of({"AWS_LAMBDA_FUNCTION_NAME": "bot"})
    assert [one.level for one in await check_host(case)] == [Level.fine, Level.fine]

    case.is_reachable = False
    assert [one.level for one in await check_host(case)] == [Level.fine, Level.fine, Level.failure]


async def test_what_is_right_on_a_host_with_one_kind_of_billing_is_no_fault_and_says_which() -> None:
    _, found = await check_host(Case.of({"K_SERVICE": "bot", "POSTERN_BACKGROUND": "task"}))

    assert found.level is Level.unknown
    assert "is right on Google Cloud Run with instance-based billing alone; else it freezes" in found.says
    assert found.mend == "Without instance-based billing, unset it."


async def test_the_versions_are_those_that_run() -> None:
    (found,) = await check_versions(Case.of({}))

    assert "Postern 0." in found.says
    assert "pynacl" in found.says


async def test_a_library_that_is_too_old_or_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [
        "click>=99.1",
        "no-such-library>=1",
        "uvloop>=0.21; sys_platform != 'win32'",
        "redis>=99; extra == 'redis'",
    ]
    monkeypatch.setattr(doctor_host, "requires", lambda _: wanted)
    _, old, missing = await check_versions(Case.of({}))

    assert (old.level, "is older than Postern needs (99.1)" in old.says) == (Level.failure, True)
    assert (missing.level, missing.says) == (Level.failure, "no-such-library is not installed")


async def test_a_python_that_is_too_new_was_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_host, "NEWEST", (3, 10))

    assert (await check_versions(Case.of({})))[0].level is Level.warning
