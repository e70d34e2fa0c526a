"""Clusters for the tests: one in a process, and Ray itself on this machine."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

from engine.cluster.executor import ClusterExecutor, open_cluster
from engine.cluster.shares import Node
from engine.processes.executor import Timeouts
from tests.engine.cluster.bridge_here import write_nodes

ROOT = Path(__file__).parents[3]
HERE = "tests.engine.cluster.bridge_here"
NODES = "nodes.json"
CARDS = 2
SMALL = ("--object-store-memory=80000000", "--include-log-monitor=false", "--disable-usage-stats")


def node(name: str, processors: float = 1.0, cards: int = 0) -> Node:
    """A machine of that name, which is its id as well."""
    return Node(name, name, processors, cards)


@asynccontextmanager
async def open_here(
    devices: str, folder: str, slots: int, *, stylizer: str, timeouts: Timeouts
) -> AsyncIterator[ClusterExecutor]:
    """All of the way to a cluster but Ray: see `bridge_here`. `folder` gets the list of nodes; there is one."""
    nodes = Path(folder) / NODES
    if not nodes.exists():
        write_nodes(nodes, node("here", cards=CARDS))
    async with open_cluster(
        str(nodes), devices, folder, slots, stylizer=stylizer, timeouts=timeouts, bridge=HERE
    ) as executor:
        yield executor


@asynccontextmanager
async def open_ray(
    devices: str, folder: str, slots: int, *, stylizer: str, timeouts: Timeouts
) -> AsyncIterator[ClusterExecutor]:
    """On a node of Ray's that is started for all tests together. It has cards on paper only."""
    os.environ["RAY_ADDRESS"] = await asyncio.to_thread(one_node)
    try:
        async with open_cluster(
            "auto", devices, folder, slots, stylizer=stylizer, timeouts=timeouts
        ) as executor:
            yield executor
    finally:
        del os.environ["RAY_ADDRESS"]


@cache
def one_node() -> str:
    """The address of a head that also works; it ends with this process."""
    return RayNode("--head", "--port=0", "--num-cpus=1", f"--num-gpus={CARDS}").address


class RayNode:
    """`ray start` on this machine, in a folder and a process group of its own."""

    def __init__(self, *options: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "ray.scripts.scripts", "start", "--block", *SMALL, *options),
                f"--temp-dir={self._folder.name}",
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT), "RAY_AUTH_MODE": "disabled", "RAY_ADDRESS": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        atexit.register(self.kill)

    @property
    def address(self) -> str:
        """Once it stands."""
        assert self._process.stdout
        address = ""
        for line in self._process.stdout:
            if b"ray start --address=" in line:
                address = line.split(b"=")[1].strip().strip(b"'").decode()
            if b"This command will now block" in line:
                return address
        raise RuntimeError("Ray did not start")

    def kill(self) -> None:
        """With all of its processes, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()
