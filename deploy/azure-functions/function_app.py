"""
An Azure Functions app that is the bot.

Azure sends nothing of a response before the call has returned. So a handler
that needs longer answers by a callback, as `postern doctor --host` says.

https://learn.microsoft.com/azure/azure-functions/functions-reference-python
"""

import azure.functions as func

from app.main import app as door

# Discord signs its requests; it knows of no function keys.
app = func.AsgiFunctionApp(app=door, http_auth_level=func.AuthLevel.ANONYMOUS)
