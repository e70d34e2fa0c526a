"""Who waits for a worker, and what they have yet to hear."""

from __future__ import annotations

import asyncio
import heapq
import math
from dataclasses import dataclass, replace
from typing import Any

from engine.errors import EngineError
from engine.messages import Checkpoint, Progress, RawUpdate, Result, StyleRequest


class News:
    """What somebody has yet to hear: of each kind of message the newest, in the order in which they came.

    A preview that nobody has seen goes on with the next `Progress` that has none.
    """

    def __init__(self) -> None:
        self._unread: dict[type, Any] = {}
        self._told = asyncio.Event()

    def put(self, message: object) -> None:
        """From now on this is the newest of its kind."""
        unread = self._unread.pop(type(message), None)
        if isinstance(message, Progress) and isinstance(unread, Progress) and message.preview is None:
            message = replace(message, preview=unread.preview)
        self._unread[type(message)] = message
        self._told.set()

    async def get(self) -> Any:
        """The oldest unread message; waits for one."""
        await self._told.wait()
        message = self._unread.pop(next(iter(self._unread)))
        if not self._unread:
            self._told.clear()
        return message


class PendingRequest:
    """A request under way.

    A caller who is slower than the work hears the newest `Progress` and the newest `Checkpoint`, not all.
    """

    def __init__(self, request: StyleRequest[Any], keep: asyncio.Event | None) -> None:
        self.request = request
        self.keep = keep or asyncio.Event()
        self.left = asyncio.Event()
        self.finished = False
        self.deaths = 0
        """Workers lost over this request that may have been lost because of it."""
        self._news = News()

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for it."""
        return not (self.left.is_set() or self.finished)

    def tell(self, news: RawUpdate | EngineError) -> None:
        """Nothing is told after the result or an error."""
        if self.finished:
            return
        if isinstance(news, Checkpoint):
            self.request = self.request.with_checkpoint(news.data)
        self.finished = isinstance(news, Result | EngineError)
        self._news.put(news)

    async def hear(self) -> RawUpdate:
        """The next update. Raises the error that ended the work."""
        news: RawUpdate | EngineError = await self._news.get()
        if isinstance(news, EngineError):
            raise news
        return news


@dataclass(eq=False)
class _Taker:
    """A worker with nothing to do."""

    speed: float
    turn: asyncio.Future[tuple[int, PendingRequest]]


class RequestQueue:
    """First come, first served, by the fastest worker that is free. A request that is tried again keeps its place."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, PendingRequest]] = []
        self._takers: list[_Taker] = []
        self._arrivals = 0

    def put(self, pending: PendingRequest) -> None:
        self._arrivals += 1
        self.put_back(self._arrivals, pending)

    def put_back(self, place: int, pending: PendingRequest) -> None:
        heapq.heappush(self._waiting, (place, pending))
        self._deal()

    async def get(self, speed: float = math.inf) -> tuple[int, PendingRequest]:
        """The first who is still waiting, and their place, once no worker of a higher `speed` is free."""
        while True:
            place, pending = await self._turn(speed)
            if pending.wanted:
                return place, pending

    async def _turn(self, speed: float) -> tuple[int, PendingRequest]:
        taker = _Taker(speed, asyncio.get_running_loop().create_future())
        self._takers.append(taker)
        self._deal()
        try:
            return await taker.turn
        except asyncio.CancelledError:
            if taker in self._takers:
                self._takers.remove(taker)
            else:
                self.put_back(*taker.turn.result())
            raise

    def _deal(self) -> None:
        free = [taker for taker in self._takers if not taker.turn.cancelled()]
        while self._waiting and free:
            place, pending = heapq.heappop(self._waiting)
            if pending.wanted:
                fastest = max(free, key=lambda taker: taker.speed)
                free.remove(fastest)
                self._takers.remove(fastest)
                fastest.turn.set_result((place, pending))
