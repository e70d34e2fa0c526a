"""The parent's side of one worker: start it, feed it from the line, watch it, replace it."""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from engine.errors import EngineError, WorkerDied
from engine.messages import Checkpoint, Progress, Result, StyleRequest, Update
from engine.processes.child import open_child
from engine.processes.wire import (
    Beat,
    Cancel,
    Channel,
    Failed,
    Found,
    Keep,
    Over,
    Ready,
    Setup,
    Start,
    ToWorker,
)

WORKER: Final = "engine.processes.worker"
LIVES: Final = 2
"""A request that kills this many workers is failed, not retried for ever."""
STARTS: Final = 5
"""A device on which this many workers in a row die while starting is given up; those who wait are told so."""

log = logging.getLogger("engine.processes.executor")


@dataclass(frozen=True)
class Patience:
    """How long what may take, in seconds, before a worker counts as hung and is replaced.

    `stop`: a cancelled step; `silence`: no sign of life; `step`: one step of the work; `load`: the network,
    which may have to be downloaded. `backoff` and `longest_backoff` bound the pause before a new worker
    takes a failed one's place; it doubles with every failure in a row.
    """

    stop: float = 0.8
    silence: float = 60.0
    step: float = 600.0
    load: float = 1800.0
    backoff: float = 0.5
    longest_backoff: float = 60.0

    def pause(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row."""
        return float(min(self.longest_backoff, self.backoff * 2 ** (failures - 1))) if failures else 0.0


@dataclass(frozen=True)
class DeviceStatus:
    """One worker process: `name` is its device, with `#2` and so on for further workers on the same one.

    `busy` while it paints; memory in bytes, None where unknown; `restarts` counts replaced processes; `error`
    says why it cannot start; `pid` is None between two processes.
    """

    name: str
    ready: bool = False
    busy: bool = False
    memory_used: int | None = None
    memory_total: int | None = None
    restarts: int = 0
    error: str | None = None
    pid: int | None = None


class Ticket:
    """A request in the line, and what its caller has yet to hear.

    A caller who is slower than the work hears the newest `Progress` and the newest `Checkpoint`, not all.
    """

    def __init__(self, request: StyleRequest, keep: asyncio.Event | None) -> None:
        self.request = request
        self.keep = keep or asyncio.Event()
        self.left = asyncio.Event()
        self.deaths = 0
        self.finished = False
        self._news: dict[type, Update | EngineError] = {}
        self._told = asyncio.Event()

    def tell(self, news: Update | EngineError) -> None:
        """Nothing is told after the result or an error."""
        if self.finished:
            return
        unread = self._news.pop(type(news), None)
        if isinstance(news, Progress) and isinstance(unread, Progress) and news.preview is None:
            news = replace(news, preview=unread.preview)
        if isinstance(news, Checkpoint):
            self.request = self.request.with_checkpoint(news.data)
        self.finished = isinstance(news, Result | EngineError)
        self._news[type(news)] = news
        self._told.set()

    async def hear(self) -> Update:
        """The next update. Raises the error that ended the work."""
        await self._told.wait()
        news = self._news.pop(next(iter(self._news)))
        if not self._news:
            self._told.clear()
        if isinstance(news, EngineError):
            raise news
        return news


class Line:
    """Who waits for a free slot, first come first served. A retried request keeps its place."""

    def __init__(self) -> None:
        self._queue: asyncio.PriorityQueue[tuple[int, Ticket]] = asyncio.PriorityQueue()
        self._arrivals = 0

    def join(self, ticket: Ticket) -> None:
        self._arrivals += 1
        self._queue.put_nowait((self._arrivals, ticket))

    def rejoin(self, place: int, ticket: Ticket) -> None:
        self._queue.put_nowait((place, ticket))

    async def next(self) -> tuple[int, Ticket]:
        """The first who is still waiting, and their place."""
        while True:
            place, ticket = await self._queue.get()
            if not (ticket.left.is_set() or ticket.finished):
                return place, ticket


class LostError(Exception):
    """The worker process is gone, or no good any more. `blame`: whether something went wrong."""

    def __init__(self, reason: str, *, blame: bool = True) -> None:
        super().__init__(reason)
        self.blame = blame


class Connection:
    """The two pipes to a worker, off the event loop."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._inbox: asyncio.Queue[Any] = asyncio.Queue()
        self._outbox: queue.SimpleQueue[ToWorker | None] = queue.SimpleQueue()
        self._all_read = asyncio.Event()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(loop,), name="from-worker", daemon=True).start()
        threading.Thread(target=self._write, name="to-worker", daemon=True).start()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        message: Any = ...
        with suppress(RuntimeError):
            while not (message is None or isinstance(message, LostError)):
                try:
                    message = self._channel.receive()
                except Exception as error:  # noqa: BLE001
                    message = LostError(f"sent something that cannot be read: {error}")
                loop.call_soon_threadsafe(self._inbox.put_nowait, message)
            loop.call_soon_threadsafe(self._all_read.set)

    def _write(self) -> None:
        with suppress(OSError, ValueError):
            while (message := self._outbox.get()) is not None:
                self._channel.send(message)

    def send(self, message: ToWorker) -> None:
        """Returns at once; messages keep their order. Nobody hears of it when the process is gone."""
        self._outbox.put(message)

    async def receive(self, silence: float) -> Any:
        """The next message. Raises `LostError` after `silence` seconds without one, or at the end of file."""
        try:
            async with asyncio.timeout(silence):
                message = await self._inbox.get()
        except TimeoutError:
            raise LostError(f"gave no sign of life for {silence:g} s") from None
        if message is None:
            raise LostError("ended unexpectedly")
        if isinstance(message, LostError):
            raise message
        return message

    async def close(self) -> None:
        """To be called when the process has ended: waits until all it said is read."""
        self._outbox.put(None)
        await self._all_read.wait()
        self._channel.close()


@asynccontextmanager
async def open_worker(setup: Setup) -> AsyncIterator[tuple[Connection, int]]:
    """Starts a worker and gives its process id too; in the end kills and reaps it. Raises `LostError`."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    connection = Connection(Channel(os.fdopen(ours_in, "rb"), os.fdopen(ours_out, "wb")))
    connection.send(setup)
    with ExitStack() as theirs:
        theirs.callback(os.close, theirs_in)
        theirs.callback(os.close, theirs_out)
        try:
            async with open_child(WORKER, environment={}, stdin=theirs_in, stdout=theirs_out) as process:
                theirs.close()
                yield connection, process.pid
        except OSError as error:
            raise LostError(f"could not be started: {error}") from error
        finally:
            theirs.close()
            await connection.close()


class Lane:
    """One worker process after another beside one device."""

    def __init__(
        self,
        setup: Setup,
        name: str,
        line: Line,
        patience: Patience,
        on_found: Callable[[tuple[str, ...]], None],
        on_stuck: Callable[[], None],
    ) -> None:
        self.status = DeviceStatus(name)
        self.error: EngineError | None = None
        self._setup = setup
        self._line = line
        self._patience = patience
        self._on_found = on_found
        self._on_stuck = on_stuck
        self._ticket: Ticket | None = None
        self._over = asyncio.Event()
        self._failures = 0

    async def live(self) -> None:
        """Keeps a worker there until cancelled."""
        while True:
            try:
                async with open_worker(self._setup) as (worker, pid):
                    self._note(pid=pid)
                    loaded = asyncio.Event()
                    await _until_one_fails(self._listen(worker, loaded), self._serve(worker, loaded))
            except LostError as lost:
                self._mourn(lost)
            except Exception as error:
                log.exception("a worker on %s is replaced after a fault in the executor", self.status.name)
                self._mourn(LostError(f"was given up after {type(error).__name__}"))
            await asyncio.sleep(self._patience.pause(self._failures))

    def _note(self, **changes: Any) -> None:
        self.status = replace(self.status, **changes)

    def _mourn(self, reason: LostError) -> None:
        self._failures += reason.blame
        if not self.status.ready and self.error is None and self._failures >= STARTS:
            self.error = WorkerDied(f"the worker on {self.status.name} {reason} while starting; see the log")
        if reason.blame:
            log.warning("worker %s on %s %s", self.status.pid, self.status.name, reason)
        if self.error:
            self._on_stuck()
        self._note(
            ready=False,
            pid=None,
            memory_used=None,
            restarts=self.status.restarts + 1,
            error=self.error.message if self.error else None,
        )

    async def _listen(self, worker: Connection, loaded: asyncio.Event) -> None:
        while True:
            match await worker.receive(self._patience.silence):
                case Found(devices):
                    self._setup = replace(self._setup, device=devices[0])
                    self._note(name=devices[0])
                    self._on_found(devices)
                case Ready():
                    self.error = None
                    self._note(ready=True, error=None)
                    loaded.set()
                case Beat(still, used, total):
                    self._note(memory_used=used, memory_total=total)
                    limit = self._patience.step if loaded.is_set() else self._patience.load
                    if still > limit:
                        raise LostError(f"did not move for {still:.0f} s")
                case Failed(error) if self._ticket:
                    self._ticket.tell(error)
                case Failed(error):
                    self.error = error
                    raise LostError(f"could not start: {error}")
                case Over():
                    self._failures = 0
                    self._over.set()
                case Progress() | Checkpoint() | Result() as update if self._ticket:
                    self._ticket.tell(update)
                case other:
                    raise LostError(f"sent an unexpected {type(other).__name__}")

    async def _serve(self, worker: Connection, loaded: asyncio.Event) -> None:
        await loaded.wait()
        while True:
            place, ticket = await self._line.next()
            self._ticket = ticket
            self._over.clear()
            self._note(busy=True)
            try:
                worker.send(Start(ticket.request))
                await self._attend(worker, ticket)
            finally:
                self._ticket = None
                self._note(busy=False)
                if not (ticket.finished or ticket.left.is_set()):
                    self._retry(place, ticket)

    async def _attend(self, worker: Connection, ticket: Ticket) -> None:
        await _first(self._over.wait, ticket.left.wait, ticket.keep.wait)
        if ticket.keep.is_set():
            worker.send(Keep())
            await _first(self._over.wait, ticket.left.wait)
        if self._over.is_set():
            return
        worker.send(Cancel())
        try:
            async with asyncio.timeout(self._patience.stop):
                await self._over.wait()
        except TimeoutError:
            raise LostError("did not stop in time", blame=False) from None

    def _retry(self, place: int, ticket: Ticket) -> None:
        ticket.deaths += 1
        if ticket.deaths < LIVES:
            self._line.rejoin(place, ticket)
        else:
            ticket.tell(WorkerDied(f"{LIVES} workers died or hung over this request; try a smaller size"))


async def _until_one_fails(*jobs: Coroutine[Any, Any, None]) -> None:
    """Raises the first error; unlike `TaskGroup` in Python 3.11, never loses a cancellation to it."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    done.pop().result()


async def _first(*waits: Callable[[], Awaitable[Any]]) -> None:
    tasks = [asyncio.ensure_future(wait()) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
