"""The parent's side of one worker: start it, feed it from the queue, watch it, replace it."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from engine.errors import EngineError, WorkerDied
from engine.messages import Checkpoint, Interrupted, Progress, Result
from engine.options import DOWNLOADED_WEIGHTS
from engine.processes.child import inherited
from engine.processes.connection import Lost, open_connection
from engine.processes.pending import PendingRequest, RequestQueue
from engine.processes.wire import Beat, Cancel, Failed, Found, Keep, Over, Ready, Setup, Shared, Start

WORKER: Final = "engine.processes.worker"
LIVES: Final = 2
"""A request that kills this many workers is failed, not retried for ever."""
STARTS: Final = 5
"""A device on which this many workers in a row do not start is given up until one does; those who wait are
told when no other device is left."""
EXPLAINED_STARTS: Final = 2
"""The same for workers that could say why they do not start."""
FIRST_WORD_SECONDS: Final = 60.0
"""A process that has only just been started may be silent for so long at least."""
NEWEST: Final = 0.3
"""How much the newest picture counts in a worker's speed."""

FRAMEWORK: Final = (
    *("CUDA_DEVICE_ORDER", "CUDA_HOME", "CUDA_MODULE_LOADING", "CUDA_PATH", "CUDA_VISIBLE_DEVICES"),
    *("CUDA_CACHE_PATH", "CUDA_MPS_LOG_DIRECTORY", "CUDA_MPS_PIPE_DIRECTORY", "CUBLAS_WORKSPACE_CONFIG"),
    *(
        "NVIDIA_DRIVER_CAPABILITIES",
        "NVIDIA_VISIBLE_DEVICES",
        "PYTORCH_ALLOC_CONF",
        "PYTORCH_CUDA_ALLOC_CONF",
    ),
    *("HIP_VISIBLE_DEVICES", "HSA_OVERRIDE_GFX_VERSION", "ROCM_PATH", "ROCR_VISIBLE_DEVICES"),
    *("PYTORCH_ENABLE_MPS_FALLBACK", "PYTORCH_MPS_HIGH_WATERMARK_RATIO"),
    *("GOMP_CPU_AFFINITY", "KMP_AFFINITY", "KMP_BLOCKTIME", "MKL_NUM_THREADS", "OMP_NUM_THREADS"),
    *("OMP_PROC_BIND", "ONEDNN_MAX_CPU_ISA", "MALLOC_CONF", "LD_PRELOAD"),
    *("TORCH_HOME", "XDG_CACHE_HOME"),
)
"""What torch and its drivers are set with."""

DOWNLOAD: Final = (
    *("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"),
    *("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"),
)
"""What a download is set with. A proxy's address may hold a password: only who may need it has it."""

log = logging.getLogger("engine.processes.executor")


@dataclass(frozen=True)
class Timeouts:
    """How long what may take, in seconds, before a worker counts as hung and is replaced.

    `stop`: a cancelled step, since another worker in its place takes seconds as well; `silence`: no sign of
    life; `step`: one step of the work; `load`: the network, which may have to be downloaded. `backoff` and
    `longest_backoff` bound the pause before a new worker takes a failed one's place; it doubles with every
    failure in a row. `gather`: so long after a worker of a cluster came, others may still be on their way.
    """

    stop: float = 5.0
    silence: float = 60.0
    step: float = 600.0
    load: float = 1800.0
    backoff: float = 0.5
    longest_backoff: float = 60.0
    gather: float = 20.0

    def pause(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row."""
        return float(min(self.longest_backoff, self.backoff * 2 ** (failures - 1))) if failures else 0.0


@dataclass(frozen=True)
class DeviceStatus:
    """One worker process: `name` is its device, with `#2` and so on for further workers on the same one.

    `busy` while it paints; memory in bytes, None where unknown; `restarts` counts replaced processes; `error`
    says why it does not start; `pid` is None between two processes; `node` is the machine of a cluster, ""
    for this one; `speed` in steps of a pixel a second, None before a picture was painted whole.
    """

    name: str
    ready: bool = False
    busy: bool = False
    memory_used: int | None = None
    memory_total: int | None = None
    restarts: int = 0
    error: str | None = None
    pid: int | None = None
    node: str = ""
    speed: float | None = None

    @property
    def place(self) -> str:
        """Device and machine, for the log."""
        return f"{self.name} of {self.node}" if self.node else self.name


class Link(Protocol):
    """The way to one worker: what a `Connection` is to one of this machine."""

    @property
    def pid(self) -> int | None: ...

    def send(self, message: object) -> None: ...

    async def receive(self, silence: float) -> Any: ...


OpenWorker = Callable[[Setup], AbstractAsyncContextManager[Link]]
"""Starts a worker and gives the way to it; at the end of the context the worker is gone. Raises `Lost`."""


def local_worker(setup: Setup) -> AbstractAsyncContextManager[Link]:
    """A worker process of this machine."""
    return open_connection(WORKER, environment=environment(setup.weights), first=setup)


class Supervisor:
    """One worker process after another beside one device.

    `given_up` is why no worker has started for a while; it is None again as soon as one does. `blameless` is
    to be set before the worker is taken away: then its loss does not count against the request.
    """

    def __init__(
        self,
        setup: Setup,
        name: str,
        requests: RequestQueue,
        timeouts: Timeouts,
        on_found: Callable[[tuple[str, ...]], None],
        on_shared: Callable[[str, int], None],
        on_given_up: Callable[[], None],
        open_worker: OpenWorker = local_worker,
        node: str = "",
    ) -> None:
        self.status = DeviceStatus(name, node=node)
        self.given_up: EngineError | None = None
        self.blameless = False
        self._open_worker = open_worker
        self._setup = setup
        self._requests = requests
        self._timeouts = timeouts
        self._on_found = on_found
        self._on_shared = on_shared
        self._on_given_up = on_given_up
        self._pending: PendingRequest | None = None
        self._whole = False
        self._over = asyncio.Event()
        self._failures = 0
        self._failed_starts = 0

    async def run(self) -> None:
        """Keeps a worker there until cancelled."""
        while True:
            try:
                async with self._open_worker(self._setup) as worker:
                    self._note(pid=worker.pid)
                    loaded = asyncio.Event()
                    await _until_one_fails(self._listen(worker, loaded), self._serve(worker, loaded))
            except Lost as lost:
                self._replace(lost)
            except Exception as error:
                log.exception("a worker on %s is replaced after a fault in the executor", self.status.place)
                self._replace(Lost(f"was given up after {type(error).__name__}"))
            await asyncio.sleep(self._timeouts.pause(self._failures))

    def _note(self, **changes: Any) -> None:
        self.status = replace(self.status, **changes)

    def _replace(self, lost: Lost) -> None:
        """Notes that the worker is gone, and after too many that did not start gives the device up for now."""
        if lost.blame:
            self._failures += 1
            self._failed_starts += not self.status.ready
            log.warning("worker %s on %s %s", self.status.pid, self.status.place, lost)
        explained = isinstance(lost.__cause__, EngineError)
        if self._failed_starts >= (EXPLAINED_STARTS if explained else STARTS):
            self.given_up = _start_error(lost, self.status.name)
            self._note(error=self.given_up.message)
            self._on_given_up()
        self._note(ready=False, pid=None, memory_used=None, restarts=self.status.restarts + 1)

    async def _listen(self, worker: Link, loaded: asyncio.Event) -> None:
        silence = max(self._timeouts.silence, FIRST_WORD_SECONDS)
        while True:
            message = await worker.receive(silence)
            silence = self._timeouts.silence
            match message:
                case Found(devices):
                    self._setup = replace(self._setup, device=devices[0])
                    self._note(name=devices[0])
                    self._on_found(devices)
                case Shared(share):
                    self._setup = replace(self._setup, share=share)
                    self._on_shared(self._setup.device, share)
                case Ready():
                    self.given_up = None
                    self._failed_starts = 0
                    self._note(ready=True, error=None)
                    loaded.set()
                case Beat(still, used, total):
                    self._note(memory_used=used, memory_total=total)
                    limit = self._timeouts.step if loaded.is_set() else self._timeouts.load
                    if still > limit:
                        raise Lost(f"did not move for {still:.0f} s")
                case Failed(error) if self._pending:
                    self._pending.tell(error)
                case Failed(error):
                    self._note(error=error.message)
                    raise Lost(f"could not start: {error}") from error
                case Over():
                    self._failures = 0
                    self._over.set()
                case Progress() | Checkpoint() | Result() as update if self._pending:
                    if isinstance(update, Result) and self._whole:
                        self._learn(update)
                    self._pending.tell(update)
                case other:
                    raise Lost(f"sent an unexpected {type(other).__name__}")

    def _learn(self, result: Result[Any]) -> None:
        if result.iterations and result.seconds:
            speed = result.iterations * result.width * result.height / result.seconds
            known = self.status.speed
            self._note(speed=speed if known is None else (1 - NEWEST) * known + NEWEST * speed)

    async def _serve(self, worker: Link, loaded: asyncio.Event) -> None:
        await loaded.wait()
        while True:
            place, pending = await self._requests.get(self.status.speed or math.inf)
            self._pending = pending
            self._whole = pending.request.checkpoint is None
            self._over.clear()
            self._note(busy=True)
            try:
                worker.send(Start(pending.request))
                await self._attend(worker, pending)
            finally:
                self._pending = None
                self._note(busy=False)
                if pending.wanted:
                    self._retry(place, pending)

    async def _attend(self, worker: Link, pending: PendingRequest) -> None:
        await _first(self._over.wait, pending.left.wait, pending.keep.wait)
        if pending.keep.is_set():
            worker.send(Keep())
            await _first(self._over.wait, pending.left.wait)
        if self._over.is_set():
            return
        worker.send(Cancel())
        try:
            async with asyncio.timeout(self._timeouts.stop):
                await self._over.wait()
        except TimeoutError:
            raise Lost("did not stop in time", blame=False) from None

    def _retry(self, place: int, pending: PendingRequest) -> None:
        reason = f"the worker on {self.status.name} died or hung"
        pending.tell(Interrupted(reason, blamed=not self.blameless))
        pending.deaths += not self.blameless
        if pending.deaths < LIVES:
            self._requests.put_back(place, pending)
        else:
            pending.tell(WorkerDied(f"{LIVES} workers died or hung over this request; try a smaller size"))


def environment(weights: str) -> dict[str, str]:
    """A worker's own variables, for these weights."""
    return inherited(FRAMEWORK + DOWNLOAD if weights == DOWNLOADED_WEIGHTS else FRAMEWORK)


def _start_error(lost: Lost, name: str) -> EngineError:
    """The worker's own words where it had any."""
    if isinstance(lost.__cause__, EngineError):
        return lost.__cause__
    return WorkerDied(f"the worker on {name} {lost} while starting; see the log")


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
