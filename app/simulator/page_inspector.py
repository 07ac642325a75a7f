"""What the playground's inspector asks for: one interaction in full, the same again, a broken one, a test of it."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from app.simulator.as_test import as_test
from app.simulator.breaking import send_again, send_broken
from app.simulator.discord import Discord
from app.simulator.door import json_response
from app.simulator.inspection import inspected
from app.simulator.interaction import Interaction
from app.simulator.page_requests import Handler, PageRoute, Wanted, reading

_PATH = "/playground/interactions/{interaction_id:int}"
_Deed = Callable[[Interaction, Wanted], Awaitable[Response]]


def inspector_routes(discord: Discord) -> list[PageRoute]:
    """List the inspector's routes.

    Args:
        discord: Whose interactions are looked at.
    """
    inspector = _Inspector(discord)
    return [
        (_PATH, "GET", inspector.on(inspector.look)),
        (f"{_PATH}/test", "GET", inspector.on(inspector.test)),
        (f"{_PATH}/again", "POST", inspector.on(inspector.again)),
        (f"{_PATH}/break", "POST", inspector.on(inspector.break_it)),
    ]


class _Inspector:
    """Handlers of what concerns one interaction."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def on(self, deed: _Deed) -> Handler:
        """Make a handler of what is to be done with the interaction that a path names."""

        async def handle(request: Request) -> Response:
            async def do(wanted: Wanted) -> Response:
                return await deed(self._found(request.path_params["interaction_id"]), wanted)

            return await reading(self._discord.world, do)(request)

        return handle

    async def look(self, interaction: Interaction, _: Wanted) -> Response:
        """Tell all that is known of an interaction."""
        return json_response(inspected(self._discord, interaction))

    async def test(self, interaction: Interaction, _: Wanted) -> Response:
        """Write a test of it."""
        return json_response({"code": as_test(self._discord, interaction)})

    async def again(self, interaction: Interaction, _: Wanted) -> Response:
        """Do the same once more."""
        return json_response({"id": str(send_again(self._discord, interaction).id)}, 202)

    async def break_it(self, interaction: Interaction, wanted: Wanted) -> Response:
        """Do the same once more, and let something go wrong."""
        begun, explains = send_broken(self._discord, interaction, wanted.text("how"))
        return json_response({"id": str(begun.id), "says": explains}, 202)

    def _found(self, interaction_id: int) -> Interaction:
        for interaction in reversed(self._discord.interactions.values()):
            if interaction.id == interaction_id:
                return interaction
        raise LookupError("there is no such interaction, or no longer")
