"""
What orchestrators ask: whether the process is alive, whether to send it requests, and how it is doing.

A server that speaks the lifespan protocol listens once the plugins are loaded, so
there is nothing to wait for by then. Elsewhere the first interaction loads them,
and a process that waited for it to become ready would never get it.

https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route


def health_routes(
    is_draining: Callable[[], bool], scrape: Callable[[str], tuple[bytes, str]] | None = None
) -> list[BaseRoute]:
    """Make the routes.

    Args:
        is_draining: Whether the process is about to end.
        scrape: Returns the numbers for Prometheus and their content type,
            given an Accept header; without it there is no `/metrics`.
    """

    async def alive(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(request: Request) -> Response:
        return PlainTextResponse("draining\n", 503) if is_draining() else PlainTextResponse("ready\n")

    routes: list[BaseRoute] = [Route("/healthz", alive), Route("/readyz", ready)]
    if scrape is not None:
        tell = scrape

        async def numbers(request: Request) -> Response:
            body, kind = tell(request.headers.get("accept", ""))
            # Starlette would name a charset a second time.
            return Response(body, headers={"content-type": kind})

        routes.append(Route("/metrics", numbers))
    return routes
