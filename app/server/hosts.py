"""
Which kind of host this is, and what it does behind a response.

Nothing tells an application whether it may work on when it has answered: some
hosts freeze the process right then, some hold the response back until the call
returns. They are known by what they put into the environment.
"""

import sys
from collections.abc import Mapping
from typing import Literal, NamedTuple

from app.context.courier import Background


class HostKind(NamedTuple):
    """A kind of host.

    Attributes:
        name: What people call it.
        background: What becomes of work behind a response there.
        why: What it does, for whoever asks why.
        task_with: What lets the process run on all the same there, so that `task` is right; empty if nothing does.
    """

    name: str
    background: Background
    why: str
    task_with: str = ""


_FROZEN = "it freezes the process once the response has left, or holds the response back until the call returns"
_WAITS = "it sends the response at once, and waits for the call to end"
_RUNS_ON = "the process runs on behind the response"
_SLEEPS = f"{_RUNS_ON}; but if it sleeps, it takes longer to wake up than Discord waits"

_STAYS = HostKind("a server that stays alive", "task", _RUNS_ON)
_WORKERS = HostKind("Cloudflare Workers", "inline", "it sends the response at once, and waits for what it is told of")
_RAILWAY = HostKind("Railway", "task", f"{_SLEEPS}: leave App Sleeping off")
_BY_VARIABLE: Mapping[str, HostKind] = {
    "VERCEL": HostKind("Vercel", "inline", _WAITS),
    "AWS_LWA_PORT": HostKind("AWS Lambda behind the web adapter", "callback", _FROZEN),
    "AWS_LWA_INVOKE_MODE": HostKind("AWS Lambda behind the web adapter", "callback", _FROZEN),
    "AWS_LAMBDA_FUNCTION_NAME": HostKind("AWS Lambda", "callback", _FROZEN),
    "FUNCTIONS_WORKER_RUNTIME": HostKind("Azure Functions", "callback", _FROZEN),
    "FUNCTION_TARGET": HostKind("Google Cloud Functions", "callback", _FROZEN),
    "K_SERVICE": HostKind("Google Cloud Run", "callback", _FROZEN, "instance-based billing"),
    "MODAL_TASK_ID": HostKind("Modal", "task", f"{_SLEEPS}: set min_containers=1"),
    "FLY_APP_NAME": HostKind("Fly.io", "task", f"{_SLEEPS}: set auto_stop_machines to off"),
    "RAILWAY_ENVIRONMENT_ID": _RAILWAY,
    "RAILWAY_ENVIRONMENT_NAME": _RAILWAY,
    "RAILWAY_PROJECT_ID": _RAILWAY,
    "RENDER": HostKind("Render", "task", f"{_SLEEPS}: take a plan that stays awake"),
}
"""The first of these variables that is set decides: Cloud Functions set that of Cloud Run too, and Vercel Lambda's."""


def recognise_host(environ: Mapping[str, str], platform: str = sys.platform) -> HostKind:
    """Tell the host by its environment; a server that stays alive unless something says otherwise."""
    if platform == "emscripten":
        return _WORKERS
    if environ.get("AWS_LAMBDA_EXEC_WRAPPER") == "/opt/bootstrap":
        return _BY_VARIABLE["AWS_LWA_PORT"]
    return next((kind for variable, kind in _BY_VARIABLE.items() if environ.get(variable)), _STAYS)


def choose_background(said: Literal["auto"] | Background, environ: Mapping[str, str]) -> tuple[Background, str]:
    """Return what becomes of work behind a response, and why, for the log.

    Args:
        said: What the operator set.
        environ: Environment of the process.
    """
    if said != "auto":
        return said, "it was set so"
    host = recognise_host(environ)
    if host is _STAYS:
        return host.background, "no host was recognised that would stop the process between requests"
    otherwise = f"; with {host.task_with}, set POSTERN_BACKGROUND=task" if host.task_with else ""
    return host.background, f"this looks like {host.name}: {host.why}{otherwise}"
