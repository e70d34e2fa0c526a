"""Who paints: the face that the bot sees, and the local executor, a worker process a device.

`Executor` is a protocol so that a cluster can stand behind the same face.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from engine.errors import DeviceError, EngineError
from engine.messages import Result, StyleRequest, Update
from engine.options import StyleOptions
from engine.processes.pending import PendingRequest, RequestQueue
from engine.processes.plain import decoded, encoded
from engine.processes.pool import PicturePool
from engine.processes.supervisor import DeviceStatus, Supervisor, Timeouts
from engine.processes.wire import Setup

__all__ = ["DeviceStatus", "Executor", "LocalExecutor", "Timeouts", "open_executor"]

STYLIZER: Final = "engine.painting.stylizer:Stylizer"
AUTO: Final[Literal["auto"]] = "auto"
Slots = int | Literal["auto"]
BEAT_SECONDS: Final = 1.0
DEFAULT_TIMEOUTS: Final = Timeouts()


class Executor(Protocol):
    """Paints requests, several at once where there are several devices."""

    @property
    def slots(self) -> int:
        """How many requests run at once, over all devices.

        Grows when `auto` has found further GPUs; a device on which no worker starts does not count.
        """

    @property
    def ready(self) -> bool:
        """Whether at least one worker has its network loaded."""

    @property
    def devices(self) -> tuple[DeviceStatus, ...]:
        """Every worker as it is now."""

    def run(
        self, request: StyleRequest, *, keep: asyncio.Event | None = None
    ) -> AsyncGenerator[Update, None]:
        """Waits for a free slot, then yields `Progress` and `Checkpoint`, newest wins; at last one `Result`.

        Requests are served in the order of their first iteration. Leaving the loop stops the work after the
        present step, within `Timeouts.stop` seconds; nobody waits for it. Setting `keep` ends it now, with the
        picture as it is. A worker that dies or hangs is replaced, `Interrupted` yielded, and the request
        continued from its last checkpoint. Raises `EngineError`, `WorkerDied` among them.
        """


@dataclass(frozen=True)
class Work:
    """What every worker is to be: see `open_executor`."""

    weights: str = "original"
    slots: Slots = 1
    stylizer: str = STYLIZER
    timeouts: Timeouts = DEFAULT_TIMEOUTS

    def __post_init__(self) -> None:
        if self.slots != AUTO and self.slots < 1:
            raise EngineError(f"slots: got {self.slots}; expected at least 1", field="slots")

    def setup(self, device: str, share: int) -> Setup:
        """The first message to a worker on `device`, one of `share`; 0: the worker is to find out how many."""
        beat = min(BEAT_SECONDS, self.timeouts.silence / 4, self.timeouts.step / 4)
        return Setup(device, self.weights, share, self.stylizer, beat)


def worker_name(device: str, slot: int) -> str:
    """How the worker in that slot of a device is called; slots count from 0."""
    return device if slot == 0 else f"{device}#{slot + 1}"


class SupervisedExecutor:
    """Requests in, updates out, through whatever workers there are."""

    def __init__(self, work: Work, pictures: PicturePool | None) -> None:
        self._work = work
        self._pictures = pictures
        self._requests = RequestQueue()
        self._waiting: set[PendingRequest] = set()
        self._supervisors: list[Supervisor] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def slots(self) -> int:
        return sum(supervisor.given_up is None for supervisor in self._supervisors)

    @property
    def ready(self) -> bool:
        return any(supervisor.status.ready for supervisor in self._supervisors)

    @property
    def devices(self) -> tuple[DeviceStatus, ...]:
        return tuple(supervisor.status for supervisor in self._supervisors)

    async def run(
        self, request: StyleRequest, *, keep: asyncio.Event | None = None
    ) -> AsyncGenerator[Update, None]:
        if self._closed:
            raise EngineError("the executor is closed")
        if (error := self._all_given_up()) is not None:
            raise copy(error)
        plain = await decoded(request, self._pictures) if self._pictures else request
        pending = PendingRequest(plain, keep)
        self._waiting.add(pending)
        self._requests.put(pending)
        try:
            while True:
                update = await pending.hear()
                yield await encoded(update, self._pictures) if self._pictures else update
                if isinstance(update, Result):
                    return
        finally:
            pending.left.set()
            self._waiting.discard(pending)

    async def close(self) -> None:
        """Ends every worker; whoever still waits gets an `EngineError`."""
        self._closed = True
        self._fail_waiting(EngineError("the executor was closed before the picture was done"))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _all_given_up(self) -> EngineError | None:
        errors = [supervisor.given_up for supervisor in self._supervisors]
        return errors[0] if errors and all(errors) else None

    def _check_given_up(self) -> None:
        if (error := self._all_given_up()) is not None:
            self._fail_waiting(error)

    def _fail_waiting(self, error: EngineError) -> None:
        for pending in self._waiting:
            pending.tell(copy(error))


class LocalExecutor(SupervisedExecutor):
    """Worker processes on this machine. Make it with `open_executor`."""

    def __init__(self, devices: tuple[str, ...], work: Work, pictures: PicturePool | None) -> None:
        super().__init__(work, pictures)
        for device in devices:
            self._supervise(device)

    def _supervise(self, device: str, *, taken: int = 0, measured: int = 0) -> None:
        share = measured or (0 if self._work.slots == AUTO else self._work.slots)
        for slot in range(taken, share or 1):
            supervisor = Supervisor(
                self._work.setup(device, share),
                worker_name(device, slot),
                self._requests,
                self._work.timeouts,
                self._found,
                self._shared,
                self._check_given_up,
            )
            self._supervisors.append(supervisor)
            self._tasks.add(asyncio.create_task(supervisor.run()))
            if device == AUTO:
                return

    def _found(self, devices: tuple[str, ...]) -> None:
        for index, device in enumerate(devices):
            self._supervise(device, taken=1 if index == 0 else 0)

    def _shared(self, device: str, share: int) -> None:
        self._supervise(device, taken=1, measured=share)


def named_devices(devices: str) -> tuple[str, ...]:
    """The names in a list between commas. Raises `EngineError` for one that is not a device's."""
    names = tuple(dict.fromkeys(name.strip() for name in devices.split(",") if name.strip()))
    for name in names:
        StyleOptions.parse(device=name)
    if not names or (AUTO in names and len(names) > 1):
        raise DeviceError(
            f"devices: got {devices!r}; expected auto, or a list of devices such as cuda:0,cuda:1",
            field="devices",
        )
    return names


@asynccontextmanager
async def open_executor(
    devices: str = AUTO,
    weights: str = "original",
    slots: Slots = 1,
    *,
    stylizer: str = STYLIZER,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    pictures: PicturePool | None = None,
) -> AsyncIterator[LocalExecutor]:
    """Workers on `devices`: `auto` (all GPUs, else the CPU), or a list of `cpu`, `cuda`, `cuda:1`, `mps`.

    Returns at once; the networks load in the background. `slots` is how many requests a device paints at
    once, or `auto`: as many as keep it busy and its memory holds. Each has a process and a loaded network of its
    own, which is 0.5 GB (torch 2.15, idle, without what is shared) beside what the picture needs. `pictures` reads
    and writes pictures in the workers' stead, which then get plain pixels; without it they decode, which is for
    pictures of one's own. `stylizer` is the import path of what paints in the worker. On leaving, every worker is
    killed. Raises `EngineError` for a name that is not a device's.
    """
    work = Work(weights, slots, stylizer, timeouts)
    executor = LocalExecutor(named_devices(devices), work, pictures)
    try:
        yield executor
    finally:
        await executor.close()
