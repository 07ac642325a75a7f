"""
Every error of Postern, drawn as a tree; those of commands stand in `command_errors.py`,
those of refused requests in `request_errors.py`.

    AppError
    ├── SettingsError
    ├── DefinitionError
    │   ├── NameInvalid
    │   ├── LimitExceeded
    │   ├── DuplicateName
    │   ├── OptionUnsupported
    │   ├── ProviderMissing
    │   ├── CustomIdTooLong
    │   ├── PluginNotFound
    │   └── DiscoveryError
    ├── RouteNotFound
    │   ├── CommandNotFound
    │   └── ComponentNotFound
    │       ├── ComponentOutdated
    │       └── ComponentExpired
    ├── ResponseError
    │   ├── AlreadyResponded
    │   ├── AnswerInvalid
    │   ├── AnswerMissing
    │   ├── DeadlineMissed
    │   └── TokenExpired
    ├── RestError
    │   ├── BadRequest
    │   ├── Unauthorized
    │   ├── Forbidden
    │   ├── NotFound
    │   ├── RateLimited
    │   ├── ServerError
    │   ├── CloudflareBanned
    │   └── TransportError
    ├── StoreError
    │   └── StoreUnusable
    ├── InvocationForeign
    ├── CommandError
    │   ├── CheckFailure
    │   │   ├── NoPrivateMessage
    │   │   ├── PrivateMessageOnly
    │   │   ├── NotOwner
    │   │   ├── NotInvoker
    │   │   ├── UserNotAllowed
    │   │   ├── NSFWChannelRequired
    │   │   ├── MissingPermissions
    │   │   ├── BotMissingPermissions
    │   │   ├── MissingRole
    │   │   ├── MissingAnyRole
    │   │   ├── EntitlementMissing
    │   │   └── TooLate
    │   ├── CommandOnCooldown
    │   ├── AlreadyUsed
    │   ├── MaxConcurrencyReached
    │   ├── UserInputError
    │   │   ├── BadArgument
    │   │   ├── BadLiteralArgument
    │   │   ├── MissingRequiredArgument
    │   │   ├── MissingRequiredAttachment
    │   │   └── FormInvalid
    │   └── CommandInvokeError
    └── RequestRejected
        ├── SignatureMissing
        ├── SignatureInvalid
        ├── SignatureExpired
        ├── InteractionReplayed
        ├── ApplicationUnknown
        ├── BodyTooLarge
        ├── BodyTooSlow
        ├── BodyMalformed
        ├── InteractionMisdirected
        └── EventMisdirected

An error carries plain values (numbers, text), never a model, a client or a
response. It writes its own sentence from them.
"""

from collections.abc import Sequence


class AppError(Exception):
    """Base of every error that Postern raises on purpose; catch it to catch them all."""


class SettingsError(AppError):
    """A setting is missing or malformed, so the process does not start.

    Attributes:
        variable: Name of the environment variable.
        why: What is wrong with its value and how to mend it; no secret's value.
    """

    def __init__(self, variable: str, why: str) -> None:
        self.variable = variable
        self.why = why
        super().__init__(f"{variable} {why}")


class DefinitionError(AppError):
    """A command or option is declared in a way that cannot work; raised at load.

    Attributes:
        where: File and line of the handler, as `path:line`.
        why: What is wrong and how to mend it.
    """

    def __init__(self, where: str, why: str) -> None:
        self.where = where
        self.why = why
        super().__init__(f"{where}: {why}" if where else why)


class NameInvalid(DefinitionError):
    """A command or option bears a name that Discord refuses."""


class LimitExceeded(DefinitionError):
    """A text is too long, or there are too many of something.

    Attributes:
        what: The thing that was counted.
        count: How long it is, or how many there are.
        limit: The largest number that Discord accepts.
    """

    def __init__(self, where: str, what: str, count: int, limit: int) -> None:
        self.what = what
        self.count = count
        self.limit = limit
        super().__init__(where, f"{what}: {count}, Discord accepts at most {limit}")


class DuplicateName(DefinitionError):
    """Two commands, or two options of one command, share a name."""


class OptionUnsupported(DefinitionError):
    """A parameter's annotation or limits cannot become an option."""


class ProviderMissing(DefinitionError):
    """A handler asks for a dependency that nobody provides."""


class CustomIdTooLong(DefinitionError):
    """The state of a component does not fit into its custom_id.

    Attributes:
        length: Characters that it would have.
        limit: Characters that Discord accepts.
    """

    def __init__(self, where: str, length: int, limit: int, why: str) -> None:
        self.length = length
        self.limit = limit
        super().__init__(where, f"the custom_id would have {length} characters, Discord accepts {limit}: {why}")


class PluginNotFound(DefinitionError):
    """A plugin is to be removed or reloaded that the bot does not have.

    Attributes:
        plugin: What was asked for.
        known: Names of those that there are.
    """

    def __init__(self, plugin: str, known: tuple[str, ...]) -> None:
        self.plugin = plugin
        self.known = known
        super().__init__("", f"there is no plugin {plugin!r}; there are: {', '.join(known) or 'none'}")


class DiscoveryError(DefinitionError):
    """A module of the commands package, `module`, could not be imported."""

    def __init__(self, where: str, module: str, why: str) -> None:
        self.module = module
        super().__init__(where, f"{module} could not be loaded: {why}")


class RouteNotFound(AppError):
    """Discord sent an interaction that no handler is registered for."""


class CommandNotFound(RouteNotFound):
    """No command has this `path`; Discord knows one that the code no longer has."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"no command /{path}")


class ComponentNotFound(RouteNotFound):
    """No handler claims this custom_id."""

    def __init__(self, custom_id: str, why: str = "no handler has this name") -> None:
        self.custom_id = custom_id
        self.why = why
        # What stands behind the name may be a user's text, and a signature: nothing for a log.
        super().__init__(f"no handler for the custom_id of {custom_id.partition(':')[0][:40]!r}: {why}")


class ComponentOutdated(ComponentNotFound):
    """A handler of this name is there, and cannot read this custom_id: another version of the code made it, or nobody.

    Attributes:
        custom_id: What was used.
        why: What is wrong with it.
    """


class ComponentExpired(ComponentNotFound):
    """A component was used after its time: its `expires`, or the life of what was stored for it.

    Attributes:
        custom_id: What was used.
        why: What has ended.
    """


class ResponseError(AppError):
    """An interaction cannot be answered in this way, or no longer."""


class AlreadyResponded(ResponseError):
    """The interaction has its first response; use `edit` or `followup` for more."""

    def __init__(self, attempted: str, first: str) -> None:
        self.attempted = attempted
        self.first = first
        super().__init__(
            f"{attempted} came after {first}; use ctx.edit() to change the answer, ctx.followup() to add one"
        )


class AnswerInvalid(ResponseError):
    """The handler returned or sent something that this kind of interaction cannot be answered with."""


class AnswerMissing(ResponseError):
    """The handler ended without an answer."""

    def __init__(self, handler: str) -> None:
        self.handler = handler
        super().__init__(f"{handler} returned None and never answered: return a str or Reply, or call ctx.respond()")


class DeadlineMissed(ResponseError):
    """Discord's 3 seconds passed without an answer, so the token is void.

    Attributes:
        seconds: Seconds from the request's arrival to the attempt.
        was_blocked: Whether something blocked the event loop meanwhile, so that no deferral could have helped.
    """

    def __init__(self, seconds: float, *, was_blocked: bool = False) -> None:
        self.seconds = seconds
        self.was_blocked = was_blocked
        mend = "" if was_blocked else "; defer earlier, or set auto_defer"
        super().__init__(f"answered {seconds:.1f} s after arrival, Discord waits 3 s{mend}")


class TokenExpired(ResponseError):
    """The interaction is older than the 15 minutes that its token lives.

    Attributes:
        age: Seconds since the interaction arrived.
    """

    def __init__(self, age: float) -> None:
        self.age = age
        minutes, seconds = divmod(int(age), 60)
        super().__init__(
            f"interaction token expired (it arrived {minutes}m{seconds:02d}s ago, tokens live 15m); "
            "send a channel message instead"
        )


class RestError(AppError):
    """Discord refused a request, or could not be reached.

    Attributes:
        method: HTTP method.
        path: Path below the API's base, with secrets taken out.
        status: HTTP status; 0 if there was no answer at all.
        code: Discord's JSON error code; 0 if there was none.
        errors: One line for each refused field: `path: message`.
        hint: What to do about it, where that is known.
    """

    def __init__(
        self, method: str, path: str, status: int = 0, code: int = 0, message: str = "",
        errors: Sequence[str] = (), *, hint: str = "",
    ) -> None:  # fmt: skip
        self.method = method
        self.path = path
        self.status = status
        self.code = code
        self.message = message
        self.errors = tuple(errors)
        self.hint = hint
        detail = f" (code {code})" if code else ""
        lines = [f"{message}; {hint}" if hint else message, *self.errors]
        super().__init__(f"{method} {path} → {status or 'no answer'}{detail}: " + "\n  ".join(lines))


class BadRequest(RestError):
    """400: Discord refused the form of a request; `errors` names the fields."""


class Unauthorized(RestError):
    """401: the bot token, or an interaction token, is not valid."""


class Forbidden(RestError):
    """403: the bot may not do this."""


class NotFound(RestError):
    """404: what the request names does not exist (any more)."""


class RateLimited(RestError):
    """429, and waiting longer than the client is willing to.

    Attributes:
        retry_after: Seconds after which Discord would accept the request.
        scope: `user`, `global`, `shared`; `invalid`: held back here, since Discord refused so many before.
    """

    def __init__(self, method: str, path: str, *, retry_after: float, scope: str, code: int = 0) -> None:
        self.retry_after = retry_after
        self.scope = scope
        super().__init__(method, path, 429, code, f"rate limited ({scope}), retry after {retry_after:.1f} s")


class ServerError(RestError):
    """5xx: Discord had a fault of its own."""


class CloudflareBanned(RestError):
    """Cloudflare, in front of Discord, turns this machine away for `retry_after` seconds; `ray_id` is its reference."""

    def __init__(self, method: str, path: str, status: int, *, retry_after: float, ray_id: str, hint: str = "") -> None:
        self.retry_after = retry_after
        self.ray_id = ray_id
        text = f"Cloudflare turns this address away (ray {ray_id or 'unknown'}), retry after {retry_after:.0f} s"
        super().__init__(method, path, status, message=text, hint=hint)


class TransportError(RestError):
    """There was no answer, though if `may_have_arrived`, Discord may have done what was asked.

    `__cause__` is an error of httpx's kind, without the request and its secrets, or of a file that was to be sent.
    """

    def __init__(self, method: str, path: str, *, message: str, hint: str = "", may_have_arrived: bool = True) -> None:
        self.may_have_arrived = may_have_arrived
        super().__init__(method, path, message=message, hint=hint)


class StoreError(AppError):
    """The store cannot hold a value, holds one of another kind, or cannot be reached."""


class StoreUnusable(StoreError):
    """The store cannot be used until somebody mends its setting, or what the setting names."""


class InvocationForeign(AppError):
    """A serverless function was invoked with something that is no HTTP request; `what` names it.

    Who invoked it learns that it was not dealt with: a queue keeps its
    messages, and whatever stands for dead letters gets them in the end.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"this is no request of Discord's: {what}")
