"""
What orchestrators ask: whether the process is alive, and whether to send it requests.

https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route


def health_routes(is_draining: Callable[[], bool]) -> list[BaseRoute]:
    """Make the routes.

    Args:
        is_draining: Whether the process is about to end.
    """

    async def alive(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(request: Request) -> Response:
        return PlainTextResponse("draining\n", 503) if is_draining() else PlainTextResponse("ready\n")

    return [Route("/healthz", alive), Route("/readyz", ready)]
