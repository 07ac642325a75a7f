"""
A Google Cloud Function that is the bot.

    gcloud functions deploy NAME --gen2 --runtime python313 --entry-point bot --trigger-http --allow-unauthenticated

https://cloud.google.com/run/docs/write-functions
"""

import functions_framework.aio
from starlette.requests import Request

from app.main import app as door
from app.server.asgi import AsgiDoor


@functions_framework.aio.http
async def bot(request: Request) -> AsgiDoor:
    """Leave the request to the bot, unread: an ASGI application is a response to whoever asked for one."""
    return door
