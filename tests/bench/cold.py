"""
What the cold path of a serverless function costs: a new process, until it has answered its first PING.

    python -m tests.bench.cold

The Lambda function stands beside the least that a function can do, which is to
check the signature with PyNaCl and to return a constant, and beside the ASGI
application behind Mangum. Each is started anew in turns within one run: the
ratios are what counts. Lambda's own part, until Python runs, is not in them.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tests.server.interactions import PING
from tests.server.lambda_sources import make_event
from tests.signature.signing import PUBLIC_KEY, signed

ROOT = Path(__file__).parents[2]
ROUNDS = 15
LEAST, OURS = "PyNaCl alone", "app.serverless.handler"

MEASURE = """
import sys, time
before, began = len(sys.modules), time.perf_counter()
{load}
loaded = time.perf_counter()
import json
event = json.loads(sys.argv[1])
asked = time.perf_counter()
answer = handler(event, Context)
answered = time.perf_counter()
assert answer["statusCode"] == 200 and json.loads(answer["body"]) == {{"type": 1}}, answer
print(json.dumps([loaded - began, answered - asked, len(sys.modules) - before]))
"""
CONTEXT = """
class Context:
    aws_request_id = function_name = invoked_function_arn = "x"
    get_remaining_time_in_millis = lambda: 60_000
"""
WAYS = {
    LEAST: """
import os
from nacl.signing import VerifyKey
key = VerifyKey(bytes.fromhex(os.environ["DISCORD_PUBLIC_KEY"]))
def handler(event, context):
    sent, body = event["headers"], event["body"].encode()
    key.verify(sent["x-signature-timestamp"].encode() + body, bytes.fromhex(sent["x-signature-ed25519"]))
    return {"statusCode": 200, "body": '{"type":1}', "headers": {"content-type": "application/json"}}
""",
    OURS: "from app.serverless import handler",
    "Mangum and app.main": """
from mangum import Mangum
from app.main import app
handler = Mangum(app)
""",
}


def measure(way: str) -> tuple[float, float, int]:
    """Start a process; returns its seconds until the function is loaded, then until it has answered, and modules."""
    event = make_event("function_url", PING, signed(PING, int(time.time())), path="/interactions")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(load=CONTEXT + WAYS[way]), json.dumps(event)],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DISCORD_PUBLIC_KEY": PUBLIC_KEY,
            "AWS_LAMBDA_FUNCTION_NAME": "bot",
            "POSTERN_LOG_LEVEL": "warning",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    loaded, answered, modules = json.loads(done.stdout)
    return loaded, answered, modules


def median(numbers: Iterable[float]) -> float:
    """Return the middle one."""
    return statistics.median(numbers)


def main() -> None:
    """Measure in turns, and print medians."""
    samples: dict[str, list[tuple[float, float, int]]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way, taken in samples.items():
            taken.append(measure(way))
    least = median(one[0] + one[1] for one in samples[LEAST])
    print(f"{'from a new process to its first PONG':38} {'loading':>10} {'the PONG':>10} {'modules':>8} {'ratio':>6}")
    for way, taken in samples.items():
        loaded, answered, modules = (median(one[index] for one in taken) for index in range(3))
        ratio = (loaded + answered) / least
        print(f"{way:38} {loaded * 1000:7.0f} ms {answered * 1000:7.2f} ms {modules:8.0f} {ratio:6.1f}")


if __name__ == "__main__":
    main()
