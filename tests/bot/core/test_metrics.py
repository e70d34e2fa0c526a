"""What the machine room reads."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from bot.core.metrics import Metrics
from engine.processes.executor import DeviceStatus
from tests.bot.executors import EagerExecutor, ScriptedExecutor
from tests.bot.world import open_world, person, until


async def test_the_queue_length(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        await world.submit(person("1"))
        await world.submit(person("2"))
        assert b"impasto_queue_length 2.0" in world.studio.metrics.text()


async def test_jobs_are_counted_by_surface_and_state(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        await world.ended(await world.submit())
        wanted = b'impasto_jobs_total{state="delivered",surface="fake"} 1.0'
        await until(lambda: wanted in world.studio.metrics.text())


async def test_the_seconds_of_a_job_and_of_a_step(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        (await world.executor.begun()).finish(seconds=2.0)
        await world.ended(job)
        text = world.studio.metrics.text()
        assert b"impasto_job_seconds_sum 2.0" in text
        assert b"impasto_step_seconds_sum 0.2" in text


async def test_devices(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert b'impasto_device_ready{device="cpu"} 1.0' in world.studio.metrics.text()


async def test_devices_of_a_cluster_are_told_by_node(tmp_path: Path) -> None:
    executor = ScriptedExecutor()
    executor.devices = (DeviceStatus("cuda:0", ready=True, node="north"),)
    async with open_world(tmp_path, executor) as world:
        assert b'impasto_device_ready{device="cuda:0",node="north"} 1.0' in world.studio.metrics.text()


async def test_the_loops_lag_is_measured() -> None:
    metrics = Metrics()
    task = asyncio.create_task(metrics.measure_lag())
    await until(lambda: b"impasto_loop_lag_seconds_count 1.0" in metrics.text())
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
