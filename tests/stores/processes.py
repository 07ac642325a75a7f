"""Other processes, which use the same store at the same time."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

_COUNT = """
import asyncio, json, sys
from app.stores.{module} import {backend}

async def count(where, arguments, times, by, minimum, ttl):
    backend = {backend}(where, **arguments)
    await backend.read("n")
    print("ready", flush=True)
    sys.stdin.readline()
    results = [await backend.increment("n", by, minimum, ttl) for _ in range(times)]
    await backend.close()
    print(json.dumps(results))

asyncio.run(count(*json.loads(sys.argv[1])))
"""


def count_in_processes(
    backend: str,
    where: str,
    arguments: dict[str, str] | None = None,
    *,
    processes: int,
    times: int,
    by: int = 1,
    minimum: int | None = None,
    ttl: float | None = None,
) -> list[int]:
    """Return what all of them got from `increment`; they begin at one sign."""
    script = _COUNT.format(backend=backend, module=backend.removesuffix("Backend").lower())
    what = json.dumps([where, arguments or {}, times, by, minimum, ttl])
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, what], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(processes)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    results = [number for process in started for number in json.loads(process.communicate(timeout=60)[0])]
    assert all(process.returncode == 0 for process in started)
    return results


def run_script(script: str) -> str:
    """Return what it prints; warnings are errors there too."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
