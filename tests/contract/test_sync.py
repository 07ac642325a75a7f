"""What a sync sends, against Discord's OpenAPI description: new commands, changed ones, and those sent back."""

import json

from hypothesis import given

from app.models.base import encode
from app.models.command import ApplicationCommand
from app.tree.sync import plan_sync
from tests.contract.deviations import COMMANDS_VALIDATOR
from tests.tree.declaring import GLOBAL_LISTS, Registered


@given(GLOBAL_LISTS, GLOBAL_LISTS)
def test_what_a_sync_sends_is_valid(before: list[ApplicationCommand], after: list[ApplicationCommand]) -> None:
    discord = Registered()
    discord.apply(plan_sync({None: before}, discord.known(None)))

    for scope in plan_sync({None: after}, discord.known(None), install_types=[0, 1]).scopes:
        if scope.body is not None:
            COMMANDS_VALIDATOR.validate(json.loads(encode(scope.body)))
