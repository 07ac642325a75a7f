"""
`handler`: the AWS Lambda function of this deployment.

    Handler: app.serverless.handler

Reads the environment, finds the commands package, and is ready; the same bot as
`app.main`, without a web server and without an ASGI adapter in between.

What cannot work fails here, at the import, and is not answered with 500 call by
call. Lambda writes the sentence into the log as an error of the initialisation,
refuses to publish a version with SnapStart or provisioned concurrency, and
counts it where alarms look. It tries again with each call, so a setting that is
mended needs no further deployment. The error itself is raised, and no SystemExit
as a server's command would: Lambda shows the sentence of an exception alone.

https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
"""

import os
from typing import Any

from app.bot import Bot
from app.server.lambda_door import LambdaDoor
from app.settings import set_up


def build() -> LambdaDoor:
    """Build the function from the environment.

    Raises:
        SettingsError: If a setting cannot work.
        DefinitionError: If a declaration cannot.
    """
    bot = Bot(set_up(os.environ))
    bot.load()

    async def warm_up() -> None:
        await bot.load_plugins()
        # Most of the time that the first deferral of a process takes.
        await bot.rest.prepare()

    return LambdaDoor(
        bot.endpoint(),
        events_path=bot.settings.events_path,
        interactions_path=bot.settings.interactions_path,
        max_body=bot.settings.max_body,
        warm_up=warm_up,
        drain=bot.drain,
        flush=bot.telemetry.flush,
    )


_door = build()


def handler(event: object, context: object) -> dict[str, Any]:
    """Answer one event.

    Args:
        event: What the function was invoked with: an HTTP request of API
            Gateway, a function URL or a load balancer, or a warm-up.
        context: Lambda's context.

    Raises:
        InvocationForeign: If it is something else; names what it looks like.
    """
    return _door(event, context)
