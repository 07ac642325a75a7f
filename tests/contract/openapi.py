"""Discord's own files: its OpenAPI description, and the examples of its documentation."""

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[2].parent / "shared"
PAYLOADS = SHARED / "payloads"
OPENAPI = SHARED / "discord" / "openapi.json"

# Whoever imports this is skipped too.
if not PAYLOADS.is_dir() or not OPENAPI.is_file():
    pytest.skip("Discord's examples and its OpenAPI description are not on this machine", allow_module_level=True)

jsonschema_rs = pytest.importorskip("jsonschema_rs")

DOCUMENT: dict[str, Any] = json.loads(OPENAPI.read_text())
