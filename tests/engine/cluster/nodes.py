"""Clusters for the tests: one in a process, and Ray itself on this machine."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

import psutil  # type: ignore[import-untyped]

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
    use_cluster(await asyncio.to_thread(one_node))
    try:
        async with open_cluster(
            "auto", devices, folder, slots, stylizer=stylizer, timeouts=timeouts
        ) as executor:
            yield executor
    finally:
        del os.environ["RAY_ADDRESS"]


def use_cluster(address: str) -> None:
    """From now on `auto` is the cluster at `address`, for bridges that this process starts."""
    os.environ.update({"RAY_ADDRESS": address, "RAY_AUTH_MODE": "disabled"})


@cache
def one_node() -> str:
    """The address of a head that also works; it ends with this process."""
    return RayNode(
        "--head", "--port=0", "--include-dashboard=false", "--num-cpus=1", f"--num-gpus={CARDS}"
    ).address


class Family:
    """A program with all that it starts, in a process group of its own."""

    def __init__(self, command: list[str], stdout: int = subprocess.DEVNULL) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [*command, f"--temp-dir={self._folder.name}"],
            env={**_without_address(), "PYTHONPATH": str(ROOT), "RAY_AUTH_MODE": "disabled"},
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        atexit.register(self.kill)

    def kill(self) -> None:
        """All of it, at once."""
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()

    def stop(self) -> None:
        """As a service manager ends it."""
        self._process.terminate()

    def stand_still(self) -> None:
        """All of it, until `go_on`: for the others that is a network that is cut."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """After `stand_still`."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for each in _family(self._process.pid):
            with suppress(psutil.NoSuchProcess):
                each.send_signal(number)


def _without_address() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "RAY_ADDRESS"}


def _family(pid: int) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


class WorkerNode(Family):
    """`impasto worker` on this machine, with one processor of its own on paper."""

    def __init__(self, address: str) -> None:
        super().__init__(
            [
                *(sys.executable, "-m", "bot", "worker", f"--address={address}"),
                *("--", "--num-cpus=1", *SMALL),
            ]
        )


class RayNode(Family):
    """`ray start` on this machine."""

    def __init__(self, *options: str) -> None:
        start = (sys.executable, "-m", "ray.scripts.scripts", "start", "--block")
        super().__init__([*start, *SMALL, *options], subprocess.PIPE)
        self.address = self._until_it_stands()

    def _until_it_stands(self) -> str:
        assert self._process.stdout
        address = ""
        for line in self._process.stdout:
            if b"ray start --address=" in line:
                address = line.split(b"=")[1].strip().strip(b"'").decode()
            if b"This command will now block" in line:
                threading.Thread(target=self._process.stdout.read, daemon=True).start()
                return address
        raise RuntimeError("Ray did not start")
