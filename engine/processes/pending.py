"""Who waits for a worker, and what they have yet to hear."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from engine.errors import EngineError
from engine.messages import Checkpoint, Interrupted, Progress, RawUpdate, Result, StyleRequest


class PendingRequest:
    """A request under way.

    A caller who is slower than the work hears the newest `Progress` and the newest `Checkpoint`, not all.
    """

    def __init__(self, request: StyleRequest[Any], keep: asyncio.Event | None) -> None:
        self.request = request
        self.keep = keep or asyncio.Event()
        self.left = asyncio.Event()
        self.finished = False
        self.interruptions = 0
        self._news: dict[type, RawUpdate | EngineError] = {}
        self._told = asyncio.Event()

    def tell(self, news: RawUpdate | EngineError) -> None:
        """Nothing is told after the result or an error."""
        if self.finished:
            return
        unread = self._news.pop(type(news), None)
        if isinstance(news, Progress) and isinstance(unread, Progress) and news.preview is None:
            news = replace(news, preview=unread.preview)
        if isinstance(news, Checkpoint):
            self.request = self.request.with_checkpoint(news.data)
        if isinstance(news, Interrupted):
            self.interruptions += 1
        self.finished = isinstance(news, Result | EngineError)
        self._news[type(news)] = news
        self._told.set()

    async def hear(self) -> RawUpdate:
        """The next update. Raises the error that ended the work."""
        await self._told.wait()
        news = self._news.pop(next(iter(self._news)))
        if not self._news:
            self._told.clear()
        if isinstance(news, EngineError):
            raise news
        return news


class RequestQueue:
    """First come, first served. A request that is tried again keeps its place."""

    def __init__(self) -> None:
        self._queue: asyncio.PriorityQueue[tuple[int, PendingRequest]] = asyncio.PriorityQueue()
        self._arrivals = 0

    def put(self, pending: PendingRequest) -> None:
        self._arrivals += 1
        self._queue.put_nowait((self._arrivals, pending))

    def put_back(self, place: int, pending: PendingRequest) -> None:
        self._queue.put_nowait((place, pending))

    async def get(self) -> tuple[int, PendingRequest]:
        """The first who is still waiting, and their place."""
        while True:
            place, pending = await self._queue.get()
            if not (pending.left.is_set() or pending.finished):
                return place, pending
