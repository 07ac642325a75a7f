"""The real thing: Pyodide, which Cloudflare's Python Workers run, and the Web Crypto of Node."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from app.request_errors import RequestRejected
from app.signature.key_verifier import KeyVerifier
from tests.signature.signing import KEY, NOW, ORDER, SMALL_ORDER_POINTS, STRANGER, Headers, forged, headers, signed

ROOT = Path(__file__).parents[2]
BODY = '{"content":"é😀"}'.encode()
KEYS = [KEY, STRANGER]
SCRIPT = """
const { loadPyodide } = require("pyodide");
loadPyodide().then(async (python) => {
    python.FS.mkdirTree("/project");
    python.FS.mount(python.FS.filesystems.NODEFS, { root: process.argv[1] }, "/project");
    python.globals.set("given", process.argv[2]);
    console.log(await python.runPythonAsync(`
import json, sys
sys.path.insert(0, "/project")
from app.request_errors import RequestRejected
from app.signature.open import open_verifier
keys, now, cases = json.loads(given)
verifier, told = open_verifier(keys, 300.0), [sys.platform]
for body, headers in cases:
    try:
        await verifier.verify(body.encode(), [(name.encode(), value.encode()) for name, value in headers], now)
        told.append("")
    except RequestRejected as error:
        told.append(str(error))
json.dumps(told)
    `));
});
"""


def cases() -> list[tuple[bytes, Headers]]:
    """Return requests, of every kind that verifiers might differ in."""
    raw = bytes.fromhex(signed(BODY)[0][1].decode())
    again = int.from_bytes(raw[32:], "little") + ORDER
    return [
        (BODY, signed(BODY)),
        (BODY, signed(BODY, by=STRANGER)),
        (b"", signed(b"")),
        (BODY, forged(BODY)),
        (BODY, signed(BODY, NOW - 301)),
        (BODY, signed(BODY, NOW + 61)),
        (BODY, []),
        (BODY, signed(BODY) * 2),
        (BODY, headers(b"zz", b"%d" % NOW)),
        (BODY, headers((raw[:32] + again.to_bytes(32, "little")).hex().encode(), b"%d" % NOW)),
        *((BODY, headers((point + "00" * 32).encode(), b"%d" % NOW)) for point in SMALL_ORDER_POINTS),
    ]


def told_by_pynacl() -> list[str]:
    verifier, told = KeyVerifier([bytes(key.verify_key) for key in KEYS]), []
    for body, sent in cases():
        try:
            verifier.verify(body, sent, NOW)
            told.append("")
        except RequestRejected as error:
            told.append(str(error))
    return told


def test_it_tells_the_same_as_pynacl() -> None:
    node = shutil.which("node")
    if node is None or subprocess.run([node, "-e", "require.resolve('pyodide')"], capture_output=True).returncode:
        pytest.skip("Pyodide is not here: npm install --global pyodide, and name its folder in NODE_PATH")
    spelled = [(body.decode(), [(name.decode(), value.decode()) for name, value in sent]) for body, sent in cases()]
    keys = ",".join(bytes(key.verify_key).hex() for key in KEYS)
    asked = subprocess.run(
        [node, "-e", SCRIPT, str(ROOT), json.dumps([keys, NOW, spelled])],
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(asked.stdout) == ["emscripten", *told_by_pynacl()]
