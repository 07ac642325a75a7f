"""What operators see of real servers: numbers of all workers, whoever is asked, and a line for each interaction."""

import json
import re
import signal
import time
from collections.abc import Iterator

import pytest

from tests.journeys.server_process import PATIENCE, ServerProcess
from tests.server.interactions import PING, command
from tests.signature.signing import forged, signed

WORKERS = 2


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    started = ServerProcess.start("two workers", POSTERN_METRICS="on", POSTERN_LOG_FORMAT="json")
    yield started
    started.close()


def use(server: ServerProcess, times: int) -> None:
    """Use /ping so often, over a connection each, so that both workers have their share."""
    for _ in range(times):
        body = command()
        assert server.request("POST", "/interactions", signed(body, int(time.time())), body).status == 200


def numbers(server: ServerProcess) -> dict[str, float]:
    """Ask whichever worker takes the connection."""
    reply = server.request("GET", "/metrics")
    assert reply.status == 200
    samples = (line.rpartition(" ") for line in reply.body.decode().splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in samples}


def answered(told: dict[str, float]) -> float:
    return told.get('postern_interactions_total{handler="/ping",outcome="answered",type="application_command"}', 0.0)


def wait_for(server: ServerProcess, count: int) -> None:
    """Wait until whoever is asked has heard of so many uses, and of all workers; none ever tells of more."""
    give_up, in_a_row = time.monotonic() + PATIENCE, 0
    while in_a_row < 10:
        told = numbers(server)
        assert answered(told) <= count
        in_a_row = in_a_row + 1 if (answered(told), told["postern_workers"]) == (count, WORKERS) else 0
        assert time.monotonic() < give_up, (told, server.log())
        time.sleep(0.05)


def workers_started(server: ServerProcess) -> set[str]:
    return set(re.findall(r"Started server process \[(\d+)\]", server.log()))


def test_each_worker_tells_of_all_and_a_restart_loses_nothing(server: ServerProcess) -> None:
    use(server, 20)
    body = command()
    assert server.request("POST", "/interactions", forged(body, int(time.time())), body).status == 401
    wait_for(server, 20)
    first = workers_started(server)

    server.process.send_signal(signal.SIGHUP)
    give_up = time.monotonic() + PATIENCE
    while len(workers_started(server) - first) < WORKERS or server.log().count("Finished server process") < WORKERS:
        assert time.monotonic() < give_up, server.log()
        time.sleep(0.1)
    wait_for(server, 20)

    use(server, 5)
    wait_for(server, 25)
    assert numbers(server)['postern_rejections_total{reason="signature_invalid"}'] == 1


def test_every_interaction_has_one_line_whichever_worker_it_met_and_however_they_ended(server: ServerProcess) -> None:
    use(server, 10)
    assert server.request("POST", "/interactions", signed(PING, int(time.time())), PING).status == 200
    assert server.request("GET", "/healthz").status == server.request("GET", "/readyz").status == 200
    # At once: what is held back is written at the end.
    assert server.stop() == 0

    lines = [json.loads(line) for line in server.log().splitlines()]
    told = [line for line in lines if line["logger"] == "postern.interactions"]
    assert sorted(line["handler"] for line in told) == ["/ping"] * 10 + ["PING"]
    assert len({line["interaction_id"] for line in told}) == 11
    assert all(0 < line["margin_ms"] <= 3000 for line in told)
    assert sum(line.get("cold_start", False) for line in told) <= WORKERS
    assert not [line for line in lines if "healthz" in line["message"] or "readyz" in line["message"]]
