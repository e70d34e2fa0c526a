"""Stays inside Telegram's flood limits, and honours what it says when they were met all the same.

Every call that names a chat counts, edits and chat actions too. Each chat has a lane of its own: one call at a
time, the urgent ones first. A chat that must wait holds up no other.

Source of the limits: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from typing import Any, Final, TypeVar

import httpx
import structlog
from telegram.constants import FloodLimit
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.core.backoff import Backoff

log = structlog.get_logger()

T = TypeVar("T")

STOP_SECONDS: Final = 2.0
"""How long calls under way are waited for at the end."""
SLACK_SECONDS: Final = 0.5
"""Added to Telegram's whole seconds of `retry_after`."""
MOST_LANES: Final = 2000
"""Chats remembered before the quiet ones are forgotten."""
NETWORK_PATIENCE: Final = 600.0
"""Seconds for which an urgent call is tried again while Telegram cannot be reached."""
AGAIN: Final = Backoff(1.0, 30.0)

TOO_LARGE: Final = "Request Entity Too Large"
"""What the Bot API's HTTP server says of an upload over its limit (413)."""
NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Urgency(IntEnum):
    """How much a call matters. What is less than an answer is given up rather than sent late."""

    ANSWER = 0
    PROGRESS = 1
    COURTESY = 2


async def _nothing() -> None:
    """Nobody wants to know."""


@dataclass(frozen=True)
class Turn:
    """A call that must be accounted for. `begin` is awaited when it is about to be made, each time that it is;
    `undone` when it certainly changed nothing."""

    urgency: Urgency = Urgency.ANSWER
    begin: Callable[[], Awaitable[None]] = _nothing
    undone: Callable[[], Awaitable[None]] = _nothing


class NoRoom(TelegramError):
    """The chat's budget has no room for a call that may be left out."""


@dataclass(frozen=True)
class Budget:
    """What may be sent, by urgency where there are three numbers.

    `shares` is how many calls a kind of call may bring a group's minute to, `shares_a_second` the second of all chats
    together: what progress may not use is kept for answers. `patience` is how many seconds a call waits for its turn
    before it is given up.
    """

    chat_seconds: float = 1.0 / FloodLimit.MESSAGES_PER_SECOND_PER_CHAT
    group_seconds: float = 60.0
    shares_a_second: tuple[int, int, int] = (FloodLimit.MESSAGES_PER_SECOND - 3, 12, 8)
    shares: tuple[int, int, int] = (FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, 14, 6)
    patience: tuple[float, float, float] = (float("inf"), 5.0, 1.5)

    def progress_seconds(self, group: bool, chats: int) -> float:
        """The least seconds between two progress calls in a chat, when so many chats are shown progress."""
        of_all = chats / self.shares_a_second[Urgency.PROGRESS]
        if group:
            return max(of_all, self.group_seconds / self.shares[Urgency.PROGRESS])
        return max(of_all, 1.5 * self.chat_seconds)


@dataclass
class Lane:
    """One chat: when its calls of the last minute ended, and who waits."""

    group: bool
    ended: deque[float] = field(default_factory=deque)
    free_at: float = 0.0
    busy: bool = False
    waiting: list[tuple[Urgency, int]] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def delay(self, urgency: Urgency, budget: Budget, now: float) -> float:
        """Seconds until a call of this urgency may start, as far as this chat is concerned."""
        while self.ended and now - self.ended[0] > budget.group_seconds:
            self.ended.popleft()
        until = self.free_at
        share = budget.shares[urgency]
        if self.group and len(self.ended) >= share:
            until = max(until, self.ended[-share] + budget.group_seconds)
        return until - now


class FloodGate(BaseRateLimiter[Turn | Urgency]):
    """The library's rate limiter. `rate_limit_args` is the call's `Turn` or `Urgency`; an answer if nothing is said."""

    def __init__(self, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        self.budget = budget
        self._clock = clock
        self._lanes: dict[int, Lane] = {}
        self._everywhere = Everywhere(budget, clock)
        self._under_way: set[asyncio.Future[Any]] = set()
        self._closed = False
        self._numbers = itertools.count()

    async def initialize(self) -> None:
        """Calls may be made."""
        self._closed = False

    async def shutdown(self) -> None:
        """No call is begun any more; those under way are waited for, or their connections would stay open."""
        self._closed = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=STOP_SECONDS)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, T]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Turn | Urgency | None,
    ) -> T:
        """Make the call in its turn. Raises `NoRoom` for one that would come too late to matter.

        After a flood error the chat rests for as long as Telegram says, and an answer is then sent again. It is
        also sent again when it certainly never left this machine.
        """
        turn = (
            rate_limit_args if isinstance(rate_limit_args, Turn) else Turn(rate_limit_args or Urgency.ANSWER)
        )
        urgency = turn.urgency
        deadline = self._clock() + NETWORK_PATIENCE
        pauses = AGAIN.pauses()
        while True:
            try:
                return await self._once(callback, args, kwargs, data, turn)
            except RetryAfter as error:
                log.warning(
                    "flood limit met", method=endpoint, chat=data.get("chat_id"), seconds=seconds_of(error)
                )
                if urgency is not Urgency.ANSWER:
                    raise
                if "chat_id" not in data:
                    await asyncio.sleep(seconds_of(error))
            except NetworkError as error:
                if urgency is not Urgency.ANSWER or not never_left(error) or self._clock() > deadline:
                    raise
                await asyncio.sleep(next(pauses))

    async def _once(
        self,
        callback: Callable[..., Coroutine[Any, Any, T]],
        args: Any,
        kwargs: dict[str, Any],
        data: dict[str, Any],
        turn: Turn,
    ) -> T:
        if "chat_id" not in data:
            return await self._call(callback(*args, **kwargs))
        async with self._in_turn(self._lane(int(data["chat_id"])), turn.urgency) as lane:
            await turn.begin()
            try:
                return await self._call(callback(*args, **kwargs))
            except TelegramError as error:
                if isinstance(error, RetryAfter):
                    lane.free_at = self._clock() + seconds_of(error) + SLACK_SECONDS
                if certainly_undone(error):
                    await turn.undone()
                raise

    async def _call(self, call: Coroutine[Any, Any, T]) -> T:
        if self._closed:
            call.close()
            raise NoRoom("the bot is stopping")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._under_way.add(done)
        try:
            return await call
        except TelegramError as error:
            if not_from_telegram(error):
                raise NetworkError("something on the way answered in Telegram's place") from error
            raise
        finally:
            self._under_way.discard(done)
            done.set_result(None)

    def _lane(self, chat_id: int) -> Lane:
        if chat_id not in self._lanes and len(self._lanes) >= MOST_LANES:
            quiet = self._clock() - self.budget.group_seconds
            self._lanes = {
                known: lane
                for known, lane in self._lanes.items()
                if lane.busy or lane.waiting or lane.free_at > quiet
            }
        return self._lanes.setdefault(chat_id, Lane(group=chat_id < 0))

    @asynccontextmanager
    async def _in_turn(self, lane: Lane, urgency: Urgency) -> AsyncIterator[Lane]:
        await self._wait(lane, urgency)
        try:
            await self._everywhere.turn(urgency)
        except BaseException:
            await self._free(lane)
            raise
        try:
            yield lane
        finally:
            now = self._clock()
            lane.ended.append(now)
            lane.free_at = max(lane.free_at, now + self.budget.chat_seconds)
            await self._free(lane)

    async def _free(self, lane: Lane) -> None:
        lane.busy = False
        async with lane.changed:
            lane.changed.notify_all()

    async def _wait(self, lane: Lane, urgency: Urgency) -> None:
        """Returns when the lane is this call's. Raises `NoRoom`."""
        me = (urgency, next(self._numbers))
        deadline = self._clock() + self.budget.patience[urgency]
        heapq.heappush(lane.waiting, me)
        try:
            async with lane.changed:
                while True:
                    now = self._clock()
                    mine = lane.waiting[0] == me and not lane.busy
                    delay = lane.delay(urgency, self.budget, now)
                    if mine and delay <= 0:
                        lane.busy = True
                        return
                    if now + max(delay, 0) > deadline or now >= deadline:
                        raise NoRoom("no room in this chat's budget now")
                    await _wait_for(lane.changed, min(delay if mine else deadline - now, deadline - now))
        finally:
            lane.waiting.remove(me)
            heapq.heapify(lane.waiting)
            async with lane.changed:
                lane.changed.notify_all()


class Everywhere:
    """All chats together: so many calls a second. Answers wait in line; what may be left out does not wait."""

    def __init__(self, budget: Budget, clock: Callable[[], float]) -> None:
        self._budget = budget
        self._clock = clock
        self._calls: deque[float] = deque()
        self._line: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, urgency: Urgency) -> None:
        """Returns when the call may be made, and counts it. Raises `NoRoom`."""
        if not self._line and self._delay(urgency) <= 0:
            self._calls.append(self._clock())
        elif urgency is not Urgency.ANSWER:
            raise NoRoom("no room in the budget of all chats now")
        else:
            place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._line.append(place)
            self._wake()
            await place

    def _delay(self, urgency: Urgency) -> float:
        now = self._clock()
        while self._calls and now - self._calls[0] > 1.0:
            self._calls.popleft()
        share = self._budget.shares_a_second[urgency]
        return 0.0 if len(self._calls) < share else self._calls[-share] + 1.0 - now

    def _wake(self) -> None:
        if self._timer is None and self._line:
            delay = max(0.0, self._delay(Urgency.ANSWER))
            self._timer = asyncio.get_running_loop().call_later(delay, self._serve)

    def _serve(self) -> None:
        """As many of the line as there is room for; who has left it is passed over."""
        self._timer = None
        while self._line and self._delay(Urgency.ANSWER) <= 0:
            place = self._line.popleft()
            if not place.done():
                self._calls.append(self._clock())
                place.set_result(None)
        self._wake()


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram wants us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def never_left(error: TelegramError) -> bool:
    """Whether the call certainly did not reach Telegram: it may be made again and doubles nothing."""
    return isinstance(error.__cause__, NEVER_LEFT)


def not_from_telegram(error: TelegramError) -> bool:
    """Whether the answer was no JSON but, say, a proxy's page: whatever its code, the call may have been done or not.

    The library gives the plainest error of all for one with a code of success, and else that as the cause.
    """
    unread = type(error) is TelegramError or isinstance(error.__cause__, TelegramError)
    return unread and type(error) is not NetworkError


def certainly_undone(error: TelegramError) -> bool:
    """Whether a failed call certainly changed nothing; false when only its answer may have been lost."""
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return never_left(error) or TOO_LARGE in error.message
    return True


async def _wait_for(changed: asyncio.Condition, seconds: float) -> None:
    try:
        async with asyncio.timeout(None if seconds == float("inf") else seconds):
            await changed.wait()
    except TimeoutError:
        pass
