"""The executor on nodes that come and go, against real bridges, easels and workers; only Ray is left out."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from engine.cluster.executor import ClusterExecutor
from engine.messages import Interrupted, Result, StyleRequest
from engine.options import StyleOptions
from engine.processes.executor import Timeouts
from tests.engine.cluster.bridge_here import write_nodes
from tests.engine.cluster.nodes import HERE, NODES, node, open_here
from tests.engine.executors import EAGER, lines, paint, request, until, updates
from tests.patience import PATIENCE

pytestmark = pytest.mark.cluster

ROOT = Path(__file__).parents[3]
PATIENT = Timeouts(backoff=0.01, gather=PATIENCE)
ENDLESS = 10_000
"""Steps of a request that ends when it is told to."""


@asynccontextmanager
async def open_nodes(folder: Path, *names: str) -> AsyncIterator[ClusterExecutor]:
    write_nodes(folder / NODES, *(node(name) for name in names))
    async with (
        asyncio.timeout(PATIENCE),
        open_here(
            "cpu", str(folder), 1, stylizer="tests.engine.stylizers:Counter", timeouts=EAGER
        ) as executor,
    ):
        yield executor


async def until_it_paints(folder: Path) -> None:
    """Until a step was done since the last start."""
    done = len(lines(folder / "steps"))
    await until(lambda: len(lines(folder / "steps")) > done + 1)


async def test_a_picture_comes_out(tmp_path: Path) -> None:
    async with open_nodes(tmp_path, "north") as executor:
        result = await paint(executor, request(b"harbour"))
    assert result.image == b"picture of harbour"


async def test_capacity_follows_the_nodes(tmp_path: Path) -> None:
    async with open_nodes(tmp_path, "north") as executor:
        await until(lambda: executor.slots == 1)
        write_nodes(tmp_path / NODES, node("north"), node("south"))
        await until(lambda: [device.node for device in executor.devices] == ["north", "south"])
        write_nodes(tmp_path / NODES, node("south"))
        await until(lambda: [device.node for device in executor.devices] == ["south"])


async def test_without_any_node_nothing_is_wrong_and_there_is_no_slot(tmp_path: Path) -> None:
    async with open_nodes(tmp_path) as executor:
        await until(lambda: executor.traffic.sent == 0)
        assert executor.slots == 0
        assert [(device.name, device.error) for device in executor.devices] == [("cluster", None)]


async def test_who_waits_for_a_node_is_painted_when_it_comes(tmp_path: Path) -> None:
    async with open_nodes(tmp_path) as executor:
        waiting = asyncio.create_task(paint(executor, request()))
        await asyncio.sleep(0)
        write_nodes(tmp_path / NODES, node("north"))
        assert isinstance(await waiting, Result)


async def until_it_starts_again(folder: Path) -> int:
    """The step from which the work goes on."""
    starts = len(lines(folder / "starts"))
    await until(lambda: len(lines(folder / "starts")) > starts)
    return int(lines(folder / "starts")[-1].split()[1])


async def test_a_lost_node_s_work_goes_on_elsewhere_from_its_checkpoint(tmp_path: Path) -> None:
    keep = asyncio.Event()
    async with open_nodes(tmp_path, "north") as executor:
        running = asyncio.create_task(updates(executor, request(iterations=ENDLESS), keep))
        await until_it_paints(tmp_path)
        write_nodes(tmp_path / NODES, node("south"))
        assert await until_it_starts_again(tmp_path) > 0
        keep.set()
        told = await running
    assert isinstance(told[-1], Result)
    assert [update.blamed for update in told if isinstance(update, Interrupted)] == [False]


async def test_lost_nodes_are_not_the_request_s_fault(tmp_path: Path) -> None:
    keep = asyncio.Event()
    async with open_nodes(tmp_path, "0") as executor:
        running = asyncio.create_task(paint(executor, request(iterations=ENDLESS), keep))
        for number in range(1, 4):
            await until_it_paints(tmp_path)
            write_nodes(tmp_path / NODES, node(str(number)))
            await until_it_starts_again(tmp_path)
        keep.set()
        assert isinstance(await running, Result)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL on Windows")
async def test_a_killed_bridge_costs_no_work(tmp_path: Path) -> None:
    keep = asyncio.Event()
    async with open_nodes(tmp_path, "north") as executor:
        running = asyncio.create_task(paint(executor, request(iterations=ENDLESS), keep))
        await until_it_paints(tmp_path)
        (bridge,) = [child for child in psutil.Process().children() if HERE in child.cmdline()]
        bridge.kill()
        assert await until_it_starts_again(tmp_path) > 0
        keep.set()
        assert isinstance(await running, Result)


async def test_a_node_with_another_torch_is_refused_with_a_sentence(tmp_path: Path) -> None:
    async with open_nodes(tmp_path) as executor:
        write_nodes(tmp_path / NODES, node("old"), torch="1.0.0")
        await until(lambda: any(device.node == "old" for device in executor.devices))
        (refused,) = [device for device in executor.devices if device.node == "old"]
        assert "it has torch 1.0.0" in (refused.error or "")
        assert executor.slots == 0


async def test_a_broken_node_that_comes_first_fails_nobody(tmp_path: Path) -> None:
    nodes = tmp_path / NODES
    write_nodes(nodes, node("broken", 0.0, cards=1))
    async with (
        asyncio.timeout(PATIENCE),
        open_here(
            "cuda:0,cpu",
            str(tmp_path),
            1,
            stylizer="tests.engine.stylizers:OnlyOnTheProcessor",
            timeouts=PATIENT,
        ) as executor,
    ):
        waiting = asyncio.create_task(paint(executor, request()))
        await until(lambda: "cuda:0 is broken" in [device.error for device in executor.devices])
        write_nodes(nodes, node("broken", 0.0, cards=1), node("whole"))
        assert isinstance(await waiting, Result)


async def test_a_refused_node_is_forgotten_when_it_leaves(tmp_path: Path) -> None:
    async with open_nodes(tmp_path) as executor:
        write_nodes(tmp_path / NODES, node("old"), torch="1.0.0")
        await until(lambda: any(device.node == "old" for device in executor.devices))
        write_nodes(tmp_path / NODES)
        await until(lambda: not any(device.node == "old" for device in executor.devices))


async def test_a_painting_travels_once(tmp_path: Path) -> None:
    painting = bytes(1_000_000)
    asked = StyleRequest(b"photo", (painting,), StyleOptions.parse(iterations=1))
    async with open_nodes(tmp_path, "north") as executor:
        for _ in range(3):
            await paint(executor, asked)
        await until(lambda: executor.traffic.sent > len(painting))
        await paint(executor, asked)
        sent = executor.traffic.sent
    assert sent < 2 * len(painting)


@pytest.mark.parametrize(
    "module", ["engine.cluster.executor", "engine.cluster.bridge", "engine.cluster.easel"]
)
def test_the_program_and_the_easel_load_neither_ray_nor_torch(module: str) -> None:
    code = f"import sys, {module}; sys.exit(bool({{'ray', 'torch'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
