"""
A stand-in for the Azure Functions host and its Python worker, which no package brings.

    python -m tests.deploy.azure_host PORT

It indexes `function_app.py` as the worker does, and invokes the function with
the library's own request and response. Nothing of a response is sent before the
call has returned; between two calls the event loop stands still.
"""

import asyncio
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import azure.functions as func

from tests.deploy.watching import begin_call, load, tell_left_behind


def load_function() -> Any:
    """Return the one function of the recipe, as it was registered."""
    (function,) = load("azure-functions/function_app.py").app.get_functions()
    trigger = function.get_trigger().get_dict_repr()
    assert (trigger["type"], trigger["authLevel"].value) == ("httpTrigger", "anonymous")
    assert trigger["route"] == "/{*route}"
    return function.get_user_function()


class Invoking(BaseHTTPRequestHandler):
    """Turns what comes over HTTP into invocations."""

    loop: asyncio.AbstractEventLoop
    function: Any

    async def invoke(self, request: func.HttpRequest) -> func.HttpResponse:
        tasks = begin_call()
        response: func.HttpResponse = await self.function(request, None)
        # The first call starts what ends with the process: ASGI's lifespan.
        tell_left_behind(task for task in tasks if "lifespan" not in repr(task.get_coro()))
        return response

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        url = f"https://bot.azurewebsites.net{self.path}"
        request = func.HttpRequest("POST", url, headers=dict(self.headers), params={}, body=body)
        response = self.loop.run_until_complete(self.invoke(request))
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.get_body())


if __name__ == "__main__":
    Invoking.loop = asyncio.new_event_loop()
    asyncio.set_event_loop(Invoking.loop)
    Invoking.function = staticmethod(load_function())
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Invoking).serve_forever()
