"""
Guards of components: who may press what stands in a message, until when, and whether twice.

A message stays for years, and whoever sees it can press what it carries. What a
guard decides by comes with the interaction, as Discord signed it: the user, the
message and who made it ask for it, the time. So guards hold in every process,
and after every restart.

They stand on handlers of buttons, menus and forms as checks do, and on
whatever else is a node: on a bot or plugin they hold for all that is below.
"""

import asyncio
import datetime as dt
import logging
import math
import re
from collections.abc import Callable
from typing import Any, Literal, TypeAlias, overload

from app.checks.base import add_check
from app.checks.node import F, Release, make_check, require_node
from app.command_errors import AlreadyUsed, NotInvoker, TooLate, UserNotAllowed
from app.context.base import Context
from app.context.interaction import InteractionContext
from app.errors import AnswerMissing, AppError, DeadlineMissed, DefinitionError, StoreError
from app.models.interaction import InteractionType
from app.providers import where_called
from app.stores.base import Store

log = logging.getLogger(__name__)

OnceBy: TypeAlias = Literal["message", "user"]

REMEMBERED = 30 * 86_400.0
"""Seconds for which `once` remembers a use: longer than most messages are looked at."""

_ID = re.compile(r"\d{17,20}")
_USERS_FORM = "@only_users(1234567890123456789)"
_ONCE_FORM = '@once, or @once(by="user", ttl=86400)'
_UNTIL_FORM = "@until(datetime(2030, 1, 1, tzinfo=UTC))"


@overload
def invoker_only(target: F, /) -> F: ...
@overload
def invoker_only() -> Callable[[F], F]: ...
def invoker_only(target: Any = None, /) -> Any:
    """Let that user alone press this whose command or component made the message; bare or called.

    Others are told so: `NotInvoker`. Nobody's interaction made a message that
    was sent over REST, so there nobody passes; `only_users` names somebody.

    A form that a component opened belongs to the message of that component.
    What stands in no message, commands and the forms that they open, is used
    by its invoker anyway, and passes.
    """
    made = make_check(_is_invoker)
    return add_check(target, made) if target is not None else lambda later: add_check(later, made)


def only_users(*user_ids: int) -> Callable[[F], F]:
    """Let these users alone use this; others are told so: `UserNotAllowed`.

    For roles there is `has_role`, for the bot's owners `owner_only`.

    Args:
        user_ids: Their ids.

    Raises:
        DefinitionError: If there are none, or one is no id.
    """
    _check_users(user_ids)
    allowed = frozenset(user_ids)

    def holds(ctx: Context) -> bool:
        if ctx.user.id not in allowed:
            raise UserNotAllowed
        return True

    made = make_check(holds)
    return lambda target: add_check(target, made)


def until(moment: dt.datetime, /) -> Callable[[F], F]:
    """Let this be used before a moment; afterwards users are told that it is over: `TooLate`.

    What counts is when the user did it, as Discord signed it. A time that is
    counted from the making of each component is `@button(expires=…)`.

    Args:
        moment: A date and time with its time zone.

    Raises:
        DefinitionError: If it is none, or has no time zone.
    """
    if not isinstance(moment, dt.datetime):
        why = f"until takes a datetime, and {moment!r} is none: {_UNTIL_FORM}"
        raise DefinitionError(where_called()[0], why)
    if moment.utcoffset() is None:
        why = f"until takes a datetime with its time zone, and {moment!r} has none: {_UNTIL_FORM}"
        raise DefinitionError(where_called()[0], why)

    def holds(ctx: Context) -> bool:
        if ctx.interaction is None:
            raise AppError("until reads what Discord signs with an interaction, and this conversation is none")
        # The id says when the interaction was made: as signed, and without a clock.
        if ctx.interaction.id.created_at >= moment:
            raise TooLate(moment.timestamp())
        return True

    made = make_check(holds)
    return lambda target: add_check(target, made)


class Once:
    """One use of what a message carries.

    Args:
        by: Whether one use is all, or one of each user.
        ttl: Seconds for which a use is remembered.
    """

    name = "once"
    is_given_back = True

    def __init__(self, by: OnceBy = "message", ttl: float = REMEMBERED) -> None:
        self.by = by
        self.ttl = ttl

    async def acquire(self, context: Context, key: str) -> Release | None:
        """Take the use, and return what gives it back if the handler fails.

        Raises:
            AlreadyUsed: If it is taken.
            StoreError: If the store cannot be asked.
        """
        interaction = context.interaction
        if interaction is None or interaction.message is None:
            return None
        store = await context.get(Store)
        whose = f":{context.user.id}" if self.by == "user" else ""
        used = f"postern:once:{interaction.application_id}:{key}:{interaction.message.id}{whose}"
        loop = asyncio.get_running_loop()
        asked = loop.time()
        if await store.increment(used, ttl=self.ttl) > 1:
            raise AlreadyUsed

        async def give_back(raised: BaseException | None = None, /) -> None:
            # A handler that has done its work, and only forgot to answer, is not to do it again.
            has_failed = raised is not None and not isinstance(raised, AnswerMissing)
            is_unseen = isinstance(context, InteractionContext) and (
                context.is_owed or isinstance(raised, DeadlineMissed)
            )
            # After its time the use may be another's.
            if not (has_failed and is_unseen) or loop.time() - asked >= self.ttl:
                return
            try:
                await store.delete(used)
            except StoreError as error:
                log.warning("%s has failed, and its use is not given back: %s", key, error)

        return give_back


@overload
def once(target: F, /) -> F: ...
@overload
def once(*, by: OnceBy = "message", ttl: float = REMEMBERED) -> Callable[[F], F]: ...
def once(target: Any = None, /, *, by: Any = "message", ttl: Any = REMEMBERED) -> Any:
    """Let what a message carries be used once: `@once`, or `@once(by="user")`.

    Who comes later is told so: `AlreadyUsed`. It holds over all processes, as
    far as the Store reaches; of two who press at once, one gets through. All
    components of the handler in one message are counted together, and in
    another message anew; a form that a component opened counts in the message
    of that component. Commands stand in no message, and are not limited.

    A handler that refuses, or fails, before it has answered gives the use back;
    one that fails behind its answer does not, for the user has seen that.
    `Update.disabled(ctx.message)` lets the message look as used as it is.

    It stands where a `cooldown` may stand, and is asked before it.

    Args:
        target: What it is put on, where it is not called.
        by: Whether one use is all there is (`"message"`), or each user has
            one (`"user"`).
        ttl: Seconds for which a use is remembered; 30 days unless given.

    Raises:
        DefinitionError: If it is not called with these, or put on something else.
    """
    if by not in ("message", "user"):
        why = f'once counts by "message" or by "user", and {by!r} is neither: {_ONCE_FORM}'
        raise DefinitionError(where_called()[0], why)
    if not isinstance(ttl, int | float) or isinstance(ttl, bool) or not 0 < ttl < math.inf:
        why = f"once takes the seconds for which a use is remembered, and {ttl!r} are none: {_ONCE_FORM}"
        raise DefinitionError(where_called()[0], why)
    limit = Once(by, ttl)
    return _add(target, limit) if target is not None else lambda later: _add(later, limit)


def _is_invoker(ctx: Context) -> bool:
    interaction = ctx.interaction
    if interaction is None:
        return True
    message = interaction.message
    if message is None:
        if interaction.type is InteractionType.message_component:
            raise NotInvoker
        return True
    # Discord has deprecated the latter, and older messages may have nothing else.
    asked = message.interaction_metadata or message.interaction
    if asked is None or asked.user.id != ctx.user.id:
        raise NotInvoker
    return True


def _check_users(user_ids: tuple[object, ...]) -> None:
    if not user_ids:
        raise DefinitionError(where_called()[0], f"only_users needs the id of a user: {_USERS_FORM}")
    for one in user_ids:
        if isinstance(one, str) and _ID.fullmatch(one):
            why = f"{one!r} looks like an id, which is a number: @only_users({one})"
            raise DefinitionError(where_called()[0], why)
        if not isinstance(one, int) or isinstance(one, bool) or one <= 0:
            why = f"only_users takes ids of users, and {one!r} is none: {_USERS_FORM}"
            raise DefinitionError(where_called()[0], why)


def _add(target: F, limit: Once) -> F:
    """Put a limit before those that are there: decorators are called from the bottom, and read from the top."""
    require_node(target, limit.name, "a button, menu, form, plugin or bot", f": {_ONCE_FORM}").limits.insert(0, limit)
    return target
