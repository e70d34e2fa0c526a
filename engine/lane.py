"""The parent's side of one worker: start it, feed it from the line, watch it, replace it."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from engine.errors import EngineError, WorkerDied
from engine.messages import Checkpoint, Progress, Result, StyleRequest, Update
from engine.wire import (
    HEADER,
    Beat,
    Cancel,
    Failed,
    Found,
    Keep,
    Over,
    Ready,
    Setup,
    Start,
    ToWorker,
    pack,
    unpack,
)

WORKER: Final = "engine.worker"
LIVES: Final = 2
"""A request that kills this many workers is failed, not retried for ever."""
READ_AHEAD: Final = 2**20

log = logging.getLogger("engine.executor")


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


class WorkerLostError(Exception):
    """The worker process is gone, or no good any more. `blame`: whether something went wrong."""

    def __init__(self, reason: str, *, blame: bool = True) -> None:
        super().__init__(reason)
        self.blame = blame


class Connection:
    """A worker process and the two pipes to it."""

    def __init__(self, process: Process) -> None:
        assert process.stdin
        assert process.stdout
        self.pid = process.pid
        self._reader = process.stdout
        self._writer = process.stdin

    def send(self, message: ToWorker) -> None:
        for part in pack(message):
            self._writer.write(part)

    async def receive(self, silence: float) -> Any:
        """The next message. Raises `WorkerLostError` after `silence` seconds without one, or when the process ended."""
        try:
            async with asyncio.timeout(silence):
                (length,) = HEADER.unpack(await self._reader.readexactly(HEADER.size))
                return unpack(await self._reader.readexactly(length))
        except TimeoutError:
            raise WorkerLostError(f"gave no sign of life for {silence:g} s") from None
        except (asyncio.IncompleteReadError, OSError):
            raise WorkerLostError("ended unexpectedly") from None
        except pickle.UnpicklingError as error:
            raise WorkerLostError(f"sent something foreign: {error}") from None


@asynccontextmanager
async def open_worker(setup: Setup) -> AsyncIterator[Connection]:
    """Starts a worker with this process's import path; at the end it is killed and reaped. Raises `WorkerLostError`."""
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    environment = {**os.environ, "PYTHONPATH": path}
    command = (sys.executable, "-P", "-m", WORKER)
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env=environment, limit=READ_AHEAD
        )
    except OSError as error:
        raise WorkerLostError(f"could not be started: {error}") from error
    connection = Connection(process)
    try:
        connection.send(setup)
        yield connection
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(_reap(process))


async def _reap(process: Process) -> None:
    assert process.stdin
    assert process.stdout
    process.stdin.close()
    while await process.stdout.read(READ_AHEAD):
        pass
    with suppress(OSError):
        await process.stdin.wait_closed()
    await process.wait()


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
                async with open_worker(self._setup) as worker, asyncio.TaskGroup() as both:
                    self._note(pid=worker.pid)
                    loaded = asyncio.Event()
                    both.create_task(self._listen(worker, loaded))
                    both.create_task(self._serve(worker, loaded))
            except* WorkerLostError as lost:
                self._mourn(lost.exceptions[0])
            await asyncio.sleep(self._patience.pause(self._failures))

    def _note(self, **changes: Any) -> None:
        self.status = replace(self.status, **changes)

    def _mourn(self, reason: BaseException) -> None:
        blame = isinstance(reason, WorkerLostError) and reason.blame
        self._failures += blame
        if not self.status.ready and self.error is None and self._failures >= LIVES:
            self.error = WorkerDied(f"the worker on {self.status.name} {reason} while starting; see the log")
        if blame:
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
                        raise WorkerLostError(f"did not move for {still:.0f} s")
                case Failed(error) if self._ticket:
                    self._ticket.tell(error)
                case Failed(error):
                    self.error = error
                    raise WorkerLostError(f"could not start: {error}")
                case Over():
                    self._failures = 0
                    self._over.set()
                case Progress() | Checkpoint() | Result() as update if self._ticket:
                    self._ticket.tell(update)
                case other:
                    raise WorkerLostError(f"sent an unexpected {type(other).__name__}")

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
            raise WorkerLostError("did not stop in time", blame=False) from None

    def _retry(self, place: int, ticket: Ticket) -> None:
        ticket.deaths += 1
        if ticket.deaths < LIVES:
            self._line.rejoin(place, ticket)
        else:
            ticket.tell(WorkerDied(f"{LIVES} workers died or hung over this request; try a smaller size"))


async def _first(*waits: Callable[[], Awaitable[Any]]) -> None:
    tasks = [asyncio.ensure_future(wait()) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
