"""A Ray cluster as ground for easels. The only module that imports Ray; it does so in the bridge's process."""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any, Final

import ray
from ray.exceptions import RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from engine.cluster.easel import Easel
from engine.cluster.node import beside_bridge
from engine.cluster.protocol import EaselLost, Severed
from engine.cluster.shares import AUTO, Node, Share

NAMESPACE: Final = "impasto"
AHEAD: Final = 2
"""Messages of a worker that may be on their way; the rest waits beside it, where only the newest are kept."""
CALLS: Final = 100
"""To one easel at once; more than the bridge ever makes."""
IDLE_NODE: Final = ("--num-cpus=0", "--num-gpus=0", "--object-store-memory=500000000")
"""The node of a machine that paints nothing; its store holds what is on its way."""


class RayGround:
    """The cluster at `address`: `auto`, where this machine is a node, or `HOST:PORT`."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._own = ""

    def join(self) -> None:
        """Makes this process a driver of the cluster. Raises `Severed`.

        A driver needs a node on its own machine. For `auto` there is one; else one is started that paints nothing.
        """
        folder: str | None = None
        if self._address != AUTO:
            folder = tempfile.mkdtemp(prefix="impasto-")
            command = beside_bridge(self._address, Path(folder), IDLE_NODE)
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        try:
            ray.init(
                self._address,
                namespace=NAMESPACE,
                log_to_driver=False,
                logging_level=logging.WARNING,
                _temp_dir=folder,
            )
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise Severed(str(error)) from error
        self._own = ray.get_runtime_context().get_node_id()

    def nodes(self) -> tuple[Node, ...]:
        """Those that are alive. Raises `Severed` when this machine's is not among them."""
        nodes = tuple(Node.of(each) for each in ray.nodes() if each["Alive"])
        if all(node.id != self._own for node in nodes):
            raise Severed("this machine is no part of the cluster any more")
        return nodes

    def set_up(self, share: Share) -> RayEasel:
        """An actor of Ray's that takes the share's part of its node, and ends with this process."""
        actor = ray.remote(Easel).options(
            num_cpus=share.processors,
            num_gpus=share.cards,
            scheduling_strategy=NodeAffinitySchedulingStrategy(share.node, soft=False),
            max_concurrency=CALLS,
        )
        return RayEasel(actor.remote())

    def put(self, painting: bytes) -> Any:
        """Ray's reference to it; every node that needs it fetches it once."""
        return ray.put(painting)


class RayEasel:
    """An easel in an actor."""

    def __init__(self, actor: Any) -> None:
        self._actor = actor

    async def versions(self) -> bytes:
        data: bytes = await _called(self._actor.versions.remote())
        return data

    async def pulse(self) -> None:
        await _called(self._actor.pulse.remote())

    async def work(self, setup: bytes, previews: float) -> AsyncIterator[bytes]:
        method = self._actor.work.options(num_returns="streaming", _generator_backpressure_num_objects=AHEAD)
        try:
            async for reference in method.remote(setup, previews):
                yield await reference
        except RayError as error:
            raise _lost(error) from error

    async def say(self, message: bytes, *paintings: Any) -> None:
        await _called(self._actor.say.remote(message, *paintings))

    async def end(self) -> None:
        await _called(self._actor.end.remote())

    def kill(self) -> None:
        ray.kill(self._actor)


async def _called(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except RayError as error:
        raise _lost(error) from error


def _lost(error: RayError) -> EaselLost:
    """In Ray's own last line, which is the one that says what happened."""
    lines = str(error).strip().splitlines()
    return EaselLost(f"{type(error).__name__}: {lines[-1] if lines else ''}")
