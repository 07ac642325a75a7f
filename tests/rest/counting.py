"""A Discord that counts the requests of a bucket, and refuses those that are too many."""

import asyncio
import json

import httpx


class Counting:
    """Answers requests with the headers of one bucket for each method and channel or token.

    Args:
        limit: Requests in a window.
        period: Seconds that a window lasts, from its first request.
        way: Seconds for the way there, and as many for the way back.
        bucket: The bucket's hash.
        keep: Whether contents are remembered.
    """

    def __init__(
        self, limit: int = 5, period: float = 5.0, way: float = 0.0, bucket: str = "abcd", *, keep: bool = True
    ) -> None:
        self.refused = 0
        self.contents: list[str] = []
        self._limit, self._period, self._way, self._bucket, self._keep = limit, period, way / 2, bucket, keep
        self._windows: dict[str, tuple[float, int]] = {}

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._way)
        major = (
            "/".join(request.url.path.split("/")[4:6])
            if "webhooks" in request.url.path
            else request.url.path.split("/")[4]
        )
        major = f"{request.method} {major}"
        end, count = self._windows.get(major, (0.0, 0))
        if loop.time() >= end:
            end, count = loop.time() + self._period, 0
        count += 1
        self._windows[major] = end, count
        left = end - loop.time()
        headers = {
            "X-RateLimit-Bucket": self._bucket + request.method,
            "X-RateLimit-Limit": str(self._limit),
            "X-RateLimit-Remaining": str(max(0, self._limit - count)),
            "X-RateLimit-Reset-After": f"{left:.3f}",
        }
        if self._keep and count <= self._limit:
            self.contents.append(json.loads(request.content).get("content", ""))
        await asyncio.sleep(self._way)
        if count > self._limit:
            self.refused += 1
            body = {"message": "You are being rate limited.", "retry_after": round(left, 3), "global": False}
            return httpx.Response(429, headers=headers | {"X-RateLimit-Scope": "user"}, json=body)
        return httpx.Response(200, headers=headers, json={})
