"""
Views: buttons and menus that belong to an object, and wait with it.

    class Counter(View):
        count = 0

        @button(label="One more")
        async def more(self, ctx: ComponentContext) -> Update:
            self.count += 1
            return Update(f"{self.count}")

    counter = Counter(timeout=60)
    await counter.send(ctx, "0")
    await counter.wait()

A view is for those who know them from discord.py and py-cord, and for what is
over in a minute. It lives in the memory of one process. **Lost when that ends,
or is deployed anew: all of it.** Who clicks then, or comes to another process
(`serve --workers`, several machines), is told that it has expired. On hosts that
freeze between requests a view cannot be sent at all. What shall outlive that is
a `@button` of a module, whose parameters are its state, or a `Flow`.
"""

import asyncio
import inspect
import logging
import secrets
from collections.abc import Sequence
from typing import Any, ClassVar, Self, Unpack

from app.checks.node import Node, read_hook
from app.checks.roles import attributes_of, roles_of
from app.command_errors import NotInvoker
from app.components.button import ButtonHandler
from app.components.custom_id import VIEW
from app.components.handler import StatefulHandler
from app.components.router import ComponentRouter
from app.components.select import SelectHandler
from app.context.asking import PATIENCE, AskingContext
from app.context.component import UpdatingContext
from app.errors import (
    AppError,
    ComponentExpired,
    DefinitionError,
    NotFound,
    ResponseError,
    RestError,
)
from app.models.button import Button
from app.models.component import ActionRow, Component, MessageComponent
from app.models.disabling import disable
from app.models.response import MessageFields, Reply, Unset, make_reply
from app.providers import Providers, kind_name, where_of

log = logging.getLogger(__name__)

_IN_A_ROW = 5
_ELSEWHERE = {
    "interaction_check": "@check on a method, which returns a bool",
    "on_check_failure": "@on_error(CheckFailure) on a method",
    "on_error": "@on_error on a method of another name",
}
"""What views of other libraries are asked for by name, and how it is written here."""


class View(Node):
    """Buttons and menus of one message, as methods of an object that waits for them; see the module.

    It is a node as a plugin is: `@check`, `@on_error`, `@before_invoke` and
    `@after_invoke` on methods hold for all of it. Unless it says otherwise, who
    caused the message may use it alone. Its components work once it is sent by
    `send`: what `components()` returns, put into a message before, is dead.

    Args:
        timeout: Seconds without a click after which it is over; None: never,
            unless 10,000 views wait in this process, and this one for the
            longest. A message can be changed for 15 minutes behind its
            interaction, so that of a view that waits longer nothing is greyed
            out. Unless given, what the class says: `timeout = 60`.
        anybody: Whether others than the one who caused the message may use it.
            Unless given, what the class says: `anybody = True`.

    Attributes:
        handlers: Its buttons, menus and forms, as they are written.
    """

    holds_methods: ClassVar[bool] = True
    handlers: tuple[StatefulHandler, ...]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse what would be lost without a word."""
        super().__init_subclass__(**kwargs)
        for owner in cls.__mro__:
            if owner not in View.__mro__:
                for name, value in vars(owner).items():
                    _check_attribute(cls, name, value)

    def __new__(cls, *_args: Any, **_kwargs: Any) -> Self:
        """Collect what stands in the class; here, since not every author's `__init__` calls ours."""
        view = super().__new__(cls)
        Node.__init__(view)
        view._over = asyncio.Event()
        view._collect()
        return view

    timeout: float | None = PATIENCE
    anybody: bool = False
    _over: asyncio.Event
    _is_ending = False
    _was_stopped = False
    _router: ComponentRouter
    _loop: asyncio.AbstractEventLoop | None = None
    _ctx: AskingContext | None = None
    _above: Sequence[MessageComponent] = ()
    _message_id: int | None = None
    _timer: asyncio.TimerHandle | None = None
    _ending: asyncio.Task[None] | None = None

    def __init__(self, *, timeout: float | Unset | None = Unset.token, anybody: bool | Unset = Unset.token) -> None:
        if timeout is not Unset.token:
            self.timeout = timeout
        if anybody is not Unset.token:
            self.anybody = anybody

    @property
    def shown_name(self) -> str:
        """The name as people read it."""
        return f"view {type(self).__name__}"

    def components(self) -> list[MessageComponent]:
        """Return the rows: buttons five by five, each menu in one of its own. Override it for another layout.

        `Update(components=self.components())` shows them as they are now.
        """
        rows: list[MessageComponent] = []
        buttons: list[Button] = []
        for handler in self.handlers:
            if isinstance(handler, ButtonHandler):
                buttons.append(handler.button())
            if buttons and (len(buttons) == _IN_A_ROW or not isinstance(handler, ButtonHandler)):
                rows.append(ActionRow(*buttons))
                buttons = []
            if isinstance(handler, SelectHandler):
                rows.append(ActionRow(handler.select()))
        return [*rows, ActionRow(*buttons)] if buttons else rows

    async def send(
        self, ctx: AskingContext, content: str | Reply | None = None, **fields: Unpack[MessageFields]
    ) -> None:
        """Send a message with these components, and begin to wait.

        It counts as a question does (see `ctx.ask`): whatever the handler
        answers behind it is what it would be without it.

        Raises:
            AppError: If it was sent or stopped before, or this host freezes
                the process between two requests.
            ProviderMissing: If a method of it needs what nobody provides.
            AnswerInvalid: If Discord would refuse the message.
            RestError: If Discord refuses it.
        """
        if self._ctx is not None or self._is_ending:
            how = "was stopped" if self._ctx is None else "was sent already"
            raise AppError(f"{self.shown_name} {how}: make another one")
        ctx.check_waits("View.send()")
        self._check_dependencies(await ctx.get(Providers))
        self._router, self._loop = await ctx.get(ComponentRouter), asyncio.get_running_loop()
        self._ctx = ctx
        reply = make_reply(content, fields)
        self._above = reply.components
        try:
            # Before they build, since signing takes the bot; and before it is sent: Discord may show it, and
            # somebody click, before it is known here to have arrived.
            for handler in self.handlers:
                self._router.add(handler)
            reply = reply.replace(components=(*self._above, *self.components()))
            self._message_id = await ctx.show(reply, "View.send()")
        except BaseException:
            self.stop()
            raise
        self._begin_anew(ctx)

    async def wait(self) -> bool:
        """Wait until it is over, and return whether `stop` was called; False if its time ended.

        Raises:
            AppError: If it was not sent.
        """
        if self._ctx is None:
            raise AppError(f"{self.shown_name} was not sent: await view.send(ctx, …)")
        await self._ctx.bot.waiting.pause(self._over.wait())
        return self._was_stopped

    def stop(self) -> None:
        """Wait no longer; its components do nothing from now on. Sync methods, which run in a thread, may call it."""
        if self._loop is None or _is_running(self._loop):
            self._stop()
        else:
            self._loop.call_soon_threadsafe(self._stop)

    async def on_timeout(self) -> None:
        """Run when its time is over. Override it; unless you do, the components are greyed out.

        What the message had above them when it was sent stays as it was then:
        a view that changes that later shows it here, too.
        """
        if self._ctx is None:
            return
        components = (*self._above, *disable(self.components()))
        try:
            await self._ctx.edit(components=components, message_id=self._message_id)
        except NotFound:
            # Somebody has deleted the message.
            return
        except (RestError, ResponseError) as error:
            log.warning("%s looks as if it still waited: %s", self.shown_name, error)

    def _collect(self) -> None:
        """Bind what stands in the class to this object, under a name of its own."""
        key = secrets.token_urlsafe(9)
        attributes = attributes_of(self)
        for value in attributes.values():
            for give in roles_of(value):
                give(self, value)
        handlers = {name: value for name, value in attributes.items() if isinstance(value, StatefulHandler)}
        for name, value in handlers.items():
            bound = value.bind(self)
            bound.name, bound.shown_as = f"{VIEW}{key}.{value.name}", f"{type(self).__name__}.{name}"
            bound.plugin = self
            setattr(self, name, bound)
        self.handlers = tuple(getattr(self, name) for name in handlers)
        self.bind_hooks(self)
        self.check(self._may_use)
        self.before_hooks.append(read_hook(self._touch))

    def _check_dependencies(self, providers: Providers) -> None:
        """See to it that everything its methods need can be made; before it is sent, nobody knows of them."""
        for handler in self.handlers:
            providers.require(handler.where, handler.shown_name, handler.state.dependencies)
        for hook in (hook for node in (self, *self.handlers) for hook in node.hooks()):
            providers.require(hook.where, kind_name(hook.function), hook.dependencies)

    async def _may_use(self, ctx: UpdatingContext) -> bool:
        self._check_waits(ctx)
        if not self.anybody and self._ctx is not None and ctx.user.id != self._ctx.user.id:
            raise NotInvoker
        return True

    async def _touch(self, ctx: UpdatingContext) -> None:
        """Let its time begin anew, unless it has ended while checks were asked."""
        self._check_waits(ctx)
        self._begin_anew(ctx)

    def _check_waits(self, ctx: UpdatingContext) -> None:
        if self._is_ending:
            raise ComponentExpired(ctx.interaction.custom_id, "the view waits no longer")

    def _begin_anew(self, ctx: AskingContext) -> None:
        if self._is_ending:
            return
        ctx.bot.waiting.keep(self._time_out)
        if self._timer is not None:
            self._timer.cancel()
        if self.timeout is not None:
            self._timer = asyncio.get_running_loop().call_later(self.timeout, self._time_out)

    def _time_out(self) -> None:
        self._leave()
        self._ending = asyncio.get_running_loop().create_task(self._end())

    async def _end(self) -> None:
        try:
            await self.on_timeout()
        except Exception:
            log.exception("%s: on_timeout() failed", self.shown_name)
        finally:
            self._over.set()

    def _stop(self) -> None:
        self._was_stopped = self._was_stopped or not self._is_ending
        self._leave()
        self._over.set()

    def _leave(self) -> None:
        self._is_ending = True
        if self._timer is not None:
            self._timer.cancel()
        if self._ctx is not None:
            self._ctx.bot.waiting.leave(self._time_out)
            for handler in self.handlers:
                self._router.remove(handler)


def _is_running(loop: asyncio.AbstractEventLoop) -> bool:
    """Tell whether this is the thread that an event loop runs in."""
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False


def _check_attribute(kind: type, name: str, value: Any) -> None:
    """Refuse an attribute of a class of view that nobody would ask for, or that hides what others ask for."""
    shown = f"{kind.__name__}.{name}"
    if inspect.isroutine(value) and name in _ELSEWHERE:
        raise DefinitionError(where_of(value), f"{shown} would never be called: here it is {_ELSEWHERE[name]}")
    if isinstance(value, Component) and getattr(kind, "components", None) is View.components:
        why = f"{shown} would be shown nowhere: a components() of your own returns what is shown"
        raise DefinitionError(where_of(kind), why)
    is_handler = isinstance(value, StatefulHandler)
    is_ours = is_handler or roles_of(value)
    is_part = hasattr(View, name) or name in _ATTRIBUTES
    if is_part and (is_ours or (inspect.isroutine(value) and name in _OF_NODES | _ATTRIBUTES)):
        why = f"{shown} would hide a part of every view: call the method otherwise"
        raise DefinitionError(value.where if is_handler else where_of(value), why)
    if is_handler and "custom_id" in value.options:
        why = f"{shown}: the components of a view have custom_ids of its own: leave custom_id away"
        raise DefinitionError(value.where, f"{why}, or make it a @{value.word} of a module, which works for good")


_OF_NODES = frozenset(name for name, value in vars(Node).items() if inspect.isfunction(value) and name[0] != "_")
_ATTRIBUTES = frozenset({*View.__annotations__, *vars(Node())})
