"""
The store of several machines: Redis, or what speaks its protocol.

All keys begin with `postern:`, so the database may be shared. Redis keeps the
times to live by its own clock, which is the only one that all machines share.

What a reader must know of the way there:

- A command is sent once. To repeat an `increment` whose answer was lost may
  count twice, so redis-py's own repeating is off; reads and writes, which may
  be repeated, are tried a second time when the connection broke.
- A connection belongs to the event loop that made it. A serverless host may
  bring a new loop with each call, so each loop has a pool of its own, and it is
  closed with the loop: an async generator that is left half-way is ended by
  `loop.shutdown_asyncgens()`, which `asyncio.run` calls.
- A pool that nobody used for `IDLE` seconds is left for a new one: hosts freeze
  processes, and the routers between drop what is silent without a word.
- `increment` is a Lua script, which Redis runs as one step. Lua's numbers are
  exact up to 2^53 only, so the script compares numbers by their digits, and
  leaves the adding to INCRBY.

https://redis.io/docs/latest/develop/programmability/eval-intro/
"""

import asyncio
import hashlib
import math
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.errors import SettingsError, StoreError
from app.stores.base import NUMBERS, decode_value, encode_key, number_too_large

try:
    from redis.asyncio import BlockingConnectionPool, Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff
    from redis.exceptions import AuthenticationError, NoScriptError, RedisError, ResponseError
    from redis.exceptions import ConnectionError as ConnectionLost
    from redis.exceptions import TimeoutError as NoAnswer
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "redis":
        raise
    raise SettingsError("POSTERN_STORE", 'needs the extra: pip install "postern[redis]"') from None

PREFIX = "postern:"

PATIENCE = 2.0
"""Seconds for a connection to come about, for an answer, and for a free connection; Discord waits 3."""

IDLE = 30.0
"""Seconds without any use after which a loop's connections are not trusted any more."""

MOST_CONNECTIONS = 32
"""Connections of one loop; who needs one more waits for it."""

_LONGEST = 10**10
"""Seconds, some 300 years: whatever lives longer than Redis can say lives so long."""

_INCREMENT = """
-- KEYS: where the number stands. ARGV: what is added; the least number that may be added to, or '';
-- milliseconds that a new number lives, or ''.
local function is_less(a, b)
    local below, other = a:sub(1, 1) == '-', b:sub(1, 1) == '-'
    if below ~= other then return below end
    if below then a, b = b:sub(2), a:sub(2) end
    if #a ~= #b then return #a < #b end
    return a < b
end

local number = redis.call('GET', KEYS[1])
if number and not number:match('^%-?%d+$') then return {number} end
if ARGV[2] ~= '' and is_less(number or '0', ARGV[2]) then return number or '0' end
if not number and ARGV[3] == '0' then return ARGV[1] end
redis.call('INCRBY', KEYS[1], ARGV[1])
if not number and ARGV[3] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return redis.call('GET', KEYS[1])
"""
_INCREMENT_SHA = hashlib.sha1(_INCREMENT.encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class _Pool:
    """What one event loop has: the client, what closes it with the loop, and who uses it."""

    client: Redis
    life: AsyncGenerator[None, None]
    users: int = 0
    used: float = 0.0


class RedisBackend:
    """Keeps values in Redis.

    Args:
        url: `redis://` or `rediss://` (TLS), with name, password, host, port
            and number of the database as far as needed, and with redis-py's
            options as its query.
        prefix: What all keys begin with.

    Raises:
        SettingsError: If redis-py cannot use the URL.
    """

    def __init__(self, url: str, *, prefix: str = PREFIX) -> None:
        self._url = url
        self._prefix = prefix.encode()
        self._pools: dict[asyncio.AbstractEventLoop, _Pool] = {}
        try:
            self._where, self._secrets = _take_apart(url)
            # Making a connection does not connect, and tells whether redis-py knows all of the options.
            self._connections().make_connection()  # type: ignore[no-untyped-call]
        except (TypeError, ValueError, AttributeError, RedisError):
            raise SettingsError(
                "POSTERN_STORE", "is no URL that redis-py can use: check its port and the options after the ?"
            ) from None

    def __repr__(self) -> str:
        """Name the server, and no password."""
        return f"RedisBackend({self._where!r})"

    async def read(self, key: str) -> bytes | None:
        """Return what stands at `key`."""
        found: bytes | None = await self._repeatable("GET", self._key(key))
        return found

    async def write(self, key: str, value: bytes, ttl: float | None) -> None:
        """Put a value at `key`."""
        milliseconds = _milliseconds(ttl)
        if milliseconds == 0:
            await self.delete(key)
        elif milliseconds is None:
            await self._repeatable("SET", self._key(key), value)
        else:
            await self._repeatable("SET", self._key(key), value, "PX", milliseconds)

    async def delete(self, key: str) -> None:
        """Remove what stands at `key`."""
        await self._repeatable("DEL", self._key(key))

    async def ttl(self, key: str) -> float | None:
        """Return the seconds that `key` still lives, exact to the millisecond."""
        # Negative where there is no key, or no end to its life.
        milliseconds: int = await self._repeatable("PTTL", self._key(key))
        return None if milliseconds < 0 else milliseconds / 1000

    async def increment(self, key: str, by: int, minimum: int | None, ttl: float | None) -> int:
        """Add to the number at `key`, in one step of Redis."""
        if by not in NUMBERS:
            raise number_too_large(key)
        milliseconds = _milliseconds(ttl)
        # What the number has to be before: Python's integers have no end, so the difference is exact.
        least = "" if minimum is None else int(minimum - by)
        script = 1, self._key(key), int(by), least, "" if milliseconds is None else milliseconds
        try:
            try:
                answer = await self._send("EVALSHA", _INCREMENT_SHA, *script)
            except NoScriptError:
                answer = await self._send("EVAL", _INCREMENT, *script)
        except ResponseError as error:
            if any(words in str(error) for words in ("would overflow", "out of range")):
                raise number_too_large(key) from None
            raise self._refused(error) from self._cause(error)
        except (RedisError, OSError, UnicodeError) as error:
            raise self._refused(error) from self._cause(error)
        return decode_value(key, answer[0] if isinstance(answer, list) else answer, int)

    async def close(self) -> None:
        """Close this loop's connections, and forget those of loops that have ended; a later use connects again."""
        pool = self._pools.pop(asyncio.get_running_loop(), None)
        self._forget_ended()
        if pool is not None:
            await pool.life.aclose()

    def _key(self, key: str) -> bytes:
        return self._prefix + encode_key(key)

    async def _repeatable(self, *command: Any) -> Any:
        """Send a command that does the same when it is done twice."""
        try:
            try:
                return await self._send(*command)
            except ConnectionLost:
                return await self._send(*command)
        except (RedisError, OSError, UnicodeError) as error:
            raise self._refused(error) from self._cause(error)

    async def _send(self, *command: Any) -> Any:
        loop = asyncio.get_running_loop()
        pool = left = self._pools.get(loop)
        if pool is None or (not pool.users and loop.time() - pool.used >= IDLE):
            self._forget_ended()
            client = Redis(connection_pool=self._connections())
            pool = self._pools[loop] = _Pool(client, _close_with_loop(client))
        pool.users += 1
        try:
            if pool is not left:
                # Runs to its yield, which waits for nothing: from there on the loop knows of it.
                await anext(pool.life)
                if left is not None:
                    await left.life.aclose()
            return await pool.client.execute_command(*command)  # type: ignore[no-untyped-call]
        finally:
            pool.users -= 1
            pool.used = loop.time()

    def _forget_ended(self) -> None:
        for loop in [loop for loop in self._pools if loop.is_closed()]:
            self._pools.pop(loop, None)

    def _connections(self) -> BlockingConnectionPool:
        return BlockingConnectionPool.from_url(
            self._url,
            max_connections=MOST_CONNECTIONS,
            timeout=PATIENCE,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            socket_keepalive=True,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )

    def _refused(self, error: Exception) -> StoreError:
        text = self._without_secrets(str(error))
        if isinstance(error, NoAnswer):
            return StoreError(f"store {self._where} did not answer within {PATIENCE:g} s")
        if isinstance(error, ResponseError | AuthenticationError):
            return StoreError(f"store {self._where} refused: {text}")
        return StoreError(f"store {self._where} cannot be reached: {text}")

    def _cause(self, error: Exception) -> Exception | None:
        # Old servers repeat what they do not understand, and what they do not understand may be the log-in.
        return error if self._without_secrets(str(error)) == str(error) else None

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


async def _close_with_loop(client: Redis) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        await client.connection_pool.disconnect()


def _take_apart(url: str) -> tuple[str, list[str]]:
    """Return the server, as it may be shown, and all forms of the passwords, longest first."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or "localhost"
    hidden = {parts.password or "", *parse_qs(parts.query).get("password", [])}
    forms = {form for secret in hidden if secret for form in (secret, unquote(secret))}
    return f"redis at {host}:{parts.port or 6379}", sorted(forms, key=len, reverse=True)


def _milliseconds(ttl: float | None) -> int | None:
    """Return how long a value lives; 0 for not at all, None for good."""
    if ttl is None:
        return None
    return math.ceil(min(ttl, _LONGEST) * 1000) if ttl > 0 else 0
