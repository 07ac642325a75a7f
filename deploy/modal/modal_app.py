"""
The bot on Modal.

    modal secret create postern DISCORD_PUBLIC_KEY=... DISCORD_APPLICATION_ID=... DISCORD_TOKEN=...
    modal deploy deploy/modal/modal_app.py

Run it at the root of the project: the image takes what `pyproject.toml` names,
and the folders `app` and `commands`.

https://modal.com/docs/guide/webhooks
"""

from typing import Any

import modal

image = (
    modal.Image.debian_slim(python_version="3.13")
    .pip_install_from_pyproject("pyproject.toml")
    .add_local_python_source("app", "commands")
)
app = modal.App("postern", image=image)


# One container stays: another would take longer to start than Discord waits, and may be stopped behind an answer.
@app.function(secrets=[modal.Secret.from_name("postern")], min_containers=1, timeout=900)
@modal.concurrent(max_inputs=100)
@modal.asgi_app()
def bot() -> Any:
    """Return the ASGI application; runs in the container, where the settings are."""
    from app.main import app as door

    return door
