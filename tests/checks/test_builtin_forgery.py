"""Permission checks believe what Discord signed about the user, and nothing that he wrote himself."""

import json
from typing import Any, cast

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.checks.builtin import bot_has_permissions, has_permissions
from app.checks.node import declared_on
from app.command_errors import BotMissingPermissions, MissingPermissions
from app.context.base import Context
from app.context.command import CommandContext
from app.models.flags import Permissions
from app.models.interaction import decode_interaction
from app.testing import TestBot

ADMINISTRATOR = int(Permissions.administrator)
GREEDY = str((1 << 53) - 1)
USER = "155149108183695360"

bits = st.integers(0, (1 << 53) - 1)
leaves = st.sampled_from([GREEDY, "8", 8, True, USER, "administrator"]) | st.text(max_size=5) | st.none()
names = st.sampled_from(
    ["permissions", "app_permissions", "member", "members", "user", "resolved", "options", "value", "name", USER]
)
forged = st.dictionaries(
    names,
    st.recursive(
        leaves, lambda inner: st.dictionaries(names, inner, max_size=4) | st.lists(inner, max_size=3), max_leaves=12
    ),
    max_size=6,
)


def ask(decorate: Any, *, member: int, app: int, data: Any) -> None:
    """Put a check on a handler, and ask it about an interaction with these signed permissions."""

    async def handler(ctx: CommandContext) -> None: ...

    decorate(handler)
    payload = {
        "id": "1",
        "application_id": "2",
        "type": 2,
        "guild_id": "3",
        "app_permissions": str(app),
        "member": {"user": {"id": USER}, "roles": [], "permissions": str(member)},
        "data": data,
    }
    interaction = decode_interaction(orjson.dumps(payload))
    node = declared_on(handler)
    assert node is not None
    node.checks[0].hook.function(Context(cast(Any, None), interaction, cast(Any, None)))


@given(wanted=bits.filter(bool), held=bits, data=forged)
@example(wanted=ADMINISTRATOR, held=0, data={"member": {"permissions": GREEDY}})
@example(wanted=1, held=0, data={"resolved": {"members": {USER: {"permissions": GREEDY}}}})
def test_nothing_in_the_data_gives_permissions(wanted: int, held: int, data: Any) -> None:
    missing = 0 if held & ADMINISTRATOR else wanted & ~held
    for decorate, error in (
        (has_permissions(Permissions(wanted)), MissingPermissions),
        (bot_has_permissions(Permissions(wanted)), BotMissingPermissions),
    ):
        # The other one holds everything: neither may be taken for the other.
        member, app = (held, int(GREEDY)) if error is MissingPermissions else (int(GREEDY), held)
        if missing:
            with pytest.raises(error) as caught:
                ask(decorate, member=member, app=app, data=data)
            assert cast(MissingPermissions, caught.value).missing == missing
        else:
            ask(decorate, member=member, app=app, data=data)


@pytest.mark.parametrize(
    "text",
    [
        GREEDY,
        json.dumps({"permissions": GREEDY}),
        '"}],"member":{"permissions":"' + GREEDY + '"},"x":[{"y":"',
        '\\"}], \\"member\\": {\\"permissions\\": \\"8\\"}',
    ],
)
async def test_nothing_that_a_user_types_gives_permissions(text: str) -> None:
    bot = TestBot(None)
    entered = []

    @bot.bot.slash_command(description="Ban somebody.")
    @has_permissions(Permissions.ban_members)
    async def ban(ctx: CommandContext, text: str) -> str:
        entered.append(text)
        return "banned"

    result = await bot.slash("ban", text=text)

    assert not entered
    assert result.ephemeral
    allowed = bot.actor("Pia", permissions=Permissions.ban_members | Permissions.view_channel)
    assert (await allowed.slash("ban", text=text)).content == "banned"
    assert entered == [text]
