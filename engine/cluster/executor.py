"""Requests for the workers of a cluster, through the same `Executor` as those of this machine."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from engine.cluster.node import require_ray
from engine.cluster.wire import (
    Begin,
    Begun,
    Declined,
    End,
    Ended,
    From,
    Join,
    Offer,
    Pulse,
    To,
    Withdrawn,
)
from engine.errors import EngineError
from engine.processes.child import inherited
from engine.processes.connection import Connection, Lost, Silent, open_connection
from engine.processes.executor import (
    AUTO,
    DEFAULT_TIMEOUTS,
    STYLIZER,
    SupervisedExecutor,
    Timeouts,
    Work,
    named_devices,
    worker_name,
)
from engine.processes.pool import PicturePool
from engine.processes.supervisor import DeviceStatus, Supervisor
from engine.processes.wire import Setup

BRIDGE: Final = "engine.cluster.bridge"
BRIDGE_SILENCE: Final = 120.0
"""Seconds without a word, after which the bridge is replaced; loading Ray takes a second or two of an idle core."""
BEGIN_SECONDS: Final = 60.0
"""For a worker's process to be started on another machine."""
END_SECONDS: Final = 5.0
"""For it to be killed there; after that it is left to the easel, which does not outlive its bridge."""
PREVIEW_BYTES: Final = 8_000_000.0
"""Bytes a second of all workers' previews together: half of what a network of 100 Mbit/s carries."""

log = logging.getLogger("engine.processes.executor")


class RemoteWorker:
    """The way to a worker on another machine; what a `Connection` is to one of this machine."""

    def __init__(self, bridge: Connection, session: int) -> None:
        self.pid: int | None = None
        self._bridge = bridge
        self._session = session
        self._inbox: asyncio.Queue[Any] = asyncio.Queue()
        self._ended: Ended | None = None

    def send(self, message: object) -> None:
        """Returns at once; nobody hears of it when the worker is gone."""
        self._bridge.send(To(self._session, message))

    def tell(self, message: object) -> None:
        """The bridge has heard this."""
        self._inbox.put_nowait(message)

    async def receive(self, silence: float) -> Any:
        """The next message. Raises `Silent` after `silence` seconds without one, `Lost` at the end."""
        try:
            async with asyncio.timeout(silence):
                message = await self._inbox.get()
        except TimeoutError:
            raise Silent(f"gave no sign of life for {silence:g} s") from None
        if isinstance(message, Ended):
            self._ended = message
            raise Lost(message.reason, blame=not message.lost)
        return message

    async def begin(self, easel: str, setup: Setup) -> None:
        """Starts the process. Raises `Lost`."""
        self._bridge.send(Begin(self._session, easel, setup))
        match await self.receive(BEGIN_SECONDS):
            case Begun(pid):
                self.pid = pid
            case other:
                raise Lost(f"began with an unexpected {type(other).__name__}")

    async def end(self) -> None:
        """Kills the process and waits for that."""
        if self._ended is None:
            self._bridge.send(End(self._session))
            try:
                async with asyncio.timeout(END_SECONDS):
                    while not isinstance(await self._inbox.get(), Ended):
                        pass
            except TimeoutError:
                log.warning("worker %s does not say that it has ended", self.pid)


@dataclass(frozen=True)
class Post:
    """An easel of the cluster, and who keeps a worker on it."""

    offer: Offer
    supervisor: Supervisor
    task: asyncio.Task[None]


class ClusterExecutor(SupervisedExecutor):
    """Workers on the nodes of a Ray cluster, as they come and go. Make it with `open_cluster`."""

    def __init__(self, join: Join, work: Work, pictures: PicturePool | None, bridge: str) -> None:
        super().__init__(work, pictures)
        self._join = join
        self._bridge_module = bridge
        self._posts: dict[str, Post] = {}
        self._declined: dict[str, str] = {}
        self._sessions: dict[int, RemoteWorker] = {}
        self._numbers = itertools.count(1)
        self._bridge: Connection | None = None
        self._joined = time.monotonic()
        self.traffic = Pulse(0, 0)
        self._tasks.add(asyncio.create_task(self._keep_bridge()))

    @property
    def devices(self) -> tuple[DeviceStatus, ...]:
        """Every worker as it is now, then the nodes that are not used.

        While there is no worker at all, an entry for the cluster itself, which is not an error: who waits, waits.
        """
        working = super().devices
        declined = [
            DeviceStatus("refused", error=reason, node=node) for node, reason in self._declined.items()
        ]
        missing = () if working else (DeviceStatus("cluster"),)
        return (*working, *missing, *declined)

    def _all_given_up(self) -> EngineError | None:
        """Nodes come one after the other: a first one that is broken fails nobody."""
        gathering = time.monotonic() - self._joined < self._work.timeouts.gather
        return None if gathering else super()._all_given_up()

    async def _keep_bridge(self) -> None:
        failures = 0
        while True:
            try:
                async with open_connection(
                    self._bridge_module, environment=_environment(), first=self._join
                ) as bridge:
                    self._bridge = bridge
                    while True:
                        self._hear(await bridge.receive(BRIDGE_SILENCE))
                        failures = 0
            except Lost as lost:
                failures += 1
                log.warning("the cluster at %s is out of reach: the bridge %s", self._join.address, lost)
            except Exception:
                failures += 1
                log.exception("the bridge to the cluster is replaced after a fault in the executor")
            finally:
                await self._abandon()
            await asyncio.sleep(self._work.timeouts.pause(failures))

    async def _abandon(self) -> None:
        """The bridge is gone, and every easel with it."""
        self._bridge = None
        self._declined.clear()
        for post in self._posts.values():
            post.supervisor.blameless = True
        for worker in self._sessions.values():
            worker.tell(Ended("was lost with the cluster", lost=True))
        await asyncio.gather(*(self._leave(easel) for easel in tuple(self._posts)))

    def _hear(self, message: object) -> None:
        match message:
            case From(session, said) if session in self._sessions:
                self._sessions[session].tell(said)
            case From():
                pass
            case Pulse() as pulse:
                self.traffic = pulse
            case Offer() as offer if not self._closed:
                self._occupy(offer)
            case Offer():
                pass
            case Withdrawn(easel, reason) if easel in self._posts:
                supervisor = self._posts[easel].supervisor
                log.warning("%s is lost: %s", supervisor.status.place, reason)
                supervisor.blameless = True
                self._tasks.add(asyncio.create_task(self._leave(easel)))
            case Withdrawn():
                pass
            case Declined(node, ""):
                self._declined.pop(node, None)
            case Declined(node, reason):
                log.error("the node %s is not used: %s", node, reason)
                self._declined[node] = reason
            case other:
                raise Lost(f"sent an unexpected {type(other).__name__}")

    def _occupy(self, offer: Offer) -> None:
        self._declined.pop(offer.node, None)
        self._joined = time.monotonic()
        setup = self._work.setup(offer.visible, self._join.slots)
        supervisor = Supervisor(
            setup,
            worker_name(offer.device, offer.slot),
            self._requests,
            self._work.timeouts,
            lambda devices: None,
            lambda device, share: None,
            self._check_given_up,
            lambda setup: self._open_worker(offer.easel, setup),
            offer.node,
        )
        self._supervisors.append(supervisor)
        self._posts[offer.easel] = Post(offer, supervisor, asyncio.create_task(supervisor.run()))

    async def _leave(self, easel: str) -> None:
        post = self._posts.pop(easel, None)
        if post is not None:
            self._supervisors.remove(post.supervisor)
            post.task.cancel()
            await asyncio.wait([post.task])

    @asynccontextmanager
    async def _open_worker(self, easel: str, setup: Setup) -> AsyncIterator[RemoteWorker]:
        if self._bridge is None:
            raise Lost("has no bridge to the cluster", blame=False)
        session = next(self._numbers)
        worker = self._sessions[session] = RemoteWorker(self._bridge, session)
        try:
            await worker.begin(easel, setup)
            yield worker
        finally:
            try:
                await worker.end()
            finally:
                del self._sessions[session]

    async def close(self) -> None:
        """Ends every worker and the bridge; whoever still waits gets an `EngineError`."""
        self._closed = True
        await asyncio.gather(*(self._leave(easel) for easel in tuple(self._posts)))
        await super().close()


def _environment() -> dict[str, str]:
    """What Ray is set with: its address, its tokens and its certificates."""
    return inherited(tuple(name for name in os.environ if name.startswith("RAY_")))


@asynccontextmanager
async def open_cluster(
    address: str,
    devices: str = AUTO,
    weights: str = "original",
    slots: int = 1,
    *,
    stylizer: str = STYLIZER,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    pictures: PicturePool | None = None,
    previews: float = PREVIEW_BYTES,
    bridge: str = BRIDGE,
) -> AsyncIterator[ClusterExecutor]:
    """Workers on every node of the Ray cluster at `address`: `auto`, where this machine is a node, or `HOST:PORT`.

    Returns at once; nodes are found, and the cluster is found again when it was lost, in the background. The
    other arguments are those of `open_executor`: `devices` are those of each node. `previews` is how many bytes
    of them a second the network may carry, `bridge` the module of the process between here and there. Raises
    `EngineError` when Ray is not installed.
    """
    if bridge == BRIDGE:
        require_ray()
    join = Join(address, named_devices(devices), slots, previews)
    executor = ClusterExecutor(join, Work(weights, slots, stylizer, timeouts), pictures, bridge)
    try:
        yield executor
    finally:
        await executor.close()
