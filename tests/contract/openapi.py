"""Discord's OpenAPI description of a bulk overwrite, as far as the documentation does not contradict it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

SHARED = Path(__file__).parents[2].parent / "shared"
PAYLOADS = SHARED / "payloads"
OPENAPI = SHARED / "discord" / "openapi.json"

# Whoever imports this is skipped too.
if not PAYLOADS.is_dir() or not OPENAPI.is_file():
    pytest.skip("Discord's examples and its OpenAPI description are not on this machine", allow_module_level=True)

jsonschema_rs = pytest.importorskip("jsonschema_rs")

DOCUMENT: dict[str, Any] = json.loads(OPENAPI.read_text())
REQUEST: dict[str, Any] = DOCUMENT["paths"]["/applications/{application_id}/commands"]["put"]["requestBody"]
SCHEMA = REQUEST["content"]["application/json"]["schema"]
NAME = r"^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$"


def permissions_are_text(schemas: dict[str, Any]) -> None:
    schemas["ApplicationCommandUpdateRequest"]["properties"]["default_member_permissions"] = {
        "type": ["string", "null"],
        "pattern": r"^(0|[1-9]\d*)$",
    }


def commands_may_be_age_restricted(schemas: dict[str, Any]) -> None:
    schemas["ApplicationCommandUpdateRequest"]["properties"]["nsfw"] = {"type": "boolean"}


def media_channels_are_a_type(schemas: dict[str, Any]) -> None:
    schemas["ChannelTypes"]["oneOf"].append({"title": "GUILD_MEDIA", "const": 16})


Deviation: TypeAlias = Callable[[dict[str, Any]], None]

# Where the documentation and its description disagree, see protocol/README.md; Discord says: follow the documentation.
DEVIATIONS: list[Deviation] = [
    permissions_are_text,  # a string in the documentation, an integer in the description
    commands_may_be_age_restricted,  # `nsfw` stands in the documentation alone
    media_channels_are_a_type,  # so does type 16
]


def validator(deviations: list[Deviation]) -> Any:
    schemas = json.loads(json.dumps(DOCUMENT["components"]["schemas"]))
    for name, schema in schemas.items():
        # A field that is misspelt would be passed over in silence.
        if name.startswith("ApplicationCommand") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    for deviate in deviations:
        deviate(schemas)
    return jsonschema_rs.validator_for(SCHEMA | {"components": {"schemas": schemas}})


VALIDATOR = validator(DEVIATIONS)
