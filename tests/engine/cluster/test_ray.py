"""Nodes of Ray itself that are reached by address, join, leave and fall silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from engine.cluster.executor import ClusterExecutor, open_cluster
from engine.messages import Interrupted, Result
from tests.engine.cluster.nodes import RayNode, WorkerNode
from tests.engine.executors import EAGER, is_alive, lines, paint, request, until, updates
from tests.patience import PATIENCE

pytestmark = pytest.mark.cluster

ENDLESS = 10_000
"""Steps of a request that ends when it is told to."""


@pytest.fixture(scope="module")
def head() -> Iterator[str]:
    """The address of a head that paints nothing."""
    node = RayNode("--head", "--port=0", "--num-cpus=0", "--include-dashboard=false")
    yield node.address
    node.kill()


@pytest.fixture(autouse=True)
def without_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the bridge; the nodes have the same."""
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")


@contextmanager
def worker_node(address: str) -> Iterator[WorkerNode]:
    node = WorkerNode(address)
    try:
        yield node
    finally:
        node.kill()


@asynccontextmanager
async def open_at(address: str, folder: Path) -> AsyncIterator[ClusterExecutor]:
    async with (
        asyncio.timeout(2 * PATIENCE),
        open_cluster(
            address, "cpu", str(folder), stylizer="tests.engine.stylizers:Counter", timeouts=EAGER
        ) as executor,
    ):
        yield executor


async def until_ready(executor: ClusterExecutor, workers: int) -> None:
    await until(lambda: sum(device.ready for device in executor.devices) == workers)


async def test_a_cluster_is_reached_by_its_address_and_nodes_join_and_leave(
    head: str, tmp_path: Path
) -> None:
    async with open_at(head, tmp_path) as executor:
        waiting = asyncio.create_task(paint(executor, request(b"harbour")))
        with worker_node(head) as node:
            assert (await waiting).image == b"picture of harbour"
            assert executor.traffic.sent > 0
            node.stop()
            await until(lambda: executor.slots == 0)
        assert [(device.name, device.error) for device in executor.devices] == [("cluster", None)]


async def test_a_node_cut_off_for_a_minute_loses_nothing_and_gives_nothing_twice(
    head: str, tmp_path: Path
) -> None:
    keep = asyncio.Event()
    async with open_at(head, tmp_path) as executor:
        with worker_node(head) as cut_off:
            await until_ready(executor, 1)
            running = asyncio.create_task(updates(executor, request(iterations=ENDLESS), keep))
            await until(lambda: len(lines(tmp_path / "steps")) > 2)
            alone = executor.devices[0].pid
            with worker_node(head):
                await until_ready(executor, 2)
                cut_off.stand_still()
                await until(lambda: len(lines(tmp_path / "starts")) == 2)
                assert int(lines(tmp_path / "starts")[1].split()[1]) > 0
                cut_off.go_on()
                await until(lambda: alone is not None and not is_alive(alone))
                keep.set()
                told = await running
                assert sum(isinstance(update, Interrupted) for update in told) == 1
                assert sum(isinstance(update, Result) for update in told) == 1
                assert lines(tmp_path / "ends") == ["photo"]
                await until_ready(executor, 2)
